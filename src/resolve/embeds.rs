//! Records that are shown in full where they are embedded.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Code, Diagnostic};
use crate::ids::{DocumentId, RecordId};
use crate::model::Model;

use super::{Links, Target};

/// How many bytes of a document's HTML may be those of records that are embedded in full; what would
/// be more is shown as cards. A line can show a record of any length, so that a few of them in many
/// documents would fill a disk.
pub const FULL_AT_MOST: usize = 256 * 1024;

/// A record that is embedded in full.
#[derive(Clone, Copy)]
struct Embed {
    /// The document, and the link by its place there.
    document: DocumentId,
    link: usize,
    target: RecordId,
}

/// Says which records cannot be embedded in full.
pub(super) fn check(model: &Model, links: &mut Links) {
    let mut problems = Vec::new();
    let mut within: BTreeMap<RecordId, Vec<Embed>> = BTreeMap::new();
    for (document, own) in links.documents.enumerate() {
        let mut sum = 0;
        for &link in &own.full {
            let Target::Record(target) = own.text.links[link] else { continue };
            let embed = Embed { document, link, target };
            sum += length(model, target);
            if sum > FULL_AT_MOST {
                sum -= length(model, target);
                problems.push(too_much(model, embed));
            }
            let parsed = model.documents[document].document();
            let offset = parsed.offset_of(parsed.links[link].at);
            let mut around = Some(model.record_at(document, offset));
            while let Some(record) = around {
                within.entry(record).or_default().push(embed);
                around = model.parent(record);
            }
        }
    }
    let of_circles = circles(&within).into_iter().map(|embed| circle(model, embed));
    problems.extend(of_circles);
    links.diagnostics.append(&mut problems);
}

/// How many bytes of HTML a record has.
fn length(model: &Model, record: RecordId) -> usize {
    let document = &model.document_of(record).document();
    match model.records[record].heading {
        Some(at) => document.headings[at].section.len(),
        None => document.size as usize,
    }
}

/// The embedded records that lead back to what they stand in.
fn circles(within: &BTreeMap<RecordId, Vec<Embed>>) -> Vec<Embed> {
    let mut found = Vec::new();
    let mut seen: BTreeSet<RecordId> = BTreeSet::new();
    for &root in within.keys() {
        let mut open: Vec<(RecordId, usize)> = Vec::new();
        let mut is_open: BTreeSet<RecordId> = BTreeSet::new();
        if seen.insert(root) {
            open.push((root, 0));
            is_open.insert(root);
        }
        while let Some((record, next)) = open.last_mut() {
            let embed = within.get(record).and_then(|embeds| embeds.get(*next)).copied();
            *next += 1;
            match embed {
                None => {
                    is_open.remove(record);
                    open.pop();
                }
                Some(embed) if is_open.contains(&embed.target) => found.push(embed),
                Some(embed) if seen.insert(embed.target) => {
                    is_open.insert(embed.target);
                    open.push((embed.target, 0));
                }
                Some(_) => {}
            }
        }
    }
    // What stands in several records, one in another, is met in each of them.
    found.sort_unstable_by_key(|embed| (embed.document, embed.link));
    found.dedup_by_key(|embed| (embed.document, embed.link));
    found
}

fn circle(model: &Model, embed: Embed) -> Diagnostic {
    let title = &model.records[embed.target].title;
    let message = format!("\u{201c}{title}\u{201d} would appear in full inside itself");
    problem(model, embed, message).help("embed it as a card, `![[id]]`, or refer to it: `[[id]]`")
}

fn too_much(model: &Model, embed: Embed) -> Diagnostic {
    let message = format!(
        "this document embeds more than {} KiB of other records in full; this one becomes a card",
        FULL_AT_MOST / 1024
    );
    problem(model, embed, message).help("refer to some of them instead, or split the document")
}

fn problem(model: &Model, embed: Embed, message: String) -> Diagnostic {
    let document = model.documents[embed.document].document();
    let span = document.links[embed.link].target.span.clone();
    Diagnostic::at(Code::BadEmbed, &document.source, span, message)
}
