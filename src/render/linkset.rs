//! The links of each page that programs follow, as a linkset has them (RFC 9264).
//!
//! Pages name the same links in their heads, each page its own.

use serde_json::{Map, Value, json};

use crate::ids::{KindId, LanguageId, RecordId};
use crate::plan::{Page, address_of, file_of};

use super::Renderer;

impl Renderer {
    /// The links of the page at an output path, if programs follow them, as seen from the path of the
    /// linkset.
    pub(crate) fn links_of(&self, path: &str, at: &str, page: &Page) -> Option<Value> {
        let address = address_of(at);
        let links = match page {
            Page::Record(index) => self.record_links(path, address, *index),
            Page::Home(language, _) => {
                let mut links = self.citation_links(path, address);
                let alternates = self.home_alternates();
                links.push(self.alternates_of(path, (address, *language), &alternates));
                links
            }
            Page::Index(kind, language) => self.index_links(path, address, (*kind, *language), 1),
            Page::IndexPart(kind, language, part) => {
                self.index_links(path, address, (*kind, *language), *part)
            }
            _ => return None,
        };
        let links = links.into_iter().filter(|(_, links)| !links.is_empty());
        let links = links.map(|(relation, links)| (relation.to_owned(), Value::from(links)));
        let anchor = ("anchor".to_owned(), Value::from(self.address_on(path, address)));
        Some(Value::from(Map::from_iter([anchor].into_iter().chain(links))))
    }

    /// The rows of an index, or of a part of it, and the same in other languages.
    fn index_links(
        &self,
        path: &str,
        address: &str,
        (kind, language): (KindId, LanguageId),
        part: usize,
    ) -> Vec<(&'static str, Vec<Value>)> {
        let rows = self.rows_of_part(kind, language, part).into_iter();
        let items = rows.map(|at| self.link(path, &self.plan.addresses[at]));
        let alternates = self.index_alternates(kind, part);
        let alternates = self.alternates_of(path, (address, language), &alternates);
        vec![("item", items.collect()), alternates]
    }

    fn record_links(
        &self,
        path: &str,
        address: &str,
        index: RecordId,
    ) -> Vec<(&'static str, Vec<Value>)> {
        let record = &self.model.records[index];
        let mut links = self.citation_links(path, address);
        let collection = self.kind_entry(record.kind, record.language);
        let collection = collection.map(|(_, address)| self.link(path, &address));
        links.push(("collection", collection.into_iter().collect()));
        links.push(self.alternates_of(path, (address, record.language), &self.alternates(index)));
        links
    }

    /// What cites the page at an address, and what to cite it by.
    fn citation_links(&self, path: &str, address: &str) -> Vec<(&'static str, Vec<Value>)> {
        let files =
            self.citation_files(&file_of(address)).into_iter().filter_map(|(format, file)| {
                let (_, media_type) = format.citation()?;
                let mut link = self.link(path, &file);
                link["type"] = media_type.into();
                Some(link)
            });
        let files: Vec<Value> = files.collect();
        if files.is_empty() {
            return Vec::new();
        }
        vec![("cite-as", vec![self.link(path, address)]), ("describedby", files)]
    }

    /// The page at an address in other languages, and its feed.
    fn alternates_of(
        &self,
        path: &str,
        (address, language): (&str, LanguageId),
        alternates: &[(LanguageId, String)],
    ) -> (&'static str, Vec<Value>) {
        let others = alternates.iter().filter(|(other, _)| *other != language);
        let links = others.map(|(other, address)| {
            let mut link = self.link(path, address);
            link["hreflang"] = json!([self.config.languages[*other].tag]);
            link
        });
        let feed = self.feed_beside(address).map(|feed| {
            let mut link = self.link(path, &feed);
            link["type"] = json!("application/atom+xml");
            link
        });
        ("alternate", links.chain(feed).collect())
    }

    fn link(&self, path: &str, address: &str) -> Value {
        json!({ "href": self.address_on(path, address) })
    }
}
