//! `check`: everything there is to say about rule files before any patient.

use jiff::civil::Date;
use rulecheck::answer::Engine;
use rulecheck::approval::Approval;
use rulecheck::compile::Compiled;
use rulecheck::diagnostic::{Diagnostic, code};
use rulecheck::prove::{Options, Report, prove};
use rulecheck::report::{self, Context};
use rulecheck::solve::Effort;
use rulecheck::source::Sources;
use rulecheck::test::{self, unexercised};
use rulecheck::workers::Cores;
use serde_json::json;

use super::args::{Check, ReportFormat};
use super::summary::{plural, summary};
use super::work::Work;
use super::{Exit, files, output};

pub fn run(arguments: &Check) -> Exit {
    let of_report = matches!(arguments.format, ReportFormat::Markdown | ReportFormat::Html);
    if of_report && !arguments.report {
        let diagnostic = Diagnostic::general(code::BAD_ARGUMENT, "messages are not written as Markdown or HTML")
            .help("add `--report` for a page to sign, or write `--format json`");
        output::diagnostics(&[diagnostic], &Sources::default());
        return Exit::Unusable;
    }
    let today = arguments.as_of.unwrap_or_else(files::today);
    let Compiled { sources, files, rules, diagnostics: mut all } = match files::compiled(&arguments.rules, today) {
        Ok(compiled) => compiled,
        Err(exit) => return exit,
    };
    let engine = rules.map(|rules| Engine::new(rules, &Cores));
    let report = engine.as_ref().map(|engine| look_into(engine, &sources, today, &mut all)).unwrap_or_default();
    let messages = Messages { files: files.len(), all: &all, report: &report };
    let written = messages.write(arguments, engine.as_ref(), &sources, today);
    let exit = match (engine.is_some(), all.is_empty()) {
        (false, _) => Exit::Unusable,
        (true, false) if arguments.strict || all.iter().any(Diagnostic::is_error) => written.max(Exit::Findings),
        (true, _) => written,
    };
    Work::unless_stopped(exit)
}

/// What takes the rules being run: whether the examples pass and show each rule, and what holds for every possible patient, as
/// far as that is soon told.
fn look_into(engine: &Engine, sources: &Sources, today: Date, all: &mut Vec<Diagnostic>) -> Report {
    let work = Work::of(engine.rulebase.asked_for().count(), "rulebooks");
    let options = Options { effort: Effort::BRIEF, ..Options::on(today) };
    let report = prove(engine, &options, &|done| work.at(done));
    work.end();
    all.extend(report::proof_diagnostics(Context { engine, sources, only: &[] }, &report));
    all.extend(test::failing(engine, &test::run(engine, sources, today)));
    all.extend(unexercised(engine, today));
    report
}

/// What there is to say.
struct Messages<'a> {
    files: usize,
    all: &'a [Diagnostic],
    report: &'a Report,
}

impl Messages<'_> {
    fn write(&self, arguments: &Check, engine: Option<&Engine>, sources: &Sources, today: Date) -> Exit {
        if arguments.format == ReportFormat::Json && !arguments.report {
            return output::stdout(&format!("{}\n", self.json(engine, sources)));
        }
        output::diagnostics(self.all, sources);
        let Some(engine) = engine else {
            let later =
                "once they are corrected, the examples are run, and promises, conflicts and gaps are looked into";
            output::stderr(&format!("{}\n{later}\n", summary(self.all)));
            return Exit::Fine;
        };
        match arguments.report {
            true => output::stdout(&approval(engine, sources, today, arguments.format)),
            false => output::stdout(&self.text(engine)),
        }
    }

    fn text(&self, engine: &Engine) -> String {
        let conclusions = plural(engine.rulebase.conclusions.len(), "conclusion");
        let words = if self.all.is_empty() { "nothing to complain about".to_owned() } else { summary(self.all) };
        let mut out = format!("{}: {conclusions} checked, {words}\n", plural(self.files, "rule file"));
        let open = self.report.open().count();
        if open > 0 {
            let of = plural(self.report.proofs.len(), "claim");
            out.push_str(&format!(
                "{open} of {of} about every possible patient not decided in a short time: `rulecheck prove` looks longer\n"
            ));
        }
        if let Some((finished, of)) = self.report.unfinished {
            out.push_str(&format!("Stopped: {finished} of {of} rulebooks were finished.\n"));
        }
        out
    }

    fn json(&self, engine: Option<&Engine>, sources: &Sources) -> serde_json::Value {
        let errors = self.all.iter().filter(|diagnostic| diagnostic.is_error()).count();
        let undecided = engine.map(|engine| {
            let context = Context { engine, sources, only: &[] };
            report::undecided_json(context, self.report)
        });
        json!({
            "usable": engine.is_some(),
            "files": self.files,
            "conclusions": engine.map(|engine| engine.rulebase.conclusions.len()),
            "errors": errors,
            "warnings": self.all.len() - errors,
            "messages": report::diagnostics_json(self.all, sources),
            "proved": self.report.proved(),
            "not decided": undecided.unwrap_or_default(),
            "complete": engine.is_some() && self.report.unfinished.is_none(),
        })
    }
}

/// What a clinician has to confirm before the rules are used.
fn approval(engine: &Engine, sources: &Sources, today: Date, format: ReportFormat) -> String {
    let context = Context { engine, sources, only: &[] };
    let report = report::approval_report(context, &Approval::of(engine, sources, today));
    output::written(format, &report, &report::approval_pages(&report))
}
