//! Files → files with something changed at random.

use super::seeds::Seeds;
use crate::chance::Chance;
use crate::hostile::MARKUP;
use crate::support::Files;

/// No file becomes longer, so that a case is a matter of moments.
const LONGEST: usize = 48 * 1024;

/// What means something to a report, to Markdown, to HTML, to TOML or to a formula, and what people
/// never see; apart by broken bars.
const TOKENS: &[&str] = &[
    // The report's own.
    "+++\n¦+++¦[[¦]]¦![[¦|full]]¦[[?¦[[progress]]¦[[changes]]¦[[a-z]]¦\
        [[point?about=a&from=1]]¦#(a)(iii)]]¦<!-- /point -->¦<!-- /¦{#¦{#a .point}¦{.point}¦\
        {:¦aliases = [\"a\"]\n¦order = 1\n¦draft = true\n¦title = \"\"\n¦(a) ¦(iv) ¦b. ¦3) ¦\
        1.2.3 ¦USD 1.5 million¦1,000.50¦16 June 2015",
    // Markdown.
    "# ¦## ¦###### ¦####### ¦---\n¦===\n¦- ¦* ¦1. ¦99999999999. ¦> ¦    ¦\t¦```\n¦\
        ```rust\n¦~~~\n¦`¦``¦*¦**¦***¦_¦__¦~¦~~¦|¦| a | b |\n¦|---|:-:|\n¦\\|¦[¦](¦\
        ](a.md#b?c)¦![¦![](a.png)¦[^¦[^n]¦[^n]: ¦[a]: <b> 'c'\n¦<https://a.b>¦\\¦\\\n¦  \n¦\
        \n\n¦- [ ] ¦{{#include a}}¦{{< a >}}¦!!! note\n¦:::note\n¦> [!NOTE]\n¦$¦$$¦\\$¦\
        \\sqrt{¦\\frac{¦^{¦_{¦}¦{¦\\begin{matrix}¦&¦\\\\¦\\text{",
    // HTML and addresses.
    "<¦>¦<div>¦</div>¦<b>¦<!--¦-->¦<![CDATA[¦<?¦<!DOCTYPE¦<script>¦<p hidden¦<td>¦<svg>¦\
        <sup>¦</sup>¦<br>¦<img src='a.png' alt=\"¦&#x202e;¦&#0;¦&#xd800;¦&amp;¦&lt;¦&nbsp;¦\
        ://¦https://¦//¦mailto:¦javascript:¦data:¦?¦#¦%¦%00¦%2e%2e/¦%ff¦../¦./¦/¦?a=b&c#d¦\
        index.md¦:",
    // TOML and tables of values.
    "\"¦'¦\"\"\"¦'''¦=¦.¦,¦{ ¦ }¦[kinds.point]\n¦[[course]]\n¦\
        [kinds.point.fields.x]\ntype = \"text\"\n¦many = true\n¦required = true\n¦\
        unique = true\n¦values = { a = \"A\" }\n¦to = [\"point\"]\n¦inverse = \"I\"\n¦\
        \\u202e¦\\ud800¦\\U0010ffff¦true¦null¦nan¦inf¦0x¦1e999¦-1¦0¦255¦65536¦1.5¦\
        9223372036854775807¦-9223372036854775808¦99999999999999999999999999¦0.1e-400¦2024¦\
        2024-13¦2024-02-30¦2024-02-29¦0000-01-01¦9999-12-31¦-0001-01-01¦\
        2024-01-01T00:00:00Z¦90.0, 180.0¦-91, 181¦fr¦zh-Hans¦x-y-z¦en-u-co-phonebk",
    // What is not seen, and what is more than one byte or letter.
    "\0¦\x1b[2J¦\x7f¦\u{85}¦\u{a0}¦\u{ad}¦\u{200b}¦\u{200d}¦\u{200f}¦\u{2028}¦\u{202e}¦\
        \u{2066}¦\u{2069}¦\u{3000}¦\u{feff}¦\u{fffd}¦\u{fffe}¦\u{e0041}¦\u{10ffff}¦\r¦\r\n¦\
        \x0c¦\x0b¦é¦e\u{301}¦\u{301}¦ß¦İ¦ı¦ﬁ¦Ⅷ¦ǆ¦ﷺ¦漢字¦かな¦한글¦العربية¦עברית¦नमस्ते¦\
        👩\u{200d}👩\u{200d}👧¦🇧🇩¦“¦”¦«¦»¦…¦—¦’",
    MARKUP,
];

/// What a file may be called; apart by broken bars.
const NAMES: &str = "content/index.md¦content/index.fr.md¦content/README.md¦content/SUMMARY.md¦\
        content/venues/index.md¦content/a b.md¦content/a#b?c.md¦content/%20%zz.md¦\
        content/é/日本.md¦content/e\u{301}.md¦content/\u{202e}.md¦content/.md¦content/..md¦\
        content/a.fr.fr.md¦content/A.MD¦content/404.md¦content/print.md¦content/data/x.md¦\
        content/progress/index.md¦content/assets/a.svg¦content/point.csv¦\
        content/1/2/3/4/5/6.md¦content/{a}.md¦content/\"<b>&.md¦content/a\nb.md¦\
        content/\\.md¦ids.lock";

/// Changes one file, or what files there are.
pub(super) fn change(chance: &mut Chance, files: &mut Files, seeds: &Seeds) {
    let paths: Vec<String> = files.keys().cloned().collect();
    let path = match chance.below(4) {
        0 => "book.toml",
        _ => chance.of(&paths),
    };
    match chance.below(24) {
        0 if path != "book.toml" => {
            let bytes = files.remove(path).unwrap_or_default();
            let free = |path: &&str| {
                let inner = |other: &String| {
                    other.starts_with(&format!("{path}/")) || path.starts_with(&format!("{other}/"))
                };
                !files.keys().any(inner)
            };
            let names: Vec<&str> = NAMES.split('¦').filter(free).collect();
            files.insert((*chance.of(&names)).to_owned(), bytes);
        }
        1 if path != "book.toml" => drop(files.remove(path)),
        _ => {
            let words = words(files);
            let other = chance.of(&seeds.texts);
            let text = files.get_mut(path).expect("a file that is there");
            for _ in 0..=chance.below(4) {
                edit(chance, text, other, &words);
            }
            text.truncate(LONGEST);
        }
    }
}

/// The words of a report's texts, which mean most where they stand in each other's places.
fn words(files: &Files) -> Vec<Vec<u8>> {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    let texts = files.values().flat_map(|text| text.split(move |byte| !is_letter(byte)));
    texts.filter(|word| !word.is_empty()).take(2_000).map(<[u8]>::to_vec).collect()
}

/// Makes one change to a text, with pieces of another one.
fn edit(chance: &mut Chance, text: &mut Vec<u8>, other: &[u8], words: &[Vec<u8>]) {
    let (at, range) = (place(chance, text), places(chance, text));
    match chance.below(20) {
        0 => {
            if let Some(byte) = text.get_mut(at) {
                *byte ^= 1 << chance.below(8);
            }
        }
        1..=4 => put(text, at..at, &token(chance)),
        5 => put(text, short(&range, 40), &token(chance)),
        6 => put(text, short(&range, 200), b""),
        7 => put(text, range, b""),
        8 => text.truncate(at),
        9 => {
            let again = text[short(&range, 300)].repeat(times(chance).min(300));
            put(text, at..at, &again);
        }
        10 | 11 => {
            let (line, start) = (line_at(text, at), line_at(text, range.start).start);
            let lines = text[line].repeat(times(chance).min(500));
            put(text, start..start, &lines);
        }
        12 => {
            let line = line_at(text, at);
            put(text, line, b"");
        }
        13 => {
            let (line, there) = (line_at(text, at), line_at(text, range.start));
            let (first, last) =
                if line.start < there.start { (line, there) } else { (there, line) };
            if first.end <= last.start {
                let swapped =
                    [&text[last.clone()], &text[first.end..last.start], &text[first.clone()]];
                let swapped = swapped.concat();
                put(text, first.start..last.end, &swapped);
            }
        }
        14 => {
            let piece = places(chance, other);
            let whole = line_at(other, piece.start).start..line_at(other, piece.end).end;
            let start = line_at(text, at).start;
            put(text, start..start, &other[short(&whole, 4_000)]);
        }
        15 => {
            let from = place(chance, other);
            text.truncate(at);
            text.extend_from_slice(&other[from..]);
        }
        16 | 17 if !words.is_empty() => {
            let word = word_at(text, at);
            put(text, word, &chance.of(words)[..]);
        }
        18 => {
            let breaks: &[u8] =
                chance.of(&["\r\n", "\r", "\n\n", " ", "\n> ", "\n    "]).as_bytes();
            let lines: Vec<&[u8]> = text[range.clone()].split(|byte| *byte == b'\n').collect();
            let joined = lines.join(breaks);
            put(text, range, &joined);
        }
        _ => {
            let letter = char::from_u32(chance.below(0x11_0000) as u32).unwrap_or('\u{fffd}');
            put(text, at..at, letter.to_string().as_bytes());
        }
    }
}

/// A token or two, once or many times.
fn token(chance: &mut Chance) -> Vec<u8> {
    let mut token = Vec::new();
    for _ in 0..=usize::from(chance.one_in(3)) {
        let group: Vec<&str> = chance.of(TOKENS).split('¦').collect();
        token.extend_from_slice(chance.of(&group).as_bytes());
    }
    token.repeat(times(chance))
}

/// A place in a text, more often than not where a line or a word begins or ends.
fn place(chance: &mut Chance, text: &[u8]) -> usize {
    let at = chance.below(text.len() + 1);
    match chance.below(4) {
        0 => line_at(text, at).start,
        1 => word_at(text, at).end,
        // On the boundary of a character, unless the bytes are those of none.
        2 => (at..at + 4)
            .find(|at| text.get(*at).is_none_or(|byte| byte & 0xc0 != 0x80))
            .unwrap_or(at)
            .min(text.len()),
        _ => at,
    }
}

fn places(chance: &mut Chance, text: &[u8]) -> std::ops::Range<usize> {
    let (one, other) = (place(chance, text), place(chance, text));
    one.min(other)..one.max(other)
}

fn short(range: &std::ops::Range<usize>, longest: usize) -> std::ops::Range<usize> {
    range.start..range.end.min(range.start + longest)
}

/// The bytes of the line at a place, with its line feed.
fn line_at(text: &[u8], at: usize) -> std::ops::Range<usize> {
    let start = text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let end =
        text[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |more| at + more + 1);
    start..end
}

/// The bytes of the word at a place or behind it.
fn word_at(text: &[u8], at: usize) -> std::ops::Range<usize> {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    let start = text[at..].iter().position(is_letter).map_or(text.len(), |more| at + more);
    let end = text[start..].iter().position(|byte| !is_letter(byte));
    start..end.map_or(text.len(), |more| start + more)
}

fn put(text: &mut Vec<u8>, range: std::ops::Range<usize>, bytes: &[u8]) {
    drop(text.splice(range, bytes.iter().copied()));
}

/// How often something is repeated: mostly once, rarely some thousand times.
fn times(chance: &mut Chance) -> usize {
    match chance.below(40) {
        0..=27 => 1,
        28..=33 => 2 + chance.below(3),
        34..=37 => 5 + chance.below(60),
        38 => 100 + chance.below(400),
        _ => 1_000 + chance.below(4_000),
    }
}
