/// The most that one page of a list holds.
pub const PAGE_SIZE_MAX: u32 = 100;

/// Which part of a list is wanted: the first so many after a key. Lists run from the newest to the oldest,
/// by id, because ids made later sort later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page<I> {
    /// Invariant: from 1 to [`PAGE_SIZE_MAX`].
    first: u32,
    pub after: Option<I>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a page holds 1 to {PAGE_SIZE_MAX} items, not {0}")]
pub struct PageError(pub i64);

/// Part of a list, and whether it goes on after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    pub items: Vec<T>,
    pub has_next: bool,
}

impl<I> Page<I> {
    pub fn new(first: i64, after: Option<I>) -> Result<Self, PageError> {
        match u32::try_from(first) {
            Ok(first @ 1..=PAGE_SIZE_MAX) => Ok(Self { first, after }),
            Ok(_) | Err(_) => Err(PageError(first)),
        }
    }

    /// How many rows to read: one more than wanted tells whether the list goes on.
    pub fn limit(&self) -> u64 {
        u64::from(self.first) + 1
    }

    /// Makes the slice of the rows that [`Self::limit`] allowed.
    pub fn slice<T>(&self, mut rows: Vec<T>) -> Slice<T> {
        let wanted = usize::try_from(self.first).unwrap_or(usize::MAX);
        let has_next = rows.len() > wanted;
        rows.truncate(wanted);
        Slice { items: rows, has_next }
    }
}

/// A list without rows.
impl<T> Default for Slice<T> {
    fn default() -> Self {
        Self { items: vec![], has_next: false }
    }
}

impl<T> Slice<T> {
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Slice<U> {
        Slice { items: self.items.into_iter().map(f).collect(), has_next: self.has_next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_a_size_within_its_limits() {
        for size in [i64::MIN, -1, 0, 101, i64::MAX] {
            assert_eq!(Page::<u8>::new(size, None), Err(PageError(size)));
        }
        assert!(Page::<u8>::new(1, None).is_ok() && Page::<u8>::new(100, None).is_ok());
    }

    #[test]
    fn one_row_more_than_wanted_says_that_the_list_goes_on() {
        let page = Page::<u8>::new(2, None).unwrap();
        assert_eq!(page.slice(vec![1, 2, 3]), Slice { items: vec![1, 2], has_next: true });
        assert_eq!(page.slice(vec![1, 2]), Slice { items: vec![1, 2], has_next: false });
    }
}
