//! Cards: pictures of pages, for where links to them are shared.
//!
//! Goes in: the words of a page. Comes out: a PNG of 1200 × 630 pixels, which the same words give on
//! every machine. The words are set in a font that comes with the program, a part of Noto Serif
//! without kerning: letters of Latin (with those of Vietnamese), Greek and Cyrillic, and common
//! signs. Words that have other letters are left out rather than drawn as boxes or, as Arabic would
//! be, in forms that nobody writes: what is left then is the number and whatever else can be set.

#[cfg(feature = "cards")]
mod drawing;

#[cfg(feature = "cards")]
pub use self::drawing::png;

/// The words of a card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// What the page is: `Recommendation`.
    pub kind: Option<String>,
    /// Its number, as written.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// The title of the site.
    pub site: String,
    /// Figures below the title, the first of which have room.
    pub bars: Vec<Bar>,
}

/// A figure, drawn as a bar below its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bar {
    /// What is counted: `45 of 94 · In progress`.
    pub words: String,
    /// How many.
    pub count: usize,
    /// Of how many.
    pub all: usize,
}

/// The picture that a program without a font makes: no bytes. No configuration asks it for one.
#[cfg(not(feature = "cards"))]
pub fn png(_: &Card) -> Vec<u8> {
    Vec::new()
}
