//! What a document or a section is: its kind, its id, its title.

use std::ops::Range;

use crate::config::PAGE;
use crate::contents;
use crate::diagnostics::{Code, Diagnostic, did_you_mean, nearest};
use crate::ids::KindId;
use crate::parse::{Document, Fields, Heading, Marked, Phrase, RawData, text};

use super::part::Maker;

impl Maker<'_> {
    /// The kind of a document: what its front matter says, else its folder's, else `page`. A
    /// translation has the kind of its original.
    pub(super) fn document_kind(&mut self) -> KindId {
        if let Some(original) = self.original {
            return original.part.records[0].kind;
        }
        let input = self.input;
        if let Some(name) = string(input.document.front.as_ref(), "kind") {
            return self.named_kind(&name).unwrap_or(PAGE);
        }
        let folder = input.stem.rsplit_once('/').map_or("", |(folder, _)| folder);
        let in_folder = |name: &str| {
            folder == name || folder.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'))
        };
        let nearest = self
            .config()
            .kinds
            .enumerate()
            .filter_map(|(at, kind)| kind.folder.as_deref().map(|name| (at, name)))
            .filter(|(_, name)| in_folder(name) && *input.stem != *format!("{name}/index"))
            .max_by_key(|(_, name)| name.len());
        nearest.map_or(PAGE, |(at, _)| at)
    }

    fn named_kind(&mut self, name: &Marked) -> Option<KindId> {
        let config = self.config();
        let found = config.kind(&name.text);
        if found.is_none() {
            let names = config.kinds.iter().map(|kind| kind.name.as_str());
            let message = format!("no kind `{}` is declared in book.toml", name.text);
            let span = name.span.clone();
            let diagnostic = Diagnostic::at(Code::UnknownKind, self.source(), span, message)
                .help(format!("declare it as `[kinds.{}]`", name.text))
                .maybe_help(did_you_mean(&name.text, names));
            self.problem(diagnostic);
        }
        found
    }

    /// The id of a document: `id`, else its file name; for a `page`, its path, so that plain
    /// folders of files may hold files of one name.
    pub(super) fn document_id(&self, kind: KindId) -> String {
        if let Some(original) = self.original {
            return original.part.records[0].id.to_string();
        }
        let input = self.input;
        if let Some(id) = string(input.document.front.as_ref(), "id") {
            return usable(&id.text, kind == PAGE);
        }
        if kind != PAGE {
            return text::slug(input.stem.rsplit('/').next().unwrap_or_default());
        }
        let of_chapter = self.making.contents.and_then(|contents| contents.id(&input.stem));
        of_chapter.map_or_else(|| contents::page_id(&input.stem), str::to_owned)
    }

    /// The heading that is the document's title: the first one of level 1, unless it declares a
    /// record. Where the front matter has a title, a heading that repeats it can only stand first. A
    /// document that begins with its title in the table of contents has that title, at any level.
    pub(super) fn title_heading(&self, document: &Document) -> Option<usize> {
        let titled = string(document.front.as_ref(), "title").is_some();
        let is_title = |heading: &Heading| heading.level == 1 && !heading.nested;
        let at = match document.headings.iter().position(is_title) {
            Some(at) => Some(at).filter(|&at| at == 0 || !titled)?,
            None => Some(0).filter(|_| !titled && self.repeats_contents(document))?,
        };
        let classes = &document.headings[at].classes;
        (!classes.iter().any(|class| self.config().kind(&class.text).is_some())).then_some(at)
    }

    /// Whether a document begins with a heading that is its title in the table of contents, but for
    /// capital letters.
    fn repeats_contents(&self, document: &Document) -> bool {
        let (stem, language) = (&self.input.stem, self.input.language);
        let title = self.making.contents.and_then(|contents| contents.title(language, stem));
        let first = document.headings.first().filter(|own| own.section.start == 0 && !own.nested);
        let is_same = |heading: &Heading, title: &Phrase| {
            heading.title.text.to_lowercase() == title.text.to_lowercase()
        };
        first.zip(title).is_some_and(|(heading, title)| is_same(heading, title))
    }

    /// The headings that declare a record, with their kinds. With `report`, what is wrong with
    /// classes and kinds is said.
    pub(super) fn section_kinds(&mut self, report: bool) -> Vec<(usize, KindId)> {
        let document = &self.input.document;
        let all = match string(document.front.as_ref(), "sections") {
            Some(name) if report => self.named_kind(&name),
            Some(name) => self.config().kind(&name.text),
            None => self.sections_of_original(),
        };
        let mut found = Vec::new();
        for (at, heading) in document.headings.iter().enumerate() {
            let own = heading.classes.iter().find_map(|class| self.config().kind(&class.text));
            let own = own.or_else(|| self.nearly_a_kind(heading, report));
            if heading.nested {
                if own.is_some() && report {
                    self.nested_record(heading);
                }
                continue;
            }
            if let Some(kind) = own.or(all.filter(|_| heading.level == 2)) {
                found.push((at, kind));
            }
        }
        found
    }

    /// The kind that the original of a translation gives its sections.
    fn sections_of_original(&self) -> Option<KindId> {
        let front = self.original?.document.front.as_ref();
        self.config().kind(&string(front, "sections")?.text)
    }

    /// The kind that a heading surely means, and does not name with a class of its own. One slip is
    /// one problem so; with `report`, it is said.
    fn nearly_a_kind(&mut self, heading: &Heading, report: bool) -> Option<KindId> {
        let slips = self.slips(heading);
        let meant = slips.first().map(|slip| slip.kind);
        for Slip { span, message, help, .. } in slips.into_iter().filter(|_| report) {
            let problem = Diagnostic::at(Code::UnknownClass, self.source(), span, message);
            self.problem(problem.help(help));
        }
        meant
    }

    /// The words in a heading's braces that are nearly the class of a kind.
    fn slips(&self, heading: &Heading) -> Vec<Slip> {
        let classes = heading.classes.iter().filter_map(|class| {
            let (kind, name) = self.near(&class.text)?;
            let message = format!("no kind `{}` is declared in book.toml", class.text);
            let help = format!("did you mean `.{name}`?");
            Some(Slip { span: class.span.clone(), message, help, kind })
        });
        let in_id = heading.id.iter().filter_map(|id| {
            let (own, word) = id.text.split_once('.')?;
            let (kind, name) = self.near(word)?;
            let message = format!("`.{word}` is part of the id here");
            let help = format!("put a space before it: `{{#{own} .{name}}}`");
            Some(Slip { span: id.span.clone(), message, help, kind })
        });
        let bare = heading.attributes.iter().filter(|(_, value)| value.is_none());
        let bare = bare.filter_map(|(word, _)| {
            let (kind, name) = self.near(word)?;
            let written = &self.source().text[heading.span.clone()];
            let start = heading.span.start + written.rfind(word.as_str())?;
            let message = format!("`{word}` has no effect here");
            let help = format!("write a class with a dot: `.{name}`");
            Some(Slip { span: start..start + word.len(), message, help, kind })
        });
        classes.chain(in_id).chain(bare).collect()
    }

    /// The declared kind whose name is nearest to a word, and that name.
    fn near(&self, word: &str) -> Option<(KindId, &str)> {
        let config = self.config();
        let names = config.other_kinds().map(|kind| config.kinds[kind].name.as_str());
        let name = nearest(word, names)?;
        Some((self.config().kind(name)?, name))
    }

    fn nested_record(&mut self, heading: &Heading) {
        let diagnostic = Diagnostic::at(
            Code::NestedRecord,
            self.source(),
            heading.span.clone(),
            "a heading inside a quotation, a list or a footnote cannot declare a record",
        );
        self.problem(diagnostic.help("move it out of the other block, to the start of a line"));
    }
}

/// A word in a heading's braces that is nearly the class of a kind.
struct Slip {
    span: Range<usize>,
    message: String,
    help: String,
    kind: KindId,
}

/// The id of a section: the one written, else the slug of its words.
pub(super) fn section_id(heading: &Heading) -> String {
    match &heading.id {
        Some(id) => usable(&id.text, false),
        None => text::slug(heading.bare()),
    }
}

/// An id as written, or the one that was surely meant where it cannot be an address: what refers to
/// the record rightly is then no problem as well.
pub(super) fn usable(id: &str, page: bool) -> String {
    let meant = suggested(id.split_once('.').map_or(id, |(own, _)| own));
    if meant.is_empty() || is_address(id, page) { id.to_owned() } else { meant }
}

/// Whether an id can be an address as it stands; that of a page may have several parts.
pub(crate) fn is_address(id: &str, page: bool) -> bool {
    if page { id.split('/').all(text::is_id) } else { text::is_id(id) }
}

/// The id that somebody may have meant.
pub(crate) fn suggested(id: &str) -> String {
    id.split('/').map(text::slug).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// Whether fields mark their record as a draft.
pub(super) fn is_draft(fields: Option<&Fields>) -> bool {
    let draft = fields.and_then(|fields| fields.get("draft"));
    draft.is_some_and(|entry| entry.value.data == RawData::Boolean(true))
}

/// A string among fields; one of another type is reported when the fields are read.
pub(super) fn string(fields: Option<&Fields>, key: &str) -> Option<Marked> {
    let value = &fields?.get(key)?.value;
    Some(Marked { text: value.text()?.to_owned(), span: value.span.clone() })
}
