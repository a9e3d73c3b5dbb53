//! A program without workbooks reads none.

use super::{Refusal, Table};

/// Says that workbooks are not read.
pub(super) fn read(name: &str, ending: &str, _: &[u8]) -> Result<Vec<Table>, Vec<Refusal>> {
    let message = "this program was built without the feature `workbook`";
    let help = "save the table as CSV in UTF-8 (`.csv`)";
    Err(vec![Refusal::new(format!("{name}.{ending}"), message, help)])
}
