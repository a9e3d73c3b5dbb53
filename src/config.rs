//! `book.toml` → [`Config`].
//!
//! Goes in: the text of `book.toml`. Comes out: a validated configuration without raw strings to
//! parse later, and every problem found on the way. What keys there are, with their types and
//! meanings, stands in one table ([`keys`]), from which validation, the schema for editors and the
//! guide all read. Nothing here touches a disk: whether a folder or a file named here exists is for
//! the edges to find out.

mod chapters;
mod check;
mod citation;
mod clock;
mod columns;
mod ended;
mod feed;
mod fields;
mod home;
pub mod keys;
mod kinds;
mod languages;
mod ledger;
mod levels;
mod load;
mod milestones;
mod others;
mod pictures;
mod preprocessors;
mod problems;
mod reader;
mod rules;
mod structured;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

pub use crate::field::{Field, FieldType};
pub(crate) use languages::autonym;
pub use load::load;
pub use preprocessors::Preprocessor;
pub(crate) use rules::is_language_tag;

use crate::colour::Colour;
use crate::date::Date;
use crate::diagnostics::Code;
use crate::field::Role;
use crate::ids::{FieldId, KindId, LanguageId, List};
use crate::source::Source;

/// A report's configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// `book.toml` itself, for problems that point into it.
    pub source: Arc<Source>,
    /// `[book]`: what the report is.
    pub book: Book,
    /// `[citation]`: how it is cited.
    pub citation: Citation,
    /// `[build]`: where things are made.
    pub build: Build,
    /// `[output.html]`: how the site is made.
    pub html: Html,
    /// `[output.data]`: whether there are files for other programs.
    pub data: bool,
    /// `[output.data] search`: the form of the one for search engines, if there is one.
    pub documents: Option<Documents>,
    /// `[output.data] workbook`: whether there is one for spreadsheets.
    pub workbook: bool,
    /// `[output.feed]`: how whoever follows the report is told of changes.
    pub feed: Feed,
    /// `[footnotes]`: how footnotes are numbered.
    pub numbering: Numbering,
    /// `[preview]`: what only the preview server needs.
    pub preview: Preview,
    /// The kinds, in the order of `book.toml`; the first is always the built-in `page`.
    pub kinds: List<KindId, Kind>,
    /// The pictures that are drawn from records, in the order of `book.toml`.
    pub pictures: Vec<Picture>,
    /// The programs that rewrite chapters, if the command line allows them.
    pub preprocessors: Vec<Preprocessor>,
    /// The folder with the message catalogs of the report, if it has them.
    pub catalogs: Option<Setting<String>>,
    /// The table of contents, where it stands in `book.toml`.
    pub chapters: Option<Vec<ContentsLine>>,
    /// `[ledger]`: how what happened to records since is told, where it is.
    pub ledger: Option<Ledger>,
    /// `[milestones]`: how what was promised is told, where it is.
    pub milestones: Option<Milestones>,
    /// `[others]`: the other reports to which this one refers, in the order of `book.toml`.
    pub others: Vec<OtherReport>,
    /// `[ended]`: the records that left the text, in the order of `book.toml`.
    pub ended: Vec<Ended>,
    /// The languages: the report's own first, then those of `[languages]` in their order.
    pub languages: List<LanguageId, Language>,
    /// `[problems]`: how much warnings weigh in the report.
    pub levels: Levels,
}

/// How much warnings weigh, where `book.toml` says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<Code, Level>);

impl Levels {
    /// What is said of a code.
    pub fn of(&self, code: Code) -> Option<Level> {
        self.0.get(&code).copied()
    }

    /// Whether nothing is said of any code.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What `book.toml` makes of a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It is left out.
    Off,
    /// It stays a warning.
    Warning,
    /// It becomes an error.
    Error,
}

/// What the report is.
#[derive(Debug, Clone)]
pub struct Book {
    /// The title of the whole report.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// Who made it.
    pub authors: Vec<String>,
    /// The content folder below the report's folder, `/` between its parts.
    pub src: Setting<String>,
    /// The day as of which the report speaks: what is due, and what overdue.
    pub as_of: Option<Date>,
}

/// How the report is cited.
#[derive(Debug, Clone)]
pub struct Citation {
    /// Whether pages offer citations.
    pub enable: bool,
    /// Beside which pages the files of citations are.
    pub files: CitationFiles,
    /// The report's title in full, when it is longer than that of its site.
    pub title: Option<String>,
    /// Who wrote it, each name in one piece; when nothing is said of them, those of [`Book`] did.
    pub authors: Option<Vec<String>>,
    /// Who published it.
    pub institution: Option<String>,
    /// The symbols or numbers under which it was published.
    pub symbols: Vec<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// Where it was published.
    pub place: Option<String>,
    /// The work that the report restates, as an id or `kind/id`; whether there is one shows itself
    /// later. With it, all of the above is said of the site.
    pub restates: Option<Setting<String>>,
    /// The works to cite for what the report holds, named in the same way, where that is said.
    pub sources: Option<Vec<Setting<String>>>,
}

/// Beside which pages the files of citations are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum CitationFiles {
    /// Beside the page of each document, with the citations of all its records.
    #[default]
    Document,
    /// Beside the page of each record, with its own.
    Record,
}

impl Citation {
    /// The works to cite for what the report holds: without a word on them, what it restates.
    pub fn sources(&self) -> &[Setting<String>] {
        match &self.sources {
            Some(sources) => sources,
            None => self.restates.as_slice(),
        }
    }
}

/// What records of a kind are to search engines: a type of schema.org.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Schema {
    /// Any work, or part of one.
    #[default]
    CreativeWork,
    /// A report.
    Report,
    /// A word, or a subject, with what it means.
    DefinedTerm,
    /// A place.
    Place,
    /// What happened, where it is known when.
    Event,
    /// A body.
    Organization,
    /// A human being.
    Person,
}

impl Schema {
    /// All of them.
    pub const ALL: [Schema; 7] = [
        Schema::CreativeWork,
        Schema::Report,
        Schema::DefinedTerm,
        Schema::Place,
        Schema::Event,
        Schema::Organization,
        Schema::Person,
    ];

    /// Its name at schema.org.
    pub const fn name(self) -> &'static str {
        match self {
            Schema::CreativeWork => "CreativeWork",
            Schema::Report => "Report",
            Schema::DefinedTerm => "DefinedTerm",
            Schema::Place => "Place",
            Schema::Event => "Event",
            Schema::Organization => "Organization",
            Schema::Person => "Person",
        }
    }

    /// Whether it is a work.
    pub const fn is_work(self) -> bool {
        matches!(self, Schema::CreativeWork | Schema::Report)
    }
}

/// Which fields of a kind say how its records are cited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkFields {
    /// Who wrote it.
    pub authors: Option<FieldId>,
    /// Who published it.
    pub institution: Option<FieldId>,
    /// Its symbols or numbers.
    pub symbols: Option<FieldId>,
    /// When it was published.
    pub date: Option<FieldId>,
}

/// Where things are made.
#[derive(Debug, Clone)]
pub struct Build {
    /// The files of the content folder that are no part of the report.
    pub ignore: Vec<Ignored>,
    /// The size in bytes up to which files of a book are copied that nothing links to.
    pub largest_file: u64,
    /// The output folder, relative to the report's folder or absolute.
    pub build_dir: String,
}

/// How the site is made.
#[derive(Debug, Clone)]
pub struct Html {
    /// Where the site will be published.
    pub site_url: SiteUrl,
    /// The look: a folder below `themes/`.
    pub look: Setting<String>,
    /// The picture before the title of the site.
    pub logo: Option<Logo>,
    /// The picture of the site in tabs, below the report's folder.
    pub icon: Option<Setting<String>>,
    /// The colour of links and of the cover.
    pub accent: Option<Setting<Colour>>,
    /// The colour of links on a dark ground.
    pub accent_dark: Option<Setting<Colour>>,
    /// What the menu holds, in order; empty means all kinds that have an index.
    pub menu: Vec<MenuEntry>,
    /// What the home page shows below its text, in order; empty means all kinds that have an index.
    pub home: Vec<HomeEntry>,
    /// Whether straight quotes, `--` and `...` become typographic ones.
    pub smart_punctuation: bool,
    /// Where the sources can be seen, if anywhere.
    pub git_repository_url: Option<String>,
    /// The address at which a document is edited, with `{path}` in it.
    pub edit_url_template: Option<String>,
    /// Stylesheets of the report's own, below its folder.
    pub additional_css: Vec<Setting<String>>,
    /// Scripts of the report's own, below its folder.
    pub additional_js: Vec<Setting<String>>,
    /// The host name written to a `CNAME` file.
    pub cname: Option<String>,
    /// What is done about files that browsers run.
    pub active_files: ActiveFiles,
    /// Old addresses and where each leads, in the order of `book.toml`.
    pub redirects: Vec<Redirect>,
    /// Headings that have moved from their pages.
    pub moved_headings: Vec<MovedHeading>,
    /// Old folders and those where their pages stand today, in the order of `book.toml`. Both end in
    /// a slash.
    pub moves: Vec<Redirect>,
    /// Whether there is a page that shows the whole report.
    pub print: bool,
    /// Whether formulas are written as for MathJax.
    pub mathjax_support: bool,
    /// Whether raw HTML comes through as it is written; where nothing is said, it does in a book.
    pub trusts_html: Option<bool>,
    /// Whether the table of contents leaves out the numbers of chapters.
    pub no_section_label: bool,
    /// For languages of code, what lines begin with that readers see when they ask for them.
    pub hidden_lines: Arc<BTreeMap<String, String>>,
    /// The folder of a theme of mdBook, which need not be there.
    pub theme: Setting<String>,
    /// The document that is shown where there is no page, by its path below the content folder without
    /// `.md`; nothing for none.
    pub missing_page: Setting<String>,
    /// Whether the site can be searched.
    pub search: bool,
    /// Whether records have pictures for where links to them are shared.
    pub cards: bool,
}

/// The form of a file of records for search engines: NDJSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Documents {
    /// A record on each line.
    Alone,
    /// Before each record a line that says what to do with it, as OpenSearch and Elasticsearch want it.
    Bulk,
}

/// What is done about files of the content folder that browsers run when they are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ActiveFiles {
    /// They are part of the site and a warning says so.
    #[default]
    Flag,
    /// They are errors.
    Refuse,
    /// They are part of the site.
    Allow,
}

/// A line of the table of contents that `[chapters]` is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentsLine {
    /// The title of a part.
    Part(Setting<String>),
    /// A chapter.
    Chapter {
        /// Its document, by its path below the content folder; `None` for one that has still to be
        /// written.
        file: Option<Setting<String>>,
        /// What the table of contents calls it, where that is not the title of the document.
        title: Option<Setting<String>>,
        /// Whether it has a number.
        is_numbered: bool,
        /// How many chapters it is in.
        depth: usize,
        /// Where it is named.
        span: Range<usize>,
    },
}

impl Html {
    /// Takes over the icon and the stylesheets of a theme, where `book.toml` does not name its own.
    pub fn wear(&mut self, icon: Option<String>, css: Vec<String>) {
        self.icon = self.icon.take().or(icon.map(Setting::implied));
        let named: Vec<String> = self.additional_css.iter().map(|own| own.value.clone()).collect();
        let others = css.into_iter().filter(|path| !named.contains(path));
        // What the report names has the last word.
        self.additional_css.splice(0..0, others.map(Setting::implied));
    }

    /// The stylesheets and scripts of the report's own.
    pub fn extra(&self) -> impl Iterator<Item = &Setting<String>> {
        self.additional_css.iter().chain(&self.additional_js)
    }

    /// The pictures of the report's own that stand on every page.
    pub fn pictures(&self) -> impl Iterator<Item = &Setting<String>> {
        self.logo.iter().map(|logo| &logo.file).chain(&self.icon)
    }
}

/// Files that are no part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    pattern: glob::Pattern,
    /// Whether it speaks of names in all folders.
    is_name: bool,
}

impl Ignored {
    /// Whether a path below the content folder is one of them.
    pub fn covers(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let options = glob::MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: false,
        };
        self.pattern.matches_with(if self.is_name { name } else { path }, options)
    }
}

/// The picture before the title of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// The file, below the report's folder.
    pub file: Setting<String>,
    /// What it shows, in words; empty for an ornament.
    pub alt: String,
}

/// A value of `book.toml` together with the bytes that hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it stands in `book.toml`; its start, when it is not written.
    pub span: Range<usize>,
}

impl<T> Setting<T> {
    /// A value that is not written.
    pub fn implied(value: T) -> Self {
        Self { value, span: 0..0 }
    }

    /// Whether it is written in `book.toml`.
    pub fn is_written(&self) -> bool {
        !self.span.is_empty()
    }
}

/// How whoever follows the report is told of changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feed {
    /// The date in the ids of all entries; without one there are no feeds.
    pub since: Option<Date>,
    /// Where `book.toml` says in so many words that there are to be feeds.
    pub asked: Option<Range<usize>>,
}

/// Where the site will be published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteUrl {
    /// Scheme and host without a slash at the end (`https://example.org`), when they are known.
    pub origin: Option<String>,
    /// The path below the host, with a slash at both ends (`/`, `/a/b/`).
    pub path: String,
    /// The same as `book.toml` has it, in a preview too, whose site stands at the root of its host.
    pub published: String,
}

impl SiteUrl {
    /// A site at a path, which has a slash at both ends.
    pub fn at(origin: Option<String>, path: &str) -> Self {
        Self { origin, path: path.to_owned(), published: path.to_owned() }
    }

    /// A path from the root of the host as one from the root of the site, where it leads there: mdBook lets
    /// links and redirects begin with where the site is published.
    pub fn below<'t>(&self, path: &'t str) -> Cow<'t, str> {
        match path.strip_prefix(&self.published) {
            Some(rest) => Cow::Owned(format!("/{rest}")),
            None => Cow::Borrowed(path),
        }
    }

    /// The host, without a port, when it is known.
    pub fn host(&self) -> Option<&str> {
        let (_, authority) = self.origin.as_deref()?.split_once("://")?;
        authority.split(':').next()
    }

    /// Reads a path (`/a/b/`) or a whole `http` or `https` URL.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        rules::site_url(text).map_err(|rule| format!("it must {rule}"))
    }
}

/// One entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MenuEntry {
    /// The index of a kind, with filters as they stand behind a question mark; whether the kind can
    /// be filtered so shows itself later.
    List(KindId, Setting<String>),
    /// A page that no document holds; whether there is one shows itself later.
    Overview(Setting<Overview>),
    /// A record, written `kind/id`; whether there is one shows itself later.
    Record(Setting<String>),
}

/// A page that no document holds and no kind has, as references and the menu name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Overview {
    /// The home page.
    Home,
    /// All titles.
    Titles,
    /// The whole report on one page.
    Whole,
    /// The latest changes.
    Changes,
    /// Where things stand.
    Progress,
    /// What was promised.
    Milestones,
    /// The files for other programs.
    Data,
    /// Several reports as one.
    Collection,
}

impl Overview {
    /// All of them with their names.
    pub const ALL: [(&'static str, Self); 8] = [
        ("home", Self::Home),
        ("a-z", Self::Titles),
        ("print", Self::Whole),
        ("changes", Self::Changes),
        ("progress", Self::Progress),
        ("milestones", Self::Milestones),
        ("data", Self::Data),
        ("collection", Self::Collection),
    ];

    /// The one of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(own, _)| *own == name).map(|(_, overview)| *overview)
    }
}

/// One part of the home page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HomeEntry {
    /// The records of a kind.
    Kind(KindId),
    /// A picture, by its place in [`Config::pictures`].
    Picture(usize),
    /// What the ledger says of all records, counted.
    Progress,
}

/// A picture that is drawn from records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its name, by which documents place it: `![[picture/name]]`.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// The kinds whose records are drawn.
    pub kinds: Vec<KindId>,
    /// What is drawn of them.
    pub drawing: Drawing,
    /// The choice field that tells records apart, by its name.
    pub by: Option<String>,
    /// The record that stands out, as an id or `kind/id`; whether there is one shows itself later.
    pub highlight: Option<Setting<String>>,
}

/// What is drawn of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawing {
    /// Points on a map of the world, from a coordinates field of this name.
    Map(String),
    /// Dates along a line, from a date field of this name.
    Timeline(String),
    /// A table of dots: records against the records that these reference fields name.
    Matrix(Vec<String>),
}

/// How the entries that tell what happened to records since stand in a table field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The kinds that have the field, in the order of [`Config::kinds`]; at least one.
    pub books: Vec<LedgerBook>,
    /// What entries judge, in the order of `book.toml`. All kinds have the same.
    pub axes: Vec<Axis>,
    /// What they can say of it: values and labels, in the order of `book.toml`. All kinds have the
    /// same.
    pub states: Vec<(String, String)>,
    /// What entries are counted by, besides years and assessors.
    pub by: Vec<Grouping>,
    /// The tables in which entries stand besides, below the report's folder; `None` for those of the
    /// usual names.
    pub tables: Option<Vec<Setting<String>>>,
    /// For each axis, when a record is due to have its first entry, where that is said.
    pub due: Vec<Option<Clock>>,
    /// The fields that hold the latest state that an assessor gives.
    pub derived: Vec<Derived>,
}

/// A choice field that holds the latest state that an assessor gives on an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The kind.
    pub kind: KindId,
    /// The field.
    pub field: FieldId,
    /// The axis, by its place in [`Ledger::axes`].
    pub axis: usize,
    /// The assessor, as entries name it.
    pub assessor: String,
    /// For each state, by its place in [`Ledger::states`], the choice of the field that is the same.
    pub choices: Vec<Option<usize>>,
}

/// So long after something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// How many of the unit.
    pub count: u16,
    /// What is counted.
    pub unit: ClockUnit,
    /// What it is counted from.
    pub start: ClockStart,
}

/// What a clock counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockUnit {
    /// Days.
    Days,
    /// Months of the calendar.
    Months,
}

/// What a clock counts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockStart {
    /// The publication of the report: `citation.date`.
    Publication,
    /// The date in a field of the record, or of one around it, by the name of the field.
    Field(String),
}

/// How what was promised, by whom and by when, stands in a table field.
///
/// Rows of one record that have the same name are about the same milestone: the first makes it, and
/// each later one moves it, says who owes it now, or says that it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestones {
    /// Where the rows of each kind stand, in the order of [`Config::kinds`]; at least one.
    pub books: Vec<MilestoneBook>,
    /// What addresses call the milestones of a record: the name of the table field.
    pub facet: String,
}

/// Where the milestones of a kind stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneBook {
    /// The kind.
    pub kind: KindId,
    /// The table field.
    pub field: FieldId,
    /// Which of the table's columns is what, by their places.
    pub columns: MilestoneColumns,
}

/// Which column of a table of milestones is what. All but the title may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MilestoneColumns {
    /// Text: what is promised, in a few words.
    pub title: usize,
    /// Text: what tells milestones of a record apart, where that is not the title.
    pub id: Option<usize>,
    /// Text, a choice or a reference: who owes it.
    pub owner: Option<usize>,
    /// A date: by when.
    pub due: Option<usize>,
    /// A date: when it was done.
    pub done: Option<usize>,
    /// A date: when this was said.
    pub date: Option<usize>,
    /// Text or Markdown: why it was moved.
    pub reason: Option<usize>,
    /// Text, Markdown, an address or a reference: where this is said.
    pub source: Option<usize>,
    /// Text, Markdown, an address or a reference: what shows that it was done.
    pub evidence: Option<usize>,
}

impl Milestones {
    /// Where the milestones of a kind stand.
    pub fn book(&self, kind: KindId) -> Option<&MilestoneBook> {
        self.books.iter().find(|book| book.kind == kind)
    }
}

/// Where the entries of a kind stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerBook {
    /// The kind.
    pub kind: KindId,
    /// The table field.
    pub field: FieldId,
    /// Which of the table's columns is what, by their places.
    pub columns: LedgerColumns,
}

/// Which column of a ledger's table is what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerColumns {
    /// A choice: what is judged.
    pub axis: usize,
    /// A choice: the judgement.
    pub state: usize,
    /// A date.
    pub date: usize,
    /// Text, a choice or a reference: who judges.
    pub assessor: usize,
    /// Text, Markdown, an address or a reference: where it is said.
    pub source: usize,
    /// Text or Markdown: what is said, in the words of who says it.
    pub text: Option<usize>,
    /// Text or Markdown: what the editors remark.
    pub remark: Option<usize>,
}

/// What entries of a ledger judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// Its value in the column.
    pub value: String,
    /// What readers see.
    pub label: String,
    /// What addresses call it: the table field and the value, `follow-up-response`.
    pub facet: String,
    /// The states that it offers, by their places in [`Ledger::states`].
    pub states: Vec<usize>,
}

/// What entries of a ledger are counted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grouping {
    /// The record around, where some are of this kind.
    Around(KindId),
    /// The records that a reference field of this name names.
    Field(String),
}

impl Ledger {
    /// Where the entries of a kind stand.
    pub fn book(&self, kind: KindId) -> Option<&LedgerBook> {
        self.books.iter().find(|book| book.kind == kind)
    }
}

/// Another report to which this one refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherReport {
    /// What references call it.
    pub name: Setting<String>,
    /// The copy of its inventory, below the report's folder.
    pub inventory: Setting<String>,
    /// Its title, where that is not the one of its inventory.
    pub title: Option<String>,
    /// Where its site begins, with a slash at the end, where that is not what its inventory says.
    pub url: Option<String>,
    /// What it calls this report, where the address of the site does not tell.
    pub known_as: Option<String>,
}

/// How a record ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// It was taken back.
    Withdrawn,
    /// One or several others stand in its place.
    Superseded,
    /// It became several others.
    Split,
    /// It became a part of another, or one with it.
    Merged,
}

impl Ending {
    /// All of them.
    pub const ALL: [Ending; 4] =
        [Ending::Withdrawn, Ending::Superseded, Ending::Split, Ending::Merged];

    /// Their names, for messages.
    pub const NAMED: &'static str = "`withdrawn`, `superseded`, `split` or `merged`";

    /// Its name in a report and in data; the words of the interface have it after `ended-`.
    pub const fn name(self) -> &'static str {
        match self {
            Ending::Withdrawn => "withdrawn",
            Ending::Superseded => "superseded",
            Ending::Split => "split",
            Ending::Merged => "merged",
        }
    }

    /// The one of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.name() == name)
    }

    /// What is wrong with so many successors.
    pub(crate) fn contradicts(self, successors: usize) -> Option<WrongEnd> {
        let wrong = |message, help| Some(WrongEnd { message, help });
        match (self, successors) {
            (Ending::Withdrawn, 1..) => wrong(
                "is withdrawn, but names what took its place",
                "remove `by`, or write `how = \"superseded\"`",
            ),
            (Ending::Superseded | Ending::Merged, 0) => {
                wrong("does not say by what", "name what took its place: `by = \"id\"`")
            }
            (Ending::Split, 0 | 1) => wrong(
                "is split, but not into several",
                "name all that it became: `by = [\"one\", \"other\"]`",
            ),
            _ => None,
        }
    }
}

/// Why an end cannot be as it is declared, and a way out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WrongEnd {
    /// What follows the name of what ended.
    pub(crate) message: &'static str,
    pub(crate) help: &'static str,
}

/// A record that left the text: its address tells what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its kind.
    pub kind: KindId,
    /// Its id, with the place of `kind/id`.
    pub id: Setting<String>,
    /// The title under which it was published.
    pub title: String,
    /// How it ended.
    pub how: Ending,
    /// What took its place, as references name it; whether there is such a record shows itself later.
    pub by: Vec<Setting<String>>,
    /// When.
    pub date: Option<Date>,
    /// Why, as plain text.
    pub reason: Option<String>,
    /// Where that is said: an address or plain text.
    pub source: Option<String>,
}

/// An old address and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The old path below the site's root, without a slash in front.
    pub from: Setting<String>,
    /// A path below the site's root (without a slash in front), or a whole URL.
    pub to: Setting<String>,
}

/// A fragment of a page, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedHeading {
    /// The path of the page below the site's root, without a slash in front.
    pub page: Setting<String>,
    /// The fragment, without the `#`.
    pub fragment: String,
    /// A path below the site's root (without a slash in front), or a whole URL.
    pub to: Setting<String>,
}

/// What footnotes are numbered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Numbering {
    /// By the order in which a page refers to them.
    #[default]
    Page,
    /// By their document: each has one number, on whatever page it stands.
    Document,
}

/// What only the preview server needs.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The address that opens a file in the editor, with `{path}` and `{line}` in it.
    pub editor: Option<String>,
}

/// A language in which the report, or some of it, is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// The BCP 47 tag, such as `en` or `pt-BR`.
    pub tag: String,
    /// The name of the language in itself, such as `français`.
    pub name: String,
    /// The report's title in it, when it differs.
    pub title: Option<String>,
    /// The report's description in it, when it differs.
    pub description: Option<String>,
    /// Labels of `book.toml` and their words in this language.
    pub labels: BTreeMap<String, String>,
}

impl Language {
    /// The direction in which the language is written, as HTML says it.
    pub fn direction(&self) -> &'static str {
        direction(&self.tag)
    }

    /// Whether the language is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        self.direction() == "rtl"
    }
}

/// The direction in which the language of a tag is written, as HTML says it.
pub(crate) fn direction(tag: &str) -> &'static str {
    let is_right_to_left = {
        let mut parts = tag.split('-');
        let language = parts.next().unwrap_or_default();
        match parts.find(|part| part.len() == 4) {
            Some(script) => ["Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm"]
                .iter()
                .any(|name| script.eq_ignore_ascii_case(name)),
            None => ["ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "syr", "nqo"]
                .iter()
                .any(|name| language.eq_ignore_ascii_case(name)),
        }
    };
    if is_right_to_left { "rtl" } else { "ltr" }
}

/// The look of a report that names none, which is built in.
pub const DEFAULT_LOOK: &str = "default";

/// The folder that is a theme of mdBook where `book.toml` names none.
pub const DEFAULT_THEME: &str = "theme";

/// The content folder of a report that names none.
pub const DEFAULT_SRC: &str = "src";

/// The built-in kind.
pub const PAGE: KindId = KindId::new(0);

/// What the address of an index calls the record around those that it lists.
pub const AROUND: &str = "in";

/// A type of record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// The name used in classes, references and fields: `recommendation`.
    pub name: String,
    /// What one is called: `Recommendation`.
    pub label: String,
    /// What several are called: `Recommendations`.
    pub plural: String,
    /// A sentence about the kind, printed on its index.
    pub description: String,
    /// The URL path of its pages, without slashes at the ends; empty for the built-in `page`.
    pub path: String,
    /// The folder below the content folder whose documents are of this kind.
    pub folder: Option<String>,
    /// What the containing document is called from here: `Theme`.
    pub parent_label: Option<String>,
    /// The field that stands before a record's title in lists.
    pub headline: Option<FieldId>,
    /// What its records are to search engines.
    pub schema: Schema,
    /// Properties of schema.org, and the field that each holds.
    pub structured: Vec<(String, FieldId)>,
    /// What cites its records, where each is a work of its own and no part of the report.
    pub citation: Option<WorkFields>,
    /// Whether its records are the editors' own, and no part of the report.
    pub editorial: bool,
    /// Whether the kind has an index page.
    pub index: bool,
    /// Whether the titles of its records are marked where a document first uses them.
    pub glossary: bool,
    /// The file that lists every id there must be.
    pub inventory: Option<Setting<String>>,
    /// Whether a record that nothing refers to is reported.
    pub referred_to: bool,
    /// How much warnings weigh in its records.
    pub levels: Levels,
    /// The fields, in the order of `book.toml`.
    pub fields: List<FieldId, Field>,
    /// Where the kind is declared in `book.toml`; empty for the built-in `page`.
    pub span: Range<usize>,
}

impl Kind {
    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<FieldId> {
        self.fields.position(|field| field.name == name)
    }

    /// For a kind of events, the date field that says when: what `startDate` of
    /// schema.org is, else the only one.
    pub fn start(&self) -> Option<FieldId> {
        if self.schema != Schema::Event {
            return None;
        }
        let is_date = |at: &FieldId| self.fields[*at].ty.can_be(Role::Time);
        let mut named = self.structured.iter().filter(|(name, _)| name == "startDate");
        let named = named.find_map(|(_, field)| Some(*field).filter(is_date));
        let mut dates = self.fields.ids().filter(is_date);
        named.or_else(|| dates.next().filter(|_| dates.next().is_none()))
    }
}

impl Config {
    /// The kind of a name.
    pub fn kind(&self, name: &str) -> Option<KindId> {
        self.kinds.position(|kind| kind.name == name)
    }

    /// What a document is called below the content folder, and its language: `themes/a.fr.md` is
    /// `themes/a`, in French.
    pub fn stem_and_language(&self, path: &str) -> (String, LanguageId) {
        let stem = path.strip_suffix(".md").unwrap_or(path);
        if let Some((base, tag)) = stem.rsplit_once('.')
            && let Some(language) = self.languages.position(|own| own.tag == tag)
        {
            return (base.to_owned(), language);
        }
        (stem.to_owned(), LanguageId::OWN)
    }

    /// Adds a language that has a message catalog, unless the report says which languages it has.
    pub fn speak<'a>(&mut self, tags: impl IntoIterator<Item = &'a str>) {
        if self.languages.len() > 1 {
            return;
        }
        for tag in tags {
            if self.language_of(tag).is_none() {
                self.languages.push(Language::bare(tag));
            }
        }
    }

    /// Whether a book asks for formulas, as mdBook has it: by its own key or by the program that reads them.
    pub fn asks_for_formulas(&self) -> bool {
        let is_katex = |own: &Preprocessor| own.name.value == preprocessors::KATEX;
        self.html.mathjax_support || self.preprocessors.iter().any(is_katex)
    }

    /// The language that has a tag, whatever its capital letters.
    pub fn language_of(&self, tag: &str) -> Option<LanguageId> {
        self.languages.position(|own| own.tag.eq_ignore_ascii_case(tag))
    }

    /// All kinds but the built-in one.
    pub fn other_kinds(&self) -> impl Iterator<Item = KindId> + Clone {
        self.kinds.ids().filter(|kind| *kind != PAGE)
    }

    /// The kinds whose records are cited by their own fields.
    pub fn works(&self) -> Vec<KindId> {
        let kinds = self.kinds.enumerate();
        kinds.filter(|(_, kind)| kind.citation.is_some()).map(|(at, _)| at).collect()
    }

    /// The kinds of whose records tables of follow-up can tell something, in their order.
    pub fn followed_kinds(&self) -> Vec<KindId> {
        let told = |kind: &KindId| !self.told_fields(*kind).is_empty();
        self.kinds.ids().filter(told).collect()
    }

    /// The table fields of a kind whose rows are entries of the ledger or milestones.
    pub fn told_fields(&self, kind: KindId) -> Vec<FieldId> {
        let ledger = self.ledger.as_ref().and_then(|own| own.book(kind)).map(|book| book.field);
        let promised = self.milestones.as_ref().and_then(|own| own.book(kind));
        ledger.into_iter().chain(promised.map(|book| book.field)).collect()
    }

    /// The tables of follow-up that `[ledger]` names, where it does. None where there is nothing to
    /// tell in tables.
    pub fn follow_up_tables(&self) -> Option<Option<&[Setting<String>]>> {
        let named = self.ledger.as_ref().map(|ledger| ledger.tables.as_deref());
        named.or_else(|| self.milestones.as_ref().map(|_| None))
    }

    /// The names of records that may be of any kind: in the menu, and in pictures.
    pub fn named_records(&self) -> impl Iterator<Item = &Setting<String>> {
        let menu = self.html.menu.iter().filter_map(|entry| match entry {
            MenuEntry::Record(name) => Some(name),
            MenuEntry::List(..) | MenuEntry::Overview(_) => None,
        });
        menu.chain(self.pictures.iter().filter_map(|picture| picture.highlight.as_ref()))
    }

    /// The names of records that are [works](Config::works): what the report restates, and its
    /// sources.
    pub fn named_works(&self) -> impl Iterator<Item = &Setting<String>> {
        let Citation { restates, sources, .. } = &self.citation;
        restates.iter().chain(sources.iter().flatten())
    }

    /// Whether the site has a page.
    ///
    /// # Errors
    /// The table of `book.toml` that would have to be another.
    pub fn has(&self, overview: Overview) -> Result<(), &'static str> {
        let (is_there, table) = match overview {
            Overview::Home | Overview::Titles => return Ok(()),
            Overview::Whole => (self.html.print, "output.html.print"),
            Overview::Changes => (self.ledger.is_some(), "ledger"),
            Overview::Progress => (!self.followed_kinds().is_empty(), "ledger"),
            Overview::Milestones => (self.milestones.is_some(), "milestones"),
            Overview::Data => (self.data, "output.data"),
            Overview::Collection => (!self.others.is_empty(), "others"),
        };
        if is_there { Ok(()) } else { Err(table) }
    }

    /// The language of the report itself.
    pub fn language(&self) -> &Language {
        &self.languages[LanguageId::OWN]
    }
}
