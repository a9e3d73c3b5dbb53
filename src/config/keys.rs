//! Every key of `book.toml`, as data.
//!
//! One tree, [`BOOK_TOML`], says of each key its name, what it takes, its default and what it is
//! for. Checking a file, the schema for editors and the table in the guide all read it, so that a
//! key that is missing here exists nowhere. What a value must look like beyond its type (a path, an
//! address, the name of a kind) is not said here but where the value is read.

/// A key of `book.toml`.
#[derive(Debug)]
pub struct Key {
    /// The name, or [`ANY`] for every name that its siblings do not have.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What holds when the key is absent.
    pub default: Fallback,
    /// What it is for, in one sentence.
    pub doc: &'static str,
    /// Whose key it is.
    pub effect: Effect,
}

/// The name of a key that stands for any name: a kind, a field, a language, an old address.
pub const ANY: &str = "*";

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// A string.
    Text,
    /// A list of strings.
    Texts,
    /// A date, as TOML has them or as a string: a day, a month or a year.
    Date,
    /// A string, or a list of them.
    TextOrTexts,
    /// `true` or `false`.
    Boolean,
    /// The name of a type of field: one of [`TYPES`](crate::field::TYPES).
    FieldType,
    /// How much a problem weighs: one of [`LEVELS`].
    Level,
    /// A list of chapters: paths, tables with a `file` and a `title` or with a `part`, and lists of
    /// chapters inside the one before.
    Chapters,
    /// A table of these keys.
    Table(&'static [Key]),
    /// Whatever TOML can say.
    Anything,
}

/// What holds when a key is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    /// Nothing: the key is optional and has no default.
    Nothing,
    /// There is none: the key must be given.
    Required,
    /// This value, as TOML.
    Toml(&'static str),
    /// A value that follows from others, in words.
    Words(&'static str),
}

/// Whose key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// A key that only Rapporteur has.
    Ours,
    /// A key of mdBook's that has the same effect here.
    Shared,
    /// A key of mdBook's, of this or an earlier release, without effect here; why, or what to use
    /// instead, in one sentence.
    WithoutEffect(&'static str),
}

/// The keys at the root of `book.toml`, and below them all the others.
pub static BOOK_TOML: [Key; 17] = [
    shared("book", Takes::Table(&BOOK), "What the report is."),
    ours("citation", Takes::Table(&CITATION), "How the report is cited."),
    shared("build", Takes::Table(&BUILD), "Where the output is written."),
    shared("output", Takes::Table(&OUTPUT), "What is built."),
    ours("footnotes", Takes::Table(&FOOTNOTES), "How footnotes are numbered."),
    ours("preview", Takes::Table(&PREVIEW), "Settings of the preview server."),
    ours("kinds", Takes::Table(&KINDS), "The kinds of record."),
    ours("pictures", Takes::Table(&PICTURES), "The diagrams that are drawn from records."),
    ours(
        "ledger",
        Takes::Table(&LEDGER),
        "What has happened to records since publication, entry by entry.",
    ),
    ours("chapters", Takes::Table(&CHAPTERS), "The table of contents, instead of SUMMARY.md."),
    ours("milestones", Takes::Table(&MILESTONES), "What was promised, by whom and by when."),
    ours("others", Takes::Table(&OTHERS), "Other reports to which this one refers."),
    ours("ended", Takes::Table(&ENDED), "Records that are no longer in the text."),
    ours("languages", Takes::Table(&LANGUAGES), "The languages of translations."),
    ours(
        "problems",
        Takes::Table(&PROBLEMS),
        "Which warnings of the report are off, or become errors.",
    ),
    idle("rust", Takes::Anything, "How Rust examples are run.", "code examples are not run"),
    shared("preprocessor", Takes::Table(&PREPROCESSOR), "Programs that rewrite chapters."),
];

const BUILT_IN: &str = "includes and the index of a folder are always read";

/// The keys of `[book]`.
pub static BOOK: [Key; 8] = [
    shared("title", Takes::Text, "The title of the whole report.").toml("\"\""),
    shared("authors", Takes::Texts, "Who made the report.").toml("[]"),
    shared("description", Takes::Text, "One sentence about the report.").toml("\"\""),
    shared("src", Takes::Text, "The content folder, relative to the folder of the report.")
        .toml("\"src\""),
    ours(
        "as-of",
        Takes::Date,
        "The day as of which the report speaks, which decides what is due and what overdue.",
    ),
    shared("language", Takes::Text, "The language of the report, as a BCP 47 tag.").toml("\"en\""),
    idle(
        "text-direction",
        Takes::Text,
        "The direction in which the text runs.",
        "the direction follows from the language",
    ),
    idle(
        "multilingual",
        Takes::Boolean,
        "Whether the book has several languages.",
        "languages are declared in `[languages]`",
    ),
];

/// The keys of `[citation]`.
pub static CITATION: [Key; 10] = [
    ours("enable", Takes::Boolean, "Whether pages offer citations.").toml("true"),
    ours(
        "files",
        Takes::Text,
        "Beside which pages the files of citations are: those of each document, or of each record.",
    )
    .toml("\"document\""),
    ours("title", Takes::Text, "The report's title in full.").words("`book.title`"),
    ours("authors", Takes::Texts, "Who wrote the report, each name as one string.")
        .words("`book.authors`"),
    ours("institution", Takes::Text, "Who published it."),
    ours("symbols", Takes::Texts, "The symbols or numbers under which it was published.")
        .toml("[]"),
    ours("date", Takes::Date, "When it was published: a day, a month or a year."),
    ours("place", Takes::Text, "Where it was published."),
    ours(
        "restates",
        Takes::Text,
        "The record of the work that the report restates; the other keys of this table then \
         describe the site.",
    ),
    ours(
        "sources",
        Takes::Texts,
        "The records of the works to cite for the content of the report.",
    )
    .words("the work that the report restates"),
];

/// The keys of `[chapters]`.
pub static CHAPTERS: [Key; 3] = [
    ours("before", Takes::Chapters, "The chapters without numbers before the others."),
    ours("numbered", Takes::Chapters, "The numbered chapters and the titles of parts."),
    ours("after", Takes::Chapters, "The chapters without numbers after the others."),
];

/// The keys of `[build]`.
pub static BUILD: [Key; 6] = [
    shared("build-dir", Takes::Text, "The output folder.").toml("\"book\""),
    ours(
        "ignore",
        Takes::Texts,
        "The files of the content folder that are no part of the report, as patterns.",
    )
    .toml("[]"),
    ours(
        "largest-file",
        Takes::Text,
        "The size up to which files of a book are copied that nothing links to.",
    )
    .toml("\"100 MB\""),
    idle(
        "create-missing",
        Takes::Boolean,
        "Whether missing chapters are created.",
        "a build creates no content files",
    ),
    idle(
        "use-default-preprocessors",
        Takes::Boolean,
        "Whether the built-in preprocessors run.",
        BUILT_IN,
    ),
    idle(
        "extra-watch-dirs",
        Takes::Texts,
        "More folders to watch for changes.",
        "the preview watches all files that the report uses",
    ),
];

/// The keys of `[output]`.
pub static OUTPUT: [Key; 4] = [
    shared("html", Takes::Table(&HTML), "How the site is built."),
    ours("data", Takes::Table(&DATA), "The files for other programs."),
    ours("feed", Takes::Table(&FEED), "The feeds, for readers who follow changes."),
    idle(ANY, Takes::Anything, "Another renderer.", "the site is the only output"),
];

/// The keys of `[output.data]`.
pub static DATA: [Key; 3] = [
    ours("enable", Takes::Boolean, "Whether to write these files.").toml("true"),
    ours(
        "search",
        Takes::Text,
        "In which form to write the records for search engines: `documents` or `bulk`.",
    ),
    ours("workbook", Takes::Boolean, "Whether to write the records as a workbook.").toml("false"),
];

/// The keys of `[output.feed]`.
pub static FEED: [Key; 2] = [
    ours("enable", Takes::Boolean, "Whether to write feeds.")
        .words("`true` if `since` is set and `site-url` has a host"),
    ours(
        "since",
        Takes::Date,
        "The date in the ids of all entries, which must never change: a year, a month or a day.",
    ),
];

/// The keys of `[preprocessor]`.
pub static PREPROCESSOR: [Key; 1] =
    [shared(ANY, Takes::Anything, "A program that rewrites chapters.")];

/// The keys of `[output.html]`.
pub static HTML: [Key; 41] = [
    shared("site-url", Takes::Text, "The address of the site, or its path on the host.")
        .toml("\"/\""),
    ours("look", Takes::Text, "The look of the site: the name of a folder in `themes/`.")
        .toml("\"default\""),
    ours("logo", Takes::Text, "An image before the title at the top of every page."),
    ours("logo-alt", Takes::Text, "The alternative text of the logo."),
    ours("icon", Takes::Text, "The icon of the site in tabs and bookmarks.")
        .words("the icon of the look"),
    ours("accent", Takes::Text, "The colour of links and of the cover, as `#rrggbb`.")
        .words("the accent of the look"),
    ours("accent-dark", Takes::Text, "The colour of links on a dark background, as `#rrggbb`.")
        .words("a shade of `accent` that is legible on a dark background"),
    ours(
        "menu",
        Takes::Texts,
        "The entries of the menu: names of kinds, and records as `kind/id`.",
    )
    .words("all pages, then all kinds that have records"),
    ours(
        "home",
        Takes::Texts,
        "What the home page shows below its text: names of kinds, diagrams as `picture/name`, \
         and `progress` for the figures of the ledger.",
    )
    .words("every kind that has an index and few records, and the figures of the ledger"),
    shared("smart-punctuation", Takes::Boolean, "Whether straight quotes become typographic ones.")
        .toml("true"),
    shared("git-repository-url", Takes::Text, "The address of the repository with the sources."),
    shared(
        "edit-url-template",
        Takes::Text,
        "The address at which readers edit a file; contains `{path}`.",
    ),
    shared("additional-css", Takes::Texts, "The report's own stylesheets.").toml("[]"),
    shared("additional-js", Takes::Texts, "The report's own scripts.").toml("[]"),
    shared("cname", Takes::Text, "The host name to write to a `CNAME` file."),
    ours(
        "active-files",
        Takes::Text,
        "What happens to linked files in which browsers may run code: `flag`, `refuse` or `allow`.",
    )
    .toml("\"flag\""),
    shared("redirect", Takes::Table(&REDIRECT), "Redirects from old addresses to new ones."),
    shared("theme", Takes::Text, "The folder of a theme of mdBook.").toml("\"theme\""),
    idle("default-theme", Takes::Text, "The colours at the first visit.", FOLLOWS_READER),
    idle("preferred-dark-theme", Takes::Text, "The dark colours.", FOLLOWS_READER),
    idle("definition-lists", Takes::Boolean, "Whether definition lists are read.", ONE_MARKDOWN),
    idle("admonitions", Takes::Boolean, "Whether admonitions are read.", ONE_MARKDOWN),
    shared(
        "mathjax-support",
        Takes::Boolean,
        "Whether formulas are also written as for MathJax, between `\\\\(` and `\\\\)`.",
    )
    .toml("false"),
    ours(
        "html",
        Takes::Text,
        "What becomes of HTML in Markdown: `trusted` passes it on as written, `sanitized` only harmless \
         elements.",
    ),
    shared(
        "no-section-label",
        Takes::Boolean,
        "Whether the table of contents leaves out the numbers of chapters.",
    )
    .toml("false"),
    idle("git-repository-icon", Takes::Text, "The icon of the repository.", FROM_LOOK),
    shared("input-404", Takes::Text, "The document that is shown where there is no page.")
        .toml("\"404.md\""),
    idle(
        "hash-files",
        Takes::Boolean,
        "Whether the names of assets contain a hash.",
        "the names of assets always contain a hash of the content",
    ),
    idle("sidebar-header-nav", Takes::Boolean, "Whether the sidebar lists headings.", FROM_LOOK),
    shared("print", Takes::Table(&PRINT), "The page that shows the whole report for printing."),
    idle("fold", Takes::Anything, "How chapters fold in the sidebar.", "`menu` sets the menu"),
    idle("playground", Takes::Anything, "How Rust examples are run.", "code examples are not run"),
    shared("code", Takes::Table(&CODE), "How code is shown."),
    shared("search", Takes::Table(&SEARCH), "The full-text search."),
    ours(
        "cards",
        Takes::Table(&CARDS),
        "Social cards: the images that appear where links to pages are shared.",
    ),
    idle(
        "curly-quotes",
        Takes::Boolean,
        "The former `smart-punctuation`.",
        "use `smart-punctuation`",
    ),
    idle("copy-fonts", Takes::Boolean, "Whether fonts are copied.", FROM_LOOK),
    idle(
        "google-analytics",
        Takes::Text,
        "The account for visitor statistics.",
        "use `additional-js` if you must count visitors",
    ),
    idle("livereload-url", Takes::Text, "Where pages listen for changes.", LIVE_RELOAD),
    idle("live-reload-endpoint", Takes::Text, "Where pages listen for changes.", LIVE_RELOAD),
    idle("playpen", Takes::Anything, "The former `playground`.", "code examples are not run"),
];

const FOLLOWS_READER: &str = "colours follow the reader's own setting";
const ONE_MARKDOWN: &str = "every report uses the same Markdown";
const FROM_LOOK: &str = "the look determines this: see `look`";
const LIVE_RELOAD: &str = "the preview server reloads pages automatically";

/// The keys of `[output.html.code]`.
pub static CODE: [Key; 1] =
    [shared("hidelines", Takes::Table(&HIDELINES), "Which lines of code are hidden at first.")];

/// The keys of `[output.html.code.hidelines]`.
pub static HIDELINES: [Key; 1] =
    [shared(ANY, Takes::Text, "What hidden lines of code in this language begin with.")];

/// The keys of `[output.html.print]`.
pub static PRINT: [Key; 2] = [
    shared("enable", Takes::Boolean, "Whether to make this page.").toml("true"),
    idle("page-break", Takes::Boolean, "Whether chapters begin on a new page.", FROM_LOOK),
];

/// The keys of `[output.html.search]`.
pub static SEARCH: [Key; 2] = [
    shared("enable", Takes::Boolean, "Whether the site has a full-text search.").toml("true"),
    idle(ANY, Takes::Anything, "How the search ranks its results.", ONE_SEARCH),
];

const ONE_SEARCH: &str = "titles rank highest, and every record is a separate result";

/// The keys of `[output.html.cards]`.
pub static CARDS: [Key; 1] =
    [ours("enable", Takes::Boolean, "Whether to make social cards.").toml("false")];

/// The keys of `[output.html.redirect]`.
pub static REDIRECT: [Key; 1] = [shared(
    ANY,
    Takes::Text,
    "The old path, and the new path or full address; `/*` at the end of both redirects all pages \
     below a path.",
)];

/// The keys of `[problems]`, of the report and of a kind.
pub static PROBLEMS: [Key; 1] =
    [ours(ANY, Takes::Level, "The code of a warning, and its level: `off`, `warning` or `error`.")];

/// What a problem can be made.
pub static LEVELS: [&str; 3] = ["off", "warning", "error"];

/// The keys of `[footnotes]`.
pub static FOOTNOTES: [Key; 1] = [ours(
    "numbering",
    Takes::Text,
    "How footnotes are numbered: `page`, or `document` to keep the numbers of a source.",
)
.toml("\"page\"")];

/// The keys of `[preview]`.
pub static PREVIEW: [Key; 1] = [ours(
    "editor",
    Takes::Text,
    "The address that opens a file in the editor; contains `{path}` and `{line}`.",
)];

/// The keys of `[pictures]`.
pub static PICTURES: [Key; 1] = [ours(
    ANY,
    Takes::Table(&PICTURE),
    "A diagram, which documents show with `![[picture/name]]`.",
)];

/// The keys of a picture.
pub static PICTURE: [Key; 7] = [
    ours("type", Takes::Text, "The type of diagram: `map`, `timeline` or `matrix`.").required(),
    ours("title", Takes::Text, "The title of the diagram.").words("its name, capitalised"),
    ours("description", Takes::Text, "A sentence about what it shows.").toml("\"\""),
    ours("kinds", Takes::TextOrTexts, "The kinds whose records it shows.").required(),
    ours(
        "field",
        Takes::TextOrTexts,
        "The field it is drawn from: coordinates for a map, a date for a timeline, references \
         for a matrix.",
    )
    .required(),
    ours("by", Takes::Text, "A choice field whose values distinguish the records."),
    ours("highlight", Takes::Text, "The record to highlight on a timeline."),
];

/// The keys of `[ledger]`.
pub static LEDGER: [Key; 13] = [
    ours("field", Takes::Text, "The table field that holds the entries of a record.").required(),
    ours("axis", Takes::Text, "The column for what an entry judges: a choice.").words("`axis`"),
    ours("state", Takes::Text, "The column for the judgement: a choice.").words("`state`"),
    ours("date", Takes::Text, "The column for the date.").words("`date`"),
    ours("assessor", Takes::Text, "The column for who judges: text, a choice or a reference.")
        .words("`assessor`"),
    ours(
        "source",
        Takes::Text,
        "The column for the source of the judgement: text, an address or a reference.",
    )
    .words("`source`"),
    ours(
        "text",
        Takes::Text,
        "The column for what the assessor says, in the assessor's own words: text.",
    )
    .words("`text`, if there is a column of that name"),
    ours("remark", Takes::Text, "The column for a remark: text.")
        .words("`remark`, if there is a column of that name"),
    ours("axes", Takes::Table(&LEDGER_AXES), "The axes that allow only some of the states."),
    ours(
        "derived",
        Takes::Table(&LEDGER_DERIVED),
        "Fields that hold the latest state that an assessor gives.",
    ),
    ours("due", Takes::Table(&LEDGER_DUE), "By when a record is due to have a first entry."),
    ours(
        "by",
        Takes::TextOrTexts,
        "What the overview counts by, in addition to years and assessors: reference fields, and \
         kinds of parent.",
    )
    .words("only years and assessors"),
    ours("tables", Takes::TextOrTexts, "The tables that contain entries of many records.")
        .words("`follow-up.csv` and the `.csv` files in `follow-up`, if there are any"),
];

/// The keys of `[ledger.axes]`.
pub static LEDGER_AXES: [Key; 1] =
    [ours(ANY, Takes::TextOrTexts, "A value of the column `axis`, and the states that it allows.")];

/// The keys of `[ledger.due]`.
pub static LEDGER_DUE: [Key; 1] = [ours(
    ANY,
    Takes::Text,
    "A value of the column `axis`, and by when: `6 months after publication`.",
)];

/// The keys of `[ledger.derived]`.
pub static LEDGER_DERIVED: [Key; 1] =
    [ours(ANY, Takes::Table(&DERIVED), "A choice field of the kinds that have a ledger.")];

/// The keys of a field that is derived from the ledger.
pub static DERIVED: [Key; 2] = [
    ours("axis", Takes::Text, "The axis whose latest state the field holds.").required(),
    ours("assessor", Takes::Text, "Whose judgement it is, as the entries name the assessor.")
        .required(),
];

/// The keys of `[milestones]`.
pub static MILESTONES: [Key; 10] = [
    ours("field", Takes::Text, "The table field that holds the milestones of a record.").required(),
    ours("title", Takes::Text, "The column for what is promised: text.").words("`title`"),
    ours("id", Takes::Text, "The column that tells the milestones of a record apart: text.")
        .words("`id`, if there is a column of that name"),
    ours("owner", Takes::Text, "The column for who owes it: text, a choice or a reference.")
        .words("`owner`, if there is a column of that name"),
    ours("due", Takes::Text, "The column for the target date.")
        .words("`due`, if there is a column of that name"),
    ours("done", Takes::Text, "The column for the date on which it was done.")
        .words("`done`, if there is a column of that name"),
    ours("date", Takes::Text, "The column for the date on which this was said.")
        .words("`date`, if there is a column of that name"),
    ours("reason", Takes::Text, "The column for why the target date was moved: text.")
        .words("`reason`, if there is a column of that name"),
    ours(
        "source",
        Takes::Text,
        "The column for where this is said: text, an address or a reference.",
    )
    .words("`source`, if there is a column of that name"),
    ours(
        "evidence",
        Takes::Text,
        "The column for what shows that it was done: text, an address or a reference.",
    )
    .words("`evidence`, if there is a column of that name"),
];

/// The keys of `[others]`.
pub static OTHERS: [Key; 1] = [ours(
    ANY,
    Takes::Table(&OTHER),
    "Another report, by the name that references have before their colon.",
)];

/// The keys of `[others.*]`.
pub static OTHER: [Key; 4] = [
    ours(
        "inventory",
        Takes::Text,
        "The copy of its inventory, relative to the folder of the report.",
    )
    .required(),
    ours("title", Takes::Text, "Its title.").words("the one in its inventory"),
    ours("url", Takes::Text, "The address of its site.").words("the one in its inventory"),
    ours("known-as", Takes::Text, "What it calls this report, to find its references to it.")
        .words("the name under which it has `output.html.site-url`"),
];

/// The keys of `[ended]`.
pub static ENDED: [Key; 1] = [ours(
    ANY,
    Takes::Table(&ENDED_RECORD),
    "A record that is no longer in the text, as `kind/id`; its address shows what became of it.",
)];

/// The keys of `[ended.*]`.
pub static ENDED_RECORD: [Key; 6] = [
    ours("title", Takes::Text, "The title under which it was published.").required(),
    ours("how", Takes::Text, "How it ended: `withdrawn`, `superseded`, `split` or `merged`.")
        .required(),
    ours("by", Takes::TextOrTexts, "What took its place; not for a record that was withdrawn."),
    ours("date", Takes::Text, "When it ended: a year, a month or a day."),
    ours("reason", Takes::Text, "Why, in plain text."),
    ours("source", Takes::Text, "Where that is said: an address, or plain text."),
];

/// The keys of `[kinds]`.
pub static KINDS: [Key; 1] =
    [ours(ANY, Takes::Table(&KIND), "A kind of record, or `page` to extend the built-in kind.")];

/// The keys of a kind.
pub static KIND: [Key; 18] = [
    ours("label", Takes::Text, "The name for one record of the kind.")
        .words("the name, capitalised"),
    ours("plural", Takes::Text, "The name for several records.")
        .words("the label with an `s` added"),
    ours("path", Takes::Text, "The URL path of its pages.").words("the name with an `s` added"),
    ours(
        "folder",
        Takes::Text,
        "The folder, relative to `book.src`, whose documents are of the kind.",
    ),
    ours("description", Takes::Text, "A sentence about the kind, for its index.").toml("\"\""),
    ours("parent-label", Takes::Text, "The label for the parent of a record."),
    ours(
        "headline",
        Takes::Text,
        "The field whose value comes before the title of a record in lists: text, an integer or \
         a date.",
    ),
    ours("schema", Takes::Text, "The schema.org type of its records.").toml("\"CreativeWork\""),
    ours(
        "structured",
        Takes::Table(&STRUCTURED),
        "Properties of schema.org, and the fields that provide their values.",
    ),
    ours(
        "citation",
        Takes::Table(&KIND_CITATION),
        "The fields from which a record is cited as a separate work.",
    ),
    ours(
        "editorial",
        Takes::Boolean,
        "Whether its records are the editors' additions rather than part of the report.",
    )
    .toml("false"),
    ours("index", Takes::Boolean, "Whether the kind has an index page.").toml("true"),
    ours(
        "glossary",
        Takes::Boolean,
        "Whether the first use of each title in a document links to its record.",
    )
    .toml("false"),
    ours("inventory", Takes::Text, "The file that lists every id that the report must contain."),
    ours(
        "referred-to",
        Takes::Boolean,
        "Whether to report records of the kind that nothing refers to.",
    )
    .toml("false"),
    ours(
        "problems",
        Takes::Table(&PROBLEMS),
        "Which warnings are off, or become errors, in records of the kind.",
    ),
    ours("fields-from", Takes::Text, "Another kind, whose fields this one also has."),
    ours("fields", Takes::Table(&FIELDS), "The fields, in the order in which they are shown."),
];

/// The keys of `[kinds.*.structured]`.
pub static STRUCTURED: [Key; 1] =
    [ours(ANY, Takes::Text, "A property of schema.org, and the field that provides its value.")];

/// The keys of `[kinds.*.citation]`.
pub static KIND_CITATION: [Key; 4] = [
    ours("authors", Takes::Text, "The field that says who wrote it."),
    ours("institution", Takes::Text, "The field that says who published it."),
    ours("symbols", Takes::Text, "The field with its symbols or numbers."),
    ours("date", Takes::Text, "The field that says when it was published."),
];

/// The keys of `[kinds.*.fields]`.
pub static FIELDS: [Key; 1] = [ours(ANY, Takes::Table(&FIELD), "A field of the kind.")];

/// The keys of a field.
pub static FIELD: [Key; 10] = [
    FIELD_TYPE,
    FIELD_LABEL,
    FIELD_REQUIRED,
    FIELD_MANY,
    ours("unique", Takes::Boolean, "Whether every record must have a different value.")
        .toml("false"),
    FIELD_TO,
    FIELD_INVERSE,
    FIELD_LINK,
    FIELD_VALUES,
    ours("fields", Takes::Table(&ROW_FIELDS), "For a table: the fields of a row."),
];

/// The keys of `[kinds.*.fields.*.fields]`.
pub static ROW_FIELDS: [Key; 1] = [ours(ANY, Takes::Table(&ROW_FIELD), "A field of a row.")];

/// The keys of a field of a row: those of [`FIELD`], without what only records can have.
pub static ROW_FIELD: [Key; 8] = [
    FIELD_TYPE,
    FIELD_LABEL,
    FIELD_REQUIRED,
    FIELD_MANY,
    FIELD_TO,
    FIELD_INVERSE,
    FIELD_LINK,
    FIELD_VALUES,
];

const FIELD_TYPE: Key = ours("type", Takes::FieldType, "What the field holds.").required();
const FIELD_LABEL: Key = ours("label", Takes::Text, "The name that readers see.")
    .words("the name with spaces for hyphens, capitalised");
const FIELD_REQUIRED: Key =
    ours("required", Takes::Boolean, "Whether every record must have a value.").toml("false");
const FIELD_MANY: Key =
    ours("many", Takes::Boolean, "Whether it holds a list of values.").toml("false");
const FIELD_TO: Key = ours(
    "to",
    Takes::TextOrTexts,
    "For a reference: the kinds that it may refer to, those of another report as `report:kind` or \
         `report:*`.",
)
.words("every kind of this report");
const FIELD_INVERSE: Key = ours(
    "inverse",
    Takes::Text,
    "For a reference: the name of the relation on the page of the target.",
);
const FIELD_LINK: Key =
    ours("link", Takes::Text, "For text: an address with `{}` where the value goes.");
const FIELD_VALUES: Key = ours(
    "values",
    Takes::Table(&VALUES),
    "For a choice, required: the values, each with its label.",
);

/// The keys of `values` of a choice.
pub static VALUES: [Key; 1] = [ours(ANY, Takes::Text, "A value, and the label that readers see.")];

/// The keys of `[languages]`.
pub static LANGUAGES: [Key; 1] =
    [ours(ANY, Takes::Table(&LANGUAGE), "A language, named by its BCP 47 tag.")];

/// The keys of a language.
pub static LANGUAGE: [Key; 4] = [
    ours("name", Takes::Text, "The language's own name for itself.")
        .words("the usual name, or the tag"),
    ours("title", Takes::Text, "The title of the report in the language.").words("`book.title`"),
    ours("description", Takes::Text, "The description of the report in the language.")
        .words("`book.description`"),
    ours("labels", Takes::Table(&LABELS), "The labels of this file in the language."),
];

/// The keys of `[languages.*.labels]`.
pub static LABELS: [Key; 1] =
    [ours(ANY, Takes::Text, "A label of this file, and its translation.")];

/// The key of a name among siblings, [`ANY`] included.
pub fn find<'a>(keys: &'a [Key], name: &str) -> Option<&'a Key> {
    let named = keys.iter().find(|key| key.name == name && key.name != ANY);
    named.or_else(|| keys.iter().find(|key| key.name == ANY))
}

/// Every key with its dotted path (`kinds.*.label`), each before those below it.
pub fn all() -> Vec<(String, &'static Key)> {
    let mut found = Vec::new();
    collect("", &BOOK_TOML, &mut found);
    found
}

fn collect(parent: &str, keys: &'static [Key], found: &mut Vec<(String, &'static Key)>) {
    for key in keys {
        let path = path(parent, key.name);
        found.push((path.clone(), key));
        if let Takes::Table(below) = key.takes {
            collect(&path, below, found);
        }
    }
}

/// The dotted path of a key below another; the root's path is empty.
pub fn path(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
}

const fn ours(name: &'static str, takes: Takes, doc: &'static str) -> Key {
    Key { name, takes, default: Fallback::Nothing, doc, effect: Effect::Ours }
}

const fn shared(name: &'static str, takes: Takes, doc: &'static str) -> Key {
    Key { name, takes, default: Fallback::Nothing, doc, effect: Effect::Shared }
}

/// A key without effect.
const fn idle(name: &'static str, takes: Takes, doc: &'static str, why: &'static str) -> Key {
    let effect = Effect::WithoutEffect(why);
    Key { name, takes, default: Fallback::Nothing, doc, effect }
}

impl Key {
    const fn toml(self, value: &'static str) -> Self {
        Self { default: Fallback::Toml(value), ..self }
    }

    const fn words(self, words: &'static str) -> Self {
        Self { default: Fallback::Words(words), ..self }
    }

    const fn required(self) -> Self {
        Self { default: Fallback::Required, ..self }
    }
}

impl Takes {
    /// What is expected, with its article: "a string".
    pub const fn expected(self) -> &'static str {
        match self {
            Takes::Text => "a string",
            Takes::Date => "a date",
            Takes::Texts => "a list of strings",
            Takes::TextOrTexts => "a string or a list of strings",
            Takes::Boolean => "`true` or `false`",
            Takes::FieldType => "the name of a type",
            Takes::Level => "`off`, `warning` or `error`",
            Takes::Chapters => "a list of chapters",
            Takes::Table(_) => "a table",
            Takes::Anything => "a value",
        }
    }

    /// How such a value is written, for the help of a problem.
    pub const fn written(self) -> &'static str {
        match self {
            Takes::Text | Takes::FieldType => "put strings between quotation marks: `\"text\"`",
            Takes::Date => "write a date as a string, such as `\"2026-11\"`, or a day as it is",
            Takes::Level => "write `\"off\"`, `\"warning\"` or `\"error\"`",
            Takes::Texts | Takes::TextOrTexts => "put lists in brackets: `[\"one\", \"two\"]`",
            Takes::Chapters => {
                "list chapters as `[\"one.md\", [\"inside.md\"], { title = \"Two\", file = \"two.md\" }]`"
            }
            Takes::Boolean => "write `true` or `false`, without quotation marks",
            Takes::Table(_) => "write its keys below a line with its name in brackets: `[name]`",
            Takes::Anything => "any TOML value is allowed",
        }
    }
}
