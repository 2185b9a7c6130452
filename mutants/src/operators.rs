//! The mistakes that are made everywhere.
//!
//! | what | becomes |
//! |---|---|
//! | a wake-up, or what passes one on | nothing; twice |
//! | `==` `!=` | the other one |
//! | `<` `<=` `>` `>=` | the same with the bound on the other side of the line |
//! | `&&` `\|\|` | the other one |
//! | `!a` | `a` |
//! | `a + 1` `a - 1` | `a` |
//! | `a += …;` `a -= …;` `a \|= …;` | nothing |
//! | `a.wrapping_add(1)`, `a.fetch_sub(1, …)` and the like | with 0 |
//! | `R::is_abandoned()` | `false` |
//!
//! Left alone are tests, what is printed, and constants, which are over before a test begins.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Stmt, UnOp};

use crate::mutant::Change;

/// What wakes somebody, or sees to it that somebody will be.
const WAKES: &[&str] = &[
    "announce",
    "mark",
    "notify",
    "notify_all",
    "notify_all_if",
    "set_mark",
    "tell_all",
    "wake",
    "wake_all",
    "wake_if_marked",
    "wake_one",
];

/// Arithmetic by a method: its first argument is how far.
const STEPS: &[&str] = &[
    "checked_add",
    "checked_sub",
    "fetch_add",
    "fetch_sub",
    "saturating_add",
    "saturating_sub",
    "wrapping_add",
    "wrapping_sub",
];

/// A function, and where it is.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) place: Range<usize>,
}

/// What can be changed in a file.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) changes: Vec<Change>,
    pub(crate) functions: Vec<Function>,
}

/// Looks through the text of a file.
pub(crate) fn look(text: &str) -> syn::Result<Found> {
    let file = syn::parse_file(text)?;
    let mut search = Search { text, types: Vec::new(), function: None, found: Found::default() };
    search.visit_file(&file);
    search.found.changes.sort_by_key(|change| (change.place.start, change.place.end));
    Ok(search.found)
}

struct Search<'a> {
    text: &'a str,
    types: Vec<String>,
    function: Option<String>,
    found: Found,
}

impl Search<'_> {
    fn code(&self, node: &impl Spanned) -> &str {
        &self.text[node.span().byte_range()]
    }

    fn change(&mut self, node: &impl Spanned, to: impl Into<String>, is_statement: bool) {
        // What is not in a function is a constant.
        let Some(function) = self.function.clone() else { return };
        let place = node.span().byte_range();
        let from = self.text[place.clone()].to_owned();
        self.found.changes.push(Change { place, from, to: to.into(), is_statement, function });
    }

    /// Looks into a function that is run while the tests are.
    fn enter(
        &mut self,
        signature: &syn::Signature,
        whole: &impl Spanned,
        look: impl FnOnce(&mut Self),
    ) {
        if signature.constness.is_some() {
            return;
        }
        let name = signature.ident.to_string();
        let name = match self.types.last() {
            Some(of) => format!("{of}::{name}"),
            None => name,
        };
        self.found
            .functions
            .push(Function { name: name.clone(), place: whole.span().byte_range() });
        let outer = self.function.replace(name);
        look(self);
        self.function = outer;
    }
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_test = |meta: &syn::MetaList| meta.tokens.to_string() == "test";
        attribute.path().is_ident("cfg") && attribute.meta.require_list().is_ok_and(is_test)
    })
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_impl(&mut self, block: &'ast syn::ItemImpl) {
        let last = |path: &syn::Path| path.segments.last().map(|last| last.ident.to_string());
        let of = block.trait_.as_ref().and_then(|(_, path, _)| last(path));
        if matches!(of.as_deref(), Some("Debug" | "Display" | "Error")) {
            return;
        }
        let name = match &*block.self_ty {
            syn::Type::Path(path) => last(&path.path),
            _ => None,
        };
        self.types.push(name.unwrap_or_default());
        visit::visit_item_impl(self, block);
        self.types.pop();
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if !is_for_tests(&function.attrs) {
            self.enter(&function.sig, function, |this| visit::visit_item_fn(this, function));
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_for_tests(&function.attrs) {
            self.enter(&function.sig, function, |this| visit::visit_impl_item_fn(this, function));
        }
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        self.enter(&function.sig, function, |this| visit::visit_trait_item_fn(this, function));
    }

    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if let Stmt::Expr(expression, Some(_)) = statement {
            match expression {
                Expr::MethodCall(call) if WAKES.contains(&call.method.to_string().as_str()) => {
                    let twice = format!("{0} {0}", self.code(statement));
                    self.change(statement, "", true);
                    self.change(statement, twice, true);
                }
                Expr::Binary(binary) if is_assignment(&binary.op) => {
                    self.change(statement, "", true);
                }
                _ => {}
            }
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let (left, right) =
            (self.code(&binary.left).to_owned(), self.code(&binary.right).to_owned());
        let other = match binary.op {
            BinOp::Eq(_) => Some("!="),
            BinOp::Ne(_) => Some("=="),
            BinOp::Lt(_) => Some("<="),
            BinOp::Le(_) => Some("<"),
            BinOp::Gt(_) => Some(">="),
            BinOp::Ge(_) => Some(">"),
            BinOp::And(_) if !has_let(&binary.left) && !has_let(&binary.right) => Some("||"),
            BinOp::Or(_) => Some("&&"),
            _ => None,
        };
        if let Some(other) = other {
            self.change(binary, format!("{left} {other} {right}"), false);
        } else if matches!(binary.op, BinOp::Add(_) | BinOp::Sub(_)) && right == "1" {
            self.change(binary, left, false);
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        // `!STATE` is a mask.
        let is_mask = matches!(&*unary.expr, Expr::Path(path) if path.path.segments.last().is_some_and(
            |last| last.ident.to_string().chars().all(|letter| letter.is_ascii_uppercase() || letter == '_'),
        ));
        if matches!(unary.op, UnOp::Not(_)) && !is_mask {
            let without = self.code(&unary.expr).to_owned();
            self.change(unary, without, false);
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if STEPS.contains(&call.method.to_string().as_str())
            && let Some(step) = call.args.first()
            && self.code(step) == "1"
        {
            self.change(step, "0", false);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if self.code(call) == "R::is_abandoned()" {
            self.change(call, "false", false);
        }
        visit::visit_expr_call(self, call);
    }
}

fn is_assignment(operator: &BinOp) -> bool {
    matches!(operator, BinOp::AddAssign(_) | BinOp::SubAssign(_) | BinOp::BitOrAssign(_))
}

/// Whether it is part of a chain, which is no expression.
fn has_let(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::look;

    fn changes(body: &str) -> Vec<(String, String)> {
        let text = format!("impl<R: Runtime> Thing<R> {{ fn job(&self) {{ {body} }} }}");
        let found = look(&text).expect("it parses").changes;
        assert!(found.iter().all(|change| change.function == "Thing::job"), "{found:?}");
        found.into_iter().map(|change| (change.from, change.to)).collect()
    }

    fn change(from: &str, to: &str) -> (String, String) {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn wake_ups_are_dropped_and_doubled() {
        let wake = "self.word.wake(n);";
        assert_eq!(
            changes(wake),
            [change(wake, ""), change(wake, "self.word.wake(n); self.word.wake(n);")]
        );
    }

    #[test]
    fn bounds_move_by_one() {
        assert_eq!(changes("if a < b {}"), [change("a < b", "a <= b")]);
        assert_eq!(changes("f(a + 1);"), [change("a + 1", "a")]);
        assert_eq!(changes("f(a.fetch_add(1, Relaxed));"), [change("1", "0")]);
        assert_eq!(changes("a += n;"), [change("a += n;", "")]);
    }

    #[test]
    fn conditions_are_turned_round() {
        assert_eq!(changes("if a == b {}"), [change("a == b", "a != b")]);
        assert_eq!(changes("if a || b {}"), [change("a || b", "a && b")]);
        assert_eq!(changes("if !a {}"), [change("!a", "a")]);
        assert_eq!(changes("if R::is_abandoned() {}"), [change("R::is_abandoned()", "false")]);
    }

    #[test]
    fn chains_masks_and_other_numbers_stay() {
        assert_eq!(changes("if let Some(a) = b && let Some(c) = d {}"), []);
        assert_eq!(changes("f(a & !STATE);"), []);
        assert_eq!(changes("f(a + 2);"), []);
    }

    #[test]
    fn tests_constants_and_what_is_printed_stay() {
        let text = "const A: bool = 1 < 2;
            const fn b(c: u32) -> bool { c < 2 }
            impl fmt::Debug for D { fn fmt(&self) { if self.a < 2 {} } }
            #[cfg(test)] mod tests { fn e() { if a < b {} } }";
        assert_eq!(look(text).expect("it parses").changes, []);
    }
}
