//! Plain text → Markdown that shows it as it is.

/// What means something in Markdown wherever it stands.
const SPECIAL: [char; 13] = ['\\', '`', '*', '_', '[', ']', '<', '>', '{', '}', '~', '$', '|'];

/// A text of one line.
pub(in crate::import) fn line(text: &str) -> String {
    let mut line = at_start(escaped(&text.split_whitespace().collect::<Vec<_>>().join(" ")));
    // At the end of a heading, such a sign would be none of its words.
    if line.ends_with('#') && !line.ends_with("\\#") {
        line.insert(line.len() - 1, '\\');
    }
    line
}

/// A text of which no character means anything wherever it stands in a line.
pub(in crate::import) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        // A character reference would be read as its character, and two hyphens as a dash.
        let is_dash = letter == '-' && out.ends_with('-');
        if SPECIAL.contains(&letter) || letter == '&' || is_dash {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Markdown that begins a line as what it is, and not as a heading, an item or a rule.
pub(in crate::import) fn at_start(line: String) -> String {
    match marker(&line) {
        Some(at) => format!("{}\\{}", &line[..at], &line[at..]),
        None => line,
    }
}

/// A text whose lines are paragraphs: those that end in a letter do not run into the next.
pub(in crate::import) fn paragraphs(text: &str) -> String {
    let lines = text.lines().map(line).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n\n")
}

/// Where in a line stands what would make it a heading, an item of a list or a rule.
fn marker(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    let behind = rest.strip_prefix(['.', ')']).map(|behind| behind.chars().next());
    let is_numbered = digits > 0 && behind.is_some_and(|next| next.is_none_or(char::is_whitespace));
    match is_numbered {
        true => Some(digits),
        // A picture is no mark.
        false if rest.starts_with("![") => None,
        false if digits == 0 && rest.starts_with(['#', '+', '-', '=', ':', '!']) => Some(0),
        false => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_as_it_is() {
        for (text, expected) in [
            ("Plain, with 5 words (here).", "Plain, with 5 words (here)."),
            ("a * b_c [d] <e> {f} `g`", "a \\* b\\_c \\[d\\] \\<e\\> \\{f\\} \\`g\\`"),
            ("1. First\n(a) Legal\n2) Other", "1\\. First\n\n(a) Legal\n\n2\\) Other"),
            (
                "# No heading\n- no item\n--- \n\n= x",
                "\\# No heading\n\n\\- no item\n\n\\-\\-\\-\n\n\\= x",
            ),
            ("Pass --quiet to C #", "Pass -\\-quiet to C \\#"),
            ("2015-2016 was &amp; is", "2015-2016 was \\&amp; is"),
        ] {
            assert_eq!(paragraphs(text), expected);
        }
    }
}
