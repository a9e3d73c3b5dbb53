//! Rapporteur.
pub mod cli;
pub mod command;
pub mod config;
pub mod diagnostics;
pub mod look;
pub mod model;
pub mod parse;
pub mod plan;
pub mod read;
pub mod render;
pub mod report;
pub mod resolve;
pub mod search;
pub mod site;
pub mod source;
pub mod write;
