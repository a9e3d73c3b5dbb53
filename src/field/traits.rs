//! What all fields of a type have in common.

use std::sync::Arc;

use crate::ids::KindId;

use super::{Field, FieldType};

/// What is known of a type of field, whatever a field of it is called and holds.
#[derive(Debug)]
pub struct Traits {
    /// Its name: a value of `kinds.*.fields.*.type` in `book.toml`.
    pub name: &'static str,
    /// What a field of the type holds, in one sentence.
    pub doc: &'static str,
    /// The keys of a field that qualify it, besides `type` and `label`: whether there can be many
    /// values, whether they can be unique, whether they can have a link.
    pub qualifiers: &'static [&'static str],
    /// What else a declaration says.
    pub declared: Declared,
    /// Whether a column of a table can be of the type.
    pub in_rows: bool,
    /// What is expected where a value is written: "a whole number".
    pub expects: &'static str,
    /// How an index is filtered by it, if it can be.
    pub filtering: Option<Filtering>,
    /// Whether an index can be sorted by it.
    pub sorts: bool,
    /// What a field of the type can be to its kind.
    pub roles: &'static [Role],
    /// The columns of a single value in a table of data: none where it has a table of its own.
    pub columns: &'static [Column],
}

/// What a declaration says of a type beyond its name, and how the type is made of that.
#[derive(Debug)]
pub enum Declared {
    /// Nothing.
    Nothing(FieldType),
    /// `values`, which must be there: each with its label.
    Values(fn(Vec<(String, String)>) -> FieldType),
    /// `to`: kinds of record, or none for any.
    Kinds(fn(Arc<[KindId]>) -> FieldType),
    /// `fields`, which must be there.
    Fields(fn(Vec<Field>) -> FieldType),
}

impl Declared {
    /// The key without which a type says nothing.
    pub fn needed(&self) -> Option<&'static str> {
        match self {
            Declared::Nothing(_) | Declared::Kinds(_) => None,
            Declared::Values(_) => Some("values"),
            Declared::Fields(_) => Some("fields"),
        }
    }
}

/// How an index is filtered by the values of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filtering {
    /// By the values that `book.toml` lists.
    Choices,
    /// By yes and no.
    YesNo,
    /// By the records that are referred to.
    Records,
    /// By numbers, or by a range of them.
    Numbers,
    /// By the years of dates, or by a range of them.
    Years,
}

/// What a field can be to its kind, where a key of `book.toml` names it. The message that such a key
/// wants another field says in words which types can be it, and stands where the key is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What stands before a title in lists, and is short to print.
    Headline,
    /// What something is called, in a few words.
    Name,
    /// A property for search engines, and plain enough for that.
    Property,
    /// Who wrote or published a work.
    Author,
    /// The symbols of a work.
    Symbol,
    /// What tells records or entries apart: one of a few values that are listed.
    Class,
    /// When something happened.
    Time,
    /// Where something is on Earth.
    Place,
    /// What relates records to others.
    Relation,
    /// Who judges in an entry of the ledger.
    Assessor,
    /// Where an entry of the ledger is said.
    Source,
    /// What an entry of the ledger remarks.
    Remark,
}

/// A column of a table of data, in the words of the Table Schema of Data Package v2.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What it is called after the name of the field, where a value takes several columns.
    pub part: Option<&'static str>,
    /// Its type.
    pub ty: &'static str,
    /// Its format, where that is not the usual one of its type.
    pub format: Option<&'static str>,
    /// The regular expression that all its values match, where there is one.
    pub pattern: Option<&'static str>,
}

impl Column {
    /// The only column of a value.
    pub(super) const fn of(ty: &'static str) -> Self {
        Self { part: None, ty, format: None, pattern: None }
    }

    /// One of several columns of a value.
    pub(super) const fn part(part: &'static str, ty: &'static str) -> Self {
        Self { part: Some(part), ..Self::of(ty) }
    }
}
