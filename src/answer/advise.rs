//! What the rules that apply advise, warn about, note and ask for.

use super::engine::Engine;
use super::fill::fill;
use super::outcome::{Advised, Need, Outcome, Warned};
use crate::record::{Record, Value};
use crate::rulebase::{Body, ConclusionId, FactId, Outcome as Consequence};
use crate::syntax::tree::{Status, Verb};

impl Engine {
    /// Advice and warnings of the rules that apply, and what they ask for.
    pub(super) fn advise(&self, outcome: &mut Outcome, record: &Record) {
        for (at, conclusion) in self.rulebase.conclusions.iter().enumerate() {
            if outcome.answers[at].status == Status::Applies {
                for note in &conclusion.notes {
                    let id = ConclusionId(at);
                    let text = fill(self, outcome, note, id);
                    outcome.notes.push(Warned { rule: id, text });
                }
            }
            let (Body::Rule(rule), Status::Applies) = (&conclusion.body, outcome.answers[at].status) else { continue };
            let id = ConclusionId(at);
            for one in &rule.outcomes {
                match one {
                    Consequence::Advice(advice) => outcome.advice.push(Advised {
                        rule: id,
                        verb: advice.verb,
                        action: advice.action,
                        duration: advice.duration.clone(),
                    }),
                    Consequence::Warn(template) => {
                        let text = fill(self, outcome, template, id);
                        outcome.warnings.push(Warned { rule: id, text });
                    }
                    Consequence::AskFor(fact) => self.ask_for((outcome, record), *fact, id),
                }
            }
        }
        // strong advice first, then as the rules stand
        outcome.advice.sort_by_key(|advised| !matches!(advised.verb, Verb::Recommend | Verb::RecommendAgainst));
    }

    fn ask_for(&self, (outcome, record): (&mut Outcome, &Record), fact: FactId, rule: ConclusionId) {
        let declared = self.rulebase.schema.fact(fact);
        if record
            .facts
            .get(fact.0)
            .is_some_and(|datum| datum.as_ref().is_some_and(|datum| datum.value != Value::Unknown))
        {
            return;
        }
        match outcome.needs.iter_mut().find(|need| need.fact == declared.name) {
            Some(need) => {
                need.asked_for = true;
                if !need.changes.contains(&rule) {
                    need.changes.push(rule);
                }
            }
            None => outcome.needs.push(Need {
                name: declared.name.clone(),
                fact: declared.name.clone(),
                definition: declared.definition.clone(),
                asked_for: true,
                changes: vec![rule],
            }),
        }
    }
}
