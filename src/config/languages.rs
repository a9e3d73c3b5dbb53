//! `book.language` and `[languages]` → the languages of a report.

use std::collections::BTreeMap;

use super::problems::Problems;
use super::reader::{Pair, Table};
use super::{Language, Setting, rules};
use crate::diagnostics::Code;
use crate::ids::{LanguageId, List};

/// Reads the languages, the report's own first.
pub(super) fn languages(root: &Table, problems: &mut Problems<'_>) -> List<LanguageId, Language> {
    let mut languages: List<LanguageId, Language> = List::default();
    let own = languages.push(language(own_tag(root, problems), &Table::default()));
    let mut seen: Vec<&Pair> = Vec::new();
    for entry in &root.table("languages").entries {
        let Some(tag) = declared_tag(entry, problems) else { continue };
        match seen.iter().find(|other| other.name.eq_ignore_ascii_case(&tag)) {
            Some(other) => twice(entry, other, problems),
            None if languages[own].tag.eq_ignore_ascii_case(&tag) => {
                languages[own] = language(languages[own].tag.clone(), entry.item.table());
            }
            None => {
                languages.push(language(tag, entry.item.table()));
            }
        }
        seen.push(entry);
    }
    languages
}

fn own_tag(root: &Table, problems: &mut Problems<'_>) -> String {
    root.table("book")
        .text("language")
        .and_then(|tag| problems.apply("book.language", tag, rules::language_tag))
        .map_or_else(|| "en".to_owned(), |tag| tag.value)
}

fn declared_tag(entry: &Pair, problems: &mut Problems<'_>) -> Option<String> {
    let setting = Setting { value: entry.name.clone(), span: entry.key.clone() };
    let key = format!("languages.{}", entry.name);
    problems.apply(&key, setting, rules::language_tag).map(|tag| tag.value)
}

fn twice(entry: &Pair, other: &Pair, problems: &mut Problems<'_>) {
    let message = format!("the language `{}` is declared twice", entry.name);
    let problem = problems.at(Code::BadValue, &entry.key, message);
    let problem = problem.related(problems.place(&other.key), "first declared here");
    problems.report(problem);
}

fn language(tag: String, table: &Table) -> Language {
    let text = |name| table.text(name).map(|setting| setting.value);
    Language {
        name: text("name").unwrap_or_else(|| autonym(&tag).unwrap_or(&tag).to_owned()),
        title: text("title"),
        description: text("description"),
        labels: labels(table.table("labels")),
        tag,
    }
}

impl Language {
    /// A language of which nothing is said but its tag.
    pub(super) fn bare(tag: &str) -> Self {
        language(tag.to_owned(), &Table::default())
    }
}

fn labels(table: &Table) -> BTreeMap<String, String> {
    let pair = |entry: &Pair| Some((entry.name.clone(), entry.item.text()?.value));
    table.entries.iter().filter_map(pair).collect()
}

/// What a language calls itself.
pub(crate) fn autonym(tag: &str) -> Option<&'static str> {
    let tag = tag.to_ascii_lowercase();
    let primary = tag.split('-').next().unwrap_or_default();
    let of = |tag: &str| AUTONYMS.iter().find(|(own, _)| *own == tag).map(|(_, name)| *name);
    of(&tag).or_else(|| of(primary))
}

/// What languages call themselves, as the Common Locale Data Repository of Unicode has it.
const AUTONYMS: [(&str, &str); 43] = [
    ("ar", "العربية"),
    ("bg", "български"),
    ("bn", "বাংলা"),
    ("ca", "català"),
    ("cs", "čeština"),
    ("cy", "Cymraeg"),
    ("da", "dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "español"),
    ("et", "eesti"),
    ("fa", "فارسی"),
    ("fi", "suomi"),
    ("fr", "français"),
    ("ga", "Gaeilge"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "hrvatski"),
    ("hu", "magyar"),
    ("id", "Indonesia"),
    ("it", "italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("lt", "lietuvių"),
    ("lv", "latviešu"),
    ("mt", "Malti"),
    ("nl", "Nederlands"),
    ("no", "norsk"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("ru", "русский"),
    ("sk", "slovenčina"),
    ("sl", "slovenščina"),
    ("sv", "svenska"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
    ("zh-cn", "简体中文"),
    ("zh-tw", "繁體中文"),
];
