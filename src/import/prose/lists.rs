//! Lists, whose items come one after the other with their depths and marks.

use super::begin;
use crate::import::document::Item;
use crate::import::records::markdown::{at_start, escaped};

/// The lists that are open, outermost first.
#[derive(Debug, Default)]
pub(super) struct Lists(Vec<Open>);

#[derive(Debug)]
struct Open {
    depth: usize,
    list: String,
    kind: Kind,
    /// How far the text of an item is indented within the list.
    indent: usize,
}

/// How items are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bullet,
    /// By Markdown, with the number of the last item and what stands behind it.
    Number(u32, char),
    /// By their own text.
    Text,
}

impl Kind {
    fn of(mark: &str) -> Self {
        if !mark.contains(char::is_alphanumeric) {
            return Self::Bullet;
        }
        let number = mark.strip_suffix('.').map(|number| (number, '.'));
        let number = number.or_else(|| mark.strip_suffix(')').map(|number| (number, ')')));
        match number.and_then(|(digits, end)| Some((digits.parse::<u32>().ok()?, digits, end))) {
            // What Markdown writes in another way is not the mark any more.
            Some((number, digits, end)) if number < 1_000_000 && number.to_string() == digits => {
                Self::Number(number, end)
            }
            _ => Self::Text,
        }
    }

    /// Whether an item goes on in a list that ends in this one.
    fn goes_on_as(self, next: Self) -> bool {
        match (self, next) {
            (Self::Number(last, end), Self::Number(number, own)) => {
                last + 1 == number && end == own
            }
            (own, next) => own == next,
        }
    }
}

impl Lists {
    /// Ends all lists.
    pub(super) fn end(&mut self) {
        self.0.clear();
    }

    /// Adds an item whose text has been written.
    pub(super) fn item(&mut self, item: &Item, text: &str, out: &mut String) {
        self.0.retain(|open| open.depth <= item.depth);
        if text.is_empty() && item.mark.is_empty() {
            return;
        }
        let lines: Vec<String> = text.lines().map(|line| at_start(line.to_owned())).collect();
        if item.mark.is_empty() {
            let indent = self.indent(self.0.len());
            begin(out);
            put(out, &indent, &indent, &lines);
            return;
        }
        let kind = Kind::of(&item.mark);
        let known = self.0.pop_if(|open| open.depth == item.depth);
        let before = known.as_ref().map(|open| (open.kind, open.list == item.list));
        let outer = self.indent(self.0.len());
        let is_next = before.is_some_and(|(before, is_same)| is_same && before.goes_on_as(kind));
        let mark = match kind {
            Kind::Bullet => "- ".to_owned(),
            Kind::Number(number, end) => format!("{number}{end} "),
            Kind::Text => String::new(),
        };
        let is_first = before.is_none() && self.0.is_empty();
        match (is_next, before) {
            _ if kind == Kind::Text || is_first => begin(out),
            (true, _) => {}
            // Two lists of a kind would be read as one.
            (false, Some(_)) => {
                begin(out);
                out.push_str(&format!("{outer}<!-- -->\n\n"));
            }
            // Behind text of its own, a list begins as behind a paragraph.
            (false, None) if self.0.last().is_some_and(|open| open.kind == Kind::Text) => {
                begin(out)
            }
            (false, None) => {}
        }
        let indent = format!("{outer}{}", " ".repeat(mark.len()));
        match kind {
            Kind::Text => {
                let own = format!("{} {}", escaped(&item.mark), lines.join("\n"));
                let lines: Vec<String> =
                    own.lines().map(|line| line.trim_end().to_owned()).collect();
                put(out, &outer, &outer, &lines);
            }
            _ => put(out, &format!("{outer}{mark}"), &indent, &lines),
        }
        let (list, indent) = (item.list.clone(), mark.len());
        self.0.push(Open { depth: item.depth, list, kind, indent });
    }

    fn indent(&self, many: usize) -> String {
        " ".repeat(self.0[..many].iter().map(|open| open.indent).sum())
    }
}

/// Adds lines, the first behind one indent and the others behind another.
fn put(out: &mut String, first: &str, others: &str, lines: &[String]) {
    if lines.is_empty() {
        out.push_str(first.trim_end());
        out.push('\n');
    }
    for (at, line) in lines.iter().enumerate() {
        out.push_str(if at == 0 { first } else { others });
        out.push_str(line);
        out.push('\n');
    }
}
