//! The entries that tell what happened to records since, as typed values.
//!
//! Goes in: the table field that `[ledger]` names, of some records or of all. Comes out: a
//! [`Ledger`], whose entries are in the order of their dates. Each stands for itself: what two
//! assessors say is never made into one verdict here or later. An entry without axis, state, date or
//! assessor is a problem that the model has reported, and is left out.

mod clock;
mod party;

use std::cmp::Reverse;
use std::collections::BTreeMap;

pub use clock::{Answer, Clock, clocks};
pub use party::Party;
pub(crate) use party::in_order;

use crate::config::{Config, LedgerBook};
use crate::date::Date;
use crate::ids::RecordId;
use crate::model::{Model, Value};
use crate::resolve::Links;

/// Entries by date: earlier ones first, and a year before its months and a month before its days;
/// those of one date in the order of the records, and of one record as they are written.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Who speaks in them, each once, records first, each sort in its order.
    pub assessors: Vec<Party>,
}

/// One judgement of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The record that is judged.
    pub record: RecordId,
    /// The row of the record's table field.
    pub row: usize,
    /// What is judged, by its place among the axes of the configuration.
    pub axis: usize,
    /// The judgement, by its place among the states of the configuration.
    pub state: usize,
    /// When.
    pub date: Date,
    /// Who judges, by the place in [`Ledger::assessors`].
    pub assessor: usize,
}

impl Ledger {
    /// The entries of some records; there are none without `[ledger]`.
    pub fn of(
        config: &Config,
        model: &Model,
        links: &Links,
        records: impl IntoIterator<Item = RecordId>,
    ) -> Self {
        let mut reading =
            Reading { config, model, links, ledger: Self::default(), known: BTreeMap::new() };
        for record in records {
            reading.record(record);
        }
        reading.finish()
    }
}

impl Ledger {
    /// Record, axis and assessor → the place of the latest entry: of two of one date, the one that is
    /// written later.
    pub fn latest(&self) -> BTreeMap<(RecordId, usize, usize), usize> {
        let entries = self.entries.iter().enumerate();
        entries.map(|(at, own)| ((own.record, own.axis, own.assessor), at)).collect()
    }
}

/// What one assessor says last on an axis, and of which records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// What is judged, by its place among the axes of the configuration.
    pub axis: usize,
    /// The judgement, by its place among the states of the configuration.
    pub state: usize,
    /// Who judges, by the place in [`Ledger::assessors`].
    pub assessor: usize,
    /// The earliest and the latest date of these judgements.
    pub dates: (Date, Date),
    /// The records that are judged so.
    pub records: Vec<RecordId>,
}

/// What several records have in common.
impl Ledger {
    /// The latest entries, those taken together that differ in nothing but record and date. They are
    /// in the order of the axes; of an axis, what is said of most records comes first, and then the
    /// order is that of states and assessors. No two assessors are taken together.
    pub fn tallies(&self, latest: &BTreeMap<(RecordId, usize, usize), usize>) -> Vec<Tally> {
        let mut tallies: BTreeMap<(usize, usize, usize), Tally> = BTreeMap::new();
        for (&(record, axis, assessor), &at) in latest {
            let Entry { state, date, .. } = self.entries[at];
            let empty = Tally { axis, state, assessor, dates: (date, date), records: Vec::new() };
            let tally = tallies.entry((axis, state, assessor)).or_insert(empty);
            tally.dates = (tally.dates.0.min(date), tally.dates.1.max(date));
            tally.records.push(record);
        }
        let mut tallies: Vec<Tally> = tallies.into_values().collect();
        tallies.sort_by_key(|tally| (tally.axis, Reverse(tally.records.len())));
        tallies
    }
}

/// Where an entry says it, and what it remarks.
impl Entry {
    /// The values of the column that names the source.
    pub fn source<'a>(&self, config: &Config, model: &'a Model) -> &'a [Value] {
        let column = book(config, model, self.record).map(|book| book.columns.source);
        self.cell(config, model, column)
    }

    /// The values of the column that holds what is said, in the words of who says it.
    pub fn text<'a>(&self, config: &Config, model: &'a Model) -> &'a [Value] {
        let column = book(config, model, self.record).and_then(|book| book.columns.text);
        self.cell(config, model, column)
    }

    /// The values of the column that holds a remark.
    pub fn remark<'a>(&self, config: &Config, model: &'a Model) -> &'a [Value] {
        let column = book(config, model, self.record).and_then(|book| book.columns.remark);
        self.cell(config, model, column)
    }

    fn cell<'a>(&self, config: &Config, model: &'a Model, column: Option<usize>) -> &'a [Value] {
        let row = book(config, model, self.record)
            .map(|book| &model.records[self.record].values[book.field][self.row]);
        match (row.and_then(Value::row), column) {
            (Some(cells), Some(column)) => &cells[column],
            (None, _) | (_, None) => &[],
        }
    }
}

fn book<'a>(config: &'a Config, model: &Model, record: RecordId) -> Option<&'a LedgerBook> {
    config.ledger.as_ref()?.book(model.records[record].kind)
}

/// A ledger that is being read.
struct Reading<'a> {
    config: &'a Config,
    model: &'a Model,
    links: &'a Links,
    ledger: Ledger,
    /// The places of the assessors that were met.
    known: BTreeMap<Party, usize>,
}

impl Reading<'_> {
    fn record(&mut self, record: RecordId) {
        let Some(book) = book(self.config, self.model, record) else { return };
        let rows = &self.model.records[record].values[book.field];
        for (row, value) in rows.iter().enumerate() {
            if let Some(cells) = value.row() {
                self.entry(book, record, (row, cells));
            }
        }
    }

    fn entry(&mut self, book: &LedgerBook, record: RecordId, (row, cells): (usize, &[Vec<Value>])) {
        let columns = &book.columns;
        let first = |column: usize| cells[column].first();
        let choice = |column: usize| first(column).and_then(Value::choice);
        let date = first(columns.date).and_then(Value::date);
        let (Some(axis), Some(state), Some(date)) =
            (choice(columns.axis), choice(columns.state), date)
        else {
            return;
        };
        let assessor = first(columns.assessor).and_then(|value| self.assessor(book, record, value));
        let Some(assessor) = assessor else { return };
        let next = self.known.len();
        let assessor = *self.known.entry(assessor).or_insert(next);
        self.ledger.entries.push(Entry { record, row, axis, state, date, assessor });
    }

    fn assessor(&self, book: &LedgerBook, record: RecordId, value: &Value) -> Option<Party> {
        let columns = self.config.kinds[book.kind].fields[book.field].ty.columns();
        Party::of(self.model, self.links, record, &columns[book.columns.assessor].ty, value)
    }

    /// The ledger with its assessors and entries in order.
    fn finish(self) -> Ledger {
        let Self { mut ledger, known, .. } = self;
        let (assessors, places) = in_order(known);
        for entry in &mut ledger.entries {
            entry.assessor = places[entry.assessor];
        }
        ledger.assessors = assessors;
        ledger.entries.sort_by_key(|entry| (entry.date, entry.record, entry.row));
        ledger
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostics::{Code, Diagnostic};
    use crate::ids::LanguageId;
    use crate::model::{Building, Input, build};
    use crate::parse::{Options, parse};
    use crate::resolve::resolve;
    use crate::source::Source;

    const BOOK: &str = r#"
[ledger]
field = "since"
[ledger.axes]
answer = ["yes", "no"]
[kinds.body]
[kinds.point.fields.since]
type = "table"
[kinds.point.fields.since.fields]
axis = { type = "choice", required = true, values = { answer = "Answer", work = "Work" } }
state = { type = "choice", required = true, values = { yes = "Yes", no = "No", done = "Done" } }
date = { type = "date", required = true }
assessor = { type = "text", required = true }
source = { type = "text", required = true }
remark = { type = "text" }
"#;

    /// The model of a report of one document, and its ledger.
    fn read(book: &str, text: &str) -> (Config, Model, Ledger, Vec<Diagnostic>) {
        let (config, mut problems) = crate::config::load(&Arc::new(Source::new("book.toml", book)));
        let source = Arc::new(Source::new("src/index.md", format!("# Home\n{text}")));
        let document = Arc::new(parse(&source, Options::default()));
        let input = Input { document, stem: "index".into(), language: LanguageId::OWN };
        let model = build(&Building::new(&config, &BTreeMap::new()), &[input]);
        let links = resolve(&config, &model, crate::resolve::Beside::default(), None);
        problems.extend(model.diagnostics.iter().cloned());
        let ledger = Ledger::of(&config, &model, &links, model.records.ids());
        (config, model, ledger, problems)
    }

    fn entry(axis: &str, state: &str, date: &str, assessor: &str) -> String {
        format!(
            "[[since]]\naxis = \"{axis}\"\nstate = \"{state}\"\ndate = \"{date}\"\n\
             assessor = \"{assessor}\"\nsource = \"Minutes\"\n"
        )
    }

    fn point(id: &str, entries: &[String]) -> String {
        format!("## {id} {{.point}}\n+++\n{}+++\n", entries.concat())
    }

    #[test]
    fn entries_stand_in_the_order_of_their_dates_and_then_as_written() {
        let text = [
            point(
                "a",
                &[
                    entry("work", "done", "2021-03-05", "Zoe"),
                    entry("answer", "no", "2020", "Ann"),
                    entry("answer", "yes", "2020", " Zoe "),
                ],
            ),
            point("b", &[entry("work", "yes", "2020-12", "Ann")]),
        ];
        let (config, model, ledger, problems) = read(BOOK, &text.concat());
        assert_eq!(problems, []);
        let named = |name: &str| Party::Named(name.to_owned());
        assert_eq!(ledger.assessors, [named("Ann"), named("Zoe")]);
        let told: Vec<(&str, usize, usize, usize, String, usize)> = ledger
            .entries
            .iter()
            .map(|entry| {
                let id = &*model.records[entry.record].id;
                (id, entry.row, entry.axis, entry.state, entry.date.to_string(), entry.assessor)
            })
            .collect();
        assert_eq!(
            told,
            [
                ("a", 1, 0, 1, "2020".to_owned(), 0),
                ("a", 2, 0, 0, "2020".to_owned(), 1),
                ("b", 0, 1, 0, "2020-12".to_owned(), 0),
                ("a", 0, 1, 2, "2021-03-05".to_owned(), 1),
            ]
        );
        let first = ledger.entries[0];
        let [Value::Text(source)] = first.source(&config, &model) else { panic!("one source") };
        assert_eq!(source, "Minutes");
        assert_eq!(first.remark(&config, &model).len(), 0);
    }

    #[test]
    fn tallies_take_records_together_and_never_assessors() {
        let yes = |date: &str, who: &str| entry("answer", "yes", date, who);
        let text = [
            point("a", &[yes("2020", "Ann"), yes("2019", "Zoe")]),
            point("b", &[yes("2021-03", "Ann"), entry("work", "done", "2021", "Ann")]),
            // What was said before does not count.
            point("c", &[entry("answer", "no", "2018", "Zoe"), yes("2019", "Zoe")]),
            point("d", &[yes("2022", "Zoe")]),
        ];
        let (.., ledger, _) = read(BOOK, &text.concat());
        let tallies = ledger.tallies(&ledger.latest());
        let told: Vec<(usize, usize, usize, String, String, usize)> = tallies
            .iter()
            .map(|own| {
                let (first, last) = own.dates;
                let dates = (first.to_string(), last.to_string());
                (own.axis, own.state, own.assessor, dates.0, dates.1, own.records.len())
            })
            .collect();
        let date = str::to_owned;
        assert_eq!(
            told,
            [
                (0, 0, 1, date("2019"), date("2022"), 3),
                (0, 0, 0, date("2020"), date("2021-03"), 2),
                (1, 2, 0, date("2021"), date("2021"), 1),
            ]
        );
    }

    #[test]
    fn assessors_may_be_records_or_choices() {
        let choice = "assessor = { type = \"choice\", required = true, values = { x = \"Ex\" } }";
        let reference = "assessor = { type = \"reference\", to = \"body\", required = true }";
        let text = point("a", &[entry("work", "done", "2020", "x")]) + "## x {.body}\n";
        let line = "assessor = { type = \"text\", required = true }";
        let (.., ledger, _) = read(&BOOK.replace(line, choice), &text);
        assert_eq!(ledger.assessors, [Party::Choice("Ex".to_owned())]);
        let (_, model, ledger, _) = read(&BOOK.replace(line, reference), &text);
        let body = model.records.unnoted().position(|record| &*record.id == "x").expect("the body");
        assert_eq!(ledger.assessors, [Party::Record(body)]);
    }

    #[test]
    fn an_entry_that_leaves_something_out_is_a_problem_at_its_place() {
        let sound = entry("answer", "yes", "2020", "Ann");
        for (old, new, code, place) in [
            ("assessor = \"Ann\"\n", "", Code::MissingField, "[[since]]"),
            ("date = \"2020\"\n", "", Code::MissingField, "[[since]]"),
            ("source = \"Minutes\"\n", "", Code::MissingField, "[[since]]"),
            ("\"Ann\"", "\" \"", Code::MissingField, "\" \""),
            ("\"Minutes\"", "\"\"", Code::MissingField, "\"\""),
            ("\"yes\"", "\"done\"", Code::StateOfOtherAxis, "\"done\""),
            ("\"2020\"", "\"soon\"", Code::BadDate, "\"soon\""),
        ] {
            let (.., problems) = read(BOOK, &point("a", &[sound.replace(old, new)]));
            let [problem] = &problems[..] else { panic!("{new}: {problems:#?}") };
            assert_eq!(problem.code, code);
            let at = problem.place.as_ref().expect("a place");
            assert_eq!(&at.source.text[at.span.clone()], place, "{}", problem.message);
        }
    }
}
