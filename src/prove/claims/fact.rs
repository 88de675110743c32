//! Of each fact: that some conclusion depends on it.

use super::desk::{Desk, goal};
use crate::answer::Read;
use crate::patients::{Options, elements, meeting};
use crate::program::{Shape, StepId};
use crate::prove::report::{Finding, Kind, Outcome, Proof};
use crate::prove::variant::Variants;
use crate::rulebase::{FactId, Type};
use crate::solve::{Possible, Prover, Want};

impl Desk<'_, '_> {
    /// Whatever else a patient has, the facts that a file declares can change an answer.
    pub(super) fn facts(&mut self, book: usize, options: &Options) {
        let engine = self.engine;
        let Some(source) = engine.rulebase.conclusions.iter().find(|one| one.book == book).map(|one| one.span.source)
        else {
            return;
        };
        for (at, fact) in engine.rulebase.schema.facts.iter().enumerate() {
            let id = FactId(at);
            let mut readers = engine.reading(Read::Fact(id));
            readers.retain(|id| engine.rulebase.books[engine.rulebase.conclusions[id.0].book].asked_for);
            // that nothing reads it is told when rules are checked
            if fact.span.source != source || readers.is_empty() || matches!(fact.ty, Type::List(_)) {
                continue;
            }
            let lowered = readers.iter().map(|id| &engine.program.conclusions[id.0]);
            let roots: Vec<StepId> = lowered.flat_map(|one| one.value.into_iter().chain(one.band)).collect();
            let depends = match self.search.prover.depends(&roots, id) {
                true => Possible::Yes,
                false => self.depends(id, &roots, options),
            };
            let result = match depends {
                Possible::Yes => Outcome::Proved,
                Possible::CannotTell(why) => Outcome::CannotTell(why),
                Possible::No => Outcome::Found(Finding {
                    kind: Kind::Unused,
                    message: format!(
                        "no conclusion depends on `{}`: whatever it is, all answers are the same",
                        fact.name
                    ),
                    help: "correct the conditions that read it, or remove it".to_owned(),
                    witness: None,
                    related: Vec::new(),
                }),
            };
            let claim = format!("some conclusion depends on `{}`", fact.name);
            self.proofs.push(Proof { claim, span: fact.span, lists: false, result });
        }
    }

    /// Whether two patients who differ in this fact alone can get two answers.
    fn depends(&self, id: FactId, roots: &[StepId], options: &Options) -> Possible {
        let engine = self.engine;
        let mut schema = engine.rulebase.schema.clone();
        let twin = FactId(schema.facts.len());
        schema.facts.push(schema.fact(id).clone());
        let mut variants = Variants::of(&engine.program);
        let others = variants.replaced(roots, id, twin);
        let all: Vec<StepId> = roots.iter().chain(&others).copied().collect();
        // neither of the two patients may be impossible
        let mut impossible = meeting(engine, &variants.program, &all);
        impossible.extend(variants.replaced(&impossible, id, twin));
        let count = elements(&engine.program, options);
        let mut prover = Prover::new((&schema, &variants.program), &impossible, (&all, &[]), count, options.as_of)
            .spending(options.effort);
        let labels = |step: &StepId| match variants.program.steps[step.0].shape {
            Shape::Labels(count) => (0..count).map(|label| (label, label)).collect(),
            Shape::Truth | Shape::Number => Vec::new(),
        };
        let wants = roots.iter().zip(&others).filter(|(is, other)| is != other);
        let wants = wants.map(|(is, other)| Want::Differ(*is, *other, labels(is)));
        let any = goal([Want::Any(wants.collect())]);
        prover.possible(&any)
    }
}
