//! Texts that hardly two customers share: email, phone, name; one arena a block.

use std::io;

use bitcode::{Decode, Encode};

use super::BLOCK;
use super::snapshot::{Sink, Source};

/// Which of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextPart {
    Email,
    Phone,
    Name,
}

const PARTS: usize = 3;

/// The texts of all customers.
#[derive(Debug, Default)]
pub(super) struct Texts {
    blocks: Vec<Arena>,
}

/// The texts of a block: three lengths and three texts a customer, wherever there is room.
#[derive(Debug, Default, Encode, Decode)]
struct Arena {
    bytes: Vec<u8>,
    starts: Vec<u32>,
    /// Bytes that nobody's texts stand in any more.
    waste: usize,
}

/// A length that does not fit into one byte takes two more.
const LONG: u8 = u8::MAX;

impl Texts {
    /// The texts of a row; one that is missing is empty.
    pub(super) fn get(&self, row: u32, part: TextPart) -> &str {
        self.blocks
            .get(row as usize / BLOCK)
            .and_then(|arena| arena.texts(row as usize % BLOCK))
            .map_or("", |texts| texts[part as usize])
    }

    /// Sets the texts of a row, in the order of the parts.
    pub(super) fn set(&mut self, row: u32, texts: [&str; PARTS]) {
        let block = row as usize / BLOCK;
        if self.blocks.len() <= block {
            if let Some(last) = self.blocks.last_mut() {
                last.bytes.shrink_to_fit();
                last.starts.shrink_to_fit();
            }
            self.blocks.resize_with(block + 1, Arena::default);
        }
        self.blocks[block].set(row as usize % BLOCK, texts);
    }

    /// Leaves nothing of texts that were replaced or taken away.
    pub(super) fn tidy(&mut self) {
        self.blocks.iter_mut().filter(|arena| arena.waste > 0).for_each(Arena::compact);
    }

    pub(super) fn put(&self, to: &mut Sink<'_>) -> io::Result<()> {
        to.put(&self.blocks.len())?;
        self.blocks.iter().try_for_each(|block| to.put(block))
    }

    pub(super) fn taken(from: &mut Source<'_>) -> io::Result<Self> {
        let blocks = from.take::<usize>()?;
        Ok(Self { blocks: (0..blocks).map(|_| from.take()).collect::<io::Result<_>>()? })
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let held = |arena: &Arena| arena.bytes.capacity() + arena.starts.capacity() * 4;
        self.blocks.capacity() * size_of::<Arena>() + self.blocks.iter().map(held).sum::<usize>()
    }
}

/// Stands for a row without texts.
const NOWHERE: u32 = u32::MAX;

impl Arena {
    fn texts(&self, at: usize) -> Option<[&str; PARTS]> {
        let start = *self.starts.get(at).filter(|start| **start != NOWHERE)?;
        let (lengths, mut place) = self.lengths(start as usize);
        let mut texts = [""; PARTS];
        for (text, length) in texts.iter_mut().zip(lengths) {
            *text = std::str::from_utf8(&self.bytes[place..place + length]).unwrap_or_default();
            place += length;
        }
        Some(texts)
    }

    /// The lengths that stand at a place, and the place after them.
    fn lengths(&self, mut place: usize) -> ([usize; PARTS], usize) {
        let mut lengths = [0; PARTS];
        for length in &mut lengths {
            *length = self.bytes[place].into();
            place += 1;
            if *length == usize::from(LONG) {
                *length = u16::from_le_bytes([self.bytes[place], self.bytes[place + 1]]).into();
                place += 2;
            }
        }
        (lengths, place)
    }

    fn set(&mut self, at: usize, texts: [&str; PARTS]) {
        if self.starts.len() <= at {
            self.starts.resize(at + 1, NOWHERE);
        }
        if let Some(before) = self.texts(at) {
            if before == texts {
                return;
            }
            self.waste += before.iter().map(|text| text.len() + 1).sum::<usize>();
        }
        self.starts[at] = NOWHERE;
        if texts.iter().all(|text| text.is_empty()) {
            return;
        }
        if self.waste > 4_096 && self.waste > self.bytes.len() / 3 {
            self.compact();
        }
        self.starts[at] = self.bytes.len() as u32;
        write(&mut self.bytes, texts);
    }

    fn compact(&mut self) {
        let mut compact =
            Self { bytes: Vec::with_capacity(self.bytes.len() - self.waste / 2), ..Self::default() };
        for at in 0..self.starts.len() {
            compact.starts.push(self.texts(at).map_or(NOWHERE, |texts| {
                let start = compact.bytes.len() as u32;
                write(&mut compact.bytes, texts);
                start
            }));
        }
        *self = compact;
    }
}

fn write(bytes: &mut Vec<u8>, texts: [&str; PARTS]) {
    for text in texts {
        match u8::try_from(text.len()) {
            Ok(length) if length < LONG => bytes.push(length),
            // The longest text has 256 characters of four bytes.
            _ => {
                bytes.push(LONG);
                bytes.extend((text.len() as u16).to_le_bytes());
            }
        }
    }
    for text in texts {
        bytes.extend(text.as_bytes());
    }
}
