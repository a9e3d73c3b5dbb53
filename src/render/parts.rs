//! What a page that is a part of a longer list says of the others.

use tera::Value;

use crate::ids::LanguageId;
use crate::look::Argument;
use crate::parse::Phrase;
use crate::plan::{Cut, part_address};

use super::{Renderer, map};

impl Renderer {
    /// The title of a part: that of the list for the first, and for others with their number.
    pub(super) fn part_title(
        &self,
        language: LanguageId,
        title: &Phrase,
        cut: Cut,
        number: usize,
    ) -> Phrase {
        const TITLE: &str = "{title}";
        if number == 1 {
            return title.clone();
        }
        let count = |count: usize| Argument::Number(i64::try_from(count).unwrap_or(i64::MAX));
        let words = [
            ("title".to_owned(), Argument::Text(TITLE.to_owned())),
            ("number".to_owned(), count(number)),
            ("count".to_owned(), count(cut.parts)),
        ];
        let pattern = self.look.strings().get(language, "part-title", &words).unwrap_or_default();
        let (before, after) = pattern.split_once(TITLE).unwrap_or(("", &pattern));
        let mut whole = title.clone();
        whole.put_before(before);
        whole.push(after);
        whole
    }

    /// The view of a part among the others of its list, by the address of the first.
    pub(super) fn parts_view(&self, first: &str, cut: Cut, number: usize) -> Value {
        let path = |number: usize| self.href("", &part_address(first, number), "");
        let view = |at: usize| {
            map! { "number": at as u64, "path": path(at), "current": at == number }
        };
        let is_last = number == cut.parts;
        map! {
            "number": number as u64,
            "count": cut.parts as u64,
            "first": (number > 1).then(|| path(1)),
            "previous": (number > 1).then(|| path(number - 1)),
            "next": (!is_last).then(|| path(number + 1)),
            "last": (!is_last).then(|| path(cut.parts)),
            "list": cut.named(number).into_iter().map(view).collect::<Vec<Value>>(),
        }
    }
}
