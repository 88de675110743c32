//! The answer to one conclusion.

use crate::eval::Value;
use crate::rulebase::{Kind, Type};
use crate::syntax::tree::Status;

/// The answer to one conclusion.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Of a rule: applies, does not apply, undecided …; of a value, `Applies` stands for decided.
    pub status: Status,
    /// What is still possible.
    pub value: Value,
    /// The names of what would settle it.
    pub needs: Vec<String>,
    /// It was settled by going through the cases: every one gives the same answer.
    pub by_cases: bool,
}

/// The status of a conclusion whose value could be this. A rule that cannot apply is not open: whether it does not
/// apply or is not applicable changes nothing.
pub(super) fn status_of(kind: Kind, ty: &Type, value: &Value) -> Status {
    match (value.status(), value) {
        (Status::Undecided, Value::YesNo(could)) if kind == Kind::Rule && could.no && !could.yes && !could.failed => {
            Status::DoesNotApply
        }
        (Status::Applies, Value::YesNo(could)) if kind == Kind::Rule && could.no => Status::DoesNotApply,
        (Status::Undecided, Value::YesNo(could)) if matches!(ty, Type::List(_)) && could.yes && could.no => {
            Status::Applies
        }
        (status, _) => status,
    }
}
