//! What the line that opens a block of code says, and the lines of it that readers see when they ask.

use super::{Dialect, Options};

/// Gives the lines of a block of code numbers.
const LINE_NUMBERS: &str = "line-numbers";

/// What the line that opens a block of code says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fence<'t> {
    /// The language of the program.
    pub(super) language: &'t str,
    /// What else is said of it: `ignore`, `should_panic`.
    pub(super) classes: Vec<&'t str>,
    /// What lines begin with that are hidden at first.
    hides: Option<&'t str>,
    /// Whether its lines have numbers.
    pub(super) has_numbers: bool,
}

/// The program as it is shown, and which of its lines are hidden at first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lines {
    pub(super) program: String,
    /// For each line, whether it is hidden; none, where none is.
    pub(super) hidden: Vec<bool>,
}

impl<'t> Fence<'t> {
    /// Reads the words behind the fence. In a book they are as mdBook has them.
    pub(super) fn read(info: &'t str, options: &'t Options) -> Self {
        let dialect = options.dialect;
        let separators = [' ', ',', '\t'];
        let inner = info.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let inner = inner.filter(|_| dialect == Dialect::Book).unwrap_or(info);
        let mut words = inner.split(separators).map(|word| word.trim_start_matches('.'));
        let language = words.next().unwrap_or_default();
        if dialect == Dialect::Report {
            return Self {
                language: info.split(separators).next().unwrap_or_default(),
                classes: Vec::new(),
                hides: None,
                has_numbers: false,
            };
        }
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let named = words.iter().find_map(|word| word.strip_prefix("hidelines="));
        let declared = options.hidden_lines.get(language).map(String::as_str);
        let has_numbers = words.contains(&LINE_NUMBERS);
        let is_name = |word: &&str| {
            word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        };
        let classes = words.into_iter().filter(is_name).collect();
        let usual = (language == "rust").then_some("#");
        Self { language, classes, hides: named.or(declared).or(usual), has_numbers }
    }

    /// The lines of a program.
    pub(super) fn lines(&self, program: String) -> Lines {
        let Some(hides) = self.hides.filter(|hides| !hides.is_empty()) else {
            return Lines { program, hidden: Vec::new() };
        };
        let (mut shown, mut hidden) = (String::with_capacity(program.len()), Vec::new());
        for line in program.split_inclusive('\n') {
            let (line, is_hidden) = match self.language {
                "rust" if hides == "#" => rust_line(line),
                _ => hidden_line(line, hides),
            };
            shown.push_str(&line);
            hidden.push(is_hidden);
        }
        if !hidden.contains(&true) {
            hidden.clear();
        }
        Lines { program: shown, hidden }
    }
}

/// A line of Rust as rustdoc has it: one that begins with `# ` is hidden, `##` stands for `#`, and
/// attributes are neither.
fn rust_line(line: &str) -> (String, bool) {
    let start = line.len() - line.trim_start().len();
    let (blank, rest) = line.split_at(start);
    match rest.strip_prefix('#') {
        Some(rest) if rest.starts_with('#') => (format!("{blank}{rest}"), false),
        Some(rest) if rest.trim().is_empty() => (rest.trim_start_matches(' ').to_owned(), true),
        Some(rest) => match rest.strip_prefix(' ') {
            Some(rest) => (format!("{blank}{rest}"), true),
            None => (line.to_owned(), false),
        },
        None => (line.to_owned(), false),
    }
}

fn hidden_line(line: &str, hides: &str) -> (String, bool) {
    let start = line.len() - line.trim_start().len();
    let (blank, rest) = line.split_at(start);
    match rest.strip_prefix(hides) {
        Some(rest) => (format!("{blank}{rest}"), true),
        None => (line.to_owned(), false),
    }
}

/// The HTML of a program, line by line: elements that reach over the end of a line are closed there and
/// begin again.
pub(super) fn html_lines(html: &str) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '\n']) {
        line.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('\n') {
            line.push_str(&"</span>".repeat(open.len()));
            line.push('\n');
            lines.push(std::mem::take(&mut line));
            line.extend(open.iter().copied());
            rest = &rest[1..];
            continue;
        }
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let (tag, after) = rest.split_at(end);
        match tag.starts_with("</") {
            true => drop(open.pop()),
            false => open.push(tag),
        }
        line.push_str(tag);
        rest = after;
    }
    line.push_str(rest);
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn book() -> Options {
        let hidden_lines = [("sql".to_owned(), "~".to_owned())].into_iter().collect();
        Options {
            dialect: Dialect::Book,
            hidden_lines: Arc::new(hidden_lines),
            ..Options::default()
        }
    }

    #[test]
    fn lines_of_rust_are_hidden_as_rustdoc_does() {
        let book = book();
        let fence = Fence::read("rust,ignore", &book);
        assert_eq!((fence.language, &fence.classes[..]), ("rust", &["ignore"][..]));
        let lines =
            fence.lines("# use a;\n#\nlet x = 1;\n## no\n#[derive(A)]\n#![b]\n  # }\n".to_owned());
        assert_eq!(lines.program, "use a;\n\nlet x = 1;\n# no\n#[derive(A)]\n#![b]\n  }\n");
        assert_eq!(lines.hidden, [true, true, false, false, false, false, true]);
    }

    #[test]
    fn other_languages_hide_what_they_say() {
        let book = book();
        let fence = Fence::read("python,hidelines=!!!", &book);
        assert_eq!(fence.lines("!!!a()\nb()\n".to_owned()).hidden, [true, false]);
        assert!(fence.classes.is_empty());
        let fence = Fence::read("sh", &book);
        assert_eq!(
            fence.lines("# a\n".to_owned()),
            Lines { program: "# a\n".to_owned(), hidden: Vec::new() }
        );
        let fence = Fence::read("sql,line-numbers", &book);
        assert!(fence.has_numbers);
        assert_eq!(fence.lines("~a\n# b\n".to_owned()).hidden, [true, false]);
        let fence = Fence::read("sql,hidelines=--", &book);
        assert_eq!(fence.lines("~a\n--b\n".to_owned()).hidden, [false, true]);
        let fence = Fence::read("{.rust .x}", &book);
        assert_eq!((fence.language, &fence.classes[..]), ("rust", &["x"][..]));
    }

    #[test]
    fn a_report_shows_its_code_as_it_is_written() {
        let report = Options::default();
        let fence = Fence::read("rust,hidden", &report);
        assert_eq!((fence.language, &fence.classes[..]), ("rust", &[][..]));
        assert_eq!(fence.lines("# a\n".to_owned()).program, "# a\n");
    }

    #[test]
    fn elements_end_with_their_lines() {
        let html = "a <span class=\"hl-c\">/* b\n c */</span> d\ne";
        assert_eq!(
            html_lines(html),
            ["a <span class=\"hl-c\">/* b</span>\n", "<span class=\"hl-c\"> c */</span> d\n", "e"]
        );
    }
}
