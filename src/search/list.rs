//! Many short texts as one.

use serde::{Deserialize, Serialize};

/// Texts one behind the other, so that a long list of them takes no memory for each.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct List {
    all: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl List {
    /// Adds a text, and says which place it has.
    pub(super) fn push(&mut self, text: &str) -> u32 {
        self.all.push_str(text);
        self.ends.push(self.all.len() as u32);
        self.ends.len() as u32 - 1
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// About how many bytes they take in a file.
    pub(super) fn size(&self) -> usize {
        self.all.len() + 3 * self.ends.len()
    }

    /// All in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| &self.all[*start as usize..*end as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_in_their_order() {
        let mut list = List::default();
        assert_eq!(["a", "", "é"].map(|text| list.push(text)), [0, 1, 2]);
        assert_eq!(list.iter().collect::<Vec<_>>(), ["a", "", "é"]);
        assert_eq!(list.len(), 3);
    }
}
