//! Fields: what Word works out, such as a number of a page or the text of a reference.

use crate::import::document::Target;

/// The fields that have begun and not ended, outermost first.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<Field>);

#[derive(Debug, Default)]
struct Field {
    instruction: String,
    has_result: bool,
    target: Option<Target>,
    is_contents: bool,
}

impl Fields {
    pub(super) fn begin(&mut self) {
        self.0.push(Field::default());
    }

    /// Adds to what a field is to work out.
    pub(super) fn instruct(&mut self, text: &str) {
        if let Some(field) = self.0.last_mut() {
            field.instruction.push_str(text);
        }
    }

    /// What follows is the result of the innermost field.
    pub(super) fn separate(&mut self) {
        if let Some(field) = self.0.last_mut() {
            field.has_result = true;
            field.target = target(&field.instruction);
            field.is_contents = is_contents(&field.instruction);
        }
    }

    pub(super) fn end(&mut self) {
        self.0.pop();
    }

    /// Whether what is read is shown: not the instruction of a field.
    pub(super) fn is_shown(&self) -> bool {
        self.0.iter().all(|field| field.has_result)
    }

    /// Whether what is read is a table of contents.
    pub(super) fn is_contents(&self) -> bool {
        self.0.iter().any(|field| field.is_contents)
    }

    /// Where what is read leads.
    pub(super) fn target(&self) -> Option<Target> {
        self.0.iter().rev().find_map(|field| field.target.clone())
    }
}

/// Whether a field makes a list with the pages of a document.
fn is_contents(instruction: &str) -> bool {
    let name = instruction.split_whitespace().next().unwrap_or_default().to_uppercase();
    ["TOC", "INDEX", "TOA"].contains(&name.as_str())
}

/// Where the result of a field leads.
pub(super) fn target(instruction: &str) -> Option<Target> {
    let words = arguments(instruction);
    let name = words.first()?.to_uppercase();
    match name.as_str() {
        "HYPERLINK" => {
            let local = words.iter().position(|word| word == "\\l");
            let anchor = local.and_then(|at| words.get(at + 1)).cloned();
            let url = words.get(1).filter(|word| !word.starts_with('\\'));
            match (url, anchor) {
                (Some(url), Some(anchor)) => Some(Target::Url(format!("{url}#{anchor}"))),
                (Some(url), None) => Some(Target::Url(url.clone())),
                (None, Some(anchor)) => Some(Target::Anchor(anchor)),
                (None, None) => None,
            }
        }
        "REF" | "PAGEREF" | "NOTEREF" => words.get(1).cloned().map(Target::Anchor),
        _ => None,
    }
}

/// The words of an instruction, those between quotation marks as one.
fn arguments(instruction: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = instruction.trim_start();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lead_where_they_say() {
        let anchor = |name: &str| Some(Target::Anchor(name.to_owned()));
        let url = |url: &str| Some(Target::Url(url.to_owned()));
        for (instruction, expected) in [
            (" REF _Ref12 \\h ", anchor("_Ref12")),
            ("HYPERLINK \"https://example.org/a b\"", url("https://example.org/a b")),
            ("HYPERLINK  \\l \"costs\" \\o \"tip\"", anchor("costs")),
            ("HYPERLINK \"a.docx\" \\l \"b\"", url("a.docx#b")),
            ("PAGE", None),
            ("", None),
        ] {
            assert_eq!(target(instruction), expected, "{instruction}");
        }
    }
}
