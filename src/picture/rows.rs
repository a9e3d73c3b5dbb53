//! Labels in a column, as near to their places as they can be without touching.

/// A label that wants to be centred on a height and takes room there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wish {
    pub(super) centre: f64,
    pub(super) height: f64,
}

/// The centres of labels between zero and a height, in the order given, none over another, with the
/// least sum of squared distances from their wishes (isotonic regression by pooling adjacent
/// violators). The height must be at least the sum of theirs.
pub(super) fn arrange(wishes: &[Wish], height: f64) -> Vec<f64> {
    let mut before = 0.0;
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    let mut offsets = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let offset = before + wish.height / 2.0;
        offsets.push(offset);
        before += wish.height;
        let mut block = (wish.centre - offset, 1);
        while let Some(last) = blocks.pop_if(|last| last.0 >= block.0) {
            let count = last.1 + block.1;
            let mean = (last.0 * last.1 as f64 + block.0 * block.1 as f64) / count as f64;
            block = (mean, count);
        }
        blocks.push(block);
    }
    let slack = (height - before).max(0.0);
    let starts = blocks.iter().flat_map(|&(start, count)| std::iter::repeat_n(start, count));
    offsets.iter().zip(starts).map(|(offset, start)| offset + start.clamp(0.0, slack)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_room_stay_where_they_want_to_be() {
        let wishes = [10.0, 50.0].map(|centre| Wish { centre, height: 20.0 });
        assert_eq!(arrange(&wishes, 100.0), [10.0, 50.0]);
    }

    #[test]
    fn crowded_labels_share_the_distance_and_stay_inside() {
        let wishes = [50.0, 50.0, 99.0].map(|centre| Wish { centre, height: 20.0 });
        assert_eq!(arrange(&wishes, 100.0), [40.0, 60.0, 90.0]);
    }
}
