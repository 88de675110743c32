//! Why, in one sentence of clinical words: the facts that suffice, without the tree between them and the answer.

use super::{Reason, Used, reasons};
use crate::answer::{Engine, Outcome};
use crate::rulebase::{ConclusionId, Kind, Type};

/// `acute deep vein clots; D-dimer 820 ng/mL FEU, D-dimer limit 520 ng/mL FEU; no active bleeding`
pub fn sentence(engine: &Engine, outcome: &Outcome, id: ConclusionId) -> String {
    let (mut for_it, mut without) = (Vec::new(), Vec::new());
    for reason in reasons(engine, outcome, id) {
        clauses(engine, &reason, (&mut for_it, &mut without));
    }
    for_it.extend(without);
    for_it.join("; ")
}

/// What is there, and what is not.
fn clauses(engine: &Engine, reason: &Reason, (for_it, without): (&mut Vec<String>, &mut Vec<String>)) {
    let add = |list: &mut Vec<String>, words: String| {
        if !words.is_empty() && !list.contains(&words) {
            list.push(words);
        }
    };
    match reason.used.as_slice() {
        [] => {}
        // which elements of a list count is seen in its entry; what is said of them is what counts
        some if some.iter().any(|used| is_list(engine, used)) => {
            let words = reason.text.strip_prefix("any ").unwrap_or(&reason.text);
            match reason.is.as_str() {
                "yes" => add(for_it, words.to_owned()),
                "no" => add(without, format!("no {words}")),
                // what is not known decided nothing
                _ => {}
            }
        }
        [one] if is_no(engine, one) => add(without, format!("no {}", one.name)),
        used => add(for_it, used.iter().map(|used| clause(engine, used)).collect::<Vec<_>>().join(", ")),
    }
    reason.because.iter().for_each(|inner| clauses(engine, inner, (&mut *for_it, &mut *without)));
}

fn is_list(engine: &Engine, used: &Used) -> bool {
    match used.conclusion {
        Some(id) => crate::answer::is_list(engine, id),
        None => engine
            .rulebase
            .schema
            .find_fact(&used.name)
            .is_some_and(|fact| matches!(engine.rulebase.schema.fact(fact).ty, Type::List(_))),
    }
}

fn is_no(engine: &Engine, used: &Used) -> bool {
    used.value == "no" && is_yes_or_no(engine, used)
}

fn is_yes_or_no(engine: &Engine, used: &Used) -> bool {
    match used.conclusion {
        Some(id) => {
            let conclusion = &engine.rulebase.conclusions[id.0];
            conclusion.kind == Kind::Define && conclusion.ty == Type::YesNo
        }
        None => engine
            .rulebase
            .schema
            .find_fact(&used.name)
            .is_some_and(|fact| engine.rulebase.schema.fact(fact).ty == Type::YesNo),
    }
}

fn clause(engine: &Engine, used: &Used) -> String {
    match is_yes_or_no(engine, used) && used.value == "yes" {
        true => used.name.clone(),
        false => format!("{} {}", used.name, used.value),
    }
}
