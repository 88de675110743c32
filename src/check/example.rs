//! What must hold: impossible combinations, guarantees, examples and what they expect.

use super::{Checker, Loaded, Scope, Symbol};
use crate::diagnostic::{Diagnostic, code, nearest, one_of};
use crate::record::{Datum, Ignored, Issue, Lookup, Origin, Record, Value};
use crate::rulebase::{Body, Expr, FactId, Guarantee, Node, Promise, Type};
use crate::rules::{Example, Expectation, Expected};
use crate::source::Span;
use crate::syntax::tree::{self, Item, Name, Quantity};

impl Checker<'_> {
    pub(super) fn promise(&mut self, files: &[Loaded]) {
        for (book, loaded) in files.iter().enumerate() {
            for block in &loaded.file.blocks {
                match &block.item {
                    Item::Impossible(condition) => {
                        let condition = self.truth(condition, &Scope::default());
                        self.base.impossible.extend(condition);
                    }
                    Item::Guarantee(guarantee) => {
                        let guarantee = self.guarantee(guarantee, block.span, book);
                        self.base.guarantees.extend(guarantee);
                    }
                    _ => {}
                }
            }
        }
    }

    fn guarantee(&mut self, guarantee: &tree::Guarantee, span: Span, book: usize) -> Option<Guarantee> {
        let scope = Scope::default();
        let premise = match &guarantee.premise {
            Some(premise) => Some(self.truth(premise, &scope)?),
            None => None,
        };
        let checked: Vec<Option<Promise>> = guarantee
            .promises
            .iter()
            .map(|promise| {
                let what = self.truth(&promise.what, &scope);
                let when = promise.when.as_ref().map(|when| self.truth(when, &scope));
                let when = match when {
                    Some(when) => Some(when?),
                    None => None,
                };
                Some(Promise { never: promise.never, what: what?, when, span: promise.span })
            })
            .collect();
        let promises = checked.into_iter().collect::<Option<_>>()?;
        Some(Guarantee { text: guarantee.text.value.clone(), span, book, premise, promises })
    }

    pub(super) fn examples(&mut self, files: &[Loaded]) {
        let mut all: Vec<(usize, &tree::Example, Span)> = Vec::new();
        for (book, loaded) in files.iter().enumerate() {
            for block in &loaded.file.blocks {
                if let Item::Example(example) = &block.item {
                    if let Some((_, earlier, _)) = all.iter().find(|(other, known, _)| {
                        *other == book && known.name.value.trim() == example.name.value.trim()
                    }) {
                        self.diagnostics.push(
                            Diagnostic::error(
                                code::DECLARED_TWICE,
                                example.name.span,
                                format!("there are two examples `{}`", example.name.value),
                            )
                            .related(earlier.name.span, "the first one")
                            .help("give one of the two another name"),
                        );
                    }
                    all.push((book, example, block.span));
                }
            }
        }
        let schema = self.base.schema.clone();
        let lookup = Lookup::new(&schema);
        for (book, example, span) in &all {
            let Some(chain) = self.chain(example, &all) else { continue };
            let record = self.patient(&lookup, example, &chain);
            let expect: Vec<Option<Expectation>> = example.expect.iter().map(|one| self.expectation(one)).collect();
            let expect: Option<Vec<Expectation>> = expect.into_iter().collect();
            if let (Some(record), Some(expect)) = (record, expect) {
                self.examples.push(Example {
                    name: example.name.value.trim().to_owned(),
                    span: *span,
                    book: *book,
                    record,
                    expect,
                });
            }
        }
    }

    /// The record that an example and those it is like describe: what comes later counts.
    fn patient(&mut self, lookup: &Lookup<'_>, example: &tree::Example, chain: &[&tree::Example]) -> Option<Record> {
        let sources = self.sources;
        let place = |span: Span, path: String| {
            let place = sources.place(span);
            Origin { file: place.file, line: place.line, path }
        };
        let mut record = Record {
            name: example.name.value.trim().to_owned(),
            as_of: chain.iter().rev().find_map(|one| one.as_of).map(|date| date.date),
            facts: vec![None; lookup.schema().facts.len()],
            ignored: Vec::new(),
            origin: place(example.name.span, String::new()),
        };
        for one in chain {
            let read = crate::record::given(lookup, &one.given, &place);
            for (slot, datum) in record.facts.iter_mut().zip(read.facts) {
                if datum.is_some() {
                    *slot = datum;
                }
            }
            if std::ptr::eq(*one, example) && !self.read_well(read.issues, read.ignored) {
                return None;
            }
        }
        if chain.iter().any(|one| one.all_other_no) {
            for (slot, fact) in record.facts.iter_mut().zip(&lookup.schema().facts) {
                if slot.is_none() && fact.ty == Type::YesNo {
                    let origin = place(example.name.span, fact.name.clone());
                    *slot = Some(Datum { value: Value::YesNo(false), written: "no".to_owned(), origin });
                }
            }
        }
        Some(record)
    }

    fn read_well(&mut self, issues: Vec<Issue<Span>>, ignored: Vec<(Ignored, Span)>) -> bool {
        let well = issues.is_empty() && ignored.is_empty();
        for issue in issues {
            self.diagnostics.push(Diagnostic::error(issue.code, issue.at, issue.message).help(issue.help));
        }
        for (ignored, span) in ignored {
            if self.was_unread(ignored.name.rsplit('.').next().unwrap_or(&ignored.name)) {
                continue;
            }
            let help = match ignored.nearest.as_slice() {
                [] => "name a fact that is declared under `facts`, or a field of the finding".to_owned(),
                near => format!("did you mean {}?", crate::diagnostic::one_of(near)),
            };
            let message = format!("`{}` is no fact", ignored.name);
            self.diagnostics.push(Diagnostic::error(code::UNKNOWN_NAME, span, message).help(help));
        }
        well
    }

    /// The example itself and those it is like, the most general first.
    fn chain<'e>(
        &mut self,
        example: &'e tree::Example,
        all: &[(usize, &'e tree::Example, Span)],
    ) -> Option<Vec<&'e tree::Example>> {
        let mut chain = vec![example];
        while let Some(like) = &chain[chain.len() - 1].like {
            let found =
                all.iter().map(|(_, other, _)| *other).find(|other| other.name.value.trim() == like.value.trim());
            let circular = found.is_some_and(|found| chain.iter().any(|known| std::ptr::eq(*known, found)));
            match found {
                Some(found) if !circular => chain.push(found),
                _ => {
                    let names: Vec<&str> = all.iter().map(|(_, other, _)| other.name.value.as_str()).collect();
                    let near = crate::diagnostic::nearest(&like.value, names);
                    let (message, help) = if circular {
                        (format!("`{}` is like itself", like.value), "let one of them stand alone".to_owned())
                    } else if let [first, ..] = near.as_slice() {
                        (format!("there is no example `{}`", like.value), format!("did you mean `{first}`?"))
                    } else {
                        (
                            format!("there is no example `{}`", like.value),
                            "write the other example's name just as it stands".to_owned(),
                        )
                    };
                    self.diagnostics.push(Diagnostic::error(code::UNKNOWN_EXAMPLE, like.span, message).help(help));
                    return None;
                }
            }
        }
        chain.reverse();
        Some(chain)
    }

    fn expectation(&mut self, expectation: &tree::Expectation) -> Option<Expectation> {
        let what = match &expectation.what {
            tree::Expected::Holds(expr) => self.holds(expr)?,
            tree::Expected::Advised { negated, advice, certainty } => {
                let certainty = certainty.as_ref().map(|text| super::conclude::certainty(&text.value));
                Expected::Advised { negated: *negated, advice: self.advice(advice)?, certainty }
            }
            tree::Expected::Lists { name, parts } => self.lists(name, parts)?,
            tree::Expected::Warned { negated, text } => {
                Expected::Warned { negated: *negated, text: text.value.trim().to_owned() }
            }
            tree::Expected::Noted { negated, text } => {
                Expected::Noted { negated: *negated, text: text.value.trim().to_owned() }
            }
            tree::Expected::Rule { rule, status } => {
                let Some(at) = self.pending_rule(&rule.key()) else {
                    self.unknown_rule(rule);
                    return None;
                };
                match self.resolve(at) {
                    super::State::Done(id) => Expected::Status { conclusion: id, status: *status },
                    _ => return None,
                }
            }
            tree::Expected::Status { name, status } => {
                Expected::Status { conclusion: self.one_conclusion(name)?, status: *status }
            }
            tree::Expected::CouldBe { name, labels } => self.could_be(name, labels)?,
            tree::Expected::CouldRange { name, low, high } => self.could_range(name, low, high)?,
            tree::Expected::Needs(names) => {
                let found: Vec<Option<String>> = names.iter().map(|name| self.needed(name)).collect();
                Expected::Needs(found.into_iter().collect::<Option<_>>()?)
            }
        };
        Some(Expectation { text: self.words(expectation.span), span: expectation.span, what })
    }

    /// `list of NAME is A and B`; `none` stands for no part at all.
    fn lists(&mut self, name: &Name, parts: &[Name]) -> Option<Expected> {
        let conclusion = self.counted(name)?;
        let known = self.base.conclusions[conclusion.0].body.part_names();
        if let [only] = parts
            && only.key() == "none"
            && !known.iter().any(|known| tree::key(known) == "none")
        {
            return Some(Expected::Lists { conclusion, parts: Vec::new() });
        }
        let mut found = Vec::new();
        for part in parts {
            match known.iter().find(|known| tree::key(known) == part.key()) {
                Some(known) => found.push((*known).to_owned()),
                None => {
                    let help = match nearest(&part.text, known.iter().copied()).as_slice() {
                        [] => format!("write {}, or `none`", one_of(&known)),
                        near => format!("did you mean {}?", one_of(near)),
                    };
                    let message = format!("`{}` counts no `{}`", name.text, part.text);
                    self.diagnostics.push(Diagnostic::error(code::UNKNOWN_LABEL, part.span, message).help(help));
                    return None;
                }
            }
        }
        Some(Expected::Lists { conclusion, parts: found })
    }

    /// A fact, or a field of a finding.
    fn needed(&mut self, name: &Name) -> Option<String> {
        let (schema, wanted) = (&self.base.schema, name.key());
        let fact = |id: FactId| schema.fact(id);
        let declared = match self.names.get(&wanted) {
            Some((Symbol::Fact(id), _)) => Some(fact(*id)),
            _ => None,
        };
        let mut fields = schema.findings.iter().flat_map(|finding| finding.fields.iter());
        let known = declared.or_else(|| fields.find(|field| tree::key(&field.name) == wanted));
        let known = known.or_else(|| self.synonyms.get(&wanted).map(|id| fact(*id)));
        if let Some(fact) = known {
            return Some(fact.name.clone());
        }
        self.name(name, &Scope::default())?;
        self.diagnostics.push(
            Diagnostic::error(code::UNKNOWN_NAME, name.span, format!("`{}` is no fact", name.text))
                .help("`needs` names facts of the record, or fields of a finding"),
        );
        None
    }

    /// A condition; `score is 3` compares points although a score also has bands.
    fn holds(&mut self, expr: &tree::Expr) -> Option<Expected> {
        Some(Expected::Holds(self.truth(expr, &Scope::default())?))
    }

    fn could_be(&mut self, name: &Name, labels: &[Name]) -> Option<Expected> {
        let conclusion = self.one_conclusion(name)?;
        let choice = match (self.bands_of(conclusion), &self.base.conclusions[conclusion.0].ty) {
            (Some(bands), _) => bands,
            (None, Type::Choice(choice)) => *choice,
            _ => {
                self.diagnostics.push(
                    Diagnostic::error(code::LABEL_EXPECTED, name.span, format!("`{}` has no labels", name.text))
                        .help("write a range: `… could be 1 to 2`"),
                );
                return None;
            }
        };
        let mut found: Vec<usize> = labels
            .iter()
            .map(|label| self.one_label(choice, label))
            .collect::<Vec<_>>()
            .into_iter()
            .collect::<Option<_>>()?;
        found.sort_unstable();
        found.dedup();
        Some(Expected::CouldBe { conclusion, labels: found })
    }

    fn could_range(&mut self, name: &Name, low: &Quantity, high: &Quantity) -> Option<Expected> {
        let conclusion = self.one_conclusion(name)?;
        let ty = self.base.conclusions[conclusion.0].ty.clone();
        let Type::Number { unit, .. } = ty else {
            self.diagnostics.push(
                Diagnostic::error(code::NUMBER_EXPECTED, name.span, format!("`{}` is not a number", name.text))
                    .help("write its labels: `… could be A or B`"),
            );
            return None;
        };
        let mut ends = Vec::new();
        for end in [low, high] {
            let value = self.quantity(end)?;
            match self.convert(value, &unit)?.node {
                Node::Constant(crate::rulebase::Constant::Number(number)) => ends.push(number),
                _ => return None,
            }
        }
        Some(Expected::CouldRange { conclusion, low: *ends.first()?, high: *ends.get(1)? })
    }

    /// `when` and not any `unless`, as one condition.
    pub(super) fn rule_condition(body: &Body) -> Vec<&Expr> {
        match body {
            Body::Rule(rule) => rule.when.iter().chain(rule.unless.iter()).collect(),
            _ => Vec::new(),
        }
    }

    /// All yes-or-no parts of a condition, itself included.
    pub(super) fn parts<'e>(expr: &'e Expr, out: &mut Vec<&'e Expr>) {
        out.push(expr);
        match &expr.node {
            Node::Not(inner) | Node::Exists(inner) | Node::CountOf(inner) => Self::parts(inner, out),
            Node::Of { items, .. } => items.iter().for_each(|item| Self::parts(item, out)),
            Node::Filter { list, condition } | Node::Every { list, condition } => {
                Self::parts(list, out);
                Self::parts(condition, out);
            }
            _ => {}
        }
    }
}
