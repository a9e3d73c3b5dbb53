//! Two texts → what differs between them, by words.
//!
//! Lines are held against each other first, as paragraphs are: those that are the same are passed
//! over, and of the rest each is paired with the one that is most like it. Words are compared within
//! such pairs only. A paragraph that is like none was added or removed as a whole: nobody can read two
//! texts that have no more than a few words in common when they are woven into each other.
//!
//! The work is bounded by the lengths of the texts. What is too long to be compared in full is cut at
//! what stands in both exactly once, and between such places it counts as replaced.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

/// Up to so many items are compared in full, those of both sides together.
const MOST: usize = 6_000;
/// Up to so many pairs of lines are weighed in one place.
const MOST_PAIRS: usize = 10_000;
/// Lines of which so much is the same are versions of one another.
const ALIKE: f64 = 0.4;
/// So many characters stand around a change, of a text that is the same.
const AROUND: usize = 60;

/// What became of a run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// It stands in both texts.
    Same,
    /// It stands in the older one only.
    Removed,
    /// It stands in the newer one only.
    Added,
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What became of it.
    pub op: Op,
    /// The words, with what stands between them.
    pub text: String,
}

/// A part of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    /// So many lines that are the same.
    Same(usize),
    /// A line that was changed, added or removed.
    Changed(Vec<Run>),
}

/// What differs between two texts of several lines.
pub fn of_lines(old: &[String], new: &[String]) -> Vec<Paragraph> {
    let mut out = Vec::new();
    for (same, before, after) in hunks(old, new) {
        if same > 0 {
            out.push(Paragraph::Same(same));
        }
        replaced(&old[before], &new[after], &mut out);
    }
    out
}

/// What differs between two texts of one line, or of a few that belong together.
pub fn of_words(old: &str, new: &str) -> Vec<Run> {
    let (old, new) = (tokens(old), tokens(new));
    let mut runs = Runs::default();
    for (same, before, after) in hunks(&old, &new) {
        runs.same(&old[before.start - same..before.start]);
        runs.replace(&old[before], &new[after]);
    }
    runs.end()
}

/// The share of words that two texts have in common: from 0 to 1.
pub(super) fn likeness(old: &[String], new: &[String]) -> f64 {
    let bags = [old, new].map(|lines| bag(lines.iter().map(String::as_str)));
    in_common(&bags[0], &bags[1])
}

/// Words, and what stands between them.
fn tokens(text: &str) -> Vec<&str> {
    text.split_word_bounds().collect()
}

/// How many items are the same, and then which of both sides differ; the last may differ in none.
type Hunk = (usize, Range<usize>, Range<usize>);

/// Two lists, cut where one of them differs from the other.
fn hunks<T: Eq + std::hash::Hash + Ord>(old: &[T], new: &[T]) -> Vec<Hunk> {
    let mut cutting = Cutting { old, new, hunks: Vec::new(), done: (0, 0) };
    cutting.part(0..old.len(), 0..new.len(), true);
    cutting.difference(old.len()..old.len(), new.len()..new.len());
    cutting.hunks
}

struct Cutting<'a, T> {
    old: &'a [T],
    new: &'a [T],
    hunks: Vec<Hunk>,
    /// How far both sides are told.
    done: (usize, usize),
}

impl<T: Eq + std::hash::Hash + Ord> Cutting<'_, T> {
    /// Compares a part of both sides; `anchored` if it may be cut at what is in both once.
    fn part(&mut self, mut old: Range<usize>, mut new: Range<usize>, anchored: bool) {
        while !old.is_empty() && !new.is_empty() && self.old[old.start] == self.new[new.start] {
            (old.start, new.start) = (old.start + 1, new.start + 1);
        }
        while !old.is_empty() && !new.is_empty() && self.old[old.end - 1] == self.new[new.end - 1] {
            (old.end, new.end) = (old.end - 1, new.end - 1);
        }
        if old.is_empty() || new.is_empty() {
            return self.difference(old, new);
        }
        if old.len() + new.len() <= MOST {
            return self.in_full(old, new);
        }
        if !anchored {
            return self.difference(old, new);
        }
        let (mut from_old, mut from_new) = (old.start, new.start);
        for (at_old, at_new) in self.anchors(old.clone(), new.clone()) {
            self.part(from_old..at_old, from_new..at_new, false);
            (from_old, from_new) = (at_old + 1, at_new + 1);
        }
        self.part(from_old..old.end, from_new..new.end, false);
    }

    fn in_full(&mut self, old: Range<usize>, new: Range<usize>) {
        let (a, b) = (&self.old[old.clone()], &self.new[new.clone()]);
        for op in capture_diff_slices(Algorithm::Myers, a, b) {
            if op.tag() != DiffTag::Equal {
                let (a, b) = (op.old_range(), op.new_range());
                let shifted = |range: Range<usize>, by: usize| range.start + by..range.end + by;
                self.difference(shifted(a, old.start), shifted(b, new.start));
            }
        }
    }

    fn difference(&mut self, old: Range<usize>, new: Range<usize>) {
        let is_end = old.start == self.old.len() && new.start == self.new.len();
        if old.is_empty() && new.is_empty() && !is_end {
            return;
        }
        let same = old.start - self.done.0;
        self.done = (old.end, new.end);
        match self.hunks.last_mut() {
            // Two differences with nothing between them are one.
            Some((_, before, after)) if same == 0 => (before.end, after.end) = self.done,
            _ => self.hunks.push((same, old, new)),
        }
    }

    /// What stands in both sides exactly once, and in the same order.
    fn anchors(&self, old: Range<usize>, new: Range<usize>) -> Vec<(usize, usize)> {
        let mut places: HashMap<&T, [Option<(usize, bool)>; 2]> = HashMap::new();
        for (side, (list, range)) in [(self.old, old), (self.new, new)].into_iter().enumerate() {
            for at in range {
                let place = &mut places.entry(&list[at]).or_default()[side];
                *place = Some((at, place.is_none()));
            }
        }
        let mut once: Vec<(usize, usize)> = Vec::new();
        #[allow(clippy::iter_over_hash_type, reason = "they are put in order")]
        for place in places.into_values() {
            if let [Some((old, true)), Some((new, true))] = place {
                once.push((old, new));
            }
        }
        once.sort_unstable();
        let kept = super::matching::in_order(&once.iter().map(|(_, new)| *new).collect::<Vec<_>>());
        kept.into_iter().map(|at| once[at]).collect()
    }
}

/// Lines that were replaced by others.
fn replaced(old: &[String], new: &[String], out: &mut Vec<Paragraph>) {
    let whole = |op: Op, text: &String| Paragraph::Changed(vec![Run { op, text: text.clone() }]);
    let (mut at_old, mut at_new) = (0, 0);
    for (paired_old, paired_new) in paired(old, new) {
        out.extend(old[at_old..paired_old].iter().map(|line| whole(Op::Removed, line)));
        out.extend(new[at_new..paired_new].iter().map(|line| whole(Op::Added, line)));
        out.push(Paragraph::Changed(of_words(&old[paired_old], &new[paired_new])));
        (at_old, at_new) = (paired_old + 1, paired_new + 1);
    }
    out.extend(old[at_old..].iter().map(|line| whole(Op::Removed, line)));
    out.extend(new[at_new..].iter().map(|line| whole(Op::Added, line)));
}

/// Which lines are versions of which, in their order.
fn paired(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    let (old_bags, new_bags) = (bags(old), bags(new));
    let score = |at: usize, other: usize| {
        let own = in_common(&old_bags[at], &new_bags[other]);
        if own < ALIKE { 0.0 } else { own }
    };
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        let places = 0..old.len().min(new.len());
        return places.filter(|&at| score(at, at) > 0.0).map(|at| (at, at)).collect();
    }
    // The best sum of scores for what follows two places.
    let width = new.len() + 1;
    let mut best = vec![0.0_f64; (old.len() + 1) * width];
    let mut scores = vec![0.0_f64; (old.len() + 1) * width];
    for at in (0..old.len()).rev() {
        for other in (0..new.len()).rev() {
            let own = score(at, other);
            let place = at * width + other;
            let with = if own > 0.0 { own + best[place + width + 1] } else { 0.0 };
            scores[place] = own;
            best[place] = with.max(best[place + width]).max(best[place + 1]);
        }
    }
    let (mut at, mut other, mut pairs) = (0, 0, Vec::new());
    while at < old.len() && other < new.len() {
        let place = at * width + other;
        if scores[place] > 0.0 && best[place] <= scores[place] + best[place + width + 1] {
            pairs.push((at, other));
            (at, other) = (at + 1, other + 1);
        } else if best[place] <= best[place + width] {
            at += 1;
        } else {
            other += 1;
        }
    }
    pairs
}

/// How often each word stands in a text, in the order of the words.
type Bag<'a> = Vec<(&'a str, usize)>;

fn bags(lines: &[String]) -> Vec<Bag<'_>> {
    lines.iter().map(|line| bag([line.as_str()])).collect()
}

fn bag<'a>(texts: impl IntoIterator<Item = &'a str>) -> Bag<'a> {
    let mut words: Vec<&str> =
        texts.into_iter().flat_map(UnicodeSegmentation::unicode_words).collect();
    words.sort_unstable();
    words.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect()
}

/// The share of words that are in both of two bags: from 0 to 1.
fn in_common(a: &Bag<'_>, b: &Bag<'_>) -> f64 {
    let count = |bag: &Bag<'_>| bag.iter().map(|(_, count)| count).sum::<usize>();
    let all = count(a) + count(b);
    if all == 0 {
        return 1.0;
    }
    let (mut at, mut other, mut common) = (0, 0, 0);
    while let (Some((word, own)), Some((theirs, count))) = (a.get(at), b.get(other)) {
        match word.cmp(theirs) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => {
                common += own.min(count);
                (at, other) = (at + 1, other + 1);
            }
        }
    }
    (2 * common) as f64 / all as f64
}

/// Runs on their way: blanks between two changes belong to both.
#[derive(Default)]
struct Runs {
    runs: Vec<Run>,
    removed: String,
    added: String,
}

impl Runs {
    fn same(&mut self, words: &[&str]) {
        let text = words.concat();
        if text.is_empty() {
            return;
        }
        let is_between = !(self.removed.is_empty() && self.added.is_empty());
        if is_between && text.chars().all(char::is_whitespace) {
            self.removed.push_str(&text);
            self.added.push_str(&text);
            return;
        }
        self.flush();
        self.push(Op::Same, text);
    }

    fn replace(&mut self, old: &[&str], new: &[&str]) {
        self.removed.extend(old.iter().copied());
        self.added.extend(new.iter().copied());
    }

    /// Tells what was changed, without blanks at its end that both sides have.
    fn flush(&mut self) {
        let (mut removed, mut added) =
            (std::mem::take(&mut self.removed), std::mem::take(&mut self.added));
        let blank = |text: &str| text.len() - text.trim_end().len();
        let end = blank(&removed).min(blank(&added));
        let tail = removed[removed.len() - end..].to_owned();
        let tail = if added.ends_with(&tail) { tail } else { String::new() };
        removed.truncate(removed.len() - tail.len());
        added.truncate(added.len() - tail.len());
        self.push(Op::Removed, removed);
        self.push(Op::Added, added);
        self.push(Op::Same, tail);
    }

    fn push(&mut self, op: Op, text: String) {
        match self.runs.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.op == op => last.text.push_str(&text),
            _ => self.runs.push(Run { op, text }),
        }
    }

    fn end(mut self) -> Vec<Run> {
        self.flush();
        self.runs
    }
}

/// Runs of which those that are the same are no longer than is needed to find the place.
pub fn clipped(runs: &[Run]) -> Vec<Run> {
    let last = runs.len().saturating_sub(1);
    let clip = |(at, run): (usize, &Run)| {
        let text = match run.op {
            Op::Same => shortened(&run.text, at > 0, at < last),
            Op::Removed | Op::Added => run.text.clone(),
        };
        Run { op: run.op, text }
    };
    runs.iter().enumerate().map(clip).collect()
}

/// The beginning of a text, its end, or both, with an ellipsis for the rest.
fn shortened(text: &str, keeps_start: bool, keeps_end: bool) -> String {
    let kept = usize::from(keeps_start) + usize::from(keeps_end);
    // One cut that saves a word or two is none.
    if kept == 0 || text.chars().count() <= (kept + 1) * AROUND {
        return text.to_owned();
    }
    let mut out = String::new();
    if keeps_start {
        let end = text.char_indices().nth(AROUND).map_or(text.len(), |(at, _)| at);
        let end = text[..end].rfind(char::is_whitespace).unwrap_or(end);
        out.push_str(&text[..end]);
        out.push_str(" …");
    } else {
        out.push('…');
    }
    if keeps_end {
        let start = text.char_indices().nth_back(AROUND).map_or(0, |(at, _)| at);
        let start = text[start..].find(char::is_whitespace).map_or(start, |at| start + at);
        out.push_str(&text[start..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    fn marked(runs: &[Run]) -> String {
        let mark = |run: &Run| match run.op {
            Op::Same => run.text.clone(),
            Op::Removed => format!("[-{}-]", run.text),
            Op::Added => format!("{{+{}+}}", run.text),
        };
        runs.iter().map(mark).collect()
    }

    fn told(old: &str, new: &str) -> String {
        let told = of_lines(&lines(old), &lines(new));
        let line = |paragraph: &Paragraph| match paragraph {
            Paragraph::Same(count) => format!("={count}"),
            Paragraph::Changed(runs) => marked(runs),
        };
        told.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn words_that_differ_are_told_with_those_around_them() {
        for (old, new, expected) in [
            ("The port should act.", "The port must act.", "The port [-should-]{+must+} act."),
            ("One two three four.", "One 2 3 four.", "One [-two three-]{+2 3+} four."),
            ("It acts.", "It always acts.", "It {+always +}acts."),
            ("Same.", "Same.", "=1"),
            ("", "New.", "{+New.+}"),
            ("Old.", "", "[-Old.-]"),
            ("a b", "a b c", "a b{+ c+}"),
        ] {
            assert_eq!(told(old, new), expected);
        }
    }

    #[test]
    fn a_paragraph_is_held_against_the_one_that_is_most_like_it() {
        let old = "First the port is built.\nThen the ships come in.\nAt last they leave.";
        let new =
            "A word before everything else.\nFirst the old port is built.\nAt last they leave.";
        let expected = "{+A word before everything else.+}\nFirst the {+old +}port is built.\n\
                        [-Then the ships come in.-]\n=1";
        assert_eq!(told(old, new), expected);
    }

    #[test]
    fn texts_with_nothing_in_common_are_told_one_after_the_other() {
        assert_eq!(
            told("Ships and boats.", "Lanterns, ropes, nets."),
            "[-Ships and boats.-]\n{+Lanterns, ropes, nets.+}"
        );
    }

    #[test]
    fn both_texts_can_be_read_from_what_is_told() {
        let text = |seed: u64| {
            let word = |at: u64| ["a", "b", "c", " ", ". ", "dd", "é", "\t"][(at as usize) % 8];
            let step =
                |own: u64| own.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let mut own = seed;
            (0..seed % 40)
                .map(|_| {
                    own = step(own);
                    word(own >> 33)
                })
                .collect::<String>()
        };
        for seed in 0..400 {
            let (old, new) = (text(seed), text(seed * 7 + 3));
            let runs = of_words(&old, &new);
            let side = |left_out: Op| -> String {
                runs.iter().filter(|run| run.op != left_out).map(|run| run.text.as_str()).collect()
            };
            assert_eq!((side(Op::Added), side(Op::Removed)), (old, new));
        }
    }

    #[test]
    fn long_texts_take_no_more_work_than_their_length_allows() {
        let many = |word: &str, times: usize| {
            (0..times).map(|at| format!("{word}{at} ")).collect::<String>()
        };
        let (old, new) = (many("a", 100_000), many("b", 100_000));
        assert_eq!(of_words(&old, &new).len(), 3);
        // One word in a long text that is the same.
        let changed = old.replacen("a50000 ", "x ", 1).replacen("a70000 ", "y ", 1);
        let runs = of_words(&old, &changed);
        assert_eq!(runs.iter().filter(|run| run.op == Op::Added).count(), 2);
        let same_words = |times: usize| ["x ", "y "].repeat(times).concat();
        assert!(!of_words(&same_words(50_000), &many("x y x ", 50_000)).is_empty());
    }

    #[test]
    fn what_is_the_same_is_cut_between_changes() {
        let long = "word ".repeat(100);
        let runs = of_words(&format!("{long}a {long}"), &format!("{long}b {long}"));
        let clipped = clipped(&runs);
        assert!(clipped[0].text.starts_with('…') && clipped[0].text.len() < 80, "{clipped:?}");
        assert!(clipped.last().is_some_and(|run| run.text.ends_with(" …")));
    }
}
