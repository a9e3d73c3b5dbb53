//! `[citation]` → how the report is cited.

use super::Citation;
use super::reader::Table;

/// Reads `[citation]`.
pub(super) fn citation(table: &Table) -> Citation {
    Citation { enable: table.flag("enable").unwrap_or(true) }
}
