//! The stages together, from a report's files to the pages of its site, without a disk but for
//! reading.

#![allow(clippy::disallowed_methods, reason = "tests write the files that they read")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/chance.rs"]
mod chance;

#[path = "../support/edits.rs"]
mod edits;

#[path = "../support/mirror.rs"]
mod mirror;

#[path = "../support/skipped.rs"]
mod skipped;

mod addresses;
mod blocks;
mod books;
mod bounds;
mod broken;
mod calendar;
mod cases;
mod chapters;
mod incremental;
mod ledger;
mod links;
mod lock;
mod looks;
mod long_indexes;
mod others;
mod missing_page;
mod parts;
mod read_back;
mod rename;
mod crawl;
mod documents;
mod ended;
mod evidence;
mod export;
mod facts;
mod feeds;
mod follow_up;
mod files;
mod fuzz;
#[cfg(feature = "documents")]
mod from_documents;
mod from_tables;
#[cfg(feature = "workbook")]
mod from_workbooks;
mod gettext;
mod growth;
mod held;
mod hostile;
mod flagship;
mod follow;
mod preprocessors;
mod problems;
mod promised;
mod promises;
mod second;
mod select;
mod sitemaps;
mod versions;
mod yaml;
