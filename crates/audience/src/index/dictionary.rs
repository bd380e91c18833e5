//! Values that many customers share, each kept once under a code, and who has which.

use std::collections::HashMap;
use std::hash::Hash;
use std::io;
use std::sync::Arc;

use bitcode::{DecodeOwned, Encode};

use super::column::Column;
use super::snapshot::{Sink, Source, damaged};

/// A value a customer, of which there are fewer than customers.
#[derive(Debug)]
pub(super) struct Coded<T> {
    values: Vec<Option<Kept<T>>>,
    codes: HashMap<Arc<T>, u32>,
    free: Vec<u32>,
    column: Column,
    bytes: usize,
}

/// A value and how many customers have it.
#[derive(Debug)]
struct Kept<T> {
    value: Arc<T>,
    uses: u64,
}

/// What a value costs beside itself: two counters, a place in the list, a place in the map.
const VALUE_BYTES: usize = 72;

impl<T> Coded<T> {
    pub(super) const fn column(&self) -> &Column {
        &self.column
    }

    /// The values customers have, with how many have each.
    pub(super) fn values(&self) -> impl Iterator<Item = (&T, u64)> {
        self.values.iter().flatten().map(|kept| (&*kept.value, kept.uses))
    }

    /// The value a code stands for.
    pub(super) fn value(&self, code: i64) -> Option<&T> {
        let kept = self.values.get(usize::try_from(code).ok()?)?.as_ref();
        kept.map(|kept| &*kept.value)
    }

    /// The value in a row.
    pub(super) fn at(&self, row: u32) -> Option<&T> {
        self.value(self.column.get(row)?)
    }

    /// How many customers have a value.
    pub(super) fn customers(&self) -> u64 {
        self.values().map(|(_, customers)| customers).sum()
    }

    /// For each code whether its value passes; 0 for codes that stand for nothing.
    pub(super) fn table(&self, passes: impl Fn(&T) -> bool) -> Vec<u8> {
        let mark = |kept: &Option<Kept<T>>| kept.as_ref().is_some_and(|kept| passes(&kept.value));
        self.values.iter().map(|kept| u8::from(mark(kept))).collect()
    }
}

impl<T: Hash + Eq + Clone + Weighed> Coded<T> {
    pub(super) fn new() -> Self {
        Self {
            values: Vec::new(),
            codes: HashMap::new(),
            free: Vec::new(),
            column: Column::small(),
            bytes: 0,
        }
    }

    /// Gives a row a value, or none.
    pub(super) fn set(&mut self, row: u32, value: Option<&T>) {
        let before = self.column.get(row);
        if before.is_none() && value.is_none() {
            return;
        }
        let code = value.map(|value| self.take(value));
        self.column.set(row, code.map(i64::from));
        if let Some(before) = before {
            self.release(before as u32);
        }
    }

    fn take(&mut self, value: &T) -> u32 {
        if let Some(code) = self.codes.get(value) {
            if let Some(kept) = &mut self.values[*code as usize] {
                kept.uses += 1;
            }
            return *code;
        }
        let value = Arc::new(value.clone());
        self.bytes += VALUE_BYTES + value.weight();
        let kept = Some(Kept { value: Arc::clone(&value), uses: 1 });
        let code = if let Some(code) = self.free.pop() {
            self.values[code as usize] = kept;
            code
        } else {
            self.values.push(kept);
            self.values.len() as u32 - 1
        };
        self.codes.insert(value, code);
        code
    }

    fn release(&mut self, code: u32) {
        let place = &mut self.values[code as usize];
        let Some(kept) = place else { return };
        kept.uses -= 1;
        if kept.uses == 0 {
            self.bytes -= VALUE_BYTES + kept.value.weight();
            self.codes.remove(&kept.value);
            *place = None;
            self.free.push(code);
        }
    }

    /// Memory taken, in bytes, the values estimated.
    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.column.bytes()
    }
}

impl<T: Hash + Eq + Clone + Weighed + Stored> Coded<T> {
    pub(super) fn put(&self, to: &mut Sink<'_>) -> io::Result<()> {
        let form = |kept: &Kept<T>| (kept.value.form(), kept.uses);
        let values: Vec<_> = self.values.iter().map(|kept| kept.as_ref().map(form)).collect();
        to.put(&values)?;
        to.put(&self.column)
    }

    pub(super) fn taken(from: &mut Source<'_>) -> io::Result<Self> {
        let mut coded = Self::new();
        for (form, code) in from.take::<Vec<Option<(T::Form, u64)>>>()?.into_iter().zip(0..) {
            let Some((form, uses)) = form else {
                coded.free.push(code);
                coded.values.push(None);
                continue;
            };
            let value = Arc::new(T::of(form).ok_or_else(damaged)?);
            coded.bytes += VALUE_BYTES + value.weight();
            coded.codes.insert(Arc::clone(&value), code);
            coded.values.push(Some(Kept { value, uses }));
        }
        coded.column = from.take()?;
        Ok(coded)
    }
}

/// How a value stands in a snapshot.
pub(super) trait Stored: Sized {
    type Form: Encode + DecodeOwned;

    fn form(&self) -> Self::Form;
    /// The value; `None` if there is no such.
    fn of(form: Self::Form) -> Option<Self>;
}

/// How much memory a value takes.
pub(super) trait Weighed {
    fn weight(&self) -> usize;
}
