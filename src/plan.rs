//! Which pages there are, where, and beside what.
//!
//! Goes in: configuration and model. Comes out: a [`Plan`]: every output path with what
//! stands there, the address of every record, and each record's neighbours. No path is decided
//! anywhere else, and nothing is rendered here.

mod chapters;
mod claims;
mod companions;
mod cuts;
mod data;
mod feeds;
mod months;
mod parts;
mod paths;
mod redirects;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{CitationFiles, Config, PAGE, Setting};
use crate::diagnostics::{Code, Diagnostic};
use crate::ids::{KindId, LanguageId, List, RecordId};
use crate::model::milestones::UNDATED;
use crate::model::{Model, Record};
use crate::path::unusable;

use claims::{Claim, Owner};
pub use companions::Companion;
pub use cuts::{Cut, ROWS, part_address};
pub(crate) use data::dated;
pub use data::{Data, FOLDER as DATA, Format, names_files};
pub use feeds::{Feed, NAME as FEED, records_inside};
pub use months::{Digest, Month, Months};
pub use parts::{Letter, MOST_LISTED, MOST_PRINTED, Parts};
pub(crate) use parts::{contents_address, reading_order};
pub use paths::{Address, address_of, file_of};

/// Every page of a site.
#[derive(Debug, Default)]
pub struct Plan {
    /// Output path (`themes/x/index.html`) → what stands there.
    pub pages: BTreeMap<Arc<str>, Page>,
    /// What stands beside pages.
    pub companions: Vec<Companion>,
    /// Beside which pages the files of citations are.
    pub citations: CitationFiles,
    /// The output paths of the pages beside which the citations of a whole document are.
    pub bundles: BTreeSet<Arc<str>>,
    /// For each record, its address below the site's root: `themes/x/`, or nothing for the home
    /// page.
    pub addresses: List<RecordId, Address>,
    /// For each record, the record before it and the one after it.
    pub neighbours: List<RecordId, (Option<RecordId>, Option<RecordId>)>,
    /// For each record, its place in the order of its kind.
    pub ranks: List<RecordId, usize>,
    /// Kind and language → the address of the kind's index.
    pub indexes: BTreeMap<(KindId, LanguageId), String>,
    /// Kind and language → how the kind's index is cut into parts, when it has several.
    pub cuts: BTreeMap<(KindId, LanguageId), Cut>,
    /// Kind and language → the `page` that introduces the index, when one has its address.
    pub introductions: BTreeMap<(KindId, LanguageId), RecordId>,
    /// The path of a page → the fragments of it that lead elsewhere, each with where it leads.
    pub moved_headings: BTreeMap<Arc<str>, Vec<(String, String)>>,
    /// What is too large for one page.
    pub parts: Parts,
    /// The months that have pages.
    pub months: Months,
    /// Whether a text shows or links to a file, as far as its links say.
    pub names_files: bool,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// What stands at an output path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Page {
    /// The page of a record.
    Record(RecordId),
    /// The home page of a language, with the record that holds its text, if there is one.
    Home(LanguageId, Option<RecordId>),
    /// The index of a kind, in a language, or the first part of it.
    Index(KindId, LanguageId),
    /// Another part of the index of a kind, in a language, by its number.
    IndexPart(KindId, LanguageId, usize),
    /// The rows of an index of several parts, for the script that filters and sorts them.
    Rows(KindId, LanguageId),
    /// All records of a language by their titles, or the letters under which they are.
    Titles(LanguageId),
    /// Some of the titles of a language under a letter: its place among the letters, and that of the
    /// page among those of the letter.
    Letter(LanguageId, usize, usize),
    /// The boxes that find records and tell of shortcuts, in a language, for the script that shows them.
    Box(LanguageId),
    /// The whole report of a language in reading order, or the first page of its contents.
    Whole(LanguageId),
    /// A further page of the contents.
    Contents(LanguageId, usize),
    /// A document of a language for printing, by its place in reading order.
    Sheet(LanguageId, usize),
    /// What happened to the records of a language since: the latest of it, or all of a year.
    Changes(LanguageId, Option<i16>),
    /// Where the records of a language stand.
    Progress(LanguageId),
    /// What happened to the records of a language in a month.
    Month(LanguageId, Month, Digest),
    /// What was promised for the records of a language, by when: all, or what is due in a year.
    Milestones(LanguageId, Option<i16>, usize),
    /// The versions of the report that were published, in a language.
    Versions(LanguageId),
    /// What changed in a version, in a language: the version by its place, and the page by its number.
    Version(LanguageId, usize, usize),
    /// What has changed since the latest version, in a language.
    Since(LanguageId),
    /// A file for other programs.
    Data(Data),
    /// By when something is due that a record owes, for calendars.
    Due(RecordId),
    /// What files for other programs there are.
    DataIndex,
    /// What files of a format are.
    DataFormat(Format),
    /// What changed, for feed readers.
    Feed(Feed),
    /// This report and the others to which it refers, in a language.
    Collection(LanguageId),
    /// The references to and from another report, by its place in [`Config::others`], in a language.
    Collected(usize, LanguageId),
    /// What became of a record that left the text, by its place in [`Config::ended`], in a language.
    Ended(usize, LanguageId),
    /// An old address and where it leads: an address below the root, or a whole URL.
    Redirect(String),
    /// What is served where nothing is, in a language, with the record that holds its text, if there is
    /// one.
    NotFound(LanguageId, Option<RecordId>),
    /// A list of pages for search engines, of which each has as many as it may.
    Sitemap(usize),
    /// What search engines may read.
    Robots,
    /// The host name for GitHub Pages.
    Cname,
    /// Where language models begin to read.
    Llms,
    /// Keeps GitHub Pages from leaving files out.
    NoJekyll,
}

impl Page {
    /// Whether it is told to search engines.
    pub fn is_listed(&self) -> bool {
        matches!(
            self,
            Page::Record(_)
                | Page::Home(..)
                | Page::Index(..)
                | Page::IndexPart(..)
                | Page::Titles(_)
                | Page::Letter(..)
                | Page::Changes(..)
                | Page::Month(_, _, Digest::Page)
                | Page::Progress(_)
                | Page::Milestones(..)
                | Page::Versions(_)
                | Page::Version(..)
                | Page::Collection(_)
                | Page::Collected(..)
                | Page::DataIndex
                | Page::DataFormat(_)
        )
    }
}

/// The folders of what is no page: files that pages use, and the search index.
const FILES: [&str; 2] = ["assets/", FIND];

/// The folder of the search below the site's root.
pub const FIND: &str = "find/";

/// The folder of the search of a language, by its tag.
pub(crate) fn found_in(tag: &str) -> String {
    format!("{FIND}{tag}/")
}

/// Where web servers look for what they show where there is no page, below the home page of a language.
pub const MISSING: &str = "404.html";

/// What the calendar beside the page of whoever owes something is called.
pub const DUE: &str = "due.ics";

/// What the pages of changes are called, for messages.
const CHANGES: &str = "a page of changes";

/// The folder of the pages of versions, below the home page of a language.
pub const VERSIONS: &str = "versions/";

/// Where is told what has changed since a version, below its page.
pub const SINCE: &str = "since/";

/// So many entries of the ledger, or milestones, stand on one page; where there are more, each year has
/// a page.
pub const MOST_CHANGES: usize = 200;

/// How many addresses a sitemap may have, by <https://www.sitemaps.org/protocol.html>.
pub const MOST_URLS: usize = 50_000;

/// The path of a sitemap, of which there are more where there are many pages.
pub fn sitemap(at: usize) -> String {
    match at {
        0 => "sitemap.xml".to_owned(),
        _ => format!("sitemap-{}.xml", at + 1),
    }
}

/// The years that have pages of their own in a language: none, where all stand on one.
fn years_with_pages(years: &BTreeMap<(LanguageId, i16), usize>, language: LanguageId) -> Vec<i16> {
    let own = || years.range((language, i16::MIN)..=(language, i16::MAX));
    let all: usize = own().map(|(_, count)| count).sum();
    match all > MOST_CHANGES {
        true => own().map(|(&(_, year), _)| year).collect(),
        false => Vec::new(),
    }
}

/// Where milestones are listed below the home of a language: all, or those that are due in a year.
pub(crate) fn milestones_of(year: Option<i16>) -> String {
    match year {
        None => "milestones/".to_owned(),
        Some(UNDATED) => "milestones/undated/".to_owned(),
        Some(year) => format!("milestones/{year:04}/"),
    }
}

/// How the milestones of a year are cut into parts, when one page cannot hold them.
pub(crate) fn milestones_cut(model: &Model, language: LanguageId, year: i16) -> Option<Cut> {
    Cut::of(model.shape.promises.get(&(language, year)).copied().unwrap_or_default())
}

/// Plans the site.
pub fn plan(config: &Config, model: &Model) -> Plan {
    let (parts, months) = (Parts::of(config, model), Months::of(config, model));
    let names_files = names_files(model);
    let plan = Plan { parts, months, names_files, ..Plan::default() };
    let mut planner = Planner { config, model, plan, claims: Vec::new() };
    planner.indexes();
    planner.records();
    planner.homes();
    planner.fixed();
    planner.data();
    planner.feeds();
    planner.sitemaps();
    planner.ended();
    planner.redirects();
    planner.old_addresses();
    planner.plan.companions = Companion::wanted(config);
    planner.plan.citations = config.citation.files;
    planner.settle();
    planner.bundles();
    planner.check_redirects();
    planner.headings_of_first_chapters();
    planner.neighbours();
    planner.plan
}

/// Without the months and their pages: what names one of them reads what happened.
impl Hash for Plan {
    fn hash<H: Hasher>(&self, sum: &mut H) {
        let Self { pages, companions, citations, bundles, diagnostics: _, .. } = self;
        let is_lasting = |(_, page): &(&Arc<str>, &Page)| !matches!(page, Page::Month(..));
        pages.iter().filter(is_lasting).for_each(|page| page.hash(sum));
        (companions, citations, bundles).hash(sum);
        let Self { addresses, neighbours, ranks, indexes, cuts, introductions, .. } = self;
        (addresses, neighbours, ranks, indexes, cuts, introductions).hash(sum);
        self.moved_headings.hash(sum);
        self.parts.hash(sum);
    }
}

struct Planner<'a> {
    config: &'a Config,
    model: &'a Model,
    plan: Plan,
    /// What is to stand where, in the order in which paths are given away.
    claims: Vec<Claim>,
}

/// The address below the site's root of a record with this id, or of an alias.
pub fn address_of_record(config: &Config, kind: KindId, language: LanguageId, id: &str) -> String {
    let prefix = prefix(config, language);
    match kind {
        PAGE => format!("{prefix}{id}/"),
        _ => format!("{prefix}{}/{id}/", config.kinds[kind].path),
    }
}

/// What the addresses of a language begin with.
fn prefix(config: &Config, language: LanguageId) -> String {
    match language {
        LanguageId::OWN => String::new(),
        _ => format!("{}/", config.languages[language].tag),
    }
}

/// That the document does not exist of which `book.toml` says that it is shown where there is no page.
fn no_missing_page(config: &Config) -> Option<Diagnostic> {
    let page = &config.html.missing_page;
    let Setting { value: stem, span } = page;
    (page.is_written() && !stem.is_empty()).then(|| {
        let message = format!("there is no `{stem}.md`");
        Diagnostic::at(Code::MissingFile, &config.source, span.clone(), message)
            .help("name a document by its path from the content folder")
    })
}

impl Planner<'_> {
    fn prefix(&self, language: LanguageId) -> String {
        prefix(self.config, language)
    }

    fn indexes(&mut self) {
        for (at, kind) in self.config.kinds.enumerate() {
            // Two kinds with one path are reported where they are read.
            let first = self.config.kinds.position(|other| other.path == kind.path);
            let shared = first != Some(at);
            if !kind.index || shared {
                continue;
            }
            let mut languages: Vec<LanguageId> =
                self.model.of_kind(at).iter().map(|&r| self.model.records[r].language).collect();
            languages.push(LanguageId::OWN);
            languages.sort_unstable();
            languages.dedup();
            for language in languages {
                let address = format!("{}{}/", self.prefix(language), kind.path);
                self.plan.indexes.insert((at, language), address.clone());
                self.add(file_of(&address), Page::Index(at, language), Owner::Index(at));
                self.index_parts(at, language, &address);
            }
        }
    }

    /// The other parts of an index that one page cannot hold, and the file of its rows.
    fn index_parts(&mut self, kind: KindId, language: LanguageId, address: &str) {
        let records = self.model.of_kind(kind).iter();
        let rows = records.filter(|&&r| self.model.records[r].language == language).count();
        let Some(cut) = Cut::of(rows) else { return };
        for number in 2..=cut.parts {
            let path = file_of(&part_address(address, number));
            let page = Page::IndexPart(kind, language, number);
            self.add(path, page, Owner::IndexPart(kind, number));
        }
        let path = format!("{address}{}", ROWS);
        self.add(path, Page::Rows(kind, language), Owner::Rows(kind));
        self.plan.cuts.insert((kind, language), cut);
    }

    fn records(&mut self) {
        let missing_pages = &self.model.shape.missing_pages;
        let address = |(index, record): (RecordId, &Arc<Record>)| {
            let address = Address::of_folder(&match (record.kind, &*record.id) {
                _ if missing_pages.contains(&index) => {
                    format!("{}{MISSING}", self.prefix(record.language))
                }
                (PAGE, "index") => self.prefix(record.language),
                (kind, _) => {
                    let id = self.id_in_address(record);
                    address_of_record(self.config, kind, record.language, &id)
                }
            });
            let fault = unusable(address.file());
            (address, fault)
        };
        let (addresses, faults): (Vec<_>, Vec<_>) =
            self.model.records.unnoted().par_enumerate().map(address).unzip();
        self.plan.addresses = addresses.into();
        for ((index, record), fault) in self.model.records.enumerate().zip(faults) {
            if record.kind == PAGE && self.introduces(index) {
                continue;
            }
            let page = match (record.kind, &*record.id) {
                _ if missing_pages.contains(&index) => Page::NotFound(record.language, Some(index)),
                (PAGE, "index") => Page::Home(record.language, Some(index)),
                _ => Page::Record(index),
            };
            let path = Arc::clone(self.plan.addresses[index].file());
            self.claim(Claim { path, page, owner: Owner::Record(index) }, fault);
        }
    }

    /// Whether a `page` has the address of a kind's index, and so becomes its introduction.
    fn introduces(&mut self, index: RecordId) -> bool {
        let address = &self.plan.addresses[index];
        let taken = self.plan.indexes.iter().find(|(_, path)| **path == **address);
        let Some((&key, _)) = taken else { return false };
        self.plan.introductions.insert(key, index);
        true
    }

    /// Every language has a home page, with or without a text.
    fn homes(&mut self) {
        for language in self.config.languages.ids() {
            let used = language == LanguageId::OWN
                || self.model.documents.iter().any(|placed| placed.language == language);
            let has_text = self.model.find(PAGE, language, "index").is_some();
            if used && !has_text {
                let path = file_of(&self.prefix(language));
                self.add(path, Page::Home(language, None), Owner::Home);
            }
            if used || has_text {
                self.overviews(language);
            }
            self.followed(language);
            if used || has_text {
                self.versions(language);
            }
        }
    }

    /// The pages of what happened to records of a language since, and of what was promised.
    fn followed(&mut self, language: LanguageId) {
        let ledger = self.config.ledger.iter().flat_map(|own| &own.books).map(|book| book.kind);
        let promised = self.config.milestones.iter().flat_map(|own| &own.books);
        let has_ledger = self.is_told(language, ledger);
        let is_promised = self.is_told(language, promised.map(|book| book.kind));
        if has_ledger || is_promised {
            let page = Page::Progress(language);
            self.overview(language, "progress/", "the progress page", page);
            self.months(language);
        }
        if has_ledger {
            self.changes(language);
        }
        if is_promised {
            self.milestones(language);
        }
    }

    /// Whether something is told in a language of records of some kinds.
    fn is_told(&self, language: LanguageId, kinds: impl Iterator<Item = KindId>) -> bool {
        let mut kinds = kinds.peekable();
        let is_any = kinds.peek().is_some();
        let mut records = kinds.flat_map(|kind| self.model.of_kind(kind));
        is_any
            && (language == LanguageId::OWN
                || records.any(|&index| self.model.records[index].language == language))
    }

    fn overview(&mut self, language: LanguageId, address: &str, what: &'static str, page: Page) {
        let path = file_of(&format!("{}{address}", self.prefix(language)));
        self.add(path, page, Owner::Overview(what));
    }

    fn changes(&mut self, language: LanguageId) {
        self.overview(language, "changes/", CHANGES, Page::Changes(language, None));
        for year in years_with_pages(&self.model.shape.years, language) {
            let page = Page::Changes(language, Some(year));
            self.overview(language, &format!("changes/{year:04}/"), CHANGES, page);
        }
    }

    /// What tells of the months in which something happened.
    fn months(&mut self, language: LanguageId) {
        let months: Vec<Month> = self.plan.months.of_language(language).collect();
        for (month, digest) in months.into_iter().flat_map(|own| Digest::ALL.map(|of| (own, of))) {
            let path = format!("{}{}{}", self.prefix(language), month.folder(), digest.file_name());
            self.add(
                path,
                Page::Month(language, month, digest),
                Owner::Overview("a page of a month"),
            );
        }
    }

    fn milestones(&mut self, language: LanguageId) {
        let years = years_with_pages(&self.model.shape.promises, language);
        for year in std::iter::once(None).chain(years.into_iter().map(Some)) {
            let cut = year.and_then(|year| milestones_cut(self.model, language, year));
            for part in 1..=cut.map_or(1, |cut| cut.parts) {
                let address = part_address(&milestones_of(year), part);
                let page = Page::Milestones(language, year, part);
                self.overview(language, &address, "a page of milestones", page);
            }
        }
    }

    /// The pages that tell what changed between versions, for the report's own language and those that
    /// a version has.
    fn versions(&mut self, language: LanguageId) {
        let published = &self.model.versions;
        let tag = &self.config.languages[language].tag;
        let Some(last) = published.versions.last() else { return };
        if language != LanguageId::OWN && !published.has_language(tag) {
            return;
        }
        let first = format!("{}{VERSIONS}", self.prefix(language));
        let of_version = |name: &str| format!("{first}{name}/");
        let mut pages = vec![
            (first.clone(), Page::Versions(language)),
            (format!("{}{SINCE}", of_version(&last.name)), Page::Since(language)),
        ];
        for (at, version) in published.versions.iter().enumerate() {
            let own = of_version(&version.name);
            pages.extend(
                (1..=published.changes[at].parts(tag))
                    .map(|part| (part_address(&own, part), Page::Version(language, at, part))),
            );
        }
        for (address, page) in pages {
            self.add(file_of(&address), page, Owner::Overview("a page of versions"));
        }
    }

    /// The pages that every language has: all titles, and everything on one page where it is wanted.
    fn overviews(&mut self, language: LanguageId) {
        let mut pages = vec![("a-z", "the page of all titles", Page::Titles(language))];
        if self.config.html.print {
            pages.push(("print", "the page of the whole report", Page::Whole(language)));
        }
        for (name, what, page) in pages {
            let path = file_of(&format!("{}{name}/", self.prefix(language)));
            self.add(path, page, Owner::Overview(what));
        }
        let path = format!("{}index.js", found_in(&self.config.languages[language].tag));
        self.add(path, Page::Box(language), Owner::Overview("the search box"));
        self.letters(language);
        self.sheets(language);
        self.collection(language);
    }

    /// The pages that show several reports as one.
    fn collection(&mut self, language: LanguageId) {
        let config = self.config;
        if config.others.is_empty() {
            return;
        }
        let what = Owner::Overview("a page of the reports together");
        let address = format!("{}collection/", self.prefix(language));
        self.add(file_of(&address), Page::Collection(language), what);
        for (at, other) in config.others.iter().enumerate() {
            let address = format!("{address}{}/", other.name.value);
            self.add(file_of(&address), Page::Collected(at, language), what);
        }
    }

    fn fixed(&mut self) {
        let mut fixed = vec![("robots.txt", Page::Robots), (".nojekyll", Page::NoJekyll)];
        if self.config.data {
            fixed.push(("llms.txt", Page::Llms));
        }
        if self.config.html.cname.is_some() {
            fixed.push(("CNAME", Page::Cname));
        }
        let mut missing = self.model.shape.missing_pages.iter();
        if !missing.any(|&index| self.model.language_of(index) == LanguageId::OWN) {
            fixed.push((MISSING, Page::NotFound(LanguageId::OWN, None)));
            self.plan.diagnostics.extend(no_missing_page(self.config));
        }
        for (path, page) in fixed {
            self.add(path.to_owned(), page, Owner::Fixed(path));
        }
    }

    fn data(&mut self) {
        if !self.config.data {
            return;
        }
        for data in data::all(self.config, self.model, self.plan.names_files) {
            self.add(data.path(self.config), Page::Data(data), Owner::Data(data));
        }
        let index = Owner::Overview("the page of data files");
        self.add(file_of(DATA), Page::DataIndex, index);
        self.due();
        for format in Format::of(self.config) {
            let path = file_of(&format.address());
            let owner = Owner::Overview("the page of a data format");
            self.add(path, Page::DataFormat(format), owner);
        }
    }

    /// The addresses of records that left the text, in every language that the site has.
    fn ended(&mut self) {
        let is_used = |language: &LanguageId| {
            *language == LanguageId::OWN
                || self.model.documents.iter().any(|placed| placed.language == *language)
        };
        let languages: Vec<LanguageId> = self.config.languages.ids().filter(is_used).collect();
        let config = self.config;
        for (at, ended) in config.ended.iter().enumerate() {
            for &language in &languages {
                let address = address_of_record(config, ended.kind, language, &ended.id.value);
                self.add(file_of(&address), Page::Ended(at, language), Owner::Ended(at));
            }
        }
    }

    /// The calendars beside the pages of whoever owes something.
    fn due(&mut self) {
        for kind in data::owing(self.config) {
            for &index in self.model.of_kind(kind) {
                let path = format!("{}{DUE}", &*self.plan.addresses[index]);
                self.add(path, Page::Due(index), Owner::Overview("a calendar"));
            }
        }
    }

    fn redirects(&mut self) {
        for index in self.model.records.ids() {
            let record = &self.model.records[index];
            for (at, alias) in record.aliases.iter().enumerate() {
                let address =
                    address_of_record(self.config, record.kind, record.language, &alias.text);
                let to = self.plan.addresses[index].to_string();
                self.add(file_of(&address), Page::Redirect(to), Owner::Alias(index, at));
            }
        }
        for (at, redirect) in self.config.html.redirects.iter().enumerate() {
            let to = redirect.to.value.clone();
            let (from, owner) = (redirect.from.value.as_str(), Owner::Redirect(at));
            if self.leads_to_itself(from, &to) {
                continue;
            }
            match FILES.iter().find(|folder| from.starts_with(**folder)) {
                Some(folder) => self.among_files(folder, owner),
                None => self.add(file_of(from), Page::Redirect(to), owner),
            }
        }
        if !self.config.html.moves.is_empty() {
            self.moves();
        }
    }

    /// Sitemaps tell whole addresses.
    fn sitemaps(&mut self) {
        if self.config.html.site_url.origin.is_none() {
            return;
        }
        let listed = self.claims.iter().filter(|claim| claim.page.is_listed()).count();
        for at in 0..listed.div_ceil(MOST_URLS).max(1) {
            let path = sitemap(at);
            self.add(path, Page::Sitemap(at), Owner::Overview("a sitemap"));
        }
    }

    /// Whatever stands in a folder of files might take the place of one.
    fn among_files(&mut self, folder: &str, owner: Owner) {
        let message =
            format!("{} is in `/{folder}`, which is reserved for files", self.what(owner));
        let problem =
            Diagnostic::nowhere(Code::PathTaken, message).help("choose a path outside that folder");
        self.plan.diagnostics.push(Diagnostic { place: self.place(owner), ..problem });
    }

    fn neighbours(&mut self) {
        let records = &self.model.records;
        self.plan.neighbours = records.iter().map(|_| (None, None)).collect();
        self.plan.ranks = records.iter().map(|_| 0).collect();
        for records in &self.model.shape.by_kind {
            for (rank, &index) in records.iter().enumerate() {
                self.plan.ranks[index] = rank;
            }
            let shown = |index: &RecordId| !self.plan.addresses[*index].is_empty();
            let shown: Vec<RecordId> = records.iter().copied().filter(shown).collect();
            for pair in shown.windows(2) {
                let [before, after] = [pair[0], pair[1]];
                if self.model.records[before].language == self.model.records[after].language {
                    self.plan.neighbours[before].1 = Some(after);
                    self.plan.neighbours[after].0 = Some(before);
                }
            }
        }
        self.chapters_in_order();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Building, Input};
    use crate::source::Source;

    #[test]
    fn companions_stand_beside_the_pages_of_records_and_home_pages_where_they_are_wanted() {
        let none = "[citation]\nenable = false\n[output.data]\nenable = false\n";
        for (text, are_wanted) in [("", true), (none, false)] {
            let (config, _) = crate::config::load(&Arc::new(Source::new("book.toml", text)));
            let about = Arc::new(Source::new("src/about.md", "# About\n"));
            let options = crate::parse::Options { smart_punctuation: true, ..Default::default() };
            let document = Arc::new(crate::parse::parse(&about, options));
            let input = Input { document, stem: "about".into(), language: LanguageId::OWN };
            let model = crate::model::build(&Building::new(&config, &BTreeMap::new()), &[input]);
            let plan = plan(&config, &model);
            let home = (Companion::Ris, &Page::Home(LanguageId::OWN, None));
            let record = (Companion::CslJson, &Page::Record(RecordId::new(0)));
            let text = (Companion::Markdown, &Page::Record(RecordId::new(0)));
            for (path, expected) in [
                ("cite.ris", Some(home)),
                ("about/cite.json", Some(record)),
                ("about/index.md", Some(text)),
                ("a-z/cite.ris", None),
                ("about/other.json", None),
                ("nowhere/cite.bib", None),
            ] {
                assert_eq!(plan.companion(path), expected.filter(|_| are_wanted), "{path}");
            }
            let listed: Vec<String> = plan.companion_paths().collect();
            assert_eq!(listed.len(), if are_wanted { 8 } else { 0 }, "{listed:?}");
            assert!(listed.iter().all(|path| plan.has(path)));
        }
    }

    #[test]
    fn the_whole_report_has_a_page_unless_it_is_not_wanted() {
        for (text, is_there) in [("", true), ("[output.html.print]\nenable = false\n", false)] {
            let (config, _) = crate::config::load(&Arc::new(Source::new("book.toml", text)));
            let model =
                crate::model::build(&crate::model::Building::new(&config, &BTreeMap::new()), &[]);
            let pages = plan(&config, &model).pages;
            assert_eq!(pages.contains_key("print/index.html"), is_there);
        }
    }
}
