//! The report of this repository: all of it is there, and hangs together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use rapporteur::command::load::Loading;
use rapporteur::config::{self, Config, FieldType, SiteUrl};
use rapporteur::ids::{LanguageId, RecordId};
use rapporteur::model::{self, Building, Input, Model, Value};
use rapporteur::parse::{self, Options};
use rapporteur::plan::{self, Plan};
use rapporteur::read::{self, Content};
use rapporteur::resolve::{self, Links};

use crate::crawl;
use crate::support::{Files, Report, files_below, load, rendered, root, tree};

/// Every page and asset of the flagship's site.
fn site() -> &'static Files {
    static SITE: OnceLock<Files> = OnceLock::new();
    SITE.get_or_init(|| rendered(&load(root(), Loading::default())))
}

/// A copy of the flagship that can be changed.
fn copy() -> Report {
    let files = tree(&root().join("content"));
    let report = Report::new(files.iter().map(|(path, bytes)| (format!("content/{path}"), bytes)));
    report.write("book.toml", std::fs::read(root().join("book.toml")).unwrap());
    if root().join("themes").is_dir() {
        for (path, bytes) in tree(&root().join("themes")) {
            if !path.starts_with("default/") {
                report.write(&format!("themes/{path}"), bytes);
            }
        }
    }
    report
}

/// The ids of the pages of a kind, by its path.
fn ids(kind: &str) -> BTreeSet<&'static str> {
    let pages = crawl::pages(site());
    let own = pages.iter().filter(|(_, page)| !page.is_redirect);
    own.filter_map(|(path, _)| {
        let id = path.strip_prefix(kind)?.strip_prefix('/')?.strip_suffix("/index.html")?;
        (!id.contains('/')).then_some(id)
    })
    .collect()
}

fn assert_holds(kind: &str, expected: &[&str]) {
    let found = ids(kind);
    let missing: Vec<&&str> = expected.iter().filter(|id| !found.contains(**id)).collect();
    assert!(missing.is_empty(), "no page below {kind}/: {missing:?}");
}

#[test]
fn all_47_points_have_a_page_each() {
    let inventory = std::fs::read_to_string(root().join("content/inventory.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = inventory.lines().skip(1).map(|r| r.split('\t').collect()).collect();
    let of = |kind: &str| -> BTreeSet<&str> {
        rows.iter().filter(|row| row[2] == kind).map(|row| row[1]).collect()
    };
    let recommendations = ids("recommendations");
    assert_eq!((of("shift").len(), of("recommendation").len()), (4, 43));
    assert_eq!((ids("shifts").len(), recommendations.len()), (4, 43));
    assert_eq!(recommendations, of("recommendation"));
    assert_eq!(ids("shifts"), of("shift"));
}

/// The nature of a point, the number of its actions, and whom it addresses: what the note states and
/// what an editor reads are two lists.
#[test]
fn every_point_is_what_the_inventory_says() {
    let inventory = std::fs::read_to_string(root().join("content/inventory.tsv")).unwrap();
    let Stages { config, model, links, .. } = stages();
    let mut compound = 0;
    for row in inventory.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let kind = config.kind(cells[2]).unwrap();
        let index = model.find(kind, LanguageId::OWN, cells[1]).unwrap();
        let record = &model.records[index];
        let values = |name: &str| &record.values[config.kinds[kind].field(name).unwrap()];
        let bodies = |name: &str| -> Vec<&str> {
            let target = |value: &Value| match value {
                Value::Reference(at) => {
                    &*model.records[links.field(&model, index, *at).unwrap()].id
                }
                other => panic!("{other:?}"),
            };
            values(name).iter().map(target).collect()
        };
        let document = &model.records[model.document_of(index).record];
        assert_eq!(&*document.id, cells[3], "{}", cells[1]);
        let nature = config.kinds[kind].fields[config.kinds[kind].field("nature").unwrap()].clone();
        let natures = match &nature.ty {
            FieldType::Choice(choices) => choices,
            other => panic!("{other:?}"),
        };
        assert!(
            matches!(values("nature")[..], [Value::Choice(at)] if natures[at].0 == cells[4]),
            "{}",
            cells[1]
        );
        let asks: i64 = cells[5].parse().unwrap();
        assert!(matches!(values("asks")[..], [Value::Integer(own)] if own == asks), "{}", cells[1]);
        compound += usize::from(cells[2] == "recommendation" && asks > 1);
        for (field, cell) in
            [("addressed-to-stated", cells[6]), ("addressed-to-inferred", cells[7])]
        {
            assert_eq!(bodies(field), cell.split_whitespace().collect::<Vec<_>>(), "{}", cells[1]);
        }
    }
    assert_eq!(compound, 15);
}

/// How a page is cited in the file of that ending that its head names: its own entry alone.
fn cited(page: &str, folder: &str, ending: &str) -> String {
    let mut links = page.split("rel=\"describedby\" href=\"").skip(1);
    let link = links.find_map(|rest| rest.split('"').next().filter(|link| link.contains(ending)));
    let from = format!("{folder}index.html");
    let (path, key) = crawl::target(&from, link.expect("a link"), "/").expect("a file of the site");
    let text = String::from_utf8_lossy(&site()[&path]).into_owned();
    let Some(key) = key else { return text };
    let (separator, mark) = match ending {
        ".ris" => ("\r\nER  - \r\n", format!("ID  - {key}\r\n")),
        ".bib" => ("\n\n", format!("{{{key},\n")),
        _ => ("\n  },\n", format!("\"id\": \"{key}\",\n")),
    };
    let mut entries = text.split(separator).filter(|entry| entry.contains(&mark));
    let entry = entries.next().expect("an entry with the key").to_owned();
    assert_eq!(entries.next(), None, "{key}");
    entry
}

/// The wording is the editors', and so is the citation; that of the note and of the report is beside it.
#[test]
fn points_shifts_themes_and_the_home_page_restate_the_note() {
    let kinds = ["recommendations", "shifts", "themes"];
    let folders = kinds.iter().flat_map(|kind| ids(kind).into_iter().map(move |id| (*kind, id)));
    let folders: Vec<String> = folders.map(|(kind, id)| format!("{kind}/{id}/")).collect();
    assert_eq!(folders.len(), 43 + 4 + 14);
    let others = ["", "four-essential-shifts/"].map(str::to_owned);
    for folder in folders.into_iter().chain(others) {
        let restating = "estating Information note on High-Level Independent Panel on Peace \
                         Operations, 16 June 2015";
        let page = String::from_utf8_lossy(&site()[&format!("{folder}index.html")]).into_owned();
        for format in [".ris", ".bib", ".json"] {
            let file = cited(&page, &folder, format);
            assert!(file.contains(restating), "{folder} {format}: {file}");
            assert!(!file.contains("A/70/95"), "{folder} {format}");
            assert!(!file.contains("United Nations"), "{folder} {format}");
        }
        let (_, citing) = page.split_once("<details class=\"cite\">").unwrap();
        let (own, sources) = citing.split_once("<b>Sources</b>").unwrap();
        assert!(own.contains("Editors of") && own.contains(restating), "{folder}");
        assert!(!own.contains("A/70/95"), "{folder}");
        assert!(!page.contains("citation_technical_report_number"), "{folder}");
        let (sources, _) = sources.split_once("</details>").unwrap();
        for said in ["reports/information-note/", "reports/hippo-report/", "A/70/95–S/2015/446"] {
            assert!(sources.contains(said), "{folder}: {said}");
        }
    }
}

/// The entries of the ledgers: that of all points, and those of single ones.
#[test]
fn the_ledgers_have_their_entries_and_no_others() {
    let files = tree(&root().join("content"));
    let texts = files.iter().filter(|(path, _)| path.ends_with(".md"));
    let texts: String = texts.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    let of_all = "[[follow-up]]\naxis = \"response\"\nstate = \"noted\"\ndate = 2015-11-25\n";
    assert_eq!(texts.matches(of_all).count(), 47);
    let single = [
        ("primacy-of-politics", "accepted", "2020-09", "Ian Martin"),
        ("responsive-operations", "overtaken", "2020-09", "Ian Martin"),
        ("more-women-in-leadership", "implemented-in-part", "2020-09", "Ian Martin"),
        ("sustained-political-vigilance", "noted", "2016-04-27", "Security Council"),
        ("sustained-political-vigilance", "noted", "2016-04-27", "General Assembly"),
        ("pooled-country-level-funds", "noted", "2016-04-27", "Security Council"),
        ("pooled-country-level-funds", "noted", "2016-04-27", "General Assembly"),
        ("review-agencies-sustaining-peace-capacity", "noted", "2016-04-27", "Security Council"),
        ("review-agencies-sustaining-peace-capacity", "noted", "2016-04-27", "General Assembly"),
        (
            "assessed-contributions-for-au-operations",
            "implemented-in-part",
            "2023-12-21",
            "Editors",
        ),
        ("adopt-acabq-22nd-report", "not-started", "\"2017\"", "Singapore, for ASEAN"),
        ("adopt-acabq-22nd-report", "not-started", "2021-10-22", "Singapore, for ASEAN"),
        ("adopt-acabq-22nd-report", "not-started", "2022-10-14", "Singapore, for ASEAN"),
        ("adopt-acabq-22nd-report", "not-started", "2023-10-04", "Singapore, for ASEAN"),
        ("adopt-acabq-22nd-report", "not-started", "2024-10-09", "Singapore, for ASEAN"),
        ("secretariat-restructuring-options", "implemented-in-part", "2019-01-01", "Editors"),
    ];
    for (id, state, date, assessor) in single {
        let (_, section) = texts.split_once(&format!("{{#{id} .")).unwrap();
        let fields = section.split("+++").nth(1).unwrap();
        let own = single.iter().filter(|(other, ..)| *other == id).count();
        assert_eq!(fields.matches("[[follow-up]]").count(), 1 + own, "{id}");
        let entry =
            |entry: &&str| [state, date, assessor].iter().all(|words| entry.contains(words));
        assert_eq!(fields.split("[[follow-up]]").filter(entry).count(), 1, "{id}");
    }
    assert_eq!(texts.matches("\n[[follow-up]]\n").count(), 47 + single.len());
}

/// The theme pages are to be quicker to read than the report itself. Words are counted in the Markdown,
/// headings included; the records' fields and the definitions of footnotes are not prose.
#[test]
fn the_theme_pages_hold_at_most_2700_words_of_prose() {
    let words = |(path, text): (&str, &str)| {
        let (mut is_field, mut is_footnote, mut count) = (false, false, 0);
        for line in text.lines() {
            is_footnote = line.starts_with("[^") || is_footnote && line.starts_with("    ");
            match line {
                "+++" => is_field = !is_field,
                _ if is_field || is_footnote => {}
                _ => count += line.split_whitespace().count(),
            }
        }
        assert!(!is_field && count > 50, "{path}: {count}");
        count
    };
    let files = tree(&root().join("content/themes"));
    let themes: Vec<_> = files.iter().filter(|(path, _)| *path != "index.md").collect();
    assert_eq!(themes.len(), 14);
    let text = |bytes| std::str::from_utf8(bytes).expect("text in UTF-8");
    let total: usize = themes.iter().map(|(path, bytes)| words((path, text(bytes)))).sum();
    assert!(total <= 2_700, "{total} words");
}

#[test]
fn every_other_item_of_the_note_has_a_page() {
    let themes = [
        "conflict-prevention",
        "protection-of-civilians",
        "use-of-force",
        "rapid-deployment",
        "achievable-mandates",
        "sustaining-peace",
        "women-peace-security",
        "human-rights",
        "abuse-accountability",
        "field-support",
        "au-operations-funding",
        "mission-leadership",
        "spm-funding",
        "headquarters-structures",
    ];
    assert_eq!(ids("themes"), themes.into());
    let venues = [
        "dhaka",
        "addis-ababa",
        "cairo",
        "brussels",
        "salvador",
        "tokyo",
        "islamabad",
        "new-delhi",
        "washington-dc",
        "paris",
        "london",
        "helsinki",
        "moscow",
        "beijing",
        "kigali",
        "democratic-republic-of-the-congo",
        "mali",
        "senegal",
    ];
    assert_eq!(ids("venues"), venues.into());
    assert_holds(
        "reviews",
        &[
            "scr-1325-expert-study",
            "peacebuilding-architecture-review",
            "acabq-22nd-report",
            "spm-funding-review",
            "dsg-proposal-2005",
            "sg-sea-measures",
            "sg-report-children-armed-conflict",
            "sg-report-crsv",
        ],
    );
    assert_eq!(ids("reports"), ["hippo-report", "information-note"].into());
    assert_holds(
        "people",
        &[
            "ban-ki-moon",
            "jose-ramos-horta",
            "ameerah-haq",
            "jean-arnault",
            "marie-louise-baricako",
            "radhika-coomaraswamy",
            "abhijit-guha",
            "andrew-hughes",
            "alexander-ilitchev",
            "hilde-f-johnson",
            "youssef-mahmoud",
            "ian-martin",
            "henrietta-joy-abena-nyarko-mensa-bonsu",
            "b-lynn-pascoe",
            "floriano-peixoto-vieira-neto",
            "rima-salah",
            "wang-xuexian",
        ],
    );
    assert_holds(
        "bodies",
        &[
            "security-council",
            "general-assembly",
            "secretary-general",
            "un-secretariat",
            "un-headquarters",
            "un-women",
            "dpko",
            "dpa",
            "agencies-funds-programmes",
            "african-union",
            "member-states",
            "troop-police-contributing-countries",
            "regional-organizations",
            "mission-leadership",
        ],
    );
    assert_eq!(ids("terms").len(), 25);
    assert_eq!(ids("figures").len(), 10);
    for page in ["about-the-panel/index.html", "four-essential-shifts/index.html"] {
        assert!(site().contains_key(page), "{page}");
    }
}

#[test]
fn every_link_leads_to_a_page_and_an_anchor_that_are_there() {
    assert_eq!(crawl::broken(site(), "/"), [""; 0]);
    assert_eq!(crawl::double_anchors(site()), [""; 0]);
    let links: usize = crawl::pages(site()).values().map(|page| page.links.len()).sum();
    assert!(links > 5_000, "{links}");
}

#[test]
fn the_site_works_below_any_path() {
    let site_url = SiteUrl::parse("https://example.org/a/b/").ok();
    let loading = Loading { site_url, ..Loading::default() };
    assert_eq!(crawl::broken(&rendered(&load(root(), loading)), "/a/b/"), [""; 0]);
}

#[test]
fn the_site_reads_from_disk() {
    let files = rendered(&load(root(), crate::support::portable()));
    assert_eq!(crawl::broken(&files, "/some/folder/"), [""; 0]);
    for (path, page) in crawl::pages(&files) {
        let named = |link: &&String| {
            let path = link.split(['#', '?']).next().unwrap_or_default();
            !link.contains(':') && path.ends_with('/')
        };
        assert_eq!(page.links.iter().find(named), None, "{path}");
    }
}

#[test]
fn every_page_can_be_reached_from_the_home_page() {
    assert_eq!(crawl::orphans(site()), [""; 0]);
}

/// The middle stages, for what only they know.
struct Stages {
    config: Config,
    model: Model,
    links: Links,
    plan: Plan,
}

fn stages() -> Stages {
    let (source, _) = read::config(root()).unwrap();
    let (config, _) = config::load(&source);
    let content = read::content(root(), &config, &[], &Content::default());
    let options = Options { smart_punctuation: true, ..Options::default() };
    let input = |(path, source): &(String, _)| Input {
        document: parse::parse(source, options.clone()).into(),
        stem: path.trim_end_matches(".md").into(),
        language: LanguageId::OWN,
    };
    let inputs: Vec<Input> = content.documents.iter().map(input).collect();
    let model = model::build(&Building::new(&config, &BTreeMap::new()), &inputs);
    let beside = resolve::Beside { files: content.files, ..resolve::Beside::default() };
    let links = resolve::resolve(&config, &model, beside, None);
    let plan = plan::plan(&config, &model);
    Stages { config, model, links, plan }
}

#[test]
fn every_relation_shows_on_both_of_its_ends() {
    let Stages { config, model, links, plan } = stages();
    let path = |record: RecordId| plan::file_of(&plan.addresses[record]);
    let leads: BTreeMap<&str, BTreeSet<String>> = crawl::pages(site())
        .into_iter()
        .map(|(from, page)| {
            let targets = page.links.iter().filter_map(|link| crawl::target(from, link, "/"));
            (from, targets.map(|(path, _)| path).collect())
        })
        .collect();
    let leads = |from: RecordId, to: RecordId| {
        let (from, to) = (path(from), path(to));
        from == to || leads[from.as_str()].contains(&to)
    };
    let name = |record: RecordId| {
        let record = &model.records[record];
        format!("{}/{}", config.kinds[record.kind].name, record.id)
    };
    let mut lacking = Vec::new();
    let mut relations = 0;
    for (placed, links) in model.documents.iter().zip(links.documents.iter()) {
        for (reference, target) in placed.part().references.iter().zip(&links.fields) {
            let target = target.as_ref().expect("a reference that resolves").record();
            let (from, target) = (placed.nth(reference.from), target.expect("a record"));
            relations += 1;
            if !leads(from, target) || !leads(target, from) {
                lacking.push(format!("{} → {}", name(from), name(target)));
            }
        }
    }
    for target in model.records.ids() {
        for backlink in links.backlinks.of(target) {
            relations += 1;
            if !leads(target, backlink.from) {
                lacking.push(format!("{} does not show {}", name(target), name(backlink.from)));
            }
        }
    }
    assert_eq!(lacking, [""; 0]);
    assert!(relations > 500, "{relations}");
}

#[test]
fn its_configuration_is_what_it_says() {
    let Stages { config, .. } = stages();
    assert_eq!(config.book.src.value, "content");
    let origin = config.html.site_url.origin.as_deref();
    assert_eq!(origin, Some("https://peace-operations-review.example"));
    let body = config.kind("body").unwrap();
    let shift = &config.kinds[config.kind("shift").unwrap()];
    let field = |name: &str| &shift.fields[shift.field(name).unwrap()].ty;
    assert_eq!(*field("addressed-to-stated"), FieldType::Reference([body].into()));
    let FieldType::Table(row) = field("follow-up") else { panic!("a table") };
    let names: Vec<&str> = row.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["axis", "state", "date", "assessor", "source", "remark"]);
}

#[test]
fn check_says_nothing_and_succeeds() {
    let run = copy().run(&["check", "--strict"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
}

#[test]
fn ten_mistakes_of_ten_kinds_are_found_in_one_run() {
    let report = copy();
    let mut expected = Vec::new();
    // Each mistake: the file, what stands there, what is put in its place, the code, and the text
    // that it is to underline.
    let forum = "content/themes/01-conflict-prevention.md";
    for (file, old, new, code, marked) in [
        // A reference to a missing record.
        (
            "content/index.md",
            "[[jose-ramos-horta]]",
            "[[jose-ramos-hort]]",
            "RAP401",
            "jose-ramos-hort",
        ),
        // A class that is nearly a kind.
        (
            forum,
            "{#international-forum-on-prevention .recommendation}",
            "{#international-forum-on-prevention .recomendation}",
            "RAP303",
            "recomendation",
        ),
        // A value that a choice does not offer.
        (
            "content/venues.md",
            "nature = \"consultation\"\n",
            "nature = \"consultaton\"\n",
            "RAP205",
            "\"consultaton\"",
        ),
    ] {
        seed(&report, file, old, new, code, marked, &mut expected);
    }
    let about = "content/about-the-panel.md";
    let added = [
        ("See [the annex](annex.md).", "RAP404", "annex.md"),
        ("See [below](#nowhere-at-all).", "RAP403", "#nowhere-at-all"),
        ("Press [here](javascript:alert(1)).", "RAP407", "javascript:alert(1)"),
        ("The share is $\\frob{1}$.", "RAP604", "$\\frob{1}$"),
        ("###### Too deep", "RAP602", "###### Too deep"),
        ("A note.[^nobody-defines]", "RAP408", "[^nobody-defines]"),
    ];
    let mut text = report.read(about);
    for (line, code, marked) in added {
        text.push_str(&format!("\n{line}\n"));
        expected.push(place(about, &text, text.rfind(marked).unwrap(), code, marked));
    }
    report.write(about, text);
    let book = report.read("book.toml") + "\n[output.html.serach]\nenable = true\n";
    let at = book.find("serach").unwrap();
    expected.push(place("book.toml", &book, at, "RAP002", "serach"));
    report.write("book.toml", book);

    let run = report.run(&["check", "--message-format", "json"]);
    assert_eq!(run.code, 1);
    let found: BTreeSet<String> = run.stdout.lines().map(|line| shown(line, &report)).collect();
    let missing: Vec<&String> = expected.iter().filter(|line| !found.contains(*line)).collect();
    assert_eq!(expected.len(), 10);
    assert!(missing.is_empty(), "missing: {missing:#?}\nfound: {found:#?}");
}

/// Puts a mistake into a file and notes how it is to be reported.
fn seed(
    report: &Report,
    file: &str,
    old: &str,
    new: &str,
    code: &str,
    marked: &str,
    expected: &mut Vec<String>,
) {
    let text = report.read(file);
    let at = text.find(old).unwrap_or_else(|| panic!("`{old}` in {file}"));
    let text = format!("{}{new}{}", &text[..at], &text[at + old.len()..]);
    let at = at + new.find(marked).expect("the mistake in the new text");
    expected.push(place(file, &text, at, code, marked));
    report.write(file, text);
}

fn place(file: &str, text: &str, at: usize, code: &str, marked: &str) -> String {
    let line = text[..at].matches('\n').count() + 1;
    let column = text[..at].rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{file}:{line}:{column} {code} {marked}")
}

/// A problem of the JSON format in the same form.
fn shown(line: &str, report: &Report) -> String {
    let problem: serde_json::Value = serde_json::from_str(line).expect("a JSON object a line");
    let file = problem["path"].as_str().unwrap_or_default();
    let number = |key: &str| problem[key].as_u64().unwrap_or_default() as usize;
    let marked = report.read(file)[number("byteStart")..number("byteEnd")].to_owned();
    let (line, column) = (number("line"), number("column"));
    format!("{file}:{line}:{column} {} {marked}", problem["code"].as_str().unwrap_or_default())
}

#[test]
fn a_point_that_is_missing_is_named() {
    let report = copy();
    let file = files_below(&report.path().join("content/themes"))[0].clone();
    let file = format!("content/themes/{file}");
    let text = report.read(&file);
    report.write(&file, text.replace(" .recommendation}", "}"));
    let codes = report.codes();
    let missing = codes.iter().filter(|code| code.as_str() == "RAP308").count();
    assert_eq!(missing, text.matches(" .recommendation}").count());
    assert!(missing > 1);
}

#[test]
fn the_engine_knows_nothing_of_the_report() {
    let Stages { model, .. } = stages();
    let mut words: BTreeSet<String> = [
        "hippo",
        "ramos-horta",
        "peacekeeping",
        "peace operation",
        "united nations",
        "secretary-general",
        "security council",
        "primacy of politics",
        "ban ki",
        "brahimi",
        "dhaka",
        "addis ababa",
        "kigali",
    ]
    .map(str::to_owned)
    .into();
    // Ids of one common word say nothing of the report.
    words.extend(
        model.records.iter().map(|record| record.id.to_string()).filter(|id| id.contains('-')),
    );
    let src = root().join("src");
    let files = files_below(&src);
    let engine = files.iter().filter(|file| !NOT_OURS.contains(&file.as_str()));
    let mut found = Vec::new();
    for file in engine {
        let text = std::fs::read_to_string(src.join(file)).unwrap().to_lowercase();
        for (at, line) in text.lines().enumerate() {
            let holds = words.iter().filter(|word| line.contains(word.as_str()));
            found.extend(holds.map(|word| format!("src/{file}:{}: {word}", at + 1)));
        }
    }
    assert!(files.len() > 100);
    assert_eq!(found, [""; 0]);
}

/// Files below `src/` that others wrote, one that says whose borders a map shows, and one that says
/// whose words a report begins with.
const NOT_OURS: [&str; 6] = [
    "card/FONT-LICENSE.txt",
    "card/font.ttf",
    "command/init/presets/un/book.toml",
    "picture/outlines/README.md",
    "picture/outlines/world.txt",
    "server/vendor/idiomorph-0.8.0.min.js",
];

#[test]
fn the_same_report_gives_the_same_bytes_everywhere() {
    let first = copy();
    let out = tempfile::tempdir().unwrap();
    let expected = built(&first, &out.path().join("a"), &[]);
    let second = shuffled(&first);
    let environments: [&[(&str, &str)]; 3] = [
        &[("RAYON_NUM_THREADS", "1"), ("TZ", "Pacific/Kiritimati"), ("LC_ALL", "C")],
        &[("RAYON_NUM_THREADS", "2"), ("TZ", "America/Caracas"), ("LC_ALL", "tr_TR.UTF-8")],
        &[("RAYON_NUM_THREADS", "8"), ("HOME", "/"), ("SOURCE_DATE_EPOCH", "0"), ("LANG", "ar")],
    ];
    for (at, environment) in environments.into_iter().enumerate() {
        let found = built(&second, &out.path().join(format!("b{at}")), environment);
        let paths = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(&found), paths(&expected));
        let other = found.iter().find(|(path, bytes)| expected[*path] != **bytes);
        assert_eq!(other.map(|(path, _)| path), None, "{environment:?}");
    }
}

/// The same report with its files made in another order, at another time.
fn shuffled(report: &Report) -> Report {
    let files = tree(report.path());
    let copy = Report::new(files.iter().rev());
    for path in files.keys() {
        let file = std::fs::File::options().append(true).open(copy.path().join(path)).unwrap();
        let age = std::time::Duration::from_secs(86_400 * (1 + path.len() as u64));
        file.set_modified(std::time::SystemTime::UNIX_EPOCH + age).unwrap();
    }
    copy
}

fn built(report: &Report, dest: &Path, environment: &[(&str, &str)]) -> Files {
    let mut command = crate::support::rapporteur(report.path());
    let dest_name = dest.to_str().expect("a path in UTF-8");
    command.args(["build", "-q", "-d", dest_name]).envs(environment.iter().copied());
    let run = crate::support::Run::of(&mut command);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    tree(dest)
}
