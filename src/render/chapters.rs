//! The table of contents that stands beside the text of a report with chapters.
//!
//! A page shows the chapters that are in no other, and of those that are in others the ones around the
//! page and directly below it; of very many, some before and after it. So no page grows with the report.

use std::collections::HashMap;
use std::ops::Range;

use tera::Value;

use crate::contents::Item;
use crate::ids::{DocumentId, LanguageId, RecordId};
use crate::parse::Phrase;

use super::addresses::{On, Shows};
use super::{Renderer, map, shown};

/// So many lines are shown at most before and after that of a page.
const AROUND: usize = 100;

/// The table of contents, as all pages of a language have it.
#[derive(Debug, Default)]
pub(super) struct Lines {
    all: Vec<Line>,
    /// Those that are in no chapter.
    outer: Vec<usize>,
    /// The line of a chapter by its record.
    of_record: HashMap<RecordId, usize>,
}

/// A line of the table of contents.
#[derive(Debug)]
struct Line {
    title: Phrase,
    what: What,
    /// The chapters directly inside of it.
    inner: Vec<usize>,
}

#[derive(Debug)]
enum What {
    Part,
    Separator,
    Chapter {
        number: Option<String>,
        /// The address of its page; none of one that has still to be written.
        address: Option<String>,
        record: Option<RecordId>,
        /// The line of the chapter that it is in.
        parent: Option<usize>,
    },
}

/// How much of the table of contents is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// What is near the page.
    Near,
    /// All of it.
    Whole,
}

impl Renderer {
    /// The table of contents for a page, in a report that has one.
    pub(super) fn chapters(&self, language: LanguageId, on: On<'_>) -> Option<Value> {
        self.model.contents.as_ref()?;
        let current = match on.shows {
            Shows::Document(document) | Shows::Section(document, _) => Some(document),
            Shows::Nothing | Shows::Introduction(_) | Shows::Everything | Shows::Sheet(_) => None,
        };
        let is_page = matches!(on.shows, Shows::Document(_));
        Some(self.chapters_view(language, current, is_page, Extent::Near))
    }

    /// All of the table of contents, for a home page without a text.
    pub(super) fn all_chapters(&self, language: LanguageId) -> Option<Value> {
        self.model.contents.as_ref()?;
        Some(self.chapters_view(language, None, false, Extent::Whole))
    }

    fn chapters_view(
        &self,
        language: LanguageId,
        current: Option<DocumentId>,
        is_page: bool,
        extent: Extent,
    ) -> Value {
        let whole = self.lines[language].get(|| self.lines_of(language));
        let record = current.map(|document| self.model.documents[document].record);
        let at = record.and_then(|record| whole.of_record.get(&record).copied());
        let lines = whole.all.as_slice();
        let around = around(lines, at);
        let (visible, is_cut) = match extent {
            Extent::Whole => ((0..lines.len()).collect(), false),
            Extent::Near => whole.near(&around),
        };
        let groups = grouped(lines, &visible).into_iter().map(|(head, chapters)| {
            let title = head.filter(|&at| matches!(lines[at].what, What::Part));
            map! {
                "title": title.map(|at| lines[at].title.text.clone()),
                "title_html": title.map(|at| shown(&lines[at].title)),
                "chapters": self.nested(lines, chapters, |own| match at {
                    Some(at) if own == at && is_page => "page",
                    _ if around.contains(&own) => "true",
                    _ => "",
                }),
            }
        });
        map! { "groups": groups.collect::<Vec<_>>(), "cut": is_cut }
    }

    /// What all pages of a language show.
    fn lines_of(&self, language: LanguageId) -> Lines {
        let items = self.model.contents.iter().flat_map(|contents| contents.items(language));
        // The last chapter of each depth.
        let mut open: Vec<usize> = Vec::new();
        let line = |(at, item): (usize, &Item)| match item {
            Item::Part(title) => Line::new(title.clone(), What::Part),
            Item::Separator => Line::new(Phrase::default(), What::Separator),
            Item::Chapter(chapter) => {
                open.truncate(chapter.depth);
                let parent = open.last().copied();
                open.push(at);
                let record = chapter.stem.as_deref().and_then(|stem| self.chapter(language, stem));
                let address = record.map(|record| self.plan.addresses[record].to_string());
                let number = chapter.number.clone();
                let title = self.title_in_contents(language, &chapter.title, record);
                Line::new(title, What::Chapter { number, address, record, parent })
            }
        };
        Lines::of(items.enumerate().map(line).collect())
    }

    /// What a chapter is called in a language: as the table of contents of the language says, or else by
    /// the title of its document. The titles of all documents are in the frame of pages.
    fn title_in_contents(
        &self,
        language: LanguageId,
        named: &Phrase,
        record: Option<RecordId>,
    ) -> Phrase {
        let records = self.model.records.unnoted();
        let Some(record) = record.map(|record| &records[record]) else { return named.clone() };
        let says = self.model.contents.as_ref().is_some_and(|contents| contents.has(language));
        match !named.text.is_empty() && (says || record.language != language) {
            true => named.clone(),
            false => Phrase { text: record.title.clone(), html: record.title_html.clone() },
        }
    }

    /// The record of a chapter in a language, or else in the report's own.
    fn chapter(&self, language: LanguageId, stem: &str) -> Option<RecordId> {
        let directory = &self.model.shape.directory;
        let document = directory.document(language, stem);
        let document = document.or_else(|| directory.document(LanguageId::OWN, stem))?;
        Some(self.model.documents[document].record)
    }

    /// Chapters in the order of the text, each with how many lists begin and end behind it.
    fn nested(
        &self,
        lines: &[Line],
        chapters: &[usize],
        current: impl Fn(usize) -> &'static str,
    ) -> Vec<Value> {
        let depth = |at: usize| around(lines, Some(at)).len();
        // Where the chapters around the first are not shown, lists begin with it.
        let least = chapters.iter().map(|&at| depth(at)).min().unwrap_or_default();
        let mut views = Vec::new();
        for (place, &at) in chapters.iter().enumerate() {
            let What::Chapter { number, address, .. } = &lines[at].what else { continue };
            let own = depth(at);
            let next = chapters.get(place + 1).map_or(least, |&next| depth(next));
            views.push(map! {
                "title": lines[at].title.text.as_str(),
                "title_html": shown(&lines[at].title),
                "number": number.clone().filter(|_| !self.config.html.no_section_label),
                "path": address.as_deref().map(|address| self.href("", address, "")),
                "current": current(at),
                "opens": next > own,
                "closes": own.saturating_sub(next),
            });
        }
        views
    }

    /// The chapters around a chapter, the outermost first: title and address.
    pub(super) fn chapters_above(&self, record: RecordId) -> Vec<(Phrase, String)> {
        let language = self.model.language_of(record);
        if self.model.contents.is_none() {
            return Vec::new();
        }
        let whole = self.lines[language].get(|| self.lines_of(language));
        let at = whole.of_record.get(&record).copied();
        let lines = whole.all.as_slice();
        let above = around(lines, at).into_iter().filter(|own| Some(*own) != at);
        let crumb = |at: usize| match &lines[at].what {
            What::Chapter { address: Some(address), .. } => {
                Some((lines[at].title.clone(), address.clone()))
            }
            _ => None,
        };
        above.filter_map(crumb).collect()
    }
}

impl Lines {
    fn of(mut all: Vec<Line>) -> Self {
        let (mut outer, mut of_record) = (Vec::new(), HashMap::new());
        for at in 0..all.len() {
            match all[at].parent() {
                Some(parent) => all[parent].inner.push(at),
                None => outer.push(at),
            }
            if let Some(record) = all[at].record() {
                of_record.entry(record).or_insert(at);
            }
        }
        Self { all, outer, of_record }
    }

    /// The lines near a chapter, with those `around` it, the outermost first; and whether there are
    /// more. However many there are, few are looked at.
    fn near(&self, around: &[usize]) -> (Vec<usize>, bool) {
        let place = around.first().map_or(0, |first| self.outer.partition_point(|at| at < first));
        let first = place.saturating_sub(2 * AROUND);
        let last = (place + 2 * AROUND + 1).min(self.outer.len());
        let mut visible = Vec::new();
        for &at in &self.outer[first..last] {
            self.unfold(at, around, &mut visible);
        }
        let inside: usize = around.iter().map(|&at| self.all[at].inner.len()).sum();
        let near = near(&visible, around.last().copied());
        let is_cut = near.len() < self.outer.len() + inside;
        (near, is_cut)
    }

    /// Adds a line, and what is inside of it where that is shown.
    fn unfold(&self, at: usize, around: &[usize], visible: &mut Vec<usize>) {
        visible.push(at);
        if around.contains(&at) {
            for &inner in &self.all[at].inner {
                self.unfold(inner, around, visible);
            }
        }
    }
}

impl Line {
    fn new(title: Phrase, what: What) -> Self {
        Self { title, what, inner: Vec::new() }
    }

    fn parent(&self) -> Option<usize> {
        match self.what {
            What::Chapter { parent, .. } => parent,
            What::Part | What::Separator => None,
        }
    }

    fn record(&self) -> Option<RecordId> {
        match self.what {
            What::Chapter { record, .. } => record,
            What::Part | What::Separator => None,
        }
    }

    fn is_chapter(&self) -> bool {
        matches!(self.what, What::Chapter { .. })
    }
}

/// The line of a chapter, and those of the chapters that it is in, the outermost first.
fn around(lines: &[Line], at: Option<usize>) -> Vec<usize> {
    let mut around: Vec<usize> = std::iter::successors(at, |&at| lines[at].parent()).collect();
    around.reverse();
    around
}

/// Of lines that are shown, those near the one of a page.
fn near(visible: &[usize], at: Option<usize>) -> Vec<usize> {
    let place = at.and_then(|at| visible.binary_search(&at).ok()).unwrap_or_default();
    let first = place.saturating_sub(AROUND);
    // The first lines show more where there is nothing before.
    let last = (first + 2 * AROUND).max(place + AROUND).min(visible.len());
    visible[first..last].to_vec()
}

/// The chapters between the heads of parts and the separators, each with the line of what is before
/// them.
fn grouped<'a>(lines: &[Line], visible: &'a [usize]) -> Vec<(Option<usize>, &'a [usize])> {
    let mut groups: Vec<(Option<usize>, Range<usize>)> = vec![(None, 0..0)];
    for (place, &at) in visible.iter().enumerate() {
        if lines[at].is_chapter() {
            if let Some((_, range)) = groups.last_mut() {
                range.end = place + 1;
            }
        } else {
            groups.push((Some(at), place + 1..place + 1));
        }
    }
    let is_shown = |(head, range): &(Option<usize>, Range<usize>)| {
        !range.is_empty() || head.is_some_and(|at| matches!(lines[at].what, What::Part))
    };
    groups.retain(is_shown);
    groups.into_iter().map(|(head, range)| (head, &visible[range])).collect()
}
