//! Numbers that look like chance, and are the same for the same seed.

/// A row of numbers (splitmix64, by Sebastiano Vigna).
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, or 0 where there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end.max(1)
    }

    pub(super) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    /// One of some things.
    pub(super) fn of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// How often something is repeated: mostly once, rarely some thousand times.
    pub(super) fn times(&mut self) -> usize {
        match self.below(40) {
            0..=27 => 1,
            28..=33 => 2 + self.below(3),
            34..=37 => 5 + self.below(60),
            38 => 100 + self.below(400),
            _ => 1_000 + self.below(4_000),
        }
    }
}
