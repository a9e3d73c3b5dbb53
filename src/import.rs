//! What was written for other programs → what a report is written in.
//!
//! Goes in: documents as they are read, or the bytes of files with tables or text. Comes out: texts, for
//! a command to write. Nothing is written or looked up here.

pub mod back;
pub mod chapters;
pub mod document;
pub mod front_matter;
pub mod guess;
mod literal;
pub mod mapping;
mod prose;
pub mod records;
#[cfg(feature = "workbook")]
mod rich;
pub mod rules;
pub mod table;
