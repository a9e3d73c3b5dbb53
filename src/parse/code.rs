//! Program text → HTML with a few classes of our own, at build time.
//!
//! The scopes of the [grammars](grammar) are mapped to about a dozen classes, so that a look needs
//! one short stylesheet for each colour scheme and pages stay small. The [walk] through a grammar
//! is bounded: text that needs more work than its length allows is shown plain.

mod grammar;
mod walk;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use self::grammar::{Class, Clear};
use self::walk::{Budget, Step, Steps, Walk};

use crate::escape::escape_into;

/// The length of the longest line that is marked up, in bytes.
const LONGEST_LINE: usize = 4_096;
/// The length of the longest text that is marked up, in bytes.
const LONGEST: usize = 512 * 1_024;
/// The work that any text may need, and what each byte adds. Program text as people write it needs
/// about a tenth of that.
const WORK: u64 = 20_000;
const WORK_A_BYTE: u64 = 40;
/// How much HTML is remembered, in bytes.
const REMEMBERED: usize = 32 * 1_024 * 1_024;

/// Why program text in a known language is not marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    /// A line is too long.
    LongLine,
    /// It is too long as a whole.
    Long,
    /// The grammar of its language needs too much work for it.
    Work,
}

impl Plain {
    /// The reason in words.
    pub(super) fn words(self) -> String {
        match self {
            Plain::LongLine => format!("a line has more than {LONGEST_LINE} bytes"),
            Plain::Long => format!("it has more than {} KiB", LONGEST / 1_024),
            Plain::Work => "highlighting it takes too long".to_owned(),
        }
    }
}

/// What program text became.
#[derive(Clone)]
struct Remembered {
    html: Arc<str>,
    plain: Option<Plain>,
}

/// What program text became, by the hash of the text and its language. Most of the work of reading
/// a report rich in code is done here, and the same text comes again: in translations, and whenever
/// a document is saved in which another line was edited.
#[derive(Default)]
struct Memory {
    known: HashMap<blake3::Hash, Remembered>,
    bytes: usize,
}

static MEMORY: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);

/// Appends program text in a language, marked up where the language is known; says why it is not,
/// where something else is in the way.
pub(super) fn highlight_into(html: &mut String, language: &str, code: &str) -> Option<Plain> {
    let start = match language {
        "" | "text" | "plain" => None,
        token => grammar::start(token),
    };
    let Some(walk) = start.and_then(Walk::new) else {
        escape_into(html, code);
        return None;
    };
    let key = key(language, code);
    let known = memory(|memory| memory.known.get(&key).cloned());
    let remembered = known.unwrap_or_else(|| {
        let remembered = highlighted(walk, code);
        memory(|memory| memory.keep(key, &remembered));
        remembered
    });
    html.push_str(&remembered.html);
    remembered.plain
}

fn key(language: &str, code: &str) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(language.as_bytes());
    // No language has a line feed in its name.
    hasher.update(b"\n");
    hasher.update(code.as_bytes());
    hasher.finalize()
}

fn memory<T>(work: impl FnOnce(&mut Memory) -> T) -> T {
    // A thread that died while it held the lock has left a whole value behind.
    work(&mut MEMORY.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Memory {
    fn keep(&mut self, key: blake3::Hash, remembered: &Remembered) {
        if self.bytes > REMEMBERED {
            *self = Self::default();
        }
        self.bytes += remembered.html.len();
        self.known.insert(key, remembered.clone());
    }
}

fn highlighted(walk: Walk, code: &str) -> Remembered {
    let mut html = String::with_capacity(code.len() * 3);
    let plain = marked_up(&mut html, walk, code).err();
    if plain.is_some() {
        html.clear();
        escape_into(&mut html, code);
    }
    Remembered { html: html.into(), plain }
}

fn marked_up(html: &mut String, mut walk: Walk, code: &str) -> Result<(), Plain> {
    if code.len() > LONGEST {
        return Err(Plain::Long);
    }
    if code.split('\n').any(|line| line.len() > LONGEST_LINE) {
        return Err(Plain::LongLine);
    }
    let mut budget = Budget(WORK + code.len() as u64 * WORK_A_BYTE);
    let mut stack = Stack::default();
    let mut open = None;
    let mut steps = Steps::new();
    for line in code.split_inclusive('\n') {
        steps.clear();
        walk.line(line, &mut steps, &mut budget).map_err(|_| Plain::Work)?;
        let mut from = 0;
        for &(at, step) in &steps {
            piece(html, &mut open, &stack, &line[from..at]);
            from = at;
            stack.apply(step);
        }
        piece(html, &mut open, &stack, &line[from..]);
    }
    switch(html, &mut open, None);
    Ok(())
}

/// The classes that hold, the innermost last.
#[derive(Default)]
struct Stack {
    classes: Vec<Class>,
    suspended: Vec<Vec<Class>>,
}

impl Stack {
    fn apply(&mut self, step: Step) {
        let classes = &mut self.classes;
        match step {
            Step::Enter(class) => classes.push(class),
            Step::Leave(count) => classes.truncate(classes.len().saturating_sub(count)),
            Step::Suspend(Clear::All) => self.suspended.push(std::mem::take(classes)),
            Step::Suspend(Clear::Innermost(count)) => {
                let kept = classes.len().saturating_sub(count);
                self.suspended.push(classes.split_off(kept));
            }
            Step::Resume => classes.extend(self.suspended.pop().unwrap_or_default()),
        }
    }

    /// The innermost class that has a name.
    fn class(&self) -> Option<&'static str> {
        self.classes.iter().rev().find_map(|class| class.name())
    }
}

fn piece(html: &mut String, open: &mut Option<&'static str>, stack: &Stack, text: &str) {
    if text.is_empty() {
        return;
    }
    let class = if text.trim().is_empty() { *open } else { stack.class() };
    switch(html, open, class);
    escape_into(html, text);
}

fn switch(html: &mut String, open: &mut Option<&'static str>, class: Option<&'static str>) {
    if *open == class {
        return;
    }
    if open.is_some() {
        html.push_str("</span>");
    }
    if let Some(class) = class {
        html.push_str("<span class=\"hl-");
        html.push_str(class);
        html.push_str("\">");
    }
    *open = class;
}

#[cfg(test)]
mod tests;
