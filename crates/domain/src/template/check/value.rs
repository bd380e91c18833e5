//! What an expression that is printed is worth: its kind, whether it may be missing, how long it can be.

use minijinja::machinery::{Span, ast};
use minijinja::value::ValueKind;

use super::Check;
use super::condition::Facts;
use crate::field::excerpt;
use crate::template::filters;
use crate::template::presentable::presentable;
use crate::template::variable::{ATTRIBUTES, Kind, Variable};

/// An expression's worth, before a customer is known.
#[derive(Debug, Clone)]
pub(super) struct Worth {
    pub(super) kind: Kind,
    /// The path that may be missing, as it is to be written.
    pub(super) missing: Option<Path>,
    /// No more bytes than these when printed.
    longest: usize,
}

/// A variable or an attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Path {
    Variable(&'static str),
    Attribute(String),
}

impl Path {
    /// The path whose presence decides: there is a first name exactly where there is a name.
    pub(super) fn root(&self) -> Self {
        match self {
            Self::Variable("firstName") => Self::Variable("name"),
            path => path.clone(),
        }
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable(name) => f.write_str(name),
            Self::Attribute(name) if is_word(name) => write!(f, "{ATTRIBUTES}.{name}"),
            Self::Attribute(name) => write!(f, "{ATTRIBUTES}[{:?}]", excerpt(name)),
        }
    }
}

fn is_word(name: &str) -> bool {
    let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(starts) && name.chars().all(|c| starts(c) || c.is_ascii_digit())
}

impl Check {
    /// Checks an expression that is printed; answers with the most bytes it takes.
    pub(super) fn printed(&mut self, expr: &ast::Expr<'_>, span: Span, facts: &Facts) -> usize {
        let Some(worth) = self.value(expr, facts) else { return 0 };
        let filter = match worth.kind {
            Kind::Money => Some("currency"),
            Kind::Date => Some("date"),
            Kind::Boolean => {
                self.wrong(span, "wrong_type", "this would print true or false: use it in {% if %}");
                None
            }
            Kind::Text | Kind::Number | Kind::Attribute => None,
        };
        if let Some(path) = &worth.missing {
            let message = format!("some customers have no {path}: write {}", with_default(path, filter));
            self.wrong(span, "needs_default", message);
        } else if let Some(filter) = filter {
            let message = match path_of(expr) {
                Some(path) => {
                    format!("write {{{{ {path} | {filter} }}}}, or it would print as a bare number")
                }
                None => format!("add | {filter}, or it would print as a bare number"),
            };
            self.wrong(span, "needs_filter", message);
        }
        worth.longest
    }

    /// Checks an expression that is a value; `None` if something was wrong with it.
    pub(super) fn value(&mut self, expr: &ast::Expr<'_>, facts: &Facts) -> Option<Worth> {
        match expr {
            ast::Expr::Var(_) | ast::Expr::GetAttr(_) | ast::Expr::GetItem(_) => self.path(expr, facts),
            ast::Expr::Const(constant) => self.constant(&constant.value, constant.span()),
            ast::Expr::Filter(filter) => self.filtered(filter, filter.span(), facts),
            ast::Expr::IfExpr(choice) => {
                let branches = self.condition(&choice.test_expr, facts);
                let yes = self.value(&choice.true_expr, &branches.when_true);
                let Some(otherwise) = &choice.false_expr else {
                    self.wrong(
                        choice.span(),
                        "needs_default",
                        "an \"if\" in {{ }} needs an \"else\" with a text",
                    );
                    return None;
                };
                let no = self.value(otherwise, &branches.when_false);
                self.either(yes?, no?, choice.span())
            }
            ast::Expr::UnaryOp(sign) if matches!(sign.op, ast::UnaryOpKind::Neg) => {
                match self.value(&sign.expr, facts)? {
                    worth if matches!(sign.expr, ast::Expr::Const(_)) && worth.kind == Kind::Number => {
                        Some(worth)
                    }
                    _ => self.refuse(expr),
                }
            }
            other => self.refuse(other),
        }
    }

    fn refuse(&mut self, expr: &ast::Expr<'_>) -> Option<Worth> {
        let message = match expr {
            ast::Expr::Call(_) => "functions are not possible in a message: only variables and filters are",
            ast::Expr::BinOp(op) if matches!(op.op, ast::BinOpKind::Sub) => {
                "a message cannot calculate; an attribute with a hyphen is written attributes[\"shoe-size\"]"
            }
            ast::Expr::BinOp(op) if matches!(op.op, ast::BinOpKind::ScOr) => {
                "instead of \"or\" write | default(\"…\")"
            }
            ast::Expr::BinOp(op) if matches!(op.op, ast::BinOpKind::Concat) => {
                "instead of ~ write one variable after the other"
            }
            ast::Expr::BinOp(_) | ast::Expr::UnaryOp(_) | ast::Expr::Compare(_) | ast::Expr::Test(_) => {
                "a message cannot calculate: only variables and filters can be printed"
            }
            _ => "this is not possible in a message: only variables and filters are",
        };
        self.wrong(expr.span(), "not_allowed", message);
        None
    }

    /// A variable, or `attributes.name`, or `attributes["any name"]`.
    fn path(&mut self, expr: &ast::Expr<'_>, facts: &Facts) -> Option<Worth> {
        match path_of(expr) {
            Some(Path::Variable(name)) => {
                let variable = Variable::named(name)?;
                self.needs.variables.insert(variable.name);
                let path = Path::Variable(variable.name);
                let missing = variable.optional && !facts.present(&path);
                Some(Worth {
                    kind: variable.kind,
                    missing: missing.then_some(path),
                    longest: longest(variable.kind),
                })
            }
            Some(path @ Path::Attribute(_)) => {
                if let Path::Attribute(name) = &path {
                    self.needs.attributes.insert(name.clone());
                }
                let missing = !facts.present(&path);
                let kind = Kind::Attribute;
                Some(Worth { kind, missing: missing.then_some(path), longest: longest(kind) })
            }
            None => {
                self.unknown(expr);
                None
            }
        }
    }

    fn unknown(&mut self, expr: &ast::Expr<'_>) {
        let (name, field) = match expr {
            ast::Expr::Var(variable) => (variable.id, variable.id),
            ast::Expr::GetAttr(access) => match &access.expr {
                ast::Expr::Var(group) if group.id != ATTRIBUTES => (group.id, access.name),
                _ => ("", ""),
            },
            _ => ("", ""),
        };
        let message = match (name, Variable::nearest(field)) {
            (ATTRIBUTES | "", _) => {
                "an attribute is written attributes.NAME or attributes[\"its name\"]".to_owned()
            }
            (name, Some(near)) => {
                let near = near.name;
                format!("there is no variable {}; did you mean {near}?", excerpt(&joined(name, field)))
            }
            (name, None) => {
                let name = excerpt(&joined(name, field));
                format!(
                    "there is no variable {name}; a field of your own is written {ATTRIBUTES}.{}",
                    excerpt(field)
                )
            }
        };
        self.wrong(expr.span(), "unknown_variable", message);
    }

    fn constant(&mut self, value: &minijinja::Value, span: Span) -> Option<Worth> {
        let worth = |kind, longest| Some(Worth { kind, missing: None, longest });
        match (value.kind(), value.as_str()) {
            (_, Some(text)) if presentable(text).is_some() => worth(Kind::Text, text.len()),
            (_, Some(_)) => {
                let message =
                    "an empty text shows nothing: write words, or use {% if %} to leave the place out";
                self.wrong(span, "empty_text", message);
                None
            }
            (ValueKind::Number, _) => worth(Kind::Number, longest(Kind::Number)),
            (ValueKind::Bool, _) => worth(Kind::Boolean, longest(Kind::Boolean)),
            _ => {
                self.wrong(span, "not_allowed", "only texts and numbers can stand here");
                None
            }
        }
    }

    fn filtered(&mut self, filter: &ast::Filter<'_>, span: Span, facts: &Facts) -> Option<Worth> {
        let worth = filter.expr.as_ref().and_then(|expr| self.value(expr, facts));
        let name = filter.name;
        if name == "default" {
            return self.defaulted(worth, &filter.args, span, facts);
        }
        if !filters::NAMES.contains(&name) {
            let message =
                format!("there is no filter {}: there are {}", excerpt(name), filters::NAMES.join(", "));
            self.wrong(span, "unknown_filter", message);
            return None;
        }
        if !filter.args.is_empty() {
            self.wrong(span, "wrong_filter", format!("the filter {name} takes nothing in brackets"));
            return None;
        }
        let worth = worth?;
        let fits = match (name, worth.kind) {
            ("currency", kind) => matches!(kind, Kind::Money | Kind::Attribute),
            ("date", kind) => matches!(kind, Kind::Date | Kind::Attribute),
            (_, kind) => matches!(kind, Kind::Text | Kind::Attribute),
        };
        if !fits {
            let what = match worth.kind {
                Kind::Money => "an amount: use currency",
                Kind::Date => "a date: use date",
                Kind::Number => "a number: it needs no filter",
                _ => "a text: currency is for amounts, date for dates",
            };
            self.wrong(span, "wrong_filter", format!("the filter {name} does not fit, this is {what}"));
            return None;
        }
        let longest = match (name, worth.kind) {
            ("currency" | "date", Kind::Attribute) => worth.longest,
            ("currency" | "date", _) => longest(Kind::Money).max(worth.longest),
            // "ΐ" in capitals is three letters.
            _ => (worth.longest * 3).min(longest(Kind::Attribute)),
        };
        let kind = if worth.kind == Kind::Attribute { Kind::Attribute } else { Kind::Text };
        self.needs.formats |= matches!(name, "currency" | "date");
        Some(Worth { kind, longest, ..worth })
    }

    fn defaulted(
        &mut self,
        worth: Option<Worth>,
        args: &[ast::CallArg<'_>],
        span: Span,
        facts: &Facts,
    ) -> Option<Worth> {
        let [ast::CallArg::Pos(fallback)] = args else {
            self.wrong(span, "wrong_filter", "default takes one text in brackets, as in default(\"there\")");
            return None;
        };
        let fallback = self.value(fallback, facts);
        let (worth, fallback) = (worth?, fallback?);
        let missing = if worth.missing.is_some() { fallback.missing.clone() } else { None };
        self.either(Worth { missing, ..worth }, Worth { missing: None, ..fallback }, span)
    }

    /// The worth of one of two values, nobody knows which.
    fn either(&mut self, one: Worth, other: Worth, span: Span) -> Option<Worth> {
        let kind = match (one.kind, other.kind) {
            (a, b) if a == b => a,
            // Money and dates need their filter wherever they may be; the filter leaves words alone.
            (Kind::Money, Kind::Text) | (Kind::Text, Kind::Money) => Kind::Money,
            (Kind::Date, Kind::Text) | (Kind::Text, Kind::Date) => Kind::Date,
            (Kind::Money | Kind::Date | Kind::Boolean, _) | (_, Kind::Money | Kind::Date | Kind::Boolean) => {
                self.wrong(
                    span,
                    "wrong_type",
                    "here stands one kind of value or another: give the default as a text",
                );
                return None;
            }
            (Kind::Text | Kind::Number | Kind::Attribute, _) => Kind::Attribute,
        };
        Some(Worth { kind, missing: one.missing.or(other.missing), longest: one.longest.max(other.longest) })
    }
}

/// The variable or the attribute an expression names; of attributes any name, of variables those that exist.
pub(super) fn path_of(expr: &ast::Expr<'_>) -> Option<Path> {
    let of_attributes = |group: &ast::Expr<'_>| matches!(group, ast::Expr::Var(var) if var.id == ATTRIBUTES);
    match expr {
        ast::Expr::Var(variable) => {
            Variable::named(variable.id).map(|variable| Path::Variable(variable.name))
        }
        ast::Expr::GetAttr(access) if of_attributes(&access.expr) => {
            Some(Path::Attribute(access.name.to_owned()))
        }
        ast::Expr::GetItem(access) if of_attributes(&access.expr) => match &access.subscript_expr {
            ast::Expr::Const(name) => name.value.as_str().map(|name| Path::Attribute(name.to_owned())),
            _ => None,
        },
        _ => None,
    }
}

/// The most bytes a value of a kind takes when printed.
const fn longest(kind: Kind) -> usize {
    match kind {
        // Names and cities hold 256 characters of at most four bytes, addresses less.
        Kind::Text => 1_024,
        Kind::Attribute => filters::LONGEST,
        // An amount with its currency, a date, a whole number.
        Kind::Number | Kind::Boolean | Kind::Money | Kind::Date => 40,
    }
}

/// What to write where a value may be missing.
fn with_default(path: &Path, filter: Option<&str>) -> String {
    match (path, filter) {
        (Path::Variable(name), _) => {
            Variable::named(name).map_or_else(String::new, |known| known.insert.to_owned())
        }
        (path, Some(filter)) => format!("{{{{ {path} | {filter} | default(\"…\") }}}}"),
        (path, None) => format!("{{{{ {path} | default(\"…\") }}}}"),
    }
}

fn joined(group: &str, field: &str) -> String {
    if group == field { group.to_owned() } else { format!("{group}.{field}") }
}
