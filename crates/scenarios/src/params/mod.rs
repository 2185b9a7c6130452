//! The sizes of a scenario: how many threads, items, rounds.
//!
//! A model is explored to its last interleaving, so its sizes are tiny; a native run only gets a
//! chance, so its sizes are large. Both are declared with [`params!`](crate::params), and a user can
//! change each of them by name.

mod declare;
mod error;

use std::collections::BTreeMap;
use std::fmt::Debug;

#[doc(hidden)]
pub use declare::kebab;
pub use error::ParamError;

/// The sizes of a scenario; declared with [`params!`](crate::params).
pub trait Params: Copy + Debug + PartialEq + Send + Sync + 'static {
    /// What there is to set, in the order of declaration.
    const FIELDS: &'static [Field];

    /// The sizes for a model: as small as shows the matter.
    fn for_models() -> Self;

    /// The sizes for real threads.
    fn for_native() -> Self;

    /// Every size, in the order of [`FIELDS`](Params::FIELDS).
    fn sizes_mut(&mut self) -> Vec<&mut u32>;

    /// Changes one size.
    ///
    /// # Errors
    ///
    /// If there is no size of this name, or if it may not be as small or as large. Then nothing has
    /// changed.
    fn set(&mut self, name: &str, value: u64) -> Result<(), ParamError> {
        let position = Self::FIELDS.iter().position(|field| field.name == name);
        let position = position.ok_or_else(|| ParamError::unknown(name, Self::FIELDS))?;
        let value = Self::FIELDS[position].admit(value)?;
        *self.sizes_mut()[position] = value;
        Ok(())
    }

    /// Every size by its name, for reports.
    fn values(&self) -> BTreeMap<String, u64> {
        let mut sizes = *self;
        let names = Self::FIELDS.iter().map(|field| field.name.to_owned());
        names.zip(sizes.sizes_mut().into_iter().map(|size| u64::from(*size))).collect()
    }
}

/// One size of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its value in models, unless another one is asked for.
    pub for_models: u32,
    /// Its value on real threads, unless another one is asked for.
    pub for_native: u32,
    /// Its least value.
    pub min: u32,
    /// Its greatest value.
    pub max: u32,
}

impl Field {
    /// Refuses, at compile time, defaults out of range.
    #[doc(hidden)]
    #[must_use]
    pub const fn checked(self) -> Self {
        assert!(self.min <= self.for_models && self.for_models <= self.max);
        assert!(self.min <= self.for_native && self.for_native <= self.max);
        self
    }

    fn admit(&self, value: u64) -> Result<u32, ParamError> {
        let Self { name, min, max, .. } = *self;
        let small = u32::try_from(value).ok().filter(|small| (min..=max).contains(small));
        small.ok_or(ParamError::OutOfRange { name, value, min, max })
    }
}

/// No sizes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoParams;

impl Params for NoParams {
    const FIELDS: &'static [Field] = &[];

    fn for_models() -> Self {
        Self
    }

    fn for_native() -> Self {
        Self
    }

    fn sizes_mut(&mut self) -> Vec<&mut u32> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{NoParams, ParamError, Params};

    crate::params! {
        /// How large an office is.
        struct Office {
            /// People who work there.
            staff: 2 in models, 30 natively, within 1..=64;
            /// Pages each of them
            /// prints.
            pages_each: 1 in models, 2 natively, within 0..=9;
        }
    }

    #[test]
    fn fields_tell_what_was_declared() {
        let [staff, pages] = Office::FIELDS else { panic!("two fields") };
        assert_eq!((staff.name, staff.doc), ("staff", "People who work there."));
        assert_eq!((pages.name, pages.doc), ("pages-each", "Pages each of them prints."));
        assert_eq!((staff.min, staff.max, staff.for_models, staff.for_native), (1, 64, 2, 30));
    }

    #[test]
    fn each_world_has_its_defaults() {
        assert_eq!(Office::for_models(), Office { staff: 2, pages_each: 1 });
        assert_eq!(Office::for_native(), Office { staff: 30, pages_each: 2 });
    }

    #[test]
    fn set_changes_the_one_size() {
        let mut office = Office::for_models();
        office.set("pages-each", 9).unwrap();
        assert_eq!(office, Office { staff: 2, pages_each: 9 });
        assert_eq!(
            office.values().into_iter().collect::<Vec<_>>(),
            [("pages-each".to_owned(), 9), ("staff".to_owned(), 2)]
        );
    }

    #[test]
    fn a_misspelt_name_gets_a_suggestion() {
        let error = Office::for_models().set("page-each", 1).unwrap_err();
        assert_eq!(
            error,
            ParamError::UnknownParam {
                name: "page-each".to_owned(),
                known: vec!["staff", "pages-each"],
                suggestion: Some("pages-each"),
            }
        );
        assert_eq!(
            error.to_string(),
            "there is no parameter `page-each`; did you mean `pages-each`?"
        );
    }

    #[test]
    fn a_strange_name_gets_the_list() {
        let error = Office::for_models().set("colour", 1).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no parameter `colour`; there are `staff`, `pages-each`"
        );
        let error = NoParams.set("colour", 1).unwrap_err();
        assert_eq!(error.to_string(), "there is no parameter `colour`; there are none at all");
    }

    #[test]
    fn a_size_out_of_range_changes_nothing() {
        let mut office = Office::for_models();
        for value in [0, 65, u64::from(u32::MAX) + 2] {
            let error = office.set("staff", value).unwrap_err();
            let (name, min, max) = ("staff", 1, 64);
            assert_eq!(error, ParamError::OutOfRange { name, value, min, max });
        }
        assert_eq!(office, Office::for_models());
    }
}
