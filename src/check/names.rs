//! What a name in an expression stands for.

use super::{Checker, Scope, State, Symbol};
use crate::diagnostic::{Diagnostic, code, nearest, one_of};
use crate::rulebase::{ConclusionId, Constant, Expr, Kind, Node, Type};
use crate::source::Span;
use crate::syntax::tree::{Item, Name, key};
use crate::unit::Unit;

impl Checker<'_> {
    /// The value a name stands for; reports an unknown one.
    pub(super) fn name(&mut self, name: &Name, scope: &Scope) -> Option<Expr> {
        match self.lookup(name, scope) {
            Found::Value(expr) => Some(*expr),
            Found::Faulty => None,
            Found::Nothing => {
                self.unknown_name(name, scope);
                None
            }
        }
    }

    /// The value a name stands for, without a word if there is none.
    pub(super) fn lookup(&mut self, name: &Name, scope: &Scope) -> Found {
        let wanted = name.key();
        let text = self.words(name.span);
        let make =
            |ty: Type, node: Node| Found::Value(Box::new(Expr { ty, node, span: name.span, text: text.clone() }));
        if let Some(finding) = scope.finding {
            let fields = &self.base.schema.finding(finding).fields;
            if let Some(at) = crate::rulebase::find(fields, &name.text) {
                return make(fields[at].ty.clone(), Node::Field(at));
            }
        }
        match self.names.get(&wanted).cloned() {
            Some((Symbol::Fact(id), _)) => {
                self.used_facts.insert(id);
                return make(self.base.schema.fact(id).ty.clone(), Node::Fact(id));
            }
            Some((Symbol::Faulty, _)) => return Found::Faulty,
            Some((Symbol::Pending(at), _)) => return self.pending_value(at, name, &text),
            None => {}
        }
        if let Some(id) = self.synonyms.get(&wanted).copied() {
            self.used_facts.insert(id);
            return make(self.base.schema.fact(id).ty.clone(), Node::Fact(id));
        }
        match wanted.as_str() {
            "yes" | "true" => return make(Type::YesNo, Node::Constant(Constant::YesNo(true))),
            "no" | "false" => return make(Type::YesNo, Node::Constant(Constant::YesNo(false))),
            _ => {}
        }
        self.of_name(name, scope, &text)
    }

    fn pending_value(&mut self, at: usize, name: &Name, text: &str) -> Found {
        match self.resolve(at) {
            State::Done(id) => Found::Value(Box::new(self.value_of(id, name.span, text))),
            State::DoneEach(choice, _) => {
                let labels: Vec<String> = self
                    .base
                    .schema
                    .choice(choice)
                    .labels
                    .iter()
                    .map(|label| format!("{} of {}", name.text, label.name))
                    .collect();
                self.diagnostics.push(
                    Diagnostic::error(
                        code::UNKNOWN_NAME,
                        name.span,
                        format!("`{}` is concluded once for each label", name.text),
                    )
                    .help(format!(
                        "say which: {}; or `most severe {}`",
                        one_of(&labels),
                        name.text
                    )),
                );
                Found::Faulty
            }
            _ => Found::Faulty,
        }
    }

    /// A reference to a conclusion.
    pub(super) fn value_of(&self, id: ConclusionId, span: Span, text: &str) -> Expr {
        let conclusion = &self.base.conclusions[id.0];
        let node = if conclusion.kind == Kind::Rule { Node::Applies(id) } else { Node::Conclusion(id) };
        Expr { ty: conclusion.ty.clone(), node, span, text: text.to_owned() }
    }

    /// `points of SCORE`, `CONCLUSION of LABEL`, `CONCLUSION of this FIELD`.
    fn of_name(&mut self, name: &Name, scope: &Scope, text: &str) -> Found {
        let parts: Vec<&str> = name.text.split(' ').collect();
        for at in (1..parts.len().saturating_sub(1)).rev() {
            if !parts[at].eq_ignore_ascii_case("of") {
                continue;
            }
            let (head, tail) = (parts[..at].join(" "), parts[at + 1..].join(" "));
            if key(&head) == "points" {
                let score = Name { text: tail, span: name.span };
                if let Found::Value(expr) = self.lookup(&score, scope) {
                    return Found::Value(expr);
                }
                continue;
            }
            let Some((Symbol::Pending(pending), _)) = self.names.get(&key(&head)).cloned() else { continue };
            let (choice, ids) = match self.resolve(pending) {
                State::DoneEach(choice, ids) => (choice, ids),
                State::Faulty => return Found::Faulty,
                _ => continue,
            };
            let label = match (&scope.each, tail.split_once(' ')) {
                (Some((field, each_choice, label)), Some((this, rest)))
                    if this.eq_ignore_ascii_case("this") && key(rest) == *field && *each_choice == choice =>
                {
                    Some(*label)
                }
                _ => self.base.schema.choice(choice).find(&tail).first().copied(),
            };
            if let Some(id) = label.and_then(|label| ids.get(label)) {
                return Found::Value(Box::new(self.value_of(*id, name.span, text)));
            }
        }
        Found::Nothing
    }

    /// The conclusions that a name stands for: one, or one for each label.
    pub(super) fn conclusions(&mut self, name: &Name) -> Option<Vec<ConclusionId>> {
        if let Some((Symbol::Pending(at), _)) = self.names.get(&name.key()).cloned() {
            return match self.resolve(at) {
                State::Done(id) => Some(vec![id]),
                State::DoneEach(_, ids) => Some(ids),
                _ => None,
            };
        }
        match self.lookup(name, &Scope::default()) {
            Found::Value(expr) => match expr.node {
                Node::Conclusion(id) | Node::Applies(id) | Node::Band(id) => Some(vec![id]),
                _ => {
                    self.diagnostics.push(
                        Diagnostic::error(code::UNKNOWN_NAME, name.span, format!("`{}` is no conclusion", name.text))
                            .help("name a define, classify, count, score or rule"),
                    );
                    None
                }
            },
            Found::Faulty => None,
            Found::Nothing => {
                self.unknown_name(name, &Scope::default());
                None
            }
        }
    }

    /// The one conclusion of a name; of one that is concluded for each label, the name must say which.
    pub(super) fn one_conclusion(&mut self, name: &Name) -> Option<ConclusionId> {
        let ids = self.conclusions(name)?;
        if let [only] = ids.as_slice() {
            return Some(*only);
        }
        let names: Vec<String> = ids.iter().map(|id| self.base.conclusions[id.0].name.clone()).collect();
        self.diagnostics.push(
            Diagnostic::error(
                code::UNKNOWN_NAME,
                name.span,
                format!("`{}` is concluded once for each label", name.text),
            )
            .help(format!("say which: {}", one_of(&names))),
        );
        None
    }

    pub(super) fn unknown_name(&mut self, name: &Name, scope: &Scope) {
        if self.was_unread(&name.text) || self.misworded(name) {
            return;
        }
        if let Some(diagnostic) = self.label_as_fact(name) {
            self.diagnostics.push(diagnostic);
            return;
        }
        let fields: Vec<&str> = scope
            .finding
            .map(|finding| self.base.schema.finding(finding).fields.iter().map(|field| field.name.as_str()).collect())
            .unwrap_or_default();
        let facts = self.base.schema.facts.iter().map(|fact| fact.name.as_str());
        let conclusions = self.pending.iter().map(|pending| pending.name.text.as_str());
        let candidates: Vec<&str> = fields.into_iter().chain(facts).chain(conclusions).collect();
        let help = self.name_help(name, &candidates);
        self.diagnostics.push(
            Diagnostic::error(code::UNKNOWN_NAME, name.span, format!("`{}` is not declared", name.text))
                .label("no fact, field or conclusion of this name")
                .help(help),
        );
    }

    fn name_help(&self, name: &Name, candidates: &[&str]) -> String {
        // advice without its verb, or with one that is misspelt
        let (first, rest) = name.text.split_once(' ').unwrap_or((&name.text, ""));
        let verb = nearest(first, ["recommend", "suggest"]);
        if let Some(verb) = verb.first().filter(|_| self.actions.contains_key(&key(rest))) {
            return format!("did you mean `{verb} {rest}`?");
        }
        if self.actions.contains_key(&name.key()) {
            return format!("it is an alternative of a decision: write `recommend {0}` or `suggest {0}`", name.text);
        }
        if let Some(decision) = self.base.decisions.iter().find(|decision| key(&decision.name) == name.key()) {
            let action = decision.alternatives.first().map_or("…", |action| &self.base.actions[action.0].name);
            return format!("it is a decision: write what is advised, such as `recommend {action}`");
        }
        let near = nearest(&name.text, candidates.iter().copied());
        if let [first, ..] = near.as_slice()
            && (key(first).len().abs_diff(name.key().len()) <= 3)
        {
            return format!("did you mean {}?", one_of(&near));
        }
        // two names run together: a missing `and`
        let wanted = name.key();
        let together = candidates.iter().find_map(|first| {
            let rest = wanted.strip_prefix(&format!("{} ", key(first)))?;
            candidates.iter().find(|second| key(second) == rest).map(|second| (*first, *second))
        });
        if let Some((first, second)) = together {
            return format!("put the missing word between the two names: `{first} and {second}`, or `or`");
        }
        if let Some(first) = candidates.iter().find(|first| wanted.starts_with(&format!("{} ", key(first)))) {
            let rest: String = name.text.chars().skip(first.chars().count() + 1).collect();
            return format!("`{first}` is declared; is a word such as `is`, `>=` or `and` missing before `{rest}`?");
        }
        if name.text.contains('-')
            && name.text.split('-').all(|part| candidates.iter().any(|other| key(other) == key(part)))
        {
            return format!("put blanks around the minus: `{}`", name.text.replace('-', " - "));
        }
        if !near.is_empty() {
            return format!("did you mean {}?", one_of(&near));
        }
        format!("declare it under `facts`, such as `{}: yes or no`, or define it", name.text)
    }

    /// A label, or a trait, where a yes or no is expected.
    fn label_as_fact(&self, name: &Name) -> Option<Diagnostic> {
        let wanted = name.key();
        let (whose, what) = self.whose_label(&wanted)?;
        Some(
            Diagnostic::error(code::LABEL_AS_FACT, name.span, format!("`{}` is {what}, not a yes or no", name.text))
                .help(format!(
                    "say what it is compared with: `{whose} is {}`; of several labels, `{whose} is one of A, B`",
                    name.text
                )),
        )
    }

    /// The value that can be this label, and what the label is.
    fn whose_label(&self, wanted: &str) -> Option<(String, String)> {
        let schema = &self.base.schema;
        for pending in &self.pending {
            let labels: Vec<&Name> = match &pending.block.item {
                Item::Classify(classify) => classify.lines.iter().map(|line| &line.label).collect(),
                Item::Score(score) => score.bands.iter().map(|band| &band.label).collect(),
                _ => continue,
            };
            if labels.iter().any(|label| label.key() == wanted) {
                return Some((pending.name.text.clone(), format!("a label of `{}`", pending.name.text)));
            }
        }
        let fields = schema.findings.iter().flat_map(|finding| finding.fields.iter());
        for fact in schema.facts.iter().chain(fields) {
            let Type::Choice(id) = fact.ty else { continue };
            let choice = schema.choice(id);
            if !choice.find(wanted).is_empty() {
                return Some((fact.name.clone(), format!("a label of `{}`", choice.name)));
            }
            if choice.with_trait(wanted).is_some() {
                return Some((fact.name.clone(), format!("a trait of `{}`", choice.name)));
            }
        }
        None
    }

    /// The number type without a unit.
    pub(super) fn plain(whole: bool) -> Type {
        Type::Number { unit: Unit::one(), whole }
    }
}

pub(super) enum Found {
    Value(Box<Expr>),
    Nothing,
    /// A fault was already reported.
    Faulty,
}
