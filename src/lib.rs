//! Rapporteur turns a report written in Markdown into a static site in which every recommendation,
//! venue and review has a page of its own, knows what points at it, and can be cited.
//!
//! This page is the architecture. How reports are written is told by the user guide in `guide/`,
//! which is a report itself.
//!
//! # Words
//!
//! | word | meaning |
//! | --- | --- |
//! | report | a folder with `book.toml` and its content |
//! | document | one Markdown file below the content folder |
//! | chapter | a document, or one that has still to be written, as the table of contents names it |
//! | record | what gets a page of its own: a document, or a section of one whose heading declares a kind |
//! | kind | a type of record, declared in `book.toml`: its labels, its URL path, its fields |
//! | field | a typed value of a record |
//! | type | what a field can hold, and what that can do: text, a date, a reference |
//! | reference | a link to a record, in prose or in a field; one in a field has a name, and so has its inverse |
//! | look | templates, styles, scripts and strings |
//! | page | one output path |
//! | piece | a part of a large file that is made, written and followed by itself |
//! | companion | a file beside a page: the text of a record, the citations of a document's records |
//! | site | all pages of a report, each of which can be rendered on its own |
//!
//! # The way of the data
//!
//! One pure function between two edges. Each stage is a module with one public verb, takes plain
//! data and gives plain data:
//!
//! ```text
//! book.toml ─ read ─▶ Source ─ config::load ─▶ Config ────────┐
//! content/  ─ read ─▶ Source                                  │      the inward edge
//!                       │ parse::parse      each file apart, in parallel
//!                       ▼                                     │
//!                     Document                                │
//!                       │ model::build      all documents  ◀──┤
//!                       ▼                                     │
//!                     Model                                   │
//!                       │ resolve::resolve                 ◀──┤
//!                       ▼                                     │
//!                     Links                                   │
//!                       │ plan::plan                       ◀──┘
//!                       ▼
//! themes/ ─ read ─▶   Plan    ─▶ Renderer ─▶ Site
//!          look::compile                      │
//!                          build renders all paths, serve the one that is asked for,
//!                          check renders and throws away           the outward edges
//! ```
//!
//! | stage | goes in | comes out |
//! | --- | --- | --- |
//! | [`read`] | a folder | [`Source`]s, the names of all other files, [`Asset`](asset::Asset)s |
//! | [`config::load`] | `book.toml` | a [`Config`], validated, without strings that are parsed later |
//! | [`includes::expand`] | a document as it is written, and what reads other files | the same with what it includes, each byte of which knows where it is written |
//! | [`marks::written_out`] | a document of a book | the same with Markdown in the place of what common preprocessors of mdBook mark |
//! | [`gettext::Original::translated`] | a document, and the message catalog of a language | the document in that language |
//! | [`contents::Contents::read`] | `SUMMARY.md` or `[chapters]`, if there is one | [`Contents`](contents::Contents): the order, numbers and titles of chapters |
//! | [`parse::parse`] | one Markdown file | a [`Document`]: headings with their fields as written, links, and a body as HTML with holes |
//! | [`model::build`] | all documents | a [`Model`]: typed [`Record`]s with ids, in order |
//! | [`follow_up`] | tables beside `book.toml` | rows of entries for the ledgers of records, each cell with its place |
//! | [`versions::Published::read`] | files of versions | the versions, and what differs between each and the one before |
//! | [`others::Others::read`] | the inventories of other reports | what these hold, and which of their records refer to this report |
//! | [`resolve::resolve`] | the model, the other reports, the names of other files | [`Links`]: the target of every reference, and for every record what refers to it |
//! | [`ledger::Ledger::of`] | the model and its links | a [`Ledger`]: the dated entries that tell what happened to records since |
//! | [`milestones::Milestones::of`] | the model and its links | [`Milestones`]: what was promised, by whom and by when |
//! | [`plan::plan`] | the model | a [`Plan`]: every output path, the address of every record, its neighbours |
//! | [`import`] | documents and tables as other programs have them | their texts as a report has them |
//! | [`lock::check()`] | the plan, `ids.lock` | which published address no longer leads to its record |
//! | [`look::compile`] | the files of the built-in look and of the report's own | a [`Look`], ready to be filled |
//! | [`Renderer`] | all of these | the HTML of one page |
//! | [`export::sheets`] | a renderer | the records as tables that people edit |
//! | [`data`] | a renderer | the files for other programs, when a site is asked for them |
//! | [`Site`] | a renderer | all output paths, and the bytes at each, on demand |
//! | [`cite`] | a work, as plain data | its citation in the formats of reference managers |
//! | [`card::png`] | the words and figures of a page | a picture of it, for where links are shared |
//! | [`nature::of`] | a file beside the documents | whether a browser runs it, and whether it is a picture |
//! | [`search::Index`] | the words of every record | the files of the search index, when a site is asked for them |
//!
//! The stages are put together in one place, [`Session::load`], which is the only way from a folder
//! to a site: there is no faster one for previews that could drift from the true one. Without the
//! edges the same looks like this:
//!
//! ```
//! use std::collections::BTreeMap;
//! use std::sync::Arc;
//!
//! use rapporteur::ids::LanguageId;
//! use rapporteur::look::Files;
//! use rapporteur::render::{Renderer, Settings};
//! use rapporteur::site::{Output, Site};
//! use rapporteur::source::Source;
//! use rapporteur::{config, look, model, parse, plan, read, resolve};
//!
//! let toml = Source::new("book.toml", "[book]\ntitle = \"Harbour\"\n");
//! let (config, problems) = config::load(&Arc::new(toml));
//! assert!(problems.is_empty());
//!
//! let text = Source::new("src/index.md", "# Welcome\n\nSee [the end](#the-end).\n\n## The end\n");
//! let options = parse::Options { smart_punctuation: true, ..Default::default() };
//! let document = Arc::new(parse::parse(&Arc::new(text), options));
//! let input = model::Input { document, stem: "index".into(), language: LanguageId::OWN };
//!
//! let model = model::build(&model::Building::new(&config, &BTreeMap::new()), &[input]);
//! let links = resolve::resolve(&config, &model, resolve::Beside::default(), None);
//! let plan = plan::plan(&config, &model);
//! let (look, _) = look::compile(&read::default_look(), &Files::default(), &["en".to_owned()]);
//!
//! let site = Site::new(Renderer::new(
//!     Arc::new(config),
//!     Arc::new(model),
//!     Arc::new(links),
//!     Arc::new(plan),
//!     Arc::new(look),
//!     BTreeMap::new(),
//!     Settings::default(),
//! ));
//! let Some(Ok(Output::Bytes(home))) = site.render("index.html") else { panic!() };
//! assert!(String::from_utf8(home).unwrap().contains("<a href=\"#the-end\">the end</a>"));
//! ```
//!
//! # Problems
//!
//! No stage fails. What is wrong with a report becomes a [`Diagnostic`]: a permanent
//! [`Code`](diagnostics::Code), a [`Place`](source::Place), and a way out. The stage goes on with
//! the rest, so that one run names everything, and there is always a site at the end: what leads
//! nowhere is shown as such ([`resolve::Missing`]). Whether that site is good enough is for the
//! commands to say: `build` writes none with errors, `serve` shows it whatever is wrong. Errors in
//! the sense of [`Result`] are left for what the tool itself cannot do: a folder that cannot be
//! read, an output that must not be written, a port that is taken. The first end in exit code 1, the
//! second in 2 ([`command::CommandError`]), and so does a panic, which is a mistake of the program and
//! caught at the edge ([`command::Fault`]).
//!
//! A warning weighs what `book.toml` says, for the report or for records of a kind
//! ([`config::Levels`]). No stage asks: it is decided once, where all problems are together.
//!
//! A book that declares no kinds is one of mdBook's, which shows what a report must not have: what is
//! an error there is a warning in such a book ([`contents::dialect`]).
//!
//! Positions are byte ranges in a [`Source`] until somebody prints them ([`report`]). Where a source was
//! put together from several files, they are then those of the file in which the words are written
//! ([`Source::origin`](source::Source::origin)).
//!
//! # A body with holes
//!
//! A record stands on its document's page, in place and in full, and has a page of its own too. Its
//! Markdown is parsed once for both. [`parse`] writes a document's [`Body`] as HTML from which
//! whatever depends on the page or on other documents is left out: each such place is a [`Hole`] at
//! a byte offset. The start of a heading is one, since its level differs between the two pages; so
//! are the id of a paragraph, which is counted within its record, the address of a link, the title
//! of a reference's target, the number of a footnote, and an image, whose address holds a hash of
//! the file. A record is a range of that HTML and a range of those holes. To render it is to copy
//! slices and fill holes, which costs the same wherever it appears.
//!
//! What a document says in full ([`Prose`](parse::Prose)) is as large as all that is known of its
//! headings, links, sentences and fields together, and only the few pages that show it ask for it. Of a
//! large report it is held for some documents at a time ([`ProseCache`](parse::ProseCache)), and made again from
//! the text when it is asked for later: outputs are rendered document by document, so that this happens
//! once to each.
//!
//! Titles, summaries and quotations stand in many places, as HTML and as text. A [`Phrase`] has both:
//! a text that says the same as its markup (`CO₂`, `10⁶`, struck words left out), and HTML where that
//! is not just the text. A sentence keeps its markup as marks on its text, so that it can be cut, and
//! the titles of what it refers to put in, before either is made.
//!
//! [`resolve`] and [`plan`] know the holes by their places in lists: [`Links`] has a
//! [`Target`](resolve::Target) for each link of each document, [`Plan`] an address for each record.
//! No stage learns a fact by reading HTML that another has made.
//!
//! # A type of field is one thing
//!
//! What is known of a type of field without the report around it stands in one module of [`mod@field`]:
//! its name in `book.toml`, what may be declared and written, its JSON Schema, its forms as text, as
//! JSON and in a table of data, and whether an index can be filtered or sorted by it
//! ([`Traits`](field::Traits)). No stage asks of what type a field is. It asks what the field can be to
//! its kind ([`Role`](field::Role)), or where to find what a value says ([`Form`](field::Form)): in
//! itself, in Markdown, in a record, in rows. Two functions match on types outside of that module: one
//! of [`model`] reads what is written, and one of [`render`] says a value in the words of a language. A
//! test counts.
//!
//! # What serving keeps
//!
//! A [`Session`] outlives one loading and keeps what did not change, so that a saved file costs what
//! it changed, however large the report is:
//!
//! | what | stays as long as |
//! | --- | --- |
//! | a file's [`Source`] and its parsed [`Document`], in a large report without its prose | its bytes are the same |
//! | the records of a document ([`Part`](model::Part)) | its document, the table of contents and the tables of follow-up are, and its original, if it is a translation |
//! | who has which id, and in what order ([`Shape`](model::Shape)) | no record or heading came, went, moved, or has another id or number, and no entry of the ledger and no milestone another year |
//! | the targets of a document's links ([`DocumentLinks`](resolve::DocumentLinks)) | its part and the shape are the same |
//! | the [`Plan`] | the shape is the same, and what is too large for one page comes in the same [`Parts`](plan::Parts) |
//! | the [`Look`] | its files are the same |
//! | the words of a document for the search ([`WordCache`](search::WordCache)) | all facts that were read for them are the same |
//!
//! Each is a value that is taken from the last time where its reasons are the same, and made anew
//! where they are not: there is no graph of dependencies, and nothing is changed in place. What
//! mentions other files than its own, as a problem may, is always made anew. A test makes random
//! edits and holds each loading against one of a session that has nothing to keep, byte for byte.
//!
//! One thing is kept that what is on the disk does not tell: the last good version of what cannot be
//! read, which is shown in its place. That is a content file without a text or with fields that are
//! neither TOML nor YAML, a `book.toml` with errors, or a look with errors. The choice is made where the stages
//! begin, by [`command::load`], and no stage knows of it: the site is that of a report in which these
//! files are as they were. The same test holds it against that.
//!
//! [`mod@watch`] tells when to load again, and [`server`] asks the site for the page that a browser
//! wants: nothing else is rendered.
//!
//! # What a build remembers
//!
//! A site is a function of the program, the configuration, the look and the sources. A build keeps
//! their hash with the site, in its manifest. If the next one finds the same, and no file of the site
//! was changed since, it stops before it parses anything.
//!
//! Where the hash differs, the report is parsed and resolved whole, which is quick, and only outputs
//! that an edit concerns are rendered. Nobody says which those are. The facts of a report stand in
//! lists that note who looks at them ([`trace::Noted`]): what a record is, what refers to it, what a
//! document says, and what of that other pages show. Whatever is noted while an output is rendered is kept with the site, with a digest
//! of each fact; an output all of whose facts have the digests that they had would be rendered to the
//! same bytes ([`site::Follow`]). What renderers read without a note, such as the plan of the pages, is
//! one digest for all of them. A test makes random edits and holds each such build against one that
//! renders everything, byte for byte.
//!
//! Files for other programs hold the whole report, and an edit changes nearly all of them in one place.
//! They are written in pieces, each of which is followed as an output is ([`mod@stream`]): a piece that
//! would be the same is copied from the file that stands there. So no such file is ever held in memory,
//! in a first build neither.
//!
//! The words that the search index is made of are left beside a large output, in a file, with the digests
//! of the facts that were read for those of each document: only the documents that an edit concerns are
//! read for the index. What such a document says otherwise than before is compared word by word, and the
//! files of the index that tell of no such word stay as they are ([`search::Index::compare`]). The texts
//! of a very large report stay in that file until an excerpt is shown of them.
//!
//! The site that was replaced stays beside a large output, and becomes the next one: only what differs
//! is written, and the folders of the others are neither made nor removed ([`mod@write`]).
//!
//! # What is absent
//!
//! - No report in particular: all kinds, fields and relations come from `book.toml`, and only the
//!   kind [`page`](config::PAGE) is built in.
//! - No clock, no environment and no chance inside a stage: the same input gives the same bytes on
//!   every machine. Whatever is printed or looked up in order is kept in order.
//! - No reading or writing but at the edges: [`mod@read`] and [`mod@write`] alone open files, and a
//!   lint (`clippy.toml`) holds everything else to that. [`mod@watch`] sees names and times only, and
//!   [`server`] knows no disk.
//! - No global state, but for the notes that a thread takes while it renders an output. What is lazily made once and kept ([`Renderer`]'s summaries of records, the
//!   grammars for program text, the program text that was marked up) depends on nothing but what it
//!   is made from.
//! - No mutation across stages: a stage owns what it makes until it hands it on.
//!
//! # What can be left out
//!
//! Six parts need many crates and are cargo features: `search` ([`mod@search`]), `highlight`
//! (`parse::code`), `cards` ([`card::png`]), `serve` ([`server`], [`mod@watch`] and the command),
//! `workbook` ([`export::workbook`], [`import::table`]) and `documents` ([`import::document`]). Each
//! is left out where its module begins, and what stands there instead is the least that lets the rest
//! be the same: an index without files, program text as it is, a command that says what it needs.
//! [`config::load`] turns off what the program cannot make, and no later stage asks.
//!
//! # Trust
//!
//! The text of a report is untrusted: it comes from many hands. It is escaped wherever it is
//! printed, it takes no more work than its length allows, raw HTML passes a list of harmless
//! elements, addresses a list of schemes, and links out of the content folder are not followed.
//! `book.toml` and looks are trusted as a program is: a template can put whatever it likes on a page. The
//! HTML of a theme of mdBook passes like that of trusted authors. Programs that rewrite documents run only
//! where the command line allows it, from [`command`] alone and only for so long.
//! An output folder holds only what a manifest of an earlier build names; nothing else is ever
//! removed ([`mod@write`]).
//!
//! # The modules
//!
//! In the order in which they are best read, each of them importing only from those before it:
//! [`ids`], [`trace`], [`stream`], [`mod@escape`], [`mod@path`], [`source`], [`diagnostics`], [`date`], [`colour`]
//! and [`url`]; [`mod@field`], in which a type of field is one thing; the stages [`config`] and [`parse`];
//! [`contents`], [`includes`], [`mathjax`] and [`marks`], which read what makes a report a book;
//! [`media`], [`nature`] and [`asset`], which tell of the files
//! beside the documents; [`collation`], which knows in what order words and numbers stand; the stages
//! [`follow_up`], [`versions`], [`others`], [`model`], [`schema`], [`resolve`], [`ledger`], [`milestones`], [`plan`], [`lock`], [`rename`], [`theme`], [`look`], [`picture`],
//! [`search`], [`cite`], [`card`], [`render`], [`export`], [`import`], [`data`] and [`site`]; the edges [`mod@read`],
//! [`mod@write`], [`report`], [`server`] and [`mod@watch`]; the command line as types, [`cli`]; and
//! [`command`], which calls all of them. [`ids`] are what records, documents, kinds, fields and languages are known
//! by from [`config`] on, so that no list takes what belongs to another. `compact` is a helper of those
//! that make what is held for long, and `toml_help` of those that read TOML. `characters` judges what
//! readers cannot see, wherever text is read.

pub mod ids;
pub mod trace;
pub mod stream;
mod compact;
pub mod escape;
pub mod path;
pub mod source;
pub mod diagnostics;
mod toml_help;
mod characters;
pub mod date;
pub mod colour;
pub mod url;
pub mod field;
pub mod config;
pub mod parse;
pub mod contents;
pub mod includes;
pub mod mathjax;
pub mod marks;
pub mod gettext;
pub mod collation;
pub mod media;
pub mod nature;
pub mod asset;
pub mod follow_up;
pub mod versions;
pub mod others;
pub mod model;
pub mod schema;
pub mod resolve;
pub mod ledger;
pub mod milestones;
pub mod plan;
pub mod lock;
pub mod rename;
pub mod theme;
pub mod look;
pub mod picture;
#[cfg_attr(not(feature = "search"), path = "search/none.rs")]
pub mod search;
pub mod cite;
pub mod card;
pub mod render;
pub mod export;
pub mod import;
pub mod data;
pub mod site;
pub mod read;
pub mod write;
pub mod report;
#[cfg(feature = "serve")]
pub mod server;
#[cfg(feature = "serve")]
pub mod watch;
pub mod cli;
pub mod command;

#[cfg(doc)]
use {
    command::load::Session,
    config::Config,
    diagnostics::Diagnostic,
    ledger::Ledger,
    look::Look,
    milestones::Milestones,
    model::{Model, Record},
    parse::{Body, Document, Hole, Phrase},
    plan::Plan,
    render::Renderer,
    resolve::Links,
    site::Site,
    source::Source,
};
