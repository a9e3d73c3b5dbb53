//! The whole of what is served, held against a report that is loaded for the first time.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::{Duration, Instant};

use rapporteur::command::load::{Loaded, Loading};
use rapporteur::render::Settings;
use rapporteur::report::panel;
use rapporteur::site::Output;

use crate::mirror::{Expected, Mirror};
use crate::preview::{DEADLINE, Preview, Reply};
use crate::support::Report;

/// What is served by path; nothing for a page that cannot be made.
type Pages = BTreeMap<String, Option<Vec<u8>>>;

/// A preview, and what it should show.
pub(crate) struct Whole {
    pub(crate) preview: Preview,
    mirror: Mirror,
    pages: Pages,
    /// Of what is served, the pages that name a file whose last good version they show.
    kept: BTreeMap<String, String>,
}

impl Whole {
    pub(crate) fn of(report: &Report, arguments: &[&str]) -> Self {
        let preview = Preview::of(report, arguments);
        let mut whole =
            Self { preview, mirror: Mirror::new(), pages: Pages::new(), kept: BTreeMap::new() };
        whole.becomes(report, "the start");
        whole
    }

    /// Waits until the preview has the problems that the report has, and shows what the report is;
    /// of what cannot be read, its last good version.
    pub(crate) fn becomes(&mut self, report: &Report, after: &str) {
        let settings = Settings { portable: false, preview: true };
        let loading = || Loading { settings, ..Loading::default() };
        let Expected { loaded, problems, kept } = self.mirror.follow(report, loading);
        self.kept = loaded
            .site
            .pages()
            .filter_map(|path| {
                let of = [Some("book.toml"), loaded.site.source_of(&path)];
                let file = of.into_iter().flatten().find(|file| kept.contains(*file))?;
                Some((path.to_string(), file.to_owned()))
            })
            .collect();
        let problems = panel(&problems, |_, _| None);
        let before = std::mem::replace(&mut self.pages, pages(&loaded));
        let gone: BTreeSet<String> =
            before.into_keys().filter(|path| !self.pages.contains_key(path)).collect();
        let begin = Instant::now();
        while let Some(difference) = self.difference(&problems, &gone) {
            assert!(begin.elapsed() < DEADLINE, "after {after}: {difference}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn difference(&self, problems: &str, gone: &BTreeSet<String>) -> Option<String> {
        let told = self.preview.get("/-/problems").1;
        if told != problems {
            return Some(format!("problems: {told}, not {problems}"));
        }
        let is_other = |(path, page): &(&String, &Option<Vec<u8>>)| {
            let Reply { status, body } = self.preview.reply(&format!("/{path}"));
            let says_so = match self.kept.get(*path).filter(|_| path.ends_with(".html")) {
                Some(file) => holds(&body, &format!("data-kept=\"{file}\"")),
                None => !holds(&body, "data-kept="),
            };
            let served = (status, page.is_some().then(|| without_script(body)));
            served != (if page.is_some() { 200 } else { 500 }, (*page).clone())
                || (page.is_some() && !says_so)
        };
        if let Some((path, _)) = self.pages.iter().find(is_other) {
            return Some(format!("{path} is another one"));
        }
        let is_there = |path: &&String| self.preview.reply(&format!("/{path}")).status != 404;
        gone.iter().find(is_there).map(|path| format!("{path} is there"))
    }
}

fn holds(page: &[u8], words: &str) -> bool {
    page.windows(words.len()).any(|part| part == words.as_bytes())
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
