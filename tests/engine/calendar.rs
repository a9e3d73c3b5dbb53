//! The calendar of dated records.

use crate::support::Report;

const BOOK: &str = r#"
[book]
src = "content"
[kinds.meeting]
schema = "Event"
fields.on.type = "date"
[kinds.review]
fields.on.type = "date"
"#;

#[test]
fn records_of_kinds_of_events_are_in_the_calendar() {
    let text = "# Home\n\nOf [[meet]] and [[look]].\n\n## Meet {.meeting}\n+++\non = \"2019\"\n+++\n\n\
                ## Look {.review}\n+++\non = \"2021\"\n+++\n";
    let report = Report::new([("book.toml", BOOK), ("content/index.md", text)]);
    let site = report.site();
    let calendar = String::from_utf8_lossy(&site["data/events.ics"]);
    assert!(calendar.contains("UID:meeting/meet@"), "{calendar}");
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1);
    // Of two dates, structured data says which is meant.
    let schema = "schema = \"Event\"\n";
    report.replace("book.toml", schema, &format!("{schema}fields.to.type = \"date\"\n"));
    assert!(!report.site().contains_key("data/events.ics"));
    let start = format!("{schema}structured.startDate = \"on\"\n");
    report.replace("book.toml", schema, &start);
    assert!(report.site().contains_key("data/events.ics"));
}
