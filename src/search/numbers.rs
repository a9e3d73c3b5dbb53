//! Numbers → characters that a script can hold as they are.
//!
//! A digit is one of 92 printable characters of ASCII, all but the blank, `"` and `\`. A number takes
//! as many as it needs: digits from 64 on lead, and count in base 28 how often 64 is in it; a digit
//! below 64 ends it. So most numbers, which are small, take one character.

/// How many digits there are.
pub(super) const DIGITS: u32 = 92;

/// How many of them end a number.
const LAST: u32 = 64;

/// How many of them lead to others.
const LEADING: u32 = DIGITS - LAST;

/// The digits.
const CODES: [u8; DIGITS as usize] = {
    let mut codes = [0; DIGITS as usize];
    let mut digit = 0;
    while digit < codes.len() {
        let code = digit as u8 + 0x21;
        let code = code + (code >= 0x22) as u8;
        codes[digit] = code + (code >= 0x5c) as u8;
        digit += 1;
    }
    codes
};

/// Numbers as characters.
#[derive(Debug, Default)]
pub(super) struct Numbers(Vec<u8>);

impl Numbers {
    /// Adds a digit below [`DIGITS`].
    pub(super) fn push_digit(&mut self, digit: u32) {
        self.0.push(CODES[digit as usize]);
    }

    /// Adds a number.
    pub(super) fn push(&mut self, number: u32) {
        if number >= LAST {
            self.push_leading(number / LAST);
        }
        self.push_digit(number % LAST);
    }

    fn push_leading(&mut self, rest: u32) {
        if rest > 0 {
            self.push_leading(rest / LEADING);
            self.push_digit(LAST + rest % LEADING);
        }
    }

    /// Hands on what was added, and begins again.
    pub(super) fn take_into(&mut self, out: &mut String) {
        out.push_str(std::str::from_utf8(&self.0).unwrap_or_default());
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<u32> {
        let mut numbers = Vec::new();
        let mut high = 0;
        for byte in text.bytes() {
            let digit = u32::from(byte) - 33 - u32::from(byte > 34) - u32::from(byte > 92);
            if digit < LAST {
                numbers.push(high * LAST + digit);
                high = 0;
            } else {
                high = high * LEADING + digit - LAST;
            }
        }
        numbers
    }

    #[test]
    fn numbers_come_back_as_they_went() {
        let numbers = [0, 1, 63, 64, 91, 92, 1791, 1792, 1855, 50_175, 50_176, 1_000_000, 99];
        let (mut own, mut text) = (Numbers::default(), String::new());
        numbers.iter().for_each(|number| own.push(*number));
        own.take_into(&mut text);
        assert_eq!(read(&text), numbers);
        assert!(!text.contains(['"', '\\', ' ']), "{text}");
        let mut digits = String::new();
        (0..DIGITS).for_each(|digit| own.push_digit(digit));
        own.take_into(&mut digits);
        assert_eq!(digits.len(), 92);
        assert!(!digits.contains(['"', '\\', ' ']) && digits.ends_with('~'), "{digits}");
    }
}
