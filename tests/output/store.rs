//! What a build leaves for the next one, beside the output.

use std::fs;

use rapporteur::stream::Storage;
use rapporteur::write::{Content, Failure};

use crate::{Project, wanted};

/// Builds a site of one page, which fails if it has no text, and leaves a text for the next build.
/// Returns what the last build left.
fn build(project: &Project, page: &str, left: Option<&str>) -> Option<String> {
    let mut publisher = project.publisher().expect("an output");
    let mut found = None;
    if let Some(left) = left {
        let (before, next) = publisher.stores().expect("stores");
        assert_eq!(before.is_some(), publisher.has_store().expect("an answer"));
        found = before.map(|before| {
            let mut bytes = vec![0; before.size() as usize];
            before.read(0, &mut bytes).expect("what was left");
            String::from_utf8(bytes).expect("a text")
        });
        let (first, second) = left.split_at(2);
        assert_eq!(next.add(first.as_bytes()).expect("room"), 0);
        assert_eq!(next.add(second.as_bytes()).expect("room"), 2);
        publisher.leave_store();
    }
    let paths = ["index.html".to_owned()];
    let render = |_: &str| match page {
        "" => Err("no text".to_owned()),
        page => Ok(Content::Bytes(page.as_bytes().to_vec())),
    };
    match publisher.publish(&wanted(&paths, &render), &|| ()) {
        Ok(_) => {}
        Err(Failure::Render(_)) => assert_eq!(page, ""),
        Err(Failure::Write(error)) => panic!("{error}"),
    }
    found
}

fn beside(project: &Project) -> Vec<String> {
    let Ok(entries) = fs::read_dir(project.work()) else { return Vec::new() };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn what_a_build_leaves_is_read_by_the_next() {
    let project = Project::new();
    assert_eq!(build(&project, "1", Some("first")), None);
    assert_eq!(beside(&project), [".gitignore", "rapporteur.lock", "store"]);
    assert_eq!(build(&project, "2", Some("second")).as_deref(), Some("first"));
    assert_eq!(build(&project, "2", Some("third")).as_deref(), Some("second"), "same page");
    assert_eq!(build(&project, "", Some("fourth")).as_deref(), Some("third"), "no site");
    assert_eq!(build(&project, "3", Some("fifth")).as_deref(), Some("third"));
    assert_eq!(beside(&project), [".gitignore", "rapporteur.lock", "store"]);
}

#[test]
fn nothing_stays_beside_the_output_when_a_build_leaves_nothing() {
    let project = Project::new();
    build(&project, "1", Some("first"));
    build(&project, "2", None);
    project.assert_clean();
    build(&project, "", Some("second"));
    project.assert_clean();
}

#[test]
fn what_a_killed_build_was_writing_is_cleared_up() {
    let project = Project::new();
    build(&project, "1", Some("first"));
    fs::write(project.work().join("store.new"), "hal").unwrap();
    assert_eq!(build(&project, "2", Some("second")).as_deref(), Some("first"));
    assert_eq!(beside(&project), [".gitignore", "rapporteur.lock", "store"]);
}
