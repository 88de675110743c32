//! What can be found without a proof: bands, ranges, repeated lines, sources, dates, unused facts.

use std::collections::HashMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Checker, Loaded};
use crate::diagnostic::{Diagnostic, code};
use crate::grid::nearest;
use crate::rulebase::{Band, Body, Conclusion, Constant, Expr, FactId, Item, Kind, Node, Outcome, Type};
use crate::source::Span;
use crate::syntax::tree::{self, Name, Order};

impl Checker<'_> {
    pub(super) fn lint(&mut self, files: &[Loaded], today: Date) {
        self.headers(files, today);
        self.synonyms();
        if self.whole {
            self.sources_named(files);
            self.unused_facts(files);
        }
        let conclusions = std::mem::take(&mut self.base.conclusions);
        for conclusion in &conclusions {
            self.comparisons(conclusion);
            self.advice_against_itself(conclusion);
        }
        self.base.conclusions = conclusions;
    }

    /// A synonym that two facts claim would give one the value of the other.
    fn synonyms(&mut self) {
        let facts = &self.base.schema.facts;
        let mut claims: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, fact) in facts.iter().enumerate() {
            let names = std::iter::once(&fact.name).chain(fact.synonyms.iter().map(|synonym| &synonym.name));
            names.for_each(|name| claims.entry(tree::key(name)).or_default().push(at));
        }
        let mut clashes = Vec::new();
        for (at, fact) in facts.iter().enumerate() {
            for synonym in &fact.synonyms {
                let claiming = claims.get(&tree::key(&synonym.name)).into_iter().flatten();
                if let Some(other) = claiming.copied().find(|other| *other != at) {
                    let other = &facts[other];
                    clashes.push((fact.span, other.span, synonym.name.clone(), other.name.clone()));
                }
            }
        }
        for (span, other, synonym, name) in clashes {
            self.diagnostics.push(
                Diagnostic::error(code::AMBIGUOUS_SYNONYM, span, format!("`{synonym}` also stands for `{name}`"))
                    .related(other, "this fact")
                    .help("a record could mean either: keep the synonym at one of the two"),
            );
        }
    }

    fn headers(&mut self, files: &[Loaded], today: Date) {
        for loaded in files {
            let header = loaded.file.blocks.iter().find_map(|block| match &block.item {
                tree::Item::Rulebook(book) => Some(book),
                _ => None,
            });
            let start = Span { source: loaded.file.source, start: 0, end: 0 };
            let Some(book) = header else {
                let concludes = loaded.file.blocks.iter().any(|block| {
                    matches!(
                        block.item,
                        tree::Item::Rule(_) | tree::Item::Classify(_) | tree::Item::Score(_) | tree::Item::Count(_)
                    )
                });
                if concludes && loaded.file.whole {
                    self.diagnostics.push(
                        Diagnostic::warning(code::NO_HEADER, start, "this file does not say what it is for")
                            .help("begin with `rulebook \"title\"`, then version, `use for`, `not for`, `reviewed` and `review by`"),
                    );
                }
                continue;
            };
            if let Some(date) = book.review_by
                && date.date < today
            {
                self.diagnostics.push(
                    Diagnostic::warning(
                        code::REVIEW_OVERDUE,
                        date.span,
                        format!("this rule book was to be reviewed by {}", date.date),
                    )
                    .help("review it against its sources, then set `reviewed` and a new `review by`"),
                );
            }
        }
    }

    fn sources_named(&mut self, files: &[Loaded]) {
        let named: Vec<Span> = files
            .iter()
            .flat_map(|loaded| &loaded.file.blocks)
            .filter(|block| names_source(&block.item))
            .map(|block| block.span)
            .collect();
        let missing: Vec<(Span, String)> = self
            .base
            .conclusions
            .iter()
            .filter(|conclusion| !named.contains(&conclusion.span) && conclusion.kind != Kind::Define)
            .filter(|conclusion| conclusion.is_first())
            .filter(|conclusion| !self.base.citations.is_empty() || conclusion.kind == Kind::Rule)
            .map(|conclusion| (conclusion.span, conclusion.each_name().to_owned()))
            .collect();
        for (span, name) in missing {
            self.diagnostics.push(
                Diagnostic::warning(code::NO_SOURCE, span, format!("`{name}` names no source"))
                    .help("add `from SOURCE`, and declare the source: `source NAME`, the citation in quotes below it"),
            );
        }
    }

    fn unused_facts(&mut self, files: &[Loaded]) {
        let asked: Vec<_> = files.iter().filter(|loaded| loaded.asked_for).map(|loaded| loaded.file.source).collect();
        let unused: Vec<(Span, String)> = self
            .base
            .schema
            .facts
            .iter()
            .enumerate()
            .filter(|(at, fact)| {
                !self.used_facts.contains(&crate::rulebase::FactId(*at)) && asked.contains(&fact.span.source)
            })
            .map(|(_, fact)| (fact.span, fact.name.clone()))
            .collect();
        if self.diagnostics.has_errors() {
            return;
        }
        for (span, name) in unused {
            self.diagnostics.push(
                Diagnostic::warning(code::UNUSED_FACT, span, format!("no conclusion uses `{name}`"))
                    .help("use it in a condition, or take it out"),
            );
        }
    }

    /// A rule that advises one action both for and against.
    fn advice_against_itself(&mut self, conclusion: &Conclusion) {
        let Body::Rule(rule) = &conclusion.body else { return };
        let advice: Vec<_> = rule
            .outcomes
            .iter()
            .filter_map(|outcome| match outcome {
                Outcome::Advice(advice) => Some(advice),
                _ => None,
            })
            .collect();
        for (at, one) in advice.iter().enumerate() {
            for other in &advice[at + 1..] {
                let (a, b) = (&self.base.actions[one.action.0], &self.base.actions[other.action.0]);
                let opposite = one.action == other.action && one.verb.is_against() != other.verb.is_against();
                let rival = one.action != other.action
                    && a.decision == b.decision
                    && !one.verb.is_against()
                    && !other.verb.is_against();
                if opposite || rival {
                    let name = self.base.decisions[a.decision].name.clone();
                    let message = if opposite {
                        format!("this rule advises `{}` and advises against it", a.name)
                    } else {
                        format!("this rule advises `{}` and `{}`, two alternatives of `{name}`", a.name, b.name)
                    };
                    self.diagnostics.push(
                        Diagnostic::error(code::CONTRADICTS_ITSELF, conclusion.span, message)
                            .help("keep one of the two, or make two rules with different conditions"),
                    );
                }
            }
        }
    }

    /// Comparisons of a fact with a constant that its plausible range already decides.
    fn comparisons(&mut self, conclusion: &Conclusion) {
        if conclusion.each.as_ref().is_some_and(|each| each.label > 0) {
            return;
        }
        let mut parts = Vec::new();
        let mut add = |expr: &Expr| {
            let mut found = Vec::new();
            Self::parts(expr, &mut found);
            parts.extend(found.into_iter().cloned());
        };
        conclusion.applies_to.iter().for_each(&mut add);
        match &conclusion.body {
            Body::Value(value) => add(value),
            Body::Lines(lines) => lines.iter().filter_map(|line| line.when.as_ref()).for_each(&mut add),
            Body::Count(criteria) => criteria.iter().for_each(|criterion| add(&criterion.when)),
            Body::Score { items, .. } => items.iter().for_each(|item| item_conditions(item, &mut add)),
            Body::Rule(_) => Self::rule_condition(&conclusion.body).into_iter().for_each(&mut add),
        }
        for part in &parts {
            self.comparison(part);
        }
        if let Body::Lines(lines) = &conclusion.body {
            self.hidden_lines(lines);
        }
    }

    fn comparison(&mut self, expr: &Expr) {
        let (order, left, right) = match &expr.node {
            Node::Order { order, left, right } => (Some(*order), left, right),
            Node::Equal { left, right } => (None, left, right),
            _ => return,
        };
        let (fact, limit, order) = match (&left.node, &right.node) {
            (Node::Fact(id), Node::Constant(Constant::Number(limit))) => (*id, *limit, order),
            (Node::Constant(Constant::Number(limit)), Node::Fact(id)) => (*id, *limit, order.map(flipped)),
            _ => return,
        };
        let declared = self.base.schema.fact(fact);
        let (Some((low, high)), Type::Number { unit, .. }) = (declared.range, &declared.ty) else { return };
        let always = match order {
            Some(Order::Less) => decided(high < limit, low >= limit),
            Some(Order::AtMost) => decided(high <= limit, low > limit),
            Some(Order::AtLeast) => decided(low >= limit, high < limit),
            Some(Order::More) => decided(low > limit, high <= limit),
            None => decided(low == high && low == limit, limit < low || limit > high),
        };
        let Some(always) = always else {
            self.at_the_edge(expr, fact, limit, low, high);
            return;
        };
        let what = if always { "always true" } else { "never true" };
        let (span, name) = (declared.span, declared.name.clone());
        let range = format!("{low} to {high} {unit}");
        self.diagnostics.push(
            Diagnostic::error(
                code::OUTSIDE_RANGE,
                expr.span,
                format!("`{}` is {what}: `{name}` is {range}", expr.text),
            )
            .related(span, "its plausible range")
            .help("check the number and its unit, or widen the range where the fact is declared"),
        );
    }

    /// `D-dimer > 0.5 ng/mL` with a range up to 100000: right in form, and most likely meant in another unit.
    fn at_the_edge(&mut self, expr: &Expr, fact: FactId, limit: Decimal, low: Decimal, high: Decimal) {
        let declared = self.base.schema.fact(fact);
        let Type::Number { unit, .. } = &declared.ty else { return };
        let hundred_thousandth = (high - low) / Decimal::from(100_000);
        if unit.is_one() || limit <= low || limit <= Decimal::ZERO || limit - low >= hundred_thousandth {
            return;
        }
        let (span, name) = (declared.span, declared.name.clone());
        let message = format!("`{limit}` is next to nothing for `{name}`, which is {low} to {high} {unit}");
        self.diagnostics.push(
            Diagnostic::warning(code::OUTSIDE_RANGE, expr.span, message)
                .related(span, "its plausible range")
                .help("is the number meant in another unit? Write the unit behind it, and it is converted"),
        );
    }

    /// A line whose condition stands in a line above, word for word.
    fn hidden_lines(&mut self, lines: &[crate::rulebase::Line]) {
        for (at, line) in lines.iter().enumerate() {
            let Some(when) = &line.when else { continue };
            let earlier = lines[..at].iter().find(|other| other.when.as_ref() == Some(when));
            if let Some(earlier) = earlier {
                let span = earlier.span;
                self.diagnostics.push(
                    Diagnostic::error(code::NEVER_REACHED, line.span, "this line can never be reached")
                        .related(span, "this line has the same condition and comes first")
                        .help("change one of the two conditions, or take one line out"),
                );
            }
        }
    }

    /// Gaps and overlaps of a score's bands between its lowest and highest points.
    pub(super) fn check_bands(&mut self, name: &Name, items: &[Item], bands: &[Band], whole: bool) {
        let step = if whole { Some(Decimal::ONE) } else { fraction(items) };
        let (least, most) = points_range(items);
        let sums = sums(items);
        let mut sorted: Vec<&Band> = bands.iter().collect();
        sorted.sort_by_key(|band| (band.low.is_some(), band.low.map(|(low, included)| (low, !included))));
        for pair in sorted.windows(2) {
            self.between(name, (pair[0], pair[1]), step, sums.as_deref());
        }
        if let (Some(first), Some(least)) = (sorted.first(), least)
            && let Some((low, included)) = first.low
            && (low > least || (low == least && !included))
        {
            self.gap(first.span, &format!("points from {least} up to {low} are in no band"), &name.text);
        }
        if let (Some(last), Some(most)) = (sorted.last(), most)
            && let Some((high, included)) = last.high
            && (high < most || (high == most && !included))
        {
            self.gap(last.span, &format!("points above {high}, up to {most}, are in no band"), &name.text);
        }
    }

    /// What lies between two neighbouring bands: `sums` are all the points there can be, where they can be counted.
    fn between(&mut self, name: &Name, (below, above): (&Band, &Band), step: Option<Decimal>, sums: Option<&[f64]>) {
        let Some((low, low_in)) = above.low else {
            self.overlap(below, above, "both reach down without end");
            return;
        };
        let Some((high, high_in)) = below.high else {
            self.overlap(below, above, &format!("the one has no upper end, the other starts at {low}"));
            return;
        };
        if high > low || (high == low && high_in && low_in) {
            let why = if low == high {
                format!("{low} points are in both")
            } else {
                format!("points from {low} to {high} are in both")
            };
            self.overlap(below, above, &why);
            return;
        }
        let (from, to) = (nearest(high), nearest(low));
        let inside = |sum: &f64| *sum >= from && *sum <= to && !(*sum == from && high_in) && !(*sum == to && low_in);
        if sums.is_some_and(|sums| !sums.iter().any(inside)) {
            return;
        }
        // the first value behind the lower band and the last before the upper one
        let gap = match step {
            Some(step) => {
                let first = next(high, high_in, step);
                let last = if low_in { low - step } else { low };
                let last = last.checked_div(step).map_or(last, |steps| steps.floor() * step);
                (first <= last).then_some(if first == last {
                    format!("{first} points are in no band")
                } else {
                    format!("points from {first} to {last} are in no band")
                })
            }
            None => {
                (high < low || !(high_in || low_in)).then(|| format!("points between {high} and {low} are in no band"))
            }
        };
        if let Some(message) = gap {
            self.gap(above.span, &message, &name.text);
        }
    }

    fn gap(&mut self, span: Span, message: &str, score: &str) {
        self.diagnostics.push(
            Diagnostic::error(code::BAND_GAP, span, message.to_owned())
                .label(format!("in `{score}`"))
                .help("move the edge of a band, or add one: every possible number of points belongs to just one band"),
        );
    }

    fn overlap(&mut self, below: &Band, above: &Band, why: &str) {
        self.diagnostics.push(
            Diagnostic::error(code::OVERLAP, above.span, format!("two bands overlap: {why}"))
                .related(below.span, "the other band")
                .help("let each band start behind the end of the one before it"),
        );
    }
}

fn names_source(item: &tree::Item) -> bool {
    let clauses = match item {
        tree::Item::Define(define) => &define.clauses,
        tree::Item::Classify(classify) => &classify.clauses,
        tree::Item::Count(count) => &count.clauses,
        tree::Item::Score(score) => &score.clauses,
        tree::Item::Rule(rule) => &rule.clauses,
        _ => return false,
    };
    !clauses.from.is_empty()
}

fn decided(always: bool, never: bool) -> Option<bool> {
    if always { Some(true) } else { never.then_some(false) }
}

fn flipped(order: Order) -> Order {
    match order {
        Order::Less => Order::More,
        Order::AtMost => Order::AtLeast,
        Order::AtLeast => Order::AtMost,
        Order::More => Order::Less,
    }
}

fn next(edge: Decimal, included: bool, step: Decimal) -> Decimal {
    let up = edge.checked_div(step).map_or(edge, |steps| steps.ceil() * step);
    if included && up == edge { up + step } else { up }
}

/// The largest step that every weight is a multiple of: 0.5 for halves; `None` with points by expression.
fn fraction(items: &[Item]) -> Option<Decimal> {
    let mut scale = 0;
    let mut halves = true;
    let mut weights = Vec::new();
    collect_weights(items, &mut weights)?;
    for weight in &weights {
        let weight = weight.normalize();
        scale = scale.max(weight.scale());
        halves &= (weight * Decimal::TWO).is_integer();
    }
    if halves { Some(Decimal::new(5, 1)) } else { Some(Decimal::new(1, scale)) }
}

fn collect_weights(items: &[Item], out: &mut Vec<Decimal>) -> Option<()> {
    for item in items {
        match item {
            Item::FirstOf(items) => collect_weights(items, out)?,
            Item::Points { points, .. } => match points.node {
                Node::Constant(Constant::Number(weight)) => out.push(weight),
                _ => return None,
            },
        }
    }
    Some(())
}

/// All sums that the items can come to; `None` with points by expression, or where there are too many.
fn sums(items: &[Item]) -> Option<Vec<f64>> {
    let choices: Option<Vec<Vec<f64>>> = items.iter().map(choices).collect();
    crate::grid::sums(choices?)
}

/// The points that one item can give.
fn choices(item: &Item) -> Option<Vec<f64>> {
    match item {
        Item::Points { points, when, .. } => match points.node {
            Node::Constant(Constant::Number(weight)) if when.is_some() => Some(vec![0.0, nearest(weight)]),
            Node::Constant(Constant::Number(weight)) => Some(vec![nearest(weight)]),
            _ => None,
        },
        Item::FirstOf(items) => {
            let each: Option<Vec<Vec<f64>>> = items.iter().map(choices).collect();
            Some(each?.into_iter().flatten().chain([0.0]).collect())
        }
    }
}

/// The lowest and the highest sum of points; `None` where points by expression have no known end.
fn points_range(items: &[Item]) -> (Option<Decimal>, Option<Decimal>) {
    let mut least = Some(Decimal::ZERO);
    let mut most = Some(Decimal::ZERO);
    for item in items {
        let (low, high) = item_range(item);
        least = least.zip(low).map(|(a, b)| a + b);
        most = most.zip(high).map(|(a, b)| a + b);
    }
    (least, most)
}

fn item_range(item: &Item) -> (Option<Decimal>, Option<Decimal>) {
    match item {
        Item::Points { points, when, .. } => match points.node {
            Node::Constant(Constant::Number(weight)) if when.is_some() => {
                (Some(weight.min(Decimal::ZERO)), Some(weight.max(Decimal::ZERO)))
            }
            Node::Constant(Constant::Number(weight)) => (Some(weight), Some(weight)),
            _ => (None, None),
        },
        Item::FirstOf(items) => {
            items.iter().map(item_range).fold((Some(Decimal::ZERO), Some(Decimal::ZERO)), |(low, high), (l, h)| {
                (low.zip(l).map(|(a, b)| a.min(b)), high.zip(h).map(|(a, b)| a.max(b)))
            })
        }
    }
}

fn item_conditions(item: &Item, add: &mut impl FnMut(&Expr)) {
    match item {
        Item::Points { when, .. } => when.iter().for_each(add),
        Item::FirstOf(items) => items.iter().for_each(|item| item_conditions(item, add)),
    }
}
