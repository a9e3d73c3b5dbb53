//! The plain text of one block, gathered while its markup is written, and cut into sentences.

use super::text;
use super::{Link, Sentence};

/// Stands where the title of a link's target goes, so that sentences are told apart as if it were
/// there: a word with a capital letter, as titles begin with one.
const STAND_IN: &str = "Xx";

/// How many letters of a paragraph are filed when all of it is asked for, at least: descriptions are
/// made of it, and are shorter.
const LEAD: usize = 300;

/// Up to how many bytes a sentence is quoted whole, or needs not be told where its links stand.
const SHORT: usize = 100;

/// The text of the block that is being read.
#[derive(Debug, Default)]
pub(super) struct Inline {
    /// The text, with [`STAND_IN`] for every title.
    text: String,
    /// The byte offsets in `text` of titles, with their links.
    titles: Vec<(usize, u32)>,
    /// Links with the byte offsets in `text` at which they begin.
    links: Vec<(u32, usize)>,
}

impl Inline {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The text so far, with what was written for the titles of targets.
    pub(super) fn words(&self, links: &[Link]) -> String {
        let mut words = String::with_capacity(self.text.len());
        let mut from = 0;
        for &(at, link) in &self.titles {
            words.push_str(&self.text[from..at]);
            words.push_str(written(&links[link as usize].target.text));
            from = at + STAND_IN.len();
        }
        words.push_str(&self.text[from..]);
        words.trim().to_owned()
    }

    pub(super) fn link(&mut self, link: u32) {
        self.links.push((link, self.text.len()));
    }

    /// The title of a link's target goes here.
    pub(super) fn title(&mut self, link: u32) {
        self.titles.push((self.text.len(), link));
        self.text.push_str(STAND_IN);
    }

    /// Ends the block: files the sentence of each of its links. With `whole`, the block's text is
    /// filed as well, or the beginning of it, and its place comes back.
    pub(super) fn finish(
        &mut self,
        whole: bool,
        sentences: &mut Vec<Sentence>,
        links: &mut [Link],
    ) -> Option<u32> {
        if !self.links.is_empty() {
            self.file_links(sentences, links);
        }
        let place = (whole && !self.text.trim().is_empty()).then(|| {
            sentences.push(self.cut(text::trimmed(&self.text, 0..self.lead_end())));
            sentences.len() as u32 - 1
        });
        self.text.clear();
        self.titles.clear();
        self.links.clear();
        place
    }

    /// Where a long text ends that is to be filed as a whole.
    fn lead_end(&self) -> usize {
        let long = self.text.char_indices().nth(LEAD);
        let word = long.and_then(|(at, _)| Some(at + self.text[at..].find(char::is_whitespace)?));
        word.unwrap_or(self.text.len())
    }

    fn file_links(&self, sentences: &mut Vec<Sentence>, links: &mut [Link]) {
        let mut ranges = text::sentences(&self.text);
        if ranges.is_empty() {
            ranges.push(0..self.text.len());
        }
        let mut filed: Option<(usize, u32)> = None;
        for &(link, offset) in &self.links {
            let at = ranges.partition_point(|range| range.end <= offset).min(ranges.len() - 1);
            let place = match filed {
                Some((same, place)) if same == at => place,
                _ => {
                    sentences.push(self.cut(ranges[at].clone()));
                    sentences.len() as u32 - 1
                }
            };
            filed = Some((at, place));
            links[link as usize].sentence = place;
        }
    }

    /// A range of the text as a sentence.
    fn cut(&self, range: std::ops::Range<usize>) -> Sentence {
        let place = |offset: usize| self.titles.partition_point(|(at, _)| *at < offset);
        let inside = &self.titles[place(range.start)..place(range.end)];
        let mut sentence = Sentence {
            text: String::with_capacity(range.len() - inside.len() * STAND_IN.len()),
            titles: Vec::with_capacity(inside.len()),
            links: Vec::new(),
        };
        let mut from = range.start;
        for &(at, link) in inside {
            sentence.text.push_str(&self.text[from..at]);
            sentence.titles.push((sentence.text.len() as u32, link));
            from = at + STAND_IN.len();
        }
        sentence.text.push_str(&self.text[from..range.end]);
        if range.len() > SHORT {
            let links = self.links.iter().filter(|(_, offset)| range.contains(offset));
            let links = links.map(|&(link, offset)| {
                let left_out = (place(offset) - place(range.start)) * STAND_IN.len();
                ((offset - range.start - left_out) as u32, link)
            });
            sentence.links.extend(links);
        }
        sentence
    }
}

/// The id in a reference without words of its own: `hall` of `venue/hall#rooms`.
fn written(target: &str) -> &str {
    let name = target.split_once('#').map_or(target, |(name, _)| name);
    let name = if name.is_empty() { target } else { name };
    name.rsplit_once('/').map_or(name, |(_, id)| id).trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{At, LinkStyle, Marked};

    fn link() -> Link {
        Link {
            style: LinkStyle::Wiki,
            target: Marked { text: String::new(), span: 0..0 },
            title: String::new(),
            sentence: 0,
            at: At::Body(0),
        }
    }

    /// The sentence of each title in a text, `@` being where they go.
    fn sentences(text: &str) -> Vec<String> {
        let mut inline = Inline::default();
        let mut links: Vec<Link> = text.matches('@').map(|_| link()).collect();
        for (at, words) in text.split('@').enumerate() {
            if at > 0 {
                inline.link(at as u32 - 1);
                inline.title(at as u32 - 1);
            }
            inline.push(words);
        }
        let mut sentences = Vec::new();
        inline.finish(false, &mut sentences, &mut links);
        let found = links.iter().map(|link| &sentences[link.sentence as usize]);
        let put_back = |sentence: &Sentence| {
            let mut text = sentence.text.clone();
            for (at, _) in sentence.titles.iter().rev() {
                text.insert(*at as usize, '@');
            }
            text
        };
        found.map(put_back).collect()
    }

    #[test]
    fn a_title_belongs_to_its_sentence_wherever_it_stands() {
        assert_eq!(sentences("@ was tried. @ was not."), ["@ was tried.", "@ was not."]);
        assert_eq!(
            sentences("It was @. So was @, and @!"),
            ["It was @.", "So was @, and @!", "So was @, and @!"]
        );
        assert_eq!(sentences("@"), ["@"]);
        assert_eq!(sentences("@ @"), ["@ @", "@ @"]);
        assert_eq!(sentences("Done. @"), ["Done.", "@"][1..]);
    }
}
