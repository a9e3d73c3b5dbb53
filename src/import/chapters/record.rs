//! Which blocks are records, and what of them is the title.

use crate::import::document::{Block, Format, FrameKind, Inline, Paragraph, What, words};
use crate::import::prose::is_seen;
use crate::import::rules::{Heading, Pattern, Rule, Rules, is_style};

/// A text that is a title has so many characters at most.
const LONGEST_TITLE: usize = 120;
/// So many words stand for a text that has no title.
const FEW_WORDS: usize = 10;

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match<'r> {
    pub(super) rule: &'r Rule,
    pub(super) number: Option<String>,
    /// What it is called without a title: `Recommendation 12`.
    label: Option<String>,
    /// How many characters of the text are the label.
    length: usize,
}

/// What a rule is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked<'b> {
    Heading(u8),
    Paragraph,
    Frame(FrameKind, &'b [String]),
}

/// The rule that fits a text, first of all.
pub(super) fn find<'r>(
    rules: &'r Rules,
    paragraph: &Paragraph,
    asked: Asked<'_>,
) -> Option<Match<'r>> {
    rules.records.iter().find_map(|rule| fits(rule, paragraph, asked))
}

fn fits<'r>(rule: &'r Rule, paragraph: &Paragraph, asked: Asked<'_>) -> Option<Match<'r>> {
    let is_named = |name: &str| paragraph.styles.iter().any(|own| is_style(own, name));
    let is_heading = match (&rule.heading, asked) {
        (None, _) => true,
        (Some(Heading::Level(level)), Asked::Heading(own)) => *level == own,
        (Some(Heading::Style(style)), Asked::Heading(_)) => is_named(style),
        (Some(_), _) => false,
    };
    let is_styled = rule.style.as_deref().is_none_or(|style| match asked {
        Asked::Frame(_, styles) => styles.iter().any(|own| is_style(own, style)),
        _ => is_named(style),
    });
    let is_boxed = !rule.boxed || matches!(asked, Asked::Frame(FrameKind::Box, _));
    // A quotation or a group is a record only if the rule is about it.
    let is_meant = match asked {
        Asked::Frame(FrameKind::Box, _) => rule.heading.is_none(),
        Asked::Frame(..) => rule.style.is_some(),
        _ => true,
    };
    if !(is_heading && is_styled && is_boxed && is_meant) {
        return None;
    }
    let Some(pattern) = rule.number.as_deref().and_then(Pattern::of) else {
        return Some(Match { rule, number: None, label: None, length: 0 });
    };
    let found = pattern.find(&spelled(&paragraph.text))?;
    let (number, label) = (Some(found.number), Some(found.label));
    Some(Match { rule, number, label, length: found.length })
}

/// The characters of a text, with one for the end of a line.
fn spelled(text: &[Inline]) -> String {
    let pieces = text.iter().map(|piece| match &piece.what {
        What::Text(text) => text.as_str(),
        What::Break => "\n",
        _ => "",
    });
    pieces.collect()
}

/// The paragraph with which blocks begin, if it can be that of a record.
pub(super) fn first(blocks: &[Block]) -> Option<(usize, &Paragraph)> {
    let at = blocks.iter().position(super::is_visible)?;
    match &blocks[at] {
        Block::Paragraph(paragraph) => Some((at, paragraph)),
        _ => None,
    }
}

impl Match<'_> {
    /// Parts a text into the title of a record, and what of it follows the title.
    pub(super) fn titled(&self, text: &[Inline]) -> (Vec<Inline>, Vec<Inline>) {
        let (label, rest) = split(text, self.length);
        // What stands in the label is in the title; a picture before it is in the text.
        let is_picture = |piece: &Inline| matches!(piece.what, What::Picture(..));
        let kept = label.iter().filter(|it| !matches!(it.what, What::Text(_) | What::Break));
        let (pictures, kept): (Vec<Inline>, Vec<Inline>) = kept.cloned().partition(is_picture);
        let rest: Vec<Inline> = pictures.into_iter().chain(rest).collect();
        let labelled = |label: &str| {
            let mut title = kept.clone();
            title.push(Inline::text(label));
            title
        };
        if !is_seen(&rest) {
            return (labelled(self.label.as_deref().unwrap_or_default()), Vec::new());
        }
        let with = |title: Vec<Inline>| kept.iter().cloned().chain(plain(title)).collect();
        if let Some(lead) = lead(&rest) {
            let (title, body) = split(&rest, lead);
            return (with(title), body);
        }
        if rest.iter().all(|piece| !matches!(piece.what, What::Picture(..)))
            && words(&rest).chars().count() <= LONGEST_TITLE
        {
            return (with(rest), Vec::new());
        }
        if let Some(label) = &self.label {
            return (labelled(label), rest);
        }
        let said = words(&rest);
        let few: Vec<&str> = said.split(' ').take(FEW_WORDS).collect();
        let few = few.join(" ").chars().take(LONGEST_TITLE).collect::<String>();
        (labelled(&format!("{few} …")), rest)
    }

    /// The title of a heading.
    pub(super) fn heading(&self, text: &[Inline]) -> Vec<Inline> {
        let (label, rest) = split(text, self.length);
        if is_seen(&rest) {
            let kept =
                label.into_iter().filter(|it| !matches!(it.what, What::Text(_) | What::Break));
            return kept.chain(rest).collect();
        }
        text.to_vec()
    }
}

/// How many characters at the beginning of a text are its title: those in bold, or its first line.
fn lead(text: &[Inline]) -> Option<usize> {
    let mut length = 0;
    let mut strong = 0;
    let mut is_strong = true;
    let mut line = None;
    for piece in text {
        match &piece.what {
            What::Text(own) => {
                is_strong &= piece.format.has(Format::STRONG) || own.trim().is_empty();
                length += own.chars().count();
                if is_strong {
                    strong = length;
                }
            }
            What::Break => {
                if length > 0 && line.is_none() {
                    line = Some(length + 1);
                }
                length += 1;
            }
            What::Picture(..) => is_strong = false,
            _ => {}
        }
    }
    let is_title = |end: &usize| *end > 0 && *end < length && *end <= LONGEST_TITLE;
    Some(strong).filter(is_title).or(line.filter(is_title))
}

/// Parts a text at a number of characters, as [`spelled`] counts them.
fn split(text: &[Inline], length: usize) -> (Vec<Inline>, Vec<Inline>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut left = length;
    for piece in text {
        match &piece.what {
            What::Text(own) if left > 0 => {
                let at = own.char_indices().nth(left).map_or(own.len(), |(at, _)| at);
                left -= own[..at].chars().count();
                let piece =
                    |text: &str| Inline { what: What::Text(text.to_owned()), ..piece.clone() };
                before.push(piece(&own[..at]));
                if at < own.len() {
                    after.push(piece(&own[at..]));
                }
            }
            What::Break if left > 0 => {
                left -= 1;
                before.push(piece.clone());
            }
            _ if left > 0 => before.push(piece.clone()),
            _ => after.push(piece.clone()),
        }
    }
    (before, after)
}

/// Takes away the format that all of a title has, and the mark at its end.
fn plain(title: Vec<Inline>) -> Vec<Inline> {
    let mut title = unformatted(title);
    if let Some(What::Text(text)) = title
        .iter_mut()
        .rev()
        .map(|piece| &mut piece.what)
        .find(|what| matches!(what, What::Text(_)))
    {
        let end = text.trim_end().trim_end_matches([':', '–', '—']).trim_end().len();
        text.truncate(end);
    }
    title
}

/// Takes away the format that all of a heading has.
pub(super) fn unformatted(mut title: Vec<Inline>) -> Vec<Inline> {
    for format in [Format::STRONG, Format::EMPHASIS, Format::UNDERLINED] {
        let mut texts =
            title.iter().filter(|it| matches!(&it.what, What::Text(own) if !own.trim().is_empty()));
        if texts.all(|piece| piece.format.has(format)) {
            title.iter_mut().for_each(|piece| piece.format = piece.format.without(format));
        }
    }
    title
}
