//! What was written for other programs → what a report is written in.
//!
//! Goes in: documents as they are read. Comes out: texts, for a command to write. Nothing is written
//! or looked up here.

pub mod front_matter;
