//! HTML → elements, as browsers read it.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ExpandedName, ParseOpts, QualName, parse_document};

use crate::import::document::element::{DEEPEST, Element, Node};

/// So many elements and texts a file has at most. What is open where an element begins can be repeated
/// by each, so that a small file can ask for very many.
const MOST_NODES: usize = 2_000_000;
/// The bytes after which it is looked whether there are too many.
const STEP: usize = 4096;

/// The `html` element of a file.
pub(super) fn read(text: &str) -> Result<Element, String> {
    let mut parser = parse_document(Sink::new(), ParseOpts::default());
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = STEP.min(rest.len());
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (step, after) = rest.split_at(end);
        parser.process(StrTendril::from_slice(step));
        if parser.tokenizer.sink.sink.is_full.get() {
            return Err(format!("it has more than {MOST_NODES} elements"));
        }
        rest = after;
    }
    let nodes = parser.finish();
    let root = nodes.first().and_then(|document| {
        let is_root = |at: &&usize| matches!(nodes[**at].what, What::Element(..));
        document.children.iter().find(is_root).copied()
    });
    let root = root.ok_or("it is empty")?;
    match element(&nodes, root, 0)? {
        Some(element) => Ok(element),
        None => Err("it is empty".to_owned()),
    }
}

/// An element and what is in it.
fn element(nodes: &[Made], at: usize, depth: usize) -> Result<Option<Element>, String> {
    if depth > DEEPEST {
        return Err(format!("elements lie more than {DEEPEST} deep in one another"));
    }
    let What::Element(name, attributes) = &nodes[at].what else { return Ok(None) };
    let mut own = Element {
        name: name.clone(),
        attributes: attributes.clone(),
        children: Vec::with_capacity(nodes[at].children.len()),
    };
    for child in &nodes[at].children {
        match &nodes[*child].what {
            What::Text(text) => own.children.push(Node::Text(text.clone())),
            _ => own.children.extend(element(nodes, *child, depth + 1)?.map(Node::Element)),
        }
    }
    Ok(Some(own))
}

/// A node while the tree is made.
#[derive(Debug)]
struct Made {
    parent: Option<usize>,
    children: Vec<usize>,
    what: What,
}

#[derive(Debug)]
enum What {
    Element(String, Vec<(String, String)>),
    Text(String),
    Other,
}

/// A node, by its place and, of an element, its name.
#[derive(Debug, Clone)]
struct Handle {
    at: usize,
    name: Rc<QualName>,
}

/// Where the parser puts what it finds.
struct Sink {
    nodes: RefCell<Vec<Made>>,
    is_full: Cell<bool>,
    none: Rc<QualName>,
}

impl Sink {
    fn new() -> Self {
        let none = QualName::new(None, html5ever::ns!(), html5ever::local_name!(""));
        let document = Made { parent: None, children: Vec::new(), what: What::Other };
        Self { nodes: RefCell::new(vec![document]), is_full: Cell::new(false), none: Rc::new(none) }
    }

    fn make(&self, what: What) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        if nodes.len() >= MOST_NODES {
            self.is_full.set(true);
        }
        nodes.push(Made { parent: None, children: Vec::new(), what });
        nodes.len() - 1
    }

    fn other(&self) -> Handle {
        Handle { at: self.make(What::Other), name: Rc::clone(&self.none) }
    }

    /// Puts a node or a text into a parent, at a place among its children.
    fn put(&self, parent: usize, at: Option<usize>, child: NodeOrText<Handle>) {
        let at = at.unwrap_or_else(|| self.nodes.borrow()[parent].children.len());
        let child = match child {
            NodeOrText::AppendNode(node) => {
                self.take_out(node.at);
                node.at
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).map(|before| nodes[parent].children[before]);
                if let Some(before) = before
                    && let What::Text(own) = &mut nodes[before].what
                {
                    own.push_str(&text);
                    return;
                }
                drop(nodes);
                self.make(What::Text(text.to_string()))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        nodes[child].parent = Some(parent);
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, child);
    }

    fn take_out(&self, node: usize) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[node].parent.take() {
            nodes[parent].children.retain(|child| *child != node);
        }
    }
}

fn pairs(attributes: Vec<Attribute>) -> Vec<(String, String)> {
    let pairs = attributes.into_iter();
    pairs.map(|own| (own.name.local.to_string(), own.value.to_string())).collect()
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Vec<Made>;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Vec<Made> {
        self.nodes.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { at: 0, name: Rc::clone(&self.none) }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _: ElementFlags,
    ) -> Handle {
        let own = What::Element(name.local.to_string(), pairs(attributes));
        Handle { at: self.make(own), name: Rc::new(name) }
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.other()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.other()
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.put(parent.at, None, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        before: &Handle,
        child: NodeOrText<Handle>,
    ) {
        let has_parent = self.nodes.borrow()[element.at].parent.is_some();
        match has_parent {
            true => self.append_before_sibling(element, child),
            false => self.append(before, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What is in a template is in no part of the tree that is shown.
    fn get_template_contents(&self, _: &Handle) -> Handle {
        self.other()
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.at == other.at
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.take_out(node.at);
        }
        let place = {
            let nodes = self.nodes.borrow();
            let parent = nodes[sibling.at].parent;
            parent.and_then(|parent| {
                let at = nodes[parent].children.iter().position(|child| *child == sibling.at);
                at.map(|at| (parent, at))
            })
        };
        if let Some((parent, at)) = place {
            self.put(parent, Some(at), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        if let What::Element(_, own) = &mut self.nodes.borrow_mut()[target.at].what {
            let missing = pairs(attributes).into_iter();
            let missing = missing.filter(|(name, _)| !own.iter().any(|(known, _)| known == name));
            let missing: Vec<_> = missing.collect();
            own.extend(missing);
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.take_out(target.at);
    }

    fn reparent_children(&self, node: &Handle, parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[node.at].children);
        for child in &children {
            nodes[*child].parent = Some(parent.at);
        }
        nodes[parent.at].children.extend(children);
    }
}
