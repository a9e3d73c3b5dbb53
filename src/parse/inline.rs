//! The plain text of one block, gathered while its markup is written, and cut into sentences.

use super::text;
use super::{Link, Sentence};

/// The text of the block that is being read.
#[derive(Debug, Default)]
pub(super) struct Inline {
    text: String,
    titles: Vec<(u32, u32)>,
    /// Links with the byte offsets in `text` at which they begin.
    links: Vec<(u32, usize)>,
}

impl Inline {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The text so far, without titles of targets.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn link(&mut self, link: u32) {
        self.links.push((link, self.text.len()));
    }

    /// The title of a link's target goes here.
    pub(super) fn title(&mut self, link: u32) {
        self.titles.push((self.text.len() as u32, link));
    }

    /// Ends the block: files the sentence of each of its links. With `whole`, the block's entire
    /// text is filed as well, and its place comes back.
    pub(super) fn finish(
        &mut self,
        whole: bool,
        sentences: &mut Vec<Sentence>,
        links: &mut [Link],
    ) -> Option<u32> {
        if !self.links.is_empty() {
            self.file_links(sentences, links);
        }
        let filled = !self.text.trim().is_empty() || !self.titles.is_empty();
        let place = (whole && filled).then(|| {
            let all = text::trimmed(&self.text, 0..self.text.len());
            sentences.push(self.cut(all));
            sentences.len() as u32 - 1
        });
        self.text.clear();
        self.titles.clear();
        self.links.clear();
        place
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

    /// A range of the text as a sentence; a title at either end of it belongs to it.
    fn cut(&self, range: std::ops::Range<usize>) -> Sentence {
        let titles = self
            .titles
            .iter()
            .filter(|(at, _)| (range.start..=range.end).contains(&(*at as usize)))
            .map(|&(at, link)| (at - range.start as u32, link))
            .collect();
        Sentence { text: self.text[range].to_owned(), titles }
    }
}
