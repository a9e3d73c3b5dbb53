//! Chromium, by way of `browser.mjs`, which tells its side of the conversation.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::serving::PATIENCE;

/// A browser, which ends with the value.
#[derive(Debug)]
pub(crate) struct Browser {
    /// Its name and version.
    pub(crate) name: String,
    script: Child,
    /// The script's input; without it the script ends.
    orders: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Browser {
    /// Launches it.
    pub(super) fn launch() -> Result<Self, Box<dyn Error>> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/viewer/browser.mjs");
        let mut command = Command::new("node");
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut script = command.spawn().map_err(|error| format!("Node.js: {error}"))?;
        let orders = script.stdin.take();
        let output = script.stdout.take().ok_or("the script has no output")?;
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            // Nobody may be left to hear of the last ones.
            lines.for_each(|line| drop(sender.send(line)));
        });
        let mut browser = Self { name: String::new(), script, orders, lines };
        let line = browser.line(Instant::now() + PATIENCE)?.ok_or("it does not come up")?;
        match line.strip_prefix("ready ") {
            Some(name) => name.clone_into(&mut browser.name),
            None => return Err(line.into()),
        }
        Ok(browser)
    }

    pub(super) fn open(&mut self, address: &str) -> Result<(), Box<dyn Error>> {
        let orders = self.orders.as_mut().ok_or("the script has no input")?;
        writeln!(orders, "{address}")?;
        let until = Instant::now() + PATIENCE;
        while self.line(until)?.ok_or_else(|| format!("{address} does not load"))? != "opened" {}
        Ok(())
    }

    pub(super) fn sees(&mut self, word: &str) -> Result<Option<SystemTime>, Box<dyn Error>> {
        let until = Instant::now() + PATIENCE;
        while let Some(line) = self.line(until)? {
            if let Some(time) = line.strip_prefix(&format!("seen {word} ")) {
                let since = Duration::from_millis(time.parse()?);
                return Ok(Some(SystemTime::UNIX_EPOCH + since));
            }
        }
        Ok(None)
    }

    /// The next line that the script says, if it says one in time.
    fn line(&self, until: Instant) -> Result<Option<String>, Box<dyn Error>> {
        let left = until.saturating_duration_since(Instant::now());
        match self.lines.recv_timeout(left) {
            Ok(line) => Ok(Some(line)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err("the script has ended".into()),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.orders = None;
        // There is nothing to be done about a script that failed.
        let _ = self.script.wait();
    }
}
