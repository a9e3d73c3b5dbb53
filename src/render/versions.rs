//! What changed between published versions, for readers: on pages of its own and on that of a record.
//!
//! The pages of a version are made of its file, and of the titles and labels of today. What has changed
//! since is found when it is asked for, and so is what differs in the text of a record.

use tera::Value;

use serde_json::Value as Json;

use crate::config::Field;
use crate::date::Date;
use crate::ids::{KindId, LanguageId, RecordId};
use crate::look::Argument;
use crate::plan::{Cut, SINCE, VERSIONS, part_address};
use crate::trace::{self, Fact};
use crate::versions::{
    Change, FieldChange, Found, Move, Op, Paragraph, Published, Record, Rows, Run, Snapshot, Told,
    Version, clipped, compare, of_lines, of_values,
};

use super::addresses::{On, Shows, root_of};
use super::frame::Face;
use super::{Rendered, Renderer, map};

/// So many bytes of what differs in its text stand on the page of a record, which is not to be much
/// larger for them.
const MOST_ON_RECORD: usize = 20_000;

/// Two versions and the language of the page that tells of them.
#[derive(Clone, Copy)]
struct Telling<'a> {
    old: &'a Snapshot,
    new: &'a Snapshot,
    language: LanguageId,
}

impl Renderer {
    fn published(&self) -> &Published {
        &self.model.versions
    }

    fn version_address(&self, language: LanguageId, version: &Version) -> String {
        format!("{}{VERSIONS}{}/", self.plan_home(language), version.name)
    }

    /// The path of the page of what has changed since the latest version, if there is one.
    fn since_path(&self, language: LanguageId) -> Option<String> {
        let last = self.published().versions.last()?;
        self.overview_path(&format!("{}{SINCE}", self.version_address(language, last)))
    }

    /// All versions, the latest first.
    pub(super) fn versions(&self, path: &str, language: LanguageId) -> Rendered {
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let mut face = self.overview(path, language, "versions");
        face.alternates = self.overview_alternates(language, VERSIONS);
        let published = self.published();
        let tag = &self.config.languages[language].tag;
        let versions = published.versions.iter().zip(&published.changes).enumerate().rev();
        let views = versions.map(|(at, (version, told))| {
            let mut view = self.version_view(language, version);
            view.insert("first".into(), Value::from(at == 0));
            view.insert("count".into(), Value::from(told.count(tag) as u64));
            Value::from(view)
        });
        let mut context = self.context(&face, on);
        context.insert_value("versions", Value::from(views.collect::<Vec<_>>()));
        context.insert_value("since", Value::from(self.since_path(language)));
        self.look.render("versions.html", &context)
    }

    /// What a page tells of a version: what it is called, when it was published, and where.
    fn version_view(&self, language: LanguageId, version: &Version) -> tera::Map {
        let head = &version.snapshot.head;
        let date = head.date().map(|date| self.date_view(language, date));
        let path = self.overview_path(&self.version_address(language, version));
        let pairs = [
            ("title", Value::from(self.version_title(language, version))),
            ("date", Value::from(date)),
            ("path", Value::from(path)),
        ];
        pairs.into_iter().map(|(key, value)| (key.into(), value)).collect()
    }

    /// What a version is called: its title, its name or, if that is one, the date.
    fn version_title(&self, language: LanguageId, version: &Version) -> String {
        let head = &version.snapshot.head;
        let date = Date::parse(&head.name).ok().filter(|_| head.title.is_none());
        date.map_or_else(|| head.called().to_owned(), |date| self.date(language, date))
    }

    /// Words with the title of a version in them.
    fn with_version(&self, language: LanguageId, words: &str, version: &Version) -> String {
        let title = Argument::Text(self.version_title(language, version));
        let title = ("version".to_owned(), title);
        self.look.strings().get(language, words, &[title]).unwrap_or_default()
    }

    /// A page of what changed in a version.
    pub(super) fn version(
        &self,
        path: &str,
        language: LanguageId,
        (at, part): (usize, usize),
    ) -> Rendered {
        let published = self.published();
        let (version, told) = (&published.versions[at], &published.changes[at]);
        let before = at.checked_sub(1).map(|before| &published.versions[before]);
        let address = self.version_address(language, version);
        let title = self.version_title(language, version);
        let mut face = self.below_versions(path, language, title, before);
        let tag = &self.config.languages[language].tag;
        let cut = Cut::of_parts(told.parts(tag));
        if let Some(cut) = cut {
            face.title = self.part_title(language, &face.title, cut, part);
        }
        face.alternates =
            self.overview_alternates(language, &format!("{VERSIONS}{}/", version.name));
        let old = before.unwrap_or(version);
        let telling = Telling { old: &old.snapshot, new: &version.snapshot, language };
        let changes = told.part(tag, part);
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let mut context = self.context(&face, on);
        let view = Value::from(self.version_view(language, version));
        context.insert_value("version", view);
        context.insert_value("groups", Value::from(self.change_groups(telling, told, changes)));
        let parts = cut.map(|cut| self.parts_view(&address, cut, part));
        context.insert_value("parts", Value::from(parts));
        context.insert("first", &before.is_none());
        let is_last = at + 1 == published.versions.len();
        let since = is_last.then(|| self.since_path(language)).flatten();
        context.insert_value("since", Value::from(since));
        context.insert("more", &0);
        self.look.render("version.html", &context)
    }

    fn below_versions<'a>(
        &self,
        path: &'a str,
        language: LanguageId,
        title: String,
        before: Option<&Version>,
    ) -> Face<'a> {
        let mut face = self.overview(path, language, "versions");
        let above = (face.title.clone(), format!("{}{VERSIONS}", self.plan_home(language)));
        face.breadcrumbs.push(above);
        face.title = title.into();
        face.description = match before {
            Some(before) => self.with_version(language, "version-against", before).into(),
            None => self.look.strings().word(language, "version-first").into(),
        };
        face
    }

    /// What has changed since the latest version: as much of it as one page can hold.
    pub(super) fn since(&self, path: &str, language: LanguageId) -> Rendered {
        let Some(last) = self.published().versions.last() else { return Ok(String::new()) };
        self.note_everything();
        let present = self.present.get_or_init(|| trace::aside(|| self.snapshot()));
        let difference = compare(&last.snapshot, present);
        let told = Told::of(difference, &last.snapshot, present);
        let tag = &self.config.languages[language].tag;
        let changes = told.part(tag, 1);
        let telling = Telling { old: &last.snapshot, new: present, language };
        let title = self.with_version(language, "since-title", last);
        let mut face = self.below_versions(path, language, title, Some(last));
        let above = (self.version_title(language, last), self.version_address(language, last));
        face.breadcrumbs.push((above.0.into(), above.1));
        face.hidden = true;
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let mut context = self.context(&face, on);
        let view = Value::from(self.version_view(language, last));
        context.insert_value("version", view);
        context.insert_value("groups", Value::from(self.change_groups(telling, &told, changes)));
        context.insert_value("parts", Value::none());
        context.insert("first", &false);
        context.insert_value("since", Value::none());
        context.insert("more", &(told.count(tag) - changes.len()));
        self.look.render("version.html", &context)
    }

    /// Notes that all of the report is read: other threads read it, and take no notes.
    fn note_everything(&self) {
        for index in self.model.listed() {
            trace::note(Fact::Record(index));
            trace::note(Fact::Mentions(index));
        }
        for document in self.model.documents.ids() {
            trace::note(Fact::Document(document));
            trace::note(Fact::Outline(document));
        }
    }

    /// Changes by what became of the records.
    fn change_groups(&self, telling: Telling<'_>, told: &Told, changes: &[usize]) -> Vec<Value> {
        let fate = |change: &Change| match (change.old, change.new) {
            (None, _) => "version-added",
            (_, None) => "version-removed",
            (Some(_), Some(_)) => "version-changed",
        };
        let all = &told.difference.changes;
        let groups = changes.chunk_by(|a, b| fate(&all[*a]) == fate(&all[*b]));
        let views = groups.map(|group| {
            let key = fate(&all[group[0]]);
            let changes = group.iter().map(|at| self.change_of_version(telling, *at, &all[*at]));
            map! {
                "label": self.look.strings().word(telling.language, key),
                "anchor": format!("look:{key}"),
                "changes": changes.collect::<Vec<Value>>(),
            }
        });
        views.collect()
    }

    fn change_of_version(&self, telling: Telling<'_>, at: usize, change: &Change) -> Value {
        let Some(record) = change.record(telling.old, telling.new) else { return Value::none() };
        let kind = self.config.kind(record.kind());
        let today = self.today(telling.language, record);
        let number = match today {
            Some(index) => self.model.records[index].number.clone(),
            None => record.number.clone(),
        };
        let label = kind.map(|kind| self.label(telling.language, &self.config.kinds[kind].label));
        let path = today.map(|index| self.href("", &self.plan.addresses[index], ""));
        let lines = self.lines_of_change(telling, kind, change);
        map! {
            "anchor": anchor(at),
            "title": record.title.as_str(),
            "number": number,
            "kind_label": label.unwrap_or_else(|| record.kind()),
            "path": path,
            "likely": change.by == crate::versions::By::Likeness && change.renamed,
            "lines": lines,
        }
    }

    /// The record of today that a version knows by a name. One that was renamed since has the name as
    /// an alias.
    fn today(&self, language: LanguageId, record: &Record) -> Option<RecordId> {
        let (kind, id) = record.id.split_once('/')?;
        let kind = self.config.kind(kind)?;
        let found = self.model.find(kind, language, id);
        found.or_else(|| {
            let mut all = self.model.of_kind(kind).iter().copied();
            all.find(|index| {
                self.model.language_of(*index) == language
                    && self.model.records.unnoted()[*index].aliases.iter().any(|own| own.text == id)
            })
        })
    }

    /// What differs in a record, a line for each thing: a label, and runs of words.
    fn lines_of_change(
        &self,
        telling: Telling<'_>,
        kind: Option<KindId>,
        change: &Change,
    ) -> Vec<Value> {
        let word = |key: &str| self.look.strings().word(telling.language, key);
        let mut lines: Vec<Value> = Vec::new();
        let mut say = |label: String, runs: Vec<Run>| {
            lines.push(map! { "label": label, "words": runs_view(&runs) });
        };
        if let (true, Some(old)) = (change.renamed, change.old) {
            let old = telling.old.records[old].id.clone();
            say(word("version-id"), vec![Run { op: Op::Removed, text: old }]);
        }
        for own in &change.moves {
            match own {
                Move::Inside(old, new) => {
                    let names = [(Op::Removed, old), (Op::Added, new)].into_iter();
                    let named = names.filter_map(|(op, name)| {
                        Some(Run { op, text: self.title_in(telling, op, name.as_deref()?) })
                    });
                    say(word("version-inside"), named.collect());
                }
                Move::Order(..) => {
                    let text = word("version-elsewhere");
                    say(word("version-order"), vec![Run { op: Op::Same, text }]);
                }
                Move::Document(..) => {}
            }
        }
        for field in &change.fields {
            let (label, runs) = self.field_of_version(telling, kind, field);
            say(label, runs);
        }
        for (name, rows) in &change.relations {
            let declared = kind.and_then(|kind| self.field_named(kind, name));
            let label = declared.map_or(name.as_str(), |field| &field.label);
            let label = self.label(telling.language, label).to_owned();
            say(label, self.titles_of(telling, rows));
        }
        if !change.mentions.is_empty() {
            say(word("version-mentions"), self.titles_of(telling, &change.mentions));
        }
        let book = self.config.ledger.as_ref().and_then(|ledger| ledger.book(kind?));
        let book = book.map(|book| &self.config.kinds[book.kind].fields[book.field]);
        let rows = [(Op::Removed, &change.ledger.removed), (Op::Added, &change.ledger.added)];
        for (op, rows) in rows {
            for row in rows {
                let label = book.map_or("ledger", |field| &field.label);
                let label = self.label(telling.language, label).to_owned();
                let text = self.said_then(telling, op, book, row);
                say(label, vec![Run { op, text }]);
            }
        }
        for paragraph in &change.text {
            if let Paragraph::Changed(runs) = paragraph {
                say(word("version-text"), clipped(runs));
            }
        }
        lines
    }

    fn field_named(&self, kind: KindId, name: &str) -> Option<&Field> {
        self.config.kinds[kind].fields.iter().find(|field| field.name == name)
    }

    fn field_of_version(
        &self,
        telling: Telling<'_>,
        kind: Option<KindId>,
        change: &FieldChange,
    ) -> (String, Vec<Run>) {
        let FieldChange { name, is_own, old, new } = change;
        if *is_own {
            let key = if name == "description" { "version-summary" } else { name };
            return (self.look.strings().word(telling.language, key), of_values(old, new));
        }
        let field = kind.and_then(|kind| self.field_named(kind, name));
        let label = field.map_or(name.as_str(), |field| &field.label);
        let said = |op: Op, value: &Json| Json::String(self.said_then(telling, op, field, value));
        let runs = of_values(&said(Op::Removed, old), &said(Op::Added, new));
        (self.label(telling.language, label).to_owned(), runs)
    }

    /// A value in the words of a language, as far as its field is still declared.
    fn said_then(
        &self,
        telling: Telling<'_>,
        op: Op,
        field: Option<&Field>,
        value: &Json,
    ) -> String {
        let language = telling.language;
        match value {
            Json::Null => String::new(),
            Json::Bool(is) => self.look.strings().word(language, if *is { "yes" } else { "no" }),
            Json::Number(number) => number.to_string(),
            Json::String(text) => {
                let Some(field) = field else { return text.clone() };
                if field.ty.targets().is_some() {
                    return self.title_in(telling, op, text);
                }
                let choice = field.ty.choices().iter().find(|(own, _)| own == text);
                match choice {
                    Some((_, label)) => self.label(language, label).to_owned(),
                    None if field.ty.can_be(crate::field::Role::Time) => {
                        Date::parse(text).map_or(text.clone(), |date| self.date(language, date))
                    }
                    None => text.clone(),
                }
            }
            Json::Array(values) => {
                let words = values.iter().map(|value| self.said_then(telling, op, field, value));
                words.collect::<Vec<_>>().join("; ")
            }
            Json::Object(cells) => {
                let columns = field.map_or(&[][..], |field| field.ty.columns());
                let cells = cells.iter().filter(|(_, value)| !value.is_null());
                let words = cells.map(|(name, value)| {
                    let column = columns.iter().find(|column| column.name == *name);
                    self.said_then(telling, op, column, value)
                });
                words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
            }
        }
    }

    /// The title that a record has, or had: that of the version in which something was said of it.
    fn title_in(&self, telling: Telling<'_>, op: Op, name: &str) -> String {
        let side = if op == Op::Removed { telling.old } else { telling.new };
        let tag = &self.config.languages[telling.language].tag;
        let titled = |is_it: &dyn Fn(&Record) -> bool| {
            side.records.iter().find(|own| own.id == name && is_it(own)).map(Record::called)
        };
        let own = titled(&|record| record.language == *tag);
        own.or_else(|| titled(&|_| true)).unwrap_or_else(|| name.to_owned())
    }

    fn titles_of(&self, telling: Telling<'_>, rows: &Rows<String>) -> Vec<Run> {
        let lists = [(Op::Removed, &rows.removed), (Op::Added, &rows.added)].into_iter();
        let runs = lists.filter(|(_, names)| !names.is_empty()).map(|(op, names)| {
            let titles = names.iter().map(|name| self.title_in(telling, op, name));
            Run { op, text: titles.collect::<Vec<_>>().join("; ") }
        });
        runs.collect()
    }

    /// What has become of a record since it was first published; nothing, if that is nothing.
    pub(super) fn earlier(&self, index: RecordId) -> Option<Value> {
        let published = self.published();
        published.versions.last()?;
        let record = &self.model.records[index];
        let language = record.language;
        let kind = &self.config.kinds[record.kind].name;
        let aliases = record.aliases.iter().map(|alias| alias.text.as_str());
        let ids: Vec<String> =
            std::iter::once(&*record.id).chain(aliases).map(|id| format!("{kind}/{id}")).collect();
        let tag = &self.config.languages[language].tag;
        let history = published.history(tag, ids.iter().map(String::as_str));
        let (first, last) = (history.last()?, history.first()?);
        let text = self.version_text(index);
        let is_other = text != first.record.text;
        let mut changed = Vec::new();
        if text != last.record.text && last.version + 1 == published.versions.len() {
            changed.push(map! {
                "title": self.with_version(language, "since-title", &published.versions[last.version]),
                "path": self.since_path(language),
            });
        }
        changed.extend(history.iter().filter_map(|found| self.changed_in(language, found)));
        if !is_other && changed.is_empty() {
            return None;
        }
        let paragraphs = of_lines(&first.record.text, &text);
        let is_long = is_other && size_of(&paragraphs) > MOST_ON_RECORD;
        let views =
            paragraphs.iter().filter(|_| is_other && !is_long).map(|paragraph| match paragraph {
                Paragraph::Same(_) => Value::from(Vec::<Value>::new()),
                Paragraph::Changed(runs) => Value::from(runs_view(&clipped(runs))),
            });
        let key = if is_other { "changed-text" } else { "changed-record" };
        Some(map! {
            "label": self.look.strings().word(language, key),
            "first": Value::from(self.version_view(language, &published.versions[first.version])),
            "paragraphs": views.collect::<Vec<Value>>(),
            "versions": changed,
        })
    }

    /// The version in which a record changed, and where that is told.
    fn changed_in(&self, language: LanguageId, found: &Found<'_>) -> Option<Value> {
        let published = self.published();
        let version = &published.versions[found.version];
        let told = &published.changes[found.version];
        let change = found.change.filter(|at| {
            let change = &told.difference.changes[*at];
            change.old.is_some() && change.is_shown()
        })?;
        let part = told.part_of(change)?;
        let address = part_address(&self.version_address(language, version), part);
        Some(map! {
            "title": self.version_title(language, version),
            "path": self.href("", &address, &anchor(change)),
        })
    }
}

/// The id of what is told of a change.
fn anchor(change: usize) -> String {
    format!("look:change-{}", change + 1)
}

fn runs_view(runs: &[Run]) -> Vec<Value> {
    let view = |run: &Run| {
        let op = match run.op {
            Op::Same => "same",
            Op::Removed => "removed",
            Op::Added => "added",
        };
        map! { "op": op, "text": run.text.as_str() }
    };
    runs.iter().map(view).collect()
}

/// How many bytes of words differ.
fn size_of(paragraphs: &[Paragraph]) -> usize {
    let runs = paragraphs.iter().map(|paragraph| match paragraph {
        Paragraph::Same(_) => 0,
        Paragraph::Changed(runs) => clipped(runs).iter().map(|run| run.text.len()).sum(),
    });
    runs.sum()
}
