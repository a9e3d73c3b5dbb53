//! The plain text of one block, gathered while its markup is written, and cut into sentences.

use super::text;
use super::{Link, Sentence};

/// What stands for the title of a link's target, which is not known yet, when sentences are found.
const TITLE: &str = "Xx";

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
            let shown = self.shown();
            sentences.push(self.cut(text::trimmed(&shown, 0..shown.len())));
            sentences.len() as u32 - 1
        });
        self.text.clear();
        self.titles.clear();
        self.links.clear();
        place
    }

    fn file_links(&self, sentences: &mut Vec<Sentence>, links: &mut [Link]) {
        let shown = self.shown();
        let mut ranges = text::sentences(&shown);
        if ranges.is_empty() {
            ranges.push(0..shown.len());
        }
        let mut filed: Option<(usize, u32)> = None;
        for &(link, offset) in &self.links {
            let offset = self.offset_shown(offset, link);
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

    /// The text with a word for each title, as a sentence may begin or end with one.
    fn shown(&self) -> String {
        let mut shown = String::with_capacity(self.text.len() + self.titles.len() * TITLE.len());
        let mut from = 0;
        for &(at, _) in &self.titles {
            shown.push_str(&self.text[from..at as usize]);
            shown.push_str(TITLE);
            from = at as usize;
        }
        shown + &self.text[from..]
    }

    /// Where the text at an offset stands in [`Inline::shown`]; a title of the link itself comes
    /// after it.
    fn offset_shown(&self, offset: usize, link: u32) -> usize {
        let before = |&&(at, own): &&(u32, u32)| (at as usize) <= offset && own < link;
        offset + self.titles.iter().take_while(before).count() * TITLE.len()
    }

    /// A range of what is shown, as a sentence.
    fn cut(&self, range: std::ops::Range<usize>) -> Sentence {
        let places = self.titles.iter().enumerate();
        let places = places.map(|(nth, (at, _))| *at as usize + nth * TITLE.len());
        let first = places.clone().filter(|place| *place < range.start).count();
        let end = places.filter(|place| *place < range.end).count();
        let start = range.start - first * TITLE.len();
        let text = &self.text[start..range.end - end * TITLE.len()];
        let titles = self.titles[first..end].iter();
        let titles = titles.map(|&(at, link)| (at - start as u32, link)).collect();
        Sentence { text: text.to_owned(), titles }
    }
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
