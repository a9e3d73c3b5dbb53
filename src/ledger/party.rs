//! Who judges, or owes something.

use std::collections::BTreeMap;

use crate::config::FieldType;
use crate::field::Form;
use crate::ids::RecordId;
use crate::model::{Model, Value};
use crate::resolve::{Links, Meant};

/// Who judges, or owes something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A record, such as a body or a person.
    Record(RecordId),
    /// One of the column's choices, by its label.
    Choice(String),
    /// Someone named in words.
    Named(String),
}

impl Party {
    /// Who is meant by a value in a column of a type; none, where that is nobody.
    pub fn of(
        model: &Model,
        links: &Links,
        record: RecordId,
        ty: &FieldType,
        value: &Value,
    ) -> Option<Self> {
        match value.form() {
            // Where a reference leads to no record, who was meant stands there in words at least.
            Form::Record(at) => match links.meant(model, record, at) {
                Some(Meant::Record(index)) => Some(Self::Record(index)),
                Some(Meant::Elsewhere(_)) => {
                    let references = &model.document_of(record).part().references;
                    Some(Self::Named(references[at].target.text.clone()))
                }
                None => {
                    let missing = links.missing_field(model, record, at)?;
                    Some(Self::Named(missing.written.to_string()))
                }
            },
            Form::Plain => {
                let choice = value.label(ty).map(|label| Self::Choice(label.to_owned()));
                let named = || value.literal(ty).map(|name| Self::Named(name.trim().to_owned()));
                choice.or_else(named)
            }
            Form::Markdown(_) | Form::Row(_) => None,
        }
    }
}

/// Parties by the places at which they were met → the parties in order, and for each place at which
/// one was met, its place in that order.
pub(crate) fn in_order(known: BTreeMap<Party, usize>) -> (Vec<Party>, Vec<usize>) {
    let mut places = vec![0; known.len()];
    for (place, met) in known.values().enumerate() {
        places[*met] = place;
    }
    (known.into_keys().collect(), places)
}
