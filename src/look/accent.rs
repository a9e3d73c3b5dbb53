//! The accent of a report → the rules that give it to a look, and what cannot be read in it.
//!
//! The grounds on which it must be read are those that the look's own stylesheet declares.

use std::sync::Arc;

use crate::colour::{Colour, OF_TEXT};
use crate::config::{Config, Setting};
use crate::diagnostics::{Code, Diagnostic};

use super::Files;

pub(super) const STYLE: &str = "static/style.css";
/// The contrast of a dark accent that nobody chose, and of the cover with its white words in the
/// dark: those of the built-in colours are about as high.
const OF_DERIVED: f64 = 7.0;
const OF_DARK_COVER: f64 = 12.0;

/// What a stylesheet says of light and dark: the grounds of text.
struct Grounds {
    light: Vec<Colour>,
    dark: Vec<Colour>,
}

/// The rules for the accent that `book.toml` names, to stand behind those of the look's stylesheet;
/// none, where it names none.
pub fn accent(config: &Config, default: &Files, own: &Files) -> (String, Vec<Diagnostic>) {
    let html = &config.html;
    if html.accent.is_none() && html.accent_dark.is_none() {
        return (String::new(), Vec::new());
    }
    let grounds = grounds(default, own);
    let mut rules = Vec::new();
    let mut problems = Vec::new();
    let accents =
        [(&html.accent, &grounds.light, "light"), (&html.accent_dark, &grounds.dark, "dark")];
    for (accent, grounds, side) in accents {
        let Some(accent) = accent else { continue };
        problems.extend(unreadable(config, accent, grounds, side));
    }
    let value = |accent: &Option<Setting<Colour>>| accent.as_ref().map(|accent| accent.value);
    let dark = value(&html.accent_dark);
    if let Some(light) = value(&html.accent) {
        let dark = dark.unwrap_or_else(|| light.readable(&grounds.dark, OF_DERIVED));
        let white = [Colour::WHITE];
        let covers = [OF_TEXT, OF_DARK_COVER].map(|least| light.readable(&white, least));
        rules.push(format!("--accent:light-dark({light},{dark})"));
        rules.push(format!("--cover:light-dark({},{})", covers[0], covers[1]));
    } else if let Some(dark) = dark {
        let light = declared(default, own, "accent").map_or(dark, |(light, _)| light);
        rules.push(format!("--accent:light-dark({light},{dark})"));
    }
    // Who asks for more contrast has the colours of the look.
    let rules = rules.join(";");
    (format!("\n@media not (prefers-contrast:more){{:root{{{rules}}}}}\n"), problems)
}

fn unreadable(
    config: &Config,
    accent: &Setting<Colour>,
    grounds: &[Colour],
    side: &str,
) -> Option<Diagnostic> {
    let near = accent.value.readable(grounds, OF_TEXT);
    if near == accent.value {
        return None;
    }
    let contrasts = grounds.iter().map(|ground| accent.value.contrast(*ground));
    let contrast = contrasts.fold(f64::INFINITY, f64::min);
    // Rounded down, so that no contrast seems to be enough.
    let contrast = (contrast * 10.0).floor() / 10.0;
    let message = format!(
        "the accent {} is hard to read on the {side} background: its contrast is {contrast}, but \
         text needs {OF_TEXT}",
        accent.value
    );
    let problem = Diagnostic::at(Code::FaintAccent, &config.source, accent.span.clone(), message);
    Some(problem.help(format!("the nearest legible colour is `{near}`")))
}

fn grounds(default: &Files, own: &Files) -> Grounds {
    let mut grounds = Grounds { light: Vec::new(), dark: Vec::new() };
    for name in ["paper", "tint"] {
        if let Some((light, dark)) = declared(default, own, name) {
            grounds.light.push(light);
            grounds.dark.push(dark);
        }
    }
    grounds
}

/// The light and the dark colour that a custom property of the look's stylesheet has at first.
fn declared(default: &Files, own: &Files, name: &str) -> Option<(Colour, Colour)> {
    let style: &Arc<[u8]> = own.statics.get(STYLE).or_else(|| default.statics.get(STYLE))?;
    let (_, value) = std::str::from_utf8(style).ok()?.split_once(&format!("--{name}:"))?;
    let value = value.trim_start().strip_prefix("light-dark(")?.split(')').next()?;
    let (light, dark) = value.split_once(',')?;
    Some((Colour::parse(light.trim())?, Colour::parse(dark.trim())?))
}
