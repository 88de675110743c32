//! Advice as data and in words.

use crate::answer::Advised;
use crate::report::context::Context;
use crate::rulebase::{Body, ConclusionId};
use crate::words::duration_words;

/// What a rule advises.
#[derive(serde::Serialize)]
pub(super) struct AdviceOnly {
    pub(super) verb: &'static str,
    pub(super) action: String,
    #[serde(skip_serializing_if = "Option::is_none", rename = "for")]
    pub(super) duration: Option<String>,
}

/// The advice of one rule, as data.
pub(super) fn advice_only(context: Context<'_>, advised: &Advised) -> AdviceOnly {
    AdviceOnly {
        verb: advised.verb.words(),
        action: context.engine.rulebase.actions[advised.action.0].name.clone(),
        duration: advised.duration.as_ref().map(duration_words),
    }
}

/// How certain the evidence of a rule is, where it says.
pub(super) fn certainty(context: Context<'_>, id: ConclusionId) -> Option<String> {
    match &context.engine.rulebase.conclusions[id.0].body {
        Body::Rule(rule) => rule.certainty.clone(),
        _ => None,
    }
}

/// What is advised, in words: `suggest serial imaging for 2 weeks`.
pub(super) fn advice_words(advice: &AdviceOnly) -> String {
    let duration = advice.duration.as_ref().map(|duration| format!(" for {duration}"));
    format!("{} {}{}", advice.verb, advice.action, duration.unwrap_or_default())
}
