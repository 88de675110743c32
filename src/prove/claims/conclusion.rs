//! Of each conclusion: that every patient gets an answer, and that every line, item, band and rule is for somebody.

use super::desk::{Desk, Sought, goal};
use crate::answer::Outcome as Judged;
use crate::program::{LoweredPart, StepId};
use crate::prove::report::{Finding, Kind};
use crate::rulebase::{Body, ConclusionId, Item};
use crate::solve::{Goal, Possible, Want};
use crate::source::Span;
use crate::syntax::tree::Status;

impl Desk<'_, '_> {
    pub(super) fn conclusion(&mut self, id: ConclusionId) {
        let engine = self.engine;
        let conclusion = &engine.rulebase.conclusions[id.0];
        let lowered = &engine.program.conclusions[id.0];
        let population = lowered.population.map(|note| self.step(note));
        if let Some(population) = population {
            let claim = format!("`{}` applies to somebody", conclusion.name);
            let fits = self.somebody(claim, conclusion.span, &goal([Want::Yes(population)]), |_| Finding {
                kind: Kind::Never,
                message: format!("`{}` applies to nobody: no patient meets `applies to`", conclusion.name),
                help: "correct the condition behind `applies to`".to_owned(),
                witness: None,
                related: Vec::new(),
            });
            if !fits {
                return self.told.conclusions.push(id);
            }
        }
        match &conclusion.body {
            Body::Lines(_) => self.lines(id, population),
            Body::Count(_) | Body::Score { .. } => self.parts(id, population),
            Body::Rule(_) => self.rule(id, population),
            Body::Value(_) => {}
        }
        if let (Body::Score { bands, choice: Some(choice), .. }, Some(band)) = (&conclusion.body, lowered.band) {
            for one in bands {
                let name = &engine.rulebase.schema.choice(*choice).labels[one.label].name;
                let claim = format!("band `{name}` of `{}` is reached", conclusion.name);
                self.somebody(claim, one.span, &goal([Want::Label(band, one.label)]), |_| Finding {
                    kind: Kind::Never,
                    message: format!("band `{name}` of `{}` is never reached", conclusion.name),
                    help: "no patient has so many points: correct its edges, or remove it".to_owned(),
                    witness: None,
                    related: Vec::new(),
                });
            }
        }
        self.gap(id);
        if self.search.options.overlaps {
            self.overlaps(id, population);
        }
    }

    /// No line holds together with an earlier one that gives something else, and no item of `first of` either.
    fn overlaps(&mut self, id: ConclusionId, population: Option<StepId>) {
        let engine = self.engine;
        let conclusion = &engine.rulebase.conclusions[id.0];
        let parts = &engine.program.conclusions[id.0].parts;
        let groups: Vec<Vec<&LoweredPart>> = match &conclusion.body {
            Body::Lines(_) => vec![parts.iter().collect()],
            Body::Score { items, .. } => {
                let groups = items.iter().filter(|item| matches!(item, Item::FirstOf(_))).map(Item::spans);
                groups.map(|spans| parts.iter().filter(|part| spans.contains(&part.span)).collect()).collect()
            }
            Body::Count(_) | Body::Value(_) | Body::Rule(_) => Vec::new(),
        };
        let word = if matches!(conclusion.body, Body::Lines(_)) { "line" } else { "item" };
        for group in groups {
            let conditional =
                |part: &&LoweredPart| Some((part.when.map(|note| self.step(note))?, part.name.clone(), part.span));
            let all: Vec<(StepId, String, Span)> = group.iter().filter_map(conditional).collect();
            for (at, (first, name, _)) in all.iter().enumerate() {
                for (second, other, span) in all[at + 1..].iter().filter(|(_, other, _)| other != name) {
                    // who is caught by a line still further up is told of that one
                    let before = all[..at].iter().map(|(step, ..)| Want::No(*step));
                    let both = [Want::Yes(*first), Want::Yes(*second)].into_iter().chain(population.map(Want::Yes));
                    let claim =
                        format!("{word} `{other}` of `{}` does not hold together with `{name}`", conclusion.name);
                    let found = |_: &mut Self, witness| Finding {
                        kind: Kind::Overlap,
                        message: format!(
                            "{word} `{other}` of `{}` also holds for a patient for whom `{name}` holds, which stands first and counts",
                            conclusion.name
                        ),
                        help: "if that is meant, leave it; otherwise narrow one of the two, or change their order"
                            .to_owned(),
                        witness,
                        related: Vec::new(),
                    };
                    let sought = Sought { about: &[id], shows: &|_| true };
                    self.nobody(claim, *span, &[goal(before.chain(both))], &sought, found);
                }
            }
        }
    }

    /// Every patient gets an answer.
    fn gap(&mut self, id: ConclusionId) {
        let engine = self.engine;
        let conclusion = &engine.rulebase.conclusions[id.0];
        let lowered = &engine.program.conclusions[id.0];
        let Some(value) = lowered.band.or(lowered.value) else { return };
        let mut wants = vec![Want::Failed(value)];
        // what fails further up is told there
        for (at, other) in engine.program.conclusions.iter().enumerate() {
            let book = engine.rulebase.conclusions[at].book;
            if engine.leans(id, ConclusionId(at)) && engine.rulebase.books[book].asked_for {
                wants.extend(other.value.into_iter().chain(other.band).map(Want::NotFailed));
            }
        }
        let (message, help) = match &conclusion.body {
            Body::Lines(_) => (
                format!("no line of `{}` holds for some patient", conclusion.name),
                "close the gap between the lines, or add a last line `… otherwise`",
            ),
            Body::Score { choice: Some(_), .. } => (
                format!("some patient's points fall into no band of `{}`", conclusion.name),
                "close the gap between the bands",
            ),
            _ => (
                format!("`{}` has no result for some patient: a computation fails", conclusion.name),
                "give the value by lines (`… when …`), so that it is not computed where it cannot be",
            ),
        };
        let claim = format!("`{}` has an answer for everybody", conclusion.name);
        let found = |_: &mut Self, witness| Finding {
            kind: Kind::Gap,
            message,
            help: help.to_owned(),
            witness,
            related: Vec::new(),
        };
        let failed = |outcome: &Judged| outcome.answers[id.0].status == Status::Failed;
        self.nobody(claim, conclusion.span, &[goal(wants)], &Sought { about: &[id], shows: &failed }, found);
    }

    /// Each line is the first that holds for somebody.
    fn lines(&mut self, id: ConclusionId, population: Option<StepId>) {
        let engine = self.engine;
        let conclusion = &engine.rulebase.conclusions[id.0];
        let parts = &engine.program.conclusions[id.0].parts;
        for (at, part) in parts.iter().enumerate() {
            let earlier: Vec<&LoweredPart> = parts[..at].iter().collect();
            let reached = |earlier: &[&LoweredPart]| {
                let before = earlier.iter().filter_map(|part| part.counts).map(Want::No);
                goal(before.chain(part.counts.map(Want::Yes)).chain(population.map(Want::Yes)))
            };
            let claim = format!("line `{}` of `{}` is reached", line(part), conclusion.name);
            let name = format!("line `{}` of `{}`", line(part), conclusion.name);
            let fits = self.somebody(claim, part.span, &reached(&earlier), |desk| {
                desk.unreached(name, part, &earlier, (id, population), &reached)
            });
            if !fits {
                self.told.parts.push((id, part.span));
            }
        }
    }

    /// Why a line or item is never the one that counts: it can never hold, or others come before it.
    fn unreached(
        &mut self,
        name: String,
        part: &LoweredPart,
        earlier: &[&LoweredPart],
        (id, population): (ConclusionId, Option<StepId>),
        reached: &dyn Fn(&[&LoweredPart]) -> Goal,
    ) -> Finding {
        let alone = goal(part.counts.map(Want::Yes).into_iter().chain(population.map(Want::Yes)));
        if self.search.prover.possible(&alone) == Possible::No {
            return Finding {
                kind: Kind::Never,
                message: format!("{name} never holds"),
                help: "no patient within the declared ranges meets it: correct it, or remove it".to_owned(),
                witness: None,
                related: Vec::new(),
            };
        }
        let mut hiding: Vec<&LoweredPart> = earlier.to_vec();
        let mut at = 0;
        while at < hiding.len() {
            let mut without = hiding.clone();
            without.remove(at);
            match self.search.prover.possible(&reached(&without)) {
                Possible::No => hiding = without,
                _ => at += 1,
            }
        }
        let names: Vec<String> = hiding.iter().map(|part| format!("`{}`", line(part))).collect();
        let help = match part.counts {
            Some(_) => "put it before them, or remove it",
            None => "the lines before it leave nobody: remove it, or correct them",
        };
        Finding {
            kind: Kind::Hidden,
            message: format!("{name} is never reached: whoever could is caught by {}", names.join(" or ")),
            help: help.to_owned(),
            witness: self.shown(&alone, &[id]),
            related: Vec::new(),
        }
    }

    /// Each criterion or item counts for somebody, and not for everybody.
    fn parts(&mut self, id: ConclusionId, population: Option<StepId>) {
        let engine = self.engine;
        let conclusion = &engine.rulebase.conclusions[id.0];
        for part in &engine.program.conclusions[id.0].parts {
            let Some(counts) = part.counts else { continue };
            let when = part.when.map(|note| self.step(note));
            let inside = || population.map(Want::Yes);
            let name = format!("`{}` of `{}`", part.name, conclusion.name);
            let claim = format!("{name} counts for somebody");
            let reached = goal([Want::Yes(counts)].into_iter().chain(inside()));
            let fits = self.somebody(claim, part.span, &reached, |desk| {
                let alone = goal(when.map(Want::Yes).into_iter().chain(inside()));
                let hidden =
                    when.is_some_and(|when| when != counts) && desk.search.prover.possible(&alone) == Possible::Yes;
                match hidden {
                    true => Finding {
                        kind: Kind::Hidden,
                        message: format!("{name} never counts: whoever meets it meets an item before it"),
                        help: "in `first of` only the first that holds counts: put it before the wider items"
                            .to_owned(),
                        witness: desk.shown(&alone, &[id]),
                        related: Vec::new(),
                    },
                    false => Finding {
                        kind: Kind::Never,
                        message: format!("{name} never counts"),
                        help: "no patient within the declared ranges meets it: correct it, or remove it".to_owned(),
                        witness: None,
                        related: Vec::new(),
                    },
                }
            });
            let not_always = goal([Want::NotYes(counts)].into_iter().chain(inside()));
            if !fits || (when.is_some() && !self.not_always(&name, ("count", "counts"), part.span, &not_always)) {
                self.told.parts.push((id, part.span));
            }
        }
    }

    fn not_always(&mut self, name: &str, (verb, verbs): (&str, &str), span: Span, not: &Goal) -> bool {
        let claim = format!("{name} does not always {verb}");
        self.somebody(claim, span, not, |_| Finding {
            kind: Kind::Always,
            message: format!("{name} always {verbs}"),
            help: "it holds for every patient within the declared ranges: correct its condition, or leave it out"
                .to_owned(),
            witness: None,
            related: Vec::new(),
        })
    }

    /// A rule applies to somebody, and not to everybody.
    fn rule(&mut self, id: ConclusionId, population: Option<StepId>) {
        let engine = self.engine;
        let conclusion = &engine.rulebase.conclusions[id.0];
        let lowered = &engine.program.conclusions[id.0];
        let Some(value) = lowered.value else { return };
        let claim = format!("rule `{}` can apply", conclusion.name);
        let fits = self.somebody(claim, conclusion.span, &goal([Want::Yes(value)]), |desk| {
            let own = lowered.conditions.iter().map(|(negated, note)| {
                let step = desk.step(*note);
                if *negated { Want::No(step) } else { Want::Yes(step) }
            });
            let own = goal(own.collect::<Vec<_>>().into_iter().chain(population.map(Want::Yes)));
            let overriding: Vec<String> = lowered
                .overridden_by
                .iter()
                .map(|by| format!("`{}`", engine.rulebase.conclusions[by.0].name))
                .collect();
            if overriding.is_empty() || desk.search.prover.possible(&own) == Possible::No {
                return Finding {
                    kind: Kind::Never,
                    message: format!("rule `{}` can never apply", conclusion.name),
                    help: "its conditions exclude one another, or no patient within the declared ranges meets them"
                        .to_owned(),
                    witness: None,
                    related: Vec::new(),
                };
            }
            Finding {
                kind: Kind::Hidden,
                message: format!(
                    "rule `{}` can never apply: whoever meets it is also met by {}, which overrides it",
                    conclusion.name,
                    overriding.join(" or ")
                ),
                help: "narrow the rule that overrides it, or remove this one".to_owned(),
                witness: desk.shown(&own, &[id]),
                related: Vec::new(),
            }
        });
        let not = goal([Want::NotYes(value)].into_iter().chain(population.map(Want::Yes)));
        let name = format!("rule `{}`", conclusion.name);
        // a rule without conditions is meant for everybody
        let conditional = !lowered.conditions.is_empty();
        if !fits || (conditional && !self.not_always(&name, ("apply", "applies"), conclusion.span, &not)) {
            self.told.conclusions.push(id);
        }
    }
}

/// A line in the author's words.
fn line(part: &LoweredPart) -> &str {
    &part.name
}
