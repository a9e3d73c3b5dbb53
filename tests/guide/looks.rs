//! The parts of a page on which a report's stylesheet can rely, by the guide, are those of the look.

use std::collections::BTreeSet;
use std::fs;

use super::context::differences;
use super::own;

/// The names in backticks in the first column of the tables below a heading, without their sign.
fn told(heading: &str, sign: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(own("guide/content/looks.md")).unwrap();
    let (_, section) = text.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let names = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    names.filter_map(|name| name.strip_prefix(sign)).map(str::to_owned).collect()
}

/// The classes that the templates write, with `<…>` for what differs from page to page.
fn classes() -> BTreeSet<String> {
    let templates = fs::read_dir(own("themes/default/templates")).unwrap();
    let mut classes = BTreeSet::new();
    for template in templates {
        let text = fs::read_to_string(template.unwrap().path()).unwrap();
        let bodies = text.split("{% block class %}").skip(1);
        let lists = text.split("class=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        let bodies = bodies.map(|rest| rest.split("{% endblock").next().unwrap());
        for list in lists.chain(bodies) {
            classes.extend(list.split([' ', '}', '{']).map(str::to_owned));
            let parts = list.split("}}").filter_map(|part| {
                let (before, value) = part.split_once("{{")?;
                let before = before.rsplit([' ', '}']).next()?;
                Some(format!("{before}<{}>", value.trim().rsplit('.').next()?))
            });
            classes.extend(parts);
        }
    }
    // What stands beside a link in a text is made by no template.
    let notes = fs::read_to_string(own("src/render/files.rs")).unwrap();
    let own = notes.split("class=\\\"").skip(1).map(|rest| rest.split('\\').next().unwrap());
    classes.extend(own.flat_map(str::split_whitespace).map(str::to_owned));
    let kinds = ["kind-<name>", "kind-<kind>", "ref-<kind>"];
    assert!(kinds.iter().all(|kind| classes.contains(*kind)), "{classes:?}");
    classes
}

#[test]
fn every_class_that_stylesheets_can_rely_on_is_one_of_the_templates() {
    let told = told("What a stylesheet can rely on", ".");
    assert!(told.len() > 30, "{told:?}");
    let classes = classes();
    let lost: Vec<&String> = told.difference(&classes).collect();
    assert!(lost.is_empty(), "no template has these classes: {lost:?}");
}

#[test]
fn the_custom_properties_that_stylesheets_can_rely_on_are_those_of_the_look() {
    let told = told("What a stylesheet can rely on", "--");
    let style = fs::read_to_string(own("themes/default/static/style.css")).unwrap();
    let (_, root) = style.split_once(":root {").unwrap();
    let root = root.split("\n}").next().unwrap();
    let names = root.lines().filter_map(|line| line.trim().strip_prefix("--")?.split(':').next());
    let declared: BTreeSet<String> = names.map(str::to_owned).collect();
    assert_eq!(differences(&told, &declared), [""; 0]);
}
