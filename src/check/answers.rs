//! The `answers` line of a header: the conclusions and decisions that answer the question of the title.

use super::names::Found;
use super::{Checker, Loaded, Scope, State, Symbol};
use crate::diagnostic::{Diagnostic, code, nearest, one_of};
use crate::rulebase::{Answered, ConclusionId, Kind, Node, Type};
use crate::source::Span;
use crate::syntax::tree::{Item, Name, key};

impl Checker<'_> {
    pub(super) fn answers(&mut self, files: &[Loaded]) {
        for (book, loaded) in files.iter().enumerate() {
            for block in &loaded.file.blocks {
                if let Item::Rulebook(header) = &block.item {
                    let names = header.answers.as_deref().unwrap_or_default();
                    self.base.books[book].answers = self.answers_of(names);
                }
            }
        }
    }

    fn answers_of(&mut self, names: &[Name]) -> Vec<Answered> {
        let mut all: Vec<(Answered, Span)> = Vec::new();
        for name in names {
            let answered = self.answered(name);
            if let Some((_, earlier)) = all.iter().find(|(known, _)| answered.contains(known)) {
                let earlier = *earlier;
                self.named_twice(name, earlier);
            } else {
                all.extend(answered.into_iter().map(|one| (one, name.span)));
            }
        }
        all.into_iter().map(|(answered, _)| answered).collect()
    }

    fn named_twice(&mut self, name: &Name, earlier: Span) {
        self.diagnostics.push(
            Diagnostic::error(code::DECLARED_TWICE, name.span, format!("`{}` is named twice", name.text))
                .label("the second time")
                .related(earlier, "the first time")
                .help("keep one of the two"),
        );
    }

    /// What a name stands for; a conclusion and a decision may share one.
    fn answered(&mut self, name: &Name) -> Vec<Answered> {
        let decisions = self.base.decisions.iter().enumerate();
        let decisions: Vec<Answered> = decisions
            .filter(|(_, decision)| key(&decision.name) == name.key())
            .map(|(at, _)| Answered::Decision(at))
            .collect();
        let concluded = match self.names.get(&name.key()) {
            Some((Symbol::Pending(at), _)) => !matches!(self.pending[*at].block.item, Item::Rule(_)),
            _ => false,
        };
        let ids = if decisions.is_empty() || concluded { self.answering(name) } else { Vec::new() };
        ids.into_iter().map(Answered::Conclusion).chain(decisions).collect()
    }

    /// The conclusions of a name, one or one for each label; reports what is no answer.
    fn answering(&mut self, name: &Name) -> Vec<ConclusionId> {
        let ids = match self.names.get(&name.key()).cloned() {
            Some((Symbol::Pending(at), _)) => match self.resolve(at) {
                State::Done(id) => vec![id],
                State::DoneEach(_, ids) => ids,
                _ => return Vec::new(),
            },
            _ => match self.lookup(name, &Scope::default()) {
                Found::Value(expr) => match expr.node {
                    Node::Conclusion(id) => vec![id],
                    _ => {
                        let help = "name a define, classify, count, score or decision";
                        return self.no_answer(name, "is not concluded", help);
                    }
                },
                Found::Faulty => return Vec::new(),
                Found::Nothing => return self.unknown_answer(name),
            },
        };
        match ids.first().map(|id| (*id, &self.base.conclusions[id.0])) {
            Some((id, one)) if one.kind == Kind::Rule => self.rule_as_answer(name, id),
            Some((_, one)) if matches!(one.ty, Type::List(_)) => self.list_as_answer(name),
            _ => ids,
        }
    }

    /// A rule is called by when it advises; the answer is the decision that it advises on.
    fn rule_as_answer(&mut self, name: &Name, id: ConclusionId) -> Vec<ConclusionId> {
        let decision = self.base.conclusions[id.0].advice().next().map(|advice| {
            let decision = self.base.actions[advice.action.0].decision;
            format!("name the decision that it advises on: `{}`", self.base.decisions[decision].name)
        });
        self.no_answer(name, "is a rule", &decision.unwrap_or_else(|| "name a conclusion or a decision".to_owned()))
    }

    fn list_as_answer(&mut self, name: &Name) -> Vec<ConclusionId> {
        self.diagnostics.push(
            Diagnostic::error(
                code::LIST_EXPECTED,
                name.span,
                format!("`{}` is a list, and so answers nothing by itself", name.text),
            )
            .help("define what is asked of it, such as `count of LIST` or `any LIST`, and name that"),
        );
        Vec::new()
    }

    fn unknown_answer(&mut self, name: &Name) -> Vec<ConclusionId> {
        if let Some(action) = self.actions.get(&name.key()) {
            let decision = &self.base.decisions[self.base.actions[action.0].decision].name;
            let help = format!("name its decision: `{decision}`");
            return self.no_answer(name, "is an alternative", &help);
        }
        if self.was_unread(&name.text) {
            return Vec::new();
        }
        let conclusions = self.pending.iter().filter(|pending| !matches!(pending.block.item, Item::Rule(_)));
        let names = conclusions.map(|pending| pending.name.text.as_str());
        let names = names.chain(self.base.decisions.iter().map(|decision| decision.name.as_str()));
        let help = match nearest(&name.text, names).as_slice() {
            [] => "name a define, classify, count, score or decision of this file, or of one that it uses".to_owned(),
            near => format!("did you mean {}?", one_of(near)),
        };
        self.diagnostics.push(
            Diagnostic::error(code::UNKNOWN_NAME, name.span, format!("`{}` is not declared", name.text))
                .label("no conclusion or decision of this name")
                .help(help),
        );
        Vec::new()
    }

    fn no_answer(&mut self, name: &Name, what: &str, help: &str) -> Vec<ConclusionId> {
        let message = format!("`{}` {what}, and so answers nothing", name.text);
        self.diagnostics.push(Diagnostic::error(code::UNKNOWN_NAME, name.span, message).help(help));
        Vec::new()
    }
}
