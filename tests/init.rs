//! `rapporteur init` leaves a report that builds, and takes nothing away.

#![allow(clippy::disallowed_methods, reason = "tests make the files that they need")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn rapporteur(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.current_dir(dir).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn what_it_leaves_has_no_problem_and_no_warning() {
    let dir = tempfile::tempdir().unwrap();
    let made = rapporteur(dir.path(), &["init", "night-buses"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let checked = rapporteur(dir.path(), &["check", "--strict", "night-buses"]);
    assert_eq!((checked.status.code(), said(&checked).as_str()), (Some(0), ""));
    let built = rapporteur(dir.path(), &["build", "--strict", "night-buses"]);
    assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    for page in [
        "index.html",
        "themes/hours-and-routes/index.html",
        "recommendations/every-half-hour/index.html",
        "recommendations/say-when-it-comes/index.html",
        "venues/hillside-school/index.html",
        "reviews/night-workers-2019/index.html",
        "terms/request-stop/index.html",
    ] {
        assert!(dir.path().join("night-buses/book").join(page).is_file(), "{page}");
    }
}

#[test]
fn the_title_is_the_name_of_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    rapporteur(dir.path(), &["init", "the-\"new\"-school"]);
    let config = fs::read_to_string(dir.path().join("the-\"new\"-school/book.toml")).unwrap();
    assert!(config.contains("title = 'The \"new\" school'"), "{config}");
    let checked = rapporteur(dir.path(), &["check", "--strict", "the-\"new\"-school"]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
}

#[test]
fn a_folder_that_is_there_may_be_the_one_at_hand() {
    let dir = tempfile::tempdir().unwrap();
    let made = rapporteur(dir.path(), &["init"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert!(dir.path().join("book.toml").is_file());
    assert!(dir.path().join(".gitignore").is_file());
    assert!(dir.path().join(".github/workflows/publish.yml").is_file());
}

#[test]
fn files_that_are_there_are_left_alone_and_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("content")).unwrap();
    fs::write(dir.path().join("content/terms.md"), "# Mine\n").unwrap();
    fs::write(dir.path().join(".gitignore"), "/secret\n").unwrap();
    let made = rapporteur(dir.path(), &["init"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert!(said(&made).contains("skipped  content/terms.md, which already exists"));
    assert!(said(&made).contains("skipped  .gitignore, which already exists"));
    assert!(said(&made).contains("created  book.toml"));
    assert_eq!(fs::read_to_string(dir.path().join("content/terms.md")).unwrap(), "# Mine\n");
    assert_eq!(fs::read_to_string(dir.path().join(".gitignore")).unwrap(), "/secret\n");
}

#[test]
fn where_a_report_has_begun_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("book.toml"), "").unwrap();
    let refused = rapporteur(dir.path(), &["init"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("book.toml already exists"), "{}", said(&refused));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

/// The files of a link's target are not the report's to write, even when there are none.
#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("elsewhere", dir.path().join(".gitignore")).unwrap();
    let made = rapporteur(dir.path(), &["init"]);
    assert!(said(&made).contains("skipped  .gitignore"), "{}", said(&made));
    assert!(!dir.path().join("elsewhere").exists());
}

#[test]
fn editors_find_the_schema_of_the_configuration() {
    let dir = tempfile::tempdir().unwrap();
    rapporteur(dir.path(), &["init"]);
    let config = fs::read_to_string(dir.path().join("book.toml")).unwrap();
    assert!(config.starts_with("#:schema ./book.schema.json\n"), "{config}");
    let printed = rapporteur(dir.path(), &["schema"]);
    let kept = fs::read(dir.path().join("book.schema.json")).unwrap();
    assert_eq!(kept, printed.stdout);
}

#[test]
fn a_compiled_program_is_kept_until_its_source_changes() {
    let dir = tempfile::tempdir().unwrap();
    rapporteur(dir.path(), &["init"]);
    let workflow = fs::read_to_string(dir.path().join(".github/workflows/publish.yml")).unwrap();
    assert!(workflow.contains("git ls-remote --exit-code \"$SOURCE\" HEAD"), "{workflow}");
    assert!(
        workflow.contains("key: rapporteur-${{ runner.os }}-${{ steps.source.outputs.commit }}")
    );
}

/// The names that `init --preset` lists.
fn presets() -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let listed = rapporteur(dir.path(), &["init", "--preset"]);
    assert_eq!(listed.status.code(), Some(2));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    let said = said(&listed);
    let lines = said.lines().filter_map(|line| line.strip_prefix("  "));
    lines.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

/// The `book.toml` that a preset leaves.
fn config_of(preset: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let made = rapporteur(dir.path(), &["init", "--preset", preset, "harbour"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    fs::read_to_string(dir.path().join("harbour/book.toml")).unwrap()
}

/// A state of an axis, and what it stands for: a line of the crosswalk.
#[derive(serde::Deserialize)]
struct Line {
    preset: String,
    axis: String,
    state: String,
    label: String,
    group: String,
    note: String,
    source: String,
}

fn crosswalk() -> Vec<Line> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("guide/content/crosswalk.csv");
    let text = fs::read_to_string(path).unwrap();
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

#[test]
fn presets_are_listed_and_a_name_that_is_none_of_them_is_refused() {
    let names = presets();
    assert_eq!(names, ["uk-inquiry", "gao", "csb", "au-royal-commission", "ieg", "un"]);
    let dir = tempfile::tempdir().unwrap();
    let refused = rapporteur(dir.path(), &["init", "--preset", "goa"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("there is no preset `goa`; the presets are:\n  uk-inquiry"));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn what_a_preset_leaves_has_no_problem_and_no_warning() {
    for preset in presets() {
        let dir = tempfile::tempdir().unwrap();
        let made = rapporteur(dir.path(), &["init", "--preset", &preset, "harbour"]);
        assert_eq!(made.status.code(), Some(0), "{preset}: {}", said(&made));
        let checked = rapporteur(dir.path(), &["check", "--strict", "harbour"]);
        assert_eq!((checked.status.code(), said(&checked).as_str()), (Some(0), ""), "{preset}");
        let built = rapporteur(dir.path(), &["build", "--strict", "harbour"]);
        assert_eq!(built.status.code(), Some(0), "{preset}: {}", said(&built));
        let page = |path: &str| {
            let path = dir.path().join("harbour/book").join(path);
            fs::read_to_string(&path).unwrap_or_else(|_| panic!("{preset}: {}", path.display()))
        };
        assert!(page("index.html").contains("Harbour"), "{preset}");
        assert!(page("recommendations/lamps/index.html").contains("The lamps came late."));
        assert!(page("changes/index.html").contains("Put a lamp at every door"));
        assert!(page("milestones/index.html").contains("Every bus has a lamp at its door"));
    }
}

#[test]
fn a_preset_names_the_pages_that_its_words_come_from() {
    for preset in presets() {
        let config = config_of(&preset);
        assert!(config.contains("#   https://") && config.contains("30 November 2026"), "{preset}");
        for Line { source, state, .. } in crosswalk().iter().filter(|line| line.preset == preset) {
            assert!(source.is_empty() || config.contains(source), "{preset}: {state}");
        }
    }
}

#[test]
fn a_preset_marks_the_states_whose_words_were_read_nowhere() {
    for line in crosswalk() {
        let config = config_of(&line.preset);
        let (before, _) = config.split_once(&format!("\n{} = \"", line.state)).unwrap();
        let marked = before.lines().last().unwrap().starts_with("# Not read");
        assert_eq!(marked, line.source.is_empty(), "{}: {}", line.preset, line.state);
    }
}

#[test]
fn the_crosswalk_has_every_state_of_every_preset_and_no_other() {
    let mut states = BTreeSet::new();
    for preset in presets() {
        let config: toml::Table = config_of(&preset).parse().unwrap();
        let labels =
            &config["kinds"]["recommendation"]["fields"]["follow-up"]["fields"]["state"]["values"];
        for (axis, its) in config["ledger"]["axes"].as_table().unwrap() {
            for state in its.as_array().unwrap() {
                let state = state.as_str().unwrap();
                let label = labels[state].as_str().unwrap();
                states.insert([preset.clone(), axis.clone(), state.to_owned(), label.to_owned()]);
            }
        }
        let in_no_axis = labels.as_table().unwrap().len()
            - states.iter().filter(|state| state[0] == preset).count();
        assert_eq!(in_no_axis, 0, "{preset}");
    }
    let lines = crosswalk();
    let told: BTreeSet<_> = lines
        .iter()
        .map(|Line { preset, axis, state, label, .. }| {
            [preset, axis, state, label].map(String::clone)
        })
        .collect();
    assert_eq!(told, states);
    assert_eq!(told.len(), lines.len(), "no state has two lines");
}

#[test]
fn the_page_of_the_crosswalk_says_what_its_file_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("guide/content/crosswalk.md");
    let page = fs::read_to_string(path).unwrap();
    let mut rows = Vec::new();
    let mut preset = "";
    for line in page.lines() {
        if let Some(name) = line.strip_prefix("Preset: `") {
            preset = name.trim_end_matches('`');
        }
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        if let ["", _, label, group, note, ""] = cells[..]
            && !preset.is_empty()
            && !["state", "---"].contains(&label)
        {
            rows.push([preset, label, group, note].map(str::to_owned));
        }
    }
    let groups = [
        "not started",
        "under way",
        "done",
        "done otherwise",
        "not done",
        "agreed",
        "agreed with limits",
        "undecided",
        "refused",
        "none",
    ];
    let told: Vec<_> = crosswalk()
        .into_iter()
        .map(|Line { preset, label, group, note, source, .. }| {
            assert!(groups.contains(&group.as_str()), "{preset}: {group}");
            let unread = if source.is_empty() { "*Words not read.*" } else { "" };
            [preset, label, group, format!("{note} {unread}").trim().to_owned()]
        })
        .collect();
    assert_eq!(rows, told);
}
