//! A column: one number a customer, packed block by block.

use bitcode::{Decode, Encode};

use super::BLOCK;
use super::packed::Packed;

/// One number a customer, each of which may be missing.
#[derive(Debug, Encode, Decode)]
pub(super) struct Column {
    plain: bool,
    blocks: Vec<Packed>,
}

impl Column {
    /// Numbers from zero up, mostly small.
    pub(super) const fn small() -> Self {
        Self { plain: true, blocks: Vec::new() }
    }

    /// Numbers that lie near to each other, wherever that is.
    pub(super) const fn near() -> Self {
        Self { plain: false, blocks: Vec::new() }
    }

    pub(super) fn get(&self, row: u32) -> Option<i64> {
        let (block, at) = (self.blocks.get(row as usize / BLOCK)?, row as usize % BLOCK);
        if at < block.len() { block.get(at) } else { None }
    }

    /// Sets the number of a row; rows between the last and this one have none.
    pub(super) fn set(&mut self, row: u32, number: Option<i64>) {
        let (block, at) = (row as usize / BLOCK, row as usize % BLOCK);
        while self.blocks.len() <= block {
            self.pad();
            self.blocks.push(Packed::new(self.plain));
        }
        let block = &mut self.blocks[block];
        while block.len() <= at {
            block.push(None);
        }
        block.set(at, number);
    }

    /// Fills the last block.
    fn pad(&mut self) {
        if let Some(last) = self.blocks.last_mut() {
            while last.len() < BLOCK {
                last.push(None);
            }
            last.shrink();
        }
    }

    /// A block; `None` where all are missing. It may have fewer numbers than rows: the rest are missing.
    pub(super) fn block(&self, block: usize) -> Option<&Packed> {
        self.blocks.get(block)
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let places = self.blocks.capacity() * size_of::<Packed>();
        places + self.blocks.iter().map(Packed::bytes).sum::<usize>()
    }

    /// The first row whose number is not below this one, where numbers never fall.
    pub(super) fn place(&self, number: i64) -> u32 {
        let begins = |block: &Packed| block.get(0).is_some_and(|first| first < number);
        let after = self.blocks.partition_point(begins);
        let Some(block) = after.checked_sub(1) else { return 0 };
        (block * BLOCK + self.blocks[block].place(number)) as u32
    }
}
