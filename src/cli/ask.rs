//! `ask`: an interview on the terminal, or through a pipe.

use std::io::{self, BufRead, IsTerminal};
use std::ops::ControlFlow;
use std::path::Path;

use rulecheck::answer::{Engine, Outcome};
use rulecheck::diagnostic::{Diagnostic, code};
use rulecheck::interview::{Interview, Question, Reply, goals};
use rulecheck::record::{Lookup, Record};
use rulecheck::report::{self, Context};
use rulecheck::source::Sources;

use super::args::{Ask, AskFormat};
use super::output::{Sink, paper};
use super::{Exit, files, named, output, records};

const HELP: &str = "`?` skips a question, `back` takes the last answer back, `stop` ends.\n";

pub fn run(arguments: &Ask) -> Exit {
    interview(arguments).unwrap_or_else(|exit| exit)
}

fn interview(arguments: &Ask) -> Result<Exit, Exit> {
    let (engine, sources) = files::engine(std::slice::from_ref(&arguments.rules), false)?;
    let only = named::conclusions(&engine, &arguments.goal)?;
    let today = arguments.as_of.unwrap_or_else(files::today);
    if let Some(file) = arguments.record_out.as_deref().filter(|file| file.exists()) {
        let message = format!("`{}` is already there and was left alone", file.display());
        let diagnostic = Diagnostic::general(code::CANNOT_WRITE, message).help("name a new file");
        output::diagnostics(&[diagnostic], &sources);
        return Err(Exit::Unusable);
    }
    let mut record = begin(&engine, arguments.record.as_deref())?;
    record.as_of = Some(record.as_of.unwrap_or(today));
    let wanted = if only.is_empty() { goals(&engine) } else { vec![only.clone()] };
    let mut asking = Asking {
        context: Context { engine: &engine, sources: &sources, only: &[] },
        interview: Interview::new(&engine, record, today, wanted),
        json: arguments.format == AskFormat::Json,
    };
    let outcome = asking.ask()?;
    let context = Context { engine: &engine, sources: &sources, only: &only };
    finish(arguments, context, &outcome, asking.interview.record())
}

/// The record to begin with; without one, nothing is known.
fn begin(engine: &Engine, file: Option<&Path>) -> Result<Record, Exit> {
    let Some(file) = file else { return Ok(Record { name: "patient".to_owned(), ..Record::default() }) };
    let lookup = Lookup::new(&engine.rulebase.schema);
    let (mut found, mut exit) = (None, Exit::Unusable);
    let unreadable = records::each(&[file.display().to_string()], &lookup, &mut |read| {
        match read {
            Ok(record) => found = Some(record),
            Err(refused) => {
                output::stderr(&format!("{refused}\n"));
                exit = Exit::Findings;
            }
        }
        ControlFlow::Break(())
    });
    match found {
        Some(record) => Ok(record),
        None => {
            if unreadable == 0 && exit == Exit::Unusable {
                let diagnostic =
                    Diagnostic::general(code::NOTHING_FOUND, format!("there is no record in `{}`", file.display()))
                        .help("leave it out to begin with nothing known");
                output::diagnostics(&[diagnostic], &Sources::default());
            }
            Err(exit)
        }
    }
}

struct Asking<'a> {
    context: Context<'a>,
    interview: Interview<'a>,
    json: bool,
}

impl Asking<'_> {
    /// Asks until nothing more is to be asked, or nobody answers any more.
    fn ask(&mut self) -> Result<Outcome, Exit> {
        let mut lines = io::stdin().lock().lines();
        let echo = !io::stdin().is_terminal();
        let mut begun = false;
        loop {
            let outcome = self.interview.outcome().map_err(|impossible| {
                output::stderr(&format!("the record holds a combination that is impossible: {}\n", impossible.what));
                Exit::Findings
            })?;
            let Some(question) = self.interview.question(&outcome) else { return Ok(outcome) };
            let Some(fact) = self.interview.asked(question) else { return Ok(outcome) };
            if !std::mem::replace(&mut begun, true) {
                self.say(HELP)?;
            }
            let open = self.interview.touched(&outcome, question);
            self.say(&format!("\n{}> ", report::question(self.context, (question, fact), &open, paper(self.json))))?;
            let Some(line) = lines.next() else {
                self.say("\n")?;
                return Ok(outcome);
            };
            let line = line.map_err(|error| {
                let message = format!("standard input cannot be read: {}", output::plain(&error));
                output::diagnostics(&[Diagnostic::general(code::CANNOT_READ, message)], &Sources::default());
                Exit::Unusable
            })?;
            if echo {
                self.say(&format!("{}\n", line.trim()))?;
            }
            match line.trim().to_lowercase().as_str() {
                "stop" => return Ok(outcome),
                "back" => {
                    if !self.interview.back() {
                        self.say("there is no answer to take back\n")?;
                    }
                }
                _ => self.take(question, &line)?,
            }
        }
    }

    fn take(&mut self, question: Question, line: &str) -> Result<(), Exit> {
        match self.interview.reply(question, line) {
            Reply::Taken => Ok(()),
            Reply::Wrong(faults) => {
                faults.iter().try_for_each(|fault| {
                    let help = if fault.help.is_empty() { String::new() } else { format!("\n  help: {}", fault.help) };
                    self.say(&format!("error[{}]: {}{help}\n", fault.code, fault.message))
                })
            }
            Reply::Impossible(what) => self.say(&format!(
                "error[{}]: with this answer the record would hold a combination that is impossible: {what}\n  help: correct the answer, or take an earlier one `back`\n",
                code::IMPOSSIBLE
            )),
        }
    }

    fn say(&self, text: &str) -> Result<(), Exit> {
        if self.json {
            output::stderr(text);
            return Ok(());
        }
        match output::stdout(text) {
            Exit::Fine => Ok(()),
            exit => Err(exit),
        }
    }
}

/// What an interview ends with.
#[derive(serde::Serialize)]
struct Both {
    outcome: report::Report,
    record: serde_json::Value,
}

/// The outcome as `eval` shows it, and the record.
fn finish(arguments: &Ask, context: Context<'_>, outcome: &Outcome, record: &Record) -> Result<Exit, Exit> {
    let outcome = &*context.narrowed(outcome);
    let schema = &context.engine.rulebase.schema;
    let yaml = report::yaml(schema, record);
    if let Some(file) = &arguments.record_out {
        let mut sink = Sink::open(Some(file))?;
        sink.write(&yaml)?;
        sink.close()?;
    }
    if arguments.format == AskFormat::Json {
        let both = Both { outcome: report::report(context, outcome), record: report::record_json(schema, record) };
        return Ok(output::stdout(&format!("{}\n", serde_json::to_string(&both).unwrap_or_default())));
    }
    let page = report::eval::page(&report::report(context, outcome));
    let mut text = format!("\n{}", report::text::text(&page, paper(false)));
    match &arguments.record_out {
        Some(file) => text.push_str(&format!("\nthe record is in {}\n", file.display())),
        None => text.push_str(&format!("\nThe record, for `rulecheck eval`; `--record-out FILE` writes it\n\n{yaml}")),
    }
    Ok(output::stdout(&text))
}
