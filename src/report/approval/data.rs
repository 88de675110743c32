//! What there is to confirm, as data: the contract that programs read, `tests/check_report.schema.json`.

use std::collections::BTreeMap;

use crate::approval::{Approval, Item, Volume};
use crate::report::Context;
use crate::rulebase::{Book, ConclusionId, Kind};
use crate::syntax::tree::key;

/// The version of this contract; it changes when a reader would have to.
const SCHEMA: u32 = 2;

#[derive(serde::Serialize)]
pub struct Report {
    schema: u32,
    pub(super) as_of: String,
    pub(super) summary: Summary,
    pub(super) rulebooks: Vec<Rulebook>,
}

#[derive(serde::Serialize)]
pub(super) struct Summary {
    pub(super) items: usize,
    pub(super) rulebooks: usize,
    pub(super) project_conventions: usize,
    pub(super) to_verify: usize,
    /// Files.
    pub(super) overdue: Vec<String>,
    pub(super) drafts: Vec<String>,
    pub(super) status_not_stated: Vec<String>,
    pub(super) without_source: Vec<Unsourced>,
    /// What rulebooks hold that these use and nobody named.
    pub(super) not_listed: NotListed,
}

#[derive(serde::Serialize)]
pub(super) struct Unsourced {
    pub(super) kind: &'static str,
    pub(super) conclusion: String,
    pub(super) at: String,
}

#[derive(serde::Serialize)]
pub(super) struct NotListed {
    pub(super) items: usize,
    pub(super) rulebooks: usize,
}

#[derive(serde::Serialize)]
pub(super) struct Rulebook {
    pub(super) name: String,
    pub(super) file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) authors: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reviewed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) review_by: Option<String>,
    pub(super) overdue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) use_for: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) not_for: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) licence: Option<String>,
    pub(super) digest: String,
    pub(super) sources: Vec<Source>,
    pub(super) items: Vec<Confirm>,
    /// Numbers of items of other rulebooks that its answers lean on.
    pub(super) inherited: Vec<usize>,
}

#[derive(serde::Serialize)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) citation: String,
    /// `doi`, `pmid`, `url` and what else a source may be found by.
    pub(super) ids: BTreeMap<String, String>,
}

#[derive(serde::Serialize)]
pub(super) struct Confirm {
    pub(super) number: usize,
    /// What carries the mark: `label`, `fact`, `field`, or the keyword of a block.
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) at: String,
    pub(super) mark: String,
    pub(super) project_convention: bool,
    pub(super) sources: Vec<String>,
    /// What leans on it.
    pub(super) conclusions: Vec<String>,
    pub(super) advice: Vec<String>,
}

/// All rulebooks that were asked for.
pub fn report(context: Context<'_>, approval: &Approval) -> Report {
    Report {
        schema: SCHEMA,
        as_of: approval.today.to_string(),
        summary: summary(context, approval),
        rulebooks: approval.volumes.iter().map(|volume| rulebook(context, volume)).collect(),
    }
}

fn summary(context: Context<'_>, approval: &Approval) -> Summary {
    let books = &context.engine.rulebase.books;
    let files = |fits: &dyn Fn(&Volume, &Book) -> bool| -> Vec<String> {
        let volumes = approval.volumes.iter().filter(|volume| fits(volume, &books[volume.book]));
        volumes.map(|volume| books[volume.book].file.clone()).collect()
    };
    let items = approval.items().count();
    let conventions = approval.items().filter(|item| item.is_convention()).count();
    let unsourced = approval.volumes.iter().flat_map(|volume| &volume.unsourced);
    Summary {
        items,
        rulebooks: approval.volumes.len(),
        project_conventions: conventions,
        to_verify: items - conventions,
        overdue: files(&|volume, _| volume.overdue),
        drafts: files(&|_, book| is_draft(book)),
        status_not_stated: files(&|_, book| book.status.is_none()),
        without_source: unsourced.map(|id| without_source(context, *id)).collect(),
        not_listed: NotListed { items: approval.unnamed.1, rulebooks: approval.unnamed.0 },
    }
}

pub fn is_draft(book: &Book) -> bool {
    book.status.as_ref().is_some_and(|status| key(status) == "draft")
}

fn without_source(context: Context<'_>, id: ConclusionId) -> Unsourced {
    let conclusion = &context.engine.rulebase.conclusions[id.0];
    Unsourced {
        kind: conclusion.kind.word(),
        conclusion: conclusion.each_name().to_owned(),
        at: context.sources.place(conclusion.span).to_string(),
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
        name: book.title.as_deref().unwrap_or(&book.file).to_owned(),
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
        mark: item.text.clone(),
        project_convention: item.is_convention(),
        sources: item.cited.iter().map(|cited| context.citation(cited)).collect(),
        conclusions: leaning(context, item),
        advice: item.advice.clone(),
    }
}

/// The conclusions that lean on an item, each group once. Definitions are named only where nothing else leans on it.
fn leaning(context: Context<'_>, item: &Item) -> Vec<String> {
    let is_define = |id: &ConclusionId| context.kind(*id) == Kind::Define;
    let only_defines = item.leaning.iter().all(is_define);
    let mut names: Vec<String> = Vec::new();
    for id in item.leaning.iter().filter(|id| only_defines || !is_define(id)) {
        let conclusion = &context.engine.rulebase.conclusions[id.0];
        let rule = if conclusion.kind == Kind::Rule { "rule " } else { "" };
        let name = format!("{rule}{}", conclusion.each_name());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
