use proptest::prelude::*;

use super::super::Direction;
use super::super::proof::{self, HARD, check};
use super::*;

fn entry(label: &str, year: i32, month: Option<u8>, day: Option<u8>) -> Event {
    let (first, last) = Day::span(year, month, day);
    let date = [day.map(u32::from), month.map(u32::from), Some(year.unsigned_abs())];
    let date: Vec<String> = date.iter().flatten().map(u32::to_string).collect();
    let href = format!("events/{year}/");
    Event { first, last, date: date.join(" "), label: label.to_owned(), href, class: 0 }
}

fn timeline(entries: Vec<Event>, current: Option<usize>) -> Timeline {
    let words = TimelineWords { date: "Date".into(), event: "Event".into(), class: "Kind".into() };
    Timeline { entries, classes: Vec::new(), current, words }
}

#[test]
fn a_partial_date_is_a_span() {
    assert_eq!(Day::span(2016, Some(2), None), (Day(2016, 2, 1), Day(2016, 2, 29)));
    assert_eq!(Day::span(2005, None, None), (Day(2005, 1, 1), Day(2005, 12, 31)));
    assert_eq!(Day::span(2015, Some(6), Some(16)), (Day(2015, 6, 16), Day(2015, 6, 16)));
}

#[test]
fn events_stand_by_date_before_and_after_the_highlighted_one() {
    let entries = vec![
        entry("The report", 2015, Some(6), Some(16)),
        entry("Later", 2017, None, None),
        entry("Earlier", 2000, Some(8), Some(21)),
    ];
    let picture = draw(&proof::setting(Direction::LeftToRight), &timeline(entries, Some(0)));
    let elements = check(&picture);
    let classes: Vec<&str> = elements
        .iter()
        .filter(|element| element.name == "a")
        .take(3)
        .filter_map(|element| element.get("class"))
        .collect();
    assert_eq!(
        classes,
        [
            "picture-link picture-before",
            "picture-link picture-current",
            "picture-link picture-after"
        ]
    );
    let names: Vec<&str> = picture.table.rows.iter().map(|row| row[1].text.as_str()).collect();
    assert_eq!(names, ["Earlier", "The report", "Later"]);
}

#[test]
fn many_events_in_a_year_keep_apart() {
    let entries = (0..60)
        .map(|at| entry("An event with a name of some length", 2015, Some(1 + at % 12), Some(3)))
        .chain([entry("Long before", 1945, None, None)])
        .collect();
    let picture = draw(&proof::setting(Direction::RightToLeft), &timeline(entries, None));
    check(&picture);
}

/// The height of each edition of a picture.
fn heights(elements: &[proof::Element]) -> Vec<f64> {
    let views = elements.iter().filter_map(|element| element.get("viewBox"));
    views.map(|view| view.split(' ').next_back().unwrap().parse().unwrap()).collect()
}

/// Events of the years before 2026, by turns.
fn many(count: usize, years: usize) -> Vec<Event> {
    let event = |at: usize| {
        let name = format!("Event {at} has a name of some length");
        entry(&name, 2025 - (at % years) as i32, Some(1 + (at % 12) as u8), Some(3))
    };
    (0..count).map(event).collect()
}

#[test]
fn events_without_room_for_names_are_marks_in_a_row_a_year() {
    for (count, years) in [(150, 8), (150, 1), (600, 8), (600, 35), (600, 1)] {
        let timeline = timeline(many(count, years), Some(1));
        let picture = draw(&proof::setting(Direction::LeftToRight), &timeline);
        let elements = check(&picture);
        assert!(heights(&elements).iter().all(|height| *height < 1800.0));
        assert_eq!(picture.table.rows.len(), count);
        // Each event in both editions, and the highlighted one by its name.
        let links = elements.iter().filter(|element| element.name == "a").count();
        assert_eq!(links, 2 * (count + 1));
    }
}

#[test]
fn the_tab_key_passes_over_hundreds_of_marks_and_stops_at_the_highlighted_event() {
    let picture = draw(&proof::setting(Direction::LeftToRight), &timeline(many(600, 8), Some(1)));
    let elements = check(&picture);
    let links: Vec<_> = elements.iter().filter(|element| element.name == "a").collect();
    let stops = links.iter().filter(|link| link.get("tabindex") != Some("-1")).count();
    assert_eq!((links.len(), stops), (2 * 601, 2));
    let hrefs = picture.table.rows.iter().filter(|row| row[1].href.is_some()).count();
    assert_eq!(hrefs, 600, "the table leads to every event");
}

#[test]
fn rows_of_a_long_time_stand_for_several_years() {
    let mut entries = many(150, 10);
    entries.push(entry("The beginning", -300, None, None));
    let picture = draw(&proof::setting(Direction::RightToLeft), &timeline(entries, None));
    let elements = check(&picture);
    assert!(heights(&elements).iter().all(|height| *height < 1500.0));
    assert!(picture.svg.contains(">2000–2099<") && picture.svg.contains(">-300–-201<"));
}

#[test]
fn events_without_room_for_marks_are_bars() {
    let timeline = timeline(many(20_000, 30), Some(7));
    let picture = draw(&proof::setting(Direction::LeftToRight), &timeline);
    let elements = check(&picture);
    assert!(heights(&elements).iter().all(|height| *height < 1000.0));
    assert!(picture.svg.contains(">667<"));
    assert_eq!(picture.table.rows.len(), 20_000);
}

#[test]
fn a_timeline_of_nothing_is_empty() {
    let picture = draw(&proof::setting(Direction::LeftToRight), &timeline(Vec::new(), Some(3)));
    check(&picture);
    assert!(picture.table.rows.is_empty());
}

#[test]
fn a_small_timeline_is_as_it_was() {
    let entries = vec![
        entry("The first report", 2000, Some(8), Some(21)),
        entry("A proposal & its year", 2005, None, None),
        entry("The report", 2015, Some(6), Some(16)),
    ];
    let picture = draw(&proof::setting(Direction::LeftToRight), &timeline(entries, Some(2)));
    proof::compare("timeline.svg", &picture.svg);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn texts_never_touch(
        dates in proptest::collection::vec(
            (0..HARD.len(), -50..3000_i32, 0..14_u8, 0..33_u8, 0..9_usize),
            0..100,
        ),
        current in 0..110_usize,
        rtl in any::<bool>(),
    ) {
        let entries = dates
            .into_iter()
            .map(|(label, year, month, day, class)| {
                let last = Day(year + i32::from(day) - 5, month, day);
                let first = Day(year, month, day);
                Event { first, last, class, ..entry(HARD[label], year, None, None) }
            })
            .collect();
        let classes = HARD.map(str::to_owned).to_vec();
        let timeline = Timeline { classes, ..timeline(entries, Some(current)) };
        let direction = if rtl { Direction::RightToLeft } else { Direction::LeftToRight };
        check(&draw(&proof::setting(direction), &timeline));
    }
}
