//! Small facts about text: slugs, sentences, addresses written bare.

mod latin;
mod scripts;
mod sentences;

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

pub use scripts::{Script, formula, moved, on_the_line};
pub use sentences::{sentence_at, sentences};

/// The most bytes a slug has; longer ones are cut at a hyphen.
pub const LONGEST_SLUG: usize = 96;

/// Words → an id: lower-case letters and digits of any script, single hyphens between.
///
/// Ligatures, small and wide forms and the like become the letters that they stand for (NFKC), and
/// so do letters that keyboards of other languages lack and Unicode does not take apart; what is
/// invisible is left out. Accents stay.
pub fn slug(text: &str) -> String {
    if text.is_ascii() {
        return slug_of(text.to_ascii_lowercase().chars(), text.len());
    }
    let lower: String = compatible(text);
    slug_of(lower.chars().flat_map(folded), lower.len())
}

/// A text in lower case and in compatibility form (NFKC), without invisible characters.
fn compatible(text: &str) -> String {
    let visible = text.chars().filter(|letter| !is_invisible(*letter));
    // Marks below a capital İ are left over when it is made small.
    let lower = visible.nfkc().flat_map(char::to_lowercase).filter(|letter| *letter != '\u{307}');
    lower.collect::<String>().nfkc().collect()
}

fn slug_of(letters: impl Iterator<Item = char>, len: usize) -> String {
    let mut slug = String::with_capacity(len);
    for letter in letters {
        if letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter) {
            slug.push(letter);
        } else if !matches!(letter, '\'' | '\u{2019}') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    cut(&mut slug);
    slug
}

/// Whether a character shows nothing and parts no words: a soft hyphen, a joiner, a mark of
/// direction, a selector of a variant.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// A word in plain letters of lower case, as somebody types who has no others.
pub fn plain(word: &str) -> String {
    let letters = word.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    letters.flat_map(char::to_lowercase).flat_map(folded).collect()
}

/// The plain letters that stand for one which Unicode does not take apart.
pub fn folded(letter: char) -> impl Iterator<Item = char> {
    let plain = match letter {
        'ł' => "l",
        'ø' => "o",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        _ => "",
    };
    let own = plain.is_empty().then_some(letter);
    plain.chars().chain(own)
}

/// Words → the anchor that code hosts give a heading: in lower case, blanks as hyphens, and of all
/// other marks only hyphens and underlines. So GitHub, GitLab and mdBook do.
pub fn anchor_of_hosts(text: &str) -> String {
    let mut anchor = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            ' ' | '\t' | '\n' => anchor.push('-'),
            '-' | '_' => anchor.push(letter),
            _ if letter.is_alphanumeric() => anchor.extend(letter.to_lowercase()),
            _ if unicode_normalization::char::is_combining_mark(letter) => anchor.push(letter),
            _ => {}
        }
    }
    anchor
}

/// Words → the anchor that mdBook gives a heading: in lower case, each blank as a hyphen, and of all other
/// marks only hyphens and underlines.
pub fn anchor_of_books(text: &str) -> String {
    let letters = text.trim().chars().filter_map(|letter| match letter {
        _ if letter.is_whitespace() => Some('-'),
        '-' | '_' => Some(letter),
        _ => letter.is_alphanumeric().then_some(letter),
    });
    letters.collect::<String>().to_lowercase()
}

/// What begins the ids that pages give to their own parts, up to a colon. No slug holds one.
const OWN_IDS: [&str; 9] = ["look", "p", "i", "fn", "fnref", "ledger", "picture", "embed", "page"];

/// Whether an id is one that pages may give to a part of their own.
pub fn is_own_id(id: &str) -> bool {
    let first = id.split_once(':').map(|(first, _)| first);
    let is_below = id.contains(":p:") || id.contains(":i:");
    is_below || first.is_some_and(|first| OWN_IDS.contains(&first))
}

fn cut(slug: &mut String) {
    if slug.len() > LONGEST_SLUG {
        let mut end = LONGEST_SLUG;
        while !slug.is_char_boundary(end) {
            end -= 1;
        }
        let end = slug[..end].rfind('-').unwrap_or(end);
        slug.truncate(end);
    }
    while slug.ends_with('-') {
        slug.pop();
    }
}

/// Whether a word can be an id as it stands: what [`slug`] makes of it is the word itself, but for
/// letters that it would spell with others, which an id that somebody wrote may have.
pub fn is_id(word: &str) -> bool {
    let lower = compatible(word);
    !word.is_empty() && slug_of(lower.chars(), lower.len()) == word
}

/// A range without the blanks at its ends.
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    let end = range.end - (piece.len() - piece.trim_end().len());
    start..end.max(start)
}

/// The byte ranges of web addresses that stand bare in a text, by the rules of GitHub's autolinks:
/// `http://` or `https://` at a word's start, up to a blank or `<`, without punctuation at the end
/// and without a closing bracket that the address does not open.
pub fn bare_addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("http").map(|at| from + at) {
        let rest = &text[at..];
        let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme));
        // Scripts without blanks between words may have a letter in front of an address.
        let word_start = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let end = match scheme {
            Some(scheme) if word_start => at + address_len(rest, scheme.len()),
            _ => at,
        };
        if end > at {
            found.push(at..end);
        }
        from = end.max(at + 4);
    }
    found
}

/// What no address holds, the punctuation of scripts without blanks included.
const ENDS_ADDRESS: &str = "<>\"“”。，、；：！？（）「」『』《》【】";

fn address_len(rest: &str, scheme: usize) -> usize {
    let end = rest
        .find(|letter: char| letter.is_whitespace() || ENDS_ADDRESS.contains(letter))
        .unwrap_or(rest.len());
    let mut address = &rest[..end];
    while let Some(last) = address.chars().next_back() {
        let unopened = last == ')' && address.matches(')').count() > address.matches('(').count();
        if !unopened && !".,:;!?*_~'\u{2019}\u{201d}]".contains(last) {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    let host = &address[scheme.min(address.len())..];
    if host.starts_with(char::is_alphanumeric) { address.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_letters_of_any_script() {
        for (words, expected) in [
            ("Full range of services", "full-range-of-services"),
            ("24-hour services", "24-hour-services"),
            ("What’s next?", "whats-next"),
            ("改革 安理会", "改革-安理会"),
            ("  -- ", ""),
            ("Ünïted", "ünïted"),
            ("The ﬁnal re\u{ad}port\u{200b}", "the-final-report"),
            ("CO₂ and x²", "co2-and-x2"),
            ("Ｆｕｌｌ ｶﾅ", "full-カナ"),
            ("Łódź, Ærøskøbing, Straße, Đặng, Kadıkoy", "lódź-aeroskobing-strasse-dặng-kadikoy"),
        ] {
            assert_eq!(slug(words), expected);
        }
        assert!(slug(&"long ".repeat(100)).len() <= LONGEST_SLUG);
    }

    #[test]
    fn an_id_keeps_the_letters_that_somebody_wrote() {
        for (word, is_it) in [
            ("ærø", true),
            ("straße", true),
            ("résumé", true),
            ("ﬁne", false),
            ("so\u{ad}ft", false),
            ("Ærø", false),
            ("", false),
        ] {
            assert_eq!(is_id(word), is_it, "{word}");
        }
    }

    #[test]
    fn anchors_of_hosts_keep_underlines_and_every_hyphen() {
        for (words, expected) in [
            ("snake_case name", "snake_case-name"),
            ("1.2 Foo", "12-foo"),
            ("Node.js / Deno", "nodejs--deno"),
            ("foo()", "foo"),
            ("What’s “new”", "whats-new"),
            ("a--b", "a--b"),
            ("Überblick", "überblick"),
        ] {
            assert_eq!(anchor_of_hosts(words), expected);
        }
    }

    #[test]
    fn ids_of_the_pages_own_parts_are_known() {
        for id in ["look:menu", "p:3", "i:a.ii", "fn:1", "hall:p:3", "hall:i:a", "page:12"] {
            assert!(is_own_id(id), "{id}");
        }
        for id in ["look", "sec:look", "p-3"] {
            assert!(!is_own_id(id), "{id}");
        }
    }

    #[test]
    fn bare_addresses_leave_punctuation_behind() {
        let text = "See https://example.org/a_(b), (http://x.org/). xhttp://no.org http:// https";
        let found: Vec<&str> = bare_addresses(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["https://example.org/a_(b)", "http://x.org/"]);
    }
}
