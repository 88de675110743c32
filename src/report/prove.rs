//! What was proved about rule files: findings with their patients, what could not be told, and how much was proved.

use serde_json::json;

use super::Context;
use crate::answer::{Answer, answer_words, expected};
use crate::diagnostic::Diagnostic;
use crate::explain::consequence_words;
use crate::prove::{Compared, Difference, Equality, Finding, IMPOSSIBLE, Outcome, Proof, Report, Weight, Witness};
use crate::record::Record;
use crate::rulebase::{Body, ConclusionId};
use crate::syntax::tree::Status;
use crate::words::example;

/// How many of the claims that were not decided are listed.
const MOST_OPEN: usize = 20;

/// For people: faults first, then what is superfluous, then remarks.
pub fn proof(context: Context<'_>, report: &Report) -> String {
    let mut out = String::new();
    let mut findings: Vec<(&Proof, &Finding)> = report.findings().collect();
    findings.sort_by_key(|(_, finding)| finding.kind.weight());
    for (proof, finding) in &findings {
        let level = match finding.kind.weight() {
            Weight::Fault => "fault",
            Weight::Superfluous => "superfluous",
            Weight::Remark => finding.kind.word(),
        };
        out.push_str(&format!("{level} at {}: {}\n", context.sources.place(proof.span), finding.message));
        out.push_str(&format!("  help: {}\n", finding.help));
        if let Some(witness) = &finding.witness {
            out.push_str("  this patient shows it; `expect` is what the rules say now:\n");
            let block = block(context, finding, witness);
            out.push_str(
                &block.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect::<String>(),
            );
        }
        out.push('\n');
    }
    let open: Vec<(&Proof, &str)> = report.open().collect();
    for (proof, why) in open.iter().take(MOST_OPEN) {
        out.push_str(&format!("not decided at {}: {}: {why}\n", context.sources.place(proof.span), proof.claim));
    }
    if open.len() > MOST_OPEN {
        out.push_str(&format!(
            "and {} more that were not decided; `--format json` has them all\n",
            open.len() - MOST_OPEN
        ));
    }
    if !open.is_empty() {
        out.push('\n');
    }
    out.push_str(&summary(report));
    out
}

/// The findings as messages about their places: faults are errors.
pub fn proof_diagnostics(context: Context<'_>, report: &Report) -> Vec<Diagnostic> {
    let one = |(proof, finding): (&Proof, &Finding)| {
        let make = if finding.kind.is_fault() { Diagnostic::error } else { Diagnostic::warning };
        let example = finding.witness.as_ref().map(|witness| block(context, finding, witness)).unwrap_or_default();
        let diagnostic = make(finding.kind.code(), proof.span, finding.message.as_str())
            .help(finding.help.as_str())
            .example(example);
        finding.related.iter().fold(diagnostic, |diagnostic, (span, label)| diagnostic.related(*span, label.as_str()))
    };
    report.findings().map(one).collect()
}

/// `412 claims about every possible patient: 408 proved, 3 findings, 1 not decided`
fn summary(report: &Report) -> String {
    let mut parts = vec![format!("{} proved", report.proved())];
    let mut add = |count: usize, one: &str, many: &str| {
        if count > 0 {
            parts.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    };
    add(report.weighing(Weight::Fault).count(), "fault", "faults");
    add(report.weighing(Weight::Superfluous).count(), "superfluous", "superfluous");
    add(report.weighing(Weight::Remark).count(), "overlap", "overlaps");
    add(report.open().count(), "not decided", "not decided");
    let lists = match report.elements {
        Some(elements) => format!("Lists were looked at with up to {elements} elements.\n"),
        None => String::new(),
    };
    let unfinished = match report.unfinished {
        Some((finished, of)) => format!("Stopped: {finished} of {of} rulebooks were finished.\n"),
        None => String::new(),
    };
    let claims = report.proofs.len();
    format!("{claims} claims about every possible patient: {}\n{lists}{unfinished}", parts.join(", "))
}

/// An example block, ready to paste, named after what it shows.
fn block(context: Context<'_>, finding: &Finding, witness: &Witness) -> String {
    let name = format!("{}: {}", finding.kind.word(), finding.message.replace(['"', '`'], "'"));
    example(&context.engine.rulebase.schema, &name, &witness.record, &witness.expect)
}

/// For programs.
pub fn proof_json(context: Context<'_>, report: &Report) -> serde_json::Value {
    let claims = report.proofs.iter().map(|proof| {
        let mut claim = json!({
            "claim": proof.claim,
            "at": context.sources.place(proof.span).to_string(),
            "lists": proof.lists,
        });
        match &proof.result {
            Outcome::Proved => claim["result"] = json!("proved"),
            Outcome::CannotTell(why) => {
                claim["result"] = json!("not decided");
                claim["why"] = json!(why);
            }
            Outcome::Found(finding) => {
                claim["result"] = json!("found");
                claim["kind"] = json!(finding.kind.word());
                claim["fault"] = json!(finding.kind.is_fault());
                claim["message"] = json!(finding.message);
                claim["help"] = json!(finding.help);
                if let Some(witness) = &finding.witness {
                    claim["example"] = json!(block(context, finding, witness));
                }
            }
        }
        claim
    });
    json!({
        "claims": claims.collect::<Vec<_>>(),
        "proved": report.proved(),
        "found": report.findings().count(),
        "not decided": report.open().count(),
        "elements": report.elements,
        "complete": report.unfinished.is_none(),
    })
}

/// The claims that were not decided, for programs.
pub fn undecided_json(context: Context<'_>, report: &Report) -> Vec<serde_json::Value> {
    let one = |(proof, why): (&Proof, &str)| json!({ "claim": proof.claim, "at": context.sources.place(proof.span).to_string(), "why": why });
    report.open().map(one).collect()
}

/// Two versions, conclusion by conclusion: those that differ, each with a patient.
pub fn equality(contexts: (Context<'_>, Context<'_>), compared: &[Compared]) -> String {
    let mut out = String::new();
    let mut same = 0;
    for one in compared {
        match &one.result {
            Equality::Same => same += usize::from(one.name != IMPOSSIBLE),
            Equality::Missing => {
                let version = if one.old.is_some() { "old" } else { "new" };
                out.push_str(&format!("only in the {version} version: `{}`\n\n", one.name));
            }
            Equality::CannotTell(why) => out.push_str(&format!("not decided: `{}`: {why}\n\n", one.name)),
            Equality::Refused { by_old, record } => {
                let (by, not_by) = if *by_old { ("old", "new") } else { ("new", "old") };
                out.push_str(&format!(
                    "differs: only the {by} version calls this patient impossible, the {not_by} one does not\n"
                ));
                out.extend(
                    refused(contexts, *by_old, record)
                        .lines()
                        .map(|line| format!("    {line}").trim_end().to_owned() + "\n"),
                );
                out.push('\n');
            }
            Equality::Differs(difference) => {
                let (was, is) = answers(contexts, one, difference);
                out.push_str(&format!("differs: `{}`, for this patient\n", one.name));
                out.push_str(&format!("  old: {}\n  new: {}\n", was.line(), is.line()));
                let block = patient(contexts.0, one, difference);
                out.extend(block.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n"));
                out.push('\n');
            }
        }
    }
    let of = compared.iter().filter(|one| one.name != IMPOSSIBLE).count();
    let lists = compared.iter().find_map(|one| one.elements);
    let lists = lists.map(|most| format!("Lists were looked at with up to {most} elements.\n")).unwrap_or_default();
    out.push_str(&format!("{same} of {of} conclusions are the same for every possible patient\n{lists}"));
    out
}

/// What a version answers a patient, and if it is a rule that applies, what it says.
struct Answered {
    words: String,
    says: Vec<String>,
}

impl Answered {
    fn of(context: Context<'_>, id: Option<ConclusionId>, answer: &Answer) -> Answered {
        let Some(id) = id else { return Answered { words: String::new(), says: Vec::new() } };
        let says = match &context.engine.rulebase.conclusions[id.0].body {
            Body::Rule(rule) if answer.status == Status::Applies => {
                rule.outcomes.iter().map(|outcome| consequence_words(context.engine, outcome)).collect()
            }
            _ => Vec::new(),
        };
        Answered { words: answer_words(context.engine, id, answer), says }
    }

    /// `applies: recommend scan`
    fn line(&self) -> String {
        match self.says.is_empty() {
            true => self.words.clone(),
            false => format!("{}: {}", self.words, self.says.join(", ")),
        }
    }
}

fn answers((old, new): (Context<'_>, Context<'_>), one: &Compared, difference: &Difference) -> (Answered, Answered) {
    (Answered::of(old, one.old, &difference.answers.0), Answered::of(new, one.new, &difference.answers.1))
}

/// The patient as an example of the old version.
fn patient(old: Context<'_>, one: &Compared, difference: &Difference) -> String {
    let expect = one.old.map(|id| expected(old.engine, id, &difference.answers.0)).unwrap_or_default();
    let name = format!("the versions differ in {}", one.name);
    example(&old.engine.rulebase.schema, &name, &difference.records.0, &expect)
}

/// A patient whom one version refuses, without anything to expect.
fn refused(contexts: (Context<'_>, Context<'_>), by_old: bool, record: &Record) -> String {
    let context = if by_old { contexts.0 } else { contexts.1 };
    example(&context.engine.rulebase.schema, "impossible in one version", record, &[])
}

/// For programs.
pub fn equality_json(contexts: (Context<'_>, Context<'_>), compared: &[Compared]) -> serde_json::Value {
    let conclusions = compared.iter().map(|one| {
        let mut value = json!({ "conclusion": one.name, "elements": one.elements });
        match &one.result {
            Equality::Same => value["result"] = json!("same"),
            Equality::Refused { by_old, record } => {
                value["result"] = json!("differs");
                value["impossible"] = json!(if *by_old { "old" } else { "new" });
                value["example"] = json!(refused(contexts, *by_old, record));
            }
            Equality::Missing => value["result"] = json!(if one.old.is_some() { "only old" } else { "only new" }),
            Equality::CannotTell(why) => {
                value["result"] = json!("not decided");
                value["why"] = json!(why);
            }
            Equality::Differs(difference) => {
                let (was, is) = answers(contexts, one, difference);
                value["result"] = json!("differs");
                for (version, answered) in [("old", was), ("new", is)] {
                    value[version] = json!(answered.words);
                    if !answered.says.is_empty() {
                        value[format!("{version}_says")] = json!(answered.says);
                    }
                }
                value["example"] = json!(patient(contexts.0, one, difference));
            }
        }
        value
    });
    let same = compared.iter().all(|one| matches!(one.result, Equality::Same));
    json!({ "equal": same, "conclusions": conclusions.collect::<Vec<_>>() })
}
