use proptest::prelude::*;

use super::super::Direction;
use super::super::proof::{self, HARD, check};
use super::*;

fn neighbour(label: &str, relation: &str, direction: Toward) -> Neighbour {
    Neighbour {
        label: label.to_owned(),
        href: "records/one/".to_owned(),
        lang: String::new(),
        class: 0,
        relation: relation.to_owned(),
        direction,
    }
}

fn graph(neighbours: Vec<Neighbour>) -> Graph {
    let words = GraphWords {
        relation: "Relation".into(),
        neighbour: "Record".into(),
        class: "Kind".into(),
    };
    Graph { centre: "Council of Wells".into(), neighbours, classes: Vec::new(), words }
}

#[test]
fn neighbours_stand_together_by_relation_those_that_lead_here_first() {
    let neighbours = vec![
        neighbour("Far", "Builds on", Toward::Neighbour),
        neighbour("One", "Mentions it", Toward::Centre),
        neighbour("Other", "Builds on", Toward::Neighbour),
        neighbour("Two", "Mentions it", Toward::Centre),
    ];
    let picture = draw(&proof::setting(Direction::LeftToRight), &graph(neighbours));
    check(&picture);
    let names: Vec<&str> = picture.table.rows.iter().map(|row| row[0].text.as_str()).collect();
    assert_eq!(names, ["One", "Two", "Far", "Other"]);
}

#[test]
fn neighbours_of_one_direction_stand_on_both_sides() {
    let many = |count: usize| {
        (0..count).map(|_| neighbour("A point", "Addressed to it", Toward::Centre)).collect()
    };
    let height = |neighbours| {
        let picture = draw(&proof::setting(Direction::LeftToRight), &graph(neighbours));
        let view = check(&picture)[0].get("viewBox").unwrap().to_owned();
        view.rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    assert!(height(many(40)) < 22.0 * 30.0);
}

#[test]
fn a_name_in_another_language_says_so_in_the_picture_and_in_the_table() {
    let own = neighbour("Paix", "Builds on", Toward::Neighbour);
    let foreign = neighbour("Peace", "Builds on", Toward::Neighbour);
    let foreign = Neighbour { lang: "en".to_owned(), ..foreign };
    let picture = draw(&proof::setting(Direction::LeftToRight), &graph(vec![own, foreign]));
    let elements = check(&picture);
    let links = elements.iter().filter(|element| element.name == "a");
    let languages: Vec<_> = links.map(|link| link.get("lang")).collect();
    assert_eq!(languages, [None, Some("en"), None, Some("en")]);
    let languages: Vec<_> = picture.table.rows.iter().map(|row| row[0].lang.as_deref()).collect();
    assert_eq!(languages, [None, Some("en")]);
}

#[test]
fn a_record_without_neighbours_stands_alone() {
    let picture = draw(&proof::setting(Direction::RightToLeft), &graph(Vec::new()));
    check(&picture);
    assert!(picture.table.rows.is_empty());
}

#[test]
fn a_small_graph_is_as_it_was() {
    let neighbours = vec![
        neighbour("A further \"Deputy\"", "Builds on", Toward::Neighbour),
        neighbour("Keepers of pumps", "Referred to in", Toward::Centre),
    ];
    let picture = draw(&proof::setting(Direction::LeftToRight), &graph(neighbours));
    proof::compare("graph.svg", &picture.svg);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn texts_never_touch(
        centre in 0..HARD.len(),
        around in proptest::collection::vec(
            (0..HARD.len(), 0..HARD.len(), 0..9_usize, any::<bool>()),
            0..45,
        ),
        rtl in any::<bool>(),
    ) {
        let neighbours = around
            .into_iter()
            .map(|(label, relation, class, out)| {
                let toward = if out { Toward::Neighbour } else { Toward::Centre };
                Neighbour { class, ..neighbour(HARD[label], HARD[relation], toward) }
            })
            .collect();
        let classes = HARD.map(str::to_owned).to_vec();
        let graph = Graph { centre: HARD[centre].into(), classes, ..graph(neighbours) };
        let direction = if rtl { Direction::RightToLeft } else { Direction::LeftToRight };
        check(&draw(&proof::setting(direction), &graph));
    }
}
