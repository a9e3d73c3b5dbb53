//! `[milestones]` → which table field tells what was promised, and which of its columns is what.

use super::columns::{Meaning, Wanted};
use super::problems::Problems;
use super::reader::Pair;
use super::{Kind, MilestoneBook, MilestoneColumns, Milestones};
use crate::diagnostics::Code;
use crate::field::Role;
use crate::ids::{FieldId, KindId, List};

const TITLE: Wanted = Wanted { key: "title", holds: "text", role: Role::Name };
const ID: Wanted = Wanted { key: "id", holds: "text", role: Role::Name };
const OWNER: Wanted =
    Wanted { key: "owner", holds: "text, a choice or a reference", role: Role::Assessor };
const DUE: Wanted = Wanted { key: "due", holds: "a date", role: Role::Time };
const DONE: Wanted = Wanted { key: "done", holds: "a date", role: Role::Time };
const DATE: Wanted = Wanted { key: "date", holds: "a date", role: Role::Time };
const REASON: Wanted = Wanted { key: "reason", holds: "text or Markdown", role: Role::Remark };
const SOURCE: Wanted = Wanted { key: "source", holds: SAID, role: Role::Source };
const EVIDENCE: Wanted = Wanted { key: "evidence", holds: SAID, role: Role::Source };

const SAID: &str = "text, Markdown, an address or a reference";

/// Reads `[milestones]`; none, when no milestone could be told by it.
pub(super) fn read_milestones(
    entry: &Pair,
    kinds: &List<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> Option<Milestones> {
    let holds = "the milestones";
    let meaning = Meaning::read("`[milestones]`", holds, entry, problems)?;
    let found = meaning.kinds(holds, kinds, problems)?;
    let books: Vec<Option<MilestoneBook>> = found
        .into_iter()
        .map(|(kind, field)| book(&meaning, &kinds[kind], (kind, field), problems))
        .collect();
    let books = books.into_iter().collect::<Option<Vec<MilestoneBook>>>()?;
    Some(Milestones { books, facet: meaning.field.value })
}

fn book(
    meaning: &Meaning<'_>,
    declared: &Kind,
    (kind, field): (KindId, FieldId),
    problems: &mut Problems<'_>,
) -> Option<MilestoneBook> {
    let columns = declared.fields[field].ty.columns();
    let title = meaning.place(declared, columns, &TITLE, problems);
    let mut any = |wanted: Wanted| meaning.place_if_any(declared, columns, &wanted, problems);
    let (id, owner, due, done) = (any(ID), any(OWNER), any(DUE), any(DONE));
    let (date, reason) = (any(DATE), any(REASON));
    let (source, evidence) = (any(SOURCE), any(EVIDENCE));
    let single = [title, id, due, done, date];
    for at in single.into_iter().flatten().filter(|&at| columns[at].many) {
        let name = &columns[at].name;
        let message = format!("the column `{name}` of milestones holds a list, not one value");
        let path = format!("kinds.{}.fields.{}.fields.{name}", declared.name, meaning.field.value);
        let problem = problems.at(Code::BadValue, &meaning.field.span, message);
        problems.report(problem.help(format!("remove `many = true` from `{path}`")));
    }
    let title = title?;
    let columns = MilestoneColumns { title, id, owner, due, done, date, reason, source, evidence };
    Some(MilestoneBook { kind, field, columns })
}
