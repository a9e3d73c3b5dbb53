//! Headings, their sections and fields, and the fields of the document.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CowStr, HeadingLevel};

use super::{Before, Writer, trim_end};
use crate::diagnostics::{Code, Diagnostic};
use crate::parse::fields::{self, Fields, Syntax};
use crate::parse::{
    Dialect, Document, End, Ends, Heading, Hole, Marked, Phrase, Piece, RawData, slips, text, yaml,
};
use crate::source::Source;

impl Writer<'_> {
    /// The fields of the document, which stand in YAML in front of the text, `start` bytes into the
    /// source.
    pub(super) fn front_in_yaml(&mut self, block: &yaml::Block, start: usize) {
        let at = |range: &Range<usize>| start + range.start..start + range.end;
        let (span, inner) = (at(&block.span), at(&block.inner));
        let read = yaml::read(self.source, span, inner, &mut self.document.diagnostics);
        self.document.front = Some(read);
        self.before = Before::Other;
    }

    /// The fields of the document, which stand at a place in the source in front of the text, and
    /// which no line opens.
    pub(super) fn unopened_front(&mut self, span: Range<usize>) {
        let first = self.source.line_at(span.start);
        let first = first.start.max(span.start)..first.end;
        let inner = span.start..span.start + self.source.text[span.clone()].trim_end().len() - 3;
        self.document.diagnostics.push(unopened(self.source, first));
        let read = fields::read(self.source, span, inner, &mut self.document.diagnostics);
        self.document.front = Some(read);
        self.before = Before::Other;
    }

    /// A block of fields that holds none, at the start of what the parser takes for a paragraph.
    pub(super) fn empty_block(&mut self, paragraph: &Range<usize>, end: usize) {
        self.metadata_block(&(paragraph.start..end));
        self.passed = end;
    }

    /// Finds a paragraph that was surely meant to hold fields.
    pub(super) fn check_fields(&mut self, range: &Range<usize>) {
        let is_below = matches!(self.before, Before::Heading(_));
        if is_below && let Some(length) = slips::unopened(&self.text[range.clone()]) {
            let whole = self.span(&(range.start..range.start + length));
            let first = self.source.line_at(whole.start);
            self.problem(unopened(self.source, first));
            return self.unread(whole);
        }
        let mut lines = self.text[range.clone()].lines();
        let Some(first) = lines.next().filter(|line| slips::is_pluses(line)) else { return };
        let second = lines.next();
        if self.options.dialect == Dialect::Book {
            return self.plusses_as_text(range.start..range.start + first.trim_end().len());
        }
        let expected = matches!(self.before, Before::Nothing | Before::Heading(_));
        if !expected && (first.trim_end() != "+++" || second.is_none()) {
            return;
        }
        let (message, help) = match (first.trim(), second) {
            ("+++", Some(line)) if line.contains('=') => {
                ("this block of fields is not closed", "write a line `+++` below the last field")
            }
            ("+++", _) => (
                "this line does not begin a block of fields",
                "write the fields from the next line on, and end them with a line `+++`",
            ),
            _ => (
                "this line does not begin a block of fields",
                "put fields between lines of three plus signs: `+++`",
            ),
        };
        let range = range.start..range.start + first.trim_end().len();
        self.problem_at(Code::BadToml, &range, message.to_owned(), help);
        self.unread(self.span(&range));
    }

    /// Tells that a line of plus signs at the start of a chapter, which may have been meant to begin
    /// fields, does not.
    fn plusses_as_text(&mut self, line: Range<usize>) {
        if self.before == Before::Nothing && self.document.front.is_none() {
            let message = "this is no block of fields, and is shown as text".to_owned();
            let help =
                "write fields as TOML between two lines `+++`: `key = \"value\"`, one per line";
            self.problem_at(Code::BadToml, &line, message, help);
        }
    }

    /// Notes fields that could not be read, so that nobody is told that they are missing.
    fn unread(&mut self, span: Range<usize>) {
        let fields = match self.before {
            Before::Nothing => &mut self.document.front,
            Before::Heading(at) => &mut self.document.headings[at].fields,
            Before::Other => return,
        };
        fields.get_or_insert_with(|| Fields::unread(span));
    }

    pub(super) fn heading_start(
        &mut self,
        level: HeadingLevel,
        id: Option<&str>,
        classes: &[CowStr<'_>],
        attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
        range: &Range<usize>,
    ) {
        let level = level as u8;
        let nested = self.containers > 0 || !self.bodies.is_empty();
        if !nested {
            // Authors who are trusted may put headings into an element.
            if !self.options.trusts_html {
                self.leave(0);
            }
            self.close_sections(level, range.start);
            self.check_level(level, range);
        }
        // A heading in a footnote stands in the footnote's own body.
        let start = self.body().html.len() as u32;
        let holes = self.body().holes.len() as u32;
        let marked =
            |piece: &str| Marked { text: piece.to_owned(), span: self.span_of(piece, range) };
        let heading = Heading {
            level,
            id: id.map(marked),
            anchor: Arc::default(),
            also: None,
            classes: classes.iter().map(|class| marked(class)).collect(),
            attributes: attributes
                .iter()
                .map(|(key, value)| (key.to_string(), value.as_ref().map(ToString::to_string)))
                .collect(),
            span: self.span(&trim_end(self.text, range)),
            title: Phrase::default(),
            bare: None,
            fields: None,
            nested,
            section: start..start,
            until: range.end as u32,
            words: start..start,
            holes: holes..holes,
            lead: None,
        };
        let index = self.document.headings.len();
        self.document.headings.push(heading);
        self.piece(range, Piece::Heading(index as u32));
        self.hole(Hole::HeadingOpen(index as u32));
        self.heading = Some(index);
        self.inline.begin_heading();
        if !nested {
            self.open.push(index);
        }
    }

    pub(super) fn heading_end(&mut self) {
        let Some(index) = self.heading.take() else { return };
        let end = self.body().html.len() as u32;
        self.hole(Hole::HeadingClose(index as u32));
        self.push("\n");
        let (title, bare) = self.inline.heading(&self.document.links);
        let heading = &mut self.document.headings[index];
        heading.words.end = end;
        heading.bare = (bare != title.text).then(|| bare.into());
        heading.title = title;
        let nested = heading.nested;
        self.flush(false);
        self.before = if nested { Before::Other } else { Before::Heading(index) };
    }

    fn check_level(&mut self, level: u8, range: &Range<usize>) {
        if level > self.last_level + 1 {
            let (from, to) = (self.last_level, self.last_level + 1);
            let range = trim_end(self.text, range);
            self.problem_at(
                Code::HeadingSkips,
                &range,
                format!("a heading of level {level} follows one of level {from}"),
                &format!("make it level {to} (`{}`)", "#".repeat(usize::from(to))),
            );
        }
        self.last_level = level;
    }

    /// Ends the sections that are open down to a level, at a place in the text.
    pub(super) fn close_sections(&mut self, level: u8, until: usize) {
        let end = self.prose.body.html.len() as u32;
        let holes = self.prose.body.holes.len() as u32;
        while let Some(&last) = self.open.last() {
            let heading = &mut self.document.headings[last];
            if heading.level < level {
                break;
            }
            heading.section.end = end;
            heading.until = until as u32;
            heading.holes.end = holes;
            self.open.pop();
        }
    }

    /// A comment that may end a section. `is_block` says whether it stands on lines of its own.
    pub(super) fn section_end(&mut self, comment: &Range<usize>, is_block: bool) {
        let Some(name) = slips::end_mark(&self.text[comment.clone()]) else { return };
        let name = comment.start + name.start..comment.start + name.end;
        let text = self.text[name.clone()].to_owned();
        let is_inside = !is_block || self.containers > 0 || !self.bodies.is_empty();
        let ends = match self.open.iter().rev().find(|&&at| self.is_called(at, &text)) {
            _ if is_inside => Ends::Inside,
            Some(&at) => Ends::Section(at as u32),
            None => Ends::Nothing,
        };
        if let Ends::Section(at) = ends {
            self.leave(0);
            self.close_sections(self.document.headings[at as usize].level, comment.start);
            let around = self.open.last().map(|&at| self.document.headings[at].level);
            self.last_level = around.unwrap_or(1);
        }
        self.document.ends.push(End { name: Marked { text, span: self.span(&name) }, ends });
    }

    /// Whether a section that is open has a class or an id of its own, or a kind from the front
    /// matter, as a mark names it.
    fn is_called(&self, heading: usize, name: &str) -> bool {
        let heading = &self.document.headings[heading];
        let has = |marked: &Marked| marked.text == name;
        let of_all = || {
            let front = self.document.front.as_ref()?;
            match &front.get("sections")?.value.data {
                RawData::String(kind) => Some(kind == name),
                _ => None,
            }
        };
        heading.classes.iter().any(has)
            || heading.id.as_ref().is_some_and(has)
            || (heading.level == 2 && of_all() == Some(true))
    }

    pub(super) fn metadata_block(&mut self, range: &Range<usize>) {
        self.piece(range, Piece::Fields);
        let block = &self.text[range.clone()];
        let first = block.find('\n').map_or(block.len(), |at| at + 1);
        let last = block.trim_end().rfind("+++").unwrap_or(block.len());
        let inner = range.start + first..range.start + last.max(first);
        let whole = self.span(&trim_end(self.text, range));
        let top = self.containers == 0 && self.bodies.is_empty();
        let heading = match self.before {
            Before::Nothing if top && self.document.front.is_none() => None,
            Before::Heading(at) if top && self.document.headings[at].fields.is_none() => Some(at),
            _ => {
                return self.problem(
                    Diagnostic::at(
                        Code::MisplacedFields,
                        self.source,
                        whole,
                        "these fields belong to no record",
                    )
                    .help("put them at the start of the document or directly below a heading"),
                );
            }
        };
        if self.within.is_some() {
            return;
        }
        let inner = self.span(&inner);
        let read = fields::read(self.source, whole, inner, &mut self.document.diagnostics);
        match heading {
            None => self.document.front = Some(read),
            Some(at) => self.document.headings[at].fields = Some(read),
        }
        self.before = Before::Other;
    }

    /// Begins a term of a definition list, which is an anchor in a book.
    pub(super) fn term_start(&mut self) {
        if self.options.dialect == Dialect::Report {
            return self.push("<dt>");
        }
        let place = self.document.anchors.len();
        self.document.anchors.push(Box::default());
        self.terms.push((place, self.document.headings.len()));
        self.push("<dt");
        self.hole(Hole::Term(place as u32));
        self.push(">");
        self.inline.begin_heading();
    }

    pub(super) fn term_end(&mut self) {
        if self.options.dialect == Dialect::Book
            && let Some((place, _)) = self.terms.last()
        {
            let (_, words) = self.inline.heading(&self.document.links);
            self.document.anchors[*place] = words.into();
        }
        self.flush(false);
        self.push("</dt>\n");
    }

    /// Gives every heading its anchor: its own id, or else the slug of its words with a number
    /// where that is taken.
    pub(super) fn anchors(&mut self) {
        let mut taken: HashMap<String, usize> = HashMap::new();
        let mut problems = self.own_ids();
        let headings = &mut self.document.headings;
        for at in 0..headings.len() {
            let Some(id) = headings[at].id.clone() else { continue };
            if let Some(first) = taken.insert(id.text.clone(), at) {
                let place = headings[first].id.as_ref().map_or(0..0, |id| id.span.clone());
                problems.push(
                    Diagnostic::at(
                        Code::DuplicateAnchor,
                        self.source,
                        id.span,
                        format!("the anchor `{}` is given twice in this document", id.text),
                    )
                    .label("given again here")
                    .related(crate::source::Place::new(self.source, place), "first given here")
                    .help("give one of the two another id"),
                );
            }
            headings[at].anchor = id.text.into();
        }
        if self.options.dialect == Dialect::Book {
            self.document.diagnostics.append(&mut problems);
            return self.anchors_of_books(taken.into_keys().collect());
        }
        let mut next: HashMap<String, usize> = HashMap::new();
        for (at, heading) in headings.iter_mut().enumerate() {
            if heading.id.is_some() {
                continue;
            }
            let mut slug = text::slug(heading.bare());
            if slug.is_empty() {
                slug.push_str("section");
            }
            let number = next.entry(slug.clone()).or_insert(1);
            let mut anchor = slug.clone();
            while taken.contains_key(&anchor) {
                *number += 1;
                anchor = format!("{slug}-{number}");
            }
            taken.insert(anchor.clone(), at);
            heading.anchor = anchor.into();
        }
        self.document.diagnostics.append(&mut problems);
        self.anchors_of_hosts(&mut taken);
    }

    /// Gives headings and terms the anchors that mdBook gives them: those of their words, from the second
    /// on with a number from 1 on.
    fn anchors_of_books(&mut self, mut taken: HashSet<String>) {
        let mut next: HashMap<String, usize> = HashMap::new();
        let mut given = |words: &str| -> String {
            let mut name = text::anchor_of_books(words);
            if name.is_empty() {
                name.push_str("section");
            }
            let number = next.entry(name.clone()).or_insert(0);
            let mut anchor = name.clone();
            while !taken.insert(anchor.clone()) {
                *number += 1;
                anchor = format!("{name}-{number}");
            }
            anchor
        };
        let mut terms = std::mem::take(&mut self.terms).into_iter().peekable();
        let Document { headings, anchors, .. } = &mut self.document;
        for at in 0..=headings.len() {
            while let Some((place, _)) = terms.next_if(|(_, before)| *before <= at) {
                anchors[place] = given(&anchors[place]).into();
            }
            if let Some(heading) = headings.get_mut(at).filter(|heading| heading.id.is_none()) {
                heading.anchor = given(heading.bare()).into();
            }
        }
    }

    /// Replaces the ids of headings that are those of the page's own parts.
    fn own_ids(&mut self) -> Vec<Diagnostic> {
        let ids = self.document.headings.iter_mut().filter_map(|heading| heading.id.as_mut());
        let mut problems = Vec::new();
        for id in ids.filter(|id| text::is_own_id(&id.text)) {
            let meant = text::slug(&id.text);
            let message = format!("`{}` is not a valid id", id.text);
            let problem = Diagnostic::at(Code::BadId, self.source, id.span.clone(), message);
            let help =
                format!("ids that begin like this belong to parts of the page: write `{meant}`");
            problems.push(problem.help(help));
            id.text = meant;
        }
        problems
    }

    /// Gives every heading without an id the anchor that code hosts give it, so that links that work
    /// there work here: where it is not the heading's own, and no other heading has it. Of headings
    /// with the same words, those after the first have numbers from 1 on.
    fn anchors_of_hosts(&mut self, taken: &mut HashMap<String, usize>) {
        let mut times: HashMap<String, usize> = HashMap::new();
        let source = self.source;
        for (at, heading) in self.document.headings.iter_mut().enumerate() {
            if heading.id.is_some() {
                continue;
            }
            let anchor = text::anchor_of_hosts(&with_hyphens(heading, &source.text));
            let time = times.entry(anchor.clone()).and_modify(|time| *time += 1).or_insert(0);
            let anchor = if *time == 0 { anchor } else { format!("{anchor}-{time}") };
            if !anchor.is_empty() && !taken.contains_key(&anchor) {
                heading.also = Some(anchor.as_str().into());
                taken.insert(anchor, at);
            }
        }
    }
}

/// The problem of a block of fields of which only the last line is there; `first` is its first field.
/// The keys by which records have their addresses and their places, and which mean something else to
/// whatever program the YAML of a book is for.
const OF_OTHERS: [&str; 7] = ["id", "number", "order", "aliases", "ended", "kind", "sections"];

/// What mdBook shows of a document has its place: a heading is the title whatever YAML says, and what
/// stands below a second heading of level 1 is a level further down, since such a heading is one of
/// level 2 on a page with a title.
pub(super) fn as_in_a_book(document: &mut Document) {
    let is_title = |heading: &Heading| heading.level == 1 && !heading.nested;
    let has_title = document.headings.iter().any(is_title);
    if let Some(front) = document.front.as_mut().filter(|own| own.syntax == Syntax::Yaml) {
        let (kept, others): (Vec<_>, Vec<_>) =
            front.entries.drain(..).partition(|entry| !OF_OTHERS.contains(&entry.key.as_str()));
        front.entries = kept;
        front.entries.retain(|entry| entry.key != "title" || !has_title);
        document.diagnostics.extend(others.into_iter().map(|entry| {
            let message = format!("`{}` has no effect in a book", entry.key);
            Diagnostic::at(Code::UnknownField, &document.source, entry.key_span, message)
                .help("remove the line, or leave it for other programs")
        }));
    }
    let titles = document.headings.iter().enumerate().filter(|(_, heading)| is_title(heading));
    let Some((second, _)) = { titles }.nth(1) else { return };
    for heading in document.headings[second..].iter_mut().filter(|heading| !heading.nested) {
        heading.level = (heading.level + 1).min(6);
    }
}

fn unopened(source: &Arc<Source>, first: Range<usize>) -> Diagnostic {
    let message = "this block of fields has no line `+++` above it";
    Diagnostic::at(Code::BadToml, source, first, message)
        .help("write a line `+++` above the first field")
}

/// The words of a heading with hyphens where they were written for dashes.
fn with_hyphens<'a>(heading: &'a Heading, text: &str) -> Cow<'a, str> {
    let words = heading.bare();
    let has_dash = words.contains(['–', '—']);
    match has_dash && text[heading.span.clone()].contains("--") {
        true => words.replace('—', "---").replace('–', "--").into(),
        false => words.into(),
    }
}
