//! Pictures, text boxes, and what else is drawn.

use super::Reader;
use crate::import::document::element::Element;
use crate::import::document::{
    Block, Frame, FrameKind, NOT_SHOWN, Picture, PictureSource, SHOWN, What,
};

/// What a drawing shows.
pub(super) enum Drawn {
    Picture(What),
    Box(Block),
}

impl Reader<'_> {
    /// What a drawing shows.
    pub(super) fn drawn(&mut self, drawing: &Element) -> Result<Vec<Drawn>, String> {
        let mut drawn = Vec::new();
        if drawing.name == "w:object" {
            let program = drawing.find("OLEObject").and_then(|object| object.attribute("ProgID"));
            self.leave("an embedded object", program.unwrap_or_default().to_owned());
        }
        self.drawn_in(drawing, &alternative(drawing), &mut drawn)?;
        Ok(drawn)
    }

    fn drawn_in(
        &mut self,
        parent: &Element,
        alternative: &str,
        drawn: &mut Vec<Drawn>,
    ) -> Result<(), String> {
        for element in parent.elements() {
            match element.name.as_str() {
                "a:blip" | "v:imagedata" => {
                    let id = ["r:embed", "r:id", "r:link"].iter();
                    let id = id.filter_map(|name| element.attribute(name)).next();
                    if let Some(at) = self.picture(id.unwrap_or_default(), alternative)? {
                        drawn.push(Drawn::Picture(What::Picture(at, alternative.to_owned())));
                    }
                }
                "w:txbxContent" => {
                    let blocks = self.blocks(element)?;
                    if !blocks.is_empty() {
                        drawn.push(Drawn::Box(Block::Frame(Frame {
                            kind: FrameKind::Box,
                            styles: Vec::new(),
                            blocks,
                        })));
                    }
                }
                "mc:AlternateContent" => {
                    if let Some(choice) = super::chosen(element) {
                        self.drawn_in(choice, alternative, drawn)?;
                    }
                }
                "chart" => self.diagram("a chart", element.attribute("r:id"))?,
                "relIds" => {
                    let data = element.attribute("r:dm");
                    self.diagram("a diagram made of shapes (SmartArt)", data)?;
                }
                _ => self.drawn_in(element, alternative, drawn)?,
            }
        }
        Ok(())
    }

    /// Notes what a chart or a diagram says, which stands in a file of its own.
    fn diagram(&mut self, what: &'static str, id: Option<&str>) -> Result<(), String> {
        let path = id.and_then(|id| self.relations.get(id)).map(|own| own.target.clone());
        let root = match path {
            Some(path) => self.package.xml(&path)?,
            None => None,
        };
        let mut words = Vec::new();
        if let Some(root) = root {
            root.each(&mut |element| {
                // The texts of shapes, and the names and numbers of charts.
                if ["a:t", "v"].contains(&element.name.as_str()) {
                    words.push(element.text());
                }
            });
        }
        self.leave(what, words.join(" "));
        Ok(())
    }

    /// A picture by what the file calls it; nothing, if browsers cannot show it.
    fn picture(&mut self, id: &str, alternative: &str) -> Result<Option<usize>, String> {
        let Some(relation) = self.relations.get(id).cloned() else { return Ok(None) };
        if relation.is_external {
            self.leave("a picture that is elsewhere", format!("{alternative} {}", relation.target));
            return Ok(None);
        }
        if let Some(known) = self.pictures.get(&relation.target) {
            return Ok(*known);
        }
        let ending = relation.target.rsplit('.').next().unwrap_or_default().to_lowercase();
        let at = match SHOWN.contains(&ending.as_str()) {
            true => self.package.picture(&relation.target)?.map(|bytes| {
                self.document
                    .pictures
                    .push(Picture { ending, source: PictureSource::Bytes(bytes) });
                self.document.pictures.len() - 1
            }),
            false => {
                self.leave(NOT_SHOWN, format!("{alternative} ({ending})"));
                None
            }
        };
        self.pictures.insert(relation.target, at);
        Ok(at)
    }
}

/// The words for those who do not see a drawing.
fn alternative(drawing: &Element) -> String {
    let described = drawing.find("docPr").or_else(|| drawing.find("v:shape"));
    let value = |name: &str| described?.attribute(name).filter(|text| !text.trim().is_empty());
    value("descr")
        .or_else(|| value("alt"))
        .or_else(|| value("title"))
        .unwrap_or_default()
        .to_owned()
}
