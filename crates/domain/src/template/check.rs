//! The check a message passes when it is saved: whatever passes renders for every customer.
//!
//! A walk over the tree that knows, for each place, which optional values are present there. It proves that
//! nothing missing is printed, that money and dates are printed through their filters, that something visible
//! is left on every path, and how long the text can become. Anything it does not know is refused.

mod condition;
mod value;

use std::collections::BTreeSet;

use minijinja::machinery::{Span, ast};

use self::condition::Facts;
use super::presentable::shows;
use super::syntax::{Problem, not_allowed};

/// The longest a text can become, in bytes, before values within web addresses are encoded.
pub(super) const LONGEST_TEXT: usize = 100_000;

/// What a text needs to know about a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Needs {
    /// Names of variables.
    pub(super) variables: BTreeSet<&'static str>,
    /// Names of attributes.
    pub(super) attributes: BTreeSet<String>,
    /// True if money or dates are printed: the workspace's currency and zone are needed.
    pub(super) formats: bool,
}

impl Needs {
    pub(super) fn join(&mut self, other: Self) {
        self.variables.extend(other.variables);
        self.attributes.extend(other.attributes);
        self.formats |= other.formats;
    }
}

/// Checks a tree; the errors are in the order of the text.
pub(super) fn check(tree: &ast::Stmt<'_>) -> Result<Needs, Vec<Problem>> {
    let mut check = Check::default();
    let extent = check.statement(tree, &Facts::default());
    if check.problems.is_empty() {
        check.whole(&extent);
    }
    if check.problems.is_empty() { Ok(check.needs) } else { Err(check.problems) }
}

#[derive(Default)]
struct Check {
    problems: Vec<Problem>,
    needs: Needs,
}

/// What is known about a stretch of text whoever it is rendered for.
#[derive(Default)]
struct Extent {
    /// No more bytes than these.
    longest: usize,
    /// True if something can be seen on every path.
    visible: bool,
}

impl Check {
    fn whole(&mut self, extent: &Extent) {
        if !extent.visible {
            let message =
                "for some customers nothing would be left: add words outside {% if %} or an {% else %}";
            self.problems.push(Problem { line: 1, code: "may_be_empty", message: message.into() });
        }
        if extent.longest > LONGEST_TEXT {
            let message = format!(
                "with long values this could become {} characters; at most {LONGEST_TEXT} are possible",
                extent.longest
            );
            self.problems.push(Problem { line: 1, code: "too_long", message });
        }
    }

    /// Notes a problem; one of a kind in a line is enough.
    fn wrong(&mut self, span: Span, code: &'static str, message: impl Into<String>) {
        let problem = Problem { line: usize::from(span.start_line).max(1), code, message: message.into() };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn block(&mut self, statements: &[ast::Stmt<'_>], facts: &Facts) -> Extent {
        let mut whole = Extent::default();
        for statement in statements {
            let part = self.statement(statement, facts);
            whole.longest += part.longest;
            whole.visible |= part.visible;
        }
        whole
    }

    fn statement(&mut self, statement: &ast::Stmt<'_>, facts: &Facts) -> Extent {
        match statement {
            ast::Stmt::Template(template) => self.block(&template.children, facts),
            ast::Stmt::EmitRaw(raw) => Extent { longest: raw.raw.len(), visible: raw.raw.chars().any(shows) },
            ast::Stmt::EmitExpr(emit) => {
                Extent { longest: self.printed(&emit.expr, emit.span(), facts), visible: true }
            }
            ast::Stmt::IfCond(branch) => {
                let branches = self.condition(&branch.expr, facts);
                let yes = self.block(&branch.true_body, &branches.when_true);
                let no = self.block(&branch.false_body, &branches.when_false);
                Extent { longest: yes.longest.max(no.longest), visible: yes.visible && no.visible }
            }
            other => {
                let (statement, span) = named(other);
                self.wrong(span, "not_allowed", not_allowed(statement));
                Extent::default()
            }
        }
    }
}

/// The word of a statement that is not possible.
fn named(statement: &ast::Stmt<'_>) -> (&'static str, Span) {
    match statement {
        ast::Stmt::ForLoop(at) => ("for", at.span()),
        ast::Stmt::WithBlock(at) => ("with", at.span()),
        ast::Stmt::Set(at) => ("set", at.span()),
        ast::Stmt::SetBlock(at) => ("set", at.span()),
        ast::Stmt::AutoEscape(at) => ("autoescape", at.span()),
        ast::Stmt::FilterBlock(at) => ("filter", at.span()),
        ast::Stmt::Do(at) => ("do", at.span()),
        _ => ("this statement", Span::default()),
    }
}
