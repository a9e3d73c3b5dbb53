//! A tree of elements, as XML and HTML have them.

/// How deep elements may lie within one another. A file that goes deeper was made to break programs.
pub(super) const DEEPEST: usize = 200;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name, with the usual prefix of its namespace, if it is not that of the file.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child of a name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|child| child.name == name)
    }

    /// Does something with every element within this one, in order.
    pub(super) fn each<'e>(&'e self, see: &mut dyn FnMut(&'e Element)) {
        for child in self.elements() {
            see(child);
            child.each(see);
        }
    }

    /// The first element of a name within this one.
    pub(super) fn find(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(
            |child| {
                if child.name == name { Some(child) } else { child.find(name) }
            },
        )
    }

    /// The text within this element.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.text_into(&mut text);
        text
    }

    fn text_into(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.text_into(out),
            }
        }
    }
}
