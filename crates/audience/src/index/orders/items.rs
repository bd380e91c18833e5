//! The codes of what orders hold: one for every spelling of a name, and one for every stock keeping unit.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use domain::order::{Item, Sku};
use domain::segment::eval::fold::fold;

use super::super::snapshot::{Sink, Source, damaged};

/// All that orders were seen to hold.
#[derive(Debug, Default)]
pub(super) struct Items {
    names: HashMap<Arc<str>, u32>,
    skus: HashMap<Arc<str>, u32>,
    /// By code; `None` for a stock keeping unit.
    by_code: Vec<Option<Arc<str>>>,
    /// Folded, names and stock keeping units alike: a rule does not tell them apart.
    codes: HashMap<Box<str>, Vec<u32>>,
    bytes: usize,
    /// Room for the codes of one order, used again for the next.
    asked: Vec<u32>,
}

/// What a spelling costs beside its letters: places in three maps and a list, and three allocations.
const SPELLING_BYTES: usize = 136;

impl Items {
    /// The codes of an order's items, ascending, without repetition.
    pub(super) fn of(&mut self, items: &[Item]) -> &[u32] {
        let mut codes = std::mem::take(&mut self.asked);
        codes.clear();
        for item in items {
            codes.push(self.name(item.name.as_str()));
            codes.extend(item.sku.as_ref().map(|sku| self.sku(Sku::as_str(sku))));
        }
        codes.sort_unstable();
        codes.dedup();
        self.asked = codes;
        &self.asked
    }

    fn name(&mut self, name: &str) -> u32 {
        if let Some(code) = self.names.get(name) {
            return *code;
        }
        let name: Arc<str> = name.into();
        let code = self.new_code(&name, Some(&name));
        self.names.insert(name, code);
        code
    }

    fn sku(&mut self, sku: &str) -> u32 {
        if let Some(code) = self.skus.get(sku) {
            return *code;
        }
        let code = self.new_code(sku, None);
        self.skus.insert(sku.into(), code);
        code
    }

    fn new_code(&mut self, spelling: &str, name: Option<&Arc<str>>) -> u32 {
        let code = self.by_code.len() as u32;
        self.by_code.push(name.cloned());
        self.codes.entry(fold(spelling).into()).or_default().push(code);
        self.bytes += 2 * spelling.len() + SPELLING_BYTES;
        code
    }

    /// The codes a rule means that names a folded item, ascending.
    pub(super) fn meant(&self, folded: &str) -> &[u32] {
        self.codes.get(folded).map_or(&[], Vec::as_slice)
    }

    /// The names that codes stand for, by code.
    pub(super) fn names(&self) -> impl Iterator<Item = (u32, &str)> {
        let names = (0..).zip(&self.by_code);
        names.filter_map(|(code, name)| Some((code, name.as_deref()?)))
    }

    /// By code: whether it stands for a name, and the spelling.
    pub(super) fn put(&self, to: &mut Sink<'_>) -> io::Result<()> {
        let mut spellings: Vec<_> =
            self.by_code.iter().map(|name| name.as_deref().map(|name| (true, name))).collect();
        for (sku, code) in &self.skus {
            spellings[*code as usize] = Some((false, sku));
        }
        to.put(&spellings)
    }

    pub(super) fn taken(from: &mut Source<'_>) -> io::Result<Self> {
        let mut items = Self::default();
        for spelling in from.take::<Vec<Option<(bool, Box<str>)>>>()? {
            match spelling.ok_or_else(damaged)? {
                (true, name) => items.name(&name),
                (false, sku) => items.sku(&sku),
            };
        }
        Ok(items)
    }

    /// The number of codes.
    pub(super) const fn len(&self) -> usize {
        self.by_code.len()
    }

    /// Memory taken, in bytes, estimated.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }
}
