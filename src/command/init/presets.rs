//! The presets of `rapporteur init --preset`: small reports in the words of bodies that follow up
//! recommendations.
//!
//! The axes and states of a preset are data of its report, and comments there name the pages that
//! they come from. Nothing in the program knows what a state means: which states of two presets
//! correspond is told by `guide/content/crosswalk.csv`, which no stage reads.

/// A report to start with.
pub(super) struct Preset {
    /// The name on the command line.
    pub(super) name: &'static str,
    /// Whose words it has, in one line.
    line: &'static str,
    /// Each path below the report's folder, with the text there. `book.toml` is the last.
    pub(super) files: [(&'static str, &'static str); 3],
}

macro_rules! presets {
    ($($name:literal: $line:literal,)+) => {
        &[$(Preset {
            name: $name,
            line: $line,
            files: [
                file!($name, "content/index.md"),
                file!($name, "content/recommendations.md"),
                file!($name, "book.toml"),
            ],
        }),+]
    };
}

macro_rules! file {
    ($name:literal, $path:literal) => {
        ($path, include_str!(concat!("presets/", $name, "/", $path)))
    };
}

/// All of them, in the order in which they are listed.
const PRESETS: &[Preset] = presets! {
    "uk-inquiry": "United Kingdom public inquiries: response and progress",
    "gao": "United States Government Accountability Office: position and status",
    "csb": "United States Chemical Safety Board: status",
    "au-royal-commission": "Australian royal commissions: response and status",
    "ieg": "World Bank Independent Evaluation Group: ratings by two assessors",
    "un": "UN oversight bodies: acceptance and implementation",
};

/// The preset of a name.
pub(super) fn find(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

/// All presets, one a line: the name, and whose words it has.
pub(super) fn list() -> String {
    let width = PRESETS.iter().map(|preset| preset.name.len()).max().unwrap_or_default();
    let lines = PRESETS.iter().map(|Preset { name, line, .. }| format!("  {name:width$}  {line}"));
    lines.collect::<Vec<_>>().join("\n")
}
