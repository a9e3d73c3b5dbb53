//! What readers see of a record, in the cells of a sheet.

use crate::config::Field;
use crate::field::Form;
use crate::ids::RecordId;
use crate::model::Value;
use crate::render::Renderer;
use crate::resolve::Meant;

use super::cell::Cell;

/// What stands in the columns that every record has, from its number to its former ids.
pub(super) fn head(renderer: &Renderer, index: RecordId) -> [Cell; 5] {
    let record = &renderer.model.records[index];
    let aliases: Vec<String> = record.aliases.iter().map(|alias| alias.text.clone()).collect();
    [
        Cell::text(record.number.as_deref().unwrap_or_default()),
        Cell::text(record.title.as_str()),
        Cell::text(renderer.description(index)),
        record.order.map_or(Cell::Empty, |order| Cell::number(order.to_string())),
        if aliases.is_empty() { Cell::Empty } else { Cell::List(aliases) },
    ]
}

/// The values of a field of a record, or of a column of one of its rows. `part` is the part of a value
/// that has several.
pub(super) fn cell(
    renderer: &Renderer,
    index: RecordId,
    (field, part): (&Field, Option<&'static str>),
    values: &[Value],
) -> Cell {
    let word = |value: &Value| in_words(renderer, index, field, value);
    let Some(first) = values.first() else { return Cell::Empty };
    if field.many {
        return Cell::List(values.iter().map(word).collect());
    }
    if let Some(is) = first.boolean() {
        return Cell::Truth(is);
    }
    let text = match part {
        Some(_) => {
            let place = field.ty.traits().columns.iter().position(|column| column.part == part);
            place.and_then(|at| first.cells().into_iter().nth(at)).unwrap_or_default()
        }
        None => word(first),
    };
    let is_number =
        first.json(&field.ty).is_number() || (part.is_some() && first.point().is_some());
    if is_number { Cell::number(text) } else { Cell::text(text) }
}

fn in_words(renderer: &Renderer, index: RecordId, field: &Field, value: &Value) -> String {
    match value.form() {
        Form::Plain => value.literal(&field.ty).unwrap_or_default(),
        Form::Markdown(at) => renderer.fragment_markdown(index, at),
        Form::Record(at) => match renderer.links.meant(&renderer.model, index, at) {
            Some(Meant::Record(to)) => renderer.name_of(to),
            Some(Meant::Elsewhere(elsewhere)) => renderer.elsewhere_name(elsewhere),
            None => String::new(),
        },
        // Rows have a sheet of their own.
        Form::Row(_) => String::new(),
    }
}
