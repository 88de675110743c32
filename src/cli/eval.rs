//! `eval`: rules on records.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use jiff::civil::Date;
use rulecheck::answer::{Engine, Impossible, Outcome, Subject};
use rulecheck::diagnostic::{Diagnostic, code, one_of};
use rulecheck::record::{Lookup, Record, Refused};
use rulecheck::report::document::Document;
use rulecheck::report::{self, Context, Report, eval};
use rulecheck::rulebase::ConclusionId;
use rulecheck::source::Sources;

use super::args::{Eval, Format};
use super::output::{Sink, paper};
use super::{Exit, files, named, output, records};

/// Records judged at a time: enough to keep every core busy, few enough to keep in memory.
const CHUNK: usize = 4096;

/// What a run came to.
#[derive(Default)]
struct Tally {
    judged: usize,
    refused: usize,
    unreadable: usize,
    conflicts: usize,
    broken: usize,
    undecided: usize,
    /// Records that have the name of an earlier one.
    twins: usize,
    /// Entries that no rule knows, and in how many records.
    ignored: BTreeMap<String, (usize, Vec<String>)>,
}

struct Run<'a> {
    engine: &'a Engine,
    sources: &'a Sources,
    arguments: &'a Eval,
    only: Vec<ConclusionId>,
    today: Date,
    sink: Sink,
    tally: Tally,
    pending: Vec<Record>,
    names: std::collections::HashSet<String>,
    /// There is more than one record.
    several: bool,
}

pub fn run(arguments: &Eval) -> Exit {
    evaluate(arguments).unwrap_or_else(|exit| exit)
}

fn evaluate(arguments: &Eval) -> Result<Exit, Exit> {
    let (engine, sources) = files::engine(std::slice::from_ref(&arguments.rules), false)?;
    let only = named::conclusions(&engine, &arguments.only)?;
    let sink = Sink::open(arguments.output.as_deref())?;
    let today = arguments.as_of.unwrap_or_else(files::today);
    let mut run = Run {
        engine: &engine,
        sources: &sources,
        arguments,
        only,
        today,
        sink,
        tally: Tally::default(),
        pending: Vec::new(),
        names: std::collections::HashSet::new(),
        several: false,
    };
    run.open()?;
    let lookup = Lookup::new(&engine.rulebase.schema);
    let mut stopped = None;
    let unreadable = records::each(&arguments.records, &lookup, &mut |outcome| match run.take(outcome) {
        Ok(()) => ControlFlow::Continue(()),
        Err(exit) => {
            stopped = Some(exit);
            ControlFlow::Break(())
        }
    });
    if let Some(exit) = stopped {
        return Err(exit);
    }
    run.flush()?;
    run.tally.unreadable = unreadable;
    run.finish()
}

/// What is written about one record.
struct Page {
    text: String,
    conflicts: bool,
    broken: bool,
    /// Something is missing that would change an answer.
    undecided: bool,
}

/// Writes pages, each by itself.
struct Writer<'a> {
    engine: &'a Engine,
    sources: &'a Sources,
    only: &'a [ConclusionId],
    arguments: &'a Eval,
    /// There is more than one record.
    several: bool,
}

impl Writer<'_> {
    fn page(&self, outcome: &Outcome) -> Page {
        let Writer { engine, sources, only, arguments, .. } = *self;
        let context = Context { engine, sources, only };
        let outcome = &*context.narrowed(outcome);
        let report = report::report(context, outcome);
        let report = if arguments.margins { report.with_margins(context, outcome) } else { report };
        Page {
            text: self.written(context, &report),
            conflicts: !outcome.conflicts.is_empty(),
            broken: !outcome.broken.is_empty(),
            undecided: context.lacks(outcome),
        }
    }

    fn written(&self, context: Context<'_>, report: &Report) -> String {
        match self.arguments.format {
            Format::Text if self.several && !self.is_full() => eval::line(report),
            Format::Text => report::text::text(&self.document(report), paper(self.arguments.output.is_some())),
            Format::Markdown => report::markdown::markdown(&self.document(report)),
            Format::Html => report::html::html(&self.document(report)),
            Format::Csv => eval::csv_row(report, &columns(context)),
            Format::Json if self.arguments.pretty => {
                format!("{}\n", serde_json::to_string_pretty(report).unwrap_or_default())
            }
            Format::Json => format!("{}\n", serde_json::to_string(report).unwrap_or_default()),
            Format::Yaml => format!("---\n{}", serde_yaml::to_string(report).unwrap_or_default()),
        }
    }

    fn is_full(&self) -> bool {
        self.arguments.full || self.arguments.why || self.arguments.margins
    }

    fn document(&self, report: &Report) -> Document {
        if self.is_full() { eval::full(report, self.arguments.why) } else { eval::page(report) }
    }
}

/// The conclusions that have a column of their own in a table of records.
fn columns(context: Context<'_>) -> Vec<String> {
    let titles = context.engine.title.iter().filter_map(|subject| match subject {
        Subject::Conclusion(id) => Some(*id),
        Subject::Decision(_) => None,
    });
    let ids: Vec<ConclusionId> = if context.only.is_empty() { titles.collect() } else { context.only.to_vec() };
    ids.into_iter().map(|id| context.name(id).to_owned()).collect()
}

impl Run<'_> {
    /// What stands before the first record.
    fn open(&mut self) -> Result<(), Exit> {
        let context = Context { engine: self.engine, sources: self.sources, only: &self.only };
        match self.arguments.format {
            Format::Html => self.sink.write(&report::html::start("rulecheck")),
            Format::Csv => self.sink.write(&eval::csv_head(&columns(context))),
            _ => Ok(()),
        }
    }

    fn take(&mut self, outcome: Result<Record, Refused>) -> Result<(), Exit> {
        match outcome {
            Ok(record) => {
                for ignored in &record.ignored {
                    let entry = self.tally.ignored.entry(ignored.name.clone()).or_insert((0, ignored.nearest.clone()));
                    entry.0 += 1;
                }
                if !self.names.insert(record.name.clone()) {
                    self.tally.twins += 1;
                    output::stderr(&format!(
                        "warning[{}]: a second record is called `{}` ({}:{}): the two can be taken for one another\n  help: give each record a name of its own: `record: …`\n",
                        code::RECORD_NAME_TWICE,
                        record.name,
                        record.origin.file,
                        record.origin.line,
                    ));
                }
                self.several |= !self.pending.is_empty() || self.tally.judged + self.tally.refused > 0;
                self.pending.push(record);
                if self.pending.len() >= CHUNK {
                    return self.flush();
                }
                Ok(())
            }
            Err(refused) => {
                self.several |= !self.pending.is_empty() || self.tally.judged > 0;
                self.flush()?;
                self.refuse(&refused);
                Ok(())
            }
        }
    }

    fn refuse(&mut self, refused: &Refused) {
        self.tally.refused += 1;
        let name = refused.name.as_ref().map(|name| format!("record `{name}` is refused\n")).unwrap_or_default();
        output::stderr(&format!("{name}{refused}\n\n"));
    }

    /// Judges the records read so far and writes their results in the order they came.
    fn flush(&mut self) -> Result<(), Exit> {
        let records = std::mem::take(&mut self.pending);
        let Run { engine, sources, arguments, several, .. } = *self;
        let writer = Writer { engine, sources, only: &self.only, arguments, several };
        let judged = self.engine.judge(&records, self.today);
        let page = |judged: Result<_, Impossible>| judged.map(|outcome| writer.page(&outcome));
        let written: Vec<Result<Page, Impossible>> = engine.workers.map(judged, page);
        for (record, page) in records.iter().zip(written) {
            match page {
                Ok(page) => self.write(page)?,
                Err(impossible) => self.impossible(record, &impossible),
            }
        }
        Ok(())
    }

    fn impossible(&mut self, record: &Record, impossible: &Impossible) {
        self.tally.refused += 1;
        let place = self.sources.place(self.engine.rulebase.impossible[impossible.at].span);
        let line = if record.origin.line > 0 { format!(":{}", record.origin.line) } else { String::new() };
        output::stderr(&format!(
            "record `{}` is refused\n{}{line}: error[{}]: it holds a combination that is impossible: {}\n  help: correct the record; the rule is at {place}\n\n",
            impossible.record,
            record.origin.file,
            code::IMPOSSIBLE,
            impossible.what,
        ));
    }

    fn write(&mut self, page: Page) -> Result<(), Exit> {
        self.tally.conflicts += usize::from(page.conflicts);
        self.tally.broken += usize::from(page.broken);
        self.tally.undecided += usize::from(page.undecided);
        let pages = match self.arguments.format {
            Format::Text => self.arguments.full || self.arguments.why || self.arguments.margins,
            Format::Markdown => true,
            _ => false,
        };
        let apart = pages && self.tally.judged > 0;
        self.tally.judged += 1;
        if apart {
            self.sink.write("\n")?;
        }
        self.sink.write(&page.text)
    }

    /// The summary of several records, what no rule knew, and the exit code.
    fn finish(mut self) -> Result<Exit, Exit> {
        for (name, (count, near)) in &self.tally.ignored {
            if !near.is_empty() {
                output::stderr(&format!(
                    "warning[{}]: no rule knows `{name}` ({}): did you mean {}?\n",
                    code::UNKNOWN_ENTRY,
                    plural(*count, "record"),
                    one_of(near)
                ));
            }
        }
        if self.arguments.format == Format::Html {
            self.sink.write(report::html::end())?;
        }
        let total = self.tally.judged + self.tally.refused;
        if self.arguments.format == Format::Text && total > 1 {
            let text = self.summary();
            self.sink.write(&text)?;
        }
        if self.tally.judged == 0 && self.tally.unreadable > 0 {
            return Ok(Exit::Unusable);
        }
        self.sink.close()?;
        if total == 0 && self.tally.unreadable == 0 {
            let diagnostic = Diagnostic::general(code::NOTHING_FOUND, "there was no record to judge")
                .help("check that the files hold records; an empty CSV has only its header");
            output::diagnostics(&[diagnostic], self.sources);
            return Ok(Exit::Findings);
        }
        let found =
            self.tally.twins + self.tally.refused + self.tally.unreadable + self.tally.conflicts + self.tally.broken;
        Ok(if found > 0 { Exit::Findings } else { Exit::Fine })
    }

    fn summary(&self) -> String {
        let tally = &self.tally;
        let mut parts = vec![format!("{} judged", plural(tally.judged, "record"))];
        let mut add = |count: usize, what: &str| {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        };
        add(tally.undecided, "with something missing that would change an answer");
        add(tally.refused, "refused");
        add(tally.conflicts, "with conflicting advice");
        add(tally.broken, "that break a guarantee");
        add(tally.unreadable, "not readable");
        format!("\n{}\n", parts.join(", "))
    }
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
