//! `show` and `explain`: what rulecheck made of rule files, and what its messages mean.

use std::fmt::Write as _;

use rulecheck::answer::Engine;
use rulecheck::diagnostic::{Diagnostic, all_codes, code, page};
use rulecheck::report::{self, Context};
use rulecheck::source::Sources;
use serde_json::json;

use super::args::{Explain, PlainFormat, Show, Stage};
use super::{Exit, files, output};

pub fn explain(arguments: &Explain) -> Exit {
    let as_text = arguments.format == PlainFormat::Text;
    let Some(wanted) = &arguments.code else {
        let codes = all_codes().iter();
        return output::stdout(&match as_text {
            true => codes.map(|(code, title)| format!("{code}  {title}\n")).collect(),
            false => {
                let codes = codes.map(|(code, title)| json!({ "code": code.as_str(), "title": title }));
                format!("{}\n", json!({ "codes": codes.collect::<Vec<_>>() }))
            }
        });
    };
    match page(wanted) {
        Some(page) if as_text => output::stdout(&format!("{}\n", page.trim_start_matches("## "))),
        Some(page) => output::stdout(&format!("{}\n", json!({ "code": wanted.trim().to_uppercase(), "page": page }))),
        None => {
            let diagnostic = Diagnostic::general(code::BAD_ARGUMENT, format!("there is no code `{wanted}`"))
                .help("codes stand in messages, such as error[R0203]; `rulecheck explain` lists them all");
            output::diagnostics(&[diagnostic], &Sources::default());
            Exit::Unusable
        }
    }
}

pub fn run(arguments: &Show) -> Exit {
    if arguments.format == PlainFormat::Json && arguments.stage != Stage::Words {
        let diagnostic = Diagnostic::general(code::BAD_ARGUMENT, "this stage is for people alone")
            .help("leave `--stage` out for what the rules conclude, as JSON");
        output::diagnostics(&[diagnostic], &Sources::default());
        return Exit::Unusable;
    }
    if arguments.stage == Stage::Tree {
        return tree(arguments);
    }
    let (engine, sources) = match files::engine(&arguments.rules, false) {
        Ok(engine) => engine,
        Err(exit) => return exit,
    };
    let context = Context { engine: &engine, sources: &sources, only: &[] };
    let only = arguments.only.as_deref();
    let text = match (arguments.stage, arguments.format) {
        (Stage::Program, _) => program(&engine),
        (_, PlainFormat::Json) => {
            report::show_json(context, only).map(|value| format!("{value}\n")).unwrap_or_default()
        }
        (_, PlainFormat::Text) => report::show(context, only),
    };
    if text.is_empty() {
        let name = only.unwrap_or_default();
        let diagnostic =
            Diagnostic::general(code::NO_SUCH_CONCLUSION, format!("the rules have no conclusion `{name}`"))
                .help("`rulecheck show RULES` lists all conclusions");
        output::diagnostics(&[diagnostic], &sources);
        return Exit::Unusable;
    }
    output::stdout(&text)
}

fn tree(arguments: &Show) -> Exit {
    match files::compiled(&arguments.rules, files::today()) {
        Ok(compiled) => {
            output::diagnostics(&compiled.diagnostics, &compiled.sources);
            let text: String = compiled.files.iter().map(|loaded| format!("{:#?}\n", loaded.file)).collect();
            let written = output::stdout(&text);
            if compiled.rules.is_none() { Exit::Unusable } else { written }
        }
        Err(exit) => exit,
    }
}

fn program(engine: &Engine) -> String {
    let mut out = String::new();
    for (at, step) in engine.program.steps.iter().enumerate() {
        let _ = writeln!(out, "{at:4}  {:?}  {:?}", step.domain, step.op);
    }
    out
}
