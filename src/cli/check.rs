//! `check`: everything there is to say about rule files before any patient.

use rulecheck::approval::Approval;
use rulecheck::check::check;
use rulecheck::diagnostic::Diagnostic;
use rulecheck::outcome::Engine;
use rulecheck::present::{self, Context};
use rulecheck::source::Sources;
use rulecheck::test::unexercised;

use super::args::{Check, ReportFormat};
use super::{Exit, files, output};

pub fn run(arguments: &Check) -> Exit {
    let files = match files::read(&arguments.rules) {
        Ok(files) => files,
        Err(exit) => return exit,
    };
    let checked = check(&files.sources, &files.loaded, files::today());
    let mut all = files.diagnostics;
    all.extend(checked.diagnostics);
    let engine = checked.rulebase.map(Engine::new);
    if let Some(engine) = &engine {
        all.extend(unexercised(engine, files::today()));
    }
    output::diagnostics(&all, &files.sources);
    if all.iter().any(Diagnostic::is_error) {
        output::stderr(&format!("{}\n", summary(&all)));
        return Exit::Unusable;
    }
    let exit = match &engine {
        Some(engine) if arguments.report => output::stdout(&report(engine, &files.sources, arguments.format)),
        _ => output::stdout(&format!(
            "{}: {} checked, {}\n",
            plural(files.loaded.len(), "rule file"),
            plural(engine.map_or(0, |engine| engine.rulebase.conclusions.len()), "conclusion"),
            if all.is_empty() { "nothing to complain about".to_owned() } else { summary(&all) }
        )),
    };
    if arguments.strict && !all.is_empty() { Exit::Findings } else { exit }
}

/// What a clinician has to confirm before the rules are used.
fn report(engine: &Engine, sources: &Sources, format: ReportFormat) -> String {
    let context = Context { engine, sources, only: &[] };
    let approval = Approval::of(engine, sources, files::today());
    match format {
        ReportFormat::Text => present::approval_text(context, &approval, output::paper(false)),
        ReportFormat::Markdown => present::approval_markdown(context, &approval),
        ReportFormat::Json => {
            let report = present::approval_report(context, &approval);
            format!("{}\n", serde_json::to_string(&report).unwrap_or_default())
        }
    }
}

/// `2 errors, 1 warning`
pub fn summary(all: &[Diagnostic]) -> String {
    let errors = all.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = all.len() - errors;
    let mut parts = Vec::new();
    if errors > 0 {
        parts.push(plural(errors, "error"));
    }
    if warnings > 0 {
        parts.push(plural(warnings, "warning"));
    }
    let worst = all.iter().find(|diagnostic| diagnostic.is_error()).or(all.first());
    let code = worst.map_or_else(|| "CODE".to_owned(), |diagnostic| diagnostic.code.to_string());
    format!("{}; `rulecheck explain {code}` says more", parts.join(", "))
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
