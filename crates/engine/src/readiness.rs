//! What a launch needs, asked of a draft: by whoever launches it, gives it a time, or finds that its time has come.

use domain::FieldError;
use domain::campaign::Plan;
use domain::segment::Rule;
use domain::template::Template;
use domain::workspace::Workspace;
use store::{Store, StoreError};

/// Why a campaign cannot be launched as it is.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// Audience or message are missing, or the message makes no sense; says which and why.
    #[error("this campaign cannot be launched yet")]
    Incomplete(Vec<FieldError>),
    /// The rule makes no sense, or not with the segments it refers to; says where.
    #[error("the rule makes no sense")]
    InvalidRule(Vec<FieldError>),
    /// The audience is everyone, and nobody said that this is meant.
    #[error("the audience is everyone")]
    Everyone,
    /// The store cannot tell just now.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for NotReady {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::InvalidRule(errors) => Self::InvalidRule(errors),
            other => Self::Store(other),
        }
    }
}

/// The rule that a launch would ask, with the segments it refers to written out, if nothing is missing. `everyone`: it may
/// be everyone.
pub async fn rule_to_launch(
    store: &dyn Store,
    workspace: &Workspace,
    plan: &Plan,
    everyone: bool,
) -> Result<Rule, NotReady> {
    let asked = store.expand(workspace.id, &rule(plan)?).await?;
    let rule = asked.inlined().map_err(NotReady::InvalidRule)?.rule().clone();
    if rule.is_everyone() && !everyone { Err(NotReady::Everyone) } else { Ok(rule) }
}

fn rule(plan: &Plan) -> Result<Rule, NotReady> {
    let missing = |path: &str, what: &str| FieldError::new(path, "missing", what);
    let mut errors = Vec::new();
    if plan.rule.is_none() && plan.segment.is_none() {
        errors.push(missing("rule", "describe an audience first"));
    }
    match &plan.message {
        None => errors.push(missing("message", "write a message first")),
        Some(message) => errors.extend(Template::parse(message, plan.channel).err().into_iter().flatten()),
    }
    let rule = plan.segment.map(|segment| Ok(Rule::in_segment(segment)));
    match rule.or_else(|| plan.rule.as_deref().map(Rule::parse)) {
        Some(Ok(rule)) if errors.is_empty() => Ok(rule),
        Some(Err(wrong)) => Err(NotReady::InvalidRule(wrong)),
        _ => Err(NotReady::Incomplete(errors)),
    }
}
