//! The text of `book.toml` → [`Config`], with every problem on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::chapters::chapters;
use super::check::check;
use super::citation::citation;
use super::ended::ended;
use super::feed::feed;
use super::fields::unknown_kind;
use super::home::{AtHome, home};
use super::kinds::{kinds, named};
use super::languages::languages;
use super::ledger::read_ledger;
use super::levels::levels;
use super::milestones::read_milestones;
use super::others::others;
use super::pictures::pictures;
use super::preprocessors::{catalogs, preprocessors};
use super::problems::Problems;
use super::reader::{Pair, Reading, Table, check_characters, read};
use super::rules::{self, Judged};
use super::{
    Book, Build, Config, DEFAULT_LOOK, DEFAULT_SRC, DEFAULT_THEME, Documents, Html, Kind, Logo,
    MenuEntry, MovedHeading, Numbering, Overview, Preview, Redirect, Setting, SiteUrl,
};
use crate::diagnostics::{self, Code, Diagnostic};
use crate::ids::{KindId, List};
use crate::source::Source;
use crate::url;

/// Reads `book.toml`. The configuration is usable whatever the problems: what is broken has its
/// default.
pub fn load(source: &Arc<Source>) -> (Config, Vec<Diagnostic>) {
    let Reading { root, problems: mut diagnostics, broken } = read(source);
    let mut problems = Problems::new(source, broken);
    check_characters(source, &root, &mut diagnostics);
    check(&root, &mut problems);
    let languages = languages(&root, &mut problems);
    let levels = levels(root.table("problems"), &mut problems);
    let kinds = kinds(&root, &languages, &levels, &mut problems);
    let pictures = pictures(root.table("pictures"), &kinds, &mut problems);
    let written = root.entry("ledger").filter(|entry| entry.item.is_table());
    let ledger = written.and_then(|entry| read_ledger(entry, &kinds, &mut problems));
    let promised = root.entry("milestones").filter(|entry| entry.item.is_table());
    let milestones = promised.and_then(|entry| read_milestones(entry, &kinds, &mut problems));
    let clocks = written.and_then(|entry| entry.item.table().entry("due"));
    no_as_of(root.table("book"), promised.or(clocks), &mut problems);
    let others = others(root.table("others"), &mut problems);
    let ended = ended(root.table("ended"), &kinds, &mut problems);
    let at_home = AtHome { kinds: &kinds, pictures: &pictures, ledger: written };
    let config = Config {
        source: Arc::clone(source),
        book: book(root.table("book"), &mut problems),
        citation: citation(root.table("citation"), &mut problems),
        build: build(root.table("build"), &mut problems),
        html: html(root.table("output").table("html"), at_home, &mut problems),
        data: enabled(root.table("output"), "data"),
        documents: documents(root.table("output").table("data"), &mut problems),
        workbook: workbook(root.table("output").table("data"), &mut problems),
        feed: feed(root.table("output").table("feed"), &mut problems),
        numbering: numbering(root.table("footnotes"), &mut problems),
        preview: preview(root.table("preview"), &mut problems),
        preprocessors: preprocessors(root.table("preprocessor"), &mut problems),
        catalogs: catalogs(root.table("preprocessor"), &mut problems),
        chapters: chapters(root.entry("chapters"), &mut problems),
        kinds,
        pictures,
        ledger,
        milestones,
        others,
        ended,
        languages,
        levels,
    };
    diagnostics.extend(problems.into_diagnostics());
    diagnostics::sort(&mut diagnostics);
    let diagnostics = diagnostics::tallied(source, diagnostics);
    (config, diagnostics)
}

fn book(table: &Table, problems: &mut Problems<'_>) -> Book {
    let text = |name| table.text(name).map(|setting| setting.value);
    let as_of = table.date("as-of");
    let as_of = as_of.and_then(|day| problems.apply("book.as-of", day, rules::whole_day));
    let src = table.text("src");
    let src = src.and_then(|src| problems.apply("book.src", src, rules::path_below));
    Book {
        title: text("title").unwrap_or_default(),
        description: text("description").unwrap_or_default(),
        authors: table.texts("authors").into_iter().map(|author| author.value).collect(),
        src: src.unwrap_or_else(|| Setting::implied(DEFAULT_SRC.to_owned())),
        as_of: as_of.map(|day| day.value),
    }
}

/// Dates by which something is due say nothing of what is overdue without a day to measure from.
fn no_as_of(book: &Table, measured: Option<&Pair>, problems: &mut Problems<'_>) {
    let Some(measured) = measured.filter(|_| book.entry("as-of").is_none()) else { return };
    let message = "the report does not say as of which day it speaks";
    let problem = problems.at(Code::NoAsOf, &measured.key, message);
    let help = "add `as-of` to `[book]`, such as `as-of = 2026-11-01`, or use `--as-of`: without it, \
                nothing is overdue";
    problems.report(problem.help(help));
}

fn build(table: &Table, problems: &mut Problems<'_>) -> Build {
    let build_dir = table.text("build-dir");
    let ignore = table.texts("ignore").into_iter();
    let ignore =
        ignore.filter_map(|pattern| problems.apply("build.ignore", pattern, rules::pattern));
    let ignore = ignore.map(|pattern| pattern.value).collect();
    let largest = table.text("largest-file");
    let largest = largest.and_then(|size| problems.apply("build.largest-file", size, rules::size));
    Build {
        ignore,
        largest_file: largest.map_or(100_000_000, |size| size.value),
        build_dir: build_dir.map_or_else(|| "book".to_owned(), |folder| folder.value),
    }
}

/// What lines of code begin with that are hidden at first, by languages.
fn hidden_lines(table: &Table) -> BTreeMap<String, String> {
    let pairs = table.table("code").table("hidelines").entries.iter();
    let texts = pairs.filter_map(|pair| Some((pair.name.clone(), pair.item.text()?.value)));
    texts.filter(|(_, prefix)| !prefix.is_empty()).collect()
}

/// The document that is shown where there is no page.
fn missing_page(table: &Table) -> Setting<String> {
    const USUAL: &str = "404.md";
    let written = table.text("input-404").filter(|file| file.value != USUAL);
    let file = written.unwrap_or_else(|| Setting::implied(USUAL.to_owned()));
    let stem = file.value.trim_start_matches("./").trim_end_matches(".md").to_owned();
    Setting { value: stem, span: file.span }
}

fn html(table: &Table, at_home: AtHome<'_>, problems: &mut Problems<'_>) -> Html {
    let kinds = at_home.kinds;
    let home = home(table, at_home, problems);
    let mut html = HtmlReader { table, problems };
    let site_url = html.text_if_any("site-url", rules::site_url).unwrap_or_else(root_of_host);
    let Redirects { single: redirects, moved_headings, moves } = html.redirects(&site_url);
    Html {
        site_url,
        look: html
            .setting("look", rules::folder_name)
            .unwrap_or_else(|| Setting::implied(DEFAULT_LOOK.to_owned())),
        logo: html.logo(),
        icon: html.setting("icon", rules::entry_below),
        accent: html.setting("accent", rules::colour),
        accent_dark: html.setting("accent-dark", rules::colour),
        menu: html.menu(kinds),
        home,
        smart_punctuation: table.flag("smart-punctuation").unwrap_or(true),
        git_repository_url: html.text_if_any("git-repository-url", rules::repository),
        edit_url_template: html.text_if_any("edit-url-template", rules::address),
        additional_css: html.files("additional-css"),
        additional_js: html.files("additional-js"),
        cname: html.text_if_any("cname", rules::host),
        active_files: html.text("active-files", rules::active_files).unwrap_or_default(),
        redirects,
        moved_headings,
        moves,
        print: enabled(table, "print"),
        mathjax_support: table.flag("mathjax-support").unwrap_or(false),
        trusts_html: html.text("html", rules::raw_html),
        theme: html
            .setting("theme", rules::entry_beside)
            .filter(|theme| theme.value != DEFAULT_THEME)
            .unwrap_or_else(|| Setting::implied(DEFAULT_THEME.to_owned())),
        hidden_lines: hidden_lines(table).into(),
        missing_page: missing_page(table),
        no_section_label: table.flag("no-section-label").unwrap_or(false),
        search: html.part("search", true, cfg!(feature = "search")),
        cards: html.part("cards", false, cfg!(feature = "cards")),
    }
}

/// What `[output.html.redirect]` says.
#[derive(Default)]
struct Redirects {
    /// Those of single addresses.
    single: Vec<Redirect>,
    /// Those of fragments.
    moved_headings: Vec<MovedHeading>,
    /// Those of all pages below one.
    moves: Vec<Redirect>,
}

/// Whether a part of the site is made: it is, unless its table says otherwise.
fn enabled(table: &Table, name: &str) -> bool {
    table.table(name).flag("enable").unwrap_or(true)
}

fn root_of_host() -> SiteUrl {
    SiteUrl::at(None, "/")
}

fn numbering(table: &Table, problems: &mut Problems<'_>) -> Numbering {
    let written = table.text("numbering");
    let judged =
        written.and_then(|word| problems.apply("footnotes.numbering", word, rules::numbering));
    judged.map(|numbering| numbering.value).unwrap_or_default()
}

fn documents(table: &Table, problems: &mut Problems<'_>) -> Option<Documents> {
    let form = problems.apply("output.data.search", table.text("search")?, rules::documents);
    form.map(|form| form.value)
}

fn workbook(table: &Table, problems: &mut Problems<'_>) -> bool {
    let is_compiled = cfg!(feature = "workbook");
    if !is_compiled {
        without_feature(table, "workbook", "output.data.workbook", "workbook", problems);
    }
    table.flag("workbook").unwrap_or(false) && is_compiled
}

/// Turning on what a program without a feature does not have is a key without effect. `path` is what
/// the key of the table is called in full.
fn without_feature(
    table: &Table,
    key: &str,
    path: &str,
    feature: &str,
    problems: &mut Problems<'_>,
) {
    if let (Some(true), Some(entry)) = (table.flag(key), table.entry(key)) {
        let message = format!("`{path}` has no effect here");
        let problem = problems.at(Code::KeyWithoutEffect, &entry.key, message);
        let why = format!("this program was compiled without the feature `{feature}`");
        problems.report(problem.help(why));
    }
}

fn preview(table: &Table, problems: &mut Problems<'_>) -> Preview {
    let editor = table.text("editor");
    let editor =
        editor.and_then(|address| problems.apply("preview.editor", address, rules::editor_address));
    Preview { editor: editor.map(|address| address.value) }
}

/// `[output.html]` as written.
struct HtmlReader<'a, 'p> {
    table: &'a Table,
    problems: &'a mut Problems<'p>,
}

impl HtmlReader<'_, '_> {
    fn apply<T>(
        &mut self,
        name: &str,
        setting: Setting<String>,
        rule: impl FnOnce(&str) -> Judged<T>,
    ) -> Option<Setting<T>> {
        self.problems.apply(&format!("output.html.{name}"), setting, rule)
    }

    fn text<T>(&mut self, name: &str, rule: impl FnOnce(&str) -> Judged<T>) -> Option<T> {
        self.setting(name, rule).map(|setting| setting.value)
    }

    /// A text that says nothing where it is empty.
    fn text_if_any<T>(&mut self, name: &str, rule: impl FnOnce(&str) -> Judged<T>) -> Option<T> {
        let setting = self.table.text(name).filter(|setting| !setting.value.is_empty())?;
        self.apply(name, setting, rule).map(|setting| setting.value)
    }

    fn setting<T>(
        &mut self,
        name: &str,
        rule: impl FnOnce(&str) -> Judged<T>,
    ) -> Option<Setting<T>> {
        let setting = self.table.text(name)?;
        self.apply(name, setting, rule)
    }

    /// Whether a part of the site is made that needs a feature of the same name of the program.
    fn part(&mut self, name: &str, by_default: bool, is_compiled: bool) -> bool {
        let table = self.table.table(name);
        if !is_compiled {
            without_feature(
                table,
                "enable",
                &format!("output.html.{name}.enable"),
                name,
                self.problems,
            );
        }
        table.flag("enable").unwrap_or(by_default) && is_compiled
    }

    fn files(&mut self, name: &str) -> Vec<Setting<String>> {
        let written = self.table.texts(name).into_iter();
        written.filter_map(|file| self.apply(name, file, rules::entry_beside)).collect()
    }

    fn logo(&mut self) -> Option<Logo> {
        let file = self.setting("logo", rules::entry_below)?;
        let alt = self.table.text("logo-alt").map(|alt| alt.value);
        if alt.is_none() {
            let message = "the logo has no alternative text";
            let problem = self.problems.at(Code::ImageWithoutAlt, &file.span, message);
            let help =
                "describe it in `logo-alt`, or write `logo-alt = \"\"` if it is only decoration";
            self.problems.report(problem.help(help));
        }
        Some(Logo { file, alt: alt.unwrap_or_default() })
    }

    fn menu(&mut self, kinds: &List<KindId, Kind>) -> Vec<MenuEntry> {
        let written = self.table.texts("menu").into_iter();
        written.filter_map(|entry| self.menu_entry(entry, kinds)).collect()
    }

    fn menu_entry(
        &mut self,
        entry: Setting<String>,
        kinds: &List<KindId, Kind>,
    ) -> Option<MenuEntry> {
        if let Some((kind, query)) = entry.value.split_once('?') {
            let kind = Setting { value: kind.trim().to_owned(), span: entry.span.clone() };
            let query = Setting { value: query.trim().to_owned(), span: entry.span.clone() };
            return self.menu_list(&kind, query, kinds);
        }
        let Some((kind, id)) = entry.value.split_once('/') else {
            return self.menu_page(entry, kinds);
        };
        if id.is_empty() || id.contains('/') {
            let message = format!("`{}` is neither a kind nor `kind/id`", entry.value);
            self.problems.bad(&entry.span, message);
            return None;
        }
        let kind = Setting { value: kind.to_owned(), span: entry.span.clone() };
        named(&kind, kinds, self.problems)?;
        Some(MenuEntry::Record(entry))
    }

    /// A kind goes before another page of its name.
    fn menu_page(
        &mut self,
        entry: Setting<String>,
        kinds: &List<KindId, Kind>,
    ) -> Option<MenuEntry> {
        let Setting { value, span } = entry;
        match Overview::named(&value).filter(|_| !kinds.iter().any(|kind| kind.name == value)) {
            Some(overview) => Some(MenuEntry::Overview(Setting { value: overview, span })),
            None if kinds.iter().any(|kind| kind.name == value) => {
                let all = Setting { value: String::new(), span: span.clone() };
                self.menu_list(&Setting { value, span }, all, kinds)
            }
            None => {
                let overviews = Overview::ALL.iter().map(|(name, _)| *name);
                let names: Vec<&str> =
                    kinds.iter().map(|kind| kind.name.as_str()).chain(overviews).collect();
                unknown_kind(&Setting { value, span }, &names, self.problems);
                None
            }
        }
    }

    fn menu_list(
        &mut self,
        entry: &Setting<String>,
        filters: Setting<String>,
        kinds: &List<KindId, Kind>,
    ) -> Option<MenuEntry> {
        let at = named(entry, kinds, self.problems)?;
        if kinds[at].index {
            return Some(MenuEntry::List(at, filters));
        }
        let name = &kinds[at].name;
        let message = format!("the kind `{name}` has no index for the menu to link to");
        let problem = self.problems.at(Code::BadValue, &entry.span, message);
        self.problems.report(problem.help(format!("name its records instead, as in `{name}/id`")));
        None
    }

    fn redirects(&mut self, site: &SiteUrl) -> Redirects {
        let mut redirects = Redirects::default();
        for entry in &self.table.table("redirect").entries {
            let name = entry.name.strip_prefix("./").unwrap_or(&entry.name);
            if let Some(folder) = name.strip_suffix('*') {
                redirects.moves.extend(self.moved(entry, folder));
            } else if let Some((page, fragment)) = name.split_once('#') {
                let redirect = self.redirect(entry, page, site);
                redirects.moved_headings.extend(redirect.map(|Redirect { from, to }| {
                    MovedHeading { page: from, fragment: url::decoded(fragment), to }
                }));
            } else {
                redirects.single.extend(self.redirect(entry, name, site));
            }
        }
        redirects
    }

    fn redirect(&mut self, entry: &Pair, from: &str, site: &SiteUrl) -> Option<Redirect> {
        let name = format!("redirect.\"{}\"", entry.name);
        let from = Setting { value: from.to_owned(), span: entry.key.clone() };
        let from = self.apply(&name, from, rules::old_path);
        let base = from.as_ref().map_or("", |from| from.value.as_str());
        let target = |text: &str| rules::redirect_target(&site.below(text), base);
        let to = self.apply(&name, entry.item.text()?, target);
        Some(Redirect { from: from?, to: to? })
    }

    /// All pages below a folder, which stand below another one.
    fn moved(&mut self, entry: &Pair, folder: &str) -> Option<Redirect> {
        let name = format!("redirect.\"{}\"", entry.name);
        let from = Setting { value: folder.to_owned(), span: entry.key.clone() };
        let from = self.apply(&name, from, rules::old_folder);
        let to = self.apply(&name, entry.item.text()?, rules::moved_folder);
        Some(Redirect { from: from?, to: to? })
    }
}
