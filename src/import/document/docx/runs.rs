//! The text of a paragraph.

use super::drawing::Drawn;
use super::{FORMULA, Reader, Unsettled, bookmark, chosen, fields, styles};
use crate::import::document::element::Element;
use crate::import::document::{Format, Inline, Target, What};

/// What is true of the text that is being read.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    format: Format,
    link: Option<Target>,
}

impl Reader<'_> {
    /// Reads what is in a paragraph, or in something within one.
    pub(super) fn inlines(
        &mut self,
        parent: &Element,
        run: &Run,
        out: &mut Vec<Inline>,
    ) -> Result<(), String> {
        for element in parent.elements() {
            self.inline(element, run, out)?;
        }
        Ok(())
    }

    fn inline(
        &mut self,
        element: &Element,
        run: &Run,
        out: &mut Vec<Inline>,
    ) -> Result<(), String> {
        match element.name.as_str() {
            "w:r" => return self.run(element, run, out),
            "w:hyperlink" => {
                let link = self.hyperlink(element).or_else(|| run.link.clone());
                return self.inlines(element, &Run { link, ..run.clone() }, out);
            }
            "w:fldSimple" => {
                let instruction = element.attribute("w:instr").unwrap_or_default();
                let link = fields::target(instruction).or_else(|| run.link.clone());
                return self.inlines(element, &Run { link, ..run.clone() }, out);
            }
            "w:ins" | "w:del" | "w:moveFrom" | "w:moveTo" => {
                self.refuse(Unsettled::Change, &element.text());
            }
            "w:commentRangeStart" => self.refuse(Unsettled::Comment, ""),
            "w:bookmarkStart" => {
                out.extend(bookmark(element).map(|name| Inline::of(What::Anchor(name))));
            }
            "w:sdt" => {
                if let Some(content) = element.child("w:sdtContent") {
                    return self.inlines(content, run, out);
                }
            }
            "w:smartTag" | "w:customXml" | "w:bdo" | "w:dir" => {
                return self.inlines(element, run, out);
            }
            "mc:AlternateContent" => {
                if let Some(choice) = chosen(element) {
                    return self.inlines(choice, run, out);
                }
            }
            "m:oMath" | "m:oMathPara" => self.leave(FORMULA, element.text()),
            _ => {}
        }
        Ok(())
    }

    fn run(&mut self, element: &Element, outer: &Run, out: &mut Vec<Inline>) -> Result<(), String> {
        let mut run = outer.clone();
        if run.link.is_none() {
            run.link = self.fields.target();
        }
        if let Some(properties) = element.child("w:rPr") {
            if properties.child("w:rPrChange").is_some() {
                self.refuse(Unsettled::Change, &element.text());
            }
            let style = properties.child("w:rStyle").and_then(|style| style.attribute("w:val"));
            let of_style = style.map(|style| self.styles.format(style)).unwrap_or_default();
            let own = of_style.and(styles::format(properties));
            run.format = run.format.and(own).without(styles::unformat(properties));
            let is_on = |name: &str| {
                let value = properties.child(name).map(|own| own.attribute("w:val"));
                value.is_some_and(|value| value.is_none_or(styles::is_on))
            };
            if is_on("w:vanish") {
                let words = element.text();
                if !words.trim().is_empty() {
                    self.leave("hidden text", words);
                }
                return Ok(());
            }
            let colour = properties.child("w:color").and_then(|colour| colour.attribute("w:val"));
            let is_coloured = colour.is_some_and(|colour| !["auto", "000000"].contains(&colour));
            if is_coloured && run.link.is_none() && element.child("w:t").is_some() {
                self.leave("the colour of a text", String::new());
            }
        }
        if run.link.is_some() {
            run.format = run.format.without(Format::UNDERLINED);
        }
        for child in element.elements() {
            self.piece(child, &run, out)?;
        }
        Ok(())
    }

    /// Reads a piece of a run.
    fn piece(&mut self, piece: &Element, run: &Run, out: &mut Vec<Inline>) -> Result<(), String> {
        let mut add = |what: What| {
            out.push(Inline { format: run.format, link: run.link.clone(), what });
        };
        match piece.name.as_str() {
            "w:t" if self.fields.is_shown() => {
                if let Some(number) = self.pages.waiting() {
                    add(What::Page(number));
                }
                add(What::Text(piece.text()));
            }
            "w:tab" | "w:ptab" => add(What::Text(" ".to_owned())),
            "w:noBreakHyphen" => add(What::Text("\u{2011}".to_owned())),
            "w:cr" => add(What::Break),
            // Other breaks are those of pages and columns.
            "w:br" if piece.attribute("w:type").is_none_or(|kind| kind == "textWrapping") => {
                add(What::Break);
            }
            "w:lastRenderedPageBreak" => {
                let number = self.pages.begin();
                self.pages.again(number);
            }
            "w:sym" => {
                let font = piece.attribute("w:font").unwrap_or_default();
                let letter = piece.attribute("w:char").unwrap_or_default();
                self.leave("a sign of a font of signs", format!("{font} {letter}"));
            }
            "w:fldChar" => match piece.attribute("w:fldCharType") {
                Some("begin") => self.fields.begin(),
                Some("separate") => self.fields.separate(),
                Some("end") => self.fields.end(),
                _ => {}
            },
            "w:instrText" => self.fields.instruct(&piece.text()),
            "w:footnoteReference" => self.reference("w:footnote", piece, out)?,
            "w:endnoteReference" => self.reference("w:endnote", piece, out)?,
            "w:delText" => self.refuse(Unsettled::Change, &piece.text()),
            "w:commentReference" => self.refuse(Unsettled::Comment, ""),
            "w:ruby" => self.ruby(piece, run, out)?,
            "mc:AlternateContent" => {
                let children = chosen(piece).into_iter().flat_map(Element::elements);
                for child in children {
                    self.piece(child, run, out)?;
                }
            }
            "w:drawing" | "w:pict" | "w:object" => self.drawing(piece, run, out)?,
            _ => {}
        }
        Ok(())
    }

    /// Adds the mark of a note.
    fn reference(
        &mut self,
        kind: &'static str,
        piece: &Element,
        out: &mut Vec<Inline>,
    ) -> Result<(), String> {
        let id = piece.attribute("w:id").unwrap_or_default();
        out.extend(self.note(kind, id)?.map(|label| Inline::of(What::Note(label))));
        Ok(())
    }

    /// Adds a text with what stands above it, which tells how it is read.
    fn ruby(&mut self, piece: &Element, run: &Run, out: &mut Vec<Inline>) -> Result<(), String> {
        for (name, marks) in [("w:rubyBase", ["", ""]), ("w:rt", [" (", ")"])] {
            let Some(part) = piece.child(name) else { continue };
            out.push(Inline::text(marks[0]));
            self.inlines(part, run, out)?;
            out.push(Inline::text(marks[1]));
        }
        Ok(())
    }

    /// Adds what a drawing shows, and puts its boxes beside the paragraph.
    fn drawing(&mut self, piece: &Element, run: &Run, out: &mut Vec<Inline>) -> Result<(), String> {
        for drawn in self.drawn(piece)? {
            match drawn {
                Drawn::Picture(what) => {
                    out.extend(self.pages.waiting().map(|number| Inline::of(What::Page(number))));
                    out.push(Inline { format: Format::default(), link: run.link.clone(), what });
                }
                Drawn::Box(block) => self.beside.push(block),
            }
        }
        Ok(())
    }

    /// Where a link leads.
    fn hyperlink(&self, element: &Element) -> Option<Target> {
        let anchor = element.attribute("w:anchor");
        let relation = element.attribute("r:id").and_then(|id| self.relations.get(id));
        match (relation, anchor) {
            (Some(relation), Some(anchor)) => {
                Some(Target::Url(format!("{}#{anchor}", relation.target)))
            }
            (Some(relation), None) => match relation.target.strip_prefix('#') {
                Some(anchor) => Some(Target::Anchor(anchor.to_owned())),
                None => Some(Target::Url(relation.target.clone())),
            },
            (None, Some(anchor)) => Some(Target::Anchor(anchor.to_owned())),
            (None, None) => None,
        }
    }
}
