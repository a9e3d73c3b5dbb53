//! The filters of lists that references and the menu lead to, where they name the record.

use std::ops::Range;
use std::sync::Arc;

use crate::config::{AROUND, FieldType};
use crate::ids::KindId;
use crate::source::Source;
use crate::url;

use super::{References, Renaming};

impl References<'_> {
    /// The filters of a list of a kind.
    pub(super) fn of_filters(
        &mut self,
        source: &Arc<Source>,
        span: &Range<usize>,
        kind: KindId,
        query: &str,
    ) {
        for pair in query.split('&') {
            let Some((name, value)) = pair.split_once('=') else { continue };
            if let Some(value) = self.renaming.filtered(kind, name.trim(), value.trim()) {
                self.replace(source, span, pair, format!("{name}={value}"));
            }
        }
    }
}

impl Renaming<'_> {
    /// The value to write for one by which a list of a kind is filtered, if that names the record: as
    /// what a field refers to, as the record around, or as the one that judges in a ledger.
    fn filtered(&self, kind: KindId, name: &str, value: &str) -> Option<String> {
        let declared = &self.config.kinds[kind];
        let [old, new] = [self.old(), self.id].map(|id| id.replace('/', "-"));
        let value = url::decoded(value);
        if let Some(field) = declared.field(name) {
            return (self.may_be_in(&declared.fields[field].ty) && value == old).then_some(new);
        }
        if name == AROUND {
            return (value == old && self.is_around(kind)).then_some(new);
        }
        let state = value.strip_prefix(&*old)?.strip_prefix('.')?;
        self.judges(kind, name).then(|| format!("{new}.{state}"))
    }

    /// Whether a field can refer to the record.
    fn may_be_in(&self, ty: &FieldType) -> bool {
        ty.may_refer_to(self.kind())
    }

    /// Whether records of a kind stand inside the record.
    fn is_around(&self, kind: KindId) -> bool {
        let mut parents = self.model.of_kind(kind).iter().filter_map(|own| self.model.parent(*own));
        parents.any(|parent| self.is_it(parent))
    }

    /// Whether records like this one judge on an axis of the ledger, by the name that addresses have
    /// for it.
    fn judges(&self, kind: KindId, axis: &str) -> bool {
        let Some(ledger) = &self.config.ledger else { return false };
        let Some(book) = ledger.book(kind) else { return false };
        let columns = self.config.kinds[kind].fields[book.field].ty.columns();
        let is_axis = ledger.axes.iter().any(|own| own.facet == axis);
        is_axis && self.may_be_in(&columns[book.columns.assessor].ty)
    }
}
