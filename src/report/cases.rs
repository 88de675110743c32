//! Cases as example blocks to paste, and as JSON.

use serde_json::{Value as Json, json};

use crate::answer::{Engine, expected};
use crate::cases::{Case, Cases, Lacking};
use crate::words::{example, given};

/// So much of what a case also shows is told in its block; JSON has all of it.
const MOST_TOLD: usize = 12;
/// Characters in a line of comment.
const WIDTH: usize = 100;

/// The block of a case, ready to paste.
pub fn case(engine: &Engine, case: &Case) -> String {
    let block = example(&engine.rulebase.schema, &case.name, &case.record, &expectations(engine, case));
    let (header, rest) = block.split_once('\n').unwrap_or((&block, ""));
    let mut out = format!("{header}\n  # confirm or correct\n");
    // the name says the first
    let mut others: Vec<String> = case.shows.iter().skip(1).map(|shown| shown.replace('\n', " ")).collect();
    let more = others.len().saturating_sub(MOST_TOLD);
    if more > 1 {
        others.truncate(MOST_TOLD);
        others.push(format!("and {more} more"));
    }
    out.push_str(&also(&others));
    out + rest
}

/// What a case also shows, in comments of readable length.
fn also(shows: &[String]) -> String {
    let (mut out, mut line) = (String::new(), "  # also".to_owned());
    for (at, shown) in shows.iter().enumerate() {
        let joint = if at == 0 { ": " } else { "; " };
        if at > 0 && line.chars().count() + shown.chars().count() > WIDTH {
            out.push_str(&format!("{line};\n"));
            line = format!("  #   {shown}");
        } else {
            line = format!("{line}{joint}{shown}");
        }
    }
    if shows.is_empty() { out } else { format!("{out}{line}\n") }
}

/// What is expected, a line each.
fn expectations(engine: &Engine, case: &Case) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in case.answers.iter().flat_map(|(id, answer)| expected(engine, *id, answer)) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// What is left without a patient, as comments behind the blocks.
pub fn cases_lacking(lacking: &[Lacking]) -> String {
    if lacking.is_empty() {
        return String::new();
    }
    let lines = lacking.iter().map(|one| format!("#   {}  {}\n", one.place, one.words));
    format!("# no patient found for\n{}", lines.collect::<String>())
}

/// All of them.
pub fn cases_json(engine: &Engine, cases: &Cases) -> Json {
    let one = |one: &Case| {
        json!({
            "file": one.file,
            "name": one.name,
            "shows": one.shows,
            "given": given(&engine.rulebase.schema, &one.record),
            "as_of": one.record.as_of.map(|date| date.to_string()),
            "expect": expectations(engine, one),
            "block": case(engine, one),
        })
    };
    let lacking: Vec<Json> =
        cases.lacking.iter().map(|one| json!({ "at": one.place.to_string(), "what": one.words })).collect();
    json!({
        "cases": cases.cases.iter().map(one).collect::<Vec<Json>>(),
        "no_patient_found": lacking,
        "stopped": cases.stopped,
    })
}
