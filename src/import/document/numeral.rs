//! Numbers as lists and pages show them.

/// A number as a format shows it, by the name that Word has for the format.
pub(super) fn numeral(count: u32, format: &str) -> String {
    match format {
        "lowerLetter" => letters(count, b'a'),
        "upperLetter" => letters(count, b'A'),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperRoman" => roman(count),
        "decimalZero" => format!("{count:02}"),
        "none" => String::new(),
        _ => count.to_string(),
    }
}

/// `a` for 1, `z` for 26, `aa` for 27, `bb` for 28.
fn letters(count: u32, first: u8) -> String {
    let Some(count) = count.checked_sub(1) else { return String::new() };
    let letter = char::from(first + (count % 26) as u8);
    // A mark with more letters is of no use to anybody.
    std::iter::repeat_n(letter, (count / 26 + 1).min(8) as usize).collect()
}

fn roman(count: u32) -> String {
    const NUMERALS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if count == 0 || count >= 4000 {
        return count.to_string();
    }
    let mut left = count;
    let mut text = String::new();
    for (value, numeral) in NUMERALS {
        while left >= value {
            text.push_str(numeral);
            left -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_word_shows_them() {
        for (count, format, expected) in [
            (3, "decimal", "3"),
            (3, "lowerLetter", "c"),
            (28, "upperLetter", "BB"),
            (1994, "lowerRoman", "mcmxciv"),
            (0, "lowerLetter", ""),
            (5000, "upperRoman", "5000"),
            (7, "decimalZero", "07"),
        ] {
            assert_eq!(numeral(count, format), expected);
        }
    }
}
