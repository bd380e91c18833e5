//! Customers in a snapshot.

use std::collections::{BTreeMap, HashSet};
use std::io;

use bitcode::{Decode, Encode};
use domain::customer::{AttributeValue, Tag};

use super::super::dictionary::{Coded, Stored};
use super::super::snapshot::{Sink, Source};
use super::super::texts::Texts;
use super::{People, Value};

impl People {
    pub(in crate::index) fn put(&self, to: &mut Sink<'_>) -> io::Result<()> {
        let Self { ids, present, flags, reach, hashes, .. } = self;
        to.put(present)?;
        to.put(ids)?;
        to.put(flags)?;
        to.put(reach)?;
        to.put(hashes)?;
        for column in [&self.spend, &self.visits, &self.first, &self.last, &self.created] {
            to.put(column)?;
        }
        self.city.put(to)?;
        self.tags.put(to)?;
        to.put(&self.attributes.len())?;
        for (name, coded) in &self.attributes {
            to.put(name)?;
            coded.put(to)?;
        }
        self.texts.put(to)?;
        to.put(&self.suppressed)
    }

    pub(in crate::index) fn taken(from: &mut Source<'_>) -> io::Result<Self> {
        let present = from.take()?;
        let ids = from.take()?;
        let flags = from.take()?;
        let reach = from.take()?;
        let hashes = from.take()?;
        let [spend, visits, first, last, created] =
            [from.take()?, from.take()?, from.take()?, from.take()?, from.take()?];
        let (city, tags) = (Coded::taken(from)?, Coded::taken(from)?);
        let attributes = from.take::<usize>()?;
        let attribute = |_| Ok((from.take()?, Coded::taken(from)?));
        let attributes = (0..attributes).map(attribute).collect::<io::Result<BTreeMap<_, _>>>()?;
        let texts = Texts::taken(from)?;
        let suppressed: [HashSet<Box<str>>; 2] = from.take()?;
        Ok(Self {
            ids,
            present,
            flags,
            reach,
            hashes,
            spend,
            visits,
            first,
            last,
            created,
            city,
            tags,
            attributes,
            texts,
            suppressed,
        })
    }
}

/// An attribute's value.
#[derive(Encode, Decode)]
pub(in crate::index) enum Form {
    Number(f64),
    Text(Box<str>),
    Boolean(bool),
}

impl Stored for Value {
    type Form = Form;

    fn form(&self) -> Form {
        match &self.0 {
            AttributeValue::Number(number) => Form::Number(*number),
            AttributeValue::Text(text) => Form::Text(text.clone()),
            AttributeValue::Boolean(value) => Form::Boolean(*value),
        }
    }

    fn of(form: Form) -> Option<Self> {
        Some(Self(match form {
            Form::Number(number) => AttributeValue::Number(number),
            Form::Text(text) => AttributeValue::Text(text),
            Form::Boolean(value) => AttributeValue::Boolean(value),
        }))
    }
}

impl Stored for Box<str> {
    type Form = Self;

    fn form(&self) -> Self {
        self.clone()
    }

    fn of(form: Self) -> Option<Self> {
        Some(form)
    }
}

impl Stored for Box<[Tag]> {
    type Form = Vec<String>;

    fn form(&self) -> Vec<String> {
        self.iter().map(|tag| tag.as_str().to_owned()).collect()
    }

    fn of(form: Vec<String>) -> Option<Self> {
        form.iter().map(|tag| Tag::parse(tag).ok()).collect()
    }
}
