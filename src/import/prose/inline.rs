//! Text within a paragraph.

use super::{Around, Link, Prose, longest_run};
use crate::import::document::{Format, Inline, Target, What, words};
use crate::import::records::markdown::escaped;

/// Formats from the outermost to the innermost, with their marks in Markdown, if any, and in HTML.
const LAYERS: [(Format, Option<&str>, &str); 7] = [
    (Format::STRONG, Some("**"), "strong"),
    (Format::EMPHASIS, Some("*"), "em"),
    (Format::STRUCK, Some("~~"), "del"),
    (Format::MARKED, None, "mark"),
    (Format::UNDERLINED, None, "u"),
    (Format::SUP, None, "sup"),
    (Format::SUB, None, "sub"),
];

/// Writes a text.
pub(super) struct Writer<'p, 'a> {
    pub(super) prose: &'p Prose<'a>,
    pub(super) around: Around,
}

impl Writer<'_, '_> {
    pub(super) fn write(&self, text: &[Inline]) -> String {
        let pieces = self.tidy(text);
        let mut out = String::new();
        let mut rest = &pieces[..];
        while let Some(first) = rest.first() {
            let many = rest.iter().take_while(|piece| piece.link == first.link).count();
            let (own, after) = rest.split_at(many);
            match &first.link {
                Some(target) => self.link(target, own, after.first(), &mut out),
                None => self.layer(0, own, after.first(), &mut out),
            }
            rest = after;
        }
        out.trim_matches(' ').to_owned()
    }

    /// The pieces that are written: with single blanks, and those that look the same as one.
    fn tidy(&self, text: &[Inline]) -> Vec<Inline> {
        let mut pieces: Vec<Inline> = Vec::new();
        for piece in text {
            let what = match &piece.what {
                What::Anchor(_) => continue,
                What::Page(_) if !self.prose.pages => continue,
                What::Break if self.around == Around::Heading => What::Text(" ".to_owned()),
                What::Text(text) => What::Text(text.chars().filter(|it| !is_unseen(*it)).collect()),
                what => what.clone(),
            };
            match (pieces.last_mut(), what) {
                (_, What::Text(text)) if text.is_empty() => {}
                (Some(Inline { format, link, what: What::Text(own) }), What::Text(text))
                    if (*format, &*link) == (piece.format, &piece.link)
                        || text.trim().is_empty() && *link == piece.link =>
                {
                    own.push_str(&text);
                }
                // A page that begins where bold text does is not bold itself.
                (before, what @ What::Page(_)) => {
                    let before = before.map(|own| (own.format, own.link.clone()));
                    let is_within = before == Some((piece.format, piece.link.clone()));
                    pieces.push(if is_within {
                        Inline { what, ..piece.clone() }
                    } else {
                        Inline::of(what)
                    });
                }
                (_, what) => {
                    let Inline { format, link, .. } = piece.clone();
                    pieces.push(Inline { format, link, what });
                }
            }
        }
        self.single_blanks(&mut pieces);
        pieces
    }

    fn single_blanks(&self, pieces: &mut Vec<Inline>) {
        let mut is_after_blank = true;
        for piece in pieces.iter_mut() {
            let What::Text(text) = &mut piece.what else {
                is_after_blank = piece.what == What::Break;
                continue;
            };
            let mut single = String::with_capacity(text.len());
            for letter in text.chars() {
                let is_blank = letter.is_whitespace() && letter != '\u{a0}' && letter != '\u{202f}';
                if !is_blank || !is_after_blank {
                    single.push(if is_blank { ' ' } else { letter });
                }
                is_after_blank = is_blank;
            }
            *text = single;
        }
        // Blanks before the end of a line, and ends of lines before the end, are not seen.
        let mut is_end = true;
        for piece in pieces.iter_mut().rev() {
            match &mut piece.what {
                What::Text(text) => {
                    if is_end {
                        text.truncate(text.trim_end_matches(' ').len());
                    }
                    is_end &= text.is_empty();
                }
                What::Break => is_end = true,
                _ => is_end = false,
            }
        }
        let is_empty = |piece: &Inline| matches!(&piece.what, What::Text(text) if text.is_empty());
        pieces.retain(|piece| !is_empty(piece));
        while pieces.last().is_some_and(|piece| piece.what == What::Break) {
            pieces.pop();
        }
        let breaks = pieces.iter().take_while(|piece| piece.what == What::Break).count();
        pieces.drain(..breaks);
    }

    fn link(&self, target: &Target, own: &[Inline], next: Option<&Inline>, out: &mut String) {
        let mut text = String::new();
        self.layer(0, own, None, &mut text);
        let trimmed = text.trim_matches(' ');
        let (before, after) = match text.split_once(trimmed) {
            Some((before, after)) if !trimmed.is_empty() => (before, after),
            _ => return out.push_str(&text),
        };
        out.push_str(before);
        let said = words(own);
        let link = (self.prose.link)(target);
        match &link {
            Link::Nowhere => self.layer(0, own, next, out),
            Link::Url(url) if *url == said && is_plain_address(url) => {
                out.push_str(&format!("<{url}>"));
            }
            Link::Url(url) => {
                guard_mark(out);
                out.push_str(&format!("[{trimmed}]({})", address(url, self.around)));
            }
            Link::Record(id, title) if *title == said => out.push_str(&format!("[[{id}]]")),
            Link::Record(..)
                if own.iter().any(|it| !matches!(it.what, What::Text(_) | What::Break)) =>
            {
                // A reference holds words alone.
                out.push_str(trimmed);
            }
            Link::Record(id, _) => {
                let bar = if self.around == Around::Cell { "\\|" } else { "|" };
                out.push_str(&format!("[[{id}{bar}{}]]", escaped(&said)));
            }
        }
        if link != Link::Nowhere {
            out.push_str(after);
        }
    }

    /// Writes pieces, of which the formats before a layer are written already.
    fn layer(&self, at: usize, pieces: &[Inline], next: Option<&Inline>, out: &mut String) {
        let Some((format, markdown, html)) = LAYERS.get(at).copied() else {
            return self.code(pieces, out);
        };
        let mut rest = pieces;
        while let Some(first) = rest.first() {
            let has = first.format.has(format);
            let many = rest.iter().take_while(|piece| piece.format.has(format) == has).count();
            let (own, after) = rest.split_at(many);
            let behind = after.first().or(next);
            rest = after;
            if !has {
                self.layer(at + 1, own, behind, out);
                continue;
            }
            let is_both = format == Format::STRONG
                && own.iter().all(|piece| piece.format.has(Format::EMPHASIS));
            let mut inner = String::new();
            self.layer(if is_both { at + 2 } else { at + 1 }, own, None, &mut inner);
            // A mark does not count beside a blank, even one that does not break.
            let text = inner.trim();
            if text.is_empty() {
                out.push_str(&inner);
                continue;
            }
            let start = inner.len() - inner.trim_start().len();
            let end = inner.trim_end().len();
            out.push_str(&inner[..start]);
            let mark = markdown.filter(|_| end < inner.len() || can_close(text, behind));
            let mark = mark.filter(|_| can_open(out, text));
            match (mark, is_both) {
                (Some(_), true) => out.push_str(&format!("***{text}***")),
                (Some(mark), false) => out.push_str(&format!("{mark}{text}{mark}")),
                (None, true) => out.push_str(&format!("<strong><em>{text}</em></strong>")),
                (None, false) => out.push_str(&format!("<{html}>{text}</{html}>")),
            }
            out.push_str(&inner[end..]);
        }
    }

    /// Writes pieces whose formats are written, except for code.
    fn code(&self, pieces: &[Inline], out: &mut String) {
        let mut is_after_note = false;
        for piece in pieces {
            match &piece.what {
                What::Text(text) if piece.format.has(Format::CODE) && !text.trim().is_empty() => {
                    code(text, self.around, out);
                }
                What::Text(text) => {
                    // A mark and a colon would begin the note itself.
                    let text = match text.strip_prefix(':').filter(|_| is_after_note) {
                        Some(rest) => {
                            out.push_str("\\:");
                            rest
                        }
                        None => text.as_str(),
                    };
                    plain(text, piece.link.is_some(), out);
                }
                What::Note(label) => {
                    guard_mark(out);
                    out.push_str(&format!("[^{label}]"));
                }
                What::Picture(at, alternative) => {
                    let Some(path) = (self.prose.picture)(*at) else { continue };
                    let alternative = alternative.split_whitespace().collect::<Vec<_>>().join(" ");
                    out.push_str(&format!("![{}]({path})", escaped(&alternative)));
                }
                What::Break => out.push_str(match self.around {
                    Around::Cell => "<br>",
                    _ => "\\\n",
                }),
                What::Page(number) => {
                    let number = escaped(number);
                    out.push_str(&format!("<span class=\"page\" title=\"{number}\"></span>"));
                }
                What::Anchor(_) => {}
            }
            is_after_note = matches!(piece.what, What::Note(_));
        }
    }
}

/// Writes plain text. Addresses in it stay whole.
fn plain(text: &str, is_linked: bool, out: &mut String) {
    let mut rest = text;
    while let Some(at) = ["https://", "http://"].iter().filter_map(|own| rest.find(own)).min() {
        let (before, from) = rest.split_at(at);
        let end = from.find(|it: char| it.is_whitespace() || "<>\"".contains(it));
        let url = from[..end.unwrap_or(from.len())]
            .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’', '”']);
        out.push_str(&escaped(before));
        match is_linked || !is_plain_address(url) {
            true => out.push_str(&escaped(url)),
            false => out.push_str(&format!("<{url}>")),
        }
        rest = &from[url.len()..];
        if url.is_empty() {
            break;
        }
    }
    out.push_str(&escaped(rest));
}

fn is_plain_address(url: &str) -> bool {
    let is_plain = |letter: char| !letter.is_whitespace() && !"<>\\\"`|$*~[]{}&".contains(letter);
    ["https://", "http://"].iter().any(|start| url.len() > start.len() && url.starts_with(start))
        && url.chars().all(is_plain)
}

/// An address as Markdown writes it.
fn address(url: &str, around: Around) -> String {
    let mut out = String::with_capacity(url.len());
    for letter in url.chars() {
        match letter {
            letter if letter.is_whitespace() => out.push_str("%20"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '|' if around == Around::Cell => out.push_str("%7C"),
            '(' | ')' => out.push_str(&format!("\\{letter}")),
            '&' => out.push_str("&amp;"),
            '$' => out.push_str("%24"),
            letter => out.push(letter),
        }
    }
    out
}

/// Code between as many marks as it needs.
fn code(text: &str, around: Around, out: &mut String) {
    let fence = "`".repeat(longest_run(text, '`') + 1);
    let is_close = |letter: char| text.starts_with(letter) || text.ends_with(letter);
    let blank = if is_close('`') || is_close(' ') { " " } else { "" };
    let text = if around == Around::Cell { text.replace('|', "\\|") } else { text.to_owned() };
    out.push_str(&format!("{fence}{blank}{text}{blank}{fence}"));
}

/// A mark of exclamation before a bracket would make a picture of it.
fn guard_mark(out: &mut String) {
    if out.ends_with('!') && !out.ends_with("\\!") {
        out.pop();
        out.push_str("\\!");
    }
}

/// Whether a mark of emphasis can begin behind what is written, and before a text.
fn can_open(out: &str, text: &str) -> bool {
    let is_free = !text.starts_with(['*', '~', '<']);
    let before = out.chars().next_back();
    let is_letter = text.starts_with(char::is_alphanumeric);
    let is_apart = before.is_none_or(|before| !before.is_alphanumeric());
    is_free && !before.is_some_and(|it| "*~".contains(it)) && (is_letter || is_apart)
}

/// Whether a mark of emphasis can end behind a text, and before the next piece.
fn can_close(text: &str, next: Option<&Inline>) -> bool {
    if text.ends_with(['*', '~', '>']) {
        return false;
    }
    let Some(next) = next else { return true };
    let marks = [Format::STRONG, Format::EMPHASIS, Format::STRUCK];
    if marks.iter().any(|format| next.format.has(*format)) {
        return false;
    }
    let is_letter = text.ends_with(char::is_alphanumeric);
    match &next.what {
        What::Text(next) => is_letter || !next.starts_with(char::is_alphanumeric),
        _ => true,
    }
}

/// Whether a character shows nothing, and would part a word that is searched for.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{feff}' | '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}')
}
