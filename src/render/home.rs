//! The home page of a language.

use tera::Value;

use crate::config::{HomeEntry, PAGE};
use crate::diagnostics::Diagnostic;
use crate::ids::{KindId, LanguageId, RecordId};

use super::addresses::{On, Shows, root_of};
use super::body::Sections;
use super::footnotes::Notes;
use super::frame::Face;
use super::{Rendered, Renderer, map, shown};

/// A text with more letters than this, those of its links left aside, is more than an introduction.
const MOST_LETTERS: usize = 1200;

/// A kind with more records than this, those inside them included, is on the home page by its name
/// and count alone, unless the configuration asks for it.
const MOST_AT_HOME: usize = 500;

impl Renderer {
    pub(super) fn home(
        &self,
        path: &str,
        language: LanguageId,
        index: Option<RecordId>,
    ) -> Rendered {
        let root = root_of(path);
        let document = index.map(|index| self.model.document_at(index));
        let on = On { root: &root, language, shows: Shows::document(document) };
        let mut notes = Notes::default();
        let title = self.home_title(index, language);
        let (words, body) = match index {
            Some(index) => (
                self.title_words(index, on, &mut notes)?,
                self.record_body(index, on, Sections::Shown, &mut notes)?,
            ),
            None => (shown(&title), String::new()),
        };
        let face = Face {
            path,
            language,
            title,
            number: None,
            description: index
                .and_then(|index| self.model.records[index].description.clone())
                .unwrap_or_else(|| self.site_description(language).into()),
            breadcrumbs: Vec::new(),
            alternates: self.home_alternates(),
            neighbours: index
                .filter(|_| self.model.contents.is_some())
                .map(|index| self.plan.neighbours[index])
                .unwrap_or_default(),
            parts: (None, None),
            hidden: false,
            work: Some(self.whole_work(language)),
            sources: self.sources(language),
            subject: Some(self.report_data(path, language)),
            collection: None,
            feed: self.feed_beside(path),
        };
        let mut context = self.context(&face, on);
        context.insert_value("words", words);
        context.insert("title_id", &index.and_then(|index| self.title_id(index)));
        context.insert_value("body", Value::safe_string(&body));
        let all = index.is_none().then(|| self.all_chapters(language)).flatten();
        context.insert_value("all_chapters", Value::from(all));
        context.insert("brief", &index.is_some_and(|index| self.is_brief(index)));
        let view = match index {
            Some(index) => self.record_view(index, on, &mut notes)?,
            None => Value::none(),
        };
        context.insert_value("record", view);
        let sections = self.home_sections(on, &mut notes)?;
        context.insert_value("sections", Value::from(sections));
        let changes = self.latest_changes(on)?;
        context.insert_value("changes", Value::from(changes));
        context.insert_value("kinds", self.kinds_in_use(language));
        context.insert_value("notes", Value::from(self.notes(on, &mut notes)?));
        self.look.render("home.html", &context)
    }

    /// Whether a document is a short text without sections.
    fn is_brief(&self, index: RecordId) -> bool {
        let placed = self.model.document_of(index);
        let (document, title) = (placed.document(), placed.part().title_heading);
        (0..document.headings.len()).all(|heading| Some(heading) == title)
            && document.running as usize <= MOST_LETTERS
    }

    /// What the home page shows beside its text: kinds with their records, pictures, and the figures
    /// of the ledger.
    fn home_sections(&self, on: On<'_>, notes: &mut Notes) -> Result<Vec<Value>, Box<Diagnostic>> {
        let configured = &self.config.html.home;
        let indexed = self
            .config
            .other_kinds()
            .filter(|&kind| self.config.kinds[kind].index && !self.is_inside(kind, on.language));
        let entries: Vec<HomeEntry> = match configured.is_empty() {
            true => indexed
                .filter(|&kind| self.shown_at_home(kind, on.language) <= MOST_AT_HOME)
                .map(HomeEntry::Kind)
                .chain([HomeEntry::Progress])
                .collect(),
            false => configured.clone(),
        };
        let mut sections = Vec::new();
        for entry in entries {
            match entry {
                HomeEntry::Kind(kind) => {
                    let mut records = Vec::new();
                    for index in self.of_language(kind, on.language) {
                        let view = self.head_view(index, on, notes)?;
                        let mut view = view.as_map().cloned().unwrap_or_default();
                        let contents = Value::from(self.contents(index, on.language));
                        view.insert("contents".into(), contents);
                        records.push(Value::from(view));
                    }
                    if !records.is_empty() {
                        let kind = self.kind_view(kind, on.language);
                        sections.push(map! { "type": "kind", "kind": kind, "records": records });
                    }
                }
                HomeEntry::Picture(picture) => {
                    let picture = self.picture_view(picture, on, notes);
                    sections.push(map! { "type": "picture", "picture": picture });
                }
                HomeEntry::Progress => sections.extend(self.home_progress(on.language)),
            }
        }
        Ok(sections)
    }

    /// How many records a home page shows when it shows a kind: its own, and those inside them.
    fn shown_at_home(&self, kind: KindId, language: LanguageId) -> usize {
        self.of_language(kind, language)
            .map(|index| 1 + self.model.shape.children[index].len())
            .sum()
    }

    /// Whether all records of a kind stand inside records of other kinds, and so are shown there.
    fn is_inside(&self, kind: KindId, language: LanguageId) -> bool {
        self.of_language(kind, language).all(|index| {
            let parent = self.model.parent(index);
            parent.is_some_and(|parent| self.model.records[parent].kind != PAGE)
        })
    }
}
