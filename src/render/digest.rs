//! What happened in a month: as a page, as plain text, and as a message to send.

use std::collections::BTreeMap;

use tera::Value;

use crate::date::Date;
use crate::escape::escape;
use crate::ids::{KindId, LanguageId, RecordId};
use crate::milestones::Happened;
use crate::plan::{Digest, Month};
use crate::trace;

use super::addresses::{On, Shows, root_of};
use super::facts::OfLanguage;
use super::feeds::{Source, Told, What};
use super::mail::{Message, message};
use super::{Rendered, Renderer, map};

/// So many things that happened are told of a month; the pages of the records have the others.
const MOST: usize = 500;

/// What happened, by months, in the order of the records and then of time.
#[derive(Debug, Default, Hash)]
pub(super) struct News(BTreeMap<Month, Vec<Line>>);

/// Something that happened.
#[derive(Debug, Hash)]
struct Line {
    record: RecordId,
    date: Date,
    words: String,
    /// Who says it, or owes it.
    who: String,
}

/// A record, and what happened to it in a month.
struct Item<'a> {
    record: RecordId,
    lines: &'a [Line],
}

impl Renderer {
    /// What happened to the records of a language.
    pub(super) fn news(&self, language: LanguageId) -> &News {
        OfLanguage::News.note(language);
        self.news[language].get_or_init(|| trace::aside(|| self.find_news(language)))
    }

    fn find_news(&self, language: LanguageId) -> News {
        let (source, mut told) = self.all_told(language);
        told.sort_by_cached_key(|told| {
            let kind = self.model.records[told.record].kind;
            (kind, self.plan.ranks[told.record], told.date.days(), told.what.row())
        });
        let mut news = News::default();
        for told in &told {
            let (Some(month), Some((words, who))) =
                (Month::of(told.date), self.news_words(&source, told, language))
            else {
                continue;
            };
            let (record, date) = (told.record, told.date);
            news.0.entry(month).or_default().push(Line { record, date, words, who });
        }
        news
    }

    /// What happened, and who says or owes it; nothing of what is only dated.
    fn news_words(
        &self,
        source: &Source<'_>,
        told: &Told,
        language: LanguageId,
    ) -> Option<(String, String)> {
        let label = |axis: usize| {
            let axes = self.config.ledger.as_ref().map(|own| &own.axes[axis]);
            axes.map_or("", |axis| self.label(language, &axis.label))
        };
        match &told.what {
            What::Dated => None,
            What::End(how) => Some((self.ending_word(*how, language), String::new())),
            What::Entry(entry) => {
                let states = &self.config.ledger.as_ref()?.states;
                let state = self.label(language, &states[entry.state].1);
                let who = self.party_name(language, &source.ledger.assessors[entry.assessor]);
                Some((self.judged_by(language, label(entry.axis), state), who.to_owned()))
            }
            What::Milestone(at, what, _) => {
                let milestone = &source.milestones.all[*at];
                let words = match what {
                    Happened::Said(step) => self.says_words(language, step.says),
                    Happened::Overdue(due) => self.overdue_words(language, *due),
                };
                let owners = milestone.owners.iter();
                let owners =
                    owners.map(|&at| self.party_name(language, &source.milestones.owners[at]));
                let who = owners.collect::<Vec<&str>>().join(", ");
                Some((self.judged_by(language, &milestone.title, &words), who))
            }
            What::Clock(clock) => {
                let words = self.overdue_words(language, clock.due);
                Some((self.judged_by(language, label(clock.axis), &words), String::new()))
            }
        }
    }

    /// What tells of a month.
    pub(super) fn month(
        &self,
        path: &str,
        language: LanguageId,
        month: Month,
        digest: Digest,
    ) -> Rendered {
        let all = self.news(language).0.get(&month).map_or(&[][..], Vec::as_slice);
        let shown = &all[..all.len().min(MOST)];
        let items: Vec<Item<'_>> = shown
            .chunk_by(|a, b| a.record == b.record)
            .map(|lines| Item { record: lines[0].record, lines })
            .collect();
        let more = all.len() - shown.len();
        match digest {
            Digest::Page => self.month_page(path, (language, month), &items, more),
            Digest::Text => Ok(self.month_text((language, month), &items, more)),
            Digest::Mail => Ok(self.month_mail((language, month), &items, more)),
        }
    }

    /// Notes that is read which months have pages.
    pub(super) fn note_months(&self) {
        self.config.languages.ids().for_each(|language| OfLanguage::News.note(language));
    }

    fn month_title(&self, language: LanguageId, month: Month) -> String {
        self.dated_words(language, "digest-title", Some(month.date()))
    }

    fn month_page(
        &self,
        path: &str,
        (language, month): (LanguageId, Month),
        items: &[Item<'_>],
        more: usize,
    ) -> Rendered {
        self.note_months();
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let mut face = self.overview(path, language, "changes");
        face.title = self.month_title(language, month).into();
        face.description = self.site_title(language).into();
        face.alternates = self.overview_alternates(language, &month.folder());
        let mut context = self.context(&face, on);
        let kinds = items.chunk_by(|a, b| self.kind_of(a) == self.kind_of(b)).map(|own| {
            let records = own.iter().map(|item| self.item_view(item, language));
            map! {
                "kind": self.kind_view(self.kind_of(&own[0]), language),
                "records": records.collect::<Vec<Value>>(),
            }
        });
        context.insert_value("kinds", Value::from(kinds.collect::<Vec<Value>>()));
        context.insert("more", &more);
        let home = self.plan_home(language);
        let file = |digest: Digest| format!("{home}{}{}", month.folder(), digest.file_name());
        context.insert("text_path", &file(Digest::Text));
        context.insert("mail_path", &file(Digest::Mail));
        let months: Vec<Month> = self.plan.months.of_language(language).collect();
        let at = months.iter().position(|own| *own == month).unwrap_or_default();
        let beside = |at: Option<usize>| {
            let view = at.and_then(|at| months.get(at)).map(|own| self.month_view(language, *own));
            Value::from(view)
        };
        context.insert_value("previous", beside(at.checked_sub(1)));
        context.insert_value("next", beside(Some(at + 1)));
        self.look.render("month.html", &context)
    }

    fn kind_of(&self, item: &Item<'_>) -> KindId {
        self.model.records[item.record].kind
    }

    fn item_view(&self, item: &Item<'_>, language: LanguageId) -> Value {
        let lines = item.lines.iter().map(|line| {
            map! {
                "date": self.date_view(language, line.date),
                "words": line.words.as_str(),
                "who": line.who.as_str(),
            }
        });
        map! { "record": self.summary(item.record), "lines": lines.collect::<Vec<Value>>() }
    }

    /// The months of a language, the latest first, each with its page.
    pub(super) fn month_views(&self, language: LanguageId) -> Vec<Value> {
        self.note_months();
        let months = self.plan.months.of_language(language).rev();
        months.map(|month| self.month_view(language, month)).collect()
    }

    fn month_view(&self, language: LanguageId, month: Month) -> Value {
        let address = format!("{}{}", self.plan_home(language), month.folder());
        map! {
            "title": self.date(language, month.date()),
            "path": self.href("", &address, ""),
        }
    }

    // ------------------------------------------------------------------ as text

    fn month_address(&self, language: LanguageId, month: Month) -> String {
        self.url(&format!("{}{}", self.plan_home(language), month.folder()))
    }

    /// What happened, in a line of words.
    fn line_words(&self, line: &Line, language: LanguageId) -> String {
        let words = self.judged_by(language, &self.date(language, line.date), &line.words);
        if line.who.is_empty() { words } else { format!("{words} ({})", line.who) }
    }

    fn more_words(&self, language: LanguageId, more: usize) -> Option<String> {
        let count = [("count".to_owned(), crate::look::Argument::Number(more as i64))];
        self.look.strings().get(language, "more", &count).filter(|_| more > 0)
    }

    fn month_text(
        &self,
        (language, month): (LanguageId, Month),
        items: &[Item<'_>],
        more: usize,
    ) -> String {
        let mut parts = vec![format!(
            "{}\n{}\n{}\n",
            self.month_title(language, month),
            self.site_title(language),
            self.month_address(language, month)
        )];
        for item in items {
            let address = self.url(&self.plan.addresses[item.record]);
            let mut part = format!("{}\n{address}\n", self.numbered_title(item.record));
            for line in item.lines {
                part.push_str(&format!("- {}\n", self.line_words(line, language)));
            }
            parts.push(part);
        }
        parts.extend(self.more_words(language, more).map(|words| words + "\n"));
        parts.join("\n")
    }

    fn month_html(
        &self,
        (language, month): (LanguageId, Month),
        items: &[Item<'_>],
        more: usize,
    ) -> String {
        let declared = &self.config.languages[language];
        let title = escape(&self.month_title(language, month));
        let mut html = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\">\n<head><meta charset=\"utf-8\">\
             <title>{title}</title></head>\n<body>\n<h1><a href=\"{}\">{title}</a></h1>\n\
             <p>{}</p>\n",
            escape(&declared.tag),
            declared.direction(),
            escape(&self.month_address(language, month)),
            escape(&self.site_title(language)),
        );
        for item in items {
            let address = escape(&self.url(&self.plan.addresses[item.record]));
            let title = escape(&self.numbered_title(item.record));
            html.push_str(&format!("<h2><a href=\"{address}\">{title}</a></h2>\n<ul>\n"));
            for line in item.lines {
                html.push_str(&format!("<li>{}</li>\n", escape(&self.line_words(line, language))));
            }
            html.push_str("</ul>\n");
        }
        if let Some(words) = self.more_words(language, more) {
            html.push_str(&format!("<p>{}</p>\n", escape(&words)));
        }
        html + "</body>\n</html>\n"
    }

    fn month_mail(&self, of: (LanguageId, Month), items: &[Item<'_>], more: usize) -> String {
        let (language, month) = of;
        let title = self.month_title(language, month);
        let site = self.site_title(language);
        message(&Message {
            subject: if site.is_empty() { title } else { format!("{title} – {site}") },
            language: &self.config.languages[language].tag,
            day: month.date().days().1,
            text: self.month_text(of, items, more),
            html: self.month_html(of, items, more),
        })
    }
}
