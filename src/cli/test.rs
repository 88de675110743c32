//! `test`: the examples in rule files.

use rulecheck::coverage::{Coverage, coverage};
use rulecheck::report;
use rulecheck::test::{Tested, run as run_examples};

use super::args::{Test, TestFormat};
use super::{Exit, files, output};

/// How much of what is missing a failed gate names.
const MOST_NAMED: usize = 20;

pub fn run(arguments: &Test) -> Exit {
    let (engine, sources) = match files::engine(&arguments.rules, false) {
        Ok(engine) => engine,
        Err(exit) => return exit,
    };
    let today = arguments.as_of.unwrap_or_else(files::today);
    let tested = run_examples(&engine, &sources, today);
    let failed = tested.iter().filter(|one| !one.failures.is_empty()).count();
    let coverage = coverage(&engine, &sources, today);
    let result = match arguments.format {
        TestFormat::Junit => report::junit(&tested),
        TestFormat::Json => json(&tested, &coverage),
        TestFormat::Html => match report::coverage_html(&coverage, &sources) {
            Ok(page) => {
                output::stderr(&text(&tested, failed));
                page
            }
            Err(error) => {
                output::stderr(&format!("error: the page cannot be made: {error}\n"));
                return Exit::Unusable;
            }
        },
        TestFormat::Text => {
            format!("{}{}", text(&tested, failed), report::coverage(&coverage, arguments.coverage))
        }
    };
    let written = output::stdout(&result);
    if tested.is_empty() {
        output::stderr(
            "error: these rule files hold no example\n  help: add one: `example \"name\"`, with `given` and `expect`\n",
        );
        return Exit::Findings;
    }
    let gate = arguments.min.map_or(Exit::Fine, |least| gate(&coverage, least));
    if failed > 0 { Exit::Findings } else { written.max(gate) }
}

/// Whether the examples show as much as was asked for.
fn gate(coverage: &Coverage, least: u8) -> Exit {
    let (seen, could) = coverage.seen();
    if seen * 100 >= usize::from(least) * could {
        return Exit::Fine;
    }
    let message = format!(
        "error: the examples show {seen} of {could} that could be shown: {} %, less than {least} %\n{}  help: add \
         examples of what is missing\n",
        coverage.percent(),
        report::coverage_missing(coverage, MOST_NAMED)
    );
    output::stderr(&message);
    Exit::Findings
}

fn text(tested: &[Tested], failed: usize) -> String {
    let mut out = String::new();
    for one in tested.iter().filter(|one| !one.failures.is_empty()) {
        out.push_str(&format!("failed: {} ({})\n", one.name, one.place));
        for failure in &one.failures {
            out.push_str(&format!(
                "  {}\n    expected {}\n    found    {}\n",
                failure.place, failure.expected, failure.found
            ));
        }
        out.push('\n');
    }
    out.push_str(&format!("{} passed, {failed} failed\n", tested.len() - failed));
    out
}

fn json(tested: &[Tested], coverage: &Coverage) -> String {
    let all: Vec<serde_json::Value> = tested
        .iter()
        .map(|one| {
            let failures: Vec<serde_json::Value> = one
                .failures
                .iter()
                .map(|failure| {
                    serde_json::json!({ "at": failure.place.to_string(), "expected": failure.expected, "found": failure.found })
                })
                .collect();
            serde_json::json!({
                "example": one.name, "at": one.place.to_string(), "passed": one.failures.is_empty(), "failures": failures,
            })
        })
        .collect();
    format!("{}\n", serde_json::json!({ "examples": all, "coverage": report::coverage_json(coverage) }))
}
