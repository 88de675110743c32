//! What can be altered in a rule base: one small change at a time, each one rule that an author might have meant.

use super::body::altered;
use crate::rulebase::{Body, Conclusion, ConclusionId, Kind, Rulebase};
use crate::source::Span;

/// One change of one place. In a `for each` it is made for every label alike.
#[derive(Debug, Clone)]
pub struct Alteration {
    pub span: Span,
    /// Index into [`Rulebase::books`]: where the place stands.
    pub book: usize,
    /// The conclusion that the place belongs to; of a `for each` the first.
    pub of: ConclusionId,
    /// The author's words for the place.
    pub was: String,
    /// What they become; `None`: they are left out.
    pub becomes: Option<String>,
    /// The conclusions that stand in place of the author's.
    pub conclusions: Vec<(ConclusionId, Conclusion)>,
}

impl Alteration {
    /// Makes the change.
    pub fn apply(&self, rulebase: &mut Rulebase) {
        for (id, conclusion) in &self.conclusions {
            rulebase.conclusions[id.0] = conclusion.clone();
        }
    }
}

/// Every alteration of the rule files that were asked for, in the order that the places stand.
pub fn alterations(rulebase: &Rulebase) -> Vec<Alteration> {
    let mut all = Vec::new();
    for (at, conclusion) in rulebase.conclusions.iter().enumerate() {
        let id = ConclusionId(at);
        if conclusion.is_first() && rulebase.books[conclusion.book].asked_for {
            all.extend(of_group(rulebase, id));
        }
        all.extend(overrides(rulebase, id));
    }
    all.sort_by_key(|one| (one.book, one.span.start, one.of));
    all
}

/// The alterations of a conclusion, or of all instances of a `for each`.
fn of_group(rulebase: &Rulebase, first: ConclusionId) -> Vec<Alteration> {
    let header = &rulebase.conclusions[first.0];
    let mut all: Vec<Alteration> = Vec::new();
    for (at, conclusion) in rulebase.conclusions.iter().enumerate().skip(first.0) {
        if (conclusion.span, conclusion.book) != (header.span, header.book) {
            continue;
        }
        let id = ConclusionId(at);
        let instance = altered(rulebase, conclusion);
        if id == first {
            all.extend(instance.into_iter().map(|one| Alteration {
                span: one.span,
                book: header.book,
                of: first,
                was: one.was,
                becomes: one.becomes,
                conclusions: vec![(id, one.conclusion)],
            }));
            continue;
        }
        // one tree was checked for each label: the same places, in the same order
        for (alteration, one) in all.iter_mut().zip(instance) {
            if alteration.span == one.span {
                alteration.conclusions.push((id, one.conclusion));
            }
        }
    }
    all
}

/// Each rule that overrides this one, no longer doing so.
fn overrides(rulebase: &Rulebase, id: ConclusionId) -> Vec<Alteration> {
    let conclusion = &rulebase.conclusions[id.0];
    let Body::Rule(rule) = &conclusion.body else { return Vec::new() };
    debug_assert_eq!(conclusion.kind, Kind::Rule);
    let asked = rule.overridden_by.iter().enumerate().filter_map(|(at, by)| {
        let overriding = &rulebase.conclusions[by.0];
        if !rulebase.books[overriding.book].asked_for {
            return None;
        }
        let mut without = conclusion.clone();
        if let Body::Rule(rule) = &mut without.body {
            rule.overridden_by.remove(at);
        }
        Some(Alteration {
            span: overriding.span,
            book: overriding.book,
            of: id,
            was: format!("overrides {}", conclusion.name),
            becomes: None,
            conclusions: vec![(id, without)],
        })
    });
    asked.collect()
}
