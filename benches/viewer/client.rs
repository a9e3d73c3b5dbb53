//! A client that has a page open, as a browser has, but shows it to nobody.

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::contestants::Contestant;
use crate::serving::{PATIENCE, Serving, ask, get};

/// How often a page is asked for where nobody tells when.
const AGAIN: Duration = Duration::from_millis(5);

/// A client with a page open.
#[derive(Debug)]
pub(crate) struct Client {
    address: SocketAddr,
    path: String,
    /// The stream of events, where there is one that can be followed.
    events: Option<BufReader<TcpStream>>,
}

impl Client {
    pub(super) fn open(
        contestant: &Contestant,
        serving: &Serving,
        path: &str,
    ) -> Result<Self, Box<dyn Error>> {
        let address = serving.address();
        get(address, path)?;
        let events = contestant.events.map(|events| ask(address, events)).transpose()?;
        Ok(Self { address, path: path.to_owned(), events: events.map(BufReader::new) })
    }

    pub(super) fn sees(&mut self, word: &str) -> Result<Option<SystemTime>, Box<dyn Error>> {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            self.wait()?;
            let (_, page) = get(self.address, &self.path)?;
            if page.contains(word) {
                return Ok(Some(SystemTime::now()));
            }
        }
        Ok(None)
    }

    /// Waits until it is time to ask for the page.
    fn wait(&mut self) -> Result<(), Box<dyn Error>> {
        let Some(events) = &mut self.events else {
            thread::sleep(AGAIN);
            return Ok(());
        };
        loop {
            let mut line = String::new();
            if events.read_line(&mut line)? == 0 {
                return Err("the stream of events has ended".into());
            }
            if line.trim_end() == "event: pages" {
                return Ok(());
            }
        }
    }
}
