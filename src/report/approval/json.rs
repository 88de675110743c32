//! What there is to confirm, as data.

use super::parts::{is_draft, leaning, title, unsourced};
use crate::approval::{Approval, Item, Volume};
use crate::report::Context;

/// The version of this contract; it changes when a reader would have to.
const SCHEMA: u32 = 1;

#[derive(serde::Serialize)]
pub struct Report {
    schema: u32,
    as_of: String,
    summary: Summary,
    rulebooks: Vec<Rulebook>,
}

#[derive(serde::Serialize)]
struct Summary {
    items: usize,
    rulebooks: usize,
    project_conventions: usize,
    to_verify: usize,
    /// Files.
    overdue: Vec<String>,
    drafts: Vec<String>,
    without_source: Vec<Conclusion>,
    /// Items of rulebooks that these use and nobody named.
    not_listed: usize,
}

#[derive(serde::Serialize)]
struct Conclusion {
    what: String,
    at: String,
}

#[derive(serde::Serialize)]
struct Rulebook {
    name: String,
    file: String,
    version: Option<String>,
    status: Option<String>,
    authors: Option<String>,
    reviewed: Option<String>,
    review_by: Option<String>,
    overdue: bool,
    use_for: Option<String>,
    not_for: Option<String>,
    licence: Option<String>,
    digest: String,
    sources: Vec<Source>,
    items: Vec<Confirm>,
    /// Numbers of items of other rulebooks that its answers lean on.
    inherited: Vec<usize>,
}

#[derive(serde::Serialize)]
struct Source {
    name: String,
    citation: String,
    #[serde(flatten)]
    ids: std::collections::BTreeMap<String, String>,
}

#[derive(serde::Serialize)]
struct Confirm {
    number: usize,
    kind: &'static str,
    name: String,
    at: String,
    review: String,
    project_convention: bool,
    sources: Vec<String>,
    conclusions: Vec<String>,
    advice: Vec<String>,
}

/// All rulebooks that were asked for, ready to be written as JSON.
pub fn report(context: Context<'_>, approval: &Approval) -> Report {
    let books = &context.engine.rulebase.books;
    let files = |fits: &dyn Fn(&Volume) -> bool| -> Vec<String> {
        let volumes = approval.volumes.iter().filter(|volume| fits(volume));
        volumes.map(|volume| books[volume.book].file.clone()).collect()
    };
    let conventions = approval.items().filter(|item| item.is_convention()).count();
    Report {
        schema: SCHEMA,
        as_of: approval.today.to_string(),
        summary: Summary {
            items: approval.items().count(),
            rulebooks: approval.volumes.len(),
            project_conventions: conventions,
            to_verify: approval.items().count() - conventions,
            overdue: files(&|volume| volume.overdue),
            drafts: files(&|volume| is_draft(&books[volume.book])),
            without_source: unsourced(context, approval)
                .into_iter()
                .map(|(what, at)| Conclusion { what, at })
                .collect(),
            not_listed: approval.unnamed.1,
        },
        rulebooks: approval.volumes.iter().map(|volume| rulebook(context, volume)).collect(),
    }
}

fn rulebook(context: Context<'_>, volume: &Volume) -> Rulebook {
    let rulebase = &context.engine.rulebase;
    let book = &rulebase.books[volume.book];
    let source = |at: &usize| {
        let citation = &rulebase.citations[*at];
        Source {
            name: citation.name.clone(),
            citation: citation.text.clone(),
            ids: citation.ids.iter().cloned().collect(),
        }
    };
    Rulebook {
        name: title(book).to_owned(),
        file: book.file.clone(),
        version: book.version.clone(),
        status: book.status.clone(),
        authors: book.authors.clone(),
        reviewed: book.reviewed.map(|date| date.to_string()),
        review_by: book.review_by.map(|date| date.to_string()),
        overdue: volume.overdue,
        use_for: book.use_for.clone(),
        not_for: book.not_for.clone(),
        licence: book.licence.clone(),
        digest: format!("sha256:{}", book.digest),
        sources: volume.sources.iter().map(source).collect(),
        items: volume.items.iter().map(|item| confirm(context, item)).collect(),
        inherited: volume.inherited.clone(),
    }
}

fn confirm(context: Context<'_>, item: &Item) -> Confirm {
    Confirm {
        number: item.number,
        kind: item.kind,
        name: item.name.clone(),
        at: item.place.to_string(),
        review: item.text.clone(),
        project_convention: item.is_convention(),
        sources: item.cited.iter().map(|cited| context.citation(cited)).collect(),
        conclusions: leaning(context, item),
        advice: item.advice.clone(),
    }
}
