//! A program that makes no workbooks.

use super::{Sheet, WorkbookError};

/// The name of the sheet with the values of choices.
pub const CHOICES: &str = "choices";

/// What sheets are called.
pub fn names(sheets: &[Sheet<'_>]) -> Vec<String> {
    sheets.iter().map(|sheet| sheet.name.clone()).collect()
}

/// Refuses to write a workbook.
///
/// # Errors
/// How to get a program that can.
pub fn write(_: &[Sheet<'_>], _: &str) -> Result<Vec<u8>, WorkbookError> {
    Err(WorkbookError(
        "this program was compiled without the feature `workbook`\n\
         help: install it with `--features workbook`, or write other files: `--format csv`"
            .to_owned(),
    ))
}
