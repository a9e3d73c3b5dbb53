//! One inventory: its head, and the places of its records.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::characters;
use crate::diagnostics::{Code, Diagnostic, nearest, tallied};
use crate::source::{Place, Source};

/// What an inventory says that it is.
pub const FORMAT: &str = "inventory";

/// The version of the format that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// The first line of an inventory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// What the file is: [`FORMAT`].
    pub rapporteur: String,
    /// The version of the format: [`VERSION`].
    pub version: u32,
    /// The report's title.
    pub title: String,
    /// Where its site begins, with a slash at the end, if that is known.
    pub url: Option<String>,
    /// The tag of its own language.
    pub language: String,
    /// Its kinds, in the order of its `book.toml`.
    pub kinds: Vec<InventoryKind>,
    /// The reports to which its records may refer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<HeadOther>,
}

/// A kind of another report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InventoryKind {
    /// Its name.
    pub name: String,
    /// What one record is called.
    pub label: String,
    /// What several are called.
    pub plural: String,
    /// The label in other languages, by their tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// A report to which records of an inventory may refer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadOther {
    /// What references call it.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Where its site begins, if that is known.
    pub url: Option<String>,
}

/// A record, as its line has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written<'a> {
    /// `kind/id`.
    #[serde(borrow)]
    pub id: &'a str,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Cow<'a, str>>,
    /// Its title, as text.
    #[serde(borrow)]
    pub title: Cow<'a, str>,
    /// Its address below that of the site.
    #[serde(borrow)]
    pub path: Cow<'a, str>,
    /// Old ids that still lead to it.
    #[serde(default, borrow, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<&'a str>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<End>,
    /// Its translations, by the tags of their languages.
    #[serde(default, rename = "in", skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, Translation>,
    /// Its references to records of other reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refers: Vec<Reference>,
}

/// How a record of another report ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// `withdrawn`, `superseded`, `split` or `merged`.
    pub how: String,
    /// What took its place, as `kind/id`, or `report:kind/id` for a record of another report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// A record of another report in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// Its title, as text.
    pub title: String,
    /// Its address below that of the site.
    pub path: String,
}

/// A reference to a record of another report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// `report:kind/id`, the report by its name in the head.
    pub to: String,
    /// The field that refers, `mention` for the text, `ended` for an end.
    pub by: String,
    /// What the relation is called from the record that refers.
    pub label: String,
    /// What it is called from the other end.
    pub inverse: String,
}

/// What a report holds.
#[derive(Debug)]
pub struct Inventory {
    source: Arc<Source>,
    /// Its first line.
    pub head: Head,
    /// The lines of its records.
    lines: Vec<Line>,
    /// Ids and aliases in order.
    names: Vec<Name>,
    /// The lines of the records that refer to other reports.
    pub(super) referring: Vec<u32>,
}

/// The line of a record: where it stands, and the place of its kind in the head.
#[derive(Debug, Clone, Copy)]
struct Line {
    start: u32,
    end: u32,
    kind: u16,
}

/// An id or an alias: where it stands, and the line of the record that has it.
#[derive(Debug, Clone, Copy)]
struct Name {
    start: u32,
    length: u16,
    is_alias: bool,
    line: u32,
}

/// What a name means in an inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// One record, by its line.
    Found(u32),
    /// Several, by their names.
    Several(Vec<String>),
    /// None; what was meant, if anything is near.
    Missing(Option<String>),
}

impl Inventory {
    /// Reads an inventory; nothing, where its head cannot be read.
    pub(super) fn read(source: &Arc<Source>) -> (Option<Self>, Vec<Diagnostic>) {
        let start = source.bom_len();
        let text = &source.text[start..];
        let first = text.lines().next().unwrap_or_default();
        let head = match head(source, first, start) {
            Ok(head) => head,
            Err(problem) => return (None, vec![*problem]),
        };
        let mut reader = Reader {
            source,
            head: &head,
            lines: Vec::new(),
            names: Vec::new(),
            referring: Vec::new(),
            problems: Vec::new(),
        };
        let mut at = start + first.len();
        for line in source.text[at..].split_inclusive('\n') {
            let text = line.trim();
            let begin = at + line.find(text).unwrap_or(0);
            at += line.len();
            if !text.is_empty() {
                reader.line(begin..begin + text.len());
            }
        }
        let Reader { lines, mut names, referring, mut problems, .. } = reader;
        let word = |name: &Name| name.of(&source.text);
        names.sort_by(|a, b| (word(a), a.is_alias, a.line).cmp(&(word(b), b.is_alias, b.line)));
        problems.extend(twice(source, &lines, &names));
        characters::check(source, &mut problems);
        let problems = tallied(source, problems);
        let source = Arc::clone(source);
        (Some(Self { source, head, lines, names, referring }), problems)
    }

    /// How many records it has.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many records it has of each kind, in the order of the kinds.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.head.kinds.len()];
        for line in &self.lines {
            counts[usize::from(line.kind)] += 1;
        }
        counts
    }

    /// The record of a line.
    pub fn record(&self, line: u32) -> Written<'_> {
        let Line { start, end, .. } = self.lines[line as usize];
        let text = &self.source.text[start as usize..end as usize];
        // It was read before.
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Where the record of a line stands.
    pub fn place(&self, line: u32) -> Place {
        let Line { start, end, .. } = self.lines[line as usize];
        Place::new(&self.source, start as usize..end as usize)
    }

    /// The kind of the record of a line.
    pub fn kind(&self, line: u32) -> &InventoryKind {
        &self.head.kinds[usize::from(self.lines[line as usize].kind)]
    }

    /// What a name means: an id, an alias, or either behind its kind and a slash; of the kinds in `of`,
    /// if any are named. An id goes before an alias.
    pub fn find(&self, name: &str, of: &[&str]) -> Lookup {
        let behind_kind = name.split_once('/').and_then(|(kind, id)| {
            let kind = self.head.kinds.iter().position(|own| own.name == kind)?;
            Some((kind, id))
        });
        let mut found = match behind_kind {
            Some((kind, id)) => self.lines_of(id, |own| own == kind),
            None => Vec::new(),
        };
        if found.is_empty() {
            found = self.lines_of(name, |_| true);
        }
        let fits = |line: &u32| of.is_empty() || of.contains(&self.kind(*line).name.as_str());
        found.retain(fits);
        match found[..] {
            [] => Lookup::Missing(self.nearest(behind_kind.map_or(name, |(_, id)| id), fits)),
            [one] => Lookup::Found(one),
            _ => {
                Lookup::Several(found.iter().map(|&line| self.record(line).id.to_owned()).collect())
            }
        }
    }

    /// The lines of the records of some kinds that have a name, those that have it as an alias only
    /// where no others do.
    fn lines_of(&self, name: &str, is_of: impl Fn(usize) -> bool) -> Vec<u32> {
        let text = &self.source.text;
        let first = self.names.partition_point(|own| own.of(text) < name);
        let same = self.names[first..].iter().take_while(|own| own.of(text) == name);
        let same = same.filter(|own| is_of(usize::from(self.lines[own.line as usize].kind)));
        let (mut own, mut old) = (Vec::new(), Vec::new());
        for name in same {
            if name.is_alias { old.push(name.line) } else { own.push(name.line) }
        }
        old.dedup();
        if own.is_empty() { old } else { own }
    }

    /// The name that was meant by one that no record has.
    fn nearest(&self, name: &str, fits: impl Fn(&u32) -> bool) -> Option<String> {
        let text = &self.source.text;
        let fitting = self.names.iter().filter(|own| fits(&own.line));
        let near = nearest(name, fitting.map(|own| own.of(text)))?;
        match self.lines_of(near, |_| true).as_slice() {
            [_] => Some(near.to_owned()),
            [first, ..] => Some(self.record(*first).id.to_owned()),
            [] => None,
        }
    }
}

impl Name {
    fn of(self, text: &str) -> &str {
        &text[self.start as usize..][..usize::from(self.length)]
    }
}

/// Reads lines, one after the other.
struct Reader<'a> {
    source: &'a Arc<Source>,
    head: &'a Head,
    lines: Vec<Line>,
    names: Vec<Name>,
    referring: Vec<u32>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn line(&mut self, span: Range<usize>) {
        let text = &self.source.text[span.clone()];
        if let Some(first) = text.find('"').filter(|_| text.contains('\\')) {
            let strings = span.start + first..span.end;
            characters::check_escapes(self.source, &strings, &mut self.problems);
        }
        let written: Written<'_> = match serde_json::from_str(text) {
            Ok(written) => written,
            Err(error) => {
                let message = format!("this line is not a record: {error}");
                return self.problem(span, message);
            }
        };
        let named = written.id.split_once('/');
        let kind =
            named.and_then(|(kind, _)| self.head.kinds.iter().position(|own| own.name == kind));
        let (Some((_, id)), Some(kind)) = (named, kind) else {
            let message = format!("`{}` is not of a kind that the first line names", written.id);
            return self.problem(span, message);
        };
        let line = self.lines.len() as u32;
        self.name(id, line, false);
        written.aliases.iter().for_each(|alias| self.name(alias, line, true));
        if !written.refers.is_empty() {
            self.referring.push(line);
        }
        self.lines.push(Line { start: span.start as u32, end: span.end as u32, kind: kind as u16 });
    }

    /// A name is a piece of the text, since an id needs no escapes.
    fn name(&mut self, name: &str, line: u32, is_alias: bool) {
        let start = name.as_ptr() as usize - self.source.text.as_ptr() as usize;
        let length = u16::try_from(name.len()).unwrap_or(u16::MAX);
        self.names.push(Name { start: start as u32, length, is_alias, line });
    }

    fn problem(&mut self, span: Range<usize>, message: String) {
        let problem = Diagnostic::at(Code::BadOther, self.source, span, message);
        self.problems.push(problem.help(AGAIN));
    }
}

const AGAIN: &str = "save the inventory again as the other site publishes it";

/// The first line of an inventory.
fn head(source: &Arc<Source>, line: &str, start: usize) -> Result<Head, Box<Diagnostic>> {
    /// What every version of the format says.
    #[derive(Deserialize)]
    struct Any {
        rapporteur: String,
        version: u32,
    }
    let span = start..start + line.trim_end().len();
    let bad = |message: String, help: &str| {
        let problem = Diagnostic::at(Code::BadOther, source, span.clone(), message);
        Box::new(problem.help(help))
    };
    let foreign = || {
        let message = format!("`{}` is not an inventory of a report", source.path);
        bad(message, "save the file that the other site publishes at `/data/inventory.jsonl`")
    };
    let any: Any = serde_json::from_str(line).map_err(|_| foreign())?;
    if any.rapporteur != FORMAT {
        return Err(foreign());
    }
    if any.version > VERSION {
        let message = format!(
            "`{}` has version {} of the format, and this program reads up to {VERSION}",
            source.path, any.version
        );
        return Err(bad(message, "use the version of rapporteur that wrote it, or a newer one"));
    }
    let head: Head = serde_json::from_str(line).map_err(|error| {
        bad(format!("this line is not the head of an inventory: {error}"), AGAIN)
    })?;
    let is_of_web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
    if let Some(url) = head.url.as_ref().filter(|url| !is_of_web(url)) {
        return Err(bad(format!("`{url}` is not the address of a site"), AGAIN));
    }
    let with_slash = |url: String| if url.ends_with('/') { url } else { url + "/" };
    Ok(Head { url: head.url.clone().map(with_slash), ..head })
}

/// Reports ids that two records of a kind have.
fn twice(source: &Arc<Source>, lines: &[Line], names: &[Name]) -> Vec<Diagnostic> {
    let line = |name: &Name| lines[name.line as usize];
    let is_same =
        |a: &Name, b: &Name| !a.is_alias && !b.is_alias && a.of(&source.text) == b.of(&source.text);
    let mut problems = Vec::new();
    for same in names.chunk_by(is_same) {
        for (at, name) in same.iter().enumerate().skip(1) {
            let first = same[..at].iter().find(|first| line(first).kind == line(name).kind);
            let Some(first) = first else { continue };
            let span = |name: &Name| line(name).start as usize..line(name).end as usize;
            let message = format!("two records have the id `{}`", name.of(&source.text));
            let problem = Diagnostic::at(Code::BadOther, source, span(name), message);
            let first = Place::new(source, span(first));
            problems.push(problem.related(first, "first named here").help(AGAIN));
        }
    }
    problems
}
