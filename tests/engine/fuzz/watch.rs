//! Sees to it that cases end.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How long a report may take to load and render: a few seconds, on a machine that does ten other
/// things.
const LONGEST: Duration = Duration::from_secs(120);

/// Ends the process when a case does not end.
pub(super) struct Watch {
    sender: Sender<Option<u64>>,
    folder: PathBuf,
}

impl Watch {
    /// One that writes the number of the running case to a folder.
    pub(super) fn new(folder: PathBuf) -> Self {
        std::fs::create_dir_all(&folder).expect("a folder that can be made");
        let (sender, receiver) = channel();
        std::thread::spawn(move || watch(&receiver));
        Self { sender, folder }
    }

    /// A case begins a piece of work that must end.
    pub(super) fn begins(&self, number: u64) {
        std::fs::write(self.folder.join("running"), number.to_string()).expect("a file");
        self.sender.send(Some(number)).expect("somebody who watches");
    }

    /// The work is done.
    pub(super) fn rests(&self) {
        self.sender.send(None).expect("somebody who watches");
    }
}

fn watch(receiver: &Receiver<Option<u64>>) {
    let mut running = None;
    loop {
        match (receiver.recv_timeout(LONGEST), running) {
            (Ok(next), _) => running = next,
            (Err(RecvTimeoutError::Disconnected), _) => return,
            (Err(RecvTimeoutError::Timeout), None) => {}
            (Err(RecvTimeoutError::Timeout), Some(number)) => {
                let again = format!("again with FUZZ_SEED={number} FUZZ_CASES=1");
                super::said(&format!("case {number} takes more than {LONGEST:?}; {again}"));
                std::process::abort();
            }
        }
    }
}
