//! The result of one record as data: the contract that programs read, `tests/outcome.schema.json`.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Context, settle};
use crate::answer::{self, Advised, Answer, Outcome};
use crate::eval::Value;
use crate::explain::{self, Reason, reasons};
use crate::rulebase::{Body, ConclusionId, Kind, Type};
use crate::syntax::tree::Status;
use crate::words;

/// The version of this contract; it changes when a reader would have to.
const SCHEMA: u32 = 1;

/// Everything `eval` says about one record.
#[derive(serde::Serialize)]
pub struct Report {
    schema: u32,
    record: String,
    as_of: String,
    rulebooks: Vec<Book>,
    conclusions: Conclusions,
    /// What would settle the decisions that are open.
    open_decisions: Vec<settle::Decision>,
    advice: Vec<Advice>,
    warnings: Vec<Warning>,
    notes: Vec<Noted>,
    needs: Vec<Need>,
    assumed: Vec<Assumed>,
    /// Dates after the as-of date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ahead: Vec<Ahead>,
    ignored: Vec<Ignored>,
    conflicts: Vec<String>,
    broken_guarantees: Vec<String>,
    reviews: Vec<Review>,
    /// Where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    margins: Option<Vec<Margin>>,
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
struct Margin {
    what: String,
    value: Scalar,
    limit: Scalar,
    /// The author's words for the limit.
    limit_is: String,
    difference: Scalar,
    /// Of the limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    at: String,
    conclusions: Vec<String>,
}

#[derive(serde::Serialize)]
struct Book {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    use_for: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_for: Option<String>,
    /// What answers the question of its title, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answers: Vec<String>,
    digest: String,
}

/// A mapping from name to conclusion, in the order of the rule files.
struct Conclusions(Vec<(String, Conclusion)>);

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
pub(super) struct Conclusion {
    kind: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Scalar>,
    /// One number when decided, otherwise the lowest and the highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Scalar>,
    #[serde(skip_serializing_if = "Option::is_none")]
    possible: Option<Vec<Scalar>>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
    /// What the label means.
    #[serde(skip_serializing_if = "Option::is_none")]
    meaning: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    /// Criteria or items that hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    holding: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<AdviceOnly>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certainty: Option<String>,
    at: String,
    sources: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    because: Vec<Because>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    needs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settle: Option<settle::Settle>,
}

#[derive(serde::Serialize)]
struct Failure {
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    leans_on: Option<String>,
}

impl Conclusion {
    pub(super) fn settled_by(self, settle: Option<settle::Settle>) -> Conclusion {
        Conclusion { settle, ..self }
    }
}

#[derive(serde::Serialize)]
#[serde(untagged)]
enum Scalar {
    Bool(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    /// The lowest and the highest; nothing where there is no limit.
    Range([Option<Box<Scalar>>; 2]),
}

#[derive(serde::Serialize)]
struct AdviceOnly {
    verb: &'static str,
    action: String,
    #[serde(skip_serializing_if = "Option::is_none", rename = "for")]
    duration: Option<String>,
}

#[derive(serde::Serialize)]
struct Advice {
    #[serde(flatten)]
    advice: AdviceOnly,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    strength: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    certainty: Option<String>,
    /// What it is preferred to.
    #[serde(skip_serializing_if = "Option::is_none")]
    rather_than: Option<String>,
    rule: String,
    decision: String,
    sources: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(serde::Serialize)]
struct Ahead {
    written: String,
    at: String,
}

#[derive(serde::Serialize)]
struct Noted {
    text: String,
    conclusion: String,
}

#[derive(serde::Serialize)]
struct Warning {
    text: String,
    rule: String,
    sources: Vec<String>,
}

#[derive(serde::Serialize)]
struct Need {
    fact: String,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    definition: Option<String>,
    asked_for: bool,
    changes: Vec<String>,
}

#[derive(serde::Serialize)]
struct Assumed {
    fact: String,
    value: &'static str,
    why: &'static str,
    /// The conclusions that lean on it.
    conclusions: Vec<String>,
}

#[derive(serde::Serialize)]
struct Ignored {
    entry: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    did_you_mean: Vec<String>,
    at: String,
}

#[derive(serde::Serialize)]
struct Review {
    mark: String,
    conclusions: Vec<String>,
}

#[derive(serde::Serialize)]
struct Because {
    text: String,
    is: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    used: Vec<Used>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    because: Vec<Because>,
}

#[derive(serde::Serialize)]
struct Used {
    name: String,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

/// The result of one record, ready to be written as JSON or YAML.
pub fn report(context: Context<'_>, outcome: &Outcome) -> Report {
    let rulebase = &context.engine.rulebase;
    let shown = context.shown();
    let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
    Report {
        schema: SCHEMA,
        record: outcome.record.clone(),
        as_of: outcome.as_of.to_string(),
        rulebooks: rulebase
            .books
            .iter()
            .map(|book| Book {
                name: book.title.clone().unwrap_or_else(|| book.file.clone()),
                version: book.version.clone(),
                status: book.status.clone(),
                use_for: book.use_for.clone(),
                not_for: book.not_for.clone(),
                answers: book.answers.iter().map(|one| rulebase.answered_name(*one).to_owned()).collect(),
                digest: format!("sha256:{}", book.digest),
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
        advice: outcome.advice.iter().map(|advised| advice(context, outcome, advised)).collect(),
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
            .map(|need| Need {
                fact: need.fact.clone(),
                what: need.name.clone(),
                definition: need.definition.clone(),
                asked_for: need.asked_for,
                changes: owned(context.names(&need.changes)),
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
            .map(|datum| Ahead { written: datum.written.clone(), at: place(&datum.origin) })
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
        reviews: outcome
            .reviews
            .iter()
            .map(|(mark, ids)| Review { mark: mark.clone(), conclusions: owned(context.names(ids)) })
            .collect(),
        margins: None,
    }
}

/// `patients.csv:3 thrombi[1].vein`
fn place(origin: &crate::record::Origin) -> String {
    let line = if origin.line > 0 { format!(":{}", origin.line) } else { String::new() };
    format!("{}{line} {}", origin.file, origin.path).trim().to_owned()
}

fn advice_only(context: Context<'_>, advised: &Advised) -> AdviceOnly {
    AdviceOnly {
        verb: advised.verb.words(),
        action: context.engine.rulebase.actions[advised.action.0].name.clone(),
        duration: advised.duration.as_ref().map(words::duration_words),
    }
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

fn certainty(context: Context<'_>, id: ConclusionId) -> Option<String> {
    match &context.engine.rulebase.conclusions[id.0].body {
        Body::Rule(rule) => rule.certainty.clone(),
        _ => None,
    }
}

pub(super) fn conclusion(context: Context<'_>, outcome: &Outcome, id: ConclusionId) -> Conclusion {
    let declared = &context.engine.rulebase.conclusions[id.0];
    let answer = &outcome.answers[id.0];
    let counted = matches!(declared.kind, Kind::Count | Kind::Score) && answer.status != Status::NotApplicable;
    let mut made = Conclusion {
        kind: declared.kind.word(),
        status: words::status_words(declared.kind, answer.status),
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
