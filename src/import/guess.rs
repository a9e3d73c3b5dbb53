//! A table that nobody has described → a mapping, and the declaration of a kind, for somebody to look
//! over.
//!
//! What a column is follows from its name and its cells. Nothing is taken over before the mapping has
//! been written: it says all that was guessed, and whoever knows better changes it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::literal::{escaped, key, list, string};
use super::records::date;
use super::table::{Opened, Row, Table};
use crate::config::Config;
use crate::parse::text::slug;

/// A choice has so many values at most.
const MOST_VALUES: usize = 20;
/// Words that fit a list have so many characters at most.
const SHORT: usize = 40;
/// A text that is longer than a title.
const LONG: usize = 160;

/// What columns are called that number their rows.
const NUMBERS: [&str; 8] = ["number", "no", "nr", "num", "ref", "reference", "id", "paragraph"];

/// What was guessed of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The mapping, as a file.
    pub mapping: String,
    /// The declaration of the kind for `book.toml`; none, if there is one.
    pub kind: Option<String>,
}

/// What a column is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    Title,
    Text,
    Number,
    Nothing,
    Field { name: String, ty: Type, separator: Option<&'static str> },
}

/// What a field is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Type {
    Text,
    Markdown,
    Date,
    Boolean,
    Integer,
    Url,
    Choice(Vec<String>),
}

/// A column and what its cells say.
struct Seen<'t> {
    name: &'t str,
    /// The cells that hold something.
    cells: Vec<&'t str>,
    distinct: BTreeSet<&'t str>,
    /// How many different ids would be made of them.
    ids: usize,
    rows: usize,
}

impl<'t> Seen<'t> {
    fn of(table: &'t Table, at: usize) -> Self {
        let cells = table.rows.iter().map(|row| cell(row, at).trim());
        let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        let distinct: BTreeSet<&str> = cells.iter().copied().collect();
        let ids = distinct.iter().map(|cell| slug(cell)).collect::<BTreeSet<_>>().len();
        Self { name: &table.columns[at], cells, distinct, ids, rows: table.rows.len() }
    }

    /// Whether its cells tell all rows apart.
    fn is_unique(&self) -> bool {
        self.cells.len() == self.rows && self.ids == self.rows
    }

    /// Whether its cells tell nearly all rows apart: those that are alike may be slips.
    fn is_nearly_unique(&self) -> bool {
        self.cells.len() == self.rows && self.ids * 20 >= self.rows * 19
    }

    /// Whether its cells count the rows.
    fn is_count(&self) -> bool {
        let numbers = self.cells.iter().map(|cell| cell.parse::<usize>().ok());
        let numbers: Option<Vec<usize>> = numbers.collect();
        numbers.is_some_and(|numbers| numbers.windows(2).all(|pair| pair[1] == pair[0] + 1))
    }

    /// Whether its cells are addresses on the web.
    fn is_addresses(&self) -> bool {
        self.all(|cell| cell.starts_with("http://") || cell.starts_with("https://"))
    }

    /// How many characters a cell has in the middle.
    fn length(&self) -> usize {
        self.cells.iter().map(|cell| cell.chars().count()).sum::<usize>() / self.cells.len().max(1)
    }

    fn is_called(&self, names: &[&str]) -> bool {
        let name = slug(self.name);
        names.iter().any(|own| name == *own || name.ends_with(&format!("-{own}")))
    }

    fn all(&self, is: impl Fn(&str) -> bool) -> bool {
        !self.cells.is_empty() && self.cells.iter().all(|cell| is(cell))
    }
}

/// A cell as people see it. A number is one, whatever marks its thousands have.
fn cell(row: &Row, at: usize) -> &str {
    let (plain, printed) = (row.cell(at), row.printed(at));
    if printed.replace(',', "") == plain { plain } else { printed }
}

/// The table of a file that looks most like one of records: its rows can be told apart, and there are
/// many of them.
pub fn likely(tables: &[Table]) -> Option<&Table> {
    tables.iter().max_by_key(|table| {
        let columns: Vec<Seen<'_>> =
            (0..table.columns.len()).map(|at| Seen::of(table, at)).collect();
        let is_known = |column: &Seen<'_>| column.is_nearly_unique() && !is_letters(column.name);
        (columns.iter().any(is_known), table.rows.len())
    })
}

/// Looks at a table of a file, by the name of the file with and without its ending.
pub fn guess(config: &Config, (file, stem): (&str, &str), opened: &Opened, table: &Table) -> Guess {
    let is_one = opened.tables.len() == 1;
    let columns: Vec<Seen<'_>> = (0..table.columns.len()).map(|at| Seen::of(table, at)).collect();
    let roles = roles(&columns);
    let kind = kind(config, if is_one { stem } else { table.rows_name() });
    let is_declared = config.kinds.iter().any(|own| own.name == kind);
    let (id, title) = (id(&columns, &roles), title(&columns, &roles));
    let declaration = (!is_declared).then(|| declaration(&kind, &columns, &roles));
    let src = &config.book.src.value;
    let mut mapping = format!(
        "# What the columns of {file} are. `rapporteur import {file}` reads it; change what was guessed wrong.\n\
         file = {}\n",
        string(file)
    );
    mapping.push_str(&layout(opened, table, is_one));
    let _ = writeln!(mapping, "kind = {}", string(&kind));
    let _ = writeln!(mapping, "# The document in which new records are written.");
    let _ = writeln!(mapping, "document = {}", string(&format!("{src}/{}.md", slug(stem))));
    let _ = writeln!(mapping, "# The columns by which a record is known: its id is made of them.");
    let _ = match &id[..] {
        [id] => writeln!(mapping, "id = {}", string(id)),
        many => writeln!(mapping, "id = {}", list(many.iter().map(|id| string(id)).collect())),
    };
    if repeats(table, &id) {
        let _ = writeln!(
            mapping,
            "# Rows with the id of another: `count` them (`-2`), or `skip` them."
        );
        let _ = writeln!(mapping, "repeated = \"count\"");
    }
    if let Some(column) = title {
        let of_role = |wanted: &Role| {
            columns.iter().zip(&roles).find(|(_, role)| *role == wanted).map(|(own, _)| own.name)
        };
        let title = match (of_role(&Role::Number), of_role(&Role::Text)) {
            // Beside a number, words say more than the number again.
            (Some(_), Some(text)) => format!("{{{text}}}"),
            _ => format!("{} {{{column}}}", kind_label(&kind)),
        };
        let _ = writeln!(
            mapping,
            "# No column looks like titles. Of a long text, the first words are taken."
        );
        let _ = writeln!(mapping, "title = {}", string(&title));
    }
    mapping.push_str("\n[columns]\n");
    for (column, role) in columns.iter().zip(&roles).filter(|(column, _)| !column.name.is_empty()) {
        let _ = writeln!(mapping, "{} = {}", key(column.name), role.written());
    }
    Guess { mapping, kind: declaration }
}

/// Whether several rows have the same cells in some columns.
fn repeats(table: &Table, names: &[&str]) -> bool {
    let places: Vec<usize> = names.iter().filter_map(|name| table.column(name)).collect();
    let mut seen = BTreeSet::new();
    table
        .rows
        .iter()
        .map(|row| slug(&row.words(&places)))
        .any(|id| !id.is_empty() && !seen.insert(id))
}

/// How the file is read, and what is unusual in its table.
fn layout(opened: &Opened, table: &Table, is_one: bool) -> String {
    let mut out = String::new();
    if let Some(encoding) = opened.encoding {
        let _ = writeln!(out, "# The file is no UTF-8. This is what it looks like.");
        let _ = writeln!(out, "encoding = {}", string(encoding));
    }
    if let Some(separator) = opened.separator {
        let _ = writeln!(out, "separator = {}", escaped(&separator.to_string()));
    }
    if !is_one {
        let names: Vec<&str> = opened.tables.iter().map(|table| table.name.as_str()).collect();
        let _ = writeln!(out, "# One of: {}.", names.join(", ").replace('\n', " "));
        let _ = writeln!(out, "sheet = {}", string(&table.name));
    }
    if table.header > 1 {
        let _ = writeln!(
            out,
            "# The row with the names of the columns. The rows above it are ignored."
        );
        let _ = writeln!(out, "header = {}", table.header);
    }
    if !table.merged.is_empty() {
        let _ = writeln!(out, "# Some cells are merged: `fill` all of them, or the `first` alone.");
        let _ = writeln!(out, "merged = \"fill\"");
    }
    if !table.hidden.is_empty() {
        let _ = writeln!(out, "# Some rows are hidden: `take` them like others, or `skip` them.");
        let _ = writeln!(out, "hidden = \"take\"");
    }
    out
}

impl Role {
    fn written(&self) -> String {
        match self {
            Role::Title => "{ to = \"title\" }".to_owned(),
            Role::Text => "{ to = \"text\" }".to_owned(),
            Role::Number => "{ to = \"number\" }".to_owned(),
            Role::Nothing => "{ ignore = true }".to_owned(),
            Role::Field { name, separator: None, .. } => format!("{{ to = {} }}", string(name)),
            Role::Field { name, separator: Some(separator), .. } => {
                format!("{{ to = {}, separator = {} }}", string(name), escaped(separator))
            }
        }
    }
}

/// What each column is taken for.
fn roles(columns: &[Seen<'_>]) -> Vec<Role> {
    let mut roles: Vec<Option<Role>> = columns
        .iter()
        .map(|column| {
            // Row numbers that a program wrote before the columns have no name.
            let is_count = is_letters(column.name) && column.is_count();
            (column.name.is_empty() || is_count || column.all(is_json) || column.cells.is_empty())
                .then_some(Role::Nothing)
        })
        .collect();
    let mut give = |role: Role, is: &dyn Fn(&Seen<'_>) -> bool| {
        let at = columns.iter().zip(&roles).position(|(column, own)| own.is_none() && is(column));
        if let Some(at) = at {
            roles[at] = Some(role);
        }
        at.is_some()
    };
    give(Role::Number, &|column| {
        column.is_called(&NUMBERS) && column.length() < SHORT && column.is_nearly_unique()
    });
    const TITLES: [&str; 5] = ["title", "heading", "name", "subject", "summary"];
    // Words that tell most rows apart without filling a page.
    let is_fit = |column: &Seen<'_>| {
        let is_short = column.length() <= LONG && !column.is_addresses();
        let is_full = column.cells.len() == column.rows;
        is_short && is_full && column.distinct.len() * 2 > column.rows
    };
    const TEXTS: [&str; 7] =
        ["text", "recommendation", "recommendations", "description", "details", "body", "finding"];
    let has_title = give(Role::Title, &|column| column.is_called(&TITLES) && is_fit(column));
    give(Role::Text, &|column| column.is_called(&TEXTS) && column.length() > LONG / 2);
    if !has_title {
        give(Role::Title, &|column| is_fit(column) && column.length() > 12);
    }
    let mut names = BTreeSet::new();
    let fields = columns
        .iter()
        .zip(roles)
        .map(|(column, role)| role.unwrap_or_else(|| field(column, &mut names)));
    fields.collect()
}

/// Whether a cell holds objects of JSON, which are a table of their own.
fn is_json(cell: &str) -> bool {
    cell.starts_with("[{") || cell.starts_with("[ {") || cell.starts_with("[\n")
}

/// Whether a name is what a column without one is called: `(AB)`.
fn is_letters(name: &str) -> bool {
    let letters = name.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    letters.is_some_and(|letters| letters.bytes().all(|letter| letter.is_ascii_uppercase()))
}

/// A column that is a field, with a name that no other has.
fn field(column: &Seen<'_>, names: &mut BTreeSet<String>) -> Role {
    let mut name = slug(column.name);
    if is_letters(column.name) {
        name = format!("column-{name}");
    }
    if name.is_empty() || !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        name = format!("field-{name}").trim_end_matches('-').to_owned();
    }
    // What every record has is no field.
    if super::mapping::OWN.contains(&name.as_str())
        || ["id", "order", "aliases", "draft", "ended"].contains(&name.as_str())
    {
        name.push_str("-field");
    }
    let base = name.clone();
    let mut more = 1;
    while !names.insert(name.clone()) {
        more += 1;
        name = format!("{base}-{more}");
    }
    let are_words = |separator: &str| {
        // Lines of a list are short; others are paragraphs.
        separator != "\n" || column.all(|cell| cell.lines().all(|line| line.len() <= 2 * SHORT))
    };
    let separators = [";", "|", "\n"].into_iter().filter(|separator| are_words(separator));
    let separator = separators.into_iter().find(|separator| {
        column.cells.iter().filter(|cell| cell.contains(separator)).count() * 5
            >= column.cells.len().max(1)
    });
    let ty = match separator {
        Some(separator) => {
            let values = column.cells.iter().flat_map(|cell| cell.split(separator)).map(str::trim);
            let values: BTreeSet<&str> = values.filter(|value| !value.is_empty()).collect();
            choice(&values, column.cells.len()).unwrap_or(Type::Text)
        }
        None => single(column),
    };
    Role::Field { name, ty, separator }
}

fn single(column: &Seen<'_>) -> Type {
    let is_truth = |cell: &str| {
        ["yes", "no", "true", "false", "y", "n"].contains(&cell.to_lowercase().as_str())
    };
    let is_ambiguous =
        |cell: &str| date(cell, None).is_err_and(|(message, _)| message.contains("two dates"));
    let is_year = |cell: &str| {
        cell.len() == 4 && cell.parse::<u16>().is_ok_and(|year| (1000..2200).contains(&year))
    };
    if column.all(is_truth) {
        return Type::Boolean;
    }
    if column.all(|cell| date(cell, None).is_ok() || is_ambiguous(cell))
        && (!column.all(is_year) || column.is_called(&["year", "date"]))
    {
        return Type::Date;
    }
    if column.all(|cell| cell.parse::<i64>().is_ok()) {
        return Type::Integer;
    }
    if column.is_addresses() {
        return Type::Url;
    }
    if let Some(choice) = choice(&column.distinct, column.cells.len()) {
        return choice;
    }
    if column.length() > SHORT { Type::Markdown } else { Type::Text }
}

/// A choice, if so few values stand in so many cells.
fn choice(values: &BTreeSet<&str>, cells: usize) -> Option<Type> {
    let are_short = values.iter().all(|value| value.chars().count() <= SHORT);
    let is_choice = are_short && values.len() <= MOST_VALUES && values.len() * 3 <= cells;
    let slugs: BTreeSet<String> = values.iter().map(|value| slug(value)).collect();
    let are_apart = slugs.len() == values.len() && !slugs.contains("");
    (is_choice && are_apart)
        .then(|| Type::Choice(values.iter().map(|value| (*value).to_owned()).collect()))
}

/// The columns by which rows are known: one that tells all apart, or two that do together.
fn id<'t>(columns: &[Seen<'t>], roles: &[Role]) -> Vec<&'t str> {
    let of_role = |wanted: &Role| {
        columns.iter().zip(roles).find(|(_, role)| *role == wanted).map(|(column, _)| column)
    };
    let (number, title) = (of_role(&Role::Number), of_role(&Role::Title));
    let unique = |column: &&Seen<'t>| {
        column.is_unique() && column.length() < LONG && !is_letters(column.name)
    };
    let one = number.filter(unique).or(title.filter(unique)).or(columns.iter().find(unique));
    if let Some(column) = one {
        return vec![column.name];
    }
    let short = || columns.iter().filter(|own| own.cells.len() == own.rows && own.length() < LONG);
    let pairs = short().flat_map(|first| short().map(move |second| (first, second)));
    let mut together = pairs.filter(|(first, second)| {
        let both = first.cells.iter().zip(&second.cells);
        both.map(|(a, b)| slug(&format!("{a} {b}"))).collect::<BTreeSet<_>>().len() == first.rows
    });
    match together.next() {
        Some((first, second)) => vec![first.name, second.name],
        None if number.is_some() => number.map(|column| column.name).into_iter().collect(),
        None => title.or(columns.first()).map(|column| column.name).into_iter().collect(),
    }
}

/// The column of which titles are made, where none has them.
fn title<'t>(columns: &[Seen<'t>], roles: &[Role]) -> Option<&'t str> {
    if roles.contains(&Role::Title) {
        return None;
    }
    let is_full = |column: &&Seen<'t>| column.cells.len() == column.rows && !column.is_addresses();
    let mut apart = columns.iter().filter(is_full).filter(|column| column.is_nearly_unique());
    let named = apart.find(|column| column.is_called(&NUMBERS));
    named.map(|column| column.name).or_else(|| id(columns, roles).first().copied())
}

/// What a record of a kind is called: `Call` for `call`.
fn kind_label(kind: &str) -> String {
    let mut letters = kind.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + &letters.as_str().replace('-', " ")
}

/// The name of the kind of a table: one that is declared, if it is called like one.
fn kind(config: &Config, name: &str) -> String {
    let wanted = slug(name);
    // A year or a number at the end is one of the table, and not of what its rows are.
    let words = wanted.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '-');
    let wanted = if words.is_empty() { wanted.clone() } else { words.to_owned() };
    let is_it = |own: &crate::config::Kind| {
        [&own.name, &own.label, &own.plural].iter().any(|name| slug(name) == wanted)
    };
    if let Some(own) = config.kinds.iter().find(|own| is_it(own)) {
        return own.name.clone();
    }
    let single = match wanted.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        // An abbreviation such as `ASVS` is no plural.
        None if name.ends_with('S') => wanted.clone(),
        None => {
            wanted.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(&wanted).to_owned()
        }
    };
    if single.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        single
    } else {
        "record".to_owned()
    }
}

/// The kind as `book.toml` would declare it.
fn declaration(kind: &str, columns: &[Seen<'_>], roles: &[Role]) -> String {
    let mut toml = format!("[kinds.{kind}.fields]\n");
    for (column, role) in columns.iter().zip(roles) {
        let Role::Field { name, ty, separator } = role else { continue };
        let many = if separator.is_some() { ", many = true" } else { "" };
        let label = string(column.name);
        let ty = match ty {
            Type::Text => "\"text\"".to_owned(),
            Type::Markdown => "\"markdown\"".to_owned(),
            Type::Date => "\"date\"".to_owned(),
            Type::Boolean => "\"boolean\"".to_owned(),
            Type::Integer => "\"integer\"".to_owned(),
            Type::Url => "\"url\"".to_owned(),
            Type::Choice(values) => {
                let values =
                    values.iter().map(|value| format!("{} = {}", key(&slug(value)), string(value)));
                format!("\"choice\", values = {{ {} }}", values.collect::<Vec<_>>().join(", "))
            }
        };
        let _ = writeln!(toml, "{} = {{ type = {ty}, label = {label}{many} }}", key(name));
    }
    toml
}
