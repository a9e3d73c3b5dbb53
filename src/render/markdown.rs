//! Pages as Markdown that any program can read.
//!
//! A record's text is handed on as it is written, but for what only this program understands: fields
//! are told in words, references become links with whole addresses, and attributes of headings,
//! comments and drafts are left out.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use crate::characters::clean;
use crate::config::{Field, PAGE};
use crate::contents;
use crate::field::Form;
use crate::ids::{KindId, LanguageId, RecordId};
use crate::model::{Placed, Value};
use crate::parse::{At, Document, Hole, Link, LinkStyle, Options, Piece, Prose, Written, plain};
use crate::plan::{Companion, Data, Page, part_address};
use crate::resolve::{Elsewhere, Meant, Target, Text};
use crate::source::with_line_feeds;

use super::Renderer;
use super::addresses::{On, Shows};
use super::body::{Sections, asset_address, heading_holes};

impl Renderer {
    /// A page as Markdown; nothing for a page that has none.
    pub(crate) fn markdown(&self, page: &Page) -> String {
        with_line_feeds(self.markdown_of(page))
    }

    fn markdown_of(&self, page: &Page) -> String {
        match page {
            Page::Record(index) | Page::Home(_, Some(index)) => self.record_markdown(*index),
            Page::Home(language, None) => {
                let kinds = self.config.kinds.ids();
                let lists = kinds.filter_map(|kind| self.kind_entry(kind, *language));
                let links =
                    lists.map(|(title, path)| self.entry(&title, &path)).collect::<String>();
                let [title, description] =
                    [self.site_title(*language), self.site_description(*language)]
                        .map(|text| plainly(&text));
                format!("# {title}\n\n{description}\n\n{links}")
            }
            Page::Index(kind, language) => self.index_markdown(*kind, *language, 1),
            Page::IndexPart(kind, language, part) => self.index_markdown(*kind, *language, *part),
            _ => String::new(),
        }
    }

    fn index_markdown(&self, kind: KindId, language: LanguageId, part: usize) -> String {
        let cut = self.plan.cuts.get(&(kind, language)).copied();
        let introduction = self.plan.introductions.get(&(kind, language));
        let mut out = match introduction.filter(|_| part == 1) {
            Some(index) => self.record_markdown(*index),
            None => {
                let kind = &self.config.kinds[kind];
                let [title, text] = [&kind.plural, &kind.description]
                    .map(|text| plainly(self.label(language, text)));
                format!("# {title}\n\n{text}\n\n")
            }
        };
        for index in self.rows_of_part(kind, language, part) {
            let description = plainly(self.description(index));
            let _ = writeln!(out, "- {}: {description}", self.link_to(index));
        }
        let next = cut.filter(|cut| part < cut.parts).map(|_| part + 1);
        if let (Some(next), Some(first)) = (next, self.plan.indexes.get(&(kind, language))) {
            let word = self.look.strings().word(language, "next");
            let name = Companion::Markdown.file_name();
            let address = format!("{}{name}", part_address(first, next));
            let _ = write!(out, "\n{}", self.entry(&word, &address));
        }
        out
    }

    fn record_markdown(&self, index: RecordId) -> String {
        let record = &self.model.records[index];
        let language = record.language;
        let kind = &self.config.kinds[record.kind];
        let word = |key: &str| self.look.strings().word(language, key);
        let marks = self.title_notes(index);
        let mut out = format!("# {}{marks}\n\n", plainly(&self.numbered_title(index)));
        let _ = writeln!(out, "- {}: {}", word("kind"), self.label(language, &kind.label));
        let _ = writeln!(out, "- URL: {}", self.url(&self.plan.addresses[index]));
        if let Some(parent) = self.model.parent(index) {
            let label = kind
                .parent_label
                .as_ref()
                .unwrap_or(&self.config.kinds[self.model.records[parent].kind].label);
            let _ = writeln!(out, "- {}: {}", self.label(language, label), self.link_to(parent));
        }
        self.ended_markdown(index, &mut out);
        for (field, values) in kind.fields.iter().zip(&record.values) {
            self.field_markdown(index, field, values, &mut out);
        }
        let body = self.body_markdown(index, Sections::Shown);
        let _ = write!(out, "\n{}\n", body.trim());
        self.standing_markdown(index, &mut out);
        for (how, group) in self.predecessors(index) {
            let _ = write!(out, "\n## {}\n\n", self.ending_from(how, language));
            let links = group.into_iter().map(|meant| self.link_to_meant(meant, language));
            out.extend(links.map(|link| format!("- {link}\n")));
        }
        for (label, records) in self.relation_groups(index) {
            let _ = write!(out, "\n## {}\n\n", self.label(language, label));
            out.extend(records.into_iter().map(|from| format!("- {}\n", self.link_to(from))));
        }
        for (label, group) in self.other_referrers(index, language) {
            let label: Vec<&str> = label.split_whitespace().collect();
            let _ = write!(out, "\n## {}\n\n", plainly(&label.join(" ")));
            let links = group.into_iter().map(|other| {
                self.link_to_meant(Meant::Elsewhere(Elsewhere::Other(other)), language)
            });
            out.extend(links.map(|link| format!("- {link}\n")));
        }
        let groups = self.mention_groups(index);
        if !groups.is_empty() {
            let _ = write!(out, "\n## {}\n\n", word("mentioned-in"));
        }
        for group in groups {
            for (from, sentences) in group.quoted {
                for sentence in &sentences {
                    let sentence = plainly(&sentence.text);
                    let _ = writeln!(out, "- {}: {sentence}", self.link_to(from));
                }
                if sentences.is_empty() {
                    let _ = writeln!(out, "- {}", self.link_to(from));
                }
            }
            out.extend(group.more.into_iter().map(|from| format!("- {}\n", self.link_to(from))));
        }
        out
    }

    /// Where language models begin: what the report is, and where its parts stand as Markdown.
    pub(super) fn llms(&self) -> String {
        let mut out = format!("# {}\n\n", plainly(&self.site_title(LanguageId::OWN)));
        let description = self.site_description(LanguageId::OWN);
        if !description.is_empty() {
            let _ = write!(out, "> {}\n\n", plainly(&description));
        }
        let text = |address: &str| format!("{address}{}", Companion::Markdown.file_name());
        out.push_str(&self.entry(&self.look.strings().word(LanguageId::OWN, "home"), &text("")));
        for index in self
            .of_language(PAGE, LanguageId::OWN)
            .filter(|index| &*self.model.records[*index].id != "index")
        {
            if !self.plan.introductions.values().any(|own| *own == index) {
                let title = self.numbered_title(index);
                out.push_str(&self.entry(&title, &text(&self.plan.addresses[index])));
            }
        }
        let _ = write!(out, "\n## {}\n\n", self.look.strings().word(LanguageId::OWN, "all-kinds"));
        for kind in self.config.other_kinds() {
            if let Some((title, address)) = self.kind_entry(kind, LanguageId::OWN) {
                out.push_str(&self.entry(&title, &text(&address)));
            }
        }
        let _ = write!(out, "\n## {}\n\n", self.look.strings().word(LanguageId::OWN, "data"));
        for data in [Data::Graph, Data::Package] {
            let title = data.format().title();
            out.push_str(&self.entry(title, &data.path(&self.config)));
        }
        out
    }

    pub(super) fn numbered_title(&self, index: RecordId) -> String {
        let record = &self.model.records[index];
        let number = record.number.as_ref().map(|number| format!("{number} "));
        format!("{}{}", number.unwrap_or_default(), record.title)
    }

    /// The marks of the footnotes on a record's title.
    fn title_notes(&self, index: RecordId) -> String {
        let placed = self.model.document_of(index);
        let document = placed.document();
        let Some(heading) = self.heading_of(index) else { return String::new() };
        let prose = self.model.prose(self.model.document_at(index));
        let holes = &prose.body.holes[heading_holes(&prose.body, &document.headings, heading)];
        let marks = holes.iter().filter_map(|(_, hole)| match hole {
            Hole::FootnoteNumber(note) => Some(&document.footnotes[*note as usize].label),
            _ => None,
        });
        marks.map(|label| format!("[^{label}]")).collect()
    }

    pub(super) fn link_to(&self, index: RecordId) -> String {
        let url = self.url(&self.plan.addresses[index]);
        format!("[{}]({url})", plainly(&self.numbered_title(index)))
    }

    /// A link to what a reference means.
    fn link_to_meant(&self, meant: Meant, language: LanguageId) -> String {
        match meant {
            Meant::Record(index) => self.link_to(index),
            Meant::Elsewhere(elsewhere) => {
                let url = in_parentheses(&self.elsewhere_url(elsewhere, language));
                format!("[{}]({url})", plainly(&self.elsewhere_title(elsewhere, language)))
            }
        }
    }

    /// The end of a record: how, by what and when, then why, and where that is said.
    fn ended_markdown(&self, index: RecordId, out: &mut String) {
        let record = &self.model.records[index];
        let Some(ended) = &record.ended else { return };
        let language = record.language;
        let successors = self.successors(index, ended).into_iter();
        let links = successors.map(|meant| self.link_to_meant(meant, language));
        let date = ended.date.map(|date| self.date(language, date));
        let said = [ended.reason, ended.source].into_iter().flatten();
        let said = said.map(|at| self.fragment_markdown(index, at));
        let words: Vec<String> = links.chain(date).chain(said).collect();
        let _ = writeln!(out, "- {}: {}", self.ending_by(ended.how, language), words.join("; "));
    }

    fn entry(&self, title: &str, address: &str) -> String {
        format!("- [{}]({})\n", plainly(title), self.url(address))
    }

    fn field_markdown(&self, index: RecordId, field: &Field, values: &[Value], out: &mut String) {
        if values.is_empty() {
            return;
        }
        let label = self.label(self.model.records[index].language, &field.label);
        if !field.ty.has_rows() {
            let words = values.iter().map(|value| self.value_markdown(index, field, value));
            let _ = writeln!(out, "- {label}: {}", words.collect::<Vec<_>>().join("; "));
            return;
        }
        let _ = writeln!(out, "- {label}:");
        for value in values {
            let Some(cells) = value.row() else { continue };
            let filled = field.ty.columns().iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
            let cells = filled.map(|(column, cell)| {
                let mut text = String::new();
                self.field_markdown(index, column, cell, &mut text);
                text.trim_start_matches("- ").trim_end().to_owned()
            });
            let _ = writeln!(out, "  - {}", cells.collect::<Vec<_>>().join("; "));
        }
    }

    /// A value in words.
    fn value_markdown(&self, index: RecordId, field: &Field, value: &Value) -> String {
        let language = self.model.records[index].language;
        match value.form() {
            Form::Plain => match value.address() {
                Some(address) => format!("<{address}>"),
                None => self.in_words(language, field, value).unwrap_or_default(),
            },
            Form::Markdown(at) => self.fragment_markdown(index, at),
            Form::Record(at) => {
                let to = self.links.meant(&self.model, index, at);
                to.map(|to| self.link_to_meant(to, language)).unwrap_or_default()
            }
            Form::Row(_) => String::new(),
        }
    }

    /// The Markdown of a field, references resolved, in one line if it is one paragraph.
    pub(crate) fn fragment_markdown(&self, index: RecordId, at: usize) -> String {
        let document = self.model.document_at(index);
        let fragment = &self.model.documents[document].part().fragments[at].document;
        let targets = &self.links.documents[document].fragments[at];
        let language = self.model.records[index].language;
        let document = fragment;
        let prose = &*fragment.prose();
        let writer = Writer {
            renderer: self,
            document,
            prose,
            targets,
            language,
            placed: None,
            sections: Sections::Shown,
            shift: 0,
        };
        with_line_feeds(writer.write(0..fragment.text().len()).trim())
    }

    /// The text of a record as Markdown, references resolved.
    pub(crate) fn markdown_text(&self, index: RecordId) -> String {
        with_line_feeds(self.body_markdown(index, Sections::Shown).trim())
    }

    /// The text of a record, references resolved: as Markdown, and as plain text.
    pub(crate) fn full_text(&self, index: RecordId) -> (String, String) {
        let markdown = self.markdown_text(index);
        let text = self.plainly_said(index, &markdown);
        (markdown, text)
    }

    /// The text of a record without that of the records inside it, as plain text.
    pub(crate) fn own_text(&self, index: RecordId) -> String {
        let markdown = with_line_feeds(self.body_markdown(index, Sections::LeftOut).trim());
        self.plainly_said(index, &markdown)
    }

    /// The Markdown of a field as plain text.
    pub(super) fn fragment_text(&self, index: RecordId, at: usize) -> String {
        self.plainly_said(index, &self.fragment_markdown(index, at))
    }

    fn plainly_said(&self, index: RecordId, markdown: &str) -> String {
        let dialect = contents::dialect(&self.config, self.model.contents.is_some());
        let options = Options::of(&self.config, self.model.records[index].language, dialect);
        clean(&plain(markdown, options)).into_owned()
    }

    fn body_markdown(&self, index: RecordId, sections: Sections) -> String {
        let record = &self.model.records[index];
        let at = self.model.document_at(index);
        let placed = &self.model.documents[at];
        let document = &**placed.document();
        let targets = &self.links.documents[at].text;
        let prose = &*self.model.prose(at);
        let (shift, range) = match record.heading {
            None => (0, 0..document.text().len()),
            Some(heading) => {
                (document.headings[heading].level - 1, inside(document, prose, heading))
            }
        };
        let (language, placed) = (record.language, Some(placed));
        let writer =
            Writer { renderer: self, document, prose, targets, language, placed, sections, shift };
        let mut out = writer.write(range);
        writer.footnotes(record.heading, &mut out);
        match clean(&out) {
            Cow::Borrowed(_) => out,
            Cow::Owned(clean) => clean,
        }
    }
}

/// The text of a section below its heading.
fn inside(document: &Document, prose: &Prose, heading: usize) -> Range<usize> {
    let (_, end) = span_of(document, prose, heading);
    end..section_end(document, heading)
}

/// Where a heading begins and ends in the text.
fn span_of(document: &Document, prose: &Prose, heading: usize) -> (usize, usize) {
    let own = Piece::Heading(heading as u32);
    let first = match &document.written {
        Written::InSource(text) => {
            let start = (document.headings[heading].span.start - text.start) as u32;
            prose.pieces.partition_point(|(at, _)| at.start < start)
        }
        Written::Apart(_) => 0,
    };
    let found = prose.pieces[first..].iter().find(|(_, piece)| *piece == own);
    found.map_or((0, 0), |(range, _)| (range.start as usize, range.end as usize))
}

/// Where the section of a heading ends in the text.
fn section_end(document: &Document, heading: usize) -> usize {
    document.headings[heading].until as usize
}

/// An address between parentheses.
fn in_parentheses(address: &str) -> String {
    address.replace('(', "%28").replace(')', "%29")
}

/// Text as Markdown that means the same, and no markup.
fn plainly(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let has_formula = text.matches('$').nth(1).is_some();
    for (at, letter) in text.char_indices() {
        let (before, after) = (&text[..at], &text[at + letter.len_utf8()..]);
        let is_mark = match letter {
            '\\' | '[' | ']' | '<' | '*' | '`' => true,
            '_' => {
                !(before.ends_with(char::is_alphanumeric)
                    && after.starts_with(char::is_alphanumeric))
            }
            '~' => before.ends_with('~') || after.starts_with('~'),
            '$' => has_formula,
            '&' => {
                let name = after
                    .trim_start_matches(|next: char| next == '#' || next.is_ascii_alphanumeric());
                name.len() < after.len() && name.starts_with(';')
            }
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

struct Writer<'a> {
    renderer: &'a Renderer,
    document: &'a Document,
    prose: &'a Prose,
    targets: &'a Text,
    language: LanguageId,
    placed: Option<&'a Placed>,
    sections: Sections,
    /// By how many levels headings rise.
    shift: u8,
}

/// What stands behind words that are open: where they end, where the text goes on, and what stands
/// there instead.
struct Tail {
    end: usize,
    next: usize,
    text: String,
}

impl Writer<'_> {
    /// A range of the text without definitions of footnotes.
    fn write(&self, range: Range<usize>) -> String {
        let text = self.document.text();
        let mut out = String::new();
        let mut tails: Vec<Tail> = Vec::new();
        let mut pos = range.start;
        let pieces = &self.prose.pieces;
        let first = pieces.partition_point(|(at, _)| (at.start as usize) < range.start);
        for (at, piece) in &pieces[first..] {
            let at = at.start as usize..at.end as usize;
            if at.start >= range.end {
                break;
            }
            if at.start < pos {
                continue;
            }
            copy(text, &mut pos, at.start, &mut tails, &mut out);
            pos = self.piece(&at, *piece, &mut tails, &mut out);
        }
        copy(text, &mut pos, range.end, &mut tails, &mut out);
        out
    }

    /// Writes a piece, and says where the text goes on.
    fn piece(
        &self,
        at: &Range<usize>,
        piece: Piece,
        tails: &mut Vec<Tail>,
        out: &mut String,
    ) -> usize {
        let written = &self.document.text()[at.clone()];
        match piece {
            Piece::Fields | Piece::Footnote(_) | Piece::Comment => {}
            Piece::Heading(heading) => {
                let heading = heading as usize;
                let placed = self.placed;
                if self.leaves_out(heading) {
                    return section_end(self.document, heading);
                }
                if placed.is_some_and(|placed| placed.part().title_heading == Some(heading)) {
                    return at.end;
                }
                let level = self.document.headings[heading].level.saturating_sub(self.shift).max(2);
                let words = self.words_of(heading, written);
                let _ = write!(out, "{} ", "#".repeat(level.into()));
                let text = "\n".to_owned();
                tails.push(Tail { end: at.start + words.end, next: at.end, text });
                return at.start + words.start;
            }
            Piece::Link(link) => {
                let link = link as usize;
                let target = &self.targets.links[link];
                let title = self.renderer.target_title(target, self.language);
                let link = &self.document.links[link];
                let Some(words) = words_of_link(link.style, written) else {
                    out.push_str(&self.link(link, target, &title));
                    return at.end;
                };
                // What leads nowhere is no more than its words.
                let text = match target {
                    Target::Missing(_) | Target::Hidden => String::new(),
                    _ => {
                        out.push('[');
                        format!("]({})", self.address(link, target))
                    }
                };
                tails.push(Tail { end: at.start + words.end, next: at.end, text });
                return at.start + words.start;
            }
            Piece::Image(image) => {
                let alt = &self.document.images[image as usize].alt;
                if let Some(asset) = self.renderer.asset(&self.targets.images[image as usize]) {
                    let written = &self.document.images[image as usize].target.text;
                    let address = asset_address(&asset.path, written);
                    let address = in_parentheses(&self.renderer.url(&address));
                    let _ = write!(out, "![{}]({address})", plainly(alt));
                }
            }
        }
        at.end
    }

    /// Whether the section of a heading is not to be written.
    fn leaves_out(&self, heading: usize) -> bool {
        self.placed.is_some_and(|placed| {
            placed.part().hidden.contains(&heading)
                || (self.sections == Sections::LeftOut && placed.record_of(heading).is_some())
        })
    }

    /// Whether a place is not in the section of a record that is left out.
    fn is_own(&self, placed: &Placed, heading: Option<usize>, at: u32) -> bool {
        let is_record = |heading: usize| placed.record_of(heading).is_some();
        self.sections == Sections::Shown || self.document.section_at(at, is_record) == heading
    }

    /// The definitions of the footnotes that a record's text refers to.
    fn footnotes(&self, heading: Option<usize>, out: &mut String) {
        let document = self.document;
        if document.footnotes.is_empty() {
            return out.push('\n');
        }
        let section = heading.map(|heading| document.headings[heading].section.clone());
        let is_here = |at: u32| {
            section.as_ref().is_none_or(|section| section.contains(&at))
                && self
                    .placed
                    .is_none_or(|placed| !placed.hides(at) && self.is_own(placed, heading, at))
        };
        for (range, piece) in &self.prose.pieces {
            let Piece::Footnote(index) = piece else { continue };
            let footnote = &document.footnotes[*index as usize];
            let mut places = footnote.references.iter().map(|&at| document.offset_of(at));
            if places.any(is_here) && document.is_shown(At::Footnote(*index), |at| !is_here(at)) {
                let start = range.start as usize;
                // The definition itself is a piece, and what stands in it begins behind its first byte.
                let text = self.write(start + 1..range.end as usize);
                let _ = write!(out, "\n\n[{}", text.trim_end());
            }
        }
        out.push('\n');
    }

    /// The words of a heading as it is written, without its attributes.
    fn words_of(&self, heading: usize, written: &str) -> Range<usize> {
        let declared = &self.document.headings[heading];
        let start = written.len() - written.trim_start_matches('#').trim_start().len();
        let mut words = written.trim_end();
        // The second line of a heading that is underlined is the line.
        if start == 0 {
            words = words.rsplit_once('\n').map_or(words, |(words, _)| words).trim_end();
        }
        let has_attributes = declared.id.is_some()
            || !declared.classes.is_empty()
            || !declared.attributes.is_empty();
        if has_attributes && words.ends_with('}') {
            words = words.rfind('{').map_or(words, |at| &words[..at]);
        }
        start..words.trim_end().trim_end_matches('#').trim_end().len().max(start)
    }

    fn link(&self, link: &Link, target: &Target, title: &str) -> String {
        match target {
            Target::Missing(_) | Target::Hidden => plainly(title),
            Target::Picture(_) => format!("*{title}*"),
            _ => format!("[{}]({})", plainly(title), self.address(link, target)),
        }
    }

    fn address(&self, link: &Link, target: &Target) -> String {
        if let Target::Top(_) = target {
            return "#top".to_owned();
        }
        if let Target::Elsewhere(elsewhere) = target {
            return in_parentheses(&self.renderer.elsewhere_url(*elsewhere, self.language));
        }
        let on = On { root: "", language: self.language, shows: Shows::Nothing };
        in_parentheses(&self.renderer.url(&self.renderer.link_href(link, target, on)))
    }
}

/// Copies text up to a place, and what ends before it.
fn copy(text: &str, pos: &mut usize, to: usize, tails: &mut Vec<Tail>, out: &mut String) {
    while let Some(tail) = tails.pop_if(|tail| tail.end <= to) {
        out.push_str(&text[*pos..tail.end.max(*pos)]);
        out.push_str(&tail.text);
        *pos = tail.next;
    }
    let to = to.max(*pos);
    out.push_str(&text[*pos..to]);
    *pos = to;
}

/// Where the words of a link stand in it, if it has words of its own.
fn words_of_link(style: LinkStyle, written: &str) -> Option<Range<usize>> {
    if style == LinkStyle::Full {
        return None;
    }
    if style != LinkStyle::Markdown {
        let start = written.find('|')? + 1;
        let end = written.len().checked_sub(2)?;
        return (!written.get(start..end)?.trim().is_empty()).then_some(start..end);
    }
    let end = written.rfind("](").or_else(|| written.rfind("][")).or_else(|| written.rfind(']'))?;
    (written.starts_with('[') && end > 0).then_some(1..end)
}
