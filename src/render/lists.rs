//! What links and the menu lead to that no document holds: overviews, and indexes with filters.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, PoisonError};

use crate::config::{MenuEntry, Overview, PAGE};
use crate::diagnostics::{Code, Diagnostic};
use crate::ids::{KindId, LanguageId, RecordId};
use crate::parse::{Document, Phrase};
use crate::plan::{DATA, file_of};
use crate::resolve::{Filtered, Measure, Target};
use crate::source::Source;
use crate::trace::{self, Reads};
use crate::url;

use super::Renderer;
use super::addresses::On;
use super::facets::Facet;
use super::others::COLLECTION;
use super::select::{Asked, BadFilter, Filter, LOOKS};

/// Kind, language and filters as written → the list, or why there is none.
pub(super) type Lists =
    BTreeMap<(KindId, LanguageId, Box<str>), (Arc<Result<List, BadFilter>>, Reads)>;

/// Kind and filters as written → how many records the list has, if the filters are right.
pub(super) type Counts = BTreeMap<(KindId, Box<str>), (Option<usize>, Reads)>;

/// An index with filters.
#[derive(Debug)]
pub(super) struct List {
    /// The query, with its question mark.
    pub(super) query: String,
    pub(super) title: String,
}

impl Renderer {
    /// What is wrong with the filters of lists that links and the menu lead to.
    pub(crate) fn check_lists(&self) -> Vec<Diagnostic> {
        let menu = self.config.html.menu.iter().filter_map(|entry| match entry {
            MenuEntry::List(kind, filters) => {
                self.check_list(*kind, &filters.value, &self.config.source, &filters.span)
            }
            _ => None,
        });
        let links = self.links.filtered.iter().filter_map(|filtered| self.check_link(*filtered));
        menu.chain(links).collect()
    }

    fn check_link(&self, filtered: Filtered) -> Option<Diagnostic> {
        let Filtered { document, fragment, link } = filtered;
        let placed = &self.model.documents[document];
        let links = &self.links.documents[document];
        let (written, targets): (&Document, _) = match fragment {
            None => (placed.document(), &links.text),
            Some(at) => (&placed.part().fragments[at].document, &links.fragments[at]),
        };
        let Target::List(kind, query, _) = &targets.links[link] else { return None };
        self.check_list(*kind, query, &written.source, &written.links[link].target.span)
    }

    fn check_list(
        &self,
        kind: KindId,
        query: &str,
        source: &Arc<Source>,
        span: &Range<usize>,
    ) -> Option<Diagnostic> {
        if query.is_empty() {
            return None;
        }
        let list = self.list(kind, LanguageId::OWN, query);
        let Err(BadFilter { message, help }) = &*list else { return None };
        let problem = Diagnostic::at(Code::UnknownFilter, source, span.clone(), message.clone());
        Some(problem.help(help.clone()))
    }

    /// The index of a kind with filters, in a language.
    pub(super) fn list(
        &self,
        kind: KindId,
        language: LanguageId,
        query: &str,
    ) -> Arc<Result<List, BadFilter>> {
        let key = (kind, language, query.into());
        let known = || self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((list, reads)) = known().get(&key) {
            reads.note();
            return Arc::clone(list);
        }
        let (list, reads) = trace::of(|| Arc::new(self.listed(kind, language, query)));
        reads.note();
        known().insert(key, (Arc::clone(&list), reads));
        list
    }

    fn listed(&self, kind: KindId, language: LanguageId, query: &str) -> Result<List, BadFilter> {
        let facets = self.facets(kind);
        let is_look = |(name, _): &Filter| {
            LOOKS.contains(&name.as_str()) && facets.iter().all(|facet| facet.name != name)
        };
        let (looks, filters): (Vec<Filter>, Vec<Filter>) =
            filters(query)?.into_iter().partition(is_look);
        let asked = self.asked(kind, &facets, &filters)?;
        let mut pairs = Vec::new();
        let mut words = Vec::new();
        for (at, asked) in &asked {
            let name = url::encoded(facets[*at].name);
            let values = asked.values.iter().map(|value| url::encoded(value));
            pairs.extend(values.map(|value| format!("{name}={value}")));
            let bounds = [("from", asked.from), ("to", asked.to)];
            let bounds = bounds.iter().filter_map(|(end, bound)| Some((end, (*bound)?)));
            pairs.extend(bounds.map(|(end, bound)| format!("{name}.{end}={bound}")));
            words.extend(self.words_of_filter(kind, language, &facets[*at], asked));
        }
        for (name, value) in &looks {
            self.check_look(kind, &facets, name, value)?;
            pairs.push(format!("{name}={}", url::encoded(value)));
        }
        let plural = self.label(language, &self.config.kinds[kind].plural);
        let title = match &words[..] {
            [] => self.index_title(kind, language),
            words => format!("{plural}: {}", words.join(", ")),
        };
        Ok(List { query: format!("?{}", pairs.join("&")), title })
    }

    /// What a facet is asked for, as readers see it.
    fn words_of_filter(
        &self,
        kind: KindId,
        language: LanguageId,
        facet: &Facet<'_>,
        asked: &Asked,
    ) -> Vec<String> {
        let possible = self.possible(kind, facet, language);
        let label = |value: &String| {
            let found = possible.iter().find(|(own, _)| own == value);
            found.map_or(value, |(_, label)| label).clone()
        };
        let mut words: Vec<String> = asked.values.iter().map(label).collect();
        if asked.from.is_some() || asked.to.is_some() {
            let [from, to] = [asked.from, asked.to]
                .map(|bound| bound.map(|bound| bound.to_string()).unwrap_or_default());
            words.push(format!("{from}–{to}"));
        }
        if facet.speaks_for_itself() {
            return words;
        }
        let name = self.facet_label(language, facet);
        words.iter().map(|word| format!("{name} {word}")).collect()
    }

    pub(super) fn list_href(&self, kind: KindId, query: &str, on: On<'_>) -> String {
        let Some((_, address)) = self.kind_entry(kind, on.language) else { return String::new() };
        let href = self.elsewhere(on, &address, "");
        match query.is_empty() {
            true => href,
            false => match &*self.list(kind, on.language, query) {
                Ok(list) => href + &list.query,
                Err(_) => href,
            },
        }
    }

    /// How many records of a kind a list has, or which share of all of them that is, in words.
    pub(super) fn list_figure(
        &self,
        kind: KindId,
        query: &str,
        measure: Measure,
        language: LanguageId,
    ) -> String {
        let key = (kind, query.into());
        let known = || self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known().get(&key).cloned();
        let (count, reads) = kept.unwrap_or_else(|| {
            let (count, reads) = trace::of(|| self.count(kind, query));
            known().insert(key, (count, reads.clone()));
            (count, reads)
        });
        reads.note();
        let Some(count) = count else { return query.to_owned() };
        let all = self.of_language(kind, LanguageId::OWN).count();
        match measure {
            Measure::Share => self.share(language, count, all).unwrap_or_else(|| count.to_string()),
            Measure::Title | Measure::Count => count.to_string(),
        }
    }

    /// How many records of the report's own language a list has; none, where its filters are wrong,
    /// which is told where they stand.
    fn count(&self, kind: KindId, query: &str) -> Option<usize> {
        let facets = self.facets(kind);
        let is_filter = |(name, _): &Filter| {
            !LOOKS.contains(&name.as_str()) || facets.iter().any(|facet| facet.name == name)
        };
        let filters: Vec<Filter> = filters(query).ok()?.into_iter().filter(is_filter).collect();
        Some(self.select(kind, &filters).ok()?.len())
    }

    pub(super) fn list_title(&self, kind: KindId, query: &str, language: LanguageId) -> String {
        let list = (!query.is_empty()).then(|| self.list(kind, language, query));
        if let Some(Ok(list)) = list.as_deref() {
            return list.title.clone();
        }
        self.index_title(kind, language)
    }

    /// What an index is called: as its introduction is, or else by the plural of its kind.
    fn index_title(&self, kind: KindId, language: LanguageId) -> String {
        let introduction = self.plan.introductions.get(&(kind, language));
        let title = introduction.map(|index| self.model.records[*index].title.as_str());
        title.unwrap_or_else(|| self.label(language, &self.config.kinds[kind].plural)).to_owned()
    }

    /// The title and the address of a page that no document holds; where a language has none, those of
    /// the report's own.
    pub(super) fn overview_entry(
        &self,
        overview: Overview,
        language: LanguageId,
    ) -> (String, String) {
        let word = |key: &str| self.look.strings().word(language, key);
        let (name, title) = match overview {
            Overview::Home => {
                let text = self.model.find(PAGE, language, "index");
                return (self.home_title(text, language).text, self.plan_home(language));
            }
            Overview::Data => return (word("data"), DATA.to_owned()),
            Overview::Titles => ("a-z/", "titles-title"),
            Overview::Whole => ("print/", "whole-title"),
            Overview::Changes => ("changes/", "changes-title"),
            Overview::Progress => ("progress/", "progress-title"),
            Overview::Milestones => ("milestones/", "milestones-title"),
            Overview::Collection => (COLLECTION, "collection-title"),
        };
        let own = format!("{}{name}", self.plan_home(language));
        let is_there = self.plan.pages.contains_key(&*file_of(&own));
        (word(title), if is_there { own } else { name.to_owned() })
    }

    /// What the home page of a language is called: the title of its text, else that of the site.
    pub(super) fn home_title(&self, text: Option<RecordId>, language: LanguageId) -> Phrase {
        let title = text.map(|index| self.title_of(index));
        let title = title.filter(|title| !title.text.is_empty());
        title.unwrap_or_else(|| self.site_title(language).into())
    }
}

/// Filters as they stand behind a question mark.
fn filters(query: &str) -> Result<Vec<Filter>, BadFilter> {
    let pairs = query.split('&').filter(|pair| !pair.trim().is_empty());
    let read = |pair: &str| match pair.split_once('=') {
        Some((name, value)) => Ok((url::decoded(name.trim()), url::decoded(value.trim()))),
        None => Err(BadFilter {
            message: format!("the filter `{}` has no value", pair.trim()),
            help: format!("write a field and a value, as in `{}=value`", pair.trim()),
        }),
    };
    pairs.map(read).collect()
}
