//! A report that fails → as few of its files and bytes as fail too.

use std::time::{Duration, Instant};

use crate::support::Files;

/// How long it may take.
const LONGEST: Duration = Duration::from_secs(40);

/// As much of some files as still fails: whole files are taken away, then lines, then bytes.
pub(super) fn shrunk(mut files: Files, fails: impl Fn(&Files) -> bool) -> Files {
    let end = Instant::now() + LONGEST;
    for path in files.keys().cloned().collect::<Vec<_>>() {
        let mut fewer = files.clone();
        fewer.remove(&path);
        if path != "book.toml" && fails(&fewer) {
            files = fewer;
        }
    }
    for cut in [lines, bytes] {
        for path in files.keys().cloned().collect::<Vec<_>>() {
            let pieces = cut(&files[&path]);
            let with = |pieces: &[Vec<u8>]| {
                let mut other = files.clone();
                other.insert(path.clone(), pieces.concat());
                other
            };
            let least = fewest(pieces, end, |pieces| fails(&with(pieces)));
            files = with(&least);
        }
    }
    files
}

fn lines(text: &[u8]) -> Vec<Vec<u8>> {
    text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

fn bytes(text: &[u8]) -> Vec<Vec<u8>> {
    text.iter().map(|byte| vec![*byte]).collect()
}

/// Takes away ever shorter runs of pieces.
fn fewest(
    mut pieces: Vec<Vec<u8>>,
    end: Instant,
    fails: impl Fn(&[Vec<u8>]) -> bool,
) -> Vec<Vec<u8>> {
    let mut run = pieces.len();
    while run > 0 {
        let mut at = 0;
        while at < pieces.len() && Instant::now() < end {
            let mut fewer = pieces.clone();
            fewer.drain(at..(at + run).min(pieces.len()));
            match fails(&fewer) {
                true => pieces = fewer,
                false => at += run,
            }
        }
        run /= 2;
    }
    pieces
}
