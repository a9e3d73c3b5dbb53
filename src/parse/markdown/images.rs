//! Images, and records that are embedded like them.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::links::{scheme, wiki_target};
use super::{Writer, trim_end};
use crate::diagnostics::{Code, Diagnostic};
use crate::escape::escape;
use crate::parse::inline::Inline;
use crate::parse::{Dialect, Hole, Image, LinkStyle, Marked, Piece};
use crate::source::with_line_feeds;

/// An image whose alternative text is being gathered.
pub(super) struct OpenImage {
    pub(super) target: Marked,
    /// The words written for it; what the parser makes up of a wikilink's target is none.
    pub(super) alt: Inline,
    pub(super) title: String,
    pub(super) embeds: bool,
    pub(super) alone: bool,
    pub(super) has_words: bool,
    /// How many pictures are open in its words.
    pub(super) inner: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn alt(&mut self, event: &Event<'_>) {
        let Some(image) = &mut self.image else { return };
        let (alt, links) = (&mut image.alt, &self.document.links);
        match event {
            Event::Start(Tag::Image { .. }) => image.inner += 1,
            Event::End(TagEnd::Image) => image.inner -= 1,
            _ if !image.has_words => {}
            Event::Text(text) | Event::Code(text) => alt.push(text),
            Event::SoftBreak | Event::HardBreak => alt.push(" "),
            Event::InlineMath(tex) | Event::DisplayMath(tex) => alt.formula(tex, None),
            Event::InlineHtml(html) => alt.tag(html, links),
            Event::Start(Tag::Strikethrough) => alt.open("<del>"),
            Event::End(TagEnd::Strikethrough) => alt.close("del", links),
            _ => {}
        }
    }

    pub(super) fn image_start(
        &mut self,
        link_type: LinkType,
        target: &CowStr<'a>,
        title: &str,
        range: &Range<usize>,
    ) {
        let wiki = matches!(link_type, LinkType::WikiLink { .. });
        let has_words = !matches!(link_type, LinkType::WikiLink { has_pothole: false });
        let name = if wiki { wiki_target(target) } else { target };
        self.image = Some(OpenImage {
            target: Marked { text: name.to_owned(), span: self.span_of(name, range) },
            alt: Inline::default(),
            title: with_line_feeds(title),
            embeds: wiki && !is_picture(name),
            alone: self.skip_paragraph,
            has_words,
            inner: 0,
        });
    }

    pub(super) fn image_end(&mut self, range: &Range<usize>) {
        let Some(mut image) = self.image.take() else { return };
        let alt = image.alt.words(&self.document.links);
        if image.embeds {
            return self.embed(image, &alt, range);
        }
        if let Some(scheme) = scheme(&image.target.text) {
            self.tell_remote(&scheme, &image);
            if self.options.dialect == Dialect::Book && matches!(&*scheme, "http" | "https") {
                self.remote(&image, &alt);
            }
            return;
        }
        if alt.is_empty() {
            let range = trim_end(self.text, range);
            self.problem_at(
                Code::ImageWithoutAlt,
                &range,
                "this image has no alternative text".to_owned(),
                "describe the image between the square brackets",
            );
        }
        let index = self.document.images.len() as u32;
        let at = self.at();
        let alone = image.alone;
        // A picture is no part of what a sentence says, but may be all that a heading shows.
        match self.heading {
            // mdBook makes ids of the words alone.
            Some(_) if self.options.dialect == Dialect::Book => self.inline.push_text(&alt),
            Some(_) => self.inline.push(&alt),
            None => self.inline.skip(),
        }
        self.document.images.push(Image {
            target: image.target,
            alt,
            title: image.title,
            alone: image.alone,
            at,
        });
        self.hole(Hole::Image(index));
        if alone {
            self.push("\n");
        }
        self.piece(range, Piece::Image(index));
    }

    fn tell_remote(&mut self, scheme: &str, image: &OpenImage) {
        let message = format!("an image cannot come from a `{scheme}:` address");
        let span = image.target.span.clone();
        self.problem(Diagnostic::at(Code::BadScheme, self.source, span, message).help(
            "save the image next to the document, so that pages load nothing from other hosts",
        ));
    }

    /// A picture that comes from another host, in a book whose authors want that.
    fn remote(&mut self, image: &OpenImage, alt: &str) {
        let title = match image.title.as_str() {
            "" => String::new(),
            title => format!(" title=\"{}\"", escape(title)),
        };
        let (source, alt) = (escape(image.target.text.trim()), escape(alt));
        let tag = format!("<img src=\"{source}\" alt=\"{alt}\"{title} loading=\"lazy\">");
        self.push(&match image.alone {
            true => format!("<p>{tag}</p>\n"),
            false => tag,
        });
        self.inline.skip();
    }

    /// A card is a block, and so is a record in full: inside a line, an embedded record becomes a
    /// plain reference.
    fn embed(&mut self, image: OpenImage, alt: &str, range: &Range<usize>) {
        let is_full = alt.trim() == "full";
        let alt = if is_full { "" } else { alt };
        let style = match (image.alone, is_full) {
            (false, _) => LinkStyle::Wiki,
            (true, false) => LinkStyle::Embed,
            (true, true) => LinkStyle::Full,
        };
        let index = self.add_link(style, &image.target.text, &image.title, range);
        self.document.links[index as usize].target.span = image.target.span;
        if image.alone {
            self.hole(Hole::Embed(index));
            // What stands at the end of a section stands in it: the hole alone has no extent.
            return self.push("\n");
        }
        self.hole(Hole::LinkOpen(index));
        if alt.is_empty() {
            self.inline.title(index, &image.target.text);
            self.hole(Hole::LinkTitle(index));
        } else {
            self.inline.push(alt);
            self.escape(alt);
        }
        self.hole(Hole::LinkClose(index));
    }
}

/// Whether the events from an image's start on end a paragraph right after it.
pub(super) fn paragraph_is_one_image(events: &[(Event<'_>, Range<usize>)]) -> bool {
    let mut open = 0_usize;
    let end = events.iter().position(|(event, _)| {
        match event {
            Event::Start(Tag::Image { .. }) => open += 1,
            Event::End(TagEnd::Image) => open = open.saturating_sub(1),
            _ => {}
        }
        open == 0
    });
    let Some(end) = end else { return false };
    matches!(events.get(end + 1), Some((Event::End(TagEnd::Paragraph), _)))
}

fn is_picture(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| {
        ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"].contains(&extension.as_str())
    })
}
