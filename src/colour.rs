//! Colours as `#rrggbb`: how well one can be read on another, by WCAG 2, and which shade can.

use std::fmt;

/// The least contrast of text, by WCAG 2.2 (success criterion 1.4.3).
pub const OF_TEXT: f64 = 4.5;

/// A colour of the sRGB space: red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Black.
    pub const BLACK: Self = Self(0, 0, 0);
    /// White.
    pub const WHITE: Self = Self(255, 255, 255);

    /// Reads `#rrggbb` or `#rgb`; none, where it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let digits: Vec<u8> = digits
            .chars()
            .map(|digit| digit.to_digit(16)?.try_into().ok())
            .collect::<Option<_>>()?;
        match *digits.as_slice() {
            [r, g, b] => Some(Self(r * 17, g * 17, b * 17)),
            [r, s, g, h, b, c] => Some(Self(r * 16 + s, g * 16 + h, b * 16 + c)),
            _ => None,
        }
    }

    /// The contrast with another colour, from 1 to 21, by WCAG 2.
    pub fn contrast(self, other: Self) -> f64 {
        let (own, other) = (self.luminance(), other.luminance());
        (own.max(other) + 0.05) / (own.min(other) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The shade nearest to this colour, lighter or darker, that has a contrast with all grounds:
    /// the colour itself, if it has. Grounds must lie on one side, so that black or white does.
    pub fn readable(self, grounds: &[Self], least: f64) -> Self {
        let is_readable =
            |shade: &Self| grounds.iter().all(|ground| shade.contrast(*ground) >= least);
        let toward = |end: Self| {
            let steps = (0..=255).map(move |step| (step, self.mixed(end, step)));
            steps.into_iter().find(|(_, shade)| is_readable(shade))
        };
        let found = [Self::BLACK, Self::WHITE].into_iter().filter_map(toward);
        found.min_by_key(|(step, _)| *step).map_or(self, |(_, shade)| shade)
    }

    /// This colour with so many of 255 parts of another.
    fn mixed(self, other: Self, parts: u16) -> Self {
        let mixed = |own: u8, other: u8| {
            let sum = u16::from(own) * (255 - parts) + u16::from(other) * parts;
            // A mean of two bytes is one.
            u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
        };
        Self(mixed(self.0, other.0), mixed(self.1, other.1), mixed(self.2, other.2))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_written() {
        assert_eq!(Colour::parse("#0b4f63").unwrap().to_string(), "#0b4f63");
        assert_eq!(Colour::parse("#FA0").unwrap().to_string(), "#ffaa00");
        for text in ["", "#", "0b4f63", "#0b4f6", "#0b4f6g", "#0b4f633", "teal", "#é00"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        let grey = Colour::parse("#767676").unwrap();
        assert!((grey.contrast(Colour::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_readable_shade_is_the_nearest() {
        let grey = Colour::parse("#777777").unwrap();
        assert_eq!(grey.readable(&[Colour::WHITE], OF_TEXT).to_string(), "#767676");
        let teal = Colour::parse("#0b4f63").unwrap();
        assert_eq!(teal.readable(&[Colour::WHITE], OF_TEXT), teal);
        for ground in [Colour::BLACK, Colour::WHITE] {
            for colour in ["#000", "#fff", "#fc0", "#00f", "#888"] {
                let shade = Colour::parse(colour).unwrap().readable(&[ground], OF_TEXT);
                assert!(shade.contrast(ground) >= OF_TEXT, "{colour}");
            }
        }
    }
}
