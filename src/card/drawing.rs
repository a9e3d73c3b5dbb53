//! The words of a card → a PNG.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use unicode_normalization::UnicodeNormalization;

use crate::parse::text::on_the_line;

use super::{Bar, Card};

const WIDTH: usize = 1200;
const HEIGHT: usize = 630;
/// What stays free at each side.
const MARGIN: f32 = 80.0;
/// The sizes in which a title is tried, and how many lines of each have room.
const SIZES: [(f32, usize); 5] = [(84.0, 3), (72.0, 4), (60.0, 5), (50.0, 6), (42.0, 7)];
const SMALL: f32 = 34.0;
/// The same above bars.
const SIZES_ABOVE: [(f32, usize); 2] = [(50.0, 1), (38.0, 2)];
/// So many bars have room, each with its words above.
const BARS: usize = 4;
const BAR_WORDS: f32 = 28.0;
const FIRST_BAR: f32 = 310.0;
const FROM_BAR_TO_BAR: f32 = 54.0;
const BAR_HEIGHT: i32 = 10;
/// From line to line, in sizes.
const LEADING: f32 = 0.95;

/// The colours of paper and ink; pixels are one of the steps between them.
const PAPER: [u8; 3] = [13, 58, 71];
const INK: [u8; 3] = [255, 255, 255];
const STEPS: u8 = 16;
/// How strong the ink of words is that stand around the title.
const SOFT: f32 = 0.72;

static FONT: &[u8] = include_bytes!("font.ttf");

/// The picture.
pub fn png(card: &Card) -> Vec<u8> {
    let mut sheet = Sheet::new();
    let small = |text: &str| Words::new(text, SMALL);
    if let Some(kind) = card.kind.as_deref().and_then(small) {
        sheet.write(&kind, MARGIN + SMALL, SOFT);
    }
    let title = title(card);
    for (line, words) in title.iter().enumerate() {
        let size = words.size;
        sheet.write(words, 190.0 + size * (0.75 + LEADING * line as f32), 1.0);
    }
    let bars = card.bars.iter().filter_map(|bar| Some((bar, Words::new(&bar.words, BAR_WORDS)?)));
    for (line, (bar, words)) in bars.take(BARS).enumerate() {
        sheet.bar(bar, &words.cut(), FIRST_BAR + FROM_BAR_TO_BAR * line as f32);
    }
    sheet.rule(HEIGHT - 110);
    // A home page is called what the site is called, which need not be said twice.
    if let Some(site) = Some(card.site.as_str()).filter(|site| *site != card.title).and_then(small)
    {
        sheet.write(&site.cut(), HEIGHT as f32 - 60.0, SOFT);
    }
    sheet.into_png()
}

/// Number and title in the largest size that has room for them; what the font cannot set is left
/// out.
fn title(card: &Card) -> Vec<Words> {
    let title = if card.title.is_empty() { &card.site } else { &card.title };
    let settable = |text: &&str| !text.is_empty() && is_settable(text);
    // A title is not left out for the sake of a raised digit.
    let title = if is_settable(title) { title.clone() } else { on_the_line(title) };
    let parts = [card.number.as_deref().unwrap_or_default(), &title];
    let text = parts.into_iter().filter(settable).collect::<Vec<_>>().join(" ");
    let sizes = if card.bars.is_empty() { &SIZES[..] } else { &SIZES_ABOVE[..] };
    let broken = sizes.iter().map(|&(size, room)| (lines(&text, size), room));
    let mut last = Vec::new();
    for (lines, room) in broken {
        if lines.len() <= room {
            return lines;
        }
        last = lines;
        last.truncate(room);
    }
    if let Some(words) = last.last_mut() {
        words.text.push('…');
        *words = words.cut();
    }
    last
}

/// A text in lines that have room between the margins.
fn lines(text: &str, size: f32) -> Vec<Words> {
    let mut lines: Vec<Words> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{} {word}", line.text));
        match (lines.last_mut(), longer.and_then(|text| Words::new(&text, size))) {
            (Some(line), Some(longer)) if longer.width() <= ROOM => *line = longer,
            _ => lines.extend(Words::new(word, size).map(|word| word.cut())),
        }
    }
    lines
}

/// The width between the margins.
const ROOM: f32 = WIDTH as f32 - 2.0 * MARGIN;

fn font() -> FontRef<'static> {
    FontRef::try_from_slice(FONT).expect("the font that comes with the program")
}

/// Whether the font has every letter of a text.
fn is_settable(text: &str) -> bool {
    let font = font();
    text.nfc().all(|letter| letter.is_whitespace() || font.glyph_id(letter).0 != 0)
}

/// A text that can be set, in one line.
#[derive(Debug, Clone, PartialEq)]
struct Words {
    text: String,
    size: f32,
}

impl Words {
    fn new(text: &str, size: f32) -> Option<Self> {
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect();
        (!text.is_empty() && is_settable(&text)).then_some(Self { text, size })
    }

    fn width(&self) -> f32 {
        let font = font();
        let font = font.as_scaled(PxScale::from(self.size));
        self.text.chars().map(|letter| font.h_advance(font.glyph_id(letter))).sum()
    }

    /// As much of it as has room between the margins.
    fn cut(&self) -> Self {
        let mut cut = self.clone();
        while cut.width() > ROOM {
            cut.text.truncate(cut.text.trim_end_matches('…').len());
            cut.text.pop();
            cut.text.push('…');
        }
        cut
    }
}

/// The pixels row by row, two to a byte, each a step between paper and ink.
struct Sheet {
    pixels: Vec<u8>,
}

impl Sheet {
    fn new() -> Self {
        Self { pixels: vec![0; WIDTH * HEIGHT / 2] }
    }

    /// Writes a line with its foot at a height.
    fn write(&mut self, words: &Words, foot: f32, strength: f32) {
        let font = font();
        let scale = PxScale::from(words.size);
        let scaled = font.as_scaled(scale);
        let mut x = MARGIN;
        for letter in words.text.chars() {
            let id = font.glyph_id(letter);
            let glyph = id.with_scale_and_position(scale, point(x, foot));
            if let Some(outline) = font.outline_glyph(glyph) {
                let corner = outline.px_bounds().min;
                outline.draw(|right, down, cover| {
                    self.put(
                        corner.x as i32 + right as i32,
                        corner.y as i32 + down as i32,
                        cover * strength,
                    );
                });
            }
            x += scaled.h_advance(id);
        }
    }

    /// Draws a line across the sheet.
    fn rule(&mut self, y: usize) {
        for x in MARGIN as i32..WIDTH as i32 - MARGIN as i32 {
            self.put(x, y as i32, SOFT / 2.0);
            self.put(x, y as i32 + 1, SOFT / 2.0);
        }
    }

    /// Draws a bar below its words, which stand at a height: all of it faint, and its part in full.
    fn bar(&mut self, bar: &Bar, words: &Words, foot: f32) {
        self.write(words, foot, 1.0);
        let top = foot as i32 + 10;
        let part = (ROOM * bar.count.min(bar.all) as f32 / bar.all.max(1) as f32).round() as i32;
        for y in top..top + BAR_HEIGHT {
            for x in 0..ROOM as i32 {
                self.put(MARGIN as i32 + x, y, if x < part { 1.0 } else { SOFT / 3.0 });
            }
        }
    }

    /// Puts ink, from 0 to 1, on a pixel that has not more of it already.
    fn put(&mut self, x: i32, y: i32, ink: f32) {
        if (0..WIDTH as i32).contains(&x) && (0..HEIGHT as i32).contains(&y) {
            let step = (ink.clamp(0.0, 1.0) * f32::from(STEPS - 1)).round() as u8;
            let shift = if x % 2 == 0 { 4 } else { 0 };
            let pair = &mut self.pixels[(y as usize * WIDTH + x as usize) / 2];
            let stronger = step.max((*pair >> shift) & 0xf);
            *pair = (*pair & !(0xf << shift)) | (stronger << shift);
        }
    }

    fn into_png(self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, WIDTH as u32, HEIGHT as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_palette(palette());
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::Up);
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&self.pixels)?;
            writer.finish()
        });
        written.expect("memory takes what is written to it");
        out
    }
}

/// The steps between paper and ink.
fn palette() -> Vec<u8> {
    let between = |step: u8, channel: usize| {
        let (paper, ink) = (u32::from(PAPER[channel]), u32::from(INK[channel]));
        let (step, last) = (u32::from(step), u32::from(STEPS - 1));
        ((paper * (last - step) + ink * step + last / 2) / last) as u8
    };
    (0..STEPS).flat_map(|step| [0, 1, 2].map(|channel| between(step, channel))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: &str) -> Card {
        let (kind, number) = (Some("Point".to_owned()), Some("1.2".to_owned()));
        let (title, site) = (title.to_owned(), "Harbour".to_owned());
        Card { kind, number, title, site, bars: Vec::new() }
    }

    fn texts(title_lines: &[Words]) -> Vec<&str> {
        title_lines.iter().map(|words| words.text.as_str()).collect()
    }

    #[test]
    fn a_card_is_a_png_of_the_size_that_is_asked_for_everywhere() {
        let bytes = png(&words("Light every pier"));
        let reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (1200, 630));
        assert_eq!(bytes, png(&words("Light every pier")));
        assert_ne!(bytes, png(&words("Light every quay")));
    }

    #[test]
    fn bars_are_as_long_as_their_shares_and_stand_apart() {
        let bar = |count, all| Bar { words: "Done".to_owned(), count, all };
        let of = |bars| Card { bars, ..words("Where things stand") };
        let full = |bar: Bar| {
            let mut sheet = Sheet::new();
            sheet.bar(&bar, &Words::new("Done", BAR_WORDS).unwrap(), FIRST_BAR);
            let row = (FIRST_BAR as usize + 12) * WIDTH / 2;
            let pixels = &sheet.pixels[row..row + WIDTH / 2];
            pixels.iter().flat_map(|two| [two >> 4, two & 0xf]).filter(|ink| *ink == 0xf).count()
        };
        assert_eq!([bar(0, 7), bar(1, 4), bar(7, 7), bar(0, 0)].map(full), [0, 260, 1040, 0]);
        let pictures = [vec![], vec![bar(1, 4)], vec![bar(2, 4)], vec![bar(1, 4), bar(1, 4)]];
        let pictures = pictures.map(|bars| png(&of(bars)));
        assert!((1..4).all(|at| pictures[..at].iter().all(|other| *other != pictures[at])));
        // There is room for four; a word that cannot be set is not drawn, nor is its bar.
        let many = png(&of(vec![bar(1, 4); 4]));
        assert_eq!(many, png(&of(vec![bar(1, 4); 9])));
        let foreign = Bar { words: "完成".to_owned(), ..bar(3, 4) };
        assert_eq!(pictures[1], png(&of(vec![foreign, bar(1, 4)])));
        let last = FIRST_BAR + FROM_BAR_TO_BAR * (BARS - 1) as f32;
        assert!(last as usize + 10 + (BAR_HEIGHT as usize) < HEIGHT - 110);
    }

    #[test]
    fn what_the_font_cannot_set_is_left_out() {
        assert_eq!(texts(&title(&words("Éclairer chaque quai"))), ["1.2 Éclairer chaque quai"]);
        assert_eq!(texts(&title(&words("Осветить причалы"))), ["1.2 Осветить причалы"]);
        assert_eq!(texts(&title(&words("CO₂, 10⁶ t"))), ["1.2 CO_2, 10^6 t"]);
        assert_eq!(texts(&title(&words("建立国际预防论坛"))), ["1.2"]);
        assert_eq!(texts(&title(&words("منتدى دولي"))), ["1.2"]);
    }

    #[test]
    fn a_long_title_is_set_smaller_and_at_last_cut() {
        let size = |text: &str| title(&words(text))[0].size;
        assert!(size(&"Light every pier ".repeat(9)) < size("Light every pier"));
        let cut = title(&words(&"Light every pier ".repeat(90)));
        assert_eq!(cut.len(), SIZES[SIZES.len() - 1].1);
        assert!(cut[cut.len() - 1].text.ends_with('…'));
        assert!(cut.iter().all(|line| line.width() <= ROOM));
        assert!(title(&words(&"x".repeat(500))).iter().all(|line| line.width() <= ROOM));
    }
}
