//! What is wrong with `book.toml`, as it is found.

use std::ops::Range;
use std::sync::Arc;

use super::Setting;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Place, Source};

const HELP: &str = "the guide's page on book.toml explains what each key takes";

/// The problems found so far in one `book.toml`.
pub(super) struct Problems<'a> {
    source: &'a Arc<Source>,
    broken: Vec<Range<usize>>,
    found: Vec<Diagnostic>,
}

impl<'a> Problems<'a> {
    /// No problems yet in a file of which these places could not be read.
    pub(super) fn new(source: &'a Arc<Source>, broken: Vec<Range<usize>>) -> Self {
        Self { source, broken, found: Vec::new() }
    }

    /// A problem at a place, not yet reported.
    pub(super) fn at(
        &self,
        code: Code,
        span: &Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::at(code, self.source, span.clone(), message)
    }

    /// Another place in the same file.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        Place::new(self.source, span.clone())
    }

    /// Reports a problem; where it says no way out, the guide has one.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        let help = diagnostic.help.clone();
        self.found.push(diagnostic.help(HELP).maybe_help(help));
    }

    /// Reports that a value cannot be used.
    pub(super) fn bad(&mut self, span: &Range<usize>, message: impl Into<String>) {
        self.report(self.at(Code::BadValue, span, message));
    }

    /// Reports that something is missing, unless it may stand where the file could not be read.
    pub(super) fn missing(&mut self, diagnostic: Diagnostic) {
        if self.broken.is_empty() {
            self.report(diagnostic);
        }
    }

    /// What a rule makes of a value; what the rule refuses is reported in the words
    /// "`key` must ...".
    pub(super) fn apply<T>(
        &mut self,
        key: &str,
        setting: Setting<String>,
        rule: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<Setting<T>> {
        match rule(&setting.value) {
            Ok(value) => Some(Setting { value, span: setting.span }),
            Err(must) => {
                self.bad(&setting.span, format!("`{key}` must {must}"));
                None
            }
        }
    }

    /// All problems, but for those in places that could not be read.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let Self { broken, mut found, .. } = self;
        found.retain(|problem| !broken.iter().any(|span| touches(problem, span)));
        found
    }
}

fn touches(problem: &Diagnostic, span: &Range<usize>) -> bool {
    let Some(place) = &problem.place else { return false };
    place.span.start <= span.end && span.start <= place.span.end
}
