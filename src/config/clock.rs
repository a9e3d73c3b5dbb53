//! `6 months after publication` → a clock.

use super::rules::Judged;
use super::{Clock, ClockStart, ClockUnit};

/// Reads so many days, weeks, months or years after the publication, or after a date of the record.
pub(super) fn clock(text: &str) -> Judged<Clock> {
    let must =
        "say how long after what, as in `6 months after publication` or `56 days after date`";
    let words: Vec<&str> = text.split_whitespace().collect();
    let [count, unit, "after", start] = words[..] else { return Err(must) };
    let count: u16 = count.parse().map_err(|_| must)?;
    let (times, unit) = match unit {
        "day" | "days" => (1, ClockUnit::Days),
        "week" | "weeks" => (7, ClockUnit::Days),
        "month" | "months" => (1, ClockUnit::Months),
        "year" | "years" => (12, ClockUnit::Months),
        _ => return Err(must),
    };
    let count = count
        .checked_mul(times)
        .filter(|count| *count <= LONGEST)
        .ok_or("be at most a hundred years")?;
    let start = match start {
        "publication" => ClockStart::Publication,
        field => ClockStart::Field(field.to_owned()),
    };
    Ok(Clock { count, unit, start })
}

/// So many days are a hundred years.
const LONGEST: u16 = 36_525;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_says_how_long_after_what() {
        let told = |text: &str| clock(text).ok().map(|Clock { count, unit, .. }| (count, unit));
        assert_eq!(told("6 months after publication"), Some((6, ClockUnit::Months)));
        assert_eq!(told("8 weeks after date"), Some((56, ClockUnit::Days)));
        assert_eq!(told("1 year after publication"), Some((12, ClockUnit::Months)));
        for wrong in [
            "",
            "soon",
            "6 months",
            "-1 days after date",
            "6 moons after date",
            "6 months before date",
        ] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }
}
