//! Conclusions: define, classify, count, score, rule; once, or once for each label.

use super::{Checker, Scope, State};
use crate::diagnostic::{Diagnostic, code, nearest, one_of};
use crate::rulebase::{
    Advice, Band, Body, Choice, ChoiceId, Cited, Conclusion, ConclusionId, Constant, Criterion, Each, Expr, Item, Kind,
    Label, Line, Node, Outcome, Rule, Type,
};
use crate::source::Span;
use crate::syntax::tree::{self, Clauses, ForEach, Name, Points, Text};
use crate::unit::Unit;

impl Checker<'_> {
    pub(super) fn conclusion(&mut self, at: usize) -> State {
        let block = self.pending[at].block;
        let (for_each, kind) = match &block.item {
            tree::Item::Define(_) => (None, Kind::Define),
            tree::Item::Classify(classify) => (classify.for_each.as_ref(), Kind::Classify),
            tree::Item::Count(count) => (count.for_each.as_ref(), Kind::Count),
            tree::Item::Score(score) => (score.for_each.as_ref(), Kind::Score),
            tree::Item::Rule(_) => (None, Kind::Rule),
            _ => return State::Faulty,
        };
        let own = self.own_choice(&block.item);
        let Some(for_each) = for_each else {
            return match self.one(at, kind, &Scope::default(), None, own) {
                Some(conclusion) => State::Done(self.add(conclusion)),
                None => State::Faulty,
            };
        };
        let Some((field, choice)) = self.each_label(for_each) else { return State::Faulty };
        let mut ids = Vec::new();
        for label in 0..self.base.schema.choice(choice).labels.len() {
            let scope = Scope { finding: None, each: Some((field.clone(), choice, label)) };
            let faults = self.diagnostics.clone();
            match self.one(at, kind, &scope, Some((choice, label)), own) {
                Some(conclusion) => ids.push(self.add(conclusion)),
                None => return State::Faulty,
            }
            if label > 0 {
                // what one label brought to light, the others need not repeat
                self.diagnostics = faults;
            }
        }
        State::DoneEach(choice, ids)
    }

    fn add(&mut self, conclusion: Conclusion) -> ConclusionId {
        self.base.conclusions.push(conclusion);
        ConclusionId(self.base.conclusions.len() - 1)
    }

    /// The field and choice that `for each FIELD of FINDING` runs over.
    fn each_label(&mut self, for_each: &ForEach) -> Option<(String, ChoiceId)> {
        let Some(finding) = self.findings.get(&for_each.finding.key()).copied() else {
            self.unknown_finding(&for_each.finding);
            return None;
        };
        let fields = &self.base.schema.finding(finding).fields;
        let Some(at) = crate::rulebase::find(fields, &for_each.field.text) else {
            let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            let help = format!("its fields are {}", one_of(&names));
            self.diagnostics.push(
                Diagnostic::error(
                    code::UNKNOWN_FIELD,
                    for_each.field.span,
                    format!("`{}` has no field `{}`", for_each.finding.text, for_each.field.text),
                )
                .help(help),
            );
            return None;
        };
        let Type::Choice(choice) = fields[at].ty else {
            self.diagnostics.push(
                Diagnostic::error(
                    code::LABEL_EXPECTED,
                    for_each.field.span,
                    format!("`{}` has no labels", for_each.field.text),
                )
                .help("`for each` runs over the labels of a field, such as `side: right or left`"),
            );
            return None;
        };
        Some((for_each.field.key(), choice))
    }

    /// The labels that a classify or the bands of a score declare.
    fn own_choice(&mut self, item: &tree::Item) -> Option<ChoiceId> {
        let (name, labels): (&Name, Vec<(&Name, &Option<tree::Text>)>) = match item {
            tree::Item::Classify(classify) => {
                (&classify.name, classify.lines.iter().map(|line| (&line.label, &line.meaning)).collect())
            }
            tree::Item::Score(score) if !score.bands.is_empty() => {
                (&score.name, score.bands.iter().map(|band| (&band.label, &band.meaning)).collect())
            }
            _ => return None,
        };
        let mut unique: Vec<Label> = Vec::new();
        for (label, meaning) in labels {
            let at = unique.iter().position(|known| tree::key(&known.name) == label.key()).unwrap_or_else(|| {
                unique.push(Label::plain(&label.text));
                unique.len() - 1
            });
            if let (None, Some(text)) = (&unique[at].meaning, meaning) {
                unique[at].meaning = Some(text.value.trim().to_owned());
            }
        }
        Some(self.choice(Choice { name: name.text.clone(), labels: unique, traits: Vec::new(), span: name.span }))
    }

    fn one(
        &mut self,
        at: usize,
        kind: Kind,
        scope: &Scope,
        each: Option<(ChoiceId, usize)>,
        own: Option<ChoiceId>,
    ) -> Option<Conclusion> {
        let (block, name, book) = (self.pending[at].block, self.pending[at].name, self.pending[at].book);
        let (body, ty, clauses) = match &block.item {
            tree::Item::Define(define) => self.define(define, scope).map(|(body, ty)| (body, ty, &define.clauses)),
            tree::Item::Classify(classify) => {
                self.classify(classify, scope, own?).map(|(body, ty)| (body, ty, &classify.clauses))
            }
            tree::Item::Count(count) => self.count(count, scope).map(|body| (body, Self::plain(true), &count.clauses)),
            tree::Item::Score(score) => self.score(score, scope, own).map(|(body, ty)| (body, ty, &score.clauses)),
            tree::Item::Rule(rule) => self.rule(at, rule).map(|body| (body, Type::YesNo, &rule.clauses)),
            _ => None,
        }?;
        let each = each.map(|(choice, label)| Each { group: name.text.clone(), choice, label });
        let text = match &each {
            Some(each) => format!("{} of {}", name.text, self.base.schema.choice(each.choice).labels[each.label].name),
            None => name.text.clone(),
        };
        let applies_to = match &clauses.applies_to {
            Some(condition) => Some(self.truth(condition, scope)?),
            None => None,
        };
        let cited = self.cited(clauses);
        let because = clauses.because.as_ref().and_then(|text| self.template(text));
        Some(Conclusion {
            name: text,
            span: block.span,
            book,
            kind,
            ty,
            each,
            applies_to,
            body,
            cited,
            because,
            notes: clauses.notes.iter().filter_map(|text| self.template(text)).collect(),
            reviews: super::declare::reviews(&clauses.reviews),
        })
    }

    fn cited(&mut self, clauses: &Clauses) -> Vec<Cited> {
        let mut cited = Vec::new();
        for citation in &clauses.from {
            match self.citations.get(&citation.source.key()) {
                Some(at) => cited.push(Cited {
                    citation: *at,
                    places: citation.places.iter().map(|place| place.value.clone()).collect(),
                }),
                None if self.was_unread(&citation.source.text) => {}
                None => {
                    let names: Vec<&str> = self.base.citations.iter().map(|known| known.name.as_str()).collect();
                    let help = match nearest(&citation.source.text, names).as_slice() {
                        [] => format!("declare it: `source {}`, the citation in quotes below it", citation.source.text),
                        near => format!("did you mean {}?", one_of(near)),
                    };
                    self.diagnostics.push(
                        Diagnostic::error(
                            code::UNKNOWN_SOURCE,
                            citation.source.span,
                            format!("there is no source `{}`", citation.source.text),
                        )
                        .help(help),
                    );
                }
            }
        }
        cited
    }

    fn define(&mut self, define: &tree::Define, scope: &Scope) -> Option<(Body, Type)> {
        match &define.body {
            tree::DefineBody::As(expr) => {
                let value = self.expr(expr, scope)?;
                let value = self.put_unit(value, define.unit.as_ref())?;
                let ty = value.ty.clone();
                Some((Body::Value(value), ty))
            }
            tree::DefineBody::Lines(lines) => {
                let mut checked: Vec<Line> = Vec::new();
                let mut whole = true;
                for line in lines {
                    let value =
                        self.expr(&line.value, scope).and_then(|value| self.put_unit(value, define.unit.as_ref()));
                    let value = value.and_then(|value| self.like_first(value, &checked));
                    let when = line.when.as_ref().map(|when| self.truth(when, scope));
                    match (value, when) {
                        (Some(value), Some(Some(when))) => {
                            checked.push(Line { value, when: Some(when), span: line.span })
                        }
                        (Some(value), None) => checked.push(Line { value, when: None, span: line.span }),
                        _ => whole = false,
                    }
                }
                self.otherwise(lines.iter().map(|line| (line.when.is_none(), line.span)).collect());
                let ty = checked.first()?.value.ty.clone();
                let ty = match ty {
                    Type::Number { unit, .. } => Type::Number {
                        unit,
                        whole: checked.iter().all(|line| matches!(line.value.ty, Type::Number { whole: true, .. })),
                    },
                    other => other,
                };
                whole.then_some((Body::Lines(checked), ty))
            }
        }
    }

    /// `define … in UNIT` puts the unit on a plain number.
    fn put_unit(&mut self, value: Expr, unit: Option<&Text>) -> Option<Expr> {
        let Some(text) = unit else { return Some(value) };
        let target = self.unit(text)?;
        match &value.ty {
            Type::Number { unit, whole } if unit.is_one() => {
                let ty = Type::Number { unit: target, whole: *whole };
                let (span, text) = (value.span, value.text.clone());
                Some(Expr { ty, node: Node::Convert { value: Box::new(value), converter: None }, span, text })
            }
            Type::Number { .. } => self.convert(value, &target),
            _ => {
                self.diagnostics.push(
                    Diagnostic::error(
                        code::NUMBER_EXPECTED,
                        value.span,
                        format!("`{}` is not a number and has no unit", value.text),
                    )
                    .help("take `in …` out of the header"),
                );
                None
            }
        }
    }

    /// Every line of a definition gives the same type as the first.
    fn like_first(&mut self, value: Expr, lines: &[Line]) -> Option<Expr> {
        if let Type::List(_) = value.ty {
            self.diagnostics.push(
                Diagnostic::error(
                    code::LINES_DIFFER,
                    value.span,
                    format!("`{}` is a list, which lines cannot choose", value.text),
                )
                .help("define one list with `as LIST where …`, the condition inside it"),
            );
            return None;
        }
        let Some(first) = lines.first() else { return Some(value) };
        match (&first.value.ty, &value.ty) {
            (Type::Number { unit, .. }, Type::Number { unit: other, .. }) => {
                if unit == other {
                    return Some(value);
                }
                let unit: Unit = unit.clone();
                self.convert(value, &unit)
            }
            (a, b) if a == b => Some(value),
            _ => {
                let (span, related) = (value.span, first.value.span);
                self.diagnostics.push(
                    Diagnostic::error(
                        code::LINES_DIFFER,
                        span,
                        format!("`{}` is another kind of value than the lines above", value.text),
                    )
                    .related(related, "the first line gives this")
                    .help("let every line give a number in one unit, a yes or no, or a label"),
                );
                None
            }
        }
    }

    /// `otherwise` comes last, once.
    fn otherwise(&mut self, lines: Vec<(bool, Span)>) {
        if let Some(at) = lines.iter().position(|(otherwise, _)| *otherwise) {
            for (_, span) in &lines[at + 1..] {
                self.diagnostics.push(
                    Diagnostic::error(code::NEVER_REACHED, *span, "this line can never be reached")
                        .related(lines[at].1, "`otherwise` takes every patient who is left")
                        .help("move the `otherwise` line to the end"),
                );
            }
        }
    }

    fn classify(&mut self, classify: &tree::Classify, scope: &Scope, own: ChoiceId) -> Option<(Body, Type)> {
        let mut lines = Vec::new();
        let mut whole = true;
        for line in &classify.lines {
            let label = self.base.schema.choice(own).find(&line.label.text).first().copied()?;
            let value = Expr {
                ty: Type::Choice(own),
                node: Node::Constant(Constant::Label(label)),
                span: line.label.span,
                text: line.label.text.clone(),
            };
            match line.when.as_ref().map(|when| self.truth(when, scope)) {
                Some(None) => whole = false,
                Some(when) => lines.push(Line { value, when, span: line.span }),
                None => lines.push(Line { value, when: None, span: line.span }),
            }
        }
        self.otherwise(classify.lines.iter().map(|line| (line.when.is_none(), line.span)).collect());
        whole.then_some((Body::Lines(lines), Type::Choice(own)))
    }

    fn count(&mut self, count: &tree::Count, scope: &Scope) -> Option<Body> {
        let mut criteria: Vec<Criterion> = Vec::new();
        let mut whole = true;
        for criterion in &count.criteria {
            if let Some(earlier) = criteria.iter().find(|known| tree::key(&known.name) == criterion.name.key()) {
                let span = earlier.span;
                self.diagnostics.push(
                    Diagnostic::error(
                        code::DECLARED_TWICE,
                        criterion.span,
                        format!("`{}` is counted twice", criterion.name.text),
                    )
                    .related(span, "the first time")
                    .help("keep one of the two"),
                );
                continue;
            }
            let when = match &criterion.when {
                Some(when) => self.truth(when, scope),
                None => {
                    let name = tree::Expr { span: criterion.name.span, node: tree::Node::Name(criterion.name.clone()) };
                    self.truth(&name, scope)
                }
            };
            match when {
                Some(when) => {
                    criteria.push(Criterion { name: criterion.name.text.clone(), when, span: criterion.span })
                }
                None => whole = false,
            }
        }
        whole.then_some(Body::Count(criteria))
    }

    fn score(&mut self, score: &tree::Score, scope: &Scope, choice: Option<ChoiceId>) -> Option<(Body, Type)> {
        let checked: Vec<Option<Item>> = score.items.iter().map(|item| self.score_item(item, scope)).collect();
        let items: Vec<Item> = checked.into_iter().collect::<Option<_>>()?;
        let mut bands: Vec<Band> = Vec::new();
        for band in &score.bands {
            let label = self.base.schema.choice(choice?).find(&band.label.text).first().copied()?;
            bands.push(Band { label, low: band.low, high: band.high, span: band.span });
        }
        if items.is_empty() || self.band_is_fact(score) {
            return None;
        }
        let whole = items.iter().all(whole_points);
        if !bands.is_empty() {
            self.check_bands(&score.name, &items, &bands, whole);
        }
        Some((Body::Score { items, bands, choice }, Self::plain(whole)))
    }

    fn score_item(&mut self, item: &tree::ScoreItem, scope: &Scope) -> Option<Item> {
        match item {
            tree::ScoreItem::FirstOf { items, .. } => {
                let checked: Vec<Option<Item>> = items.iter().map(|item| self.score_item(item, scope)).collect();
                Some(Item::FirstOf(checked.into_iter().collect::<Option<_>>()?))
            }
            tree::ScoreItem::Points { points, name, when, span } => {
                let when = when.as_ref().map(|when| self.truth(when, scope));
                let points = match points {
                    Points::Weight(weight) => {
                        let node = Node::Constant(Constant::Number(*weight));
                        Some(Expr { ty: Self::plain(weight.is_integer()), node, span: *span, text: weight.to_string() })
                    }
                    Points::Expr(expr) => self.number(expr, scope),
                }?;
                let Type::Number { unit, .. } = &points.ty else { return None };
                if !unit.is_one() {
                    let (text, unit) = (points.text.clone(), unit.clone());
                    self.diagnostics.push(
                        Diagnostic::error(
                            code::UNIT_MISSING,
                            points.span,
                            format!("points are plain numbers, and `{text}` is in {unit}"),
                        )
                        .help(format!("write `+ {text} in {unit}`")),
                    );
                    return None;
                }
                let when = match when {
                    Some(when) => Some(when?),
                    None => None,
                };
                let name = match (name, &when) {
                    (Some(name), _) => name.text.clone(),
                    (None, Some(when)) => item_name(when),
                    (None, None) => points.text.clone(),
                };
                Some(Item::Points { name, points, when, span: *span })
            }
        }
    }

    fn rule(&mut self, at: usize, rule: &tree::RuleBlock) -> Option<Body> {
        let scope = Scope::default();
        let when = rule.when.as_ref().map(|when| self.truth(when, &scope));
        let unless: Vec<Option<Expr>> = rule.unless.iter().map(|unless| self.truth(unless, &scope)).collect();
        let outcomes: Vec<Option<Outcome>> = rule.outcomes.iter().map(|outcome| self.outcome(outcome)).collect();
        let overriding = self.overriding.get(&self.pending[at].name.key()).cloned().unwrap_or_default();
        let mut overridden_by = Vec::new();
        for other in overriding {
            match self.resolve(other) {
                State::Done(id) => overridden_by.push(id),
                _ => return None,
            }
        }
        Some(Body::Rule(Rule {
            when: match when {
                Some(when) => Some(when?),
                None => None,
            },
            unless: unless.into_iter().collect::<Option<_>>()?,
            outcomes: outcomes.into_iter().collect::<Option<_>>()?,
            certainty: rule.certainty.as_ref().map(|text| certainty(&text.value)),
            rather_than: rule.rather_than.as_ref().map(|text| text.value.trim().to_owned()),
            overridden_by,
        }))
    }

    fn outcome(&mut self, outcome: &tree::Outcome) -> Option<Outcome> {
        match outcome {
            tree::Outcome::Advice(advice) => self.advice(advice).map(Outcome::Advice),
            tree::Outcome::Warn(text) => self.template(text).map(Outcome::Warn),
            tree::Outcome::AskFor(name) => match self.name(name, &Scope::default())?.node {
                Node::Fact(id) => Some(Outcome::AskFor(id)),
                _ => {
                    self.diagnostics.push(
                        Diagnostic::error(
                            code::UNKNOWN_NAME,
                            name.span,
                            format!("`{}` is concluded, not asked for", name.text),
                        )
                        .help("name a fact of the record"),
                    );
                    None
                }
            },
        }
    }

    pub(super) fn advice(&mut self, advice: &tree::Advice) -> Option<Advice> {
        let Some(action) = self.actions.get(&advice.action.key()) else {
            if self.was_unread(&advice.action.text) {
                return None;
            }
            let names: Vec<&str> = self.base.actions.iter().map(|action| action.name.as_str()).collect();
            let known = |action: &str| names.iter().any(|name| tree::key(name) == tree::key(action));
            let known_before =
                |joint: &str| advice.action.text.split_once(joint).is_some_and(|(action, _)| known(action));
            let help = match nearest(&advice.action.text, names.iter().copied()).as_slice() {
                _ if known_before(" rather than ") => RATHER_THAN_BELOW.to_owned(),
                _ if known_before(" for ") => "write how long with a figure, such as `for 3 months`".to_owned(),
                [] => format!("declare it in a `decision` block: `{}: \"what it means\"`", advice.action.text),
                near => format!("did you mean {}?", one_of(near)),
            };
            self.diagnostics.push(
                Diagnostic::error(
                    code::UNKNOWN_ACTION,
                    advice.action.span,
                    format!("`{}` is not an alternative of any decision", advice.action.text),
                )
                .help(help),
            );
            return None;
        };
        Some(Advice { verb: advice.verb, action: *action, duration: advice.duration.clone() })
    }

    pub(super) fn advised(&mut self, advice: &tree::Advice) -> Option<Expr> {
        let checked = self.advice(advice)?;
        let node = Node::Advised { verb: checked.verb, action: checked.action };
        Some(self.made(advice.span, Type::YesNo, node))
    }
}

const RATHER_THAN_BELOW: &str =
    "end the line after the action; below it, write `rather than`, then what the advice is preferred to, in quotes";

fn whole_points(item: &Item) -> bool {
    match item {
        Item::Points { points, .. } => matches!(points.ty, Type::Number { whole: true, .. }),
        Item::FirstOf(items) => items.iter().all(whole_points),
    }
}

/// An item without a name of its own is called by its condition; quotes of quoted names go.
fn item_name(when: &Expr) -> String {
    match when.node {
        Node::Fact(_) => when.text.trim_matches(['\'', '‘', '’']).to_owned(),
        _ => when.text.clone(),
    }
}

/// `Very  Low` → `very low`
pub(super) fn certainty(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
