//! What `book.toml` may say, and what is said about the rest.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::keys::{self, ANY, Effect, Fallback, Key, Takes};
use super::{Config, Field, FieldType, Grouping, Kind, LedgerColumns, MenuEntry, SiteUrl, load};
use crate::diagnostics::Diagnostic;
use crate::field::TYPES;
use crate::ids::{FieldId, KindId, LanguageId};
use crate::source::{Position, Source};

fn loaded(text: &str) -> (Config, Vec<Diagnostic>) {
    load(&Arc::new(Source::new("book.toml", text)))
}

fn sound(text: &str) -> Config {
    let (config, problems) = loaded(text);
    assert_eq!(printed(&problems), Vec::<String>::new(), "in:\n{text}");
    config
}

/// Each problem as its code and the text that it underlines.
fn printed(problems: &[Diagnostic]) -> Vec<String> {
    let one = |problem: &Diagnostic| {
        let place =
            problem.place.as_ref().map_or("", |place| &place.source.text[place.span.clone()]);
        format!("{} {place}", problem.code.as_str())
    };
    problems.iter().map(one).collect()
}

fn assert_problems(text: &str, expected: &[&str]) {
    let (_, problems) = loaded(text);
    assert_eq!(printed(&problems), expected, "in:\n{text}\ngot: {problems:#?}");
}

fn names<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Vec<&'a str> {
    fields.into_iter().map(|field| field.name.as_str()).collect()
}

fn kind<'a>(config: &'a Config, name: &str) -> &'a Kind {
    &config.kinds[config.kind(name).expect("the kind is declared")]
}

#[test]
fn an_empty_file_is_a_report_of_defaults() {
    let config = sound("");
    assert_eq!((config.book.title.as_str(), config.book.src.value.as_str()), ("", "src"));
    assert_eq!(config.build.build_dir, "book");
    assert_eq!(config.html.site_url, SiteUrl::at(None, "/"));
    assert!(config.html.smart_punctuation && config.html.menu.is_empty());
    assert_eq!(
        (config.language().tag.as_str(), config.language().name.as_str()),
        ("en", "English")
    );
    let [page] = config.kinds.as_slice() else { panic!("only the built-in kind") };
    assert_eq!(
        (page.name.as_str(), page.plural.as_str(), page.path.as_str()),
        ("page", "Pages", "")
    );
}

#[test]
fn each_rule_names_its_code_and_place() {
    let cases: &[(&str, &[&str])] = &[
        // Keys.
        ("[bok]", &["RAP002 bok"]),
        ("title = 'x'", &["RAP002 title"]),
        ("[book]\ntitel = 'x'", &["RAP002 titel"]),
        ("[output.html]\nsite_url = '/'", &["RAP002 site_url"]),
        ("[kinds.a]\nlable = 'x'", &["RAP002 lable"]),
        ("[kinds.a.fields.b]\ntyp = 'text'", &["RAP002 typ"]),
        ("[languages.fr]\nnmae = 'x'", &["RAP002 nmae"]),
        // Types.
        ("[book]\ntitle = 3", &["RAP003 3"]),
        ("[book]\ntitle = true", &["RAP003 true"]),
        ("[book]\ntitle = 2015-06-16", &["RAP003 2015-06-16"]),
        ("[book]\nauthors = 'x'", &["RAP003 'x'"]),
        ("[book]\nauthors = ['x', 1.5, []]", &["RAP003 1.5", "RAP003 []"]),
        ("book = 'x'", &["RAP003 'x'"]),
        ("[output.html]\nsmart-punctuation = 'yes'", &["RAP003 'yes'"]),
        ("[[kinds]]", &["RAP003 [[kinds]]"]),
        ("[kinds]\na = 'x'", &["RAP003 'x'"]),
        ("[output.html.redirect]\n'a.html' = []", &["RAP003 []"]),
        ("[languages.fr.labels]\nTheme = 1", &["RAP003 1"]),
        // Keys of mdBook's.
        ("[book]\nmultilingual = false", &["RAP004 multilingual"]),
        ("[book]\ntext-direction = 'rtl'", &["RAP004 text-direction"]),
        ("[build]\ncreate-missing = false", &["RAP004 create-missing"]),
        ("[rust]\nedition = '2024'", &["RAP004 rust"]),
        ("[preprocessor.links]\n[preprocessor.x]\ny = 1", &["RAP116 x"]),
        ("[output.linkcheck]\nz = 1", &["RAP004 linkcheck"]),
        ("[output.html.print]\npage-break = false", &["RAP004 page-break"]),
        ("[output.html.fold]\nenable = true", &["RAP004 fold"]),
        ("[output.html.search.chapter]\n'a' = { enable = false }", &["RAP004 chapter"]),
        ("[output.html]\ncurly-quotes = true", &["RAP004 curly-quotes"]),
        ("[output.html]\ntheme = '../x'", &[]),
        ("[output.html]\ntheme = '..'", &["RAP003 '..'"]),
        ("[output.html]\ntheme = '/x'", &["RAP003 '/x'"]),
        // Folders and addresses.
        ("[book]\nsrc = '/x'", &["RAP003 '/x'"]),
        ("[book]\nsrc = '../x'", &["RAP003 '../x'"]),
        ("[book]\nsrc = 'x/../../y'", &["RAP003 'x/../../y'"]),
        ("[book]\nsrc = 'C:/x'", &["RAP003 'C:/x'"]),
        ("[book]\nsrc = 'a\\b'", &["RAP003 'a\\b'"]),
        ("[build]\nbuild-dir = '../anywhere'", &[]),
        ("[output.html]\nsite-url = 'example.org'", &["RAP003 'example.org'"]),
        ("[output.html]\nsite-url = 'ftp://example.org'", &["RAP003 'ftp://example.org'"]),
        ("[output.html]\nsite-url = 'https://'", &["RAP003 'https://'"]),
        ("[output.html]\nsite-url = 'https://a b/'", &["RAP003 'https://a b/'"]),
        ("[output.html]\nsite-url = '//a/'", &["RAP003 '//a/'"]),
        ("[output.html]\nsite-url = '/a/../b/'", &["RAP003 '/a/../b/'"]),
        ("[output.html]\nsite-url = '/a?b'", &["RAP003 '/a?b'"]),
        ("[output.html]\nlook = 'a/b'", &["RAP003 'a/b'"]),
        ("[output.html]\nlook = '..'", &["RAP003 '..'"]),
        ("[output.html]\ngit-repository-url = 'javascript:x'", &["RAP003 'javascript:x'"]),
        ("[output.html]\nedit-url-template = 'https://a/'", &[]),
        ("[output.html]\nadditional-css = ['a.css', '../b.css']", &[]),
        ("[output.html]\nadditional-css = ['../c:/b.css']", &["RAP003 '../c:/b.css'"]),
        ("[output.html]\nadditional-js = ['https://a/b.js']", &["RAP003 'https://a/b.js'"]),
        ("[output.html]\nactive-files = 'no'", &["RAP003 'no'"]),
        ("[output.html]\ncname = 'https://a'", &["RAP003 'https://a'"]),
        ("[preview]\neditor = 'code'", &["RAP003 'code'"]),
        ("[output.html.redirect]\n'/a.html#b' = '/c'", &[]),
        ("[output.html.redirect]\n'/../a' = '/c'", &["RAP003 '/../a'"]),
        ("[output.html.redirect]\n'/a' = 'javascript:x'", &["RAP003 'javascript:x'"]),
        ("[output.html.redirect]\n'/a' = '//x.org'", &["RAP003 '//x.org'"]),
        ("[output.html.redirect]\n'/a' = '../b'", &[]),
        ("[output.html.redirect]\n'/a' = ''", &["RAP003 ''"]),
        ("[output.html.redirect]\n'/a/*' = '/c/'", &["RAP003 '/c/'"]),
        ("[output.html.redirect]\n'/a/*' = '/*'", &["RAP003 '/*'"]),
        ("[output.html.redirect]\n'/a*' = '/c/*'", &["RAP003 '/a*'"]),
        ("[output.html.redirect]\n'/a/*/b/' = '/c/'", &["RAP003 '/a/*/b/'"]),
        ("[output.html.redirect]\n'/a/*' = '/c/*'", &[]),
        ("[problems]\nRAP602 = 'off'\nRAP601 = 'error'\nRAP406 = 'warning'", &[]),
        ("[problems]\nRAP602 = 'of'", &["RAP003 'of'"]),
        ("[problems]\nRAP602 = false", &["RAP003 false"]),
        ("[problems]\nRAP401 = 'off'", &["RAP003 'off'"]),
        ("[problems]\nRAP401 = 'warning'", &["RAP003 'warning'"]),
        ("[problems]\nRAP401 = 'error'", &[]),
        ("[problems]\nRAP699 = 'off'\nrap602 = 'off'", &["RAP002 RAP699", "RAP002 rap602"]),
        ("[kinds.a.problems]\nRAP602 = 'off'\nRAP401 = 'off'", &["RAP003 'off'"]),
        ("[kinds.page]\nreferred-to = true", &["RAP003 referred-to"]),
        // The menu.
        ("[output.html]\nmenu = ['them', 'theme']\n[kinds.theme]", &["RAP307 'them'"]),
        ("[output.html]\nmenu = ['them/x']\n[kinds.theme]", &["RAP307 'them/x'"]),
        ("[output.html]\nmenu = ['theme/']\n[kinds.theme]", &["RAP003 'theme/'"]),
        ("[output.html]\nmenu = ['page']", &["RAP003 'page'"]),
        ("[output.html]\nmenu = ['a']\n[kinds.a]\nindex = false", &["RAP003 'a'"]),
        // Kinds.
        ("[kinds.Theme]", &["RAP003 Theme"]),
        ("[kinds.a_b]", &["RAP003 a_b"]),
        ("[kinds.'']", &["RAP003 ''"]),
        ("[kinds.page]\npath = 'x'\nlabel = 'Leaf'", &["RAP003 path"]),
        ("[kinds.page]\nfolder = 'x'\nindex = true", &["RAP003 folder", "RAP003 index"]),
        ("[kinds.a]\npath = 'A'", &["RAP003 'A'"]),
        ("[kinds.a]\npath = ''", &["RAP003 ''"]),
        ("[kinds.a]\npath = 'a//b'", &["RAP003 'a//b'"]),
        ("[kinds.a]\npath = '../b'", &["RAP003 '../b'"]),
        ("[kinds.a]\npath = 'assets'", &["RAP003 'assets'"]),
        ("[kinds.a]\npath = 'data/x'", &["RAP003 'data/x'"]),
        ("[kinds.asset]", &["RAP003 asset"]),
        ("[kinds.a]\npath = 'fr'\n[languages.fr]", &["RAP003 'fr'"]),
        ("[kinds.a]\npath = 'en'\n[languages.fr]", &[]),
        ("[kinds.a]\nfolder = '../x'", &["RAP003 '../x'"]),
        ("[kinds.a]\ninventory = '/x'", &["RAP003 '/x'"]),
        ("[kinds.a]\n[kinds.b]\npath = 'as'", &["RAP005 'as'"]),
        ("[kinds.a]\nfolder = 'x'\n[kinds.b]\nfolder = './x/'", &["RAP005 './x/'"]),
        ("[kinds.a]\nfields-from = 'b'", &["RAP003 'b'"]),
        ("[kinds.a]\nfields-from = 'a'", &["RAP003 'a'"]),
        (
            "[kinds.a]\nfields-from = 'b'\n[kinds.b]\nfields-from = 'a'\n[kinds.c]\nfields-from = 'a'",
            &["RAP003 'b'", "RAP003 'a'"],
        ),
        // Fields.
        ("[kinds.a.fields.b]", &["RAP003 b"]),
        ("[kinds.a.fields.b]\ntype = 'txt'", &["RAP003 'txt'"]),
        ("[kinds.a.fields.B]\ntype = 'text'", &["RAP003 B"]),
        ("[kinds.a.fields.title]\ntype = 'text'", &["RAP003 title"]),
        ("[kinds.a.fields.sections]\ntype = 'text'", &["RAP003 sections"]),
        ("[kinds.a.fields.b]\ntype = 'reference'\nto = ['a', 'c']", &["RAP307 'c'"]),
        ("[kinds.a.fields.b]\ntype = 'reference'\nto = 'c'", &["RAP307 'c'"]),
        ("[kinds.a.fields.b]\ntype = 'text'\nto = 'a'", &["RAP003 to"]),
        ("[kinds.a.fields.b]\ntype = 'text'\ninverse = 'x'", &["RAP003 inverse"]),
        ("[kinds.a.fields.b]\ntype = 'url'\nlink = 'x{}'", &["RAP003 link"]),
        ("[kinds.a.fields.b]\ntype = 'text'\nlink = 'x'", &["RAP003 'x'"]),
        ("[kinds.a.fields.b]\ntype = 'text'\nvalues = { x = 'y' }", &["RAP003 values"]),
        ("[kinds.a.fields.b]\ntype = 'boolean'\nmany = true", &["RAP003 many"]),
        ("[kinds.a.fields.b]\ntype = 'markdown'\nunique = true", &["RAP003 unique"]),
        ("[kinds.a.fields.b]\ntype = 'choice'", &["RAP003 b"]),
        ("[kinds.a.fields.b]\ntype = 'choice'\nvalues = {}", &["RAP003 values"]),
        ("[kinds.a.fields.b]\ntype = 'choice'\nvalues = 'x'", &["RAP003 'x'"]),
        ("[kinds.a.fields.b]\ntype = 'table'", &["RAP003 b"]),
        ("[kinds.a.fields.b]\ntype = 'text'\nfields.c.type = 'text'", &["RAP003 fields"]),
        (
            "[kinds.a.fields.b]\ntype = 'table'\nfields.c.type = 'table'\nfields.d.type = 'text'",
            &["RAP003 'table'"],
        ),
        (
            "[kinds.a.fields.b]\ntype = 'table'\nfields.c = { type = 'text', unique = true }",
            &["RAP002 unique"],
        ),
        (
            "[kinds.a.fields.b]\ntype = 'table'\nfields.c = { type = 'reference', to = 'x' }",
            &["RAP307 'x'"],
        ),
        // Languages.
        ("[book]\nlanguage = 'English language'", &["RAP003 'English language'"]),
        ("[languages.x]", &["RAP003 x"]),
        ("[languages.'fr/../x']", &["RAP003 'fr/../x'"]),
        ("[languages.fr]\n[languages.FR]", &["RAP003 FR"]),
        // What is no TOML.
        ("[book]\ntitle 'x'\nsrc = 3", &["RAP001 ", "RAP003 3"]),
        (
            "[book]\ntitle: 'x'\n[bok]\nsrc '4'\n[bild]",
            &["RAP001 ", "RAP002 bok", "RAP001 ", "RAP002 bild"],
        ),
        ("[book]\ntitle = x\nsrc = 3", &["RAP001 x", "RAP003 3"]),
        ("[book]\ntitle = 'x'\ntitle = 'y'", &["RAP001 title"]),
        ("[book]\nauthors = ['x'\n[build]\nbuild-dir = 'y'", &["RAP001 "]),
        ("[kinds.a]\nfields-from = 'b'\n[kinds.b\n", &["RAP001 "]),
    ];
    for (text, expected) in cases {
        assert_problems(text, expected);
    }
}

#[test]
fn messages_name_the_key_and_help_names_the_way_out() {
    let cases = [
        ("[book]\ntitel = 'x'", "unknown key `book.titel`", "did you mean `title`?"),
        ("title = 'x'", "unknown key `title`", "`title` belongs in `[book]`"),
        (
            "[progress]",
            "unknown key `progress`",
            "the pages of progress and changes come from a table field: see `[ledger]`",
        ),
        (
            "[problems]\nRAP6022 = 'off'",
            "there is no problem with the code `RAP6022`",
            "write the code as messages show it, such as `RAP602`",
        ),
        (
            "[problems]\nrap602 = 'off'",
            "there is no problem with the code `rap602`",
            "did you mean `RAP602`?",
        ),
        (
            "[problems]\nRAP401 = 'off'",
            "RAP401 is an error, and its level cannot change",
            "only the level of a warning can change: remove this line",
        ),
        ("[problems]\nRAP602 = 'of'", "`of` is not a level for a problem", "did you mean `off`?"),
        (
            "[book.kinds]",
            "unknown key `book.kinds`",
            "`[kinds]` belongs at the top level of the file",
        ),
        ("[output.htlm]", "`output.htlm` has no effect here", "did you mean `html`?"),
        (
            "[output.html]\ncurly-quotes = true",
            "`output.html.curly-quotes` has no effect here",
            "use `smart-punctuation`",
        ),
        (
            "[kinds.a.fields.b]\ntype = 'refrence'",
            "`kinds.a.fields.b.type` names an unknown type of field: `refrence`",
            "did you mean `reference`?",
        ),
        (
            "[kinds.theme.fields.b]\ntype = 'reference'\nto = 'themes'",
            "there is no kind `themes`",
            "did you mean `theme`?",
        ),
        (
            "[kinds.a.fields.b]\ntype = 'text'\nto = 'a'",
            "a field of type `text` cannot have `to`",
            "`to` is for fields of type reference",
        ),
    ];
    for (text, message, help) in cases {
        let (_, problems) = loaded(text);
        assert_eq!(problems.len(), 1, "in:\n{text}\ngot: {problems:#?}");
        assert_eq!(problems[0].message, message);
        assert_eq!(problems[0].help.as_deref(), Some(help), "in:\n{text}");
    }
}

#[test]
fn type_errors_name_what_is_expected_and_what_is_found() {
    let (_, problems) = loaded("[book]\ntitle = [1]\n[kinds.a]\nindex = 1\nfields = false");
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "`book.title` must be a string, not a list",
            "`kinds.a.index` must be `true` or `false`, not an integer",
            "`kinds.a.fields` must be a table, not a boolean",
        ]
    );
}

#[test]
fn a_collision_shows_both_places() {
    let (_, problems) = loaded("[kinds.a]\npath = 'x'\n[kinds.b]\npath = 'x'");
    let [problem] = &problems[..] else { panic!("one problem, not {problems:#?}") };
    let position = |line, column| Position { line, column };
    assert_eq!(problem.place.as_ref().map(|place| place.position()), Some(position(4, 8)));
    assert_eq!(problem.related[0].0.position(), position(2, 8));
}

#[test]
fn one_run_finds_all_problems_wherever_the_text_begins_and_however_its_lines_end() {
    let lines = "# 和平行动\n[book]\ntitel = '平'\nsrc = '..'\nauthors = ['李', 4]\n\
                 [kinds.a]\nfields-from = '無'\n[kinds.a.fields.b]\ntype = 'date'\nlink = '無'\n";
    let expected =
        ["RAP002 titel", "RAP003 '..'", "RAP003 4", "RAP003 '無'", "RAP003 link", "RAP003 '無'"];
    for start in ["", "\u{feff}"] {
        for end in ["\n", "\r\n"] {
            let text = format!("{start}{}", lines.replace('\n', end));
            assert_problems(&text, &expected);
            let (_, problems) = loaded(&text);
            let positions: Vec<Position> = problems
                .iter()
                .filter_map(|problem| Some(problem.place.as_ref()?.position()))
                .collect();
            assert_eq!(positions[0], Position { line: 3, column: 1 });
            assert_eq!(positions[2], Position { line: 5, column: 17 });
        }
    }
}

#[test]
fn what_is_no_toml_is_found_behind_a_byte_order_mark_too() {
    assert_problems(
        "\u{feff}# 平\r\n[book]\r\ntitle = 和\r\nsrc = 1\r\n",
        &["RAP001 和", "RAP003 1"],
    );
    assert_problems("\u{feff}", &[]);
}

#[test]
fn a_list_that_is_not_closed_is_one_problem_that_shows_where_it_begins() {
    let (_, problems) = loaded("[book]\nauthors = ['x'\n[build]\nbuild-dir = 'y'\n[bok]");
    let [problem] = &problems[..] else { panic!("one problem, not {problems:#?}") };
    assert_eq!(problem.related[0].0.position(), Position { line: 2, column: 11 });
}

#[test]
fn a_broken_value_has_its_default() {
    let (config, _) = loaded(
        "[book]\nsrc = '/etc'\nlanguage = '?'\n[output.html]\nsite-url = 'x.y'\nlook = 1\n\
         [kinds.a]\npath = '/'\nindex = 3",
    );
    assert_eq!((config.book.src.value.as_str(), config.language().tag.as_str()), ("src", "en"));
    assert_eq!(
        (config.html.site_url.path.as_str(), config.html.look.value.as_str()),
        ("/", "default")
    );
    assert_eq!(
        (config.kinds[KindId::new(1)].path.as_str(), config.kinds[KindId::new(1)].index),
        ("as", true)
    );
}

#[test]
fn settings_have_one_form() {
    let config = sound(
        "[book]\nsrc = './content//texts/'\n[output.html]\nsite-url = 'HTTPS://Example.org:8080/A/b'\n\
         additional-css = ['./own/a.css']",
    );
    assert_eq!(config.book.src.value, "content/texts");
    assert_eq!(
        config.html.site_url,
        SiteUrl::at(Some("https://example.org:8080".to_owned()), "/A/b/")
    );
    assert_eq!(config.html.additional_css[0].value, "own/a.css");
    assert_eq!(sound("[output.html]\nsite-url = '/x'").html.site_url.path, "/x/");
    assert_eq!(sound("[output.html]\nsite-url = 'docs'").html.site_url.path, "/docs/");
    for (written, whole) in [
        ("https://host.example/a/b", "https://host.example/a/b"),
        ("git@host.example:a/b.git", "https://host.example/a/b"),
        ("ssh://git@host.example/a/b.git", "https://host.example/a/b"),
        ("host.example/a/b", "https://host.example/a/b"),
    ] {
        let config = sound(&format!("[output.html]\ngit-repository-url = '{written}'"));
        assert_eq!(config.html.git_repository_url.as_deref(), Some(whole), "{written}");
    }
    assert_eq!(sound("[output.html]\nsite-url = './'").html.site_url.path, "/");
    assert_eq!(sound("[output.html]\nsite-url = 'http://localhost'").html.site_url.path, "/");
}

#[test]
fn redirects_lead_where_a_browser_would_go() {
    let cases = [
        ("/a/b.html", "c.html#d", "a/b.html", "a/c.html#d"),
        ("/a/b.html", "../c.html", "a/b.html", "c.html"),
        ("a/b/", "..?x=1", "a/b/", "a/?x=1"),
        ("old", "/", "old", ""),
        ("./old", "./a/b", "old", "a/b"),
        ("/a/b", "../../../c/d", "a/b", "../../c/d"),
        ("old", "/new/x/", "old", "new/x/"),
        ("old", "https://example.org/a?b#c", "old", "https://example.org/a?b#c"),
    ];
    for (from, to, plain_from, plain_to) in cases {
        let config = sound(&format!("[output.html.redirect]\n'{from}' = '{to}'"));
        let redirect = &config.html.redirects[0];
        assert_eq!(
            (redirect.from.value.as_str(), redirect.to.value.as_str()),
            (plain_from, plain_to)
        );
    }
}

#[test]
fn the_menu_holds_kinds_and_records() {
    let config = sound("[output.html]\nmenu = ['page/about', 'theme']\n[kinds.theme]");
    let [MenuEntry::Record(about), MenuEntry::List(theme, _)] = &config.html.menu[..] else {
        panic!("a record and a kind")
    };
    assert_eq!((about.value.as_str(), *theme), ("page/about", KindId::new(1)));
}

#[test]
fn a_kind_without_keys_is_named_after_itself() {
    let config = sound("[kinds.consultation-venue]");
    let venue = kind(&config, "consultation-venue");
    assert_eq!(venue.label, "Consultation venue");
    assert_eq!(venue.plural, "Consultation venues");
    assert_eq!(venue.path, "consultation-venues");
    assert!(venue.index && venue.folder.is_none() && venue.fields.is_empty());
    assert_eq!(&config.source.text[venue.span.clone()], "consultation-venue");
}

#[test]
fn the_built_in_kind_can_be_named_and_given_fields() {
    let config = sound(
        "[kinds.theme]\n[kinds.page]\nlabel = 'Leaf'\nplural = 'Leaves'\n[kinds.page.fields.x]\ntype = 'date'",
    );
    let page = &config.kinds[super::PAGE];
    assert_eq!(
        (page.label.as_str(), page.plural.as_str(), page.path.as_str()),
        ("Leaf", "Leaves", "")
    );
    assert_eq!(page.fields[FieldId::new(0)].ty, FieldType::Date);
}

#[test]
fn fields_are_taken_from_another_kind_and_replaced_in_their_place() {
    let config = sound(
        "[kinds.c]\nfields-from = 'b'\n[kinds.c.fields]\nx = { type = 'date' }\nw = { type = 'url' }\n\
         [kinds.b]\nfields-from = 'a'\n[kinds.b.fields]\nz = { type = 'text' }\n\
         [kinds.a.fields]\ny = { type = 'text' }\nx = { type = 'text' }\n",
    );
    let fields = &kind(&config, "c").fields;
    assert_eq!(names(fields), ["y", "x", "z", "w"]);
    assert_eq!(fields[FieldId::new(1)].ty, FieldType::Date);
}

#[test]
fn kinds_fields_and_values_keep_the_order_of_the_file() {
    let config = sound(
        "[kinds.z.fields.b]\ntype = 'choice'\nvalues = { y = 'Y', x = 'X' }\n[kinds.z.fields.a]\ntype = 'text'\n[kinds.m]\n",
    );
    let kinds: Vec<&str> = config.kinds.iter().map(|kind| kind.name.as_str()).collect();
    assert_eq!(kinds, ["page", "z", "m"]);
    assert_eq!(names(&config.kinds[KindId::new(1)].fields), ["b", "a"]);
    let FieldType::Choice(values) = &config.kinds[KindId::new(1)].fields[FieldId::new(0)].ty else {
        panic!("a choice")
    };
    assert_eq!(values[0], ("y".to_owned(), "Y".to_owned()));
}

#[test]
fn a_field_has_what_its_table_says() {
    let config = sound(
        "[kinds.a.fields.see-also]\ntype = 'reference'\nto = 'a'\nmany = true\nrequired = true\n\
         unique = true\ninverse = 'Seen from'\n[kinds.a.fields.symbol]\ntype = 'text'\nlabel = 'S'\nlink = 'https://x/{}'",
    );
    let [see_also, symbol] = config.kinds[KindId::new(1)].fields.as_slice() else {
        panic!("two fields")
    };
    assert_eq!(
        (see_also.label.as_str(), see_also.inverse.as_deref()),
        ("See also", Some("Seen from"))
    );
    assert_eq!(see_also.ty, FieldType::Reference([KindId::new(1)].into()));
    assert!(see_also.many && see_also.required && see_also.unique);
    assert_eq!((symbol.label.as_str(), symbol.link.as_deref()), ("S", Some("https://x/{}")));
    assert!(!symbol.many && !symbol.required && !symbol.unique);
}

#[test]
fn rows_may_have_fields_that_records_have_without_declaring_them() {
    let config = sound("[kinds.a.fields.b]\ntype = 'table'\nfields.title.type = 'text'");
    let FieldType::Table(row) = &config.kinds[KindId::new(1)].fields[FieldId::new(0)].ty else {
        panic!("a table")
    };
    assert_eq!(names(row), ["title"]);
}

#[test]
fn languages_come_behind_the_reports_own() {
    let config = sound(
        "[book]\nlanguage = 'fr'\n[languages.pt-BR]\ntitle = 'T'\nlabels = { Theme = 'Tema' }\n\
         [languages.tlh]\n[languages.fr]\nname = 'le français'",
    );
    let tags: Vec<(&str, &str)> =
        config.languages.iter().map(|one| (one.tag.as_str(), one.name.as_str())).collect();
    assert_eq!(tags, [("fr", "le français"), ("pt-BR", "português"), ("tlh", "tlh")]);
    assert_eq!(config.languages[LanguageId::new(1)].title.as_deref(), Some("T"));
    assert_eq!(config.languages[LanguageId::new(1)].labels["Theme"], "Tema");
}

#[test]
fn no_slip_of_the_pen_breaks_the_loader_or_points_between_characters() {
    let text: Vec<char> = "\u{feff}[book]\r\ntitle = '和平'\nauthors = ['李', \"x\"]\n[kinds.a]\npath = 'é'\n\
                           [kinds.a.fields]\nb = { type = 'choice', values = { 和 = 'P', y = 'Y' } }\n\
                           c.type = 'reference'\nc.to = ['a', '無']\n[[x]]\n[languages.'無']\n"
        .chars()
        .collect();
    for at in 0..=text.len() {
        let (before, after) = (text[..at].iter(), text[at..].iter());
        for slip in
            ["", "[", "]", "{", "}", "=", "'", "\"", "\"\"\"", ".", ",", "\n", "\r", "#", "和"]
        {
            let inserted: String =
                before.clone().collect::<String>() + slip + &after.clone().collect::<String>();
            let left_out: String = before.clone().collect::<String>()
                + slip
                + &after.clone().skip(1).collect::<String>();
            printed(&loaded(&inserted).1);
            printed(&loaded(&left_out).1);
        }
        printed(&loaded(&before.collect::<String>()).1);
    }
}

#[test]
fn keys_are_written_in_one_way() {
    let mut paths = BTreeSet::new();
    for (path, key) in keys::all() {
        assert!(paths.insert(path.clone()), "{path} is declared twice");
        assert!(key.doc.ends_with('.') && !key.doc.contains(". "), "{path}: {}", key.doc);
        let plain = |character: char| character.is_ascii_lowercase() || "-04".contains(character);
        assert!(key.name == ANY || key.name.chars().all(plain), "{path}");
        if let Effect::WithoutEffect(why) = key.effect {
            assert!(!why.ends_with('.') && !why.is_empty(), "{path}: {why}");
        }
    }
}

#[test]
fn printed_defaults_are_the_defaults() {
    let file: String =
        keys::all().iter().filter_map(|(path, key)| default_line(path, key)).collect();
    // But for where they are written.
    let shown = |text: &str| {
        let mut config = Config { source: empty(), ..sound(text) };
        (config.book.src.span, config.html.look.span) = (0..0, 0..0);
        format!("{config:#?}")
    };
    assert!(file.contains("output.html.site-url = \"/\"\n"));
    assert_eq!(shown(&file), shown(""));
}

fn empty() -> Arc<Source> {
    Arc::new(Source::new("book.toml", ""))
}

fn default_line(path: &str, key: &Key) -> Option<String> {
    match key.default {
        Fallback::Toml(value) if !path.contains(ANY) => Some(format!("{path} = {value}\n")),
        _ => None,
    }
}

#[test]
fn qualifiers_of_types_are_keys_of_fields() {
    let known: BTreeSet<&str> = keys::FIELD.iter().map(|key| key.name).collect();
    let used = TYPES.iter().flat_map(|ty| ty.qualifiers.iter().copied());
    let used: BTreeSet<&str> = used.chain(["type", "label"]).collect();
    assert_eq!(known, used);
    let table = |key: &&Key| matches!(key.takes, Takes::Table(_));
    assert_eq!(keys::ROW_FIELD.iter().filter(table).count(), 1);
}

/// A report with `[ledger]` and a kind `point` whose field `since` is a table of entries.
fn with_ledger(ledger: &str) -> String {
    format!(
        "[ledger]\n{ledger}\n\n[kinds.body]\n[kinds.theme]\n[kinds.point.fields]\n\
         asked = {{ type = \"reference\", to = \"body\" }}\n\
         asks = {{ type = \"integer\" }}\n\
         [kinds.point.fields.since]\ntype = \"table\"\n[kinds.point.fields.since.fields]\n\
         axis = {{ type = \"choice\", required = true, values = {{ answer = \"A\", work = \"W\" }} }}\n\
         state = {{ type = \"choice\", required = true, values = {{ yes = \"Y\", no = \"N\", done = \"D\" }} }}\n\
         date = {{ type = \"date\", required = true }}\n\
         assessor = {{ type = \"text\", required = true }}\n\
         other = {{ type = \"text\" }}\n\
         source = {{ type = \"url\", required = true, many = true }}\n\
         remark = {{ type = \"markdown\" }}\n"
    )
}

#[test]
fn a_ledger_knows_its_columns_axes_and_states() {
    let text = with_ledger(
        "field = \"since\"\nby = [\"theme\", \"asked\"]\naxes = { answer = [\"no\", \"yes\"] }",
    );
    let config = sound(&text);
    let ledger = config.ledger.as_ref().expect("there is a ledger");
    let [book] = &ledger.books[..] else { panic!("one kind has the field") };
    assert_eq!(config.kinds[book.kind].name, "point");
    let columns = LedgerColumns {
        axis: 0,
        state: 1,
        date: 2,
        assessor: 3,
        source: 5,
        text: None,
        remark: Some(6),
    };
    assert_eq!(book.columns, columns);
    let axes: Vec<(&str, &[usize])> =
        ledger.axes.iter().map(|axis| (axis.value.as_str(), &axis.states[..])).collect();
    assert_eq!(axes, [("answer", &[0, 1][..]), ("work", &[0, 1, 2])]);
    let theme = config.kind("theme").expect("the kind is declared");
    assert_eq!(ledger.by, [Grouping::Around(theme), Grouping::Field("asked".to_owned())]);
    assert_eq!(sound("").ledger, None);
}

#[test]
fn a_ledger_that_cannot_be_kept_says_what_is_in_its_way() {
    for (ledger, problems) in [
        ("", &["RAP003 ledger"][..]),
        ("field = \"sinse\"", &["RAP003 \"sinse\""]),
        ("field = \"asked\"", &["RAP003 \"asked\""]),
        ("field = \"since\"\ndate = \"day\"", &["RAP003 \"day\""]),
        ("field = \"since\"\ndate = \"axis\"", &["RAP003 \"axis\""]),
        ("field = \"since\"\nassessor = \"other\"", &["RAP003 \"other\""]),
        ("field = \"since\"\nremark = \"none\"", &["RAP003 \"none\""]),
        ("field = \"since\"\nby = \"themes\"", &["RAP307 \"themes\""]),
        ("field = \"since\"\nby = \"asks\"", &["RAP003 \"asks\""]),
        ("field = \"since\"\naxes = { answers = [\"yes\"] }", &["RAP003 answers"]),
        ("field = \"since\"\naxes = { answer = [\"yess\"] }", &["RAP003 \"yess\""]),
        ("field = \"since\"\nfield-of = 1", &["RAP002 field-of"]),
    ] {
        assert_problems(&with_ledger(ledger), problems);
    }
    let words = with_ledger("field = \"since\"").replace("yes = ", "\"Oh yes\" = ");
    assert_problems(&words, &["RAP003 \"since\""]);
    let other = "[kinds.step.fields.since]\ntype = \"table\"\n[kinds.step.fields.since.fields]\n\
         axis = { type = \"choice\", required = true, values = { answer = \"A\" } }\n\
         state = { type = \"choice\", required = true, values = { yes = \"Y\" } }\n\
         date = { type = \"date\", required = true }\n\
         assessor = { type = \"text\", required = true }\n\
         source = { type = \"text\", required = true }\n";
    assert_problems(&(with_ledger("field = \"since\"") + other), &["RAP003 \"since\""]);
}

const LEDGER: &str = "[ledger]\nfield = 'since'\n[kinds.point.fields.since]\ntype = 'table'\n\
    [kinds.point.fields.since.fields]\n\
    axis = { type = 'choice', required = true, values = { work = 'Work' } }\n\
    state = { type = 'choice', required = true, values = { done = 'Done' } }\n\
    date = { type = 'date', required = true }\nassessor = { type = 'text', required = true }\n\
    source = { type = 'text', required = true }\n";

#[test]
fn the_home_page_can_show_the_figures_of_the_ledger() {
    let home = "[output.html]\nhome = ['progress']\n";
    assert_eq!(sound(&format!("{home}{LEDGER}")).html.home, [super::HomeEntry::Progress]);
    // A kind may be called so.
    let config = sound(&format!("{home}{LEDGER}[kinds.progress]\n"));
    assert!(matches!(config.html.home[..], [super::HomeEntry::Kind(_)]));
    let (config, problems) = loaded(home);
    assert_eq!(printed(&problems), ["RAP003 'progress'"]);
    assert_eq!(config.html.home, []);
}

#[test]
fn a_ledger_that_is_wrong_is_reported_once_and_not_at_home() {
    let ledger = LEDGER.replace("field = 'since'", "field = 'before'");
    let (_, problems) = loaded(&format!("[output.html]\nhome = ['progress']\n{ledger}"));
    assert_eq!(printed(&problems), ["RAP003 'before'"]);
}
