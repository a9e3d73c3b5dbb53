//! Files of a look → templates, strings and static files, ready to be used.
//!
//! Goes in: the files of the built-in look and those of the report's own, as values. Comes out: a
//! [`Look`], in which a file of the report's takes the place of the built-in one of that name.
//! Reads no disk: [`crate::read`] does.

mod accent;
mod strings;
mod urls;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

pub use accent::accent;
pub use strings::{Argument, Strings};
pub(crate) use urls::{path_of, relative_urls};

use crate::asset::hashed_path;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Place, Position, Source, with_line_feeds};
use crate::theme::Theme;
use crate::url;

/// The files of a look, by their paths inside it: `templates/base.html`.
#[derive(Debug, Default, Clone)]
pub struct Files {
    /// Templates and strings.
    pub texts: BTreeMap<String, Arc<Source>>,
    /// Whatever stands below `static/`.
    pub statics: BTreeMap<String, Arc<[u8]>>,
    /// The widths and heights of pictures among them, in pixels.
    pub sizes: BTreeMap<String, (usize, usize)>,
    /// Rules that stand behind those of `static/style.css`.
    pub rules: String,
    /// What a theme of mdBook adds.
    pub theme: Arc<Theme>,
}

/// A look, ready to be used.
#[derive(Debug)]
pub struct Look {
    tera: Tera,
    strings: Arc<Strings>,
    statics: Arc<BTreeMap<String, Static>>,
    sources: BTreeMap<String, Arc<Source>>,
    theme: Arc<Theme>,
}

/// A file that every page may use.
#[derive(Debug, Clone)]
pub struct Static {
    /// Its output path, a hash of its bytes in the name.
    pub path: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// The width and the height of a picture in pixels, where they are known.
    pub size: Option<(usize, usize)>,
}

/// The prefix of the report's own templates.
const OWN: &str = "own/";
/// The prefix of the built-in templates.
const DEFAULT: &str = "default/";

/// How many templates may include one another in a row.
const DEEPEST: usize = 32;

const HELP: &str = "the guide's page on templates lists what they can use";

/// Makes a look out of the built-in files and the report's own; `languages` are the tags of the
/// report's languages, its own first.
pub fn compile(default: &Files, own: &Files, languages: &[String]) -> (Look, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let strings = Arc::new(Strings::new(default, own, languages, &mut diagnostics));
    let mut statics = BTreeMap::new();
    let built_in =
        default.statics.iter().map(|(name, bytes)| (name, without_comments(name, bytes)));
    let own_files = own.statics.iter().map(|(name, bytes)| match default.statics.get(name) {
        // A copy of a built-in file is that file.
        Some(same) if same == bytes => (name, without_comments(name, bytes)),
        _ => (name, Arc::clone(bytes)),
    });
    // What stylesheets name has its name before they do.
    let (sheets, files): (Vec<_>, Vec<_>) =
        built_in.chain(own_files).partition(|(name, _)| is_own_stylesheet(name));
    for (name, bytes) in files.into_iter().chain(sheets) {
        let bytes = match is_own_stylesheet(name) {
            true => with_hashed_urls(name, bytes, &statics),
            false => bytes,
        };
        let bytes = match name == accent::STYLE && !own.rules.is_empty() {
            true => [&*bytes, own.rules.as_bytes()].concat().into(),
            false => bytes,
        };
        let size = own.sizes.get(name).copied();
        let name = name.strip_prefix("static/").unwrap_or(name);
        let path = hashed_path(name, blake3::hash(&bytes).as_bytes());
        statics.insert(name.to_owned(), Static { path, bytes, size });
    }
    let statics = Arc::new(statics);
    let theme = Arc::clone(&own.theme);
    let mut look = Look { tera: Tera::new(), strings, statics, sources: BTreeMap::new(), theme };
    for (prefix, files) in [(DEFAULT, default), (OWN, own)] {
        for (path, source) in &files.texts {
            let Some(name) = path.strip_prefix("templates/") else { continue };
            if prefix == DEFAULT && SOME.contains(&name) && has_other_frame(own) {
                continue;
            }
            let name = format!("{prefix}{name}");
            if prefix == OWN || !own.texts.contains_key(path) || is_named(own, &name) {
                look.sources.insert(name, Arc::clone(source));
            }
        }
    }
    if let Some(problem) = look.too_deep() {
        // To read and to fill them takes more of the stack than there is.
        diagnostics.push(problem);
    } else if let Err(error) = look.load() {
        diagnostics.extend(look.problems(&error));
    }
    (look, diagnostics)
}

/// Whether a file is a stylesheet that `book.toml` names.
fn is_own_stylesheet(name: &str) -> bool {
    name.starts_with("//") && name.ends_with(".css")
}

/// A stylesheet in which the files that it names have the names under which they are published.
fn with_hashed_urls(name: &str, bytes: Arc<[u8]>, statics: &BTreeMap<String, Static>) -> Arc<[u8]> {
    let Ok(css) = std::str::from_utf8(&bytes) else { return bytes };
    let (mut out, mut at) = (String::with_capacity(css.len()), 0);
    for range in relative_urls(css) {
        let path = path_of(name.trim_start_matches('/'), &css[range.clone()]);
        let Some(file) = statics.get(&format!("//{path}")) else { continue };
        out.push_str(&css[at..range.start]);
        // All of these files stand in one folder.
        out.push_str(file.path.rsplit('/').next().unwrap_or_default());
        let fragment = url::split(&css[range.clone()]).fragment;
        out.push_str(fragment);
        at = range.end;
    }
    if at == 0 {
        return bytes;
    }
    out.push_str(&css[at..]);
    out.into_bytes().into()
}

/// The pages that only some reports have, so that most looks with a frame of their own do without.
const SOME: [&str; 3] = ["milestones.html", "version.html", "versions.html"];

/// Whether a look has a frame of its own that built-in pages do not fit.
fn has_other_frame(look: &Files) -> bool {
    let base = look.texts.get("templates/base.html");
    base.is_some_and(|base| !base.text.contains("block main"))
}

/// Whether a look names a template by its full name, as one does that extends the built-in template
/// whose place it takes. One that nothing names need not fit what took its place.
fn is_named(look: &Files, name: &str) -> bool {
    look.texts.values().any(|source| source.text.contains(name))
}

/// A built-in script or stylesheet without the lines that are comments, without indentation, and
/// without the line breaks that follow punctuation, for readers on slow lines. The built-in files
/// have none of these inside a string. A script is without the blanks beside its signs, too.
fn without_comments(name: &str, bytes: &Arc<[u8]>) -> Arc<[u8]> {
    let is_script = name.ends_with(".js");
    let (Ok(text), true) = (std::str::from_utf8(bytes), is_script || name.ends_with(".css")) else {
        return Arc::clone(bytes);
    };
    let is_comment = |line: &str| {
        line.is_empty()
            || (is_script && line.starts_with("//"))
            || (line.starts_with("/*") && line.ends_with("*/"))
    };
    let lines = text.lines().map(str::trim).filter(|line| !is_comment(line));
    let mut kept = String::with_capacity(text.len());
    for line in lines {
        match is_script {
            true => kept.push_str(&without_blanks(line)),
            false => kept.push_str(line),
        }
        // Behind a brace that closes, a script may need the break.
        if !line.ends_with(['{', '(', '[', ',', ';']) && (is_script || !line.ends_with('}')) {
            kept.push('\n');
        }
    }
    kept.into_bytes().into()
}

/// A line of a built-in script without the blanks beside signs, but for those in strings. No string
/// goes on in the next line, and no regular expression has a quotation mark.
fn without_blanks(line: &str) -> String {
    let is_sign = |c: char| "=>{}(),:;?&|<[]".contains(c);
    let mut kept = String::with_capacity(line.len());
    let mut quote = None;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match quote {
            None if character == ' ' => {
                let is_beside = kept.ends_with(is_sign);
                if is_beside || characters.peek().is_some_and(|next| is_sign(*next)) {
                    continue;
                }
            }
            None => quote = Some(character).filter(|character| "\"'`".contains(*character)),
            Some(_) if character == '\\' => {
                kept.push(character);
                kept.extend(characters.next());
                continue;
            }
            Some(mark) => quote = Some(mark).filter(|mark| *mark != character),
        }
        kept.push(character);
    }
    kept
}

impl Look {
    /// What a theme of mdBook adds.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    fn load(&mut self) -> Result<(), tera::Error> {
        self.tera.set_fallback_prefixes([OWN, DEFAULT])?;
        let strings = Arc::clone(&self.strings);
        self.tera.register_function("t", move |arguments: Kwargs, state: &State<'_>| {
            let language: Option<u64> = state.get("language_index")?;
            let key: &str = arguments.must_get("key")?;
            let values: Vec<(String, Argument)> = arguments
                .iter()
                .filter_map(|(name, value)| {
                    let name = name.as_str()?;
                    (name != "key").then(|| (name.to_owned(), argument(value)))
                })
                .collect();
            let language = strings.language(language.unwrap_or(0));
            language
                .and_then(|language| strings.value(language, key, &values))
                .ok_or_else(|| tera::Error::message(format!("no string has the key `{key}`")))
        });
        let statics = Arc::clone(&self.statics);
        self.tera.register_function("asset", move |arguments: Kwargs, _: &State<'_>| {
            let name: &str = arguments.must_get("name")?;
            statics.get(name).map(|file| file.path.clone()).ok_or_else(|| {
                tera::Error::message(format!("the look has no file `static/{name}`"))
            })
        });
        let templates = self.sources.iter();
        let templates: Vec<(&str, String)> = templates
            .map(|(name, source)| {
                (name.as_str(), with_line_feeds(&source.text[source.bom_len()..]))
            })
            .collect();
        self.tera.add_raw_templates(templates)
    }

    /// That templates include one another too often in a row. A small circle is left to Tera, which
    /// names it.
    fn too_deep(&self) -> Option<Diagnostic> {
        let names = |source: &Arc<Source>| -> Vec<&str> {
            included(&source.text).filter_map(|name| self.full_name(name)).collect()
        };
        let mut left: BTreeMap<&str, Vec<&str>> =
            self.sources.iter().map(|(name, source)| (name.as_str(), names(source))).collect();
        for _ in 0..DEEPEST {
            let ends = |names: &Vec<&str>| !names.iter().any(|name| left.contains_key(name));
            let ending = left.iter().filter(|(_, names)| ends(names)).map(|(name, _)| *name);
            let ending: Vec<&str> = ending.collect();
            if ending.is_empty() && left.len() < DEEPEST {
                return None;
            }
            for name in ending {
                left.remove(name);
            }
        }
        let (name, _) = left.pop_first()?;
        let message = format!("{DEEPEST} or more templates include one another in a row");
        let help = "include the last of them directly";
        let place = Place::start_of(&self.sources[name]);
        let problem = Diagnostic::nowhere(Code::BadTemplate, message).help(help);
        Some(Diagnostic { place: Some(place), ..problem })
    }

    /// The full name of a template, by that or by the short one.
    fn full_name(&self, name: &str) -> Option<&str> {
        let names = ["", OWN, DEFAULT].map(|prefix| format!("{prefix}{name}"));
        let found = names.iter().find_map(|name| self.sources.get_key_value(name));
        found.map(|(name, _)| name.as_str())
    }

    /// Fills a template.
    pub fn render(&self, template: &str, context: &Context) -> Result<String, Box<Diagnostic>> {
        self.tera.render(template, context).map_err(|error| Box::new(self.problem(&error)))
    }

    /// Whether there is a template of this name.
    pub fn has(&self, template: &str) -> bool {
        [OWN, DEFAULT]
            .iter()
            .any(|prefix| self.sources.contains_key(&format!("{prefix}{template}")))
    }

    /// The words of the interface.
    pub fn strings(&self) -> &Strings {
        &self.strings
    }

    /// The static files, by their names below `static/`.
    pub fn statics(&self) -> &BTreeMap<String, Static> {
        &self.statics
    }

    /// What Tera says is wrong with several templates at once, which it puts into words alone.
    fn problems(&self, error: &tera::Error) -> Vec<Diagnostic> {
        let told = match error.kind() {
            ErrorKind::Msg(message) => {
                message.split("\n\n").filter_map(|report| self.told(report)).collect()
            }
            _ => Vec::new(),
        };
        if told.is_empty() { vec![self.problem(error)] } else { told }
    }

    /// A report such as `error: Unknown filter`, and below it `--> own/card.html:1:4`.
    fn told(&self, report: &str) -> Option<Diagnostic> {
        let mut lines = report.lines();
        let message = lines.next()?.strip_prefix("error: ")?;
        let (_, place) = lines.next()?.split_once("--> ")?;
        let mut numbers = place.rsplitn(3, ':');
        let column = numbers.next()?.parse().ok()?;
        let line = numbers.next()?.parse().ok()?;
        let source = self.sources.get(numbers.next()?)?;
        let start = source.offset(Position { line, column });
        let marks = report.lines().last()?.matches('^').count();
        let length = source.text[start..].chars().take(marks).map(char::len_utf8).sum::<usize>();
        Some(
            Diagnostic::at(Code::BadTemplate, source, start..start + length, lower_first(message))
                .help(HELP),
        )
    }

    /// What Tera says is wrong, with its place in the template.
    fn problem(&self, error: &tera::Error) -> Diagnostic {
        if let ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) = error.kind()
            && let Some(source) = self.sources.get(report.filename())
        {
            let span = within(source, report.span().range.clone());
            let message = lower_first(report.message());
            return Diagnostic::at(Code::BadTemplate, source, span, message).help(HELP);
        }
        let mut message = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            message = format!("{message}: {inner}");
            cause = inner.source();
        }
        Diagnostic::nowhere(Code::BadTemplate, message).help(HELP)
    }
}

/// The names of the templates that a template includes.
fn included(text: &str) -> impl Iterator<Item = &str> {
    text.split("{%").skip(1).filter_map(|tag| {
        let name = tag.trim_start_matches(['-', '+']).trim_start().strip_prefix("include")?;
        let name = name.trim_start();
        let quote = name.chars().next().filter(|quote| "\"'`".contains(*quote))?;
        name[1..].split_once(quote).map(|(name, _)| name)
    })
}

fn within(source: &Source, range: Range<usize>) -> Range<usize> {
    let bom = source.bom_len();
    let text = &source.text[bom..];
    let end = bom + as_written(text, range.end);
    (bom + as_written(text, range.start)).min(end)..end
}

/// The offset in a text of one in the same text with line feeds alone.
fn as_written(text: &str, offset: usize) -> usize {
    let mut written = 0;
    let mut left = offset;
    for line in text.split_inclusive("\r\n") {
        let shorter = line.len() - usize::from(line.ends_with("\r\n"));
        if left < shorter {
            break;
        }
        left -= shorter;
        written += line.len();
    }
    (written + left).min(text.len())
}

fn lower_first(message: &str) -> String {
    let mut letters = message.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn argument(value: &Value) -> Argument {
    match value.as_i64() {
        Some(number) => Argument::Number(number),
        None => Argument::Text(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::without_blanks;

    #[test]
    fn blanks_of_a_script_stay_where_they_mean_something() {
        let line = r#"const say = ({ a, b }) => a ? `${a} = ${b}` : "an \"a\" , b"; // a in b"#;
        let kept = r#"const say=({a,b})=>a?`${a} = ${b}`:"an \"a\" , b";// a in b"#;
        assert_eq!(without_blanks(line), kept);
        assert_eq!(without_blanks("return a - -b + +c;"), "return a - -b + +c;");
    }
}
