//! Conditions, and what is known to be present where they hold and where they do not.

use std::collections::BTreeSet;

use minijinja::machinery::{Span, ast};
use minijinja::value::ValueKind;

use super::Check;
use super::value::{Path, path_of};
use crate::template::variable::Kind;

/// What is known at a place of the text.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    present: BTreeSet<Path>,
    numbers: BTreeSet<Path>,
}

impl Facts {
    pub(super) fn present(&self, path: &Path) -> bool {
        self.present.contains(&path.root())
    }

    pub(super) fn number(&self, path: &Path) -> bool {
        self.numbers.contains(path)
    }

    fn with(&self, path: Option<Path>) -> Self {
        let mut more = self.clone();
        more.present.extend(path.map(|path| path.root()));
        more
    }

    fn with_number(&self, path: Path) -> Self {
        let mut more = self.with(Some(path.clone()));
        more.numbers.insert(path);
        more
    }

    /// What is known on both of two ways.
    fn common(&self, other: &Self) -> Self {
        Self {
            present: self.present.intersection(&other.present).cloned().collect(),
            numbers: self.numbers.intersection(&other.numbers).cloned().collect(),
        }
    }
}

/// What is known on either side of a condition.
pub(super) struct Branches {
    pub(super) when_true: Facts,
    pub(super) when_false: Facts,
}

impl Branches {
    fn neither(facts: &Facts) -> Self {
        Self { when_true: facts.clone(), when_false: facts.clone() }
    }
}

impl Check {
    /// Checks a condition: `and`, `or`, `not`, comparisons, `is defined`, or a value, which holds unless it is
    /// missing, zero or false.
    pub(super) fn condition(&mut self, expr: &ast::Expr<'_>, facts: &Facts) -> Branches {
        match expr {
            ast::Expr::UnaryOp(not) if matches!(not.op, ast::UnaryOpKind::Not) => {
                let inner = self.condition(&not.expr, facts);
                Branches { when_true: inner.when_false, when_false: inner.when_true }
            }
            ast::Expr::BinOp(op) => match op.op {
                ast::BinOpKind::ScAnd => {
                    let left = self.condition(&op.left, facts);
                    let right = self.condition(&op.right, &left.when_true);
                    let when_false = left.when_false.common(&right.when_false);
                    Branches { when_true: right.when_true, when_false }
                }
                ast::BinOpKind::ScOr => {
                    let left = self.condition(&op.left, facts);
                    let right = self.condition(&op.right, &left.when_false);
                    let when_true = left.when_true.common(&right.when_true);
                    Branches { when_true, when_false: right.when_false }
                }
                kind => self.comparison(kind, op, op.span(), facts),
            },
            ast::Expr::Test(test) => self.test(test, test.span(), facts),
            ast::Expr::Const(constant) if constant.value.kind() == ValueKind::Bool => {
                Branches::neither(facts)
            }
            value => {
                // A missing value is no mistake here: the condition does not hold.
                if self.value(value, facts).is_none() {
                    return Branches::neither(facts);
                }
                Branches { when_true: facts.with(decided_by(value)), when_false: facts.clone() }
            }
        }
    }

    fn test(&mut self, test: &ast::Test<'_>, span: Span, facts: &Facts) -> Branches {
        let path = path_of(&test.expr);
        // The walk notes the variable, and says what is wrong with it.
        if self.value(&test.expr, facts).is_none() {
            return Branches::neither(facts);
        }
        match (test.name, path) {
            ("defined", Some(path)) if test.args.is_empty() => {
                Branches { when_true: facts.with(Some(path)), when_false: facts.clone() }
            }
            ("undefined", Some(path)) if test.args.is_empty() => {
                Branches { when_true: facts.clone(), when_false: facts.with(Some(path)) }
            }
            ("number", Some(path @ Path::Attribute(_))) if test.args.is_empty() => {
                Branches { when_true: facts.with_number(path), when_false: facts.clone() }
            }
            _ => {
                let message = "after \"is\" stand defined, undefined or, for an attribute, number; before it a variable";
                self.wrong(span, "not_allowed", message);
                Branches::neither(facts)
            }
        }
    }

    fn comparison(
        &mut self,
        kind: ast::BinOpKind,
        op: &ast::BinOp<'_>,
        span: Span,
        facts: &Facts,
    ) -> Branches {
        use ast::BinOpKind::{Eq, Gt, Gte, In, Lt, Lte, Ne};
        match kind {
            Eq | Ne => self.equality(matches!(kind, Eq), op, span, facts),
            In => self.membership(op, span, facts),
            Lt | Lte | Gt | Gte => self.order(op, span, facts),
            _ => {
                self.wrong(
                    span,
                    "not_allowed",
                    "a message cannot calculate: compare a variable with a value",
                );
                Branches::neither(facts)
            }
        }
    }

    /// `==` and `!=`: a missing value equals nothing, so that where they are equal both are present.
    fn equality(&mut self, equal: bool, op: &ast::BinOp<'_>, span: Span, facts: &Facts) -> Branches {
        let (left, right) = (self.value(&op.left, facts), self.value(&op.right, facts));
        let (Some(left), Some(right)) = (left, right) else { return Branches::neither(facts) };
        let comparable = match (left.kind, right.kind) {
            (Kind::Date, _) | (_, Kind::Date) => false,
            (Kind::Attribute, _)
            | (_, Kind::Attribute)
            | (Kind::Number | Kind::Money, Kind::Number | Kind::Money) => true,
            (left, right) => left == right,
        };
        // Where both may be missing they may be equal for that.
        if !comparable || (left.missing.is_some() && right.missing.is_some()) {
            return self.incomparable(span, facts);
        }
        let same = facts.with(decided_by(&op.left)).with(decided_by(&op.right));
        if equal {
            Branches { when_true: same, when_false: facts.clone() }
        } else {
            Branches { when_true: facts.clone(), when_false: same }
        }
    }

    /// `in`: a value among constants; a missing one is in no list.
    fn membership(&mut self, op: &ast::BinOp<'_>, span: Span, facts: &Facts) -> Branches {
        let constants = match &op.right {
            ast::Expr::List(list) => list.items.iter().all(|item| matches!(item, ast::Expr::Const(_))),
            _ => false,
        };
        match self.value(&op.left, facts) {
            Some(worth) if constants && worth.kind != Kind::Date => {
                return Branches { when_true: facts.with(decided_by(&op.left)), when_false: facts.clone() };
            }
            Some(_) => {
                let message = "\"in\" looks for a variable in a list, as in city in [\"Rome\", \"Paris\"]";
                self.wrong(span, "not_allowed", message);
            }
            None => {}
        }
        Branches::neither(facts)
    }

    /// `<` and its like: numbers and amounts that are present.
    fn order(&mut self, op: &ast::BinOp<'_>, span: Span, facts: &Facts) -> Branches {
        for side in [&op.left, &op.right] {
            let Some(worth) = self.value(side, facts) else { continue };
            match (worth.kind, path_of(side)) {
                (Kind::Number, None) => {}
                (Kind::Number | Kind::Money, Some(_)) => self.demand_present(worth.missing, span),
                (Kind::Attribute, Some(path)) if facts.number(&path) => {}
                (Kind::Attribute, Some(path)) => {
                    let message = format!(
                        "{path} may be a text for some customers: write {{% if {path} is number and {path} > … %}}"
                    );
                    self.wrong(span, "wrong_type", message);
                }
                _ => {
                    self.incomparable(span, facts);
                }
            }
        }
        Branches::neither(facts)
    }

    fn demand_present(&mut self, missing: Option<Path>, span: Span) {
        if let Some(path) = missing {
            let message = format!("some customers have no {path}: write {{% if {path} and {path} … %}}");
            self.wrong(span, "needs_default", message);
        }
    }

    fn incomparable(&mut self, span: Span, facts: &Facts) -> Branches {
        let message = "these cannot be compared here: numbers and amounts with numbers, texts with texts; who gets \
                       the message by dates is for the audience to say";
        self.wrong(span, "wrong_type", message);
        Branches::neither(facts)
    }
}

/// The path that is present if the value holds: filters leave what is missing missing, a default does not.
fn decided_by(expr: &ast::Expr<'_>) -> Option<Path> {
    match expr {
        ast::Expr::Filter(filter) if filter.name != "default" => filter.expr.as_ref().and_then(decided_by),
        expr => path_of(expr),
    }
}
