//! What a write changes in the index of its workspace.

use audience::Index;

use crate::StoreError;

/// Takes what was written into an index. It is made where the write is, and carried out after the commit.
pub(in crate::sqlite) struct Change {
    weight: usize,
    apply: Apply,
}

type Apply = Box<dyn FnOnce(&mut Index) -> Result<(), StoreError> + Send>;

impl Change {
    /// A change that carries so many bytes with it, about. An error says that the index does not hold what the store
    /// holds.
    pub(in crate::sqlite) fn new(
        weight: usize,
        apply: impl FnOnce(&mut Index) -> Result<(), StoreError> + Send + 'static,
    ) -> Self {
        Self { weight, apply: Box::new(apply) }
    }

    /// Bytes it carries, about.
    pub(super) const fn weight(&self) -> usize {
        self.weight
    }

    pub(super) fn apply(self, index: &mut Index) -> Result<(), StoreError> {
        (self.apply)(index)
    }
}

impl std::fmt::Debug for Change {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Change").field("weight", &self.weight).finish_non_exhaustive()
    }
}
