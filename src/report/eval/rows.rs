//! Several records: one line a patient, or one row of a table.

use super::advice::advice_words;
use super::data::Report;
use super::first::Step;

/// `anna: isolated distal DVT · open: iddvt plan · missing: high bleeding risk`
pub fn line(report: &Report) -> String {
    let mut parts: Vec<String> =
        report.first.answers.iter().map(|told| format!("{}: {}", told.name, told.is)).collect();
    parts.extend(report.conflicts.iter().map(|text| format!("CONFLICT {text}")));
    parts.extend(report.broken_guarantees.iter().map(|text| format!("BROKEN PROMISE {text}")));
    parts.extend(advised(report));
    parts.extend(report.warnings.iter().map(|warning| format!("caution: {}", warning.text)));
    parts.extend(report.first.step.as_ref().map(|step| format!("{} open, missing: {}", step.name, missing(step))));
    if parts.is_empty() {
        parts.push("nothing applies".to_owned());
    }
    format!("{}: {}\n", report.record, parts.join(" · "))
}

/// The advice, each once.
fn advised(report: &Report) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for advice in report.advice.iter().map(|advice| advice_words(&advice.advice)) {
        if !words.contains(&advice) {
            words.push(advice);
        }
    }
    words
}

fn missing(step: &Step) -> String {
    few(&step.facts.iter().map(|fact| fact.what.as_str()).collect::<Vec<_>>(), 3)
}

/// The first of some names, and how many more there are.
pub(super) fn few(names: &[impl AsRef<str>], most: usize) -> String {
    crate::report::context::few(names, most)
}

/// The columns of a table of records: the answers of the first, then what every record has.
pub fn csv_head(names: &[String]) -> String {
    let fixed = ["advice", "step", "missing", "caution", "assumed", "conflict"].map(str::to_owned);
    row(&["record".to_owned(), "as of".to_owned()]
        .into_iter()
        .chain(names.iter().cloned())
        .chain(fixed)
        .collect::<Vec<_>>())
}

/// One record as a row under [`csv_head`].
pub fn csv_row(report: &Report, names: &[String]) -> String {
    let answer = |name: &String| {
        let conclusion = report.conclusions.0.iter().find(|(known, _)| known == name);
        conclusion.map(|(_, conclusion)| conclusion.words.clone()).unwrap_or_default()
    };
    let step = report.first.step.as_ref();
    let mut cells = vec![report.record.clone(), report.as_of.clone()];
    cells.extend(names.iter().map(answer));
    cells.extend([
        advised(report).join("; "),
        step.map(|step| step.name.clone()).unwrap_or_default(),
        step.map(missing).unwrap_or_default(),
        report.warnings.iter().map(|warning| warning.text.as_str()).collect::<Vec<_>>().join("; "),
        report.first.assumed.join("; "),
        report.conflicts.iter().chain(&report.broken_guarantees).cloned().collect::<Vec<_>>().join("; "),
    ]);
    row(&cells)
}

fn row(cells: &[String]) -> String {
    let quoted = |cell: &String| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    format!("{}\n", cells.iter().map(quoted).collect::<Vec<_>>().join(","))
}
