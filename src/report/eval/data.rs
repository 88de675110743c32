//! The result of one record as data: the contract that programs read, `tests/outcome.schema.json`.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::advice::{AdviceOnly, advice_only, certainty};
use super::first::{self, First};
use super::shown::{confirmed, is_answer};
use crate::answer::{self, Advised, Answer, Outcome};
use crate::eval::Value;
use crate::explain::{self, Reason, reasons};
use crate::report::context::Context;
use crate::report::settle;
use crate::rulebase::{Body, ConclusionId, Kind, Type};
use crate::syntax::tree::Status;
use crate::words;

/// The version of this contract; it changes when a reader would have to.
const SCHEMA: u32 = 2;

/// Everything `eval` says about one record.
#[derive(serde::Serialize)]
pub struct Report {
    pub(super) schema: u32,
    pub(super) record: String,
    pub(super) as_of: String,
    /// What the first screen says.
    pub(super) first: First,
    pub(super) rulebooks: Vec<Book>,
    pub(super) conclusions: Conclusions,
    /// What would settle the decisions that are open.
    pub(super) open_decisions: Vec<settle::Decision>,
    pub(super) advice: Vec<Advice>,
    /// The rulebooks advise on something, but not for this patient, whatever is missing.
    #[serde(skip)]
    pub(super) is_silent: bool,
    /// Rules that may still apply.
    pub(super) open_rules: Vec<OpenRule>,
    pub(super) warnings: Vec<Warning>,
    pub(super) notes: Vec<Noted>,
    pub(super) needs: Vec<Need>,
    pub(super) assumed: Vec<Assumed>,
    /// Dates after the as-of date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) ahead: Vec<Ahead>,
    pub(super) ignored: Vec<Ignored>,
    pub(super) conflicts: Vec<String>,
    pub(super) broken_guarantees: Vec<String>,
    pub(super) reviews: Vec<Review>,
    /// Where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) margins: Option<Vec<Margin>>,
}

impl Report {
    /// The same, with how far the numbers that decided an answer are from their limits.
    #[must_use]
    pub fn with_margins(self, context: Context<'_>, outcome: &Outcome) -> Report {
        let margins = explain::margins(context.engine, outcome, &context.of_margins());
        let made = margins.into_iter().map(|margin| {
            let one = |value: f64| match margin.ty {
                Type::Date => Scalar::Text(words::date_words(value)),
                _ => exact(value),
            };
            Margin {
                words: margin.words(),
                what: margin.name.clone(),
                value: one(margin.value),
                limit: one(margin.limit),
                limit_is: margin.limit_name.clone(),
                difference: exact(margin.difference()),
                percent: margin.percent().map(|percent| (percent * 100.0).round() / 100.0),
                unit: match &margin.ty {
                    Type::Date => Some("days".to_owned()),
                    Type::Number { unit, .. } if !unit.is_one() => Some(unit.to_string()),
                    _ => None,
                },
                at: context.sources.place(margin.span).to_string(),
                conclusions: context.names(&margin.conclusions).into_iter().map(str::to_owned).collect(),
            }
        });
        Report { margins: Some(made.collect()), ..self }
    }
}

/// How far a number is from its limit.
#[derive(serde::Serialize)]
pub(super) struct Margin {
    #[serde(skip)]
    pub(super) words: String,
    pub(super) what: String,
    pub(super) value: Scalar,
    pub(super) limit: Scalar,
    /// The author's words for the limit.
    pub(super) limit_is: String,
    pub(super) difference: Scalar,
    /// Of the limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unit: Option<String>,
    pub(super) at: String,
    pub(super) conclusions: Vec<String>,
}

#[derive(serde::Serialize)]
pub(super) struct Book {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) use_for: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) not_for: Option<String>,
    /// What answers the question of its title, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) answers: Vec<String>,
    pub(super) digest: String,
    /// It was named by the user, not only used by one that was.
    pub(super) asked_for: bool,
    /// Some of what stands in it bears on this record.
    pub(super) speaks: bool,
}

impl Book {
    /// `A clot in a gastrocnemius vein (0.1.0 DRAFT)`
    pub(super) fn title(&self) -> String {
        let status = self.status.as_ref().map(|status| match status.as_str() {
            // what is not final must be seen to be so
            "draft" => "DRAFT".to_owned(),
            other => other.to_owned(),
        });
        let version: Vec<String> = self.version.iter().cloned().chain(status).collect();
        if version.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, version.join(" ")) }
    }

    /// `Adults. Not for: pregnancy`
    pub(super) fn population(&self) -> Option<String> {
        let stated = |text: &String| text.trim_end_matches('.').to_owned();
        let not_for = self.not_for.as_ref().map(|text| format!("Not for: {}", stated(text)));
        let said: Vec<String> = self.use_for.as_ref().map(stated).into_iter().chain(not_for).collect();
        (!said.is_empty()).then(|| said.join(". "))
    }
}

/// A mapping from name to conclusion, in the order of the rule files.
pub(super) struct Conclusions(pub(super) Vec<(String, Conclusion)>);

impl Serialize for Conclusions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, conclusion) in &self.0 {
            map.serialize_entry(name, conclusion)?;
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
pub struct Conclusion {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    /// It stands among the answers of a page; what others are computed from, and rules, do not.
    #[serde(skip)]
    pub(super) is_answer: bool,
    /// Anything is still possible, and too much to list.
    #[serde(skip)]
    pub(super) is_wide_open: bool,
    /// Every possible value of what is missing gives this answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) by_cases: bool,
    /// The answer as a page words it.
    #[serde(skip)]
    pub(super) words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<Scalar>,
    /// One number when decided, otherwise the lowest and the highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) points: Option<Scalar>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) possible: Option<Vec<Scalar>>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure: Option<Failure>,
    /// What the label means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) meaning: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unit: Option<String>,
    /// Criteria or items that hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) holding: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) advice: Option<AdviceOnly>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) certainty: Option<String>,
    pub(super) at: String,
    pub(super) sources: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) because: Vec<Because>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) needs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) settle: Option<settle::Settle>,
}

#[derive(serde::Serialize)]
pub(super) struct Failure {
    pub(super) why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) leans_on: Option<String>,
}

impl Conclusion {
    pub fn settled_by(self, settle: Option<settle::Settle>) -> Conclusion {
        Conclusion { settle, ..self }
    }
}

#[derive(serde::Serialize)]
#[serde(untagged)]
pub(super) enum Scalar {
    Bool(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    /// The lowest and the highest; nothing where there is no limit.
    Range([Option<Box<Scalar>>; 2]),
}

#[derive(serde::Serialize)]
pub(super) struct Advice {
    #[serde(flatten)]
    pub(super) advice: AdviceOnly,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
    pub(super) strength: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) certainty: Option<String>,
    /// Against what it is preferred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rather_than: Option<String>,
    #[serde(skip)]
    pub(super) is_against: bool,
    pub(super) rule: String,
    pub(super) decision: String,
    pub(super) sources: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
}

/// A rule that may still apply.
#[derive(serde::Serialize)]
pub(super) struct OpenRule {
    pub(super) rule: String,
    pub(super) would: Vec<String>,
    pub(super) needs: Vec<String>,
}

#[derive(serde::Serialize)]
pub(super) struct Ahead {
    /// The way to it inside the record.
    #[serde(skip)]
    pub(super) path: String,
    pub(super) written: String,
    pub(super) at: String,
}

#[derive(serde::Serialize)]
pub(super) struct Noted {
    pub(super) text: String,
    pub(super) conclusion: String,
}

#[derive(serde::Serialize)]
pub(super) struct Warning {
    pub(super) text: String,
    pub(super) rule: String,
    pub(super) sources: Vec<String>,
}

#[derive(serde::Serialize)]
pub(super) struct Need {
    pub(super) fact: String,
    pub(super) what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) definition: Option<String>,
    pub(super) asked_for: bool,
    pub(super) changes: Vec<String>,
}

#[derive(serde::Serialize)]
pub(super) struct Assumed {
    pub(super) fact: String,
    pub(super) value: &'static str,
    pub(super) why: &'static str,
    /// The conclusions that lean on it.
    pub(super) conclusions: Vec<String>,
}

#[derive(serde::Serialize)]
pub(super) struct Ignored {
    pub(super) entry: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) did_you_mean: Vec<String>,
    pub(super) at: String,
}

#[derive(serde::Serialize)]
pub(super) struct Review {
    pub(super) mark: String,
    pub(super) conclusions: Vec<String>,
}

#[derive(serde::Serialize)]
pub(super) struct Because {
    pub(super) text: String,
    pub(super) is: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) used: Vec<Used>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) because: Vec<Because>,
}

#[derive(serde::Serialize)]
pub(super) struct Used {
    pub(super) name: String,
    pub(super) value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<String>,
}

/// The result of one record, ready to be written as JSON or YAML.
pub fn report(context: Context<'_>, outcome: &Outcome) -> Report {
    let rulebase = &context.engine.rulebase;
    let shown = context.shown();
    let speaking = context.speaking(outcome);
    // definitions say nothing by themselves: what they change is told
    let told: Vec<ConclusionId> = shown.iter().copied().filter(|id| context.kind(*id) != Kind::Define).collect();
    let told_of = |ids: &[ConclusionId]| ids.iter().copied().filter(|id| told.contains(id)).collect::<Vec<_>>();
    let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
    Report {
        schema: SCHEMA,
        record: outcome.record.clone(),
        as_of: outcome.as_of.to_string(),
        first: first::first(context, outcome),
        rulebooks: rulebase
            .books
            .iter()
            .enumerate()
            .map(|(at, book)| Book {
                name: book.title.clone().unwrap_or_else(|| book.file.clone()),
                version: book.version.clone(),
                status: book.status.clone(),
                use_for: book.use_for.clone(),
                not_for: book.not_for.clone(),
                answers: book.answers.iter().map(|one| rulebase.answered_name(*one).to_owned()).collect(),
                digest: format!("sha256:{}", book.digest),
                asked_for: book.asked_for,
                speaks: speaking.contains(&at),
            })
            .collect(),
        conclusions: Conclusions(
            shown
                .iter()
                .zip(settle::conclusions(context, outcome, &shown))
                .map(|(id, settle)| {
                    (context.name(*id).to_owned(), conclusion(context, outcome, *id).settled_by(settle))
                })
                .collect(),
        ),
        open_decisions: settle::decisions(context, outcome, &shown),
        advice: in_order(context, outcome).into_iter().map(|advised| advice(context, outcome, advised)).collect(),
        is_silent: is_silent(context, outcome),
        open_rules: open_rules(context, outcome, &shown),
        warnings: outcome
            .warnings
            .iter()
            .map(|warned| Warning {
                text: warned.text.clone(),
                rule: context.name(warned.rule).to_owned(),
                sources: context.citations(warned.rule),
            })
            .collect(),
        notes: explain::notes(outcome, &context.shown())
            .into_iter()
            .map(|noted| Noted { text: noted.text.clone(), conclusion: context.name(noted.rule).to_owned() })
            .collect(),
        needs: outcome
            .needs
            .iter()
            .filter(|need| need.asked_for || need.changes.iter().any(|id| told.contains(id)))
            .map(|need| Need {
                fact: need.fact.clone(),
                what: need.name.clone(),
                definition: need.definition.clone(),
                asked_for: need.asked_for,
                changes: owned(context.names(&told_of(&need.changes))),
            })
            .collect(),
        assumed: outcome
            .assumed
            .iter()
            .map(|one| Assumed {
                fact: rulebase.schema.fact(one.fact).name.clone(),
                value: "no",
                why: "not recorded",
                conclusions: owned(context.names(&one.conclusions)),
            })
            .collect(),
        ahead: outcome
            .ahead()
            .into_iter()
            .map(|datum| Ahead {
                path: datum.origin.path.clone(),
                written: datum.written.clone(),
                at: place(&datum.origin),
            })
            .collect(),
        ignored: outcome
            .ignored
            .iter()
            .map(|ignored| Ignored {
                entry: ignored.name.clone(),
                did_you_mean: ignored.nearest.clone(),
                at: place(&ignored.origin),
            })
            .collect(),
        conflicts: outcome.conflicts.iter().map(|conflict| context.conflict(outcome, conflict)).collect(),
        broken_guarantees: outcome
            .broken
            .iter()
            .map(|broken| rulebase.guarantees[broken.guarantee].text.clone())
            .collect(),
        reviews: confirmed(context, outcome)
            .map(|(mark, ids)| Review { mark: mark.clone(), conclusions: owned(context.names(ids)) })
            .collect(),
        margins: None,
    }
}

/// The rulebooks that the user named advise on something, but not for this patient, whatever is missing.
fn is_silent(context: Context<'_>, outcome: &Outcome) -> bool {
    let all = (0..context.engine.rulebase.conclusions.len()).map(ConclusionId);
    let advises = |id: ConclusionId| {
        context.engine.is_asked_for(id) && context.engine.rulebase.conclusions[id.0].advice().next().is_some()
    };
    context.only.is_empty() && all.into_iter().any(advises) && context.engine.open_decisions(outcome).is_empty()
}

/// What rules would do that may still apply; one that only notes something would change nothing.
fn open_rules(context: Context<'_>, outcome: &Outcome, shown: &[ConclusionId]) -> Vec<OpenRule> {
    let open = |id: &ConclusionId| match &context.engine.rulebase.conclusions[id.0].body {
        Body::Rule(rule) if outcome.answers[id.0].status == Status::Undecided && !rule.outcomes.is_empty() => {
            Some(OpenRule {
                rule: context.name(*id).to_owned(),
                would: rule.outcomes.iter().map(|one| would(context, one)).collect(),
                needs: outcome.answers[id.0].needs.clone(),
            })
        }
        _ => None,
    };
    shown.iter().filter_map(open).collect()
}

fn would(context: Context<'_>, outcome: &crate::rulebase::Outcome) -> String {
    match outcome {
        crate::rulebase::Outcome::Warn(_) => "a warning".to_owned(),
        outcome => explain::consequence_words(context.engine, outcome),
    }
}

/// `patients.csv:3 thrombi[1].vein`
fn place(origin: &crate::record::Origin) -> String {
    let line = if origin.line > 0 { format!(":{}", origin.line) } else { String::new() };
    format!("{}{line} {}", origin.file, origin.path).trim().to_owned()
}

/// Advice on what the title asks stands first; otherwise strong before weak, as the engine has it.
fn in_order<'o>(context: Context<'_>, outcome: &'o Outcome) -> Vec<&'o Advised> {
    let mut advice: Vec<&Advised> = outcome.advice.iter().collect();
    advice.sort_by_key(|advised| !first::is_of_title(context, advised));
    advice
}

fn advice(context: Context<'_>, outcome: &Outcome, advised: &Advised) -> Advice {
    let rulebase = &context.engine.rulebase;
    let action = &rulebase.actions[advised.action.0];
    Advice {
        advice: advice_only(context, advised),
        text: action.text.clone(),
        strength: advised.verb.strength(),
        certainty: certainty(context, advised.rule),
        rather_than: rather_than(context, advised.rule),
        is_against: advised.verb.is_against(),
        rule: context.name(advised.rule).to_owned(),
        decision: rulebase.decisions[action.decision].name.clone(),
        sources: context.citations(advised.rule),
        reason: explain::because(context.engine, outcome, advised.rule),
    }
}

fn rather_than(context: Context<'_>, id: ConclusionId) -> Option<String> {
    match &context.engine.rulebase.conclusions[id.0].body {
        Body::Rule(rule) => rule.rather_than.clone(),
        _ => None,
    }
}

pub fn conclusion(context: Context<'_>, outcome: &Outcome, id: ConclusionId) -> Conclusion {
    let declared = &context.engine.rulebase.conclusions[id.0];
    let answer = &outcome.answers[id.0];
    let counted = matches!(declared.kind, Kind::Count | Kind::Score) && answer.status != Status::NotApplicable;
    let mut made = Conclusion {
        kind: declared.kind.word(),
        status: words::status_words(declared.kind, answer.status),
        is_answer: is_answer(context, outcome, id),
        is_wide_open: words::is_wide_open(&context.engine.rulebase.schema, &declared.ty, &answer.value),
        by_cases: answer.by_cases,
        words: worded(context, outcome, id),
        value: None,
        points: None,
        possible: None,
        failure: explain::failure(context.engine, outcome, id).map(|failure| Failure {
            why: failure.why,
            leans_on: failure.leans_on.map(|other| context.name(other).to_owned()),
        }),
        meaning: explain::meaning(context.engine, answer, id),
        unit: match &declared.ty {
            Type::Number { unit, .. } if !unit.is_one() => Some(unit.to_string()),
            _ => None,
        },
        holding: counted.then(|| answer::holding(context.engine, outcome, id)),
        advice: outcome.advice.iter().find(|advised| advised.rule == id).map(|advised| advice_only(context, advised)),
        certainty: certainty(context, id),
        at: context.sources.place(declared.span).to_string(),
        sources: context.citations(id),
        reason: (answer.status == Status::Applies).then(|| explain::because(context.engine, outcome, id)).flatten(),
        because: reasons(context.engine, outcome, id).into_iter().map(because).collect(),
        needs: answer.needs.clone(),
        settle: None,
    };
    if declared.kind != Kind::Rule {
        put_value(context, id, answer, &mut made);
    }
    made
}

/// The answer in words; of one that is not meant for the patient, for whom it is.
fn worded(context: Context<'_>, outcome: &Outcome, id: ConclusionId) -> String {
    let words = explain::told_words(context.engine, outcome, id);
    match (outcome.answers[id.0].status, &context.engine.rulebase.conclusions[id.0].applies_to) {
        (Status::NotApplicable, Some(population)) => format!("{words} (only where: {})", population.text),
        _ => words,
    }
}

fn put_value(context: Context<'_>, id: ConclusionId, answer: &Answer, made: &mut Conclusion) {
    let declared = &context.engine.rulebase.conclusions[id.0];
    let decided = answer.status == Status::Applies;
    if !decided && answer.status != Status::Undecided {
        return;
    }
    let (value, ty) = match &answer.value {
        Value::Score { points, band } => {
            made.points = number(points);
            match (band, context.engine.band_type(id)) {
                (Some(band), Some(ty)) => ((**band).clone(), ty),
                _ => {
                    made.possible = (!decided).then(|| scalars(context, points, &declared.ty));
                    return;
                }
            }
        }
        value => (value.clone(), declared.ty.clone()),
    };
    let mut possible = scalars(context, &value, &ty);
    if decided { made.value = possible.pop() } else { made.possible = Some(possible) }
}

fn number(value: &Value) -> Option<Scalar> {
    match value {
        Value::Number { low, high, .. } => Some(range(*low, *high, exact)),
        _ => None,
    }
}

/// One value, or the lowest and the highest.
fn range(low: f64, high: f64, one: impl Fn(f64) -> Scalar) -> Scalar {
    if low == high {
        return one(low);
    }
    Scalar::Range([low, high].map(|edge| edge.is_finite().then(|| Box::new(one(edge)))))
}

fn exact(value: f64) -> Scalar {
    if value.fract() == 0.0 && value.abs() < 9e15 { Scalar::Whole(value as i64) } else { Scalar::Number(value) }
}

fn scalars(context: Context<'_>, value: &Value, ty: &Type) -> Vec<Scalar> {
    let mut out = Vec::new();
    let text = |words: &str| Scalar::Text(words.to_owned());
    let (na, failed) = match value {
        Value::YesNo(could) => {
            out.extend(could.yes.then_some(Scalar::Bool(true)));
            out.extend(could.no.then_some(Scalar::Bool(false)));
            (could.na, could.failed)
        }
        Value::Labels { labels, na, failed } => {
            if let Type::Choice(choice) = ty {
                let choice = context.engine.rulebase.schema.choice(*choice);
                out.extend(labels.iter().map(|label| text(&choice.labels[*label].name)));
            }
            (*na, *failed)
        }
        Value::Number { low, high, never, na, failed } => {
            if low <= high {
                let date = |days: f64| Scalar::Text(words::date_words(days));
                out.push(if *ty == Type::Date { range(*low, *high, date) } else { range(*low, *high, exact) });
            }
            out.extend(never.then(|| text("never")));
            (*na, *failed)
        }
        Value::Score { .. } => (false, false),
    };
    out.extend(na.then(|| text("not applicable")));
    out.extend(failed.then(|| text("failed")));
    out
}

fn because(reason: Reason) -> Because {
    Because {
        text: reason.text,
        is: reason.is,
        used: reason
            .used
            .into_iter()
            .map(|used| Used { name: used.name, value: used.value, at: used.origin.as_ref().map(place) })
            .collect(),
        because: reason.because.into_iter().map(because).collect(),
    }
}
