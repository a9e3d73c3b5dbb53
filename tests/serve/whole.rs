//! The whole of what is served, held against a report that is loaded for the first time.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use rapporteur::command::load::{Loaded, Loading};
use rapporteur::render::Settings;
use rapporteur::report::panel;
use rapporteur::site::Output;

use crate::preview::{DEADLINE, Preview, Reply};
use crate::support::Report;

/// What is served by path; nothing for a page that cannot be made.
type Pages = BTreeMap<String, Option<Vec<u8>>>;

/// A preview, and what it showed when the report last had no errors.
pub(crate) struct Whole {
    pub(crate) preview: Preview,
    good: Pages,
}

impl Whole {
    pub(crate) fn of(report: &Report, arguments: &[&str]) -> Self {
        let mut whole = Self { preview: Preview::of(report, arguments), good: Pages::new() };
        whole.becomes(report, "the start");
        whole
    }

    /// Waits until the preview has the problems that the report has, and shows what the report is
    /// or, while there are errors, what it was when there were none.
    pub(crate) fn becomes(&mut self, report: &Report, after: &str) {
        let settings = Settings { portable: false, preview: true };
        let cold = report.load_with(Loading { settings, ..Loading::default() });
        let problems = panel(&cold.diagnostics, |_, _| None);
        let before = std::mem::take(&mut self.good);
        let gone: Vec<String> = match cold.has_errors() {
            true => {
                // A picture that is broken is not kept in another place.
                self.good = before.into_iter().filter(|(path, _)| path.ends_with("html")).collect();
                Vec::new()
            }
            false => {
                self.good = pages(&cold);
                before.into_keys().filter(|path| !self.good.contains_key(path)).collect()
            }
        };
        let begin = Instant::now();
        while let Some(difference) = self.difference(&problems, &gone) {
            assert!(begin.elapsed() < DEADLINE, "after {after}: {difference}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn difference(&self, problems: &str, gone: &[String]) -> Option<String> {
        let told = self.preview.get("/-/problems").1;
        if told != problems {
            return Some(format!("problems: {told}, not {problems}"));
        }
        let is_other = |(path, page): &(&String, &Option<Vec<u8>>)| {
            let Reply { status, body } = self.preview.reply(&format!("/{path}"));
            let served = (status, page.is_some().then(|| without_script(body)));
            served != (if page.is_some() { 200 } else { 500 }, (*page).clone())
        };
        if let Some((path, _)) = self.good.iter().find(is_other) {
            return Some(format!("{path} is another one"));
        }
        let is_there = |path: &&String| self.preview.reply(&format!("/{path}")).status != 404;
        gone.iter().find(is_there).map(|path| format!("{path} is there"))
    }
}

fn pages(loaded: &Loaded) -> Pages {
    let page = |path: &str| match loaded.site.render(path).expect("a path of the site") {
        Ok(Output::Bytes(bytes)) => Some(bytes),
        Ok(Output::Shared(bytes)) => Some(bytes.to_vec()),
        Ok(Output::File(file)) => Some(std::fs::read(file).expect("a file that is there")),
        Err(_) => None,
    };
    loaded.site.pages().map(|path| (path.clone().into_owned(), page(&path))).collect()
}

/// A page without the script by which it is kept up to date.
fn without_script(page: Vec<u8>) -> Vec<u8> {
    let Ok(text) = str::from_utf8(&page) else { return page };
    let Some((before, rest)) = text.split_once("<script src=\"/-/preview.js\"") else {
        return page;
    };
    let (_, after) = rest.split_once("</script>").expect("the end of the script");
    [before, after].concat().into_bytes()
}
