//! What a cell says, in the words of a report.

use std::collections::{BTreeMap, HashMap};

use super::markdown::{self, line, paragraphs};
use crate::config::Field;
use crate::date::Date;
use crate::diagnostics::did_you_mean;
use crate::export::cell::joined;
use crate::field::Role;
use crate::ids::{KindId, LanguageId, RecordId};
use crate::import::mapping::{Column, Dates};
use crate::import::table::{Refusal, Row};
use crate::parse::text::slug;
use crate::render::Renderer;

/// The months as English tables write them.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Why a cell is not taken over.
pub(super) enum Unknown {
    /// Its value is told once for all cells that have it.
    Told,
    /// This is wrong with it.
    Refused(Box<Refusal>),
}

/// Reads cells, and keeps what is to be told of all of them together.
pub(super) struct Cells<'a> {
    renderer: &'a Renderer,
    /// The records of a kind by what ids would be made of their titles; none, where several share one.
    titles: HashMap<KindId, HashMap<String, Option<RecordId>>>,
    /// The records of the kind of the rows by what they were called before.
    aliases: HashMap<String, RecordId>,
    /// The kind of the rows of the table, and their ids by themselves and by what ids would be made of
    /// their titles.
    own: (KindId, HashMap<String, String>),
    /// Values that a field does not have: column and value → how often, the first place, what to do.
    unknown: BTreeMap<(String, String), (usize, String, String)>,
    /// Records to be made because cells refer to them: document, kind and id → title.
    created: BTreeMap<(String, KindId, String), String>,
}

impl<'a> Cells<'a> {
    /// Reads cells of a table with rows of a kind, whose ids are known by themselves and by titles.
    pub(super) fn new(renderer: &'a Renderer, own: (KindId, HashMap<String, String>)) -> Self {
        let (titles, unknown, created) = (HashMap::new(), BTreeMap::new(), BTreeMap::new());
        let model = &renderer.model;
        let mut aliases = HashMap::new();
        for &index in model.of_kind(own.0) {
            let names = &model.records[index].aliases;
            aliases.extend(names.iter().map(|alias| (alias.text.clone(), index)));
        }
        Self { renderer, titles, aliases, own, unknown, created }
    }

    /// The record of the kind of the rows that has an id, or had it once.
    pub(super) fn find(&self, id: &str) -> Option<RecordId> {
        let found = self.renderer.model.find(self.own.0, LanguageId::OWN, id);
        found.or_else(|| self.aliases.get(id).copied())
    }

    /// The one record of some kinds that has a title.
    fn titled(&mut self, kinds: &[KindId], title: &str) -> Option<RecordId> {
        let model = &self.renderer.model;
        let wanted = slug(title);
        let mut found = Vec::new();
        for &kind in kinds {
            let titles = self.titles.entry(kind).or_insert_with(|| {
                let mut titles = HashMap::new();
                for &index in model.of_kind(kind) {
                    let title = slug(&model.records[index].title);
                    titles.entry(title).and_modify(|one| *one = None).or_insert(Some(index));
                }
                titles
            });
            found.extend(titles.get(&wanted).copied());
        }
        match found[..] {
            [one] => one,
            _ => None,
        }
    }

    /// The id of the record of a kind that a text names by id or title; the text, if there is none.
    pub(super) fn known(&mut self, kind: KindId, text: &str) -> Result<String, String> {
        let model = &self.renderer.model;
        let id = slug(text.rsplit('/').next().unwrap_or(text));
        let found = self.find(&id).or_else(|| self.titled(&[kind], text));
        found.map(|index| model.records[index].id.to_string()).ok_or_else(|| text.to_owned())
    }

    /// What a cell says, as an export would write it.
    pub(super) fn taken(
        &mut self,
        (name, column): (&str, &Column),
        (to, field): (&str, Option<&Field>),
        (row, at): (&Row, usize),
        place: impl Fn() -> String,
    ) -> Result<String, Unknown> {
        let text = match field {
            Some(field) if is_typed(field) => row.cell(at).trim(),
            _ => row.printed(at).trim(),
        };
        if text.is_empty() {
            return Ok(String::new());
        }
        let is_markup = field.map_or(to == "text", |field| field.ty.is_markup());
        if let Some(markdown) = row.markdown(at).filter(|_| is_markup && !column.markdown) {
            return Ok(markdown.to_owned());
        }
        if let Some(what) = Some(text).filter(|_| column.markdown).and_then(markdown::loose) {
            let message = format!("this Markdown has {what}, which would not stay in its record");
            let help = "write it in another way, or drop `markdown = true` to show it as it is";
            return Err(Unknown::Refused(Box::new(Refusal::new(place(), message, help))));
        }
        let Some(field) = field else {
            return Ok(match to {
                _ if column.markdown => text.to_owned(),
                "title" => line(text),
                "text" => paragraphs(text),
                _ => text.split_whitespace().collect::<Vec<_>>().join(" "),
            });
        };
        let pieces: Vec<&str> = match &column.separator {
            Some(separator) if field.many && !separator.is_empty() => text
                .split(separator.as_str())
                .map(str::trim)
                .filter(|piece| !piece.is_empty())
                .collect(),
            _ => vec![text],
        };
        let listed = row.list(at).filter(|_| field.many);
        let pieces: Vec<&str> =
            listed.map_or(pieces, |values| values.iter().map(String::as_str).collect());
        let mut values = Vec::new();
        for piece in pieces {
            let value = self.value((name, column), field, piece, &place)?;
            // A word may mean that there is nothing.
            if !value.is_empty() && !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(if field.many { joined(&values) } else { values.concat() })
    }

    fn value(
        &mut self,
        (name, column): (&str, &Column),
        field: &Field,
        text: &str,
        place: &impl Fn() -> String,
    ) -> Result<String, Unknown> {
        if let Some(value) = column.words.get(text) {
            return Ok(value.clone());
        }
        if field.ty.has_choices() {
            return self.choice(name, field, text, place);
        }
        if field.ty.targets().is_some() {
            return self.reference((name, column), field, text, place);
        }
        if field.ty.can_be(Role::Time) {
            return date(text, column.dates).map_err(|(message, help)| {
                Unknown::Refused(Box::new(Refusal::new(place(), message, help)))
            });
        }
        let types = field.ty.traits().columns.iter().map(|column| column.ty);
        let is = |wanted: &[&str]| types.clone().any(|own| wanted.contains(&own));
        if is(&["boolean"]) {
            return truth(text).map(str::to_owned).ok_or_else(|| {
                self.tell(
                    name,
                    text,
                    place(),
                    "write yes or no, or say in the mapping what it means: `words = { … }`",
                )
            });
        }
        if is(&["integer"]) {
            let plain = text.replace([',', ' ', '\u{a0}'], "");
            return match plain.parse::<i64>() {
                Ok(number) => Ok(number.to_string()),
                Err(_) => {
                    let help = "write a whole number, or put the column into a field of text";
                    Err(self.tell(name, text, place(), help))
                }
            };
        }
        let is_plain = field.ty.is_markup() && !column.markdown;
        Ok(if is_plain { paragraphs(text) } else { text.to_owned() })
    }

    /// The value of a choice that a text names by value or label.
    fn choice(
        &mut self,
        name: &str,
        field: &Field,
        text: &str,
        place: &impl Fn() -> String,
    ) -> Result<String, Unknown> {
        let choices = field.ty.choices();
        let wanted = slug(text);
        let found =
            choices.iter().find(|(value, label)| slug(value) == wanted || slug(label) == wanted);
        if let Some((value, _)) = found {
            return Ok(value.clone());
        }
        let names = choices.iter().flat_map(|(value, label)| [value.as_str(), label.as_str()]);
        let help = did_you_mean(text, names).unwrap_or_else(|| {
            let values: Vec<String> =
                choices.iter().map(|(value, _)| format!("`{value}`")).collect();
            format!("the values are {}", values.join(", "))
        });
        let help =
            format!("{help}; or say in the mapping what it means: `words = {{ \"{text}\" = … }}`");
        Err(self.tell(name, text, place(), &help))
    }

    /// The record that a text names by id, title or words of its id.
    fn reference(
        &mut self,
        (name, column): (&str, &Column),
        field: &Field,
        text: &str,
        place: &impl Fn() -> String,
    ) -> Result<String, Unknown> {
        // A record of another report stands as it is; whether there is one, a build will tell.
        let report = text.split_once(':').map(|(report, _)| report.trim());
        let outside = field.outside.iter().flat_map(|outside| &outside.targets);
        if outside.into_iter().any(|target| Some(target.report.as_str()) == report) {
            return Ok(text.trim().to_owned());
        }
        let model = &self.renderer.model;
        let id = slug(text.rsplit('/').next().unwrap_or(text));
        let targets = field.ty.targets().unwrap_or_default();
        let kinds: Vec<KindId> = match targets {
            [] => self.renderer.config.kinds.ids().collect(),
            targets => targets.to_vec(),
        };
        let by_id = kinds.iter().find_map(|kind| model.find(*kind, LanguageId::OWN, &id));
        if let Some(index) = by_id.or_else(|| self.titled(&kinds, text)) {
            return Ok(model.records[index].id.to_string());
        }
        let (kind, own) = &self.own;
        let is_own = kinds.contains(kind);
        if let Some(id) = own.get(&id).or_else(|| own.get(&slug(text))).filter(|_| is_own) {
            return Ok(id.clone());
        }
        match (&column.create, targets) {
            (Some(document), [kind]) if !id.is_empty() => {
                let title = line(text);
                let key = (document.clone(), *kind, id.clone());
                let first = self.created.entry(key).or_insert_with(|| title.clone());
                if first.to_lowercase() == title.to_lowercase() {
                    return Ok(id);
                }
                let message = format!("`{text}` would have the id `{id}`, as `{first}` has");
                let help = "make one of them by hand, with an id of its own, and let a word of the \
                            mapping mean it: `words = { … }`";
                Err(Unknown::Refused(Box::new(Refusal::new(place(), message, help))))
            }
            _ => {
                let names = kinds.iter().flat_map(|kind| model.of_kind(*kind));
                let names = names.map(|&index| model.records[index].title.as_str());
                let help = did_you_mean(text, names)
                    .map_or_else(String::new, |help| format!("{help}; or "));
                let help = format!("{help}let the mapping make it: `create = \"content/….md\"`");
                Err(self.tell(name, text, place(), &help))
            }
        }
    }

    /// Keeps a value to be told with all cells that have it.
    fn tell(&mut self, column: &str, text: &str, place: String, help: &str) -> Unknown {
        let key = (column.to_owned(), text.to_owned());
        self.unknown.entry(key).or_insert_with(|| (0, place, help.to_owned())).0 += 1;
        Unknown::Told
    }

    /// The values that fields do not have, each once.
    pub(super) fn unknown_values(&self) -> Vec<Refusal> {
        let told = self.unknown.iter().map(|((column, text), (many, place, help))| {
            let many = if *many == 1 { "one cell".to_owned() } else { format!("{many} cells") };
            let message = format!("the field of `{column}` has no value `{text}` ({many})");
            Refusal::new(place.clone(), message, help.clone())
        });
        told.collect()
    }

    /// The records that are to be made because cells refer to them: document, kind, and Markdown.
    pub(super) fn created(&self) -> impl Iterator<Item = (String, KindId, String)> {
        self.created.iter().map(|((document, kind, id), title)| {
            let name = &self.renderer.config.kinds[*kind].name;
            (document.clone(), *kind, format!("## {title} {{#{id} .{name}}}\n"))
        })
    }
}

/// Whether a value of a field is a number, a date or a truth, and not what is printed for it.
fn is_typed(field: &Field) -> bool {
    let mut types = field.ty.traits().columns.iter().map(|column| column.ty);
    field.ty.can_be(Role::Time) || types.any(|ty| ["boolean", "integer", "number"].contains(&ty))
}

/// What a text says of yes and no.
fn truth(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "y" | "x" | "1" => Some("true"),
        "no" | "false" | "n" | "0" => Some("false"),
        _ => None,
    }
}

/// A date as reports write it: `2015-06-16`, `2015-06` or `2015`.
pub(in crate::import) fn date(
    text: &str,
    order: Option<Dates>,
) -> Result<String, (String, String)> {
    if Date::parse(text).is_ok() {
        return Ok(text.to_owned());
    }
    let words: Vec<&str> =
        text.split(['/', '.', '-', ' ', ',']).filter(|word| !word.is_empty()).collect();
    let wrong = || {
        let help = "write it as 2015-06-16, 2015-06 or 2015";
        (format!("`{text}` is no date"), help.to_owned())
    };
    let numbers: Vec<Option<u16>> = words.iter().map(|word| number(word)).collect();
    let month_at = words.iter().position(|word| month(word).is_some());
    let (year, month, day) = match (&numbers[..], month_at) {
        ([Some(day), _, Some(year)], Some(1)) => (*year, month(words[1]), Some(*day)),
        ([_, Some(day), Some(year)], Some(0)) => (*year, month(words[0]), Some(*day)),
        ([_, Some(year)], Some(0)) => (*year, month(words[0]), None),
        ([Some(month), Some(year)], None) if *year > 31 => (*year, Some(*month), None),
        ([Some(first), Some(second), Some(third)], None) => parts([*first, *second, *third], order)
            .ok_or_else(|| {
                let help = "say in the mapping how dates are written: `dates = \"day/month/year\"` or `\"month/day/year\"`";
                (format!("`{text}` can be two dates"), help.to_owned())
            })?,
        _ => return Err(wrong()),
    };
    let month = month.filter(|_| year > 99).ok_or_else(wrong)?;
    let written = match day {
        Some(day) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("{year:04}-{month:02}"),
    };
    Date::parse(&written).map(|_| written).map_err(|_| wrong())
}

/// Year, month and day; nothing, if nobody says which is which.
fn parts(numbers: [u16; 3], order: Option<Dates>) -> Option<(u16, Option<u16>, Option<u16>)> {
    let [first, second, third] = numbers;
    let order = order.or(match numbers {
        [year, ..] if year > 31 => Some(Dates::YearMonthDay),
        [day, month, _] if day > 12 && month <= 12 => Some(Dates::DayMonthYear),
        [month, day, _] if day > 12 && month <= 12 => Some(Dates::MonthDayYear),
        [day, month, _] if day == month => Some(Dates::DayMonthYear),
        _ => None,
    });
    match order? {
        Dates::DayMonthYear => Some((third, Some(second), Some(first))),
        Dates::MonthDayYear => Some((third, Some(first), Some(second))),
        Dates::YearMonthDay => Some((first, Some(second), Some(third))),
    }
}

/// A number of a date, also as `1st`, `2nd`, `3rd` or `4th`.
fn number(word: &str) -> Option<u16> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let is_plain =
        ["", "st", "nd", "rd", "th"].contains(&word[digits.len()..].to_lowercase().as_str());
    digits.parse().ok().filter(|_| is_plain)
}

/// The number of a month by its English name, or by three letters or more of it.
fn month(word: &str) -> Option<u16> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word))?;
    Some(at as u16 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_tables_write_them_and_never_guessed() {
        let day_first = Some(Dates::DayMonthYear);
        for (text, order, expected) in [
            ("2015-06-16", None, Ok("2015-06-16")),
            ("2015", None, Ok("2015")),
            ("2015/06/16", None, Ok("2015-06-16")),
            ("16/06/2015", None, Ok("2015-06-16")),
            ("06/16/2015", None, Ok("2015-06-16")),
            ("03/04/2015", day_first, Ok("2015-04-03")),
            ("03.04.2015", Some(Dates::MonthDayYear), Ok("2015-03-04")),
            ("3 April 2015", None, Ok("2015-04-03")),
            ("April 3rd, 2015", None, Ok("2015-04-03")),
            ("Apr 2015", None, Ok("2015-04")),
            ("04/2015", None, Ok("2015-04")),
            ("03/04/2015", None, Err("`03/04/2015` can be two dates")),
            ("31/02/2015", None, Err("`31/02/2015` is no date")),
            ("16/06/15", None, Err("`16/06/15` is no date")),
            ("soon", None, Err("`soon` is no date")),
            ("", None, Err("`` is no date")),
        ] {
            let found = date(text, order).map_err(|(message, _)| message);
            assert_eq!(found.as_deref().map_err(String::as_str), expected, "{text}");
        }
    }
}
