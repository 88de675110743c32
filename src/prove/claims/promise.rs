//! Guarantees and decisions: promises that hold for every patient, advice that can be followed together.

use super::desk::{Desk, Sought, goal};
use crate::answer::{Engine, Outcome as Judged};
use crate::program::StepId;
use crate::prove::report::{Finding, Kind, Outcome};
use crate::rulebase::{ActionId, ConclusionId};
use crate::solve::{Goal, Possible, Want};

/// The steps that the promises and decisions of a file are asked about by.
pub(super) fn steps(engine: &Engine, book: usize) -> Vec<StepId> {
    let of = |note: &crate::program::NoteId| engine.program.notes[note.0].step;
    let mut all = Vec::new();
    for (guarantee, lowered) in engine.rulebase.guarantees.iter().zip(&engine.program.guarantees) {
        if guarantee.book == book {
            all.extend(lowered.premise.iter().map(of));
            all.extend(lowered.promises.iter().flat_map(|(what, when)| [Some(what), when.as_ref()]).flatten().map(of));
        }
    }
    for decision in decided(engine, book) {
        for action in &engine.rulebase.decisions[decision].alternatives {
            let rules = engine.rulebase.advising(*action, false).chain(engine.rulebase.advising(*action, true));
            all.extend(rules.filter_map(|id| engine.program.conclusions[id.0].value));
        }
    }
    all
}

/// The decisions that a file answers for: it declares them, or the first rule that advises one of their alternatives
/// stands in it and no file that was asked for declares them.
fn decided(engine: &Engine, book: usize) -> Vec<usize> {
    let base = &engine.rulebase;
    let declaring = |at: usize| {
        let source = base.decisions[at].span.source;
        let book_of = |id: usize| base.conclusions.iter().find(|one| one.span.source == source && one.book == id);
        (0..base.books.len()).find(|id| book_of(*id).is_some() && base.books[*id].asked_for)
    };
    let first_rule = |at: usize| {
        let actions = base.decisions[at].alternatives.iter();
        let rules = actions.flat_map(|action| base.advising(*action, false).chain(base.advising(*action, true)));
        rules.map(|id| base.conclusions[id.0].book).filter(|book| base.books[*book].asked_for).min()
    };
    (0..base.decisions.len()).filter(|at| declaring(*at).or_else(|| first_rule(*at)) == Some(book)).collect()
}

impl Desk<'_, '_> {
    pub(super) fn promises(&mut self, book: usize) {
        let engine = self.engine;
        let guarantees = engine.rulebase.guarantees.iter().zip(&engine.program.guarantees).enumerate();
        for (number, (guarantee, lowered)) in guarantees.filter(|(_, (one, _))| one.book == book) {
            for (at, (promise, (what, when))) in guarantee.promises.iter().zip(&lowered.promises).enumerate() {
                let what = self.step(*what);
                let others = [*when, lowered.premise].into_iter().flatten().map(|note| self.step(note));
                let others: Vec<StepId> = others.collect();
                // "never" is broken too where its exception is not known to be absent, "always" where what it promises
                // is not applicable or has failed
                let broken = match promise.never {
                    true => vec![
                        goal([Want::Yes(what)].into_iter().chain(others.iter().copied().map(Want::Yes))),
                        goal([Want::Yes(what)].into_iter().chain(others.iter().copied().map(Want::MayBe))),
                    ],
                    false => [Want::No(what), Want::NotYes(what)]
                        .map(|broken| goal([broken].into_iter().chain(others.iter().copied().map(Want::Yes))))
                        .to_vec(),
                };
                if !others.is_empty() {
                    let claim = format!("guarantee \"{}\" is about somebody", guarantee.text);
                    let about = goal(others.iter().copied().map(Want::MayBe));
                    self.somebody(claim, promise.span, &about, |_| Finding {
                        kind: Kind::Never,
                        message: format!(
                            "the guarantee \"{}\" is about nobody: no patient meets `when`",
                            guarantee.text
                        ),
                        help: "a promise to nobody promises nothing: correct the condition behind `when`".to_owned(),
                        witness: None,
                        related: Vec::new(),
                    });
                }
                let claim = format!("guarantee \"{}\"", guarantee.text);
                let about = self.involved(&promise.what);
                let message = format!("the guarantee \"{}\" does not hold for everybody", guarantee.text);
                let help = match promise.never {
                    true => "add an `unless` to the rules that apply here, or an `overrides` to the rule against it",
                    false => "add a rule, or a line, for this patient",
                };
                let found = |_: &mut Self, witness| Finding {
                    kind: Kind::Guarantee,
                    message,
                    help: help.to_owned(),
                    witness,
                    related: Vec::new(),
                };
                let shows = |outcome: &Judged| {
                    outcome.broken.iter().any(|broken| (broken.guarantee, broken.promise) == (number, at))
                };
                self.nobody(claim, promise.span, &broken, &Sought { about: &about, shows: &shows }, found);
            }
        }
    }

    /// The conclusions that an expression names, and the rules that advise what it names.
    fn involved(&self, expr: &crate::rulebase::Expr) -> Vec<ConclusionId> {
        use crate::rulebase::Node;
        let mut all = match &expr.node {
            Node::Conclusion(id) | Node::Band(id) | Node::Applies(id) => vec![*id],
            Node::Advised { verb, action } => self.engine.rulebase.advising(*action, verb.is_against()).collect(),
            _ => Vec::new(),
        };
        all.extend(expr.node.operands().into_iter().flat_map(|operand| self.involved(operand)));
        all.sort();
        all.dedup();
        all
    }

    pub(super) fn decisions(&mut self, book: usize) {
        let engine = self.engine;
        for at in decided(engine, book) {
            let decision = &engine.rulebase.decisions[at];
            let actions = &decision.alternatives;
            for (first, one) in actions.iter().enumerate() {
                let name = |action: &ActionId| engine.rulebase.actions[action.0].name.as_str();
                let against = format!("`{}` is never advised for and against", name(one));
                self.together(at, against, (*one, false), (*one, true));
                for other in &actions[first + 1..] {
                    let both = format!("`{}` and `{}` are never advised at once", name(one), name(other));
                    self.together(at, both, (*one, false), (*other, false));
                }
            }
        }
    }

    /// No rule for one advice applies together with a rule for another. One question answers for all of them, if the
    /// answer is no; otherwise each two rules are asked about.
    fn together(&mut self, decision: usize, claim: String, one: (ActionId, bool), other: (ActionId, bool)) {
        let engine = self.engine;
        let span = engine.rulebase.decisions[decision].span;
        let rules = |(action, against): (ActionId, bool)| -> Vec<(ConclusionId, StepId)> {
            let rules = engine.rulebase.advising(action, against);
            rules.filter_map(|id| Some((id, engine.program.conclusions[id.0].value?))).collect()
        };
        let (ours, theirs) = (rules(one), rules(other));
        if ours.is_empty() || theirs.is_empty() {
            return;
        }
        let any =
            |rules: &[(ConclusionId, StepId)]| Want::Any(rules.iter().map(|(_, step)| Want::Yes(*step)).collect());
        let both: Goal = goal([any(&ours), any(&theirs)]);
        match self.search.prover.possible(&both) {
            Possible::No => return self.record(claim, span, &both, Outcome::Proved),
            Possible::CannotTell(why) => return self.record(claim, span, &both, Outcome::CannotTell(why)),
            Possible::Yes => {}
        }
        for (us, here) in &ours {
            for (them, there) in &theirs {
                let name = |id: &ConclusionId| engine.rulebase.conclusions[id.0].name.as_str();
                let pair = goal([Want::Yes(*here), Want::Yes(*there)]);
                let claim = format!("{claim}: `{}`, `{}`", name(us), name(them));
                let message = match one.0 == other.0 {
                    true => format!(
                        "one patient is advised for and against `{}`, by the rules `{}` and `{}`",
                        engine.rulebase.actions[one.0.0].name,
                        name(us),
                        name(them)
                    ),
                    false => format!(
                        "one patient is advised two alternatives of `{}` at once, by the rules `{}` and `{}`",
                        engine.rulebase.decisions[decision].name,
                        name(us),
                        name(them)
                    ),
                };
                let found = |_: &mut Self, witness| Finding {
                    kind: Kind::Conflict,
                    message,
                    help:
                        "say which of the two counts: `overrides …` in the rule that does, or `unless …` in the other"
                            .to_owned(),
                    witness,
                    related: vec![(engine.rulebase.conclusions[them.0].span, "the other rule".to_owned())],
                };
                let span = engine.rulebase.conclusions[us.0].span;
                let both = [*us, *them];
                let shows = |outcome: &Judged| {
                    outcome.conflicts.iter().any(|conflict| both.iter().all(|rule| conflict.rules.contains(rule)))
                };
                self.nobody(claim, span, &[pair], &Sought { about: &both, shows: &shows }, found);
            }
        }
    }
}
