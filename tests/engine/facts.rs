//! Every date, number, symbol and name in the flagship's content is a fact that somebody looked up.
//!
//! `facts.tsv` lists the facts, each with its source: the information note, this report's own
//! inventory and count, or a document that is named. What the content says and the list does not
//! have is named with its file and line; a line of the list that nothing says fails too.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rapporteur::date::Date;

use crate::support::{root, tree};

/// What kind of fact a word states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Date,
    Number,
    Symbol,
    Name,
}

impl Sort {
    fn parse(word: &str) -> Sort {
        match word {
            "date" => Sort::Date,
            "number" => Sort::Number,
            "symbol" => Sort::Symbol,
            "name" => Sort::Name,
            other => panic!("`{other}` is no sort of fact"),
        }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Sort::Date => "date",
            Sort::Number => "number",
            Sort::Symbol => "symbol",
            Sort::Name => "name",
        })
    }
}

type Fact = (Sort, String);

/// The list: each fact with its source.
fn known() -> BTreeMap<Fact, String> {
    let list = std::fs::read_to_string(root().join("tests/engine/facts.tsv")).unwrap();
    let rows = list.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut known = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [sort, fact, source] = cells[..] else { panic!("three cells: `{row}`") };
        assert!(!source.trim().is_empty(), "a source: `{row}`");
        let twice = known.insert((Sort::parse(sort), fact.to_owned()), source.to_owned());
        assert_eq!(twice, None, "`{row}` stands twice");
    }
    known
}

/// Every fact of the content, with the first place that states it.
fn stated() -> BTreeMap<Fact, String> {
    let mut stated = BTreeMap::new();
    for (path, bytes) in tree(&root().join("content")) {
        if !path.ends_with(".md") {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        for (line, words) in sentences(&text) {
            for fact in facts(&words) {
                stated.entry(fact).or_insert_with(|| format!("content/{path}:{line}"));
            }
        }
    }
    stated
}

/// The prose and the values of a file as plain words, paragraph by paragraph, each with its line.
/// Names of fields, ids, targets of links and addresses are none of them.
fn sentences(text: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut fields = false;
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        if line == "+++" {
            (fields, open) = (!fields, false);
            continue;
        }
        let words = match fields {
            true => value(line),
            false => prose(line),
        };
        let trimmed = words.trim();
        let goes_on = open && !fields && !line.trim_start().starts_with(['-', '#', '|']);
        match found.last_mut() {
            Some((_, last)) if goes_on && !trimmed.is_empty() => {
                last.push(' ');
                last.push_str(trimmed);
            }
            _ => found.push((at + 1, trimmed.to_owned())),
        }
        open = !trimmed.is_empty() && !line.starts_with('#');
    }
    // Links may run over the end of a line.
    found.into_iter().map(|(line, words)| (line, without_markup(&words))).collect()
}

/// What a line of TOML says, unless it names records or choices.
fn value(line: &str) -> String {
    let said = ["title", "description", "date", "since", "value", "assessor", "source", "remark"];
    let more = ["symbols", "participants", "abbreviation", "location", "number", "iso-code"];
    let (key, value) = line.split_once('=').unwrap_or(("", ""));
    let key = key.trim();
    if !said.contains(&key) && !more.contains(&key) {
        return String::new();
    }
    value.replace(['"', '{', '}', '[', ']', '='], " ")
}

fn prose(line: &str) -> String {
    let heading = line.starts_with('#');
    let line = line.trim_start_matches(['#', '>', ' ']).trim_start_matches("[!NOTE]");
    match (heading, line.rfind("{#")) {
        (true, Some(at)) => line[..at].to_owned(),
        _ => line.to_owned(),
    }
}

/// Leaves the words of links, and nothing of their targets, nor of footnotes' names.
fn without_markup(text: &str) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['[', '(', '!']) {
        words.push_str(&rest[..at]);
        rest = &rest[at..];
        let target = ["[[", "![["].iter().find(|open| rest.starts_with(**open));
        if let Some(open) = target {
            let Some((inner, after)) = rest[open.len()..].split_once("]]") else { break };
            words.push_str(inner.split_once('|').map_or("", |(_, said)| said));
            rest = after;
        } else if let Some(note) = rest.strip_prefix("[^") {
            rest = note.split_once(']').map_or("", |(_, after)| after.trim_start_matches(':'));
        } else if rest.starts_with("(http") {
            rest = rest.split_once(')').map_or("", |(_, after)| after);
        } else {
            let length = rest.chars().next().map_or(0, char::len_utf8);
            words.push_str(rest[..length].trim_matches(['[', '!']));
            rest = &rest[length..];
        }
    }
    words + rest
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The dates, numbers, symbols and names of one paragraph.
fn facts(text: &str) -> BTreeSet<Fact> {
    let words: Vec<Word<'_>> = text.split_whitespace().map(Word::new).collect();
    let mut facts = BTreeSet::new();
    let mut at = 0;
    while at < words.len() {
        let starts = at == 0 || words[at - 1].ends;
        let date = date(&words[at..]).map(|(date, length)| ((Sort::Date, date), length));
        let found = date.or_else(|| words[at].figure().map(|fact| (fact, 1)));
        let found = found.or_else(|| name(&words[at..], starts));
        at += found.as_ref().map_or(1, |(_, length)| *length);
        facts.extend(found.map(|(fact, _)| fact));
    }
    facts
}

/// A name and how many words it takes: those that follow one another with capitals. The one word
/// that begins a sentence tells nothing, and the article before a name is none of it.
fn name(words: &[Word<'_>], starts: bool) -> Option<(Fact, usize)> {
    let mut length = 0;
    while let Some(word) = words.get(length) {
        let capital = word.core.starts_with(char::is_uppercase) && word.figure().is_none();
        if !capital || date(&words[length..]).is_some() {
            break;
        }
        length += 1;
        if word.closes {
            break;
        }
    }
    let article = usize::from(starts && length > 0 && ARTICLES.contains(&words[0].core));
    let alone = starts && length - article <= 1 && article == 0;
    if length == article || alone {
        return None;
    }
    let said: Vec<&str> = words[article..length].iter().map(|word| word.core).collect();
    Some(((Sort::Name, said.join(" ")), length))
}

/// Words that begin a sentence and are no part of the name that they stand before.
const ARTICLES: [&str; 12] =
    ["The", "In", "On", "A", "At", "By", "For", "Its", "When", "As", "To", "With"];

/// A date in words and how many of them it takes: `16 June 2015`, `16 June`, `June 2015`.
fn date(words: &[Word<'_>]) -> Option<(String, usize)> {
    let number = |at: usize| words.get(at).is_some_and(|word| word.is_number());
    let day = |at: usize| number(at) && words[at].core.len() <= 2;
    let month = |at: usize| words.get(at).is_some_and(|word| MONTHS.contains(&word.core));
    let year = |at: usize| number(at) && words[at].core.len() == 4;
    let length = match (day(0) && month(1), month(0)) {
        (true, _) => 2 + usize::from(year(2)),
        (_, true) => 1 + usize::from(year(1)),
        _ => return None,
    };
    let words: Vec<&str> = words[..length].iter().map(|word| word.core).collect();
    Some((words.join(" "), length))
}

/// A word without the punctuation around it.
struct Word<'t> {
    core: &'t str,
    /// Whether no name goes on behind it.
    closes: bool,
    /// Whether a sentence, or a part of one that may begin with a capital, ends with it.
    ends: bool,
}

impl<'t> Word<'t> {
    fn new(word: &'t str) -> Self {
        let around = |c: char| !c.is_alphanumeric();
        let numeric = |c: char| c.is_ascii_digit();
        let trimmed = word.trim_end_matches(around);
        let trimmed = match trimmed.starts_with('-') && trimmed[1..].starts_with(numeric) {
            true => trimmed,
            false => trimmed.trim_start_matches(around),
        };
        let core = trimmed.strip_suffix("'s").or(trimmed.strip_suffix("’s")).unwrap_or(trimmed);
        let initial = core.chars().count() == 1;
        let closes = !word.ends_with(char::is_alphanumeric) && !initial || core != trimmed;
        let ends = core.is_empty() || word.ends_with(['.', '?', '!', ':', '"', '”', '*']);
        Word { core, closes, ends: ends && !initial }
    }

    fn is_number(&self) -> bool {
        !self.core.is_empty() && self.core.chars().all(|c| c.is_ascii_digit())
    }

    /// A symbol or a number.
    fn figure(&self) -> Option<Fact> {
        let lower = self.core.to_lowercase();
        if ["A/", "S/", "GA/"].iter().any(|start| self.core.starts_with(start)) {
            return Some((Sort::Symbol, self.core.to_owned()));
        }
        if self.core.len() > 4 && Date::parse(self.core).is_ok() {
            return Some((Sort::Date, self.core.to_owned()));
        }
        if self.core.chars().any(|c| c.is_ascii_digit()) {
            return Some((Sort::Number, self.core.to_owned()));
        }
        let counts = lower.split('-').any(|part| NUMBERS.contains(&part));
        counts.then_some((Sort::Number, lower))
    }
}

/// Words for numbers that count something of the world, not the members of a sentence.
const NUMBERS: [&str; 26] = [
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "eleventh",
    "twelfth",
    "twentieth",
    "thirtieth",
    "fortieth",
    "dozen",
    "decade",
];

#[test]
fn every_date_number_symbol_and_name_has_a_source() {
    let known = known();
    let unknown: Vec<String> = stated()
        .into_iter()
        .filter(|(fact, _)| !known.contains_key(fact))
        .map(|((sort, fact), place)| format!("{sort}\t{fact}\t{place}"))
        .collect();
    assert!(unknown.is_empty(), "no source for:\n{}", unknown.join("\n"));
}

#[test]
fn every_fact_of_the_list_is_stated_somewhere() {
    let stated = stated();
    let unused: Vec<String> = known()
        .into_keys()
        .filter(|fact| !stated.contains_key(fact))
        .map(|(sort, fact)| format!("{sort}\t{fact}"))
        .collect();
    assert!(unused.is_empty(), "nothing states:\n{}", unused.join("\n"));
}

#[test]
fn facts_are_found_in_prose_and_fields_alike() {
    let text = "+++\ndate = 2015-06-16\nkind = \"x\"\n+++\n## The Panel met {#a-2 .b}\n\n\
                On 16 June [[x|Ban Ki-moon]] saw\n[more](https://a.b/7) than fifty, see A/70/95.[^n]\n";
    let found: Vec<String> = sentences(text)
        .iter()
        .flat_map(|(_, words)| facts(words))
        .map(|(sort, fact)| format!("{sort} {fact}"))
        .collect();
    let expected = [
        "date 2015-06-16",
        "name Panel",
        "date 16 June",
        "number fifty",
        "symbol A/70/95",
        "name Ban Ki-moon",
    ];
    assert_eq!(found, expected);
}
