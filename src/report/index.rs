//! The page that lists the rulebooks of a folder: what each answers, for whom, and what is still to be confirmed.

use std::fmt::Write as _;

use super::markdown::escape;
use super::{Context, few, plural};
use crate::approval::{Approval, Volume};
use crate::rulebase::{Book, Kind};

/// Names that a cell shows.
const MOST_NAMED: usize = 4;

/// One table for each folder below `root`, which the page is meant to stand in.
pub fn index(context: Context<'_>, approval: &Approval, root: &str) -> String {
    let books = &context.engine.rulebase.books;
    let mut out =
        String::from("# Rulebooks\n\n<!-- written by `rulecheck index`: what is changed here by hand is lost -->\n\n");
    let folders = folders(context, approval, root);
    let examples: usize = approval.volumes.iter().map(|volume| volume.examples).sum();
    let drafts = approval.volumes.iter().filter(|volume| super::approval::is_draft(&books[volume.book])).count();
    let _ = writeln!(
        out,
        "{} ({drafts} with status draft), {}. A clinician still has to confirm {}; `rulecheck check --report` lists them.",
        plural(approval.volumes.len(), "rulebook"),
        plural(examples, "example"),
        plural(approval.items().count(), "item"),
    );
    for (folder, volumes) in folders {
        let _ = writeln!(out, "\n## {}\n", escape(&heading(&folder)));
        out.push_str("| rulebook | answers | for | not for | examples | to confirm | sources |\n");
        out.push_str("|---|---|---|---|--:|--:|---|\n");
        volumes.iter().for_each(|volume| row(context, volume, root, &mut out));
    }
    out
}

/// The rulebooks by folder, both in order.
fn folders<'a>(context: Context<'_>, approval: &'a Approval, root: &str) -> Vec<(String, Vec<&'a Volume>)> {
    let mut all: Vec<(String, Vec<&Volume>)> = Vec::new();
    for volume in &approval.volumes {
        let file = below(&context.engine.rulebase.books[volume.book].file, root);
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        match all.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, volumes)) => volumes.push(volume),
            None => all.push((folder, vec![volume])),
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// A path as seen from a folder above it, in the way that links are written.
fn below(file: &str, root: &str) -> String {
    let file = file.replace('\\', "/");
    let root = root.replace('\\', "/");
    let inside = file.strip_prefix(root.as_str()).unwrap_or(&file);
    inside.trim_start_matches('/').to_owned()
}

/// `follow_up` reads `Follow up`.
fn heading(folder: &str) -> String {
    let words = folder.replace(['_', '-'], " ").replace('/', ": ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "In this folder".to_owned(),
    }
}

fn row(context: Context<'_>, volume: &Volume, root: &str, out: &mut String) {
    let rulebase = &context.engine.rulebase;
    let book = &rulebase.books[volume.book];
    let title = escape(book.title.as_deref().unwrap_or(&book.file));
    let link = below(&book.file, root).replace('%', "%25").replace(' ', "%20").replace('(', "%28").replace(')', "%29");
    let cell = |text: &Option<String>| text.as_ref().map_or("not stated".to_owned(), |text| escape(text));
    let sources: Vec<&str> = volume.sources.iter().map(|at| rulebase.citations[*at].name.as_str()).collect();
    let _ = writeln!(
        out,
        "| [{title}]({link})<br>{} | {} | {} | {} | {} | {} | {} |",
        escape(&version(book)),
        escape(&answers(context, volume)),
        cell(&book.use_for),
        cell(&book.not_for),
        volume.examples,
        volume.items.len(),
        escape(&few(&sources, MOST_NAMED)),
    );
}

/// `0.1.0 draft`
fn version(book: &Book) -> String {
    let parts: Vec<&str> = [&book.version, &book.status].into_iter().flatten().map(String::as_str).collect();
    if parts.is_empty() { "not stated".to_owned() } else { parts.join(" ") }
}

/// Scores, classifications, counts and decisions by name. Where there is none: what else the rulebook gives.
fn answers(context: Context<'_>, volume: &Volume) -> String {
    let rulebase = &context.engine.rulebase;
    let own = |span: crate::source::Span| context.sources.place(span).file == rulebase.books[volume.book].file;
    let conclusions = || rulebase.conclusions.iter().filter(|one| one.book == volume.book && one.is_first());
    let named = |kind: Kind| conclusions().filter(move |one| one.kind == kind).map(|one| one.each_name());
    let decisions = rulebase.decisions.iter().filter(|one| own(one.span)).map(|one| one.name.as_str());
    let names: Vec<&str> =
        named(Kind::Score).chain(named(Kind::Classify)).chain(named(Kind::Count)).chain(decisions).collect();
    if !names.is_empty() {
        return few(&names, MOST_NAMED);
    }
    let declared = |spans: &mut dyn Iterator<Item = crate::source::Span>| spans.filter(|span| own(*span)).count();
    let schema = &rulebase.schema;
    let labels = schema.choices.iter().filter(|choice| !choice.traits.is_empty() && own(choice.span));
    let counts = [
        (named(Kind::Rule).count(), "rule"),
        (declared(&mut schema.facts.iter().map(|fact| fact.span)), "fact"),
        (named(Kind::Define).count(), "definition"),
        (labels.map(|choice| choice.labels.len()).sum(), "label"),
        (declared(&mut rulebase.citations.iter().map(|citation| citation.span)), "source"),
    ];
    let given: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| plural(*count, what)).collect();
    given.join(", ")
}
