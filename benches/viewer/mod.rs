//! Who has a page open, and sees words come into it: a browser, or a client that does what an open
//! page does.

mod browser;
mod client;

use std::error::Error;
use std::time::SystemTime;

use super::contestants::Contestant;
use super::serving::Serving;

use browser::Browser;
use client::Client;

/// Who looks at pages.
#[derive(Debug)]
pub(crate) enum Viewer {
    /// Chromium.
    Browser(Browser),
    /// A client over HTTP, and the page that it has open.
    Client(Option<Client>),
}

impl Viewer {
    /// A browser, else a client; says which, and why.
    pub(crate) fn new() -> Self {
        match Browser::launch() {
            Ok(browser) => {
                println!("pages are open in {}", browser.name);
                Viewer::Browser(browser)
            }
            Err(why) => {
                println!("pages are followed over HTTP, and not shown: no browser, for {why}");
                Viewer::Client(None)
            }
        }
    }

    /// Opens a page in place of the one that is open.
    pub(crate) fn open(
        &mut self,
        contestant: &Contestant,
        serving: &Serving,
        path: &str,
    ) -> Result<(), Box<dyn Error>> {
        match self {
            Viewer::Browser(browser) => {
                browser.open(&format!("http://{}{path}", serving.address()))
            }
            Viewer::Client(client) => {
                *client = Some(Client::open(contestant, serving, path)?);
                Ok(())
            }
        }
    }

    /// Waits until a word is on the page that is open; says since when, if it comes in time.
    pub(crate) fn sees(&mut self, word: &str) -> Result<Option<SystemTime>, Box<dyn Error>> {
        match self {
            Viewer::Browser(browser) => browser.sees(word),
            Viewer::Client(Some(client)) => client.sees(word),
            Viewer::Client(None) => Err("no page is open".into()),
        }
    }
}
