//! Everything that examples can show of rule files: conditions, thresholds, bands, lines, alternatives and rules.

use std::collections::HashSet;

use super::Kind;
use crate::answer::Engine;
use crate::program::{Compared, Judged, StepId};
use crate::rulebase::{Body, Conclusion, ConclusionId};
use crate::source::{Sources, Span};

/// A part of the rules, and where to read off what is shown of it.
#[derive(Debug, Clone)]
pub struct Topic {
    pub kind: Kind,
    pub text: String,
    /// Of a threshold: the author's words for it, and whether it is a date.
    pub limit: Option<(String, bool)>,
    pub span: Span,
    pub look: Look,
}

/// Where to look, in a `for each` once for each label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// Yes, no, unknown.
    Truth(Vec<Judged>),
    /// Below, at, above.
    Compared(Vec<Compared>),
    /// Surely this label.
    Label(Vec<(StepId, usize)>),
    /// The condition of a line with whom it is for, and the conditions of the lines before it.
    Line(Vec<(Vec<StepId>, Vec<StepId>)>),
    /// Rules that advise for an alternative, and those that advise for others.
    Alone(Vec<StepId>, Vec<StepId>),
    /// Applies, does not apply, undecided.
    Rule(Vec<StepId>),
}

impl Look {
    /// The steps that it is read off; of an alternative, the rules that advise for it.
    pub fn steps(&self) -> Vec<StepId> {
        match self {
            Look::Truth(judged) => judged.iter().map(|one| one.given.step).collect(),
            Look::Compared(compared) => compared.iter().flat_map(|one| [one.value, one.limit]).collect(),
            Look::Label(labels) => labels.iter().map(|(step, _)| *step).collect(),
            Look::Line(lines) => lines.iter().flat_map(|(own, earlier)| own.iter().chain(earlier)).copied().collect(),
            Look::Alone(own, _) => own.clone(),
            Look::Rule(rules) => rules.clone(),
        }
    }
}

/// What is to be shown of the files that were asked for, by kind and in the order it stands; what is equal once.
pub fn topics(engine: &Engine, sources: &Sources) -> Vec<Topic> {
    let books = engine.rulebase.asked_for();
    let files: HashSet<&str> = books.map(|book| book.file.as_str()).collect();
    let asked = |span: &Span| files.contains(sources.get(span.source).name.as_str());
    let mut known = HashSet::new();
    let mut all = conditions(engine);
    all.extend(thresholds(engine));
    for (at, conclusion) in engine.rulebase.conclusions.iter().enumerate() {
        add_answers(engine, ConclusionId(at), conclusion, &mut all);
    }
    all.extend(alternatives(engine));
    all.retain(|topic| asked(&topic.span) && topic.steps().is_none_or(|steps| known.insert((topic.kind, steps))));
    let place = |topic: &Topic| sources.place(topic.span);
    all.sort_by_key(|topic| (topic.kind, place(topic)));
    all
}

impl Topic {
    /// What makes two conditions, or two thresholds, one; other parts are never equal.
    fn steps(&self) -> Option<Vec<(StepId, StepId)>> {
        let mut steps: Vec<(StepId, StepId)> = match &self.look {
            Look::Truth(judged) => judged.iter().map(|one| (one.given.step, one.given.step)).collect(),
            Look::Compared(compared) => compared.iter().map(|one| (one.value, one.limit)).collect(),
            _ => return None,
        };
        steps.sort();
        Some(steps)
    }
}

fn conditions(engine: &Engine) -> Vec<Topic> {
    let conditions = engine.program.conditions.iter();
    conditions
        .map(|one| Topic {
            kind: Kind::Condition,
            text: one.text.clone(),
            limit: None,
            span: one.span,
            look: Look::Truth(one.judged.clone()),
        })
        .collect()
}

fn thresholds(engine: &Engine) -> Vec<Topic> {
    let thresholds = engine.program.thresholds.iter();
    thresholds
        .map(|one| Topic {
            kind: Kind::Threshold,
            text: one.value.clone(),
            limit: Some((one.limit.clone(), one.dates)),
            span: one.span,
            look: Look::Compared(one.compared.clone()),
        })
        .collect()
}

/// The bands, the lines, or the rule.
fn add_answers(engine: &Engine, id: ConclusionId, conclusion: &Conclusion, all: &mut Vec<Topic>) {
    let lowered = &engine.program.conclusions[id.0];
    let name = conclusion.each_name();
    match &conclusion.body {
        Body::Score { bands, choice: Some(choice), .. } => {
            let labels = &engine.rulebase.schema.choice(*choice).labels;
            for band in bands {
                let text = format!("{name}: {}", labels[band.label].name);
                let look = Look::Label(lowered.band.map(|step| (step, band.label)).into_iter().collect());
                add(all, Kind::Band, text, band.span, look);
            }
        }
        Body::Lines(lines) => {
            let population = lowered.population.map(|note| engine.program.notes[note.0].step);
            let mut earlier = Vec::new();
            for (line, part) in lines.iter().zip(&lowered.parts) {
                let text = format!("{name}: {}", line.value.text);
                add(
                    all,
                    Kind::Line,
                    text,
                    line.span,
                    Look::Line(vec![(part.counts.into_iter().chain(population).collect(), earlier.clone())]),
                );
                earlier.extend(part.counts);
            }
        }
        Body::Rule(_) => {
            let look = Look::Rule(lowered.value.into_iter().collect());
            add(all, Kind::Rule, name.to_owned(), conclusion.span, look);
        }
        _ => {}
    }
}

/// What `for each` makes of one line is one part.
fn add(all: &mut Vec<Topic>, kind: Kind, text: String, span: Span, look: Look) {
    match (all.iter_mut().find(|one| one.kind == kind && one.span == span).map(|one| &mut one.look), look) {
        (Some(Look::Label(known)), Look::Label(more)) => known.extend(more),
        (Some(Look::Line(known)), Look::Line(more)) => known.extend(more),
        (Some(Look::Rule(known)), Look::Rule(more)) => known.extend(more),
        (_, look) => all.push(Topic { kind, text, limit: None, span, look }),
    }
}

fn alternatives(engine: &Engine) -> Vec<Topic> {
    let rules = |action| -> Vec<StepId> {
        let advising = engine.rulebase.advising(action, false);
        advising.filter_map(|rule| engine.program.conclusions[rule.0].value).collect()
    };
    let decisions = engine.rulebase.decisions.iter();
    let all = decisions.flat_map(|decision| decision.alternatives.iter().map(move |action| (decision, *action)));
    all.map(|(decision, action)| {
        let declared = &engine.rulebase.actions[action.0];
        let others = decision.alternatives.iter().filter(|other| **other != action);
        Topic {
            kind: Kind::Alternative,
            text: format!("{}: {}", decision.name, declared.name),
            limit: None,
            span: declared.span,
            look: Look::Alone(rules(action), others.flat_map(|other| rules(*other)).collect()),
        }
    })
    .collect()
}
