//! Alterations of what a conclusion is made of: its lines, points, bands, advice and clauses.

use rust_decimal::Decimal;

use super::condition::{Change, changes};
use super::number::{step, stepped};
use crate::rulebase::{
    Advice, Band, Body, Conclusion, Constant, Expr, Item, Line, Node, Outcome, Rule, Rulebase, Schema, Type,
};
use crate::source::Span;
use crate::syntax::tree::Verb;

/// A conclusion with one place altered.
pub(super) struct Altered {
    pub span: Span,
    pub was: String,
    pub becomes: Option<String>,
    pub conclusion: Conclusion,
}

/// Every alteration of a conclusion, but for what overrides it.
pub(super) fn altered(rulebase: &Rulebase, conclusion: &Conclusion) -> Vec<Altered> {
    let mut places = Places { rulebase, conclusion, out: Vec::new() };
    places.population();
    match &conclusion.body {
        Body::Value(value) => places.expr(value, |body, expr| *body = Body::Value(expr)),
        Body::Lines(lines) => places.lines(lines),
        Body::Count(criteria) => {
            for (at, criterion) in criteria.iter().enumerate() {
                places.expr(&criterion.when, |body, expr| {
                    if let Body::Count(criteria) = body {
                        criteria[at].when = expr;
                    }
                });
            }
        }
        Body::Score { items, bands, .. } => {
            places.items(items, &[]);
            places.bands(bands);
        }
        Body::Rule(rule) => places.rule(rule),
    }
    places.out
}

struct Places<'r> {
    rulebase: &'r Rulebase,
    conclusion: &'r Conclusion,
    out: Vec<Altered>,
}

impl Places<'_> {
    fn schema(&self) -> &Schema {
        &self.rulebase.schema
    }

    fn put(&mut self, span: Span, (was, becomes): (String, Option<String>), alter: impl FnOnce(&mut Conclusion)) {
        let mut conclusion = self.conclusion.clone();
        alter(&mut conclusion);
        self.out.push(Altered { span, was, becomes, conclusion });
    }

    /// Every alteration of an expression, put back where it stood.
    fn expr(&mut self, expr: &Expr, put_back: impl Fn(&mut Body, Expr)) {
        for Change { span, was, becomes, expr } in changes(self.schema(), expr) {
            self.put(span, (was, becomes), |conclusion| put_back(&mut conclusion.body, expr));
        }
    }

    fn population(&mut self) {
        let Some(population) = &self.conclusion.applies_to else { return };
        let words = format!("applies to {}", population.text);
        self.put(population.span, (words, None), |conclusion| conclusion.applies_to = None);
        for Change { span, was, becomes, expr } in changes(self.schema(), population) {
            self.put(span, (was, becomes), |conclusion| conclusion.applies_to = Some(expr));
        }
    }

    // --- lines ---------------------------------------------------------------------------------------------------

    fn lines(&mut self, lines: &[Line]) {
        for (at, line) in lines.iter().enumerate() {
            if let Some(when) = &line.when {
                self.expr(when, |body, expr| with_line(body, at, |line| line.when = Some(expr)));
            }
            if !matches!(line.value.node, Node::Constant(_)) {
                self.expr(&line.value, |body, expr| with_line(body, at, |line| line.value = expr));
                continue;
            }
            let when = line.when.as_ref().map_or("otherwise".to_owned(), |when| format!("when {}", when.text));
            for value in other_constants(self.schema(), &line.value) {
                let words = (format!("{} {when}", line.value.text), Some(format!("{} {when}", value.text)));
                self.put(line.span, words, |conclusion| {
                    with_line(&mut conclusion.body, at, |line| line.value = value);
                });
            }
        }
        for (at, pair) in lines.windows(2).enumerate() {
            let [Line { when: Some(first), .. }, Line { when: Some(second), .. }] = pair else { continue };
            // of equal values it does not matter which line gives them
            if pair[0].value == pair[1].value {
                continue;
            }
            let words = in_turn(
                &format!("{} when {}", pair[0].value.text, first.text),
                &format!("{} when {}", pair[1].value.text, second.text),
            );
            self.put(pair[0].span.to(pair[1].span), words, |conclusion| {
                if let Body::Lines(lines) = &mut conclusion.body {
                    lines.swap(at, at + 1);
                }
            });
        }
    }

    // --- scores --------------------------------------------------------------------------------------------------

    /// `path`: the positions of the `first of` groups around these items.
    fn items(&mut self, items: &[Item], path: &[usize]) {
        for (at, item) in items.iter().enumerate() {
            let path: Vec<usize> = path.iter().copied().chain([at]).collect();
            match item {
                Item::FirstOf(inner) => {
                    self.items(inner, &path);
                    self.swapped(inner, &path);
                }
                Item::Points { name, points, when, span } => {
                    if let Some(when) = when {
                        self.expr(when, |body, expr| with_item(body, &path, |_, when| *when = Some(expr)));
                    }
                    match points.node {
                        Node::Constant(Constant::Number(value)) => self.points((name, points, value), *span, &path),
                        _ => self.expr(points, |body, expr| with_item(body, &path, |points, _| *points = expr)),
                    }
                }
            }
        }
    }

    /// One point less, one more, the other sign.
    fn points(&mut self, (name, points, value): (&str, &Expr, Decimal), span: Span, path: &[usize]) {
        let step = step(value, matches!(points.ty, Type::Number { whole: true, .. }));
        for other in [value - step, value + step, -value] {
            if other == value {
                continue;
            }
            let words = (format!("{} {name}", signed(value)), Some(format!("{} {name}", signed(other))));
            self.put(span, words, |conclusion| {
                with_item(&mut conclusion.body, path, |points, _| {
                    points.node = Node::Constant(Constant::Number(other));
                    points.text = other.to_string();
                });
            });
        }
    }

    /// Items of a `first of` in another order.
    fn swapped(&mut self, items: &[Item], path: &[usize]) {
        for (at, pair) in items.windows(2).enumerate() {
            let [first @ Item::Points { span, .. }, second @ Item::Points { span: behind, .. }] = pair else {
                continue;
            };
            let words = in_turn(&item_words(first), &item_words(second));
            self.put(span.to(*behind), words, |conclusion| {
                if let Some(items) = group(&mut conclusion.body, path) {
                    items.swap(at, at + 1);
                }
            });
        }
    }

    /// The edge between two neighbouring bands one step down and one step up.
    fn bands(&mut self, bands: &[Band]) {
        let Body::Score { choice: Some(choice), .. } = self.conclusion.body else { return };
        let whole = matches!(self.conclusion.ty, Type::Number { whole: true, .. });
        let low = |band: &Band| band.low.map_or(Decimal::MIN, |(edge, _)| edge);
        let mut order: Vec<usize> = (0..bands.len()).collect();
        order.sort_by_key(|at| low(&bands[*at]));
        for pair in order.windows(2) {
            let (below, above) = (&bands[pair[0]], &bands[pair[1]]);
            let (Some((high, _)), Some((low, _))) = (below.high, above.low) else { continue };
            let step = step(high, whole).min(step(low, whole));
            for by in [-step, step] {
                let moved = |edge: Option<(Decimal, bool)>| edge.map(|(edge, within)| (edge + by, within));
                let lower = Band { high: moved(below.high), ..below.clone() };
                let upper = Band { low: moved(above.low), ..above.clone() };
                if is_empty(&lower) || is_empty(&upper) {
                    continue;
                }
                let label = |band: &Band| self.schema().choice(choice).labels[band.label].name.clone();
                let both = |a: &Band, b: &Band| format!("{}: {}, {}: {}", label(a), edges(a), label(b), edges(b));
                let words = (both(below, above), Some(both(&lower, &upper)));
                self.put(above.span, words, |conclusion| {
                    if let Body::Score { bands, .. } = &mut conclusion.body {
                        (bands[pair[0]], bands[pair[1]]) = (lower, upper);
                    }
                });
            }
        }
    }

    // --- rules ---------------------------------------------------------------------------------------------------

    fn rule(&mut self, rule: &Rule) {
        if let Some(when) = &rule.when {
            self.expr(when, |body, expr| with_rule(body, |rule| rule.when = Some(expr)));
        }
        for (at, unless) in rule.unless.iter().enumerate() {
            self.put(unless.span, (format!("unless {}", unless.text), None), |conclusion| {
                with_rule(&mut conclusion.body, |rule| drop(rule.unless.remove(at)));
            });
            self.expr(unless, |body, expr| with_rule(body, |rule| rule.unless[at] = expr));
        }
        for (at, outcome) in rule.outcomes.iter().enumerate() {
            let Outcome::Advice(advice) = outcome else { continue };
            for other in self.other_advice(advice) {
                let words = (self.advice_words(advice), Some(self.advice_words(&other)));
                self.put(self.conclusion.span, words, |conclusion| {
                    with_rule(&mut conclusion.body, |rule| rule.outcomes[at] = Outcome::Advice(other));
                });
            }
        }
    }

    /// Stronger or weaker, the other way round, another alternative, another length of time.
    fn other_advice(&self, advice: &Advice) -> Vec<Advice> {
        let (strength, direction) = match advice.verb {
            Verb::Recommend => (Verb::Suggest, Verb::RecommendAgainst),
            Verb::Suggest => (Verb::Recommend, Verb::SuggestAgainst),
            Verb::SuggestAgainst => (Verb::RecommendAgainst, Verb::Suggest),
            Verb::RecommendAgainst => (Verb::SuggestAgainst, Verb::Recommend),
        };
        let mut all: Vec<Advice> =
            [strength, direction].into_iter().map(|verb| Advice { verb, ..advice.clone() }).collect();
        let alternatives = &self.rulebase.decisions[self.rulebase.actions[advice.action.0].decision].alternatives;
        let at = alternatives.iter().position(|action| *action == advice.action).unwrap_or(0);
        let next = alternatives[(at + 1) % alternatives.len()];
        if next != advice.action {
            all.push(Advice { action: next, ..advice.clone() });
        }
        if let Some(duration) = &advice.duration {
            let mut longer = duration.clone();
            longer.count += Decimal::ONE;
            all.push(Advice { duration: Some(longer), ..advice.clone() });
        }
        all
    }

    fn advice_words(&self, advice: &Advice) -> String {
        let length = advice.duration.as_ref().map(|one| format!(" for {}", crate::words::duration_words(one)));
        let action = &self.rulebase.actions[advice.action.0].name;
        format!("{} {action}{}", advice.verb.words(), length.unwrap_or_default())
    }
}

/// The next label, the other of yes and no, or a number one step down or up.
fn other_constants(schema: &Schema, value: &Expr) -> Vec<Expr> {
    let Node::Constant(constant) = &value.node else { return Vec::new() };
    let (constant, text) = match (constant, &value.ty) {
        (Constant::Label(label), Type::Choice(choice)) => {
            let labels = &schema.choice(*choice).labels;
            let next = (label + 1) % labels.len();
            if next == *label {
                return Vec::new();
            }
            (Constant::Label(next), labels[next].name.clone())
        }
        (Constant::YesNo(yes), _) => (Constant::YesNo(!yes), if *yes { "no" } else { "yes" }.to_owned()),
        _ => return [false, true].into_iter().filter_map(|up| stepped(value, up)).collect(),
    };
    vec![Expr { node: Node::Constant(constant), text, ..value.clone() }]
}

fn in_turn(first: &str, second: &str) -> (String, Option<String>) {
    (format!("{first}, then {second}"), Some(format!("{second}, then {first}")))
}

fn with_line(body: &mut Body, at: usize, alter: impl FnOnce(&mut Line)) {
    if let Body::Lines(lines) = body
        && let Some(line) = lines.get_mut(at)
    {
        alter(line);
    }
}

fn with_rule(body: &mut Body, alter: impl FnOnce(&mut Rule)) {
    if let Body::Rule(rule) = body {
        alter(rule);
    }
}

fn with_item(body: &mut Body, path: &[usize], alter: impl FnOnce(&mut Expr, &mut Option<Expr>)) {
    let Some((at, around)) = path.split_last() else { return };
    if let Some(Item::Points { points, when, .. }) = group(body, around).and_then(|items| items.get_mut(*at)) {
        alter(points, when);
    }
}

/// The items of the score, or of a `first of` inside it.
fn group<'b>(body: &'b mut Body, path: &[usize]) -> Option<&'b mut Vec<Item>> {
    let Body::Score { items, .. } = body else { return None };
    let mut items = items;
    for at in path {
        match items.get_mut(*at) {
            Some(Item::FirstOf(inner)) => items = inner,
            _ => return None,
        }
    }
    Some(items)
}

fn item_words(item: &Item) -> String {
    match item {
        Item::Points { name, points, .. } => match points.node {
            Node::Constant(Constant::Number(value)) => format!("{} {name}", signed(value)),
            _ => format!("+ {name}"),
        },
        Item::FirstOf(items) => items.iter().map(item_words).collect::<Vec<_>>().join(", "),
    }
}

fn signed(points: Decimal) -> String {
    if points.is_sign_negative() && !points.is_zero() {
        points.normalize().to_string()
    } else {
        format!("+{}", points.normalize().abs())
    }
}

/// No number of points lies in it.
fn is_empty(band: &Band) -> bool {
    matches!((band.low, band.high), (Some((low, _)), Some((high, _))) if low > high)
}

/// `0 to 3`, `at least 4`, `below 1.6`
pub(crate) fn edges(band: &Band) -> String {
    let low = band.low.map(|(edge, within)| (edge.normalize(), if within { "at least" } else { "above" }));
    let high = band.high.map(|(edge, within)| (edge.normalize(), if within { "at most" } else { "below" }));
    match (low, high) {
        (Some((low, "at least")), Some((high, "at most"))) if low == high => low.to_string(),
        (Some((low, "at least")), Some((high, "at most"))) => format!("{low} to {high}"),
        (Some((low, from)), Some((high, to))) => format!("{from} {low} and {to} {high}"),
        (Some((edge, word)), None) | (None, Some((edge, word))) => format!("{word} {edge}"),
        (None, None) => "any".to_owned(),
    }
}
