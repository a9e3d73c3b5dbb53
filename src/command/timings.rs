//! What the stages of a build cost: time, peak memory, and how much went through them.

use std::time::{Duration, Instant};

use super::Voice;

/// A stopwatch with a lap for every stage.
#[derive(Debug)]
pub(super) struct Timings {
    is_wanted: bool,
    start: Instant,
    last: Instant,
    laps: Vec<Lap>,
}

/// One stage that is over.
#[derive(Debug)]
struct Lap {
    stage: &'static str,
    time: Duration,
    /// Files and their bytes, where the stage reads or writes any.
    size: Option<(usize, u64)>,
    /// The most memory that was resident at a time, in bytes, where the system says so.
    memory: Option<u64>,
}

impl Default for Timings {
    /// Nobody asked for any.
    fn default() -> Self {
        Self::start(false)
    }
}

impl Timings {
    /// Begins; without laps, if they are not wanted.
    pub(super) fn start(is_wanted: bool) -> Self {
        let start = Instant::now();
        if is_wanted {
            forget_peak();
        }
        Self { is_wanted, start, last: start, laps: Vec::new() }
    }

    /// A stage is over.
    pub(super) fn lap(&mut self, stage: &'static str) {
        self.lap_of(stage, None);
    }

    /// A stage is over through which so many files went, and so many bytes.
    pub(super) fn lap_with(&mut self, stage: &'static str, files: usize, bytes: u64) {
        self.lap_of(stage, Some((files, bytes)));
    }

    fn lap_of(&mut self, stage: &'static str, size: Option<(usize, u64)>) {
        if !self.is_wanted {
            return;
        }
        let now = Instant::now();
        let lap = Lap { stage, time: now - self.last, size, memory: peak() };
        self.laps.push(lap);
        forget_peak();
        self.last = Instant::now();
    }

    /// The time since the beginning.
    pub(super) fn total(&self) -> Duration {
        self.start.elapsed()
    }

    /// Prints a table, if it was asked for.
    pub(super) fn print(&self, voice: Voice) {
        if !self.is_wanted {
            return;
        }
        voice.say(&format!(
            "{:<10} {:>9} {:>9} {:>12} {:>13}",
            "stage", "time", "files", "bytes", "peak memory"
        ));
        for Lap { stage, time, size, memory } in &self.laps {
            let files = size.map_or(String::new(), |(files, _)| files.to_string());
            let bytes = size.filter(|(_, bytes)| *bytes > 0);
            let bytes = bytes.map_or(String::new(), |(_, bytes)| megabytes(bytes));
            let memory = memory.map_or(String::new(), megabytes);
            let time = time.as_secs_f64();
            voice.say(&format!("{stage:<10} {time:>7.3} s {files:>9} {bytes:>12} {memory:>13}"));
        }
        let most = self.laps.iter().filter_map(|lap| lap.memory).max();
        let (time, most) = (self.total().as_secs_f64(), most.map_or(String::new(), megabytes));
        voice.say(&format!("{:<10} {time:>7.3} s {:>9} {:>12} {most:>13}", "all", "", ""));
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// The most memory that was resident since [`forget_peak`], in bytes.
#[allow(clippy::disallowed_methods, reason = "this asks the system about the process")]
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Lets the peak begin again with what is resident now. Where the system does not, it is that of the
/// whole process, which is no less than that of a stage.
#[allow(clippy::disallowed_methods, reason = "this tells the system to count again")]
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
