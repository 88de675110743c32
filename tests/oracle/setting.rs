//! A rule book checked and ready to run, and everything it can be asked.

use std::fmt::Write;

use rulecheck::answer::Engine;
use rulecheck::compile::{Compiled, compile};
use rulecheck::diagnostic::{Diagnostic, Severity, Style, code, render_all};
use rulecheck::eval::{Inputs, Table, run};
use rulecheck::program::{Program, StepId, lower};
use rulecheck::record::Record;
use rulecheck::rulebase::{Body, ConclusionId, Expr, Item, Node, Rulebase};
use rulecheck::rules::Rules;
use rulecheck::workers::Cores;

use super::cell::Cell;
use super::eval::Oracle;
use super::patient::AS_OF;
use super::quantity::day;
use super::seen::children;
use super::value::Value;

pub struct Setting {
    pub text: String,
    pub base: Rulebase,
    pub program: Program,
}

/// One thing that the engine and the oracle both answer.
pub struct Question<'a> {
    pub name: String,
    pub step: StepId,
    about: About<'a>,
}

enum About<'a> {
    Conclusion(ConclusionId),
    Band(ConclusionId),
    Condition(&'a Expr),
}

impl Setting {
    /// Reads and checks a text. `None`: it says something that can never or must always hold, which the checker refuses.
    /// Any other fault of a generated text is a failure, with its message.
    pub fn new(text: &str) -> Result<Option<Setting>, String> {
        let compiled = compile(&["generated.rule"], &mut |_| Ok(text.to_owned()), day(AS_OF));
        let Compiled { sources, rules, mut diagnostics, .. } = compiled;
        let refused = [code::OUTSIDE_RANGE, code::NEVER_REACHED];
        let faulty = |diagnostic: &Diagnostic| {
            diagnostic.severity == Severity::Error && (rules.is_some() || !refused.contains(&diagnostic.code))
        };
        diagnostics.retain(faulty);
        if !diagnostics.is_empty() {
            return Err(format!("{}\n{text}", render_all(&diagnostics, &sources, Style::Plain)));
        }
        Ok(rules.map(|rules| {
            let program = lower(&rules);
            let base = rules.rulebase;
            Setting { text: text.to_owned(), base, program }
        }))
    }

    /// The rules, ready to be asked. Generated texts hold no examples.
    pub fn engine(&self) -> Engine {
        Engine::new(Rules { rulebase: self.base.clone(), examples: Vec::new() }, &Cores)
    }

    pub fn questions(&self) -> Vec<Question<'_>> {
        let mut all = Vec::new();
        for (at, (conclusion, lowered)) in self.base.conclusions.iter().zip(&self.program.conclusions).enumerate() {
            let id = ConclusionId(at);
            let step = lowered.value.expect("every conclusion has a value");
            all.push(Question { name: conclusion.name.clone(), step, about: About::Conclusion(id) });
            if let Some(step) = lowered.band {
                all.push(Question { name: format!("band of {}", conclusion.name), step, about: About::Band(id) });
            }
        }
        for (guarantee, lowered) in self.base.guarantees.iter().zip(&self.program.guarantees) {
            let mut conditions: Vec<(&Expr, _)> = guarantee.premise.iter().zip(lowered.premise).collect();
            for (promise, (what, when)) in guarantee.promises.iter().zip(&lowered.promises) {
                conditions.push((&promise.what, *what));
                conditions.extend(promise.when.iter().zip(*when));
            }
            for (expr, note) in conditions {
                let step = self.program.notes[note.0].step;
                let name = format!("promised: {}", expr.text);
                all.push(Question { name, step, about: About::Condition(expr) });
            }
        }
        all
    }

    pub fn table(&self, records: &[&Record]) -> Table {
        let dated: Vec<(&Record, i32)> = records.iter().map(|record| (*record, AS_OF)).collect();
        let inputs = Inputs::of_records(&self.base.schema, &dated);
        let mut table = Table::default();
        run(&self.program, &self.base.schema, &inputs, &mut table);
        table
    }

    /// The rule book and a record, for whoever has to look into a failure.
    pub fn shown(&self, record: &Record) -> String {
        let mut out = format!("\n{}\nrecord\n", self.text);
        for (fact, datum) in self.base.schema.facts.iter().zip(&record.facts) {
            let value = datum.as_ref().map_or("not recorded".to_owned(), |datum| match &datum.value {
                rulecheck::record::Value::List { elements, whole } => {
                    let shown = elements.iter().map(|element| {
                        let fields = element.iter().map(|field| field.as_ref().map_or("-", |datum| &datum.written));
                        format!("\n    [{}]", fields.collect::<Vec<_>>().join(" | "))
                    });
                    format!("whole: {whole}{}", shown.collect::<String>())
                }
                _ => datum.written.clone(),
            });
            writeln!(out, "  {}: {value}", fact.name).expect("text takes text");
        }
        out
    }

    /// Whether `is known` has a say in the answer: filling a hole changes what is known.
    pub fn asks_what_is_known(&self, question: &Question) -> bool {
        match question.about {
            About::Conclusion(id) | About::Band(id) => self.conclusion_asks(id),
            About::Condition(expr) => self.expr_asks(expr),
        }
    }

    fn conclusion_asks(&self, id: ConclusionId) -> bool {
        let conclusion = &self.base.conclusions[id.0];
        let asks = |expr: &Expr| self.expr_asks(expr);
        conclusion.applies_to.as_ref().is_some_and(asks)
            || match &conclusion.body {
                Body::Value(value) => asks(value),
                Body::Lines(lines) => {
                    lines.iter().any(|line| asks(&line.value) || line.when.as_ref().is_some_and(asks))
                }
                Body::Count(criteria) => criteria.iter().any(|criterion| asks(&criterion.when)),
                Body::Score { items, .. } => items.iter().any(|item| self.item_asks(item)),
                Body::Rule(rule) => {
                    rule.when.iter().chain(&rule.unless).any(asks)
                        || rule.overridden_by.iter().any(|id| self.conclusion_asks(*id))
                }
            }
    }

    fn item_asks(&self, item: &Item) -> bool {
        match item {
            Item::Points { points, when, .. } => {
                self.expr_asks(points) || when.as_ref().is_some_and(|when| self.expr_asks(when))
            }
            Item::FirstOf(items) => items.iter().any(|item| self.item_asks(item)),
        }
    }

    fn expr_asks(&self, expr: &Expr) -> bool {
        let list = match &expr.node {
            Node::Known(_) | Node::Advised { .. } => return true,
            Node::Conclusion(id) | Node::Band(id) | Node::Applies(id) => self.conclusion_asks(*id),
            Node::MostSevere(ids) => ids.iter().any(|id| self.conclusion_asks(*id)),
            Node::Fact(id) => {
                let fact = self.base.schema.fact(*id);
                fact.complete_if.as_ref().is_some_and(|condition| self.expr_asks(condition))
                    || fact.whole_parts.iter().any(|part| self.expr_asks(&part.condition))
            }
            _ => false,
        };
        list || children(expr).into_iter().any(|child| self.expr_asks(child))
    }
}

impl Question<'_> {
    pub fn cell(&self, table: &Table, row: usize) -> Cell {
        Cell::read(table, self.step, row)
    }

    /// The oracle's answer, and whether rounding leaves it without a verdict.
    pub fn answer(&self, oracle: &Oracle) -> (Value, bool) {
        oracle.verdict(|| match self.about {
            About::Conclusion(id) => oracle.conclusion(id),
            About::Band(id) => oracle.band(id),
            About::Condition(expr) => oracle.expr(expr, None),
        })
    }
}
