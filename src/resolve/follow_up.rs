//! The records that tables of follow-up name.

use crate::diagnostics::{Code, Diagnostic};
use crate::follow_up::names;
use crate::ids::LanguageId;

use super::Links;
use super::lookup::Lookup;

impl Lookup<'_> {
    /// Reports names in tables of follow-up that mean no record of which they can tell something.
    pub(super) fn follow_up(&self, links: &mut Links) {
        let kinds = self.config.followed_kinds();
        for (source, name) in self.model.follow_up.names() {
            let found = self.record(&name.text, LanguageId::OWN, &kinds, source, &name.span);
            let index = match found {
                Ok(index) => index,
                Err(problem) => {
                    links.diagnostics.push(*problem);
                    continue;
                }
            };
            let record = &self.model.records.unnoted()[index];
            let kind = &self.config.kinds[record.kind];
            if !names(kind, &record.id, &record.aliases).any(|own| own == name.text) {
                let message = format!("`{}` is not the whole id of a record", name.text);
                let problem =
                    Diagnostic::at(Code::MissingRecord, source, name.span.clone(), message);
                links.diagnostics.push(problem.help(format!("write `{}`", record.id)));
            }
        }
    }
}
