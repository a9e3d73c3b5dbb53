//! Records and kinds as templates see them.

use std::collections::BTreeMap;

use tera::Value;

use crate::config::Field;
use crate::diagnostics::Diagnostic;
use crate::ids::{KindId, LanguageId, RecordId};
use crate::ledger::{Ledger, Party};
use crate::model;
use crate::parse::Phrase;
use crate::plan::Data;
use crate::resolve::{Backlink, Via};

use super::addresses::On;
use super::footnotes::Notes;
use super::{Renderer, map, shown};

impl Renderer {
    /// What a record is called throughout the data: `kind/id`.
    pub fn name_of(&self, index: RecordId) -> String {
        let record = &self.model.records[index];
        format!("{}/{}", self.config.kinds[record.kind].name, record.id)
    }

    /// What data calls a party: the name of a record, or what else it is called.
    pub(crate) fn name_of_party(&self, party: &Party) -> String {
        match party {
            Party::Record(index) => self.name_in_language(*index),
            Party::Choice(name) | Party::Named(name) => name.clone(),
        }
    }

    /// What a record in one of several languages is called: that of a translation ends in `@` and
    /// its language.
    pub(crate) fn name_in_language(&self, index: RecordId) -> String {
        let language = self.model.records[index].language;
        match language {
            LanguageId::OWN => self.name_of(index),
            _ => format!("{}@{}", self.name_of(index), self.config.languages[language].tag),
        }
    }

    /// What other pages show of a record. It holds no link that depends on the page: addresses are
    /// below the site's root.
    pub(super) fn summary(&self, index: RecordId) -> Value {
        self.summaries.get(index, || self.summary_view(index))
    }

    fn summary_view(&self, index: RecordId) -> Value {
        let record = &self.model.records[index];
        let kind = &self.config.kinds[record.kind];
        let language = &self.config.languages[record.language];
        // Long texts are shared where both forms are the same.
        let both = |text: &str, html: Option<&str>| {
            let text = Value::from(text);
            let html = html.map_or_else(|| text.clone(), Value::safe_string);
            (text, html)
        };
        let (title, title_html) = both(&record.title, record.title_html.as_deref());
        let described = self.described(index);
        let (description, description_html) = both(&described.text, described.html.as_deref());
        map! {
            "id": &*record.id,
            "kind": kind.name.as_str(),
            "kind_label": self.label(record.language, &kind.label),
            "number": record.number.clone(),
            "title": title,
            "title_html": title_html,
            "path": self.href("", &self.plan.addresses[index], ""),
            "description": description,
            "description_html": description_html,
            "headline": self.headline(index),
            "ended": self.ended_mark(index),
            "language": language.tag.as_str(),
            "dir": language.direction(),
        }
    }

    /// What stands before a record's title in lists, where its kind names a field for that.
    fn headline(&self, index: RecordId) -> Option<Value> {
        let text = self.headline_text(index)?;
        let (_, value) = self.headline_value(index)?;
        Some(match value.date() {
            Some(date) => map! { "text": text, "iso": date.to_string() },
            None => map! { "text": text },
        })
    }

    /// The text of what stands before a record's title.
    pub(super) fn headline_text(&self, index: RecordId) -> Option<String> {
        let (field, value) = self.headline_value(index)?;
        self.in_words(self.model.records[index].language, field, value)
    }

    fn headline_value(&self, index: RecordId) -> Option<(&Field, &model::Value)> {
        let record = &self.model.records[index];
        let declared = &self.config.kinds[record.kind];
        let at = declared.headline?;
        Some((&declared.fields[at], record.values[at].first()?))
    }

    pub(super) fn kind_view(&self, kind: KindId, language: LanguageId) -> Value {
        let declared = &self.config.kinds[kind];
        let path = self.kind_entry(kind, language).map(|(_, path)| self.href("", &path, ""));
        let count = self.of_language(kind, language).count();
        map! {
            "name": declared.name.as_str(),
            "label": self.label(language, &declared.label),
            "plural": self.label(language, &declared.plural),
            "description": self.label(language, &declared.description),
            "path": path,
            "count": count,
            "table": self.config.data.then(|| Data::Kind(kind).path(&self.config)),
        }
    }

    pub(super) fn of_language(
        &self,
        kind: KindId,
        language: LanguageId,
    ) -> impl Iterator<Item = RecordId> {
        let records = self.model.of_kind(kind).iter().copied();
        records.filter(move |&index| self.model.language_of(index) == language)
    }

    /// Every kind that has an index and records.
    pub(super) fn kinds_in_use(&self, language: LanguageId) -> Value {
        let kinds = self
            .config
            .other_kinds()
            .filter(|&kind| self.config.kinds[kind].index)
            .filter(|&kind| self.of_language(kind, language).next().is_some());
        kinds.map(|kind| self.kind_view(kind, language)).collect::<Vec<Value>>().into()
    }

    /// A record with its fields, for its head in place and for its card.
    pub(super) fn head_view(
        &self,
        index: RecordId,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Value, Box<Diagnostic>> {
        Ok(Value::from(self.head_map(index, on, notes)?))
    }

    fn head_map(
        &self,
        index: RecordId,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<tera::Map, Box<Diagnostic>> {
        let summary = self.summary(index);
        let mut view = summary.as_map().cloned().unwrap_or_default();
        let fields = self.fields(index, on, notes)?;
        view.insert("field".into(), by_name(&fields));
        view.insert("fields".into(), Value::from(fields));
        if let Some(ended) = self.ended_view(index, on, notes)? {
            view.insert("ended".into(), ended);
        }
        if self.settings.preview {
            view.insert("source".into(), self.source_view(index));
        }
        Ok(view)
    }

    /// The file and line that a record comes from.
    pub(super) fn source_view(&self, index: RecordId) -> Value {
        let place = self.model.place(index);
        let place = place.origin().unwrap_or(place);
        let line = place.position().line;
        let path = place.source.path.as_str();
        let editor = self.config.preview.editor.as_ref();
        let editor = editor.map(|pattern| editor_address(pattern, path, line));
        map! { "path": path, "line": line, "editor": editor }
    }

    /// A record as its own page shows it.
    pub(super) fn record_view(
        &self,
        index: RecordId,
        on: On<'_>,
        notes: &mut Notes,
    ) -> Result<Value, Box<Diagnostic>> {
        let record = &self.model.records[index];
        let kind = &self.config.kinds[record.kind];
        let mut view = self.head_map(index, on, notes)?;
        let introduced = |parent: &RecordId| {
            self.plan.introductions.get(&(record.kind, record.language)) == Some(parent)
        };
        let parent = self.model.parent(index).filter(|parent| !introduced(parent)).map(|parent| {
            let label = kind.parent_label.clone().unwrap_or_else(|| {
                self.config.kinds[self.model.records[parent].kind].label.clone()
            });
            map! { "label": self.label(on.language, &label), "record": self.summary(parent) }
        });
        view.insert("parent".into(), Value::from(parent));
        view.insert("contents".into(), Value::from(self.contents(index, on.language)));
        let ledger = Ledger::of(&self.config, &self.model, &self.links, [index]);
        let promised = self.milestones_of(index);
        let entries = self.ledger_view(index, &ledger, on, notes)?;
        view.insert("ledger".into(), Value::from(entries));
        let milestones = self.milestones_view(index, &promised, on, notes)?;
        view.insert("milestones".into(), Value::from(milestones));
        let story = self.story_view(index, (&ledger, &promised), on.language);
        view.insert("story".into(), Value::from(story));
        view.insert("relations".into(), Value::from(self.relations(index, on.language)));
        view.insert("mentions".into(), Value::from(self.mentions(index, on.language)));
        Ok(Value::from(view))
    }

    /// The records inside a record, by kind.
    pub(super) fn contents(&self, index: RecordId, language: LanguageId) -> Vec<Value> {
        let mut by_kind: BTreeMap<KindId, Vec<Value>> = BTreeMap::new();
        for &child in &self.model.shape.children[index] {
            let kind = self.model.records[child].kind;
            by_kind.entry(kind).or_default().push(self.summary(child));
        }
        let groups = by_kind.into_iter().map(|(kind, records)| {
            let label = self.label(language, &self.config.kinds[kind].plural);
            map! { "label": label, "records": records }
        });
        groups.collect()
    }

    /// The records whose fields refer to a record, by what the relation is called from here.
    fn relations(&self, index: RecordId, language: LanguageId) -> Vec<Value> {
        let views = self.relation_groups(index).into_iter().map(|(label, records)| {
            let records: Vec<Value> = records.into_iter().map(|at| self.summary(at)).collect();
            map! { "label": self.label(language, label), "records": records }
        });
        let ends = self.predecessor_views(index, language).into_iter();
        ends.chain(views).chain(self.views_from_others(index, language)).collect()
    }

    /// The records whose fields refer to a record, by the label of the relation from here.
    pub(super) fn relation_groups(&self, index: RecordId) -> Vec<(&str, Vec<RecordId>)> {
        let mut groups: Vec<(&str, Vec<RecordId>)> = Vec::new();
        for Backlink { from, via } in self.ordered_backlinks(index) {
            let Via::Field(field) = via else { continue };
            let field = &self.config.kinds[self.model.records[from].kind].fields[field];
            let label = field.inverse.as_deref().unwrap_or(&field.label);
            match groups.iter_mut().find(|(own, _)| *own == label) {
                // Those of one record follow each other.
                Some((_, records)) if records.last() == Some(&from) => {}
                Some((_, records)) => records.push(from),
                None => groups.push((label, vec![from])),
            }
        }
        groups
    }

    /// The records whose prose refers to a record, by kind, each with the sentences that do.
    fn mentions(&self, index: RecordId, language: LanguageId) -> Vec<Value> {
        let views = self.mention_groups(index).into_iter().map(|group| {
            let records = group.quoted.into_iter().map(|(from, sentences)| {
                let sentences: Vec<Value> = sentences.iter().map(shown).collect();
                map! { "record": self.summary(from), "sentences": sentences }
            });
            let more = group.more.into_iter().map(|from| self.summary(from));
            map! {
                "label": self.label(language, &self.config.kinds[group.kind].plural),
                "records": records.collect::<Vec<Value>>(),
                "more": more.collect::<Vec<Value>>(),
            }
        });
        views.collect()
    }

    /// The records whose prose refers to a record, by kind, the first of each kind with what they
    /// say of it: nothing, where they show a card or a picture alone.
    pub(super) fn mention_groups(&self, index: RecordId) -> Vec<Mentions> {
        let mut groups: Vec<Mentions> = Vec::new();
        for Backlink { from, via } in self.ordered_backlinks(index) {
            if !via.is_in_text() {
                continue;
            }
            let kind = self.model.records[from].kind;
            if groups.last().is_none_or(|group| group.kind != kind) {
                groups.push(Mentions::of(kind));
            }
            let Some(group) = groups.last_mut() else { continue };
            match group.count {
                QUOTATIONS => group.list(from),
                _ => group.quote(from, self.quotation(from, via, index)),
            }
        }
        groups
    }

    /// The sentence in which a record refers to another, or what is quoted of it, if it does in its
    /// prose. A card, a picture or a title alone has none.
    pub(crate) fn quotation(&self, from: RecordId, via: Via, to: RecordId) -> Option<Phrase> {
        let document = self.model.document_at(from);
        let (outline, links) = (self.model.outline(document), &self.links.documents[document]);
        let (sentence, targets) = match via {
            Via::Field(_) | Via::Ended => return None,
            Via::Prose(sentence) => (outline.sentence(sentence as usize), &links.text),
            Via::Fragment(at, sentence) => {
                let at = at as usize;
                (outline.sentence_of_fragment(at, sentence as usize), &links.fragments[at])
            }
        };
        let quoted =
            (!sentence.text.is_empty()).then(|| self.quoted(sentence, targets, (from, to)));
        // The title alone, as in a list or a table, says nothing of the record.
        quoted.filter(|quoted| quoted.text != self.model.records[to].title)
    }

    /// What refers to a record, by kind and then in the order of the kind.
    pub(super) fn ordered_backlinks(&self, index: RecordId) -> Vec<Backlink> {
        let mut backlinks: Vec<Backlink> = self.links.backlinks.of(index).collect();
        backlinks.sort_by_key(|backlink| {
            (self.model.records[backlink.from].kind, self.plan.ranks[backlink.from], backlink.via)
        });
        backlinks
    }
}

/// How many sentences a page quotes of the records of a kind.
const QUOTATIONS: usize = 24;

/// The records of a kind whose prose refers to a record.
#[derive(Debug)]
pub(super) struct Mentions {
    kind: KindId,
    /// The first ones, each with the sentences that do.
    pub(super) quoted: Vec<(RecordId, Vec<Phrase>)>,
    /// How many sentences they have, a card counting as one.
    count: usize,
    /// All others.
    pub(super) more: Vec<RecordId>,
}

impl Mentions {
    fn of(kind: KindId) -> Self {
        Self { kind, quoted: Vec::new(), count: 0, more: Vec::new() }
    }

    fn quote(&mut self, from: RecordId, sentence: Option<Phrase>) {
        self.count += 1;
        match self.quoted.last_mut() {
            Some((own, sentences)) if *own == from => sentences.extend(sentence),
            _ => self.quoted.push((from, sentence.into_iter().collect())),
        }
    }

    fn list(&mut self, from: RecordId) {
        let is_quoted = self.quoted.last().is_some_and(|(own, _)| *own == from);
        if !is_quoted && self.more.last() != Some(&from) {
            self.more.push(from);
        }
    }
}

/// The address that opens a file at a line in the editor.
pub fn editor_address(pattern: &str, path: &str, line: usize) -> String {
    pattern.replace("{path}", path).replace("{line}", &line.to_string())
}

/// Views of fields, to be had by name: `record.field["addressed-to"]`.
fn by_name(fields: &[Value]) -> Value {
    let mut map = tera::Map::new();
    for field in fields {
        let name = field.get_from_path("name").and_then(Value::as_str);
        if let Some(name) = name {
            map.insert(name.to_owned().into(), field.clone());
        }
    }
    Value::from(map)
}
