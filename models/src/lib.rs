//! Models of the primitives.
pub mod breaks;
pub mod holds;

use scenarios::Visitor;

/// Shows every model that holds to `visitor`.
pub fn visit_holds(visitor: &mut impl Visitor) {
    visitor.visit::<holds::LockMutualExclusion>();
}

/// Shows every model that breaks to `visitor`.
pub fn visit_breaks(visitor: &mut impl Visitor) {
    visitor.visit::<breaks::LockTestThenSet>();
}

/// Shows every model to `visitor`.
pub fn visit_all(visitor: &mut impl Visitor) {
    visit_holds(visitor);
    visit_breaks(visitor);
}
