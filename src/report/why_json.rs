//! Why a conclusion has its answer, or what is advised on a decision, as data.

use super::eval::{Conclusion, conclusion};
use super::plan::{Alternative, alternatives, conflicts};
use super::{Context, settle};
use crate::answer::{Outcome, Subject};
use crate::explain::advice_words;
use crate::rulebase::ConclusionId;
use crate::syntax::tree::Status;

/// Why one conclusion has its answer.
#[derive(serde::Serialize)]
pub struct Why {
    record: String,
    as_of: String,
    name: String,
    #[serde(flatten)]
    conclusion: Conclusion,
    /// Of a rule: what would settle the decisions that it advises on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    open_decisions: Vec<settle::Decision>,
    #[serde(skip_serializing_if = "Option::is_none")]
    turns: Option<settle::Turned>,
}

/// Why one conclusion has its answer, ready to be written as JSON.
pub fn why_report(context: Context<'_>, outcome: &Outcome, id: ConclusionId) -> Why {
    let open = outcome.answers[id.0].status == Status::Undecided;
    let settle = if open { settle::thorough(context, outcome, Subject::Conclusion(id)) } else { None };
    Why {
        record: outcome.record.clone(),
        as_of: outcome.as_of.to_string(),
        name: context.name(id).to_owned(),
        conclusion: conclusion(context, outcome, id).settled_by(settle),
        open_decisions: if open { settle::decisions(context, outcome, &[id]) } else { Vec::new() },
        turns: settle::turned(context, outcome, id),
    }
}

/// What is advised on a decision, by which rules, and why.
#[derive(serde::Serialize)]
pub struct WhyDecision {
    record: String,
    as_of: String,
    decision: String,
    at: String,
    /// What is advised as a whole.
    answer: String,
    conflicts: Vec<String>,
    alternatives: Vec<Stands>,
    /// Where it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    settle: Option<settle::Settle>,
}

/// How one alternative stands.
#[derive(serde::Serialize)]
struct Stands {
    action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    stands: String,
    rules: Vec<Says>,
}

/// A rule and what it says of an alternative, whether it applies or not.
#[derive(serde::Serialize)]
struct Says {
    rule: String,
    says: String,
    #[serde(flatten)]
    conclusion: Conclusion,
}

/// What is advised on a decision, ready to be written as JSON.
pub fn why_decision_report(context: Context<'_>, outcome: &Outcome, decision: usize) -> WhyDecision {
    let declared = &context.engine.rulebase.decisions[decision];
    let open = context.engine.open_decisions(outcome).contains(&decision);
    let settle = if open { settle::thorough(context, outcome, Subject::Decision(decision)) } else { None };
    WhyDecision {
        record: outcome.record.clone(),
        as_of: outcome.as_of.to_string(),
        decision: declared.name.clone(),
        at: context.sources.place(declared.span).to_string(),
        answer: settle::plan(context, outcome, decision),
        conflicts: conflicts(context, outcome, decision),
        alternatives: alternatives(context, outcome, decision)
            .iter()
            .map(|one| stands(context, outcome, one))
            .collect(),
        settle,
    }
}

fn stands(context: Context<'_>, outcome: &Outcome, alternative: &Alternative<'_>) -> Stands {
    let action = &context.engine.rulebase.actions[alternative.action.0];
    let says = alternative.rules.iter().map(|(rule, advice)| Says {
        rule: context.name(*rule).to_owned(),
        says: advice_words(context.engine, advice),
        conclusion: conclusion(context, outcome, *rule),
    });
    Stands {
        action: action.name.clone(),
        text: action.text.clone(),
        stands: alternative.stands.clone(),
        rules: says.collect(),
    }
}
