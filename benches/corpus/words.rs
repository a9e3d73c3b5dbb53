//! Words out of numbers.

use std::fmt::Write as _;

/// SplitMix64 by Steele, Lea and Flood: a few lines, and the same numbers everywhere.
pub(crate) struct Random(u64);

impl Random {
    /// The numbers that belong to something: its path of numbers below a seed.
    pub(crate) fn new(seed: u64, path: &[u64]) -> Self {
        path.iter().fold(Self(seed), |mut random, step| Self(random.next() ^ step))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A number from 0 to below 1.
    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Some words, the first with a capital.
    pub(super) fn words(&mut self, count: usize) -> String {
        let mut text = String::with_capacity(count * 8);
        for at in 0..count {
            let word = WORDS[self.below(WORDS.len())];
            match at {
                0 => text.extend([word[..1].to_uppercase().as_str(), &word[1..]]),
                _ => text.extend([" ", word]),
            }
        }
        text
    }

    pub(super) fn title(&mut self) -> String {
        let count = 4 + self.below(4);
        self.words(count)
    }

    /// Some sentences with blanks between.
    pub(super) fn sentences(&mut self, count: usize) -> String {
        let mut text = String::new();
        for at in 0..count {
            let (before, after) = (5 + self.below(5), 4 + self.below(5));
            let blank = if at == 0 { "" } else { " " };
            let (first, then) = (self.words(before), self.words(after).to_lowercase());
            let _ = write!(text, "{blank}{first}, {then}.");
        }
        text
    }
}

/// Words of small letters and blanks → an id.
pub(super) fn slug(words: &str) -> String {
    words.to_lowercase().replace(' ', "-")
}

const WORDS: [&str; 128] = [
    "about", "access", "account", "across", "action", "advice", "after", "agreed", "among",
    "annual", "answer", "assets", "audit", "basis", "before", "better", "beyond", "bridge",
    "budget", "build", "careful", "central", "change", "charter", "citizens", "city", "clear",
    "coast", "common", "council", "county", "course", "decade", "delay", "demand", "design",
    "detail", "direct", "district", "early", "effort", "engage", "every", "evidence", "expert",
    "failure", "farmers", "field", "finance", "finding", "first", "follow", "forest", "formal",
    "funding", "further", "general", "govern", "groups", "growth", "harbour", "health", "hearing",
    "highway", "housing", "improve", "income", "inquiry", "inside", "island", "joint", "journey",
    "justice", "labour", "later", "learning", "limits", "local", "margin", "market", "matter",
    "measure", "member", "method", "mission", "model", "nation", "nearby", "network", "notice",
    "office", "open", "order", "other", "panel", "partner", "people", "period", "place", "policy",
    "public", "quality", "railway", "reach", "reform", "region", "remain", "report", "result",
    "review", "river", "school", "season", "second", "service", "shared", "since", "staff",
    "support", "system", "teacher", "through", "training", "under", "until", "village", "water",
    "winter",
];
