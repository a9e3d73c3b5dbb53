//! What was promised for records, by whom and by when, as typed values.
//!
//! Goes in: the table field that `[milestones]` names, of some records or of all. Comes out:
//! [`Milestones`]. Rows of a record that have the same name are about one [`Milestone`]: the first
//! makes it, and each later one moves it, says who owes it now, or says that it is done. So no date
//! that was ever given is lost, and each has the reason and the source of its own row. Nothing is
//! inferred about whether a promise was kept: how late something is, is a number of days between two
//! dates that are written.

use std::collections::BTreeMap;

use crate::config::{Config, MilestoneBook};
use crate::date::{Date, Late};
use crate::ids::RecordId;
use crate::ledger::{Party, in_order};
pub use crate::model::milestones::{Says, Step};
use crate::model::milestones::{grouped, key, name, steps};
use crate::model::{Model, Value};
use crate::resolve::Links;

/// What was promised, in the order of the records and of the first row of each.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Milestones {
    /// All of it.
    pub all: Vec<Milestone>,
    /// Who owes it, each once, records first, each sort in its order.
    pub owners: Vec<Party>,
}

/// Something that was promised.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Milestone {
    /// The record for which it was promised.
    pub record: RecordId,
    /// What tells it from the others of the record: its id, or else its title.
    pub key: String,
    /// What was promised, in a few words.
    pub title: String,
    /// Who owes it, by places in [`Milestones::owners`].
    pub owners: Vec<usize>,
    /// What its rows say, in the order of time.
    pub steps: Vec<Step>,
}

/// Something that happened to a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub date: Date,
    /// What.
    pub what: Happened,
}

/// What happened to a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// A row says so.
    Said(Step),
    /// This date passed, and it was not done.
    Overdue(Date),
}

/// Where a milestone stands, as of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Its date has passed and it is not done.
    Overdue(Late),
    /// It is not done, and its date has not passed.
    Due,
    /// It is not done, and has no date, or it is not said as of when the report speaks.
    Open,
    /// It was done, and how late.
    Done(Option<Late>),
}

impl Standing {
    /// The words by which addresses and looks know where milestones stand.
    pub const WORDS: [&'static str; 5] = ["overdue", "due", "open", "done-late", "done"];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Overdue(_) => "overdue",
            Self::Due => "due",
            Self::Open => "open",
            Self::Done(Some(_)) => "done-late",
            Self::Done(None) => "done",
        }
    }

    /// How late it is or was.
    pub fn late(self) -> Option<Late> {
        match self {
            Self::Overdue(late) => Some(late),
            Self::Done(late) => late,
            Self::Due | Self::Open => None,
        }
    }
}

impl Milestone {
    /// The date by which it was first promised.
    pub fn promised(&self) -> Option<Date> {
        self.targets().next()
    }

    /// The date by which it is to be done, after all that was moved.
    pub fn due(&self) -> Option<Date> {
        self.targets().last()
    }

    /// How often it was moved.
    pub fn moves(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step.says, Says::Moved(_))).count()
    }

    /// When it was done.
    pub fn done(&self) -> Option<Date> {
        self.steps.iter().rev().find_map(|step| match step.says {
            Says::Done(date) => Some(date),
            _ => None,
        })
    }

    /// Where it stands as of a day.
    pub fn standing(&self, as_of: Option<Date>) -> Standing {
        match (self.done(), self.due(), as_of) {
            (Some(done), due, _) => Standing::Done(due.and_then(|due| Late::since(due, done))),
            (None, Some(due), Some(day)) => match Late::since(due, day) {
                Some(late) => Standing::Overdue(late),
                None => Standing::Due,
            },
            (None, ..) => Standing::Open,
        }
    }

    /// What happened to it and when, as far as that is known: what rows say, and the days after target
    /// dates that passed before it was done or moved, up to a day.
    pub fn happenings(&self, as_of: Option<Date>) -> Vec<Happening> {
        let said = self.steps.iter().filter_map(|step| {
            let date = match step.says {
                Says::Promised(_) | Says::Moved(_) => step.date?,
                Says::Done(date) => date,
                Says::Else => return None,
            };
            Some(Happening { date, what: Happened::Said(*step) })
        });
        let mut all: Vec<Happening> = said.collect();
        all.extend(as_of.into_iter().flat_map(|day| self.passed(day)));
        all
    }

    /// The target dates that had passed by a day before the milestone was done or moved.
    fn passed(&self, as_of: Date) -> impl Iterator<Item = Happening> + '_ {
        let has_passed = move |due: Date, day: Date| Late::since(due, day).is_some();
        self.steps.iter().enumerate().filter_map(move |(at, step)| {
            let (Says::Promised(Some(due)) | Says::Moved(due)) = step.says else { return None };
            let mut later = self.steps[at + 1..].iter();
            let next = later.find(|step| matches!(step.says, Says::Moved(_)));
            let was_moved_late = next.is_none_or(|next| match next.date {
                Some(date) => has_passed(due, date),
                None => false,
            });
            let was_done_late = self.done().is_none_or(|done| has_passed(due, done));
            let is_overdue = has_passed(due, as_of) && was_moved_late && was_done_late;
            let day = due.days().1.tomorrow().ok().filter(|_| is_overdue)?;
            Some(Happening { date: Date::of(day), what: Happened::Overdue(due) })
        })
    }

    fn targets(&self) -> impl Iterator<Item = Date> + '_ {
        self.steps.iter().filter_map(|step| match step.says {
            Says::Promised(date) => date,
            Says::Moved(date) => Some(date),
            Says::Done(_) | Says::Else => None,
        })
    }
}

impl Milestones {
    /// The milestones of some records; there are none without `[milestones]`.
    pub fn of(
        config: &Config,
        model: &Model,
        links: &Links,
        records: impl IntoIterator<Item = RecordId>,
    ) -> Self {
        let mut reading = Reading { config, model, links, all: Vec::new(), known: BTreeMap::new() };
        for record in records {
            reading.record(record);
        }
        reading.finish()
    }

    /// The milestones of a record, which stand together.
    pub fn of_record(&self, record: RecordId) -> &[Milestone] {
        let start = self.all.partition_point(|own| own.record < record);
        let end = self.all.partition_point(|own| own.record <= record);
        &self.all[start..end]
    }
}

/// The milestones of a record, without who owes them: that alone needs links.
pub(crate) fn without_owners(config: &Config, model: &Model, record: RecordId) -> Vec<Milestone> {
    let own = &model.records[record];
    let Some(book) = config.milestones.as_ref().and_then(|all| all.book(own.kind)) else {
        return Vec::new();
    };
    let rows: Vec<&[Vec<Value>]> =
        own.values[book.field].iter().map(|row| row.row().unwrap_or_default()).collect();
    let groups = grouped(&book.columns, &rows).into_iter();
    groups.filter_map(|group| ownerless(book, record, &rows, group)).collect()
}

fn ownerless(
    book: &MilestoneBook,
    record: RecordId,
    rows: &[&[Vec<Value>]],
    group: Vec<usize>,
) -> Option<Milestone> {
    let columns = &book.columns;
    let title = group.iter().find_map(|&row| name(rows[row], columns.title))?.to_owned();
    let key = group.iter().find_map(|&row| key(columns, rows[row]))?.to_owned();
    let steps = steps(columns, rows, group);
    Some(Milestone { record, key, title, owners: Vec::new(), steps })
}

/// Milestones that are being read.
struct Reading<'a> {
    config: &'a Config,
    model: &'a Model,
    links: &'a Links,
    all: Vec<Milestone>,
    /// The places of the owners that were met.
    known: BTreeMap<Party, usize>,
}

impl Reading<'_> {
    fn record(&mut self, record: RecordId) {
        let own = &self.model.records[record];
        let Some(book) = self.config.milestones.as_ref().and_then(|all| all.book(own.kind)) else {
            return;
        };
        let rows: Vec<&[Vec<Value>]> =
            own.values[book.field].iter().map(|row| row.row().unwrap_or_default()).collect();
        for group in grouped(&book.columns, &rows) {
            let milestone = self.milestone(book, record, &rows, group);
            self.all.extend(milestone);
        }
    }

    fn milestone(
        &mut self,
        book: &MilestoneBook,
        record: RecordId,
        rows: &[&[Vec<Value>]],
        group: Vec<usize>,
    ) -> Option<Milestone> {
        let columns = &book.columns;
        let last = |row: &&usize| columns.owner.is_some_and(|at| !rows[**row][at].is_empty());
        let owners = match (group.iter().rev().find(last), columns.owner) {
            (Some(&row), Some(at)) => self.owners(book, record, at, &rows[row][at]),
            _ => Vec::new(),
        };
        Some(Milestone { owners, ..ownerless(book, record, rows, group)? })
    }

    fn owners(
        &mut self,
        book: &MilestoneBook,
        record: RecordId,
        column: usize,
        values: &[Value],
    ) -> Vec<usize> {
        let columns = self.config.kinds[book.kind].fields[book.field].ty.columns();
        let ty = &columns[column].ty;
        let parties =
            values.iter().filter_map(|value| Party::of(self.model, self.links, record, ty, value));
        let parties: Vec<Party> = parties.collect();
        let places = parties.into_iter().map(|party| {
            let next = self.known.len();
            *self.known.entry(party).or_insert(next)
        });
        places.collect()
    }

    fn finish(self) -> Milestones {
        let Self { mut all, known, .. } = self;
        let (owners, places) = in_order(known);
        for milestone in &mut all {
            milestone.owners.iter_mut().for_each(|owner| *owner = places[*owner]);
        }
        all.sort_by_key(|own| own.record);
        Milestones { all, owners }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::diagnostics::{Code, Diagnostic};
    use crate::ids::LanguageId;
    use crate::model::{Building, Input, build};
    use crate::parse::{Options, parse};
    use crate::resolve::resolve;
    use crate::source::Source;

    const BOOK: &str = r#"
[book]
as-of = 2026-11-01
[milestones]
field = "promises"
[kinds.body]
[kinds.point.fields.promises]
type = "table"
[kinds.point.fields.promises.fields]
id = { type = "text" }
title = { type = "text" }
owner = { type = "reference", to = "body", many = true }
due = { type = "date" }
done = { type = "date" }
date = { type = "date" }
reason = { type = "text" }
"#;

    /// The milestones of one point with these rows, and what is wrong with them.
    fn read(rows: &[&str]) -> (Milestones, Vec<Diagnostic>) {
        let (config, mut problems) = crate::config::load(&Arc::new(Source::new("book.toml", BOOK)));
        let rows: Vec<String> = rows.iter().map(|row| format!("[[promises]]\n{row}\n")).collect();
        let text = format!(
            "# Home\n## A {{.point}}\n+++\n{}+++\n## X {{.body}}\n## Y {{.body}}\n",
            rows.concat()
        );
        let source = Arc::new(Source::new("src/index.md", text));
        let document = Arc::new(parse(&source, Options::default()));
        let input = Input { document, stem: "index".into(), language: LanguageId::OWN };
        let model = build(&Building::new(&config, &BTreeMap::new()), &[input]);
        let links = resolve(&config, &model, crate::resolve::Beside::default(), None);
        problems.extend(model.diagnostics.iter().cloned());
        (Milestones::of(&config, &model, &links, model.records.ids()), problems)
    }

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn every_date_that_was_given_is_kept() {
        let (found, problems) = read(&[
            "title = \"Lit\"\nowner = [\"y\"]\ndue = \"2025\"",
            "title = \"Mended\"\ndue = \"2024\"",
            "title = \"Lit\"\ndue = \"2026-06\"\nreason = \"Late lamps\"",
            "title = \" Lit \"\nowner = [\"x\", \"y\"]",
            "title = \"Lit\"\ndone = 2026-07-03",
        ]);
        assert_eq!(problems, []);
        assert_eq!(found.owners.len(), 2);
        let [lit, mended] = &found.all[..] else { panic!("{:?}", found.all) };
        let says: Vec<Says> = lit.steps.iter().map(|step| step.says).collect();
        let (first, then) = (date("2025"), date("2026-06"));
        let done = Says::Done(date("2026-07-03"));
        assert_eq!(says, [Says::Promised(Some(first)), Says::Moved(then), Says::Else, done]);
        assert_eq!((lit.promised(), lit.due(), lit.moves()), (Some(first), Some(then), 1));
        assert_eq!(lit.owners, [0, 1]);
        assert_eq!((mended.moves(), &mended.owners[..]), (0, &[][..]));
    }

    #[test]
    fn where_a_milestone_stands_is_told_by_the_day_of_the_report() {
        let day = Some(date("2026-11-01"));
        let late = |days: i32, at_least: bool| Some(Late { days, at_least });
        for (rows, standing) in [
            ("due = \"2026-10\"", Standing::Overdue(Late { days: 1, at_least: false })),
            ("due = \"2026-11\"", Standing::Due),
            ("due = 2026-11-01", Standing::Due),
            ("", Standing::Open),
            ("due = \"2025\"\ndone = \"2025\"", Standing::Done(None)),
            ("due = \"2025\"\ndone = \"2026-02\"", Standing::Done(late(32, true))),
            ("done = \"2026\"", Standing::Done(None)),
        ] {
            let (found, problems) = read(&[&format!("title = \"Lit\"\n{rows}")]);
            assert_eq!(problems, [], "{rows}");
            assert_eq!(found.all[0].standing(day), standing, "{rows}");
        }
        let (found, _) = read(&["title = \"Lit\"\ndue = \"2020\""]);
        assert_eq!(found.all[0].standing(None), Standing::Open);
    }

    #[test]
    fn what_became_overdue_is_told_by_the_day_after() {
        let row = |more: &str| format!("title = \"Lit\"\n{more}");
        let moved =
            |due: &str, date: &str| row(&format!("due = \"{due}\"\nreason = \"Late\"\n{date}"));
        for (rows, expected) in [
            (vec![row("due = \"2026-10\"")], &["2026-11-01"][..]),
            (vec![row("due = \"2026-11\"")], &[]),
            (vec![row("due = \"2025\"\ndone = \"2025\"")], &[]),
            (vec![row("due = \"2025\"\ndone = \"2026-02\"")], &["2026-01-01"]),
            // What was moved in time, or on an unknown day, was not overdue before.
            (vec![row("due = \"2024\""), moved("2025", "date = \"2024-11\"")], &["2026-01-01"]),
            (vec![row("due = \"2024\""), moved("2027", "")], &[]),
            (vec![row("due = \"2024\""), moved("2027", "date = 2025-01-05")], &["2025-01-01"]),
        ] {
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            let (found, problems) = read(&rows);
            assert_eq!(problems, [], "{rows:?}");
            let happenings = found.all[0].happenings(Some(date("2026-11-01")));
            let overdue = happenings.iter().filter(|own| matches!(own.what, Happened::Overdue(_)));
            let days: Vec<String> = overdue.map(|own| own.date.to_string()).collect();
            assert_eq!(days, expected, "{rows:?}");
            let none = found.all[0].happenings(None).into_iter();
            assert_eq!(none.filter(|own| matches!(own.what, Happened::Overdue(_))).count(), 0);
        }
    }

    #[test]
    fn rows_that_say_when_they_were_said_are_in_that_order() {
        let (found, problems) = read(&[
            "id = \"lit\"\ndue = \"2027\"\ndate = \"2026\"\nreason = \"Late lamps\"",
            "id = \"lit\"\ntitle = \"Lit\"\ndue = \"2025\"\ndate = \"2024\"",
        ]);
        assert_eq!(problems, []);
        assert_eq!(found.all[0].due(), Some(date("2027")));
        assert_eq!(found.all[0].title, "Lit");
    }

    #[test]
    fn rows_that_contradict_each_other_are_problems_at_their_places() {
        for (rows, code, at) in [
            (["due = \"2025\"", ""], Code::BadMilestone, 0),
            (["id = \"lit\"", ""], Code::BadMilestone, 0),
            (
                ["title = \"Lit\"\ndone = \"2025\"", "title = \"Lit\"\ndone = \"2026\""],
                Code::BadMilestone,
                1,
            ),
            (
                [
                    "title = \"Lit\"\ndue = \"2025\"\ndone = \"2025\"",
                    "title = \"Lit\"\ndue = \"2026\"",
                ],
                Code::BadMilestone,
                1,
            ),
            (
                ["title = \"Lit\"\ndue = \"2025\"", "title = \"Lit\"\ndue = \"2026\""],
                Code::MovedWithoutReason,
                1,
            ),
            (["title = \"Lit\"\ndone = 2026-11-02", ""], Code::AfterAsOf, 0),
        ] {
            let rows: Vec<&str> = rows.into_iter().filter(|row| !row.is_empty()).collect();
            let (_, problems) = read(&rows);
            let [problem] = &problems[..] else { panic!("{rows:?}: {problems:#?}") };
            assert_eq!(problem.code, code, "{rows:?}");
            let place = problem.place.as_ref().expect("a place");
            let start = place.source.text.match_indices("[[promises]]").nth(at).expect("a row").0;
            let next = place.source.text.match_indices("[[promises]]").nth(at + 1);
            let end = next.map_or(place.source.text.len(), |(end, _)| end);
            assert!((start..end).contains(&place.span.start), "{rows:?}: {}", problem.message);
        }
    }
}
