//! What the server adds to pages, and the short pages that are its own.

use super::events::Revision;

use crate::escape::escape;

/// The page that waits for the report.
pub(super) const LOADING: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Loading</title>
<link rel="stylesheet" href="/-/preview.css">
<noscript><meta http-equiv="refresh" content="1"></noscript>
</head>
<body class="rapporteur-preview">
<main><p role="status">The report is loading.</p></main>
</body>
</html>
"#;

/// The page in place of one that cannot be made.
pub(super) fn failed(words: &str) -> String {
    let escaped = escape(words);
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>This page cannot be rendered</title>
<link rel="stylesheet" href="/-/preview.css">
</head>
<body class="rapporteur-preview">
<main><h1>This page cannot be rendered</h1>
<pre>{escaped}</pre></main>
</body>
</html>
"#
    )
}

/// A page with the preview's script at the end of its head. The script is told the tag of the
/// page, empty for one that stands in for another, the file whose last good version it shows, empty
/// where that is none, and the state it was made from.
pub(super) fn with_script(page: &[u8], tag: &str, kept: &str, revision: Revision) -> Vec<u8> {
    const END: &[u8] = b"</head>";
    let at = page.windows(END.len()).position(|part| part.eq_ignore_ascii_case(END));
    let (before, after) = page.split_at(at.unwrap_or(page.len()));
    let tag = tag.trim_matches('"');
    let kept = match kept {
        "" => String::new(),
        file => format!(" data-kept=\"{}\"", escape(file)),
    };
    let script = format!(
        r#"<script src="/-/preview.js" type="module" data-tag="{tag}" data-revision="{revision}"{kept}></script>"#
    );
    [before, script.as_bytes(), after].concat()
}
