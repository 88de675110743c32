//! `diff`: two versions of rules, and the patients who get another answer.

use std::ops::ControlFlow;
use std::path::PathBuf;

use rulecheck::answer::Engine;
use rulecheck::diff::{Both, carried, changes, compare};
use rulecheck::record::{Lookup, Record};
use rulecheck::report::{self, Difference};

use super::args::{Diff, PlainFormat};
use super::work::Work;
use super::{Exit, files, output, records};

pub fn run(arguments: &Diff) -> Exit {
    difference(arguments).unwrap_or_else(|exit| exit)
}

fn difference(arguments: &Diff) -> Result<Exit, Exit> {
    let load = |path: &PathBuf| files::engine(std::slice::from_ref(path), false);
    let ((old, old_sources), (new, new_sources)) = (load(&arguments.old)?, load(&arguments.new)?);
    let today = arguments.as_of.unwrap_or_else(files::today);
    let patients = match arguments.records.is_empty() {
        true => examples(&old, &new),
        false => given(arguments, &old, &new)?,
    };
    let changes = changes(&old, &new);
    let work = Work::of(patients.len(), "patients");
    let (turned, tried) = compare((&old, &new), &patients, today, &mut |done| work.at(done));
    work.end();
    let difference = Difference {
        changes: &changes,
        patients: &turned,
        tried,
        of: patients.len(),
        sources: (&old_sources, &new_sources),
    };
    let written = output::stdout(&match arguments.format {
        PlainFormat::Text => report::diff(&difference, output::paper(false)),
        PlainFormat::Json => format!("{}\n", report::diff_json(&difference)),
    });
    Ok(Work::unless_stopped(if turned.is_empty() { written } else { written.max(Exit::Findings) }))
}

/// The patients of the examples of both versions; of examples with the same name that give the same, one.
fn examples(old: &Engine, new: &Engine) -> Vec<Both> {
    let (before, after) = (&old.rulebase.schema, &new.rulebase.schema);
    let of_new: Vec<Both> = new
        .examples
        .iter()
        .map(|example| Both {
            name: format!("example \"{}\"", example.name),
            old: Some(carried(&example.record, after, before)),
            new: Some(example.record.clone()),
        })
        .collect();
    let of_old = old.examples.iter().filter_map(|example| {
        let record = carried(&example.record, before, after);
        let values = |record: &Record| {
            record.facts.iter().map(|datum| datum.as_ref().map(|datum| datum.value.clone())).collect::<Vec<_>>()
        };
        let twin = new.examples.iter().find(|other| other.name == example.name);
        if twin.is_some_and(|twin| values(&twin.record) == values(&record) && twin.record.as_of == record.as_of) {
            return None;
        }
        let name = match twin {
            Some(_) => format!("example \"{}\" as it was", example.name),
            None => format!("example \"{}\", which is gone", example.name),
        };
        Some(Both { name, old: Some(example.record.clone()), new: Some(record) })
    });
    let of_old: Vec<Both> = of_old.collect();
    of_new.into_iter().chain(of_old).collect()
}

/// Records, as each of the two versions reads them.
fn given(arguments: &Diff, old: &Engine, new: &Engine) -> Result<Vec<Both>, Exit> {
    let read = |engine: &Engine, version: &str| {
        let lookup = Lookup::new(&engine.rulebase.schema);
        let mut all = Vec::new();
        let unreadable = records::each(&arguments.records, &lookup, &mut |outcome| {
            all.push(match outcome {
                Ok(record) => (record.name.clone(), Some(record)),
                Err(refused) => {
                    let name = refused.name.clone().unwrap_or_else(|| "a record without a name".to_owned());
                    output::stderr(&format!("the {version} rules refuse record `{name}`\n{refused}\n\n"));
                    (name, None)
                }
            });
            ControlFlow::Continue(())
        });
        if unreadable > 0 { Err(Exit::Unusable) } else { Ok(all) }
    };
    // what stands on standard input is read once
    if arguments.records.iter().any(|place| place == "-") {
        let all = read(old, "old")?;
        let carry = |record: &Record| carried(record, &old.rulebase.schema, &new.rulebase.schema);
        let both = all.into_iter().map(|(name, record)| Both { name, new: record.as_ref().map(carry), old: record });
        return Ok(both.collect());
    }
    let (before, after) = (read(old, "old")?, read(new, "new")?);
    let both = before.into_iter().zip(after).map(|((name, old), (_, new))| Both { name, old, new });
    Ok(both.collect())
}
