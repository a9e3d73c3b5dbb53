//! COinS: a work as an OpenURL in the title of an element, for lists of works.
//!
//! A book has no key for notes. That of a description is of Dublin Core, and is read for books too.

use super::Work;

/// The OpenURL of a work.
pub fn coins(work: &Work) -> String {
    let mut out = String::from(
        "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Abook&rft.genre=report",
    );
    let mut put = |key: &str, value: &str| {
        out.push('&');
        out.push_str(key);
        out.push('=');
        out.push_str(&encoded(value));
    };
    put("rft.btitle", &work.name());
    for name in &work.authors {
        put("rft.aucorp", name);
    }
    if let Some(date) = work.date {
        put("rft.date", &date.to_string());
    }
    if let Some(institution) = &work.institution {
        put("rft.pub", institution);
    }
    if let Some(note) = work.note() {
        put("rft.description", &note);
    }
    if let Some(url) = &work.url {
        put("rft_id", url);
    }
    out
}

/// Text as a value of a query.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            _ if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
