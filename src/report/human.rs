//! Problems as rustc prints them, through annotate-snippets.
//!
//! The renderer is given excerpts, not files: a file with thousands of problems is not searched
//! anew for each of them, line ends and control characters are settled beforehand, and the
//! positions that it prints are those of [`Source::position`](crate::source::Source::position).

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};

use super::fold::Told;
use super::lines::{Files, Lines};
use super::{Style, visible};
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::Place;

/// Related places at most this many lines away are shown in one excerpt.
const NEAR: usize = 12;

/// A place over more lines than this is underlined on its first line only.
const TALL: usize = 8;

/// A line of more bytes than this is named, but not shown: the renderer's work grows with it.
const LONG: usize = 8 * 1024;

/// All problems, a blank line between them.
pub(super) fn render(told: &[Told<'_>], style: Style, width: usize) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colour => Renderer::styled(),
    };
    let renderer = renderer.term_width(width);
    let mut files = Files::default();
    let mut out = String::new();
    for told in told {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&renderer.render(&[group(told, &mut files)]));
        out.push('\n');
    }
    out
}

fn group<'a>(told: &'a Told<'_>, files: &mut Files<'a>) -> Group<'a> {
    let diagnostic: &'a Diagnostic = &told.problem;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(visible::words(&diagnostic.message));
    let mut group = Group::with_title(title.id(diagnostic.code.as_str()));
    for excerpt in excerpts(diagnostic, files) {
        group = group.elements(excerpt.elements(files));
    }
    if let Some(note) = &told.note {
        group = group.element(Level::NOTE.message(visible::words(note)));
    }
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(visible::words(help))),
        None => group,
    }
}

/// A range of lines of one file with marks in it.
struct Excerpt<'a> {
    /// A place in the file.
    place: &'a Place,
    lines: RangeInclusive<usize>,
    marks: Vec<Mark<'a>>,
}

/// A place to underline.
struct Mark<'a> {
    span: Range<usize>,
    words: &'a str,
    kind: AnnotationKind,
}

/// The place at fault first, what belongs to it beside it where it is near.
fn excerpts<'a>(diagnostic: &'a Diagnostic, files: &mut Files<'a>) -> Vec<Excerpt<'a>> {
    let primary = diagnostic.place.iter().map(|place| {
        let words = diagnostic.label.as_str();
        (place, words, AnnotationKind::Primary)
    });
    let related = diagnostic
        .related
        .iter()
        .map(|(place, words)| (place, words.as_str(), AnnotationKind::Context));
    let mut excerpts: Vec<Excerpt<'_>> = Vec::new();
    for (place, words, kind) in primary.chain(related) {
        let lines = files.lines(place);
        let span = shown_span(lines, &place.span);
        let range = lines.line(span.start)..=lines.line(span.end);
        let mark = Mark { span, words, kind };
        match excerpts.iter_mut().find(|excerpt| excerpt.is_near(place, &range)) {
            Some(excerpt) => excerpt.add(mark, &range),
            None => excerpts.push(Excerpt { place, lines: range, marks: vec![mark] }),
        }
    }
    excerpts
}

/// The part of a span that is underlined: within the text, no line end at its end, not too tall.
fn shown_span(lines: &Lines<'_>, span: &Range<usize>) -> Range<usize> {
    let start = lines.snap(span.start);
    let mut end = lines.snap(span.end).max(start);
    let first = lines.line(start);
    let last = lines.line(end);
    if last > first && end == lines.whole(last).start {
        end = lines.text_end(last - 1).max(start);
    }
    if lines.line(end) - first >= TALL {
        end = lines.text_end(first).max(start);
    }
    start..end
}

impl<'a> Excerpt<'a> {
    fn is_near(&self, place: &Place, lines: &RangeInclusive<usize>) -> bool {
        std::ptr::eq(&*self.place.source, &*place.source)
            && *lines.start() <= self.lines.end() + NEAR
            && *self.lines.start() <= lines.end() + NEAR
    }

    fn add(&mut self, mark: Mark<'a>, lines: &RangeInclusive<usize>) {
        let first = *self.lines.start().min(lines.start());
        let last = *self.lines.end().max(lines.end());
        self.lines = first..=last;
        self.marks.push(mark);
    }

    fn elements(&self, files: &mut Files<'a>) -> Vec<Element<'a>> {
        let lines = files.lines(self.place);
        if self.lines.clone().any(|line| lines.whole(line).len() > LONG) {
            self.marks.iter().flat_map(|mark| mark.elements(self.place, lines)).collect()
        } else {
            vec![self.snippet(lines).into()]
        }
    }

    fn snippet(&self, lines: &Lines<'a>) -> Snippet<'a, Annotation<'a>> {
        let start = lines.whole(*self.lines.start()).start;
        let last = *self.lines.end();
        let end = lines.whole(last).end;
        let text = lines.text(start..end);
        // A line end behind the last line gives a place at the very end of a file a line to be on.
        let mut shown = visible::source(text);
        if lines.text_end(last) == end {
            shown.to_mut().push('\n');
        }
        let shift = |offset: usize| visible::source(&text[..offset - start]).len();
        let annotations: Vec<_> = self
            .marks
            .iter()
            .map(|mark| mark.annotation(shift(mark.span.start)..shift(mark.span.end)))
            .collect();
        Snippet::source(shown)
            .line_start(self.lines.start() + 1)
            .path(visible::words(&self.place.source.path))
            .annotations(annotations)
    }
}

impl<'a> Mark<'a> {
    fn annotation(&self, span: Range<usize>) -> Annotation<'a> {
        let words = Some(visible::words(self.words)).filter(|words| !words.is_empty());
        self.kind.span(span).label(words)
    }

    /// The mark without its source line.
    fn elements(&self, place: &'a Place, lines: &Lines<'a>) -> Vec<Element<'a>> {
        let position = lines.position(self.span.start);
        let origin = Origin::path(visible::words(&place.source.path))
            .line(position.line)
            .char_column(position.column);
        let note = match visible::words(self.words) {
            words if words.is_empty() => Cow::Borrowed("the line is too long to be shown"),
            words => words,
        };
        vec![origin.into(), Level::NOTE.message(note).into()]
    }
}
