//! The files of a report's data: which there are, and where.

use std::collections::BTreeSet;

use crate::config::{Config, Drawing, Grouping, Kind, PAGE};
use crate::field::Role;
use crate::ids::{FieldId, KindId};
use crate::model::Model;
use crate::parse::{Document, Link};

use super::feeds;

/// The folder of the data, with a slash at its end.
pub const FOLDER: &str = "data/";

/// What other programs read of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Data {
    /// Every record of every kind, in a row each.
    Records,
    /// Every relation between two records, in a row each.
    Relations,
    /// The records of a kind as a table.
    Kind(KindId),
    /// The rows of a table field: by kind and field.
    Rows(KindId, FieldId),
    /// The figures that tell where things stand, in a row each.
    Progress,
    /// What was promised, in a row each.
    Milestones,
    /// The files of the report that the site shows or links to, in a row each.
    Files,
    /// The records of a kind as JSON.
    Json(KindId),
    /// The figures that tell where things stand, as JSON.
    ProgressJson,
    /// What was promised, as JSON.
    MilestonesJson,
    /// These files, as JSON.
    FilesJson,
    /// The records of a kind that have coordinates, as GeoJSON.
    GeoJson(KindId),
    /// The dated records, as iCalendar.
    Events,
    /// The open target dates, as iCalendar.
    Due,
    /// Every record, and every relation between two.
    Graph,
    /// What the tables hold, as a Data Package.
    Package,
    /// All links between pages that programs follow.
    Linkset,
    /// What other reports need to know to refer to the records.
    Inventory,
    /// The records for search engines.
    Documents,
    /// The records for spreadsheets.
    Workbook,
    /// The SHA-256 sums of all the others.
    Sums,
}

/// A format that files for other programs have, each with a page that explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Tables.
    Csv,
    /// Tables for spreadsheets, in one file.
    Workbook,
    /// Records with their fields.
    Json,
    /// What tables hold.
    Package,
    /// Records and relations.
    Graph,
    /// Places.
    GeoJson,
    /// Dates.
    Calendar,
    /// How pages are cited.
    Citations,
    /// The text of pages.
    Markdown,
    /// What changed.
    Feeds,
    /// The sums of the files.
    Sums,
}

impl Format {
    /// All of them, in the order in which they are told of.
    const ALL: [Format; 11] = [
        Format::Csv,
        Format::Workbook,
        Format::Json,
        Format::Package,
        Format::Graph,
        Format::GeoJson,
        Format::Calendar,
        Format::Citations,
        Format::Markdown,
        Format::Feeds,
        Format::Sums,
    ];

    /// Those that a report has.
    pub(crate) fn of(config: &Config) -> impl Iterator<Item = Format> {
        Self::ALL.into_iter().filter(|format| match format {
            Format::Workbook => config.workbook,
            Format::GeoJson => config.kinds.iter().any(has_place),
            Format::Calendar => !dated(config).is_empty() || has_due_dates(config),
            Format::Citations => config.citation.enable,
            Format::Feeds => feeds::are_made(config),
            _ => true,
        })
    }

    /// Its name in addresses and among the words of a look, and what it is called in every language.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Format::Csv => ("csv", "CSV"),
            Format::Workbook => ("xlsx", "XLSX"),
            Format::Json => ("json", "JSON"),
            Format::Package => ("datapackage", "Data Package"),
            Format::Graph => ("graph", "graph.json"),
            Format::GeoJson => ("geojson", "GeoJSON"),
            Format::Calendar => ("icalendar", "iCalendar"),
            Format::Citations => ("citations", "RIS, BibTeX, CSL-JSON"),
            Format::Markdown => ("markdown", "Markdown"),
            Format::Feeds => ("feeds", "Atom"),
            Format::Sums => ("sums", "SHA256SUMS"),
        }
    }

    /// Its name in addresses and among the words of a look.
    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// What it is called in every language.
    pub fn title(self) -> &'static str {
        self.names().1
    }

    /// The address of the page that explains it.
    pub fn address(self) -> String {
        format!("{FOLDER}about/{}/", self.name())
    }
}

/// What a file of data is called, but for what tells its format.
enum Stem {
    /// This.
    Own(&'static str),
    /// What its kind is.
    Of(KindId),
    /// What its kind and its field are.
    OfField(KindId, FieldId),
}

impl Data {
    /// Its format, its name without what tells the format, and that.
    fn names(self) -> (Format, Stem, &'static str) {
        use Stem::{Of, OfField, Own};
        match self {
            Data::Records => (Format::Csv, Own("records"), ".csv"),
            Data::Relations => (Format::Csv, Own("relations"), ".csv"),
            Data::Kind(kind) => (Format::Csv, Of(kind), ".csv"),
            Data::Rows(kind, field) => (Format::Csv, OfField(kind, field), ".csv"),
            Data::Progress => (Format::Csv, Own("progress"), ".csv"),
            Data::Milestones => (Format::Csv, Own("milestones"), ".csv"),
            Data::Files => (Format::Csv, Own("files"), ".csv"),
            Data::FilesJson => (Format::Json, Own("files"), ".json"),
            Data::Json(kind) => (Format::Json, Of(kind), ".json"),
            Data::ProgressJson => (Format::Json, Own("progress"), ".json"),
            Data::MilestonesJson => (Format::Json, Own("milestones"), ".json"),
            Data::GeoJson(kind) => (Format::GeoJson, Of(kind), ".geojson"),
            Data::Events => (Format::Calendar, Own("events"), ".ics"),
            Data::Due => (Format::Calendar, Own("milestones"), ".ics"),
            Data::Graph => (Format::Graph, Own("graph"), ".json"),
            Data::Package => (Format::Package, Own("datapackage"), ".json"),
            Data::Linkset => (Format::Citations, Own("linkset"), ".json"),
            Data::Inventory => (Format::Json, Own("inventory"), ".jsonl"),
            Data::Documents => (Format::Json, Own("search"), ".ndjson"),
            Data::Workbook => (Format::Workbook, Own("report"), ".xlsx"),
            Data::Sums => (Format::Sums, Own("SHA256SUMS"), ""),
        }
    }

    /// Its format.
    pub fn format(self) -> Format {
        self.names().0
    }

    /// The kind whose records it holds, if it is of one.
    pub fn kind(self) -> Option<KindId> {
        match self.names().1 {
            Stem::Of(kind) | Stem::OfField(kind, _) => Some(kind),
            Stem::Own(_) => None,
        }
    }

    /// Its name without what tells the format. A path of a kind holds no full stop, so that no
    /// two of these are the same.
    pub fn stem(self, config: &Config) -> String {
        let of_kind = |kind: KindId| stem(&config.kinds[kind]);
        match self.names().1 {
            Stem::Own(name) => name.to_owned(),
            Stem::Of(kind) => of_kind(kind).to_owned(),
            Stem::OfField(kind, field) => {
                format!("{}.{}", of_kind(kind), config.kinds[kind].fields[field].name)
            }
        }
    }

    /// Its name below the folder of the data.
    pub fn name(self, config: &Config) -> String {
        format!("{}{}", self.stem(config), self.names().2)
    }

    /// Its output path.
    pub fn path(self, config: &Config) -> String {
        format!("{FOLDER}{}", self.name(config))
    }
}

/// What the files of a kind are called: its path, or, since the built-in kind has none, its name.
fn stem(kind: &Kind) -> &str {
    if kind.path.is_empty() { &kind.name } else { &kind.path }
}

fn has_place(kind: &Kind) -> bool {
    kind.fields.iter().any(|field| field.ty.can_be(Role::Place))
}

/// The kinds whose records are dated, each once, with the date field that says when: those that
/// timelines draw, and those whose records are events.
pub(crate) fn dated(config: &Config) -> Vec<(KindId, FieldId)> {
    let mut found: Vec<(KindId, FieldId)> = Vec::new();
    for picture in &config.pictures {
        let Drawing::Timeline(field) = &picture.drawing else { continue };
        for &kind in &picture.kinds {
            if let Some(field) = config.kinds[kind].field(field)
                && found.iter().all(|(other, _)| *other != kind)
            {
                found.push((kind, field));
            }
        }
    }
    for (kind, declared) in config.kinds.enumerate() {
        if let Some(field) = declared.start()
            && found.iter().all(|(other, _)| *other != kind)
        {
            found.push((kind, field));
        }
    }
    found
}

/// Whether a report says by when something is due.
pub(crate) fn has_due_dates(config: &Config) -> bool {
    config.milestones.is_some() || has_clocks(config)
}

fn has_clocks(config: &Config) -> bool {
    config.ledger.as_ref().is_some_and(|own| own.due.iter().any(Option::is_some))
}

/// The kinds whose records can owe a milestone.
fn owners(config: &Config) -> impl Iterator<Item = KindId> + '_ {
    let books = config.milestones.iter().flat_map(|own| &own.books);
    let columns = books.filter_map(|book| {
        let columns = config.kinds[book.kind].fields[book.field].ty.columns();
        Some(&columns[book.columns.owner?].ty)
    });
    columns.flat_map(|ty| ty.targets().unwrap_or_default()).copied()
}

/// The kinds to whose records others address themselves, by the fields that the ledger is counted by.
fn addressed(config: &Config) -> impl Iterator<Item = KindId> + '_ {
    let ledger = config.ledger.iter();
    let fields = ledger.flat_map(|own| {
        own.books.iter().flat_map(move |book| own.by.iter().map(move |by| (book.kind, by)))
    });
    let fields = fields.filter_map(|(kind, by)| match by {
        Grouping::Field(name) => Some(&config.kinds[kind].fields[config.kinds[kind].field(name)?]),
        Grouping::Around(_) => None,
    });
    fields.flat_map(|field| field.ty.targets().unwrap_or_default()).copied()
}

/// The kinds whose records something concerns that is told of others: what these owe, and what is
/// addressed to them.
pub(super) fn concerned(config: &Config) -> BTreeSet<KindId> {
    owners(config).chain(addressed(config)).collect()
}

/// The kinds whose records can owe something by some day: a milestone, or an entry of a record that is
/// addressed to them.
pub(super) fn owing(config: &Config) -> BTreeSet<KindId> {
    let addressed = addressed(config).filter(|_| has_clocks(config));
    owners(config).chain(addressed).collect()
}

/// Whether a text of a report shows or links to a file, as far as its links say.
pub fn names_files(model: &Model) -> bool {
    let names =
        |text: &Document| !text.images.is_empty() || text.links.iter().any(Link::can_name_file);
    model.documents.iter().any(|placed| {
        let fragments = &placed.part().fragments;
        names(placed.document()) || fragments.iter().any(|own| names(&own.document))
    })
}

/// Every file of a report's data, the tables first.
pub(super) fn all(config: &Config, model: &Model, names_files: bool) -> Vec<Data> {
    let kinds = || {
        let used = |kind: &KindId| *kind != PAGE || !model.of_kind(PAGE).is_empty();
        config.kinds.ids().filter(used)
    };
    let fields = |kind: KindId| config.kinds[kind].fields.enumerate();
    let tables = |kind: KindId| {
        let tables = fields(kind).filter(|(_, field)| field.ty.has_rows());
        tables.map(move |(at, _)| Data::Rows(kind, at))
    };
    let mut all = vec![Data::Records, Data::Relations];
    all.extend(kinds().flat_map(|kind| std::iter::once(Data::Kind(kind)).chain(tables(kind))));
    let progress = |data: Data| config.ledger.is_some().then_some(data);
    let promised = |data: Data| config.milestones.is_some().then_some(data);
    all.extend(progress(Data::Progress));
    all.extend(promised(Data::Milestones));
    let files = |data: Data| names_files.then_some(data);
    all.extend(files(Data::Files));
    all.extend(kinds().map(Data::Json));
    all.extend(progress(Data::ProgressJson));
    all.extend(promised(Data::MilestonesJson));
    all.extend(files(Data::FilesJson));
    all.extend(kinds().filter(|kind| has_place(&config.kinds[*kind])).map(Data::GeoJson));
    if !dated(config).is_empty() {
        all.push(Data::Events);
    }
    all.extend(has_due_dates(config).then_some(Data::Due));
    all.extend([Data::Graph, Data::Package, Data::Linkset, Data::Inventory]);
    all.extend(config.documents.map(|_| Data::Documents));
    all.extend(config.workbook.then_some(Data::Workbook));
    all.push(Data::Sums);
    all
}
