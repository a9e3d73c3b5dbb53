//! What the command line says of how a report is loaded.

use std::time::Duration;

use crate::config;
use crate::date::Date;
use crate::render::Settings;

/// What a report is loaded with.
#[derive(Debug, Clone, Default)]
pub struct Loading {
    /// Whether drafts are part of the site.
    pub drafts: bool,
    /// How pages are rendered.
    pub settings: Settings,
    /// The site's URL, when the command line names one.
    pub site_url: Option<config::SiteUrl>,
    /// The day as of which the report speaks, when the command line names one.
    pub as_of: Option<Date>,
    /// How long each preprocessor may run; they do not run otherwise.
    pub preprocessors: Option<Duration>,
}
