/// Where to go on reading a list; opaque to everyone but the store that gave it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub String);

/// Which part of a list is asked for.
#[derive(Debug, Clone, Default)]
pub struct PageRequest {
    /// At most so many items; the caller has bounded it.
    pub limit: u32,
    /// After this place; from the start if absent.
    pub after: Option<Cursor>,
}

/// A part of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Where to go on; absent at the end.
    pub next: Option<Cursor>,
}
