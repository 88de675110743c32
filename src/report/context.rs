//! What every writer of results needs: the engine, the sources, and what was asked for.

use std::borrow::Cow;

use crate::answer::{Engine, Outcome};
use crate::rulebase::{Cited, ConclusionId, Kind};
use crate::source::Sources;
use crate::syntax::tree::Status;

/// What presenters need besides the outcome.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub engine: &'a Engine,
    pub sources: &'a Sources,
    /// Only these conclusions, if any are named.
    pub only: &'a [ConclusionId],
}

impl Context<'_> {
    /// The conclusions to show, as they stand in the rule files: lists have no answer of their own.
    pub fn shown(&self) -> Vec<ConclusionId> {
        let conclusions = &self.engine.rulebase.conclusions;
        let mut ids: Vec<ConclusionId> = (0..conclusions.len())
            .map(ConclusionId)
            .filter(|id| !crate::answer::is_list(self.engine, *id))
            .filter(|id| if self.only.is_empty() { self.is_of_interest(*id) } else { self.only.contains(id) })
            .collect();
        // the files the user named come last in the order of loading, and first in the order of interest
        ids.sort_by_key(|id| {
            let conclusion = &conclusions[id.0];
            (!self.engine.rulebase.books[conclusion.book].asked_for, conclusion.book, conclusion.span.start, id.0)
        });
        ids
    }

    /// A record's results, with what belongs to the conclusions that are named alone, if any are.
    pub fn narrowed<'o>(&self, outcome: &'o Outcome) -> Cow<'o, Outcome> {
        match self.only.is_empty() {
            true => Cow::Borrowed(outcome),
            false => Cow::Owned(outcome.only(&self.shown())),
        }
    }

    /// The conclusions whose numbers are held against their limits: those shown, but for definitions, which others use.
    pub(crate) fn of_margins(&self) -> Vec<ConclusionId> {
        let mut shown = self.shown();
        shown.retain(|id| !self.only.is_empty() || self.kind(*id) != Kind::Define);
        shown
    }

    /// Of a file that is only used by others, just its rules and what the files named by the user lean on.
    fn is_of_interest(&self, id: ConclusionId) -> bool {
        let rulebase = &self.engine.rulebase;
        let asked = |id: ConclusionId| rulebase.books[rulebase.conclusions[id.0].book].asked_for;
        self.kind(id) == Kind::Rule
            || asked(id)
            || (id.0 + 1..rulebase.conclusions.len())
                .any(|other| asked(ConclusionId(other)) && self.engine.leans(ConclusionId(other), id))
    }

    /// Whether something is missing that would change an answer shown.
    pub fn lacks(&self, outcome: &Outcome) -> bool {
        let mut shown = self.shown();
        shown.retain(|id| self.kind(*id) != Kind::Define);
        outcome.needs.iter().any(|need| need.asked_for || need.changes.iter().any(|id| shown.contains(id)))
    }

    /// The rulebooks that said something about a record, those that the user named first.
    pub fn speaking(&self, outcome: &Outcome) -> Vec<usize> {
        let rulebase = &self.engine.rulebase;
        let says = |id: &ConclusionId| match (self.kind(*id), outcome.answers[id.0].status) {
            _ if !self.only.is_empty() => true,
            (Kind::Define, _) | (_, Status::NotApplicable | Status::DoesNotApply) => false,
            // an open rule of a rulebook that is only used has said nothing yet
            (Kind::Rule, Status::Undecided) => rulebase.books[rulebase.conclusions[id.0].book].asked_for,
            _ => true,
        };
        let shown = self.shown();
        let advising = outcome.advice.iter().map(|advised| advised.rule);
        let warning = outcome.warnings.iter().map(|warned| warned.rule);
        let mut ids: Vec<ConclusionId> = shown.iter().copied().filter(says).chain(advising).chain(warning).collect();
        if ids.is_empty() {
            // that they do not apply is what they say
            ids = shown;
        }
        let mut books: Vec<usize> = ids.iter().map(|id| rulebase.conclusions[id.0].book).collect();
        books.sort_by_key(|book| (!rulebase.books[*book].asked_for, *book));
        books.dedup();
        books
    }

    /// `CHEST 2021, statement 1`
    pub fn citation(&self, cited: &Cited) -> String {
        let name = &self.engine.rulebase.citations[cited.citation].name;
        std::iter::once(name.as_str()).chain(cited.places.iter().map(String::as_str)).collect::<Vec<_>>().join(", ")
    }

    pub fn citations(&self, id: ConclusionId) -> Vec<String> {
        self.engine.rulebase.conclusions[id.0].cited.iter().map(|cited| self.citation(cited)).collect()
    }

    pub fn name(&self, id: ConclusionId) -> &str {
        &self.engine.rulebase.conclusions[id.0].name
    }

    pub fn kind(&self, id: ConclusionId) -> Kind {
        self.engine.rulebase.conclusions[id.0].kind
    }

    /// Names, each once, of conclusions that something would change.
    pub fn names(&self, ids: &[ConclusionId]) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for id in ids {
            let name = self.name(*id);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// `two alternatives of "treatment" are advised: a (rule x) and b (rule y)`
    pub fn conflict(&self, outcome: &Outcome, conflict: &crate::answer::Conflict) -> String {
        let decision = &self.engine.rulebase.decisions[conflict.decision].name;
        let advised: Vec<String> = outcome
            .advice
            .iter()
            .filter(|advised| conflict.rules.contains(&advised.rule))
            .filter(|advised| self.engine.rulebase.decisions[conflict.decision].alternatives.contains(&advised.action))
            .map(|advised| {
                let action = &self.engine.rulebase.actions[advised.action.0].name;
                format!("{} {action} (rule {})", advised.verb.words(), self.name(advised.rule))
            })
            .collect();
        format!("{decision}: {} cannot both be followed", advised.join(" and "))
    }
}

/// The first of some names, and how many more there are.
pub(super) fn few(names: &[impl AsRef<str>], most: usize) -> String {
    // "and 1 more" says less than the name would
    let shown = if names.len() <= most + 1 { names.len() } else { most };
    let listed = names[..shown].iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    if shown < names.len() { format!("{listed} and {} more", names.len() - shown) } else { listed }
}

/// `1 item`, `2 items`
pub(super) fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
