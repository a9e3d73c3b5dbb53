//! The records of a kind that filters admit, by the rules of the kind's index.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::did_you_mean;
use crate::field::{Filtering, boolean, date};
use crate::ids::{KindId, LanguageId, RecordId};
use crate::milestones::Standing;

use super::Renderer;
use super::facets::{Choice, Facet, FacetOf};

/// A filter as an index has it in its address: a field, perhaps with `.from` or `.to` after it, and
/// a value.
pub type Filter = (String, String);

/// What an index has in its address beside filters, unless its records have a field of that name: how
/// its rows are sorted, and whether they are a table.
pub(super) const LOOKS: [&str; 2] = ["sort", VIEW];

const VIEW: &str = "view";

/// Why a filter cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFilter {
    /// What is wrong with it.
    pub message: String,
    /// A way out.
    pub help: String,
}

/// What one facet is asked for.
#[derive(Default)]
pub(super) struct Asked {
    /// To have one of these values, if there are any.
    pub(super) values: Vec<String>,
    pub(super) from: Option<i64>,
    pub(super) to: Option<i64>,
}

impl Asked {
    fn admits(&self, value: &str) -> bool {
        let number = || value.parse::<i64>().ok();
        (self.values.is_empty() || self.values.iter().any(|own| own == value))
            && self.from.is_none_or(|from| number().is_some_and(|number| number >= from))
            && self.to.is_none_or(|to| number().is_some_and(|number| number <= to))
    }
}

impl Renderer {
    /// The records of a kind, in the report's own language, that all filters admit. Of several
    /// filters of one field a record must fulfil one, of bounds all.
    ///
    /// # Errors
    /// When the kind cannot be filtered so, or no record can ever have the value.
    pub fn select(&self, kind: KindId, filters: &[Filter]) -> Result<Vec<RecordId>, BadFilter> {
        let facets = self.facets(kind);
        let asked = self.asked(kind, &facets, filters)?;
        let fits = |index: &RecordId| {
            asked.iter().all(|(at, asked)| {
                let choices = self.choices(*index, &facets[*at]);
                choices.iter().any(|choice| asked.admits(&choice.value))
            })
        };
        Ok(self.of_language(kind, LanguageId::OWN).filter(fits).collect())
    }

    /// What filters ask of the facets of a kind, by their places.
    pub(super) fn asked(
        &self,
        kind: KindId,
        facets: &[Facet<'_>],
        filters: &[Filter],
    ) -> Result<Vec<(usize, Asked)>, BadFilter> {
        let mut asked: Vec<(usize, Asked)> = Vec::new();
        for (name, value) in filters {
            let (at, bound) = self.facet_named(kind, facets, name)?;
            let facet = &facets[at];
            let known = asked.iter().position(|(own, _)| *own == at);
            let place = known.unwrap_or_else(|| {
                asked.push((at, Asked::default()));
                asked.len() - 1
            });
            let own = &mut asked[place].1;
            match bound {
                None => own.values.push(self.value_named(kind, facet, value)?),
                Some("from") => own.from = Some(number(facet, value)?),
                Some(_) => own.to = Some(number(facet, value)?),
            }
        }
        Ok(asked)
    }

    /// The facet of a name, by its place, and the bound that stands after the name.
    fn facet_named<'n>(
        &self,
        kind: KindId,
        facets: &[Facet<'_>],
        name: &'n str,
    ) -> Result<(usize, Option<&'n str>), BadFilter> {
        let find = |name: &str| facets.iter().position(|facet| facet.name == name);
        if let Some(at) = find(name) {
            return Ok((at, None));
        }
        if let Some((start, bound @ ("from" | "to"))) = name.rsplit_once('.')
            && let Some(at) = find(start).filter(|at| facets[*at].is_numeric())
        {
            return Ok((at, Some(bound)));
        }
        let names: Vec<&str> = facets.iter().map(|facet| facet.name).collect();
        let help = did_you_mean(name, names.iter().copied()).unwrap_or_else(|| match &names[..] {
            [] => "its records have no field to filter by".to_owned(),
            names => format!("filter by {}", listed(names)),
        });
        let kind = &self.config.kinds[kind].name;
        Err(BadFilter {
            message: format!("records of kind `{kind}` cannot be filtered by `{name}`"),
            help,
        })
    }

    /// Whether an index can be looked at so.
    pub(super) fn check_look(
        &self,
        kind: KindId,
        facets: &[Facet<'_>],
        name: &str,
        value: &str,
    ) -> Result<(), BadFilter> {
        if name == VIEW {
            return (value == "table").then_some(()).ok_or_else(|| BadFilter {
                message: format!("an index has no view `{value}`"),
                help: "write `view=table` for a table, and nothing for the list".to_owned(),
            });
        }
        let fields = self.config.kinds[kind].fields.iter().filter(|field| field.ty.is_sortable());
        let columns = ["title", "number"].into_iter().chain(facets.iter().map(|facet| facet.name));
        let columns: BTreeSet<&str> =
            columns.chain(fields.map(|field| field.name.as_str())).collect();
        let columns: Vec<&str> = columns.into_iter().collect();
        let column = value.strip_suffix(".down").unwrap_or(value);
        if columns.contains(&column) {
            return Ok(());
        }
        let help = did_you_mean(column, columns.iter().copied());
        let kind = &self.config.kinds[kind].name;
        Err(BadFilter {
            message: format!("records of kind `{kind}` cannot be sorted by `{column}`"),
            help: help.unwrap_or_else(|| format!("sort by {}", listed(&columns))),
        })
    }

    /// The value that is meant by a value or by its label.
    fn value_named(
        &self,
        kind: KindId,
        facet: &Facet<'_>,
        word: &str,
    ) -> Result<String, BadFilter> {
        if facet.is_numeric() {
            return number(facet, word).map(|number| match facet.has_years() {
                true => date::year(number),
                false => number.to_string(),
            });
        }
        let possible = self.possible(kind, facet, LanguageId::OWN);
        let mut words = possible.iter().filter(|(value, _)| value == word);
        let mut labels = possible.iter().filter(|(_, label)| label == word);
        if let Some((value, _)) = words.next().or_else(|| labels.next()) {
            return Ok(value.clone());
        }
        let values: Vec<&str> = possible.iter().map(|(value, _)| value.as_str()).collect();
        let help =
            did_you_mean(word, values.iter().copied()).unwrap_or_else(|| match values.len() {
                0 => "no record has a value in this field".to_owned(),
                1..=12 => format!("its values are {}", listed(&values)),
                _ => format!("its values are {}, …", listed(&values[..12])),
            });
        Err(BadFilter { message: format!("`{}` has no value `{word}`", facet.name), help })
    }

    /// The values that a facet can have, with their labels in a language.
    pub(super) fn possible(
        &self,
        kind: KindId,
        facet: &Facet<'_>,
        language: LanguageId,
    ) -> Vec<(String, String)> {
        let lack = self.is_counted(kind, facet).then(|| self.lack(language));
        let lack = lack.into_iter().map(|choice| (choice.value, choice.label.text));
        self.possible_values(kind, facet, language).into_iter().chain(lack).collect()
    }

    fn possible_values(
        &self,
        kind: KindId,
        facet: &Facet<'_>,
        language: LanguageId,
    ) -> Vec<(String, String)> {
        let of_records = |records: &mut dyn Iterator<Item = RecordId>| {
            let own = |index| self.model.in_language(index, language).unwrap_or(index);
            let choices = records.map(|index| self.record_choice(own(index)));
            choices.map(|choice| (choice.value, choice.label.text)).collect()
        };
        match facet.of {
            FacetOf::Parent => {
                let parents = self
                    .of_language(kind, LanguageId::OWN)
                    .filter_map(|own| self.model.parent(own));
                let mut parents: Vec<RecordId> = parents.collect();
                parents.dedup();
                of_records(&mut parents.into_iter())
            }
            FacetOf::Field(_, field, filter) => match filter {
                Filtering::Choices => {
                    let label = |label: &String| self.label(language, label).to_owned();
                    let values = field.ty.choices().iter();
                    values.map(|(value, words)| (value.clone(), label(words))).collect()
                }
                Filtering::YesNo => {
                    let strings = self.look.strings();
                    let word = |word: &str| (word.to_owned(), strings.word(language, word));
                    boolean::WORDS.map(word).into()
                }
                Filtering::Records => {
                    let kinds = self.config.kinds.ids();
                    let kinds = kinds.filter(|kind| field.ty.may_refer_to(*kind));
                    of_records(&mut kinds.flat_map(|kind| self.of_language(kind, LanguageId::OWN)))
                }
                Filtering::Numbers | Filtering::Years => Vec::new(),
            },
            FacetOf::Ended => self.ending_choices(language),
            FacetOf::Axis(axis) => {
                let records = self.of_language(kind, language);
                let judgements = records.flat_map(|index| self.judgements(index, axis));
                let judgements: BTreeSet<Choice> = judgements.collect();
                judgements.into_iter().map(|choice| (choice.value, choice.label.text)).collect()
            }
            FacetOf::Milestones => {
                let strings = self.look.strings();
                let word = |word: &str| strings.word(language, &format!("standing-{word}"));
                let alone = Standing::WORDS.map(|own| (own.to_owned(), word(own)));
                let records = self.of_language(kind, language);
                let owed = records.flat_map(|index| self.standings_to_choose(index));
                let owed = owed.map(|choice| (choice.value, choice.label.text));
                let all: BTreeMap<String, String> = alone.into_iter().chain(owed).collect();
                all.into_iter().collect()
            }
        }
    }
}

impl Facet<'_> {
    /// Whether its values are numbers or years.
    pub(super) fn is_numeric(&self) -> bool {
        matches!(self.filtering(), Some(Filtering::Numbers | Filtering::Years))
    }

    fn has_years(&self) -> bool {
        self.filtering() == Some(Filtering::Years)
    }

    /// Whether readers know its values for what they are without its label.
    pub(super) fn speaks_for_itself(&self) -> bool {
        !self.is_numeric() && self.filtering() != Some(Filtering::YesNo)
    }
}

fn number(facet: &Facet<'_>, word: &str) -> Result<i64, BadFilter> {
    word.parse().map_err(|_| {
        let (what, example) = match facet.has_years() {
            true => ("a year", "2015"),
            false => ("a whole number", "12"),
        };
        let name = facet.name;
        BadFilter {
            message: format!("`{name}` is filtered by {what}; `{word}` is not one"),
            help: format!(
                "write `{name}={example}`, `{name}.from={example}` or `{name}.to={example}`"
            ),
        }
    })
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
