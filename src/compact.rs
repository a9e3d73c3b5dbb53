//! What is made once and held for long, in blocks of memory of its own size.
//!
//! `shrink_to_fit` may leave a block as it is while half of it is used, as the allocator of the
//! program does.

/// Moves a list into a block of its own size.
pub(crate) fn list<T>(list: &mut Vec<T>) {
    if list.len() < list.capacity() {
        let mut compact = Vec::with_capacity(list.len());
        compact.append(list);
        *list = compact;
    }
}

/// Moves a text into a block of its own size.
pub(crate) fn text(text: &mut String) {
    if text.len() < text.capacity() {
        *text = text.as_str().to_owned();
    }
}
