//! What a rule does where it applies, in words: `suggest anticoagulation for 3 months`, `warn "see the patient today"`.

use crate::answer::Engine;
use crate::rulebase::{Advice, Outcome, Part, Template};
use crate::words::duration_words;

/// `suggest anticoagulation for 3 months`
pub fn advice_words(engine: &Engine, advice: &Advice) -> String {
    let duration = advice.duration.as_ref().map(|duration| format!(" for {}", duration_words(duration)));
    let action = &engine.rulebase.actions[advice.action.0].name;
    format!("{} {action}{}", advice.verb.words(), duration.unwrap_or_default())
}

/// As the rule file words it.
pub fn consequence_words(engine: &Engine, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Advice(advice) => advice_words(engine, advice),
        Outcome::Warn(text) => format!("warn \"{}\"", template_words(text)),
        Outcome::AskFor(fact) => format!("ask for {}", engine.rulebase.schema.fact(*fact).name),
    }
}

/// A text with the names of its values.
fn template_words(template: &Template) -> String {
    let parts = template.parts.iter().map(|part| match part {
        Part::Text(text) => text.clone(),
        Part::Own => "{its value}".to_owned(),
        Part::Value(expr) => format!("{{{}}}", expr.text),
        Part::ListOf(..) => "{list}".to_owned(),
    });
    parts.collect()
}
