//! The macro that declares a struct of sizes.

/// Declares a struct of sizes, each a public `u32`, and implements [`Params`](crate::Params) for it.
///
/// Each field says what it is, its value in models, its value on real threads, and its range.
/// A default out of range does not compile.
///
/// # Examples
///
/// ```
/// use plainweave_scenarios::{Params, params};
///
/// params! {
///     /// How large a ticket sale is.
///     pub struct Sizes {
///         /// Tickets for sale.
///         tickets: 1 in models, 3 natively, within 0..=1_000;
///         /// People who want one.
///         buyers_waiting: 2 in models, 6 natively, within 1..=64;
///     }
/// }
///
/// let mut sizes = Sizes::for_models();
/// sizes.set("buyers-waiting", 3)?;
/// assert_eq!(sizes, Sizes { tickets: 1, buyers_waiting: 3 });
/// assert!(sizes.set("buyers-waiting", 65).is_err());
/// # Ok::<(), plainweave_scenarios::ParamError>(())
/// ```
#[macro_export]
macro_rules! params {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            $(
                $(#[doc = $doc:literal])+
                $field:ident: $models:literal in models, $native:literal natively,
                within $min:literal..=$max:literal;
            )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $visibility struct $name {
            $( $(#[doc = $doc])+ pub $field: u32, )+
        }

        impl $crate::Params for $name {
            const FIELDS: &'static [$crate::Field] = &[$(
                $crate::Field {
                    name: {
                        const LEN: usize = stringify!($field).len();
                        const BYTES: [u8; LEN] = $crate::kebab(stringify!($field));
                        match ::core::str::from_utf8(&BYTES) {
                            Ok(name) => name,
                            Err(_) => panic!("an identifier is text"),
                        }
                    },
                    doc: concat!($($doc),+).trim_ascii(),
                    for_models: $models,
                    for_native: $native,
                    min: $min,
                    max: $max,
                }
                .checked(),
            )+];

            fn for_models() -> Self {
                Self { $($field: $models),+ }
            }

            fn for_native() -> Self {
                Self { $($field: $native),+ }
            }

            fn sizes_mut(&mut self) -> ::std::vec::Vec<&mut u32> {
                ::std::vec![$(&mut self.$field),+]
            }
        }
    };
}

/// An identifier in kebab case: `pages_each` is `pages-each`.
#[doc(hidden)]
pub const fn kebab<const LEN: usize>(identifier: &str) -> [u8; LEN] {
    let mut name = [0; LEN];
    let mut index = 0;
    while index < LEN {
        let byte = identifier.as_bytes()[index];
        name[index] = if byte == b'_' { b'-' } else { byte };
        index += 1;
    }
    name
}
