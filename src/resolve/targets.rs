//! The links and images of documents and fragments.

use std::ops::Range;
use std::sync::Arc;

use crate::compact;
use crate::config::Overview;
use crate::contents::{self, Contents};
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::ids::{DocumentId, LanguageId, RecordId};
use crate::model::Placed;
use crate::parse::{At, Dialect, Document, Image, Item, Link, LinkStyle};
use crate::path::{joined, outside};
use crate::source::Source;
use crate::url;

use super::files::{Wanted, written};
use super::lookup::{Lookup, to_draft};
use super::{DocumentLinks, LeadingOut, Meant, Missing, Outgoing, Target, Text, Via};

/// Where a text stands.
#[derive(Clone, Copy)]
struct Context<'a> {
    /// The document that holds it.
    document: DocumentId,
    /// The record that has the field that the text is; nothing for the text of a document.
    record: Option<RecordId>,
    language: LanguageId,
    /// The folder below the content folder against which paths are read, without a slash.
    folder: &'a str,
}

impl Lookup<'_> {
    /// Where everything leads that a document holds.
    pub(super) fn document(&self, at: DocumentId) -> DocumentLinks {
        let mut links = DocumentLinks::default();
        self.prose(at, &mut links);
        self.fragments(at, &mut links);
        self.fields(at, &mut links);
        compact::list(&mut links.outgoing);
        links
    }

    fn prose(&self, at: DocumentId, links: &mut DocumentLinks) {
        let placed = &self.model.documents[at];
        let document = placed.document();
        let is_shown = |at| {
            placed.part().hidden.is_empty() || document.is_shown(at, |offset| placed.hides(offset))
        };
        links.text = self.text(document, self.context(at), &mut links.diagnostics, is_shown);
        for (place, (link, target)) in document.links.iter().zip(&links.text.links).enumerate() {
            if link.style == LinkStyle::Full && matches!(target, Target::Record(_)) {
                links.full.push(place);
            }
            let from = placed.place_of(self.model.record_at(at, document.offset_of(link.at)));
            let via = Via::Prose(link.sentence);
            links.leading_out.extend(leading_out(from, via, target));
            links.outgoing.extend(self.outgoing(placed, from, via, target));
        }
    }

    fn fragments(&self, at: DocumentId, links: &mut DocumentLinks) {
        let placed = &self.model.documents[at];
        for (place, fragment) in placed.part().fragments.iter().enumerate() {
            let document = &fragment.document;
            let record = Some(placed.nth(fragment.from));
            let context = Context { record, ..self.context(at) };
            let text = self.text(document, context, &mut links.diagnostics, |_| true);
            for (link, target) in document.links.iter().zip(&text.links) {
                let via = Via::Fragment(place as u32, link.sentence);
                links.leading_out.extend(leading_out(fragment.from, via, target));
                links.outgoing.extend(self.outgoing(placed, fragment.from, via, target));
            }
            links.fragments.push(text);
        }
    }

    fn context(&self, document: DocumentId) -> Context<'_> {
        let placed = &self.model.documents[document];
        let folder = placed.stem.rsplit_once('/').map_or("", |(folder, _)| folder);
        Context { document, record: None, language: placed.language, folder }
    }

    /// The targets of a text; what is not shown anywhere may lead wherever it will.
    fn text(
        &self,
        document: &Document,
        context: Context<'_>,
        problems: &mut Vec<Diagnostic>,
        is_shown: impl Fn(At) -> bool,
    ) -> Text {
        let mut text = Text {
            links: Vec::with_capacity(document.links.len()),
            images: Vec::with_capacity(document.images.len()),
        };
        for link in &document.links {
            let target = match is_shown(link.at) {
                true => self.link(&document.source, context, link),
                false => Ok(Target::Hidden),
            };
            text.links.push(target.unwrap_or_else(|problem| {
                let target = self
                    .in_a_book(context, link)
                    .unwrap_or_else(|| Target::Missing(Missing::new(&link.target.text, &problem)));
                problems.push(*problem);
                target
            }));
        }
        for image in document.images.iter() {
            let target = match is_shown(image.at) {
                true => self.image(&document.source, context, image).map(Target::Asset),
                false => Ok(Target::Hidden),
            };
            text.images.push(target.unwrap_or_else(|problem| {
                let missing = Missing::new(&image.target.text, &problem);
                problems.push(*problem);
                Target::Missing(missing)
            }));
        }
        text
    }

    /// The reference from a record of a document to a target, unless that is the record itself.
    fn outgoing(
        &self,
        placed: &Placed,
        from: usize,
        via: Via,
        target: &Target,
    ) -> Option<Outgoing> {
        let target = match *target {
            Target::Record(record) => record,
            Target::Heading(document, heading) => {
                let placed = &self.model.documents[document];
                let offset = placed.document().headings[heading].section.start;
                self.model.record_at(document, offset)
            }
            Target::Item(document, item) => {
                let offset = self.model.documents[document].document().items[item].at;
                self.model.record_at(document, offset)
            }
            _ => return None,
        };
        (target != placed.nth(from)).then(|| Outgoing::new(from, via, target))
    }

    fn link(
        &self,
        source: &Arc<Source>,
        context: Context<'_>,
        link: &Link,
    ) -> Result<Target, Box<Diagnostic>> {
        let text = link.target.text.trim();
        let span = &link.target.span;
        if link.style == LinkStyle::Markdown {
            return self.address(source, context, url::split(text), link.at, span);
        }
        let (name, anchor) = match text.split_once('#') {
            Some((name, anchor)) => (name.trim(), Some(anchor.trim())),
            None => (text, None),
        };
        let anchor = anchor.filter(|anchor| !anchor.is_empty());
        if name.is_empty() {
            return match anchor {
                Some(anchor) => self.own_heading(context, anchor, link.at, source, span),
                None => Err(Box::new(empty(source, span))),
            };
        }
        if matches!(link.style, LinkStyle::Embed | LinkStyle::Full)
            && let Some(name) = name.strip_prefix("picture/")
        {
            return self.picture(name, source, span).map(Target::Picture);
        }
        if let Some(page) = self.generated(name) {
            let page = page.map_err(|problem| Box::new(problem.at(source, span)))?;
            return match anchor {
                Some(anchor) => Err(Box::new(no_headings(source, span, name, anchor))),
                None => Ok(page),
            };
        }
        match (self.meant_by(name, context.language, &[], source, span)?, anchor) {
            (Meant::Record(record), _) => self.record_heading(record, anchor, source, span),
            (Meant::Elsewhere(elsewhere), None) => Ok(Target::Elsewhere(elsewhere)),
            (Meant::Elsewhere(_), Some(anchor)) => {
                Err(Box::new(no_headings(source, span, name, anchor)))
            }
        }
    }

    /// The target of an address; its query leads nowhere else.
    fn address(
        &self,
        source: &Arc<Source>,
        context: Context<'_>,
        address: url::Parts<'_>,
        from: At,
        span: &Range<usize>,
    ) -> Result<Target, Box<Diagnostic>> {
        let (path, anchor) = (address.path.trim(), address.anchor().trim());
        if !path.is_empty() {
            return self.path(source, context, address, span);
        }
        let own = self.model.documents[context.document].record;
        match anchor {
            "" if address.query.len() < 2 => Err(Box::new(empty(source, span))),
            "" => Ok(Target::Record(own)),
            anchor => self.own_heading(context, anchor, from, source, span),
        }
    }

    fn own_heading(
        &self,
        context: Context<'_>,
        anchor: &str,
        from: At,
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Result<Target, Box<Diagnostic>> {
        let anchor = url::decoded(anchor);
        if let Some(path) = item_path(&anchor) {
            let document = self.model.documents[context.document].document();
            let around = || self.model.record_at(context.document, document.offset_of(from));
            return self.item(context.record.unwrap_or_else(around), &path, source, span);
        }
        match self.heading(context.document, &anchor, None, source, span) {
            Ok(heading) => Ok(self.heading_target(context.document, heading)),
            Err(_) if self.has_anchor(context.document, &anchor) => {
                Ok(Target::Anchor(context.document, (*anchor).into()))
            }
            Err(_) if is_top(&anchor) => Ok(Target::Top(context.document)),
            Err(problem) => Err(problem),
        }
    }

    /// An item of a list of a record: of its own text, or else of one within it.
    fn item(
        &self,
        record: RecordId,
        path: &str,
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Result<Target, Box<Diagnostic>> {
        let at = self.model.document_at(record);
        let placed = &self.model.documents[at];
        let document = placed.document();
        let section = self.model.records[record].heading.map(|at| &document.headings[at].section);
        let is_inside = |offset: u32| section.is_none_or(|section| section.contains(&offset));
        let inside = || {
            let items = document.items.iter().enumerate();
            items.filter(|(_, item)| is_inside(item.at) && !placed.hides(item.at))
        };
        let named = || inside().filter(|(_, item)| item.path == path);
        let is_own = |(_, item): &(usize, &Item)| self.model.record_at(at, item.at) == record;
        if let Some((item, _)) = named().find(is_own).or_else(|| named().next()) {
            return Ok(Target::Item(at, item));
        }
        let title = &self.model.records[record].title;
        let message =
            format!("no list of \u{201c}{title}\u{201d} has the item `{}`", in_brackets(path));
        let paths = inside().map(|(_, item)| item.path.as_str());
        let near =
            nearest(path, paths).map(|near| format!("did you mean `#{}`?", in_brackets(near)));
        Err(Box::new(
            Diagnostic::at(Code::MissingAnchor, source, span.clone(), message)
                .help("name an item by its marks, the outermost first: `#(a)(ii)`")
                .maybe_help(near),
        ))
    }

    /// A heading that declares a record leads to the record.
    fn heading_target(&self, document: DocumentId, heading: usize) -> Target {
        let placed = &self.model.documents[document];
        match placed.record_of(heading) {
            Some(record) => Target::Record(record),
            None if placed.part().title_heading == Some(heading) => Target::Record(placed.record),
            None => Target::Heading(document, heading),
        }
    }

    fn record_heading(
        &self,
        record: RecordId,
        anchor: Option<&str>,
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Result<Target, Box<Diagnostic>> {
        let Some(anchor) = anchor else { return Ok(Target::Record(record)) };
        if let Some(path) = item_path(anchor) {
            return self.item(record, &path, source, span);
        }
        let document = self.model.document_at(record);
        let within = self.model.records[record].heading;
        let heading = self.heading(document, anchor, within, source, span)?;
        Ok(self.heading_target(document, heading))
    }

    /// The target of a path: a document, a heading of one, or a file.
    fn path(
        &self,
        source: &Arc<Source>,
        context: Context<'_>,
        address: url::Parts<'_>,
        span: &Range<usize>,
    ) -> Result<Target, Box<Diagnostic>> {
        let name = self.below_site(url::decoded(address.path.trim()));
        let Some(path) = joined(context.folder, &name) else {
            return Err(Box::new(leaves(source, span, &name)));
        };
        let stem = match path.strip_suffix(".md") {
            Some(stem) => stem,
            None if self.files.contains(&path) => return Ok(Target::Asset(path)),
            None => &path,
        };
        let document = match stem.len() < path.len() {
            true => self.document_named(stem, context.language),
            false => self
                .document_of_folder(stem, context.language)
                .or_else(|| self.document_of_page(stem, context.language)),
        };
        let anchor = url::decoded(address.anchor().trim());
        let Some(document) = document else {
            if let Some(overview) = self.overview_of_mdbook(&path) {
                return Ok(Target::Overview(overview));
            }
            let is_left_out = |contents: &Arc<Contents>| {
                contents.leaves_out(stem.strip_suffix(".html").unwrap_or(stem))
            };
            return Err(Box::new(match self.is_draft(stem) {
                true => to_draft(source, span, &name),
                false if self.model.contents.as_ref().is_some_and(is_left_out) => {
                    missing(source, span, &name, "it is not in the table of contents")
                        .help("name it there: what is not named is not published")
                }
                false => {
                    let missing = (name.as_str(), path.as_str());
                    self.missing_path(source, context, span, missing, Wanted::Anything)
                        .maybe_help(self.misread(context, address))
                }
            }));
        };
        let record = self.model.documents[document].record;
        if anchor.is_empty() {
            return Ok(Target::Record(record));
        }
        if let Some(path) = item_path(&anchor) {
            return self.item(record, &path, source, span);
        }
        match self.heading(document, &anchor, None, source, span) {
            Ok(heading) => Ok(self.heading_target(document, heading)),
            Err(_) if self.has_anchor(document, &anchor) => {
                Ok(Target::Anchor(document, (*anchor).into()))
            }
            // A page opens at its top anyway.
            Err(_) if is_top(&anchor) => Ok(Target::Record(record)),
            Err(problem) => Err(problem),
        }
    }

    /// Where a link leads in a book, although something is wrong with it: to what lies beside the book,
    /// or to a page without the heading.
    fn in_a_book(&self, context: Context<'_>, link: &Link) -> Option<Target> {
        if !self.is_book() {
            return None;
        }
        let address = url::split(link.target.text.trim());
        let path = url::decoded(address.path.trim());
        if let Some(outside) = outside(context.folder, &path) {
            return Some(Target::Outside(outside));
        }
        let stem = joined(context.folder, &path)?;
        let stem = stem.strip_suffix(".md").or_else(|| stem.strip_suffix(".html")).unwrap_or(&stem);
        let document = match path.is_empty() {
            true => return (address.anchor().len() > 1).then_some(Target::Top(context.document)),
            false => self.document_named(stem, context.language),
        };
        let document = document.or_else(|| self.document_of_folder(stem, context.language))?;
        Some(Target::Record(self.model.documents[document].record))
    }

    /// Whether raw HTML of a document has an id.
    fn has_anchor(&self, document: DocumentId, anchor: &str) -> bool {
        self.model.documents[document].document().anchors.iter().any(|own| **own == *anchor)
    }

    /// The document that stands for a folder.
    fn document_of_folder(&self, folder: &str, language: LanguageId) -> Option<DocumentId> {
        let slash = if folder.is_empty() { "" } else { "/" };
        FOLDERS
            .iter()
            .find_map(|name| self.document_named(&format!("{folder}{slash}{name}"), language))
    }

    /// The document whose page mdBook puts at an address: in a report with a table of contents, chapters
    /// may be named so.
    fn document_of_page(&self, path: &str, language: LanguageId) -> Option<DocumentId> {
        let stem = path.strip_suffix(".html").filter(|_| self.model.contents.is_some())?;
        let folder = stem.strip_suffix("index").map(|folder| folder.trim_end_matches('/'));
        let of_folder = || self.document_of_folder(folder?, language);
        self.document_named(stem, language).or_else(of_folder)
    }

    /// A path as one from the root of the site, which chapters may name from that of the host.
    fn below_site(&self, path: String) -> String {
        match self.model.contents {
            Some(_) => self.config.html.site_url.below(&path).into_owned(),
            None => path,
        }
    }

    /// Whether the report is a book as mdBook has it.
    fn is_book(&self) -> bool {
        contents::dialect(self.config, self.model.contents.is_some()) == Dialect::Book
    }

    /// The page that mdBook puts at an address without a document.
    fn overview_of_mdbook(&self, path: &str) -> Option<Overview> {
        self.model.contents.as_ref()?;
        let overview = match path {
            "" | "index" | "index.html" | "index.md" => Overview::Home,
            "print" | "print.html" => Overview::Whole,
            _ => return None,
        };
        self.config.has(overview).is_ok().then_some(overview)
    }

    /// A way out where a file is named as it is called, by letters that end the path of an address.
    fn misread(&self, context: Context<'_>, address: url::Parts<'_>) -> Option<String> {
        let url::Parts { path, query, fragment } = address;
        let whole = format!("{path}{query}{fragment}");
        let called = joined(context.folder, &url::decoded(&whole))?;
        let stem = called.strip_suffix(".md");
        let is_there = self.files.contains(&called)
            || stem.is_some_and(|stem| self.document_named(stem, context.language).is_some());
        let written = whole.replace('?', "%3F").replace('#', "%23");
        is_there.then(|| format!("write `?` and `#` in a file name as `{written}`"))
    }

    fn document_named(&self, stem: &str, language: LanguageId) -> Option<DocumentId> {
        let directory = &self.model.shape.directory;
        let unmarked = stem.rsplit_once('.').and_then(|(stem, tag)| {
            let language = self.config.languages.position(|own| own.tag == tag)?;
            directory.document(language, stem)
        });
        let own = directory.document(language, stem);
        own.or_else(|| directory.document(LanguageId::OWN, stem)).or(unmarked)
    }

    /// Whether a draft has a stem, or stands for the folder that has it.
    fn is_draft(&self, stem: &str) -> bool {
        let folder = if stem.is_empty() { String::new() } else { format!("{stem}/") };
        let is_it = |own: &str| {
            own == stem || own.strip_prefix(&*folder).is_some_and(|name| FOLDERS.contains(&name))
        };
        self.model.drafts.iter().any(|draft| draft.stem.as_deref().is_some_and(is_it))
    }

    fn missing_path(
        &self,
        source: &Arc<Source>,
        context: Context<'_>,
        span: &Range<usize>,
        (name, path): (&str, &str),
        wanted: Wanted,
    ) -> Diagnostic {
        // The address of a page, as it stands in a browser, ends in the id of its record.
        let last = path.trim_end_matches("/index.html").rsplit('/').next().unwrap_or_default();
        // In a book two brackets are text.
        let help = match self.reference_to(last).filter(|_| !self.is_book()) {
            Some(name) => Some(format!("refer to a record by its id: `[[{name}]]`")),
            None => self
                .names()
                .meant(path, wanted)
                .map(|meant| format!("did you mean `{}`?", written(context.folder, meant))),
        };
        missing(source, span, name, "the content folder has no such file").maybe_help(help)
    }

    fn image(
        &self,
        source: &Arc<Source>,
        context: Context<'_>,
        image: &Image,
    ) -> Result<String, Box<Diagnostic>> {
        let address = url::split(&image.target.text);
        let name = url::decoded(address.path);
        let span = &image.target.span;
        match joined(context.folder, &name) {
            Some(path) if self.files.contains(&path) => Ok(path),
            Some(path) => {
                let missing = (name.as_str(), path.as_str());
                let problem = self.missing_path(source, context, span, missing, Wanted::File);
                Err(Box::new(problem.maybe_help(self.misread(context, address))))
            }
            None => Err(Box::new(leaves(source, span, &name))),
        }
    }
}

/// A reference to what is no record of the report.
fn leading_out(from: usize, via: Via, target: &Target) -> Option<LeadingOut> {
    match *target {
        Target::Elsewhere(to) => Some(LeadingOut { from: from as u32, via, to }),
        _ => None,
    }
}

/// The path of an item that an anchor names: `(a)(ii)`, or `i:a.ii` as in an address.
fn item_path(anchor: &str) -> Option<String> {
    if let Some(path) = anchor.strip_prefix("i:") {
        return Some(path.to_owned());
    }
    let inner = anchor.strip_prefix('(')?.strip_suffix(')')?;
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|letter| letter.is_ascii_alphanumeric())
    };
    inner.split(")(").all(is_label).then(|| inner.replace(")(", "."))
}

/// The path of an item as it is cited: `(a)(ii)`.
pub(crate) fn in_brackets(path: &str) -> String {
    format!("({})", path.replace('.', ")("))
}

/// What documents are called that stand for their folder, the most usual first.
const FOLDERS: [&str; 4] = ["index", "README", "readme", "Readme"];

/// Whether an anchor means the start of a page where no heading has it, as browsers take it.
fn is_top(anchor: &str) -> bool {
    anchor.eq_ignore_ascii_case("top")
}

fn empty(source: &Arc<Source>, span: &Range<usize>) -> Diagnostic {
    Diagnostic::at(Code::MissingFile, source, span.clone(), "this link has no target")
        .help("name a file, a heading (`#anchor`) or a record (`[[id]]`)")
}

fn no_headings(source: &Arc<Source>, span: &Range<usize>, name: &str, anchor: &str) -> Diagnostic {
    let message = format!("the page `{name}` has no headings to link to");
    Diagnostic::at(Code::MissingAnchor, source, span.clone(), message)
        .help(format!("remove `#{anchor}`"))
}

fn leaves(source: &Arc<Source>, span: &Range<usize>, name: &str) -> Diagnostic {
    missing(source, span, name, "it leaves the content folder")
        .help("put the file into the content folder, or link to its address on the web")
}

fn missing(source: &Arc<Source>, span: &Range<usize>, name: &str, why: &str) -> Diagnostic {
    Diagnostic::at(Code::MissingFile, source, span.clone(), format!("`{name}`: {why}"))
        .help("paths are relative to the folder of the document")
}
