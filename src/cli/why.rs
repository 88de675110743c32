//! `why`: how a conclusion came to its answer, or what is advised on a decision.

use std::ops::ControlFlow;

use rulecheck::answer::{Outcome, Subject};
use rulecheck::record::Lookup;
use rulecheck::report::{self, Context};

use super::args::{Why, WhyFormat};
use super::output::paper;
use super::{Exit, files, named, output, records};

pub fn run(arguments: &Why) -> Exit {
    explain(arguments).unwrap_or_else(|exit| exit)
}

fn explain(arguments: &Why) -> Result<Exit, Exit> {
    let (engine, sources) = files::engine(std::slice::from_ref(&arguments.rules), false)?;
    let subjects = named::subjects(&engine, &arguments.name)?;
    let lookup = Lookup::new(&engine.rulebase.schema);
    let today = arguments.as_of.unwrap_or_else(files::today);
    let (mut text, mut exit, mut count) = (String::new(), Exit::Fine, 0);
    let context = Context { engine: &engine, sources: &sources, only: &[] };
    let unreadable = records::each(std::slice::from_ref(&arguments.record), &lookup, &mut |record| {
        count += 1;
        let judged = match &record {
            Ok(record) => engine.judge_one(record, today).map_err(|impossible| {
                format!("record `{}` holds a combination that is impossible: {}", impossible.record, impossible.what)
            }),
            Err(refused) => Err(refused.to_string()),
        };
        match judged {
            Ok(outcome) if arguments.format == WhyFormat::Json => {
                subjects.iter().for_each(|subject| text.push_str(&as_data(context, &outcome, *subject)));
            }
            Ok(outcome) => {
                text.push_str(&format!("{} (as of {})\n", outcome.record, outcome.as_of));
                subjects.iter().for_each(|subject| text.push_str(&in_words(context, &outcome, *subject)));
                text.push('\n');
            }
            Err(message) => {
                output::stderr(&format!("{message}\n"));
                exit = Exit::Findings;
            }
        }
        ControlFlow::Continue(())
    });
    let written = match text.trim_end_matches('\n') {
        "" => Exit::Fine,
        text => output::stdout(&format!("{text}\n")),
    };
    if unreadable > 0 && count == 0 {
        return Ok(Exit::Unusable);
    }
    Ok(exit.max(written))
}

fn in_words(context: Context<'_>, outcome: &Outcome, subject: Subject) -> String {
    match subject {
        Subject::Conclusion(id) => report::why(context, outcome, id, paper(false)),
        Subject::Decision(decision) => report::why_decision(context, outcome, decision, paper(false)),
    }
}

fn as_data(context: Context<'_>, outcome: &Outcome, subject: Subject) -> String {
    let text = match subject {
        Subject::Conclusion(id) => serde_json::to_string(&report::why_report(context, outcome, id)),
        Subject::Decision(decision) => serde_json::to_string(&report::why_decision_report(context, outcome, decision)),
    };
    format!("{}\n", text.unwrap_or_default())
}
