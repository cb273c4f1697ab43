//! A list that nearly always has one element, which lies in place.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::iter::Chain;
use std::ops::{Deref, DerefMut};
use std::{option, slice, vec};

use serde::{Serialize, Serializer};

/// Any number of elements; a single one takes no memory of its own. It is used as the slice that it dereferences to.
#[derive(Clone)]
pub struct Few<T>(Form<T>);

#[derive(Clone)]
enum Form<T> {
    /// To let go of nothing costs nothing.
    Nothing,
    One(T),
    Many(Vec<T>),
}

impl<T> Few<T> {
    /// A list without elements.
    #[must_use]
    pub const fn new() -> Self {
        Few(Form::Nothing)
    }

    /// A list without elements and with room for so many.
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        match count {
            0 | 1 => Few::new(),
            count => Few(Form::Many(Vec::with_capacity(count))),
        }
    }

    /// A list of one element.
    #[inline]
    #[must_use]
    pub const fn one(element: T) -> Self {
        Few(Form::One(element))
    }

    /// The elements.
    #[inline]
    #[must_use]
    pub const fn as_slice(&self) -> &[T] {
        match &self.0 {
            Form::Nothing => &[],
            Form::One(element) => slice::from_ref(element),
            Form::Many(elements) => elements.as_slice(),
        }
    }

    /// The elements, to be changed.
    #[inline]
    pub const fn as_mut_slice(&mut self) -> &mut [T] {
        match &mut self.0 {
            Form::Nothing => &mut [],
            Form::One(element) => slice::from_mut(element),
            Form::Many(elements) => elements.as_mut_slice(),
        }
    }

    /// The only element, if there are no others: asking for it takes fewer steps than making a slice.
    #[inline(always)]
    pub(crate) fn single(&self) -> Option<&T> {
        match &self.0 {
            Form::One(element) => Some(element),
            Form::Nothing => None,
            Form::Many(elements) => match elements.as_slice() {
                [element] => Some(element),
                _ => None,
            },
        }
    }

    /// The first element.
    #[inline(always)]
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        match &self.0 {
            Form::One(element) => Some(element),
            Form::Nothing => None,
            Form::Many(elements) => elements.first(),
        }
    }

    /// Adds an element at the end.
    #[inline]
    pub fn push(&mut self, element: T) {
        match &mut self.0 {
            Form::Nothing => self.0 = Form::One(element),
            Form::Many(elements) => elements.push(element),
            Form::One(_) => self.push_second(element),
        }
    }

    #[cold]
    fn push_second(&mut self, element: T) {
        let mut elements = Vec::with_capacity(4);
        elements.extend(std::mem::take(self));
        elements.push(element);
        self.0 = Form::Many(elements);
    }

    /// The only element, or the list back if it has none or others.
    #[inline]
    pub(crate) fn only(self) -> Result<T, Self> {
        match self.0 {
            Form::One(element) => Ok(element),
            many => Err(Few(many)),
        }
    }

    /// Hands every element over.
    #[inline(always)]
    pub(crate) fn hand_over(self, mut take: impl FnMut(T)) {
        match self.0 {
            Form::Nothing => {}
            Form::One(element) => take(element),
            Form::Many(elements) => elements.into_iter().for_each(take),
        }
    }

    /// Takes the last element away.
    pub fn pop(&mut self) -> Option<T> {
        if let Form::Many(elements) = &mut self.0 {
            return elements.pop();
        }
        std::mem::take(self).into_iter().next()
    }

    /// Keeps only the first `count` elements.
    pub fn truncate(&mut self, count: usize) {
        match &mut self.0 {
            Form::One(_) if count == 0 => *self = Few::new(),
            Form::Nothing | Form::One(_) => {}
            Form::Many(elements) => elements.truncate(count),
        }
    }

    /// Keeps only the elements of which that is true.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        let elements = std::mem::take(self).into_iter();
        *self = elements.filter(|element| keep(element)).collect();
    }
}

impl<T: PartialEq> Few<T> {
    /// Keeps only the first of equal elements that stand side by side.
    pub fn dedup(&mut self) {
        if let Form::Many(elements) = &mut self.0 {
            elements.dedup();
        }
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Few::new()
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T> DerefMut for Few<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        self.as_mut_slice()
    }
}

impl<T> Extend<T> for Few<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        elements.into_iter().for_each(|element| self.push(element));
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut few = Few::new();
        few.extend(elements);
        few
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(elements: Vec<T>) -> Self {
        Few(Form::Many(elements))
    }
}

impl<T> IntoIterator for Few<T> {
    type Item = T;
    type IntoIter = Chain<option::IntoIter<T>, vec::IntoIter<T>>;

    fn into_iter(self) -> Self::IntoIter {
        let (one, many) = match self.0 {
            Form::Nothing => (None, Vec::new()),
            Form::One(element) => (Some(element), Vec::new()),
            Form::Many(elements) => (None, elements),
        };
        one.into_iter().chain(many)
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.as_slice().iter()
    }
}

impl<'a, T> IntoIterator for &'a mut Few<T> {
    type Item = &'a mut T;
    type IntoIter = slice::IterMut<'a, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.as_mut_slice().iter_mut()
    }
}

impl<T: PartialEq> PartialEq for Few<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Eq> Eq for Few<T> {}

impl<T: Hash> Hash for Few<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
    }
}

impl<T: fmt::Debug> fmt::Debug for Few<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

impl<T: Serialize> Serialize for Few<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(few: &Few<u8>, expected: &[u8]) {
        assert_eq!(few.as_slice(), expected);
        assert_eq!(few.first(), expected.first());
        assert_eq!(
            few.single(),
            expected.first().filter(|_| expected.len() == 1)
        );
        assert_eq!(*few, expected.to_vec().into());
        assert_eq!(few.clone().into_iter().collect::<Vec<u8>>(), expected);
    }

    proptest! {
        #[test]
        fn changes_as_a_vector_does(
            begin in proptest::collection::vec(0..3_u8, 0..4),
            changes in proptest::collection::vec(0..6_u8, 0..12),
        ) {
            let (mut few, mut plain): (Few<u8>, _) = (begin.iter().copied().collect(), begin);
            check(&few, &plain);
            for change in changes {
                match change {
                    0..3 => { few.push(change); plain.push(change); }
                    3 => assert_eq!(few.pop(), plain.pop()),
                    4 => { few.dedup(); plain.dedup(); }
                    _ => { few.retain(|n| *n != 1); plain.retain(|n| *n != 1); }
                }
                few.truncate(5);
                plain.truncate(5);
                few.iter_mut().for_each(|n| *n += 1);
                plain.iter_mut().for_each(|n| *n += 1);
                check(&few, &plain);
            }
        }
    }
}
