//! `test`: the examples in rule files.

use rulecheck::coverage::{Coverage, coverage};
use rulecheck::present;
use rulecheck::test::{Tested, run as run_examples};

use super::args::{Test, TestFormat};
use super::{Exit, files, output};

pub fn run(arguments: &Test) -> Exit {
    let (engine, sources) = match files::engine(&arguments.rules, false) {
        Ok(engine) => engine,
        Err(exit) => return exit,
    };
    let today = arguments.as_of.unwrap_or_else(files::today);
    let tested = run_examples(&engine, &sources, today);
    let failed = tested.iter().filter(|one| !one.failures.is_empty()).count();
    let text = match arguments.format {
        TestFormat::Junit => present::junit(&tested),
        TestFormat::Json => json(&tested, &coverage(&engine, &sources, today)),
        TestFormat::Text => {
            let covered = present::coverage(&coverage(&engine, &sources, today), arguments.coverage);
            format!("{}{covered}", text(&tested, failed))
        }
    };
    let written = output::stdout(&text);
    if tested.is_empty() {
        output::stderr(
            "error: these rule files hold no example\n  help: add one: `example \"name\"`, with `given` and `expect`\n",
        );
        return Exit::Findings;
    }
    if failed > 0 { Exit::Findings } else { written }
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
    format!("{}\n", serde_json::json!({ "examples": all, "coverage": present::coverage_json(coverage) }))
}
