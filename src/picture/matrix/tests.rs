use proptest::prelude::*;

use super::super::Direction;
use super::super::proof::{self, HARD, check};
use super::*;

fn line(label: &str, number: &str) -> Line {
    let href = format!("lines/{number}{}/", label.len());
    Line { label: label.to_owned(), number: number.to_owned(), href, lang: String::new() }
}

fn mark(row: usize, column: usize, class: usize) -> Mark {
    Mark { row, column, class, ..Mark::default() }
}

fn matrix(rows: Vec<Line>, columns: Vec<Line>, marks: Vec<Mark>) -> Matrix {
    let words = MatrixWords { rows: "Theme".into(), present: "yes".into() };
    Matrix { rows, columns, marks, classes: Vec::new(), words }
}

fn small() -> Matrix {
    matrix(
        vec![line("Wells and cisterns", "1"), line("Price of bread", "2")],
        vec![line("Water before wine", ""), line("Shorter ways to work", "")],
        vec![mark(0, 0, 0), mark(0, 1, 0), mark(1, 0, 0)],
    )
}

#[test]
fn a_name_in_another_language_says_so_in_the_picture_and_in_the_table() {
    let mut matrix = small();
    matrix.columns[1].lang = "en".to_owned();
    let picture = draw(&proof::setting(Direction::LeftToRight), &matrix);
    let elements = check(&picture);
    let foreign = elements.iter().filter(|element| element.get("lang") == Some("en"));
    let names: Vec<_> = foreign.map(|element| element.get("aria-label")).collect();
    assert_eq!(names, [Some("Shorter ways to work"); 2]);
    let languages: Vec<_> = picture.table.head.iter().map(|cell| cell.lang.as_deref()).collect();
    assert_eq!(languages, [None, None, Some("en")]);
}

#[test]
fn every_mark_is_a_link_named_by_its_row_and_its_column() {
    let picture = draw(&proof::setting(Direction::LeftToRight), &small());
    let names: Vec<String> = check(&picture)
        .into_iter()
        .filter(|element| element.name == "title" && element.text.contains('\u{2013}'))
        .map(|element| element.text)
        .collect();
    assert_eq!(
        names[..3],
        [
            "1 Wells and cisterns \u{2013} Water before wine",
            "1 Wells and cisterns \u{2013} Shorter ways to work",
            "2 Price of bread \u{2013} Water before wine"
        ]
    );
    assert_eq!(names.len(), 6);
    let cells: Vec<&str> = picture.table.rows[1].iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(cells, ["2 Price of bread", "yes", ""]);
}

#[test]
fn a_mark_outside_is_left_out_and_the_first_of_two_counts() {
    let mut matrix = small();
    matrix.marks = vec![mark(9, 0, 0), mark(0, 9, 0), mark(0, 0, 1), mark(0, 0, 0)];
    matrix.classes = vec!["Stated".into(), "Inferred".into()];
    let picture = draw(&proof::setting(Direction::LeftToRight), &matrix);
    check(&picture);
    assert_eq!(picture.table.rows[0][1].text, "Inferred");
}

#[test]
fn many_columns_stand_in_several_grids_on_a_narrow_page() {
    let rows = (1..=47).map(|at| line("Dig another well by the old mill", &format!("{at}.1")));
    let columns = HARD.iter().cycle().take(22).map(|label| line(label, ""));
    let marks = (0..47).map(|row| mark(row, row % 22, row % 2)).collect();
    let matrix = matrix(rows.collect(), columns.collect(), marks);
    let picture = draw(&proof::setting(Direction::RightToLeft), &matrix);
    let elements = check(&picture);
    assert!(picture.svg.contains("picture-matrix picture-broad picture-narrow"));
    // Each mark in either edition; each row in the wide one, and in the narrow one where it has marks.
    let marks = elements.iter().filter(|element| element.name == "title").count() - 2;
    assert_eq!(marks, 2 * 47);
}

#[test]
fn a_matrix_of_nothing_is_empty() {
    check(&draw(
        &proof::setting(Direction::LeftToRight),
        &matrix(Vec::new(), Vec::new(), Vec::new()),
    ));
}

#[test]
fn a_small_matrix_is_as_it_was() {
    let picture = draw(&proof::setting(Direction::LeftToRight), &small());
    proof::compare("matrix.svg", &picture.svg);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn texts_never_touch(
        rows in proptest::collection::vec((0..HARD.len(), any::<bool>()), 0..20),
        columns in proptest::collection::vec(0..HARD.len(), 0..40),
        marks in proptest::collection::vec((0..20_usize, 0..40_usize, 0..9_usize), 0..60),
        rtl in any::<bool>(),
    ) {
        let rows = rows.into_iter().map(|(at, on)| line(HARD[at], if on { "12.3" } else { "" }));
        let columns = columns.into_iter().map(|at| line(HARD[at], ""));
        let marks = marks.into_iter().map(|(row, column, class)| mark(row, column, class));
        let matrix = matrix(rows.collect(), columns.collect(), marks.collect());
        let matrix = Matrix { classes: HARD.map(str::to_owned).to_vec(), ..matrix };
        let direction = if rtl { Direction::RightToLeft } else { Direction::LeftToRight };
        check(&draw(&proof::setting(direction), &matrix));
    }
}
