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

/// Writes a digit below [`DIGITS`].
pub(super) fn push_digit(out: &mut String, digit: u32) {
    let code = digit + 0x21;
    let code = code + u32::from(code >= 0x22);
    let code = code + u32::from(code >= 0x5c);
    out.push(char::from(code as u8));
}

/// Writes a number.
pub(super) fn push(out: &mut String, number: u32) {
    push_leading(out, number / LAST);
    push_digit(out, number % LAST);
}

fn push_leading(out: &mut String, rest: u32) {
    if rest > 0 {
        push_leading(out, rest / LEADING);
        push_digit(out, LAST + rest % LEADING);
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
        let mut text = String::new();
        numbers.iter().for_each(|number| push(&mut text, *number));
        assert_eq!(read(&text), numbers);
        assert!(!text.contains(['"', '\\', ' ']), "{text}");
        let mut digits = String::new();
        (0..DIGITS).for_each(|digit| push_digit(&mut digits, digit));
        assert_eq!(digits.len(), 92);
        assert!(!digits.contains(['"', '\\', ' ']) && digits.ends_with('~'), "{digits}");
    }
}
