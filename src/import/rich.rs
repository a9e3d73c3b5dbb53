//! Text with emphasis and links → Markdown.

use super::records::markdown::{at_start, escaped};

/// A piece of text that looks alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// What it says, with line feeds.
    pub(super) text: String,
    /// How it looks.
    pub(super) marks: Marks,
    /// Where it leads.
    pub(super) link: Option<String>,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) struck: bool,
    pub(super) below: bool,
    pub(super) above: bool,
}

/// Texts as Markdown, a paragraph for each of their lines; none, if they are plain.
pub(super) fn markdown(runs: Vec<Run>) -> Option<String> {
    let is_plain = |run: &Run| run.marks == Marks::default() && run.link.is_none();
    let is_rich = |run: &Run| !is_plain(run) && !run.text.trim().is_empty();
    if !runs.iter().any(is_rich) {
        return None;
    }
    let runs = joined(runs);
    let mut lines = vec![Vec::new()];
    for run in &runs {
        for (at, text) in run.text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            if let Some(last) = lines.last_mut() {
                last.push((text, run));
            }
        }
    }
    let lines = lines.iter().map(|pieces| line(pieces)).filter(|line| !line.is_empty());
    Some(lines.collect::<Vec<_>>().join("\n\n"))
}

/// Runs, of which no two neighbours look alike.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::new();
    for run in runs {
        match joined.last_mut() {
            Some(last) if last.marks == run.marks && last.link == run.link => {
                last.text.push_str(&run.text);
            }
            _ => joined.push(run),
        }
    }
    joined
}

/// A line of several pieces.
fn line(pieces: &[(&str, &Run)]) -> String {
    let mut out = String::new();
    for (at, (text, run)) in pieces.iter().enumerate() {
        let inner = text.trim();
        if inner.is_empty() {
            out.push_str(text);
            continue;
        }
        let start = text.len() - text.trim_start().len();
        out.push_str(&text[..start]);
        let before = out.chars().next_back();
        let rest = &text[start + inner.len()..];
        let after = rest
            .chars()
            .next()
            .or_else(|| pieces[at + 1..].iter().find_map(|(text, _)| text.chars().next()));
        out.push_str(&marked(inner, run, (before, after)));
        out.push_str(rest);
    }
    at_start(out.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A text between its marks, with those of HTML where Markdown would not take its own for any.
fn marked(text: &str, run: &Run, (before, after): (Option<char>, Option<char>)) -> String {
    let is_apart = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let stands = (is_apart(before) || is_word(text.chars().next()))
        && (is_apart(after) || is_word(text.chars().next_back()));
    let Marks { strong, emphasis, struck, below, above } = run.marks;
    let mut out = escaped(text);
    for (is, own, tag) in [
        (below, None, "sub"),
        (above, None, "sup"),
        (emphasis, Some("*"), "em"),
        (strong, Some("**"), "strong"),
        (struck, Some("~~"), "del"),
    ] {
        match own {
            _ if !is => {}
            // Marks around an element of HTML stand, whatever is beside them, only as HTML do.
            Some(own) if stands && !out.starts_with('<') => out = format!("{own}{out}{own}"),
            _ => out = format!("<{tag}>{out}</{tag}>"),
        }
    }
    match &run.link {
        Some(link) if is_address(link) => format!("[{out}](<{link}>)"),
        _ => out,
    }
}

/// Whether a link leads somewhere on the web or to somebody, and can stand in Markdown.
fn is_address(link: &str) -> bool {
    let leads = ["http://", "https://", "mailto:"].iter().any(|start| link.starts_with(start));
    leads && !link.contains(['<', '>', '\n', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str, marks: &str) -> Run {
        let is = |mark: char| marks.contains(mark);
        let marks = Marks {
            strong: is('b'),
            emphasis: is('i'),
            struck: is('s'),
            below: is('_'),
            above: is('^'),
        };
        let link = is('l').then(|| "https://a.example/b c".to_owned());
        Run { text: text.to_owned(), marks, link }
    }

    #[test]
    fn emphasis_and_links_become_markdown() {
        for (runs, expected) in [
            (vec![("plain *text*", "")], None),
            (vec![("a", ""), ("  ", "b"), ("b", "")], None),
            (vec![("Keep ", ""), ("all ", "b"), ("of it", "b")], Some("Keep **all of it**")),
            (vec![("one ", "bi"), ("two", "s")], Some("***one*** ~~two~~")),
            (vec![("H", ""), ("2", "_"), ("O*", "")], Some("H<sub>2</sub>O\\*")),
            (vec![("(a)", "b"), ("b", "")], Some("<strong>(a)</strong>b")),
            (vec![("1. ", ""), ("x", "i"), ("\n- y", "")], Some("1\\. *x*\n\n\\- y")),
            (vec![("see ", ""), ("this", "l")], Some("see [this](<https://a.example/b c>)")),
        ] {
            let runs = runs.iter().map(|(text, marks)| run(text, marks)).collect();
            assert_eq!(markdown(runs).as_deref(), expected);
        }
    }
}
