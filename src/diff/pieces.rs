//! What rules say, taken apart: each clause in its author's words, with what it is called by.

use super::block::Block;
use crate::answer::Engine;
use crate::mutate::{edges, list_words};
use crate::record::{Record, Value};
use crate::rulebase::{Advice, Body, Cited, Conclusion, Expr, Item, Line, Node, Outcome, Part, Rulebase, Template};
use crate::rules::Example;
use crate::syntax::tree::ListKind;

/// Every block of a rule base.
pub(super) fn blocks(engine: &Engine) -> Vec<Block> {
    let base = &engine.rulebase;
    let mut all = super::schema::blocks(base);
    for conclusion in base.conclusions.iter().filter(|conclusion| conclusion.is_first()) {
        all.push(conclusion_block(base, conclusion));
    }
    for decision in &base.decisions {
        let mut block = Block::new(format!("decision {}", decision.name), decision.span);
        for id in &decision.alternatives {
            let action = &base.actions[id.0];
            let text = action.text.as_ref().map(|text| format!(": \"{text}\"")).unwrap_or_default();
            block.add("alternative", &action.name, format!("{}{text}", action.name), action.span);
        }
        all.push(block);
    }
    for condition in &base.impossible {
        let mut block = Block::new(format!("impossible when {}", condition.text), condition.span);
        conditions("condition", condition, &mut block);
        all.push(block);
    }
    for guarantee in &base.guarantees {
        let mut block = Block::new(format!("guarantee \"{}\"", guarantee.text), guarantee.span);
        guarantee.premise.iter().for_each(|premise| conditions("condition", premise, &mut block));
        for promise in &guarantee.promises {
            let when = promise.when.as_ref().map(|when| format!(" when {}", full(when))).unwrap_or_default();
            let words = format!("{} {}{when}", if promise.never { "never" } else { "always" }, full(&promise.what));
            block.add("promise", full(&promise.what), words, promise.span);
        }
        all.push(block);
    }
    for example in &engine.examples {
        let mut block = Block::new(format!("example \"{}\"", example.name), example.span);
        patient(base, example, &mut block);
        for one in &example.expect {
            block.add("expectation", skeleton(&one.text), &one.text, one.span);
        }
        all.push(block);
    }
    all
}

/// What an example gives, fact by fact.
fn patient(base: &Rulebase, example: &Example, block: &mut Block) {
    let mut others_no = false;
    for (at, datum) in example.record.facts.iter().enumerate() {
        let Some(datum) = datum else { continue };
        // what `all other yes or no: no` sets stands where the example begins
        if datum.value == Value::YesNo(false) && datum.origin.line == example.record.origin.line {
            others_no = true;
            continue;
        }
        let mut alone = Record { facts: vec![None; example.record.facts.len()], ..Record::default() };
        alone.facts[at] = Some(datum.clone());
        let lines: Vec<String> =
            crate::words::given(&base.schema, &alone).iter().map(|line| line.trim().to_owned()).collect();
        block.add("patient", &base.schema.facts[at].name, lines.join(" "), example.span);
    }
    if others_no {
        block.add("patient", "", "all other yes or no: no", example.span);
    }
}

fn conclusion_block(base: &Rulebase, conclusion: &Conclusion) -> Block {
    let title = format!("{} {}", conclusion.kind.word(), conclusion.each_name());
    let mut block = Block::new(title, conclusion.span);
    if let Some(population) = &conclusion.applies_to {
        conditions("population", population, &mut block);
    }
    match &conclusion.body {
        Body::Value(value) => block.add("value", "", full(value), value.span),
        Body::Lines(all) => {
            block.ordered = true;
            all.iter().for_each(|one| line(one, &mut block));
        }
        Body::Count(criteria) => {
            for one in criteria {
                let words = if one.name == one.when.text {
                    one.name.clone()
                } else {
                    format!("{} when {}", one.name, full(&one.when))
                };
                block.add("criterion", &one.name, words, one.span);
            }
        }
        Body::Score { items, bands, choice } => {
            items.iter().for_each(|one| item(one, &mut block));
            for band in bands {
                let label = choice.map(|choice| base.schema.choice(choice).labels[band.label].name.clone());
                let label = label.unwrap_or_default();
                block.add("band", &label, format!("{label}: {}", edges(band)), band.span);
            }
        }
        Body::Rule(rule) => {
            rule.when.iter().for_each(|when| conditions("condition", when, &mut block));
            rule.unless.iter().for_each(|unless| conditions("exception", unless, &mut block));
            for outcome in &rule.outcomes {
                let (kind, name, words) = match outcome {
                    Outcome::Advice(advice) => ("advice", "", advice_words(base, advice)),
                    Outcome::Warn(text) => ("warning", "", template(text)),
                    Outcome::AskFor(fact) => ("question", "", base.schema.fact(*fact).name.clone()),
                };
                block.add(kind, name, words, conclusion.span);
            }
            for id in &rule.overridden_by {
                let by = &base.conclusions[id.0];
                block.add("override", &by.name, format!("overridden by {}", by.name), by.span);
            }
            rule.certainty.iter().for_each(|word| block.add("certainty", "", word, conclusion.span));
            rule.rather_than.iter().for_each(|text| block.add("rather than", "", text, conclusion.span));
        }
    }
    if let (Body::Lines(_), crate::rulebase::Type::Choice(choice)) = (&conclusion.body, &conclusion.ty) {
        for label in &base.schema.choice(*choice).labels {
            label.meaning.iter().for_each(|text| {
                block.add("meaning", &label.name, format!("{}: \"{text}\"", label.name), conclusion.span)
            });
        }
    }
    said(base, conclusion, &mut block);
    block
}

/// Sources, reasons, notes and marks.
fn said(base: &Rulebase, conclusion: &Conclusion, block: &mut Block) {
    let cited = |cited: &Cited| {
        let name = base.citations[cited.citation].name.clone();
        std::iter::once(name)
            .chain(cited.places.iter().map(|place| format!("\"{place}\"")))
            .collect::<Vec<_>>()
            .join(", ")
    };
    for one in &conclusion.cited {
        block.add("source", &base.citations[one.citation].name, cited(one), conclusion.span);
    }
    conclusion.because.iter().for_each(|text| block.add("reason", "", template(text), conclusion.span));
    conclusion.notes.iter().for_each(|text| block.add("note", "", template(text), conclusion.span));
    conclusion.reviews.iter().for_each(|review| block.add("review mark", "", &review.text, review.span));
}

fn line(one: &Line, block: &mut Block) {
    let when = one.when.as_ref().map_or("otherwise".to_owned(), |when| format!("when {}", full(when)));
    block.add("line", &one.value.text, format!("{} {when}", one.value.text), one.span);
}

fn item(one: &Item, block: &mut Block) {
    match one {
        Item::Points { name, points, when, span } => {
            let condition = when.as_ref().map(full).filter(|words| words != name);
            let when = condition.map(|words| format!(" when {words}")).unwrap_or_default();
            let points = if points.text.starts_with('-') { points.text.clone() } else { format!("+{}", points.text) };
            let shown = if name == points.trim_start_matches('+') { String::new() } else { format!(" {name}") };
            block.add("points", skeleton(name), format!("{points}{shown}{when}"), *span);
        }
        Item::FirstOf(items) => {
            block.ordered = true;
            items.iter().for_each(|one| item(one, block));
        }
    }
}

/// The conditions that `and` joins, one by one.
fn conditions(kind: &'static str, condition: &Expr, block: &mut Block) {
    match &condition.node {
        Node::Of { kind: ListKind::All, items } if items.iter().any(|item| item.span != condition.span) => {
            items.iter().for_each(|item| conditions(kind, item, block));
        }
        _ => {
            let words = full(condition);
            block.add(kind, skeleton(&words), words, condition.span);
        }
    }
}

/// A condition in one line, its lists included.
fn full(expr: &Expr) -> String {
    match &expr.node {
        Node::Of { kind, items } if items.iter().any(|item| item.span != expr.span) => list_words(*kind, items),
        _ => expr.text.clone(),
    }
}

/// Words without the numbers and the signs between them: what stays when a limit is moved.
pub(super) fn skeleton(words: &str) -> String {
    let kept = words.split_whitespace().filter(|word| {
        let number = word.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+'));
        !number.is_empty() && !matches!(*word, ">=" | ">" | "<=" | "<" | "≥" | "≤")
    });
    kept.collect::<Vec<_>>().join(" ")
}

fn template(template: &Template) -> String {
    let parts = template.parts.iter().map(|part| match part {
        Part::Text(text) => text.clone(),
        Part::Own => "{its value}".to_owned(),
        Part::Value(expr) => format!("{{{}}}", expr.text),
        Part::ListOf(..) => "{list}".to_owned(),
    });
    format!("\"{}\"", parts.collect::<String>())
}

fn advice_words(base: &Rulebase, advice: &Advice) -> String {
    let length = advice.duration.as_ref().map(|one| format!(" for {}", crate::words::duration_words(one)));
    format!("{} {}{}", advice.verb.words(), base.actions[advice.action.0].name, length.unwrap_or_default())
}
