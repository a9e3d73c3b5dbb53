//! What the search index is made of, and asks for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostics::Diagnostic;
use crate::field::Form;
use crate::ids::{DocumentId, LanguageId, RecordId};
use crate::parse::text;
use crate::plan::address_of_record;
use crate::search::{
    self, Facet, Found, Frame, Index, Kind, Language, Line, Report, WordCache, Words,
};
use crate::trace::{self, Fact};

use super::Renderer;
use super::addresses::{On, Shows};
use super::body::Sections;
use super::footnotes::Notes;

/// The words of a document and the numbers of its records.
type Numbered = (Words, Vec<u32>);

impl Renderer {
    /// The search index of all languages.
    ///
    /// # Errors
    /// What is wrong with a template that stands inside a body.
    pub(crate) fn search_index(&self, cache: Option<&WordCache>) -> Result<Index, Box<Diagnostic>> {
        let all = self.model.documents.enumerate();
        let listed = all.filter(|(_, placed)| self.model.is_listed(placed.record));
        let documents: Vec<DocumentId> = listed.map(|(at, _)| at).collect();
        let each = documents.par_iter();
        let words: Vec<Words> = match cache {
            Some(cache) => {
                let (config, look) = (Arc::clone(&self.config), Arc::clone(&self.look));
                cache.begin(Frame { config, look, digest: self.frame() });
                each.map(|&at| self.cached_words(at, cache)).collect::<Result<_, _>>()?
            }
            None => each.map(|&at| self.words_in(at)).collect::<Result<_, _>>()?,
        };
        let mut index = Index::default();
        for language in self.config.languages.ids() {
            let own = self.searched(language);
            if own.records.is_empty() {
                continue;
            }
            let numbers: BTreeMap<RecordId, u32> =
                own.records.iter().zip(0..).map(|(&record, number)| (record, number)).collect();
            let placed = documents.iter().zip(&words);
            let placed = placed.filter(|(at, _)| self.model.documents[**at].language == language);
            let numbered: Vec<Numbered> = placed
                .map(|(&at, words)| {
                    let records = self.records_in(at);
                    (words.clone(), records.map(|record| numbers[&record]).collect())
                })
                .collect();
            index.add(own, numbered);
        }
        if let Some(cache) = cache {
            index.compare(cache);
        }
        Ok(index)
    }

    /// The kinds and records of a language.
    fn searched(&self, language: LanguageId) -> Language {
        let mut own = Language {
            id: language,
            tag: self.config.languages[language].tag.clone(),
            end: if self.settings.portable { "index.html" } else { "" },
            ..Language::default()
        };
        for kind in self.config.kinds.ids() {
            let before = own.records.len();
            own.records.extend(self.of_language(kind, language));
            let declared = &self.config.kinds[kind];
            let address = address_of_record(&self.config, kind, language, "-");
            own.kinds.push(Kind {
                name: declared.name.clone(),
                label: self.label(language, &declared.label).to_owned(),
                plural: self.label(language, &declared.plural).to_owned(),
                address: address.trim_end_matches("-/").to_owned(),
                count: own.records.len() - before,
            });
        }
        own
    }

    /// The records of a document in reading order.
    fn records_in(&self, at: DocumentId) -> impl Iterator<Item = RecordId> {
        let placed = &self.model.documents[at];
        (0..placed.part().records.len()).map(|place| placed.nth(place))
    }

    fn cached_words(&self, at: DocumentId, cache: &WordCache) -> Result<Words, Box<Diagnostic>> {
        let digest = |fact: Fact| self.digest_of(fact);
        let path = &self.model.documents[at].document().source.path;
        if let Some(words) = cache.get(path, digest) {
            return Ok(words);
        }
        let (words, reads) = trace::of(|| self.words_in(at));
        let words = words?;
        let facts = reads.0.into_iter().map(|fact| (fact, digest(fact)));
        Ok(cache.put(path, facts.collect(), words))
    }

    fn words_in(&self, at: DocumentId) -> Result<Words, Box<Diagnostic>> {
        let found = self.records_in(at).map(|record| self.found(record));
        let found = found.collect::<Result<Vec<Found>, _>>()?;
        self.model.prose_cache.let_go(self.model.documents[at].document());
        Ok(Words::of(&found))
    }

    /// What is to be found about a record. Its own sections are left out, so that every text is found
    /// once.
    fn found(&self, index: RecordId) -> Result<Found, Box<Diagnostic>> {
        let record = &self.model.records[index];
        let on = On { root: "", language: record.language, shows: Shows::Nothing };
        let mut notes = Notes::left_out();
        let mut html = vec![self.record_body(index, on, Sections::LeftOut, &mut notes)?];
        let mut values = Vec::new();
        for value in record.values.iter().flatten() {
            match value.form() {
                Form::Markdown(at) => html.push(self.fragment(index, at, on, &mut notes)?),
                _ => values.extend(value.text().map(str::to_owned)),
            }
        }
        let names = self.names_of(index, &values);
        values.extend(record.description.as_ref().map(|description| description.text.clone()));
        values.extend(self.filters(index).into_iter().map(|(_, value)| value));
        Ok(Found { title: record.title.clone(), names, values, html })
    }

    /// What a record can be found by: its choices, under the labels of their fields, and the record
    /// around it and those that its fields refer to, under the labels of their kinds.
    fn filters(&self, index: RecordId) -> BTreeSet<(String, String)> {
        let record = &self.model.records[index];
        let declared = &self.config.kinds[record.kind];
        let label = |label: &str| self.label(record.language, label).to_owned();
        let of_kind = |at: RecordId| {
            let kind = &self.config.kinds[self.model.records[at].kind];
            (label(&kind.label), self.record_choice(at).label.text)
        };
        let parent =
            self.model.parent(index).filter(|_| declared.parent_label.is_some()).map(of_kind);
        let fields = declared.fields.iter().zip(&record.values);
        let values =
            fields.flat_map(|(field, values)| values.iter().map(move |value| (field, value)));
        let filters = values.filter_map(|(field, value)| match value.form() {
            Form::Record(at) => self.links.field(&self.model, index, at).map(of_kind),
            Form::Plain => Some((label(&field.label), label(value.label(&field.ty)?))),
            Form::Markdown(_) | Form::Row(_) => None,
        });
        parent.into_iter().chain(filters).collect()
    }

    /// The number of a record, its ids, and what of its title and values looks like a symbol.
    fn names_of(&self, index: RecordId, values: &[String]) -> Vec<String> {
        let record = &self.model.records[index];
        let mut names: Vec<String> = record.number.iter().cloned().collect();
        if &*record.id != "index" {
            names.push(record.id.to_string());
            names.extend(record.id.rsplit_once('/').map(|(_, last)| last.to_owned()));
        }
        names.extend(record.aliases.iter().map(|alias| alias.text.clone()));
        names.extend(search::symbol_before(&record.title));
        names.extend(values.iter().flat_map(|value| search::symbols_in(value)));
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }
}

impl Report for Renderer {
    fn line(&self, language: &Language, index: RecordId) -> Line {
        let record = &self.model.records[index];
        let address: &str = &self.plan.addresses[index];
        let kind = language.kinds.get(record.kind.index()).map_or("", |kind| &kind.address);
        let below = address.strip_prefix(kind).and_then(|rest| rest.strip_suffix('/'));
        let path = match below {
            Some(id) if !id.is_empty() => behind_slug(id, &record.title).unwrap_or(id).to_owned(),
            _ => format!("/{address}"),
        };
        let number = record.number.as_deref().map(in_line).unwrap_or_default();
        Line { title: in_line(&record.title), number, path }
    }

    /// Those of the same name and label are one, whatever kinds have them.
    fn facets(&self, language: &Language) -> Vec<Facet> {
        let mut all: Vec<(Facet, HashMap<String, usize>)> = Vec::new();
        for (place, kind) in self.config.kinds.ids().enumerate() {
            let records: Vec<RecordId> = self.of_language(kind, language.id).collect();
            for facet in self.facets(kind) {
                let Some(counts) = self.counts(&records, &facet, language.id) else { continue };
                let label = &*self.facet_label(language.id, &facet);
                let is_same = |own: &Facet| own.name == facet.name && own.label == label;
                let at = all.iter().position(|(own, _)| is_same(own)).unwrap_or_else(|| {
                    all.push((Facet::new(facet.name, label), HashMap::new()));
                    all.len() - 1
                });
                let (merged, places) = &mut all[at];
                for (choice, _) in counts {
                    places.entry(choice.value.clone()).or_insert_with(|| {
                        merged.values.push((choice.value, choice.label.text));
                        merged.values.len() - 1
                    });
                }
                merged.of.extend(records.iter().map(|&record| {
                    let mut own = self.places_of(record, &facet, places);
                    own.sort_unstable();
                    own.dedup();
                    own
                }));
                merged.kinds.push(place);
            }
        }
        all.into_iter().map(|(facet, _)| facet).collect()
    }
}

/// A text without tabs and line breaks.
fn in_line(text: &str) -> String {
    match text.bytes().any(|byte| byte.is_ascii_control()) {
        true => text.replace(['\t', '\n', '\r'], " "),
        false => text.to_owned(),
    }
}

/// What a path has behind what `find.js` makes of a title, if it begins with that, and the title needs
/// no other letters and is not cut: nothing, or a hyphen and more. No id begins with a hyphen.
fn behind_slug<'p>(path: &'p str, title: &str) -> Option<&'p str> {
    let is_plain = title.is_ascii() && title.len() <= text::LONGEST_SLUG;
    let slug = is_plain.then(|| text::slug(title)).filter(|slug| !slug.is_empty())?;
    path.strip_prefix(&*slug).filter(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_only_what_the_title_does_not() {
        for (path, title, expected) in [
            ("the-state-s-duty", "The state/s duty", Some("")),
            ("duty-of-care-12", "Duty of care", Some("-12")),
            ("duty-of-cares", "Duty of care", None),
            ("rec-12", "Duty of care", None),
            ("\u{e9}tat-2", "\u{c9}tat", None),
            ("12", "", None),
        ] {
            assert_eq!(behind_slug(path, title), expected, "{path}");
        }
    }
}
