//! Where the links of a page lead.

use crate::ids::{DocumentId, LanguageId, RecordId};
use crate::parse::{Link, LinkStyle};
use crate::plan::{address_of, file_of};
use crate::resolve::Target;
use crate::url;

use super::{Asset, Renderer, Settings};

/// The page for which a body is rendered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct On<'a> {
    /// The way from the page to the site's root, with a slash at its end.
    pub(crate) root: &'a str,
    pub(crate) language: LanguageId,
    /// What of the report the page shows.
    pub(crate) shows: Shows,
}

/// What of the report a page shows, and so which links stay on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    /// No document.
    Nothing,
    /// One document.
    Document(DocumentId),
    /// The section of one heading of a document.
    Section(DocumentId, usize),
    /// One document without the sections that are records.
    Introduction(DocumentId),
    /// All documents of the page's language, one after the other.
    Everything,
    /// One document as a page for printing shows it.
    Sheet(DocumentId),
}

impl Shows {
    /// A document, if there is one.
    pub(super) fn document(document: Option<DocumentId>) -> Self {
        document.map_or(Shows::Nothing, Shows::Document)
    }

    /// Whether the page is for printing.
    pub(super) fn is_print(self) -> bool {
        matches!(self, Shows::Everything | Shows::Sheet(_))
    }

    /// A document that introduces an index, if there is one.
    pub(super) fn introduction(document: Option<DocumentId>) -> Self {
        document.map_or(Shows::Nothing, Shows::Introduction)
    }
}

impl Renderer {
    /// The address of a page as a link in the text of another. On paper, a link to elsewhere is of use
    /// if it is written in full.
    pub(super) fn elsewhere(&self, on: On<'_>, address: &str, anchor: &str) -> String {
        let in_full = matches!(on.shows, Shows::Sheet(_)) && self.settings == Settings::default();
        match self.canonical(address).filter(|_| in_full) {
            Some(url) => self.href(&url, "", anchor),
            None => self.href(on.root, address, anchor),
        }
    }

    /// Whether the page at hand is for printing and has a document on it.
    fn prints(&self, document: DocumentId, on: On<'_>) -> bool {
        match on.shows {
            Shows::Everything => self.model.documents[document].language == on.language,
            Shows::Sheet(own) => own == document,
            _ => false,
        }
    }

    /// The address of a page as a link from another.
    pub(crate) fn href(&self, root: &str, address: &str, anchor: &str) -> String {
        let mut href = String::with_capacity(root.len() + address.len() + anchor.len() + 12);
        href.push_str(root);
        href.push_str(address);
        if self.settings.portable && (address.is_empty() || address.ends_with('/')) {
            href.push_str("index.html");
        }
        if !anchor.is_empty() {
            href.push('#');
            href.push_str(anchor);
        }
        href
    }

    /// The address of a link: that of its target, with the query and with what of the fragment stands
    /// for no heading, as they are written.
    pub(super) fn link_href(&self, link: &Link, target: &Target, on: On<'_>) -> String {
        let href = self.target_href(target, on);
        if link.style != LinkStyle::Markdown || href.is_empty() {
            return href;
        }
        let written = url::split(link.target.text.trim());
        if written.query.is_empty() && written.fragment.is_empty() {
            return href;
        }
        let asked = match target {
            Target::Record(record) if !written.query.is_empty() => self.asked_href(*record, on),
            _ => None,
        };
        let href = asked.filter(|_| !written.anchor().is_empty()).unwrap_or(href);
        let found = url::split(&href);
        let fragment = match target {
            Target::Asset(_) | Target::Outside(_) => written.fragment.to_owned(),
            _ => with_directive(found.fragment, written.directive()),
        };
        // A page for printing shows the same whatever it is asked.
        let is_here = found.path.is_empty() && on.shows.is_print();
        let query = if is_here { "" } else { written.query };
        format!("{}{}{}", found.path, url::tidy(query), url::tidy(&fragment))
    }

    /// Where a section stands on the page of its document: what is asked with a query is asked of that
    /// page, and not of the section's own.
    fn asked_href(&self, record: RecordId, on: On<'_>) -> Option<String> {
        let heading = self.model.records[record].heading?;
        let document = self.model.document_at(record);
        let placed = &self.model.documents[document];
        let anchor = self.anchor(document, heading, on);
        let address = &self.plan.addresses[placed.record];
        let is_here = on.shows == Shows::Everything || self.prints(document, on);
        (!is_here).then(|| self.elsewhere(on, address, &anchor))
    }

    /// The address of a redirect's target from another page; it is encoded as it is written.
    pub(super) fn redirect_href(&self, root: &str, to: &str) -> String {
        let url::Parts { path, query, fragment } = url::split(to);
        if to.contains("://") {
            return to.to_owned();
        }
        let decoded = url::decoded(path);
        let path = match decoded.starts_with("../") {
            // What stands beside the site has its own addresses.
            true => format!("{root}{}", url::encoded(&decoded)),
            false => self.href(root, &url::encoded(address_of(&file_of(&decoded))), ""),
        };
        format!("{path}{}{}", url::tidy(query), url::tidy(fragment))
    }

    pub(super) fn target_href(&self, target: &Target, on: On<'_>) -> String {
        match target {
            Target::Record(record) => self.record_href(*record, on),
            Target::Heading(document, heading) => self.heading_href(*document, *heading, on),
            Target::Item(document, item) => self.item_href(*document, *item, on),
            Target::Asset(path) => {
                let path = self.assets.get(path).map_or("", |asset| asset.path.as_str());
                format!("{}{path}", on.root)
            }
            Target::Anchor(document, anchor) => {
                if on.shows == Shows::Document(*document) || self.prints(*document, on) {
                    return format!("#{anchor}");
                }
                let record = self.model.documents[*document].record;
                self.elsewhere(on, &self.plan.addresses[record], anchor)
            }
            Target::Outside(path) => format!("{}{}", on.root, url::encoded(path)),
            Target::Top(_) => "#top".to_owned(),
            Target::Overview(overview) => {
                let (_, address) = self.overview_entry(*overview, on.language);
                self.elsewhere(on, &address, "")
            }
            Target::List(kind, query, _) => self.list_href(*kind, query, on),
            Target::Elsewhere(elsewhere) => self.elsewhere_href(*elsewhere, on),
            Target::Picture(_) | Target::Missing(_) | Target::Hidden => String::new(),
        }
    }

    /// The file that a target is, if the site has it.
    pub(super) fn asset(&self, target: &Target) -> Option<&Asset> {
        match target {
            Target::Asset(path) => self.assets.get(path),
            _ => None,
        }
    }

    pub(super) fn record_href(&self, record: RecordId, on: On<'_>) -> String {
        if self.prints(self.model.document_at(record), on) {
            return format!("#{}", self.long_anchor(record));
        }
        self.elsewhere(on, &self.plan.addresses[record], "")
    }

    /// An item is an anchor on the page at hand, when that shows it, else on the page of its record.
    fn item_href(&self, document: DocumentId, item: usize, on: On<'_>) -> String {
        let outline = self.model.outline(document);
        let record = outline.record_of_item(item);
        let own = item_anchor(outline.item(item));
        if self.prints(document, on) {
            return format!("#{}:{own}", self.long_anchor(record));
        }
        let heading = self.model.records[record].heading;
        let placed = &self.model.documents[document];
        let is_inside = |section: usize| {
            let document = placed.document();
            document.headings[section].section.contains(&document.items[item].at)
        };
        let page = match on.shows {
            Shows::Document(at) if at == document => Some(None),
            Shows::Introduction(at) if at == document && record == placed.record => Some(None),
            Shows::Section(at, section) if at == document && is_inside(section) => {
                Some(Some(section))
            }
            _ => None,
        };
        match (page, heading) {
            (None, _) => self.elsewhere(on, &self.plan.addresses[record], &own),
            (Some(page), Some(heading)) if page != Some(heading) => {
                format!("#{}:{own}", self.anchor(document, heading, on))
            }
            (Some(_), _) => format!("#{own}"),
        }
    }

    /// A heading is an anchor on the page at hand, when that shows it, else on the page of the
    /// innermost record around it.
    fn heading_href(&self, document: DocumentId, heading: usize, on: On<'_>) -> String {
        let placed = &self.model.documents[document];
        let record = self.model.outline(document).record_of_heading(heading);
        let is_inside = |section: usize| {
            let headings = &placed.document().headings;
            headings[section].section.contains(&headings[heading].section.start)
        };
        let here = match on.shows {
            Shows::Nothing => false,
            Shows::Document(own) => own == document,
            Shows::Section(own, section) => own == document && is_inside(section),
            Shows::Introduction(own) => own == document && record == placed.record,
            Shows::Everything | Shows::Sheet(_) => self.prints(document, on),
        };
        let anchor = self.anchor(document, heading, on);
        if here {
            return format!("#{anchor}");
        }
        self.elsewhere(on, &self.plan.addresses[record], &anchor)
    }

    /// The anchor of a heading: its own, but for the page that shows everything, where headings of
    /// several documents meet, and for the pages for printing into which that comes apart.
    pub(super) fn anchor(&self, document: DocumentId, heading: usize, on: On<'_>) -> String {
        let placed = &self.model.documents[document];
        let own = self.model.outline(document).anchor(heading);
        if !self.prints(document, on) {
            return own.to_owned();
        }
        match placed.record_of(heading) {
            Some(record) => self.long_anchor(record),
            None => format!("{}--{own}", self.long_anchor(placed.record)),
        }
    }

    /// An anchor that no other record of the report has.
    pub(super) fn long_anchor(&self, index: RecordId) -> String {
        let record = &self.model.records[index];
        let kind = &self.config.kinds[record.kind].name;
        format!("{kind}--{}", record.id.replace('/', "-"))
    }

    /// An address for whoever does not know where it was found: the whole URL, or at least the whole
    /// path where the host is not known.
    pub(crate) fn url(&self, address: &str) -> String {
        let site = &self.config.html.site_url;
        let origin = site.origin.as_deref().unwrap_or_default();
        let url::Parts { path, query, fragment } = url::split(address);
        format!("{origin}{}{}{query}{fragment}", site.path, url::encoded(path))
    }

    /// The whole URL of an address, when the site's is known.
    pub(super) fn canonical(&self, address: &str) -> Option<String> {
        self.config.html.site_url.origin.is_some().then(|| self.url(address))
    }
}

/// The anchor of an item on its record's page, of which no heading can have the like.
pub(super) fn item_anchor(path: &str) -> String {
    format!("i:{path}")
}

/// A fragment with what only browsers understand behind it.
fn with_directive(fragment: &str, directive: &str) -> String {
    match fragment.is_empty() && !directive.is_empty() {
        true => format!("#{directive}"),
        false => format!("{fragment}{directive}"),
    }
}

/// The way from a page to the site's root.
pub(crate) fn root_of(path: &str) -> String {
    match path.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}
