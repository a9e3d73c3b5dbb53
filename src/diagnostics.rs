//! Problems found in a report's content, as data.
//!
//! A stage that meets a problem records a [`Diagnostic`] and goes on, so that one run names all of
//! them. Each has a stable [`Code`], a severity that follows from the code unless `book.toml` says
//! otherwise of a warning, a place where there is one, and a way out. Printing them is the work of
//! [`crate::report`]; what each code means stands in the guide, from which `rapporteur explain` reads
//! it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rapidfuzz::distance::jaro_winkler::{Args, BatchComparator};
use rapidfuzz::distance::osa;

use crate::source::{Place, Source};

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site cannot be right: nothing is written.
    Error,
    /// The site can be published; an editor would want to know.
    Warning,
}

/// Declares the codes: variant, printed code, severity, and a name in a few words.
macro_rules! codes {
    ($($variant:ident = $code:literal $severity:ident $name:literal;)*) => {
        /// What kind of problem it is. The printed form (`RAP401`) is permanent.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $name] $variant,)*
        }

        impl Code {
            /// All codes, in the order of their printed forms.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The permanent printed form, such as `RAP401`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)* }
            }

            /// The problem's name in a few words.
            pub const fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// How much it weighs.
            pub const fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    BadToml = "RAP001" Error "invalid TOML";
    UnknownKey = "RAP002" Error "unknown key in book.toml";
    BadValue = "RAP003" Error "invalid value in book.toml";
    KeyWithoutEffect = "RAP004" Warning "key without effect";
    KindsCollide = "RAP005" Error "two kinds with the same path or folder";
    BadYaml = "RAP006" Error "invalid YAML";

    NotUtf8 = "RAP101" Error "file not in UTF-8";
    Unreadable = "RAP102" Error "unreadable file";
    LinkOutOfTree = "RAP103" Error "symbolic link out of the report";
    LinkLoop = "RAP104" Warning "circular symbolic link";
    BadFileName = "RAP105" Error "invalid file name";
    BadCharacter = "RAP106" Warning "character that hides or reorders text";
    OtherEnding = "RAP107" Warning "document with the wrong extension";
    ActiveFile = "RAP108" Warning "file that a browser may run";
    RefusedFile = "RAP109" Error "forbidden file that a browser may run";
    PointerFile = "RAP110" Warning "file that Git LFS has not fetched";
    BadVersion = "RAP111" Error "invalid file of a version";
    BadContents = "RAP112" Warning "invalid line in the table of contents";
    NotInContents = "RAP113" Warning "document outside the table of contents";
    BadInclude = "RAP114" Error "file that cannot be included";
    ThemeWithoutEffect = "RAP115" Warning "part of a theme without effect";
    NotRun = "RAP116" Warning "preprocessor that does not run";
    PreprocessorFailed = "RAP117" Error "preprocessor that failed";
    BadCatalog = "RAP118" Warning "invalid message catalog";
    LargeFile = "RAP119" Warning "large file that nothing links to";

    UnknownField = "RAP201" Error "unknown field";
    MissingField = "RAP202" Error "missing field";
    IllTypedField = "RAP203" Error "field of the wrong type";
    BadDate = "RAP204" Error "invalid date";
    UnknownChoice = "RAP205" Error "unknown value of a choice";
    MisplacedFields = "RAP206" Error "fields where no record begins";
    NotUnique = "RAP207" Error "value that is not unique";
    StateOfOtherAxis = "RAP208" Error "state that the axis does not allow";
    ContradictingEntries = "RAP209" Error "entries of the ledger that contradict each other";
    BadFollowUp = "RAP210" Error "invalid table of follow-up";
    BadMilestone = "RAP211" Error "invalid milestone";
    MovedWithoutReason = "RAP212" Warning "milestone moved without a reason";
    NoAsOf = "RAP213" Warning "target dates without a day to measure from";
    AfterAsOf = "RAP214" Warning "statement from after the day of the report";
    ContradictsLedger = "RAP215" Error "field that contradicts the ledger";

    DuplicateId = "RAP301" Error "duplicate id";
    DuplicateNumber = "RAP302" Error "duplicate number";
    UnknownClass = "RAP303" Error "mistyped class in a heading";
    NestedRecord = "RAP304" Error "record declared inside another block";
    BadId = "RAP305" Error "invalid id";
    DuplicateAnchor = "RAP306" Error "duplicate anchor";
    UnknownKind = "RAP307" Error "unknown kind";
    MissingFromContent = "RAP308" Error "inventory item without a record";
    MissingFromInventory = "RAP309" Error "record missing from the inventory";
    BadInventory = "RAP310" Error "invalid inventory";
    MissingTitle = "RAP311" Error "record without a title";
    NoOriginal = "RAP312" Error "translation without an original";
    IdGone = "RAP313" Error "missing published id";
    IdGivenAway = "RAP314" Error "published id on another record";
    BadLock = "RAP315" Error "invalid line in ids.lock";
    StrayEnd = "RAP316" Warning "end mark without a record";
    BadEnd = "RAP317" Error "end of a record that cannot be";

    MissingRecord = "RAP401" Error "reference to a missing record";
    AmbiguousReference = "RAP402" Error "ambiguous reference";
    MissingAnchor = "RAP403" Error "link to a missing anchor";
    MissingFile = "RAP404" Error "link to a missing file";
    WrongKind = "RAP405" Error "reference to a record of another kind";
    Orphan = "RAP406" Warning "record that nothing refers to";
    BadScheme = "RAP407" Error "address that is not allowed";
    BadFootnote = "RAP408" Warning "incomplete or duplicate footnote";
    BrokenLinkLabel = "RAP409" Warning "link label without a definition";
    ReferenceToDraft = "RAP410" Error "reference to a draft";
    LiteralReference = "RAP411" Warning "reference left as text";
    Unreached = "RAP412" Warning "page that nothing links to";
    BadEmbed = "RAP413" Warning "record that cannot be embedded in full";
    UnknownFilter = "RAP415" Error "invalid list filter";
    BadOther = "RAP416" Error "invalid inventory of another report";
    LostByOther = "RAP417" Warning "reference of another report that leads nowhere";

    PathTaken = "RAP501" Error "two pages with the same path";
    BadRedirect = "RAP502" Error "redirect that leads nowhere";
    BadPath = "RAP503" Error "path that some systems cannot store";
    PathGone = "RAP504" Error "published path without its record";

    ImageWithoutAlt = "RAP601" Warning "image without alternative text";
    HeadingSkips = "RAP602" Warning "skipped heading level";
    RawHtml = "RAP603" Warning "raw HTML that is not allowed";
    BadMath = "RAP604" Error "invalid formula";
    LiteralEmphasis = "RAP605" Warning "emphasis left as text";
    OpenBlock = "RAP606" Warning "unclosed block";
    LiteralAttributes = "RAP607" Error "heading attributes left as text";
    EmptyHeading = "RAP608" Warning "empty heading";
    BadPicture = "RAP609" Warning "image that cannot be shown";
    PlainCode = "RAP612" Warning "code without highlighting";
    TooDeep = "RAP613" Warning "blocks nested too deeply";
    LiteralMarkup = "RAP614" Warning "markup left as text";
    LostCells = "RAP615" Warning "row with more cells than columns";

    BadTemplate = "RAP701" Error "error in a template";
    BadStrings = "RAP702" Error "error in the interface strings";
    FaintAccent = "RAP704" Warning "accent colour with low contrast";
}

/// What every printed code begins with.
const PREFIX: &str = "RAP";

impl Code {
    /// The code with this printed form, letter case aside; `401` is `RAP401`.
    pub fn parse(text: &str) -> Option<Code> {
        let digits = digits_of(text);
        Self::ALL.iter().copied().find(|code| code.digits() == digits)
    }

    /// The code nearest to one that there is not: the first that begins with its digits, or the
    /// nearest number among those of its hundred.
    pub fn nearest(text: &str) -> Option<Code> {
        let digits = digits_of(text);
        let number: u32 = digits.parse().ok()?;
        let begun = Self::ALL.iter().copied().find(|code| code.digits().starts_with(digits));
        begun.or_else(|| {
            let alike =
                Self::ALL.iter().copied().filter(|code| code.number() / 100 == number / 100);
            alike.min_by_key(|code| code.number().abs_diff(number))
        })
    }

    /// Whether it says that fields cannot be read, whatever they were to say.
    pub const fn is_of_syntax(self) -> bool {
        matches!(self, Code::BadToml | Code::BadYaml)
    }

    fn digits(self) -> &'static str {
        self.as_str().trim_start_matches(PREFIX)
    }

    fn number(self) -> u32 {
        self.digits().parse().unwrap_or_default()
    }
}

/// What stands behind the prefix of a code, however that is written.
fn digits_of(text: &str) -> &str {
    let text = text.trim();
    let rest = match text.get(..PREFIX.len()) {
        Some(prefix) if prefix.eq_ignore_ascii_case(PREFIX) => &text[PREFIX.len()..],
        _ => text,
    };
    rest.trim_start_matches([' ', '-', '_'])
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: Code,
    /// How much it weighs: what its code does, unless `book.toml` says otherwise.
    pub severity: Severity,
    /// One sentence without a full stop, naming the thing at fault.
    pub message: String,
    /// Where it is; `None` when no one file is at fault.
    pub place: Option<Place>,
    /// A few words printed at the place itself.
    pub label: String,
    /// Other places that belong to it, each with a few words ("first declared here").
    pub related: Vec<(Place, String)>,
    /// A way out, one sentence.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Whether it must not be published.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Places it where its words are written, in whichever file that is.
    pub fn to_origin(&mut self) {
        if let Some(place) = &self.place
            && place.source.is_made_at(place.span.start)
            && self.label.is_empty()
        {
            self.label = format!("in `{}`", place.source.path);
        }
        let places = self.place.iter_mut().chain(self.related.iter_mut().map(|(place, _)| place));
        for place in places {
            if let Some(origin) = place.origin() {
                *place = origin;
            }
        }
    }

    /// A problem at a range of a source.
    pub fn at(
        code: Code,
        source: &Arc<Source>,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self { place: Some(Place::new(source, span)), ..Self::nowhere(code, message) }
    }

    /// A problem of no one file.
    pub fn nowhere(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            place: None,
            label: String::new(),
            related: Vec::new(),
            help: None,
        }
    }

    /// The same with a few words at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same with a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a way out, if there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same with another place that belongs to it.
    #[must_use]
    pub fn related(mut self, place: Place, words: impl Into<String>) -> Self {
        self.related.push((place, words.into()));
        self
    }
}

/// How many problems of one code are told of one file.
const MOST: usize = 10_000;

/// How many problems of each code one file has, so that no file can fill memory and terminals with
/// them.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<Code, usize>);

impl Tally {
    /// Counts a problem; says whether it is to be told.
    pub(crate) fn admits(&mut self, problem: &Diagnostic) -> bool {
        let count = self.0.entry(problem.code).or_default();
        *count += 1;
        *count <= MOST
    }

    /// For each code of which there are more than were told, a problem that says how many.
    pub(crate) fn rest(self, source: &Arc<Source>) -> impl Iterator<Item = Diagnostic> {
        let more = self.0.into_iter().filter(|(_, count)| *count > MOST);
        more.map(|(code, count)| {
            let message = format!("this file has {} more problems of this kind", count - MOST);
            let place = Place::start_of(source);
            let help = "correct the problems shown to see the next ones";
            Diagnostic { place: Some(place), ..Diagnostic::nowhere(code, message) }.help(help)
        })
    }
}

/// The problems of one file, of each code no more than are told of it, and how many more there are.
pub(crate) fn tallied(
    source: &Arc<Source>,
    problems: impl IntoIterator<Item = Diagnostic>,
) -> Vec<Diagnostic> {
    let mut tally = Tally::default();
    let mut told: Vec<_> = problems.into_iter().filter(|problem| tally.admits(problem)).collect();
    told.extend(tally.rest(source));
    told
}

/// Sorts problems by file, place and code, so that every run prints them in one order, and drops
/// repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
    diagnostics.dedup();
}

fn key(diagnostic: &Diagnostic) -> (&str, usize, usize, Code, &str) {
    let (path, start, end) = match &diagnostic.place {
        Some(place) => (place.source.path.as_str(), place.span.start, place.span.end),
        None => ("", 0, 0),
    };
    (path, start, end, diagnostic.code, &diagnostic.message)
}

/// The Jaro-Winkler similarity from which on one word may have been meant by another.
const NEAR: f64 = 0.82;

/// The candidate nearest to a word that was not found, when it is near enough to be meant. A number
/// is never meant by another one: both may be right somewhere, and which is, nobody can guess.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let comparator = BatchComparator::new(word.chars());
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates.into_iter().filter(|candidate| same_numbers(word, candidate)) {
        // A cut-off as high as the best score could cut off another that is as high.
        let least = best.map_or(NEAR, |(top, _)| top - 0.001);
        let arguments = Args::default().score_cutoff(least);
        let score = comparator.similarity_with_args(candidate.chars(), &arguments);
        let score = score.unwrap_or(0.0).max(word_overlap(word, candidate));
        let is_better = match best {
            Some((top, name)) => score > top || (score == top && candidate < name),
            None => score >= NEAR,
        };
        if is_better && few_slips(word, candidate) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// Whether two words hold the same numbers in the same order, zeros in front aside.
fn same_numbers(a: &str, b: &str) -> bool {
    numbers(a).eq(numbers(b))
}

fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split(|letter: char| !letter.is_numeric());
    pieces.filter(|piece| !piece.is_empty()).map(|piece| piece.trim_start_matches('0'))
}

/// Whether few slips lead from one word to the other, or one is part of the other: words that merely
/// begin alike are similar too, and are two words.
fn few_slips(a: &str, b: &str) -> bool {
    let longer = a.chars().count().max(b.chars().count());
    word_overlap(a, b) > 0.0 || osa::distance(a.chars(), b.chars()) <= (longer / 3).max(1)
}

/// How near two words are when one is the beginning or the end of the other, up to a hyphen.
fn word_overlap(a: &str, b: &str) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let is_first = long.strip_prefix(short).is_some_and(|rest| rest.starts_with('-'));
    let is_last = || long.strip_suffix(short).is_some_and(|rest| rest.ends_with('-'));
    if short.len() >= 3 && (is_first || is_last()) { 0.85 } else { 0.0 }
}

/// A help line that names the nearest candidate.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(word, candidates).map(|name| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        let printed: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let mut sorted = printed.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(printed, sorted);
    }

    #[test]
    fn nearest_is_the_same_in_any_order() {
        let letter = |at: u8| char::from(b'a' + at);
        let names: Vec<String> =
            (0..40).map(|at| format!("p{}-{}", letter(at / 7), letter(at % 7))).collect();
        for word in ["pb-k", "pc-j", "pk-d", "pc-", "qc-c", "pbc-c"] {
            let forth = nearest(word, names.iter().map(String::as_str));
            let back = nearest(word, names.iter().rev().map(String::as_str));
            let odd = names.iter().skip(1).step_by(2).chain(names.iter().step_by(2));
            assert_eq!(forth, back, "{word}");
            assert_eq!(forth, nearest(word, odd.map(String::as_str)), "{word}");
        }
    }

    #[test]
    fn nearest_prefers_the_closest_and_refuses_the_far() {
        assert_eq!(nearest("qiuto", ["quito", "lagos"]), Some("quito"));
        assert_eq!(nearest("zebra", ["quito", "lagos"]), None);
        assert_eq!(nearest("progress", ["problems", "preview"]), None);
        assert_eq!(nearest("langauge", ["language"]), Some("language"));
    }

    #[test]
    fn a_number_is_never_suggested_for_another() {
        for (word, candidate, expected) in [
            ("95", "9", false),
            ("rec-95", "rec-9", false),
            ("annex", "annex-2", false),
            ("recomendation-12", "recommendation-12", true),
            ("call-07", "call-7", true),
            ("habour2", "harbour-2", true),
        ] {
            assert_eq!(nearest(word, [candidate]).is_some(), expected, "{word} {candidate}");
        }
    }

    #[test]
    fn a_code_is_known_however_it_is_written() {
        for text in ["RAP401", "rap401", "401", " RAP 401", "rap-401"] {
            assert_eq!(Code::parse(text), Some(Code::MissingRecord), "{text}");
        }
        for text in ["", "RAP", "40", "4011", "heading"] {
            assert_eq!(Code::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_unknown_code_suggests_the_nearest() {
        for (text, expected) in [
            ("40", Some("RAP401")),
            ("RAP499", Some("RAP417")),
            ("rap320", Some("RAP317")),
            ("999", None),
            ("heading", None),
        ] {
            assert_eq!(Code::nearest(text).map(Code::as_str), expected, "{text}");
        }
    }
}
