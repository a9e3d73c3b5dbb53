//! Which records filters admit: the values at a bound are among them.

use crate::support::Report;

const BOOK: &str = "[book]\ntitle = \"Example\"\nsrc = \"content\"\n[kinds.hearing.fields]\n\
                    held = { type = \"date\" }\nspeakers = { type = \"integer\", many = true }\n";

/// The ids of the hearings that filters admit.
fn selected(filters: &[(&str, &str)]) -> Vec<String> {
    let report = Report::new([("book.toml", BOOK)]);
    let mut text = "# Example\n".to_owned();
    for (id, held, speakers) in [
        ("a", "2014-12-31", "[-1]"),
        ("b", "2015-01-01", "[0, 9]"),
        ("c", "2015-12-31", "[10]"),
        ("d", "2016", "[11]"),
    ] {
        text.push_str(&format!(
            "\n## {id} {{#{id} .hearing}}\n+++\nheld = \"{held}\"\nspeakers = {speakers}\n+++\n"
        ));
    }
    text.push_str("\n## e {#e .hearing}\n");
    report.write("content/index.md", text);
    let loaded = report.load();
    let renderer = loaded.site.renderer();
    let kind = loaded.config.kinds.position(|kind| kind.name == "hearing").unwrap();
    let filters: Vec<(String, String)> =
        filters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let found = renderer.select(kind, &filters).unwrap();
    found.into_iter().map(|index| renderer.model().records[index].id.to_string()).collect()
}

#[test]
fn bounds_admit_the_values_that_they_name_and_none_beyond() {
    for (filters, expected) in [
        (&[("held.to", "2014")][..], &["a"][..]),
        (&[("held.to", "2015")], &["a", "b", "c"]),
        (&[("held.to", "2013")], &[]),
        (&[("held.from", "2016")], &["d"]),
        (&[("held.from", "2015")], &["b", "c", "d"]),
        (&[("held.from", "2017")], &[]),
        (&[("held.from", "2015"), ("held.to", "2015")], &["b", "c"]),
        (&[("held", "2015")], &["b", "c"]),
        (&[("speakers.to", "9")], &["a", "b"]),
        (&[("speakers.to", "10")], &["a", "b", "c"]),
        (&[("speakers.from", "10")], &["c", "d"]),
        (&[("speakers.from", "11")], &["d"]),
        (&[("speakers.from", "0"), ("speakers.to", "0")], &["b"]),
        (&[("speakers.from", "1"), ("speakers.to", "8")], &[]),
        (&[("speakers", "-1")], &["a"]),
    ] {
        assert_eq!(selected(filters), expected, "{filters:?}");
    }
}
