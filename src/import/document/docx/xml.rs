//! XML → elements.

use std::collections::BTreeMap;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::import::document::element::{DEEPEST, Element, Node};

/// The namespaces of Office files, by the end of their names, which two versions of the standard
/// share, with their usual prefixes.
const NAMESPACES: [(&str, &str); 10] = [
    ("wordprocessingml/2006/main", "w"),
    ("ooxml/wordprocessingml/main", "w"),
    ("officeDocument/2006/relationships", "r"),
    ("officeDocument/relationships", "r"),
    ("officeDocument/2006/math", "m"),
    ("officeDocument/math", "m"),
    ("drawingml/2006/main", "a"),
    ("drawingml/main", "a"),
    ("markup-compatibility/2006", "mc"),
    ("schemas-microsoft-com:vml", "v"),
];

/// What marks when a text was typed, which takes up a third of a file.
const SESSION: &str = "rsid";

/// So many elements and texts a file has at most. A book of a thousand pages has a third of them.
const MOST_NODES: usize = 3_000_000;

/// The outermost element of a file.
pub(super) fn read(text: &str) -> Result<Element, String> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut prefixes = Prefixes::default();
    let mut open: Vec<Element> = vec![Element::default()];
    let mut many = 0;
    loop {
        many += 1;
        // Each element has a beginning and an end.
        if many > 2 * MOST_NODES {
            return Err(format!("it has more than {MOST_NODES} elements"));
        }
        let (namespace, event) = reader.read_resolved_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(start) => {
                if open.len() > DEEPEST {
                    return Err(format!("elements lie more than {DEEPEST} deep in one another"));
                }
                let name = prefixes.name(&namespace, start.local_name().into_inner());
                let attributes = attributes(&reader, &start, &mut prefixes)?;
                open.push(Element { name, attributes, children: Vec::new() });
            }
            Event::End(_) => {
                let Some(element) = open.pop() else { break };
                match open.last_mut() {
                    Some(parent) => parent.children.push(Node::Element(element)),
                    None => return Err("an element ends that did not begin".to_owned()),
                }
            }
            Event::Text(text) => put(&mut open, &text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => put(&mut open, &text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                let letter = reference.resolve_char_ref().map_err(|error| error.to_string())?;
                match letter {
                    Some(letter) => put(&mut open, letter.encode_utf8(&mut [0; 4])),
                    None => {
                        let name = reference.into_inner();
                        let text = quick_xml::escape::resolve_predefined_entity(&name);
                        let text =
                            text.ok_or_else(|| format!("there is no character `&{name};`"))?;
                        put(&mut open, text);
                    }
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let root = open.pop().filter(|_| open.is_empty());
    let root = root.ok_or("the file ends within an element")?;
    let mut children = root.children.into_iter();
    let first = children.find_map(|child| match child {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    first.ok_or_else(|| "the file is empty".to_owned())
}

/// Adds text to the innermost element that is open.
fn put(open: &mut [Element], text: &str) {
    let Some(parent) = open.last_mut() else { return };
    match parent.children.last_mut() {
        Some(Node::Text(own)) => own.push_str(text),
        _ => parent.children.push(Node::Text(text.to_owned())),
    }
}

fn attributes(
    reader: &NsReader<&[u8]>,
    start: &BytesStart<'_>,
    prefixes: &mut Prefixes,
) -> Result<Vec<(String, String)>, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
        let local = local.into_inner();
        if local.starts_with(SESSION) {
            continue;
        }
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| error.to_string())?;
        // An attribute without a prefix has no namespace.
        attributes.push((prefixes.name(&namespace, local), value.into_owned()));
    }
    Ok(attributes)
}

/// The usual prefixes of the namespaces of a file, each looked up once.
#[derive(Default)]
struct Prefixes(BTreeMap<String, &'static str>);

impl Prefixes {
    fn name(&mut self, namespace: &ResolveResult<'_>, local: &str) -> String {
        let ResolveResult::Bound(namespace) = namespace else { return local.to_owned() };
        let uri = namespace.into_inner();
        let prefix = match self.0.get(uri) {
            Some(prefix) => prefix,
            None => {
                let known = NAMESPACES.iter().find(|(end, _)| uri.ends_with(end));
                let prefix = known.map_or("", |(_, prefix)| prefix);
                self.0.insert(uri.to_owned(), prefix);
                prefix
            }
        };
        if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
    }
}
