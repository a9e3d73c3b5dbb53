//! What the columns of each sheet are, in the words of the sheet that explains them.

use crate::config::Field;
use crate::field::Role;
use crate::ids::KindId;
use crate::render::{Assessed, Renderer};

use super::cell::Cell;
use super::rows::{Entries, Records, Value};
use super::written::RECORD_INSIDE;
use super::{Column, Form, Sheet, Use, Words};

/// What stands before the name of a field that is called like a column of every record.
const FIELD: &str = "field.";

/// A record's own columns, before its fields.
pub(super) const HEAD: [&str; 9] =
    ["id", "language", "document", "inside", "number", "title", "description", "order", "aliases"];

/// The columns of the records of a kind.
pub(super) fn of_kind(
    renderer: &Renderer,
    kind: KindId,
    records: &Records<'_>,
    words: Words,
) -> Vec<Column> {
    let fields = renderer.config.kinds[kind].fields.as_slice();
    let latest = records.assessed.iter().flat_map(of_latest);
    let referring = records.referring.iter().map(|&from| {
        let kind = &renderer.config.kinds[from];
        counted(
            &format!("referred-to-by.{}", kind.name),
            &format!("Referred to by: {}", kind.plural),
        )
    });
    let mut columns = head();
    columns.extend(of_fields(fields));
    columns.push(text(words));
    columns.push(shown("url", "Page", "The address of its page on the site."));
    columns.extend(latest);
    columns.push(counted("referred-to-by", "Referred to by"));
    columns.extend(referring);
    as_told(columns, words)
}

/// What readers see cannot be put back into the documents, and what is written can.
fn as_told(mut columns: Vec<Column>, words: Words) -> Vec<Column> {
    let is_written = |column: &&mut Column| column.use_of == Use::Written;
    match words {
        Words::Written => columns.push(base()),
        Words::Published => {
            columns.iter_mut().filter(is_written).for_each(|column| column.use_of = Use::Shown);
        }
    }
    columns
}

fn head() -> Vec<Column> {
    let own = |name: &str, label: &str, use_of, form, holds: &str| Column {
        name: name.to_owned(),
        label: label.to_owned(),
        holds: holds.to_owned(),
        use_of,
        form,
    };
    let written = |name, label, form, holds| own(name, label, Use::Written, form, holds);
    let names = |name, label, holds| own(name, label, Use::Names, Form::Words, holds);
    vec![
        names(
            "id",
            "Record",
            "Kind and id, as references name the record. Two rows have the same if one is a translation of the other.",
        ),
        names("language", "Language", "The language of the record."),
        names(
            "document",
            "File",
            "The file in which the record is written, below the folder of the report.",
        ),
        shown("inside", "Parent", "The record inside of which it stands."),
        written("number", "Number", Form::Words, "The number, as it is written."),
        written("title", "Title", Form::Text, "The title, in Markdown."),
        written(
            "description",
            "Description",
            Form::Text,
            "A sentence about the record, if one is written.",
        ),
        written("order", "Order", Form::Number, "The place among its like, before the number."),
        written("aliases", "Former ids", Form::List, LIST),
    ]
}

const LIST: &str =
    "Several values with `|` between them. A `|` or a `\\` in a value has a `\\` before it.";

fn text(words: Words) -> Column {
    let what = match words {
        Words::Written => format!(
            "The text in Markdown, as it is written: without the heading and the fields, and without \
             the records inside. A line `{RECORD_INSIDE}` stands where such a record has its place, \
             if text follows."
        ),
        Words::Published => {
            "The text in Markdown, with that of the records inside. References are links."
                .to_owned()
        }
    };
    let holds = format!(
        "{what} In a workbook, a text of more than 32,767 characters continues in the columns \
         `text.2`, `text.3` and so on."
    );
    Column { form: Form::Text, use_of: Use::Written, ..shown("text", "Text", &holds) }
}

fn shown(name: &str, label: &str, holds: &str) -> Column {
    Column {
        name: name.to_owned(),
        label: label.to_owned(),
        holds: holds.to_owned(),
        use_of: Use::Shown,
        form: Form::Words,
    }
}

fn base() -> Column {
    let holds = "What the row held when it was exported, as digests. An import compares them with the \
                 report, to keep what others have written there meanwhile.";
    Column { use_of: Use::Names, ..shown(super::base::BASE, "As exported", holds) }
}

fn counted(name: &str, label: &str) -> Column {
    let holds = "How many other records refer to the record, in fields or in text.";
    Column { form: Form::Number, ..shown(name, label, holds) }
}

/// The columns of what an assessor says last on an axis: state and date.
fn of_latest(own: &Assessed) -> [Column; 2] {
    let name = format!("latest.{}.{}", own.axis, own.assessor);
    let date = format!("{name}.date");
    [
        shown(&name, &own.title, "The latest state that this assessor gives on this axis."),
        Column {
            form: Form::Date,
            ..shown(&date, &format!("{}, date", own.title), "The date of that state.")
        },
    ]
}

/// The columns of fields that have no rows.
fn of_fields(fields: &[Field]) -> Vec<Column> {
    let values = super::rows::values(fields);
    values.into_iter().map(|value| of_value(&value)).collect()
}

fn of_value(value: &Value<'_>) -> Column {
    let Value { field, part, .. } = value;
    let prefix = if is_taken(&field.name) { FIELD } else { "" };
    let suffix = part.map(|part| format!(".{part}")).unwrap_or_default();
    let form = form(value);
    let holds = match &form {
        Form::List => LIST.to_owned(),
        Form::Date => "A day, a month or a year: 2015-06-16, 2015-06 or 2015.".to_owned(),
        Form::YesNo => "`true` or `false`.".to_owned(),
        Form::Choice(choices) => {
            let named = choices.iter().map(|(value, label)| format!("`{value}` ({label})"));
            format!("One of these values: {}.", named.collect::<Vec<_>>().join(", "))
        }
        Form::Words | Form::Text | Form::Number => what(field),
    };
    Column {
        name: format!("{prefix}{}{suffix}", field.name),
        label: field.label.clone(),
        holds,
        use_of: Use::Written,
        form,
    }
}

/// What a field of a type holds, and what is special about how it is written.
fn what(field: &Field) -> String {
    let doc = field.ty.traits().doc;
    match field.ty.targets() {
        Some(_) => format!("{doc} It is named by its id, or by `kind/id`."),
        None => doc.to_owned(),
    }
}

fn form(value: &Value<'_>) -> Form {
    let Value { field, part, .. } = value;
    let column = field.ty.traits().columns.iter().find(|column| column.part == *part);
    if field.many {
        return Form::List;
    }
    if field.ty.has_choices() {
        return Form::Choice(field.ty.choices().to_vec());
    }
    if field.ty.can_be(Role::Time) {
        return Form::Date;
    }
    match column.map(|column| column.ty) {
        Some("integer" | "number") => Form::Number,
        Some("boolean") => Form::YesNo,
        _ if field.ty.can_be(Role::Remark) => Form::Text,
        _ => Form::Words,
    }
}

/// Whether a column of every record has a name.
fn is_taken(name: &str) -> bool {
    HEAD.contains(&name)
        || ["text", "url", "row", "referred-to-by", super::base::BASE].contains(&name)
}

/// The columns of the rows of table fields.
pub(super) fn of_entries(entries: &Entries<'_>, words: Words) -> Vec<Column> {
    let mut columns = head_of_rows();
    columns.extend(entries.values.iter().map(of_value));
    as_told(columns, words)
}

/// The columns with which rows begin of records that have several.
fn head_of_rows() -> Vec<Column> {
    let row = Column {
        form: Form::Number,
        use_of: Use::Names,
        ..shown("row", "Row", "The place among the rows of the record, from 1.")
    };
    let names = head().into_iter().filter(|column| column.use_of == Use::Names);
    names.chain([row, shown("title", "Title", "The title of the record.")]).collect()
}

/// The columns of what was promised.
pub(super) fn of_milestones() -> Vec<Column> {
    let of = |name, label, form, holds| Column { form, ..shown(name, label, holds) };
    let mut columns = head_of_rows();
    columns.extend([
        of("milestone", "Milestone", Form::Text, "What was promised."),
        of("owners", "Owners", Form::List, LIST),
        of("first-due", "First target date", Form::Date, "The target date that was given first."),
        of("due", "Target date", Form::Date, "The target date that was given last."),
        of("moved", "Moved", Form::Number, "How often the target date was moved."),
        of("done", "Done", Form::Date, "When it was done."),
        of(
            "standing",
            "Standing",
            Form::Words,
            "`overdue`, `due`, `open` (without a date), `done-late` or `done`, as of the day of the report.",
        ),
        of("days-late", "Days late", Form::Number, "How many days late it is or was."),
    ]);
    as_told(columns, Words::Published)
}

/// The columns of the sheet that explains the columns of the others.
pub(super) fn of_explanation() -> Vec<Column> {
    [
        ("sheet", "Sheet", "The sheet that has the column."),
        ("column", "Column", "The name of the column, in the first row of the sheet."),
        ("label", "Label", "What readers of the report call it."),
        ("holds", "What it contains", "What its cells contain, and how it is written."),
        ("change", "What a change does", "What an import does with a cell that you change."),
    ]
    .into_iter()
    .map(|(name, label, holds)| shown(name, label, holds))
    .map(
        |column| {
            if column.name == "holds" { Column { form: Form::Text, ..column } } else { column }
        },
    )
    .collect()
}

/// A row for each column of some sheets, and of the one that explains them.
pub(super) fn explained(sheets: &[Sheet<'_>], own: &[Column]) -> Vec<Vec<Cell>> {
    let others = sheets
        .iter()
        .flat_map(|sheet| sheet.columns.iter().map(|column| explain(&sheet.name, column)));
    others.chain(own.iter().map(|column| explain(super::COLUMNS, column))).collect()
}

fn explain(sheet: &str, column: &Column) -> Vec<Cell> {
    let change = match column.use_of {
        Use::Names => "names the row: do not change it",
        Use::Written => "changes the report",
        Use::Shown => "does nothing",
    };
    let cells = [sheet, &column.name, &column.label, &column.holds, change];
    cells.into_iter().map(Cell::text).collect()
}
