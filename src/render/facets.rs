//! What records of a kind can be filtered by, and the values to choose from.

use crate::config::Field;
use crate::field::Filtering;
use crate::ids::FieldId;
use crate::parse::Phrase;

/// So many numbers or years are listed one by one; of more, readers choose a range.
const LISTED: usize = 8;

/// What addresses call the lack of a value: no id, and no assessor's name, is so written.
pub(super) const NONE: &str = "-";

/// One value of a facet: what stands in addresses, and what readers see.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: Phrase,
}

/// What records of a kind can be filtered by.
pub(super) struct Facet<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    pub(super) of: FacetOf<'a>,
}

pub(super) enum FacetOf<'a> {
    /// The record around.
    Parent,
    /// A field, by its place and declaration, and how it is filtered.
    Field(FieldId, &'a Field, Filtering),
    /// What the ledger says on an axis.
    Axis(usize),
    /// Where milestones stand.
    Milestones,
    /// How the record ended.
    Ended,
}

impl Facet<'_> {
    pub(super) fn type_name(&self) -> &'static str {
        match self.of {
            FacetOf::Parent => "parent",
            FacetOf::Field(_, field, _) => field.ty.traits().name,
            FacetOf::Axis(_) => "ledger",
            FacetOf::Milestones => "milestones",
            FacetOf::Ended => "choice",
        }
    }

    /// Whether rows show their values.
    pub(super) fn is_shown(&self) -> bool {
        match self.of {
            FacetOf::Parent => false,
            FacetOf::Field(_, field, filter) => match filter {
                Filtering::Choices => true,
                Filtering::Records => !field.many,
                Filtering::YesNo | Filtering::Numbers | Filtering::Years => false,
            },
            FacetOf::Axis(_) | FacetOf::Ended => true,
            FacetOf::Milestones => false,
        }
    }

    /// How it is filtered, if it is a field.
    pub(super) fn filtering(&self) -> Option<Filtering> {
        match self.of {
            FacetOf::Field(_, _, filter) => Some(filter),
            FacetOf::Parent | FacetOf::Axis(_) | FacetOf::Milestones | FacetOf::Ended => None,
        }
    }

    pub(super) fn is_many(&self) -> bool {
        match self.of {
            FacetOf::Parent | FacetOf::Ended => false,
            FacetOf::Field(_, field, _) => field.many,
            FacetOf::Axis(_) | FacetOf::Milestones => true,
        }
    }

    /// The least and the greatest of the numbers or years of this facet, when they are too many to
    /// be listed.
    pub(super) fn range(&self, counts: &[(Choice, usize)]) -> Option<(i64, i64)> {
        if !self.is_numeric() {
            return None;
        }
        let numbers = counts.iter().filter_map(|(choice, _)| choice.value.parse().ok());
        let numbers: Vec<i64> = numbers.collect();
        let ends = numbers.iter().min().copied().zip(numbers.iter().max().copied());
        ends.filter(|_| counts.len() > LISTED)
    }
}
