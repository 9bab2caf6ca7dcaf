//! Typed indexes: an actor's index cannot reach into the list of flows.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use crate::numeric::{Real, prefetch};

/// A position in a list of one kind of thing.
pub trait Ix: Copy + Eq + Send + Sync + 'static {
    fn of(position: usize) -> Self;
    fn position(self) -> usize;
}

macro_rules! indexes {
    ($( $(#[doc = $doc:literal])+ $name:ident ),+ $(,)?) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl Ix for $name {
            #[inline(always)]
            fn of(position: usize) -> Self {
                $name(u32::try_from(position).expect("fewer than 2^32 things of a kind"))
            }
            #[inline(always)]
            fn position(self) -> usize {
                self.0 as usize
            }
        }
    )+ };
}

indexes! {
    /// An actor; actors are sorted by id.
    ActorIx,
    /// An axis of alignment.
    AxisIx,
    /// A region.
    RegionIx,
    /// A trade tie, exporter → importer; sorted by importer, then exporter.
    TradeIx,
    /// A flow: one good (energy or other) of a trade tie.
    FlowIx,
    /// A tie of another channel, within its channel.
    TieIx,
    /// A client–partner pair: the client depends on the partner.
    PairIx,
    /// A transshipment route: a hub and the sanctioned target behind it.
    RouteIx,
    /// An event; sorted so that what an event requires comes before it.
    EventIx,
    /// An institution.
    InstitutionIx,
    /// A seat: one actor in one institution.
    SeatIx,
    /// An agenda item.
    AgendaIx,
    /// A number of the scenario: a constant or a distribution, drawn once per run.
    NumberIx,
}

/// A list of `T`, one per thing of the index's kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Per<I, T> {
    items: Vec<T>,
    kind: PhantomData<I>,
}

impl<I: Ix, T> Per<I, T> {
    /// The number of things.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Every index, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + use<I, T> {
        (0..self.items.len()).map(I::of)
    }

    /// Every thing with its index.
    pub fn iter(&self) -> impl Iterator<Item = (I, &T)> {
        self.items.iter().enumerate().map(|(i, item)| (I::of(i), item))
    }

    /// Every thing with its index, to write.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (I, &mut T)> {
        self.items.iter_mut().enumerate().map(|(i, item)| (I::of(i), item))
    }

    /// Every thing.
    pub fn values(&self) -> &[T] {
        &self.items
    }

    /// Every thing, to write.
    pub fn values_mut(&mut self) -> &mut [T] {
        &mut self.items
    }

    /// Adds a thing and says where it is.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::of(self.items.len() - 1)
    }
}

impl<I: Ix, T: Clone> Per<I, T> {
    /// The same value for each of `len` things.
    pub fn filled(value: T, len: usize) -> Self {
        Per { items: vec![value; len], kind: PhantomData }
    }

    /// Sets every thing to one value.
    pub fn fill(&mut self, value: T) {
        self.items.fill(value);
    }

    /// Makes it a list of one value for each of `len` things, in the memory that it has.
    pub fn reset(&mut self, value: T, len: usize) {
        self.items.clear();
        self.items.resize(len, value);
    }

    /// Makes it equal to another, in the memory that it has.
    pub fn copy(&mut self, other: &Self) {
        self.items.clone_from(&other.items);
    }

    /// Makes it a list of these, in the memory that it has.
    pub fn refill(&mut self, items: impl Iterator<Item = T>) {
        self.items.clear();
        self.items.extend(items);
    }
}

impl<I: Ix, R: Real> Per<I, R> {
    /// The thing's value, zero where there is none.
    #[inline(always)]
    pub fn or_zero(&self, ix: Option<I>) -> R {
        self.or(ix, 0.0)
    }

    /// The thing's value, or a constant where there is none.
    #[inline(always)]
    pub fn or(&self, ix: Option<I>, otherwise: f64) -> R {
        match ix {
            Some(ix) => self[ix],
            None => R::splat(otherwise),
        }
    }
}

impl<I: Ix, T> Per<I, T> {
    /// Asks the memory for a thing that is read a little later.
    #[inline(always)]
    pub fn prefetch(&self, ix: I) {
        prefetch(&self[ix]);
    }
}

impl<I, T> Default for Per<I, T> {
    fn default() -> Self {
        Per { items: Vec::new(), kind: PhantomData }
    }
}

impl<I, T> FromIterator<T> for Per<I, T> {
    fn from_iter<It: IntoIterator<Item = T>>(items: It) -> Self {
        Per { items: items.into_iter().collect(), kind: PhantomData }
    }
}

impl<I: Ix, T> Index<I> for Per<I, T> {
    type Output = T;
    #[inline(always)]
    fn index(&self, ix: I) -> &T {
        &self.items[ix.position()]
    }
}

impl<I: Ix, T> IndexMut<I> for Per<I, T> {
    #[inline(always)]
    fn index_mut(&mut self, ix: I) -> &mut T {
        &mut self.items[ix.position()]
    }
}
