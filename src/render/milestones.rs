//! Milestones by time: the pages that list them by the years in which they are due, and the figures of
//! a kind on the page of progress.

use std::collections::BTreeMap;

use tera::Value;

use crate::config::MilestoneBook;
use crate::date::Date;
use crate::ids::{KindId, LanguageId};
use crate::look::Argument;
use crate::milestones::{Milestone, Says, Standing};
use crate::model::milestones::UNDATED;
use crate::plan::{file_of, milestones_cut};

use super::addresses::{On, Shows, root_of};
use super::bars::{Part, bar};
use super::promises::Promised;
use super::{Rendered, Renderer, map};

/// The milestones that are due in a year.
#[derive(Default)]
struct Year<'a> {
    own: Vec<&'a Milestone>,
    /// How many were moved from it to another.
    moved: usize,
}

impl Renderer {
    /// The milestones of a language by the years in which they are due: all, or a part of those of one.
    pub(super) fn milestones(
        &self,
        path: &str,
        language: LanguageId,
        year: Option<i16>,
        part: usize,
    ) -> Rendered {
        let root = root_of(path);
        let on = On { root: &root, language, shows: Shows::Nothing };
        let mut face = self.overview(path, language, "milestones");
        if let Some(year) = year {
            face.breadcrumbs.push((face.title.clone(), self.milestones_address(language, None)));
            face.title =
                self.judged_by(language, &face.title.text, &self.year_words(language, year)).into();
        }
        let cut = year.and_then(|year| milestones_cut(&self.model, language, year));
        if let Some(cut) = cut {
            face.title = self.part_title(language, &face.title, cut, part);
        }
        face.alternates = self.overview_alternates(language, "milestones/");
        let mut context = self.context(&face, on);
        let promised = self.promised(language);
        let years = self.by_year(promised, None);
        let has_pages = self.has_year_pages(language);
        let shown = years.iter().filter(|(own, _)| match year {
            Some(year) => **own == year,
            None => !has_pages,
        });
        let shown = shown.map(|(own, year)| {
            let all = year.by_date();
            let listed = match cut {
                Some(cut) => all.get(cut.rows(part)).unwrap_or_default(),
                None => &all,
            };
            self.year_of_milestones(promised, *own, listed, language)
        });
        context.insert_value("years", Value::from(shown.collect::<Vec<Value>>()));
        let parts =
            cut.map(|cut| self.parts_view(&self.milestones_address(language, year), cut, part));
        context.insert_value("parts", Value::from(parts));
        let pages = years.keys().map(|own| {
            map! {
                "year": self.year_words(language, *own),
                "path": self.milestones_path(language, *own),
                "current": year == Some(*own),
            }
        });
        context.insert_value("pages", Value::from(pages.collect::<Vec<Value>>()));
        let kinds = match year {
            Some(_) => Vec::new(),
            None => self.config.followed_kinds(),
        };
        let figures = kinds.into_iter().filter_map(|kind| {
            let milestones = self.kind_milestones(kind, language)?;
            Some(map! { "kind": self.kind_view(kind, language), "milestones": milestones })
        });
        context.insert_value("kinds", Value::from(figures.collect::<Vec<Value>>()));
        context.insert_value("months", Value::from(self.month_views(language)));
        context.insert_value("feeds", Value::from(self.news_feeds(language)));
        context.insert_value("as_of", Value::from(self.as_of(language)));
        self.look.render("milestones.html", &context)
    }

    fn year_of_milestones(
        &self,
        promised: &Promised,
        year: i16,
        own: &[&Milestone],
        language: LanguageId,
    ) -> Value {
        let listed = own.iter().map(|milestone| {
            let mut view = self.milestone_map(&promised.milestones, milestone, language);
            view.insert("record", self.summary(milestone.record));
            Value::from(view)
        });
        map! {
            "year": self.year_words(language, year),
            "anchor": year_anchor(year),
            "list": listed.collect::<Vec<Value>>(),
        }
    }

    /// The figures of the milestones of records of a kind; nothing, where there are none.
    pub(super) fn kind_milestones(&self, kind: KindId, language: LanguageId) -> Option<Value> {
        let book = self.config.milestones.as_ref()?.book(kind)?;
        let promised = self.promised(language);
        let own: Vec<&Milestone> = promised
            .milestones
            .all
            .iter()
            .filter(|own| self.model.records[own.record].kind == kind)
            .collect();
        if own.is_empty() {
            return None;
        }
        let count = own.len();
        let figures = self.standing_figures(book, &own, None, language);
        Some(map! {
            "label": self.label(language, &self.config.kinds[kind].fields[book.field].label),
            "count": count,
            "figures": figures,
            "states": Standing::WORDS.map(|word| {
                self.look.strings().word(language, &format!("standing-{word}"))
            }).to_vec(),
            "years": self.year_bars(promised, book, language),
            "path": self.href("", &self.milestones_address(language, None), ""),
        })
    }

    /// The years in which milestones of a kind are due, each with a bar of where they stand.
    fn year_bars(
        &self,
        promised: &Promised,
        book: &MilestoneBook,
        language: LanguageId,
    ) -> Vec<Value> {
        let years = self.by_year(promised, Some(book.kind));
        let as_of = self.config.book.as_of;
        let most = years.values().map(|year| year.own.len()).max().unwrap_or_default();
        let views = years.iter().map(|(at, year)| {
            let path = self.milestones_path(language, *at);
            let parts: Vec<Part> = Standing::WORDS
                .iter()
                .enumerate()
                .map(|(fill, word)| Part {
                    count: year.count(word, as_of),
                    label: self.look.strings().word(language, &format!("standing-{word}")),
                    share: None,
                    path: Some(path.clone()),
                    fill: Some(fill),
                })
                .collect();
            map! {
                "year": self.year_words(language, *at),
                "path": path,
                "count": year.own.len(),
                "moved": year.moved,
                "cells": Standing::WORDS.map(|word| year.count(word, as_of)).to_vec(),
                "away": self.moved_away(language, year.moved),
                "bar": bar(&parts, most),
            }
        });
        views.collect()
    }

    /// The milestones of all kinds, or of one, by the years in which they are due.
    fn by_year<'a>(&self, promised: &'a Promised, kind: Option<KindId>) -> BTreeMap<i16, Year<'a>> {
        let mut years: BTreeMap<i16, Year<'a>> = BTreeMap::new();
        let own = promised
            .milestones
            .all
            .iter()
            .filter(|own| kind.is_none_or(|kind| self.model.records[own.record].kind == kind));
        for milestone in own {
            let due = year_of(milestone);
            years.entry(due).or_default().own.push(milestone);
            let left = milestone.steps.iter().filter_map(|step| match step.says {
                Says::Promised(Some(date)) | Says::Moved(date) => Some(date.year),
                Says::Promised(None) | Says::Done(_) | Says::Else => None,
            });
            for year in left.filter(|year| *year != due) {
                years.entry(year).or_default().moved += 1;
            }
        }
        years
    }

    fn moved_away(&self, language: LanguageId, count: usize) -> String {
        let count = [("count".to_owned(), Argument::Number(count as i64))];
        self.look.strings().get(language, "moved-away", &count).unwrap_or_default()
    }

    fn year_words(&self, language: LanguageId, year: i16) -> String {
        match year {
            UNDATED => self.look.strings().word(language, "standing-open"),
            _ => self.date(language, Date { year, month: None, day: None }),
        }
    }

    fn milestones_address(&self, language: LanguageId, year: Option<i16>) -> String {
        format!("{}{}", self.plan_home(language), crate::plan::milestones_of(year))
    }

    fn has_year_pages(&self, language: LanguageId) -> bool {
        let mut years = self.model.shape.promises.keys().filter(|(own, _)| *own == language);
        years.any(|(_, year)| {
            let own = self.milestones_address(language, Some(*year));
            self.plan.pages.contains_key(&*file_of(&own))
        })
    }

    /// Where the milestones of a year are listed: on a page of their own, or on that of all.
    fn milestones_path(&self, language: LanguageId, year: i16) -> String {
        let own = self.milestones_address(language, Some(year));
        match self.plan.pages.contains_key(&*file_of(&own)) {
            true => self.href("", &own, ""),
            false => self.href("", &self.milestones_address(language, None), &year_anchor(year)),
        }
    }
}

impl<'a> Year<'a> {
    /// Its milestones, the one that is due first first.
    fn by_date(&self) -> Vec<&'a Milestone> {
        let mut own = self.own.clone();
        own.sort_by_cached_key(|own| own.due().map(Date::days));
        own
    }

    fn count(&self, word: &str, as_of: Option<Date>) -> usize {
        self.own.iter().filter(|own| own.standing(as_of).word() == word).count()
    }
}

/// The year in which a milestone is due.
fn year_of(milestone: &Milestone) -> i16 {
    milestone.due().map_or(UNDATED, |date| date.year)
}

fn year_anchor(year: i16) -> String {
    match year {
        UNDATED => "look:undated".to_owned(),
        _ => format!("look:y{year:04}"),
    }
}
