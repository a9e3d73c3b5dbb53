use proptest::prelude::*;

use super::super::proof::{self, HARD, check};
use super::*;

fn place(label: &str, lat: f64, lon: f64, class: usize) -> Place {
    Place {
        lat,
        lon,
        label: label.to_owned(),
        href: format!("places/{}/", label.to_lowercase()),
        class,
        rough: false,
        note: String::new(),
    }
}

fn map(places: Vec<Place>) -> Map {
    let classes = ["Hearing", "Visit to a town", "Visit to a well"].map(str::to_owned).to_vec();
    let words = MapWords {
        place: "Place".into(),
        class: "Kind".into(),
        note: "Location".into(),
        rough: "Only the country is known".into(),
    };
    Map { places, classes, borders: Borders::Regional, words }
}

/// Places like those of a review that went around the world.
fn around_the_world() -> Map {
    let mut places: Vec<Place> = [
        ("Jakarta", -6.2088, 106.8456, 0),
        ("Nairobi", -1.2921, 36.8219, 0),
        ("Tunis", 36.8065, 10.1815, 0),
        ("Vienna", 48.2082, 16.3738, 0),
        ("Recife", -8.0476, -34.877, 0),
        ("Seoul", 37.5665, 126.978, 1),
        ("Kathmandu", 27.7172, 85.324, 1),
        ("Colombo", 6.9271, 79.8612, 1),
        ("Ottawa, Ontario", 45.4215, -75.6972, 1),
        ("Madrid", 40.4168, -3.7038, 1),
        ("Dublin", 53.3498, -6.2603, 1),
        ("Stockholm", 59.3293, 18.0686, 1),
        ("Ankara", 39.9334, 32.8597, 1),
        ("Ulaanbaatar", 47.8864, 106.9057, 1),
        ("Lusaka", -15.3875, 28.3228, 1),
        ("The Central African Republic", 4.3947, 18.5582, 2),
        ("Niger", 13.5116, 2.1254, 2),
        ("Gambia", 13.4549, -16.579, 2),
    ]
    .map(|(label, lat, lon, class)| place(label, lat, lon, class))
    .to_vec();
    for place in &mut places[15..] {
        place.rough = true;
    }
    map(places)
}

#[test]
fn all_places_of_a_report_are_labelled_in_both_editions() {
    for direction in [Direction::LeftToRight, Direction::RightToLeft] {
        let picture = draw(&proof::setting(direction), &around_the_world());
        let elements = check(&picture);
        let labels =
            elements.iter().filter(|element| element.get("class") == Some("picture-label"));
        assert_eq!(labels.count(), 2 * 18);
        assert_eq!(elements.iter().filter(|element| element.name == "a").count(), 2 * 18);
        assert_eq!(picture.table.rows.len(), 18);
    }
}

#[test]
fn a_map_of_the_world_is_light() {
    let picture = draw(&proof::setting(Direction::LeftToRight), &around_the_world());
    assert!(picture.svg.len() < 45_000, "{}", picture.svg.len());
}

#[test]
fn borders_are_drawn_on_a_map_of_a_region() {
    let region = map(vec![place("Bamako", 12.64, -8.0, 0), place("Accra", 5.6, -0.19, 0)]);
    let drawn = |map: &Map| {
        draw(&proof::setting(Direction::LeftToRight), map).svg.contains("picture-border")
    };
    assert!(drawn(&region));
    assert!(!drawn(&around_the_world()));
    assert!(drawn(&Map { borders: Borders::Drawn, ..around_the_world() }));
    assert!(!drawn(&Map { borders: Borders::Hidden, ..region }));
}

#[test]
fn places_at_the_same_spot_have_marks_beside_each_other() {
    let picture = draw(
        &proof::setting(Direction::LeftToRight),
        &map(vec![place("First", 10.0, 10.0, 0), place("Second", 10.0, 10.0, 0)]),
    );
    let elements = check(&picture);
    let mut marks: Vec<_> = elements.iter().filter_map(|element| element.get("cx")).collect();
    marks.dedup();
    assert!(marks.len() >= 4, "{marks:?}");
}

#[test]
fn a_place_that_is_nowhere_stands_in_the_table_alone() {
    let picture = draw(
        &proof::setting(Direction::LeftToRight),
        &map(vec![place("Nowhere", f64::NAN, 0.0, 0), place("Beyond", 95.0, 0.0, 9)]),
    );
    let elements = check(&picture);
    assert_eq!(elements.iter().filter(|element| element.name == "a").count(), 0);
    assert_eq!(picture.table.rows.len(), 2);
}

#[test]
fn a_map_across_the_date_line_is_as_it_was() {
    let islands =
        map(vec![place("Suva", -18.14, 178.44, 0), place("Apia & more", -13.83, -171.77, 1)]);
    let picture = draw(&proof::setting(Direction::LeftToRight), &islands);
    proof::compare("map.svg", &picture.svg);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn labels_never_touch(
        spots in proptest::collection::vec(
            (0..HARD.len(), -90.0..=90.0, -200.0..=380.0, 0..4_usize, any::<bool>()),
            0..40,
        ),
        close in any::<bool>(),
        rtl in any::<bool>(),
    ) {
        let places = spots
            .into_iter()
            .map(|(label, lat, lon, class, rough)| {
                let (lat, lon) = if close { (lat / 9.0, lon / 12.0 + 170.0) } else { (lat, lon) };
                Place { rough, ..place(HARD[label], lat, lon, class) }
            })
            .collect();
        let direction = if rtl { Direction::RightToLeft } else { Direction::LeftToRight };
        check(&draw(&proof::setting(direction), &map(places)));
    }
}
