//! Lists of findings, and what a record may say about there being no others.

use super::Value;
use super::assemble::Assembler;
use super::fault::Wrong;
use super::tree::{Kind, Node};
use super::value::{says, says_unknown};
use crate::diagnostic::code;
use crate::rulebase::{Fact, FindingId};
use crate::syntax::tree::key;

impl<P: Copy> Assembler<'_, P> {
    /// A list; `None` where the record does not mention it, and where it cannot be read.
    pub(super) fn list(&mut self, fact: &Fact, of: FindingId, node: &Node<'_, P>, at: P, path: &str) -> Option<Value> {
        if node.is_blank() {
            return None;
        }
        if says_unknown(node) {
            return Some(Value::Unknown);
        }
        if says(node, "none") {
            return Some(Value::List { elements: Vec::new(), whole: true });
        }
        match &node.kind {
            Kind::List(items) => self.elements(fact, of, items, at, path),
            Kind::Map(entries) if self.lookup.fields(of).find("items").is_none() && is_wrapper(entries) => {
                self.wrapped(fact, of, node, at, path)
            }
            _ => {
                let (message, help) = self.not_a_list(fact, of, node);
                self.issue(Wrong::new(code::WRONG_TYPE, message).help(help), at, path);
                None
            }
        }
    }

    fn elements(&mut self, fact: &Fact, of: FindingId, items: &[Node<'_, P>], at: P, path: &str) -> Option<Value> {
        let (mut elements, mut whole, mut none) = (Vec::new(), false, false);
        for (position, item) in items.iter().enumerate() {
            let path = format!("{path}[{}]", position + 1);
            match &item.kind {
                Kind::Map(entries) => elements.push(self.fields(Some(of), entries, &path)),
                _ if says(item, "no others") => whole = true,
                _ if says(item, "none") => none = true,
                _ => self.not_an_element(fact, of, item, &path),
            }
        }
        if none && !elements.is_empty() {
            let message = format!("`{}` says `none` and lists {} all the same", fact.name, elements.len());
            let help = "remove `none`, or write `no others` if the list holds all there are";
            self.issue(Wrong::new(code::WRONG_TYPE, message).help(help), at, path);
        }
        Some(Value::List { elements, whole: whole || none })
    }

    /// `{whole: true, items: […]}`
    fn wrapped(&mut self, fact: &Fact, of: FindingId, node: &Node<'_, P>, at: P, path: &str) -> Option<Value> {
        let Kind::Map(entries) = &node.kind else { return None };
        let (mut list, mut said, mut twice) = (None, None, false);
        for entry in entries {
            if key(&entry.name) == "items" {
                twice |= list.is_some();
                list = Some(self.list(fact, of, &entry.value, entry.at, path));
            } else {
                twice |= said.is_some();
                said = Some(self.is_whole(fact, &entry.value, entry.at, path));
            }
        }
        if twice {
            let message = format!("`{}` gives `items` or `whole` twice", fact.name);
            self.issue(Wrong::new(code::ENTRY_TWICE, message).help("keep the one that is right"), at, path);
        }
        match (list.flatten(), said.flatten()) {
            (Some(Value::List { elements, whole: false }), Some(true)) => Some(Value::List { elements, whole: true }),
            (Some(Value::List { whole: true, .. }), Some(false)) => {
                let message = format!("`{}` is said to be whole and not to be", fact.name);
                self.issue(Wrong::new(code::WRONG_TYPE, message).help("keep one of the two"), at, path);
                None
            }
            (list, _) => list,
        }
    }

    fn is_whole(&mut self, fact: &Fact, node: &Node<'_, P>, at: P, path: &str) -> Option<bool> {
        match &node.kind {
            Kind::Bool(answer) => Some(*answer),
            _ if says(node, "yes") => Some(true),
            _ if says(node, "no") => Some(false),
            _ if node.is_blank() || says_unknown(node) => None,
            _ => {
                let message = format!("`whole` of `{}` is yes or no, found {}", fact.name, node.described());
                self.issue(Wrong::new(code::WRONG_TYPE, message).help("write `yes` or `no`"), at, path);
                None
            }
        }
    }

    fn not_a_list(&self, fact: &Fact, of: FindingId, node: &Node<'_, P>) -> (String, String) {
        let finding = &self.lookup.schema().finding(of).name;
        let found = match &node.kind {
            Kind::Map(_) => format!("a single {finding}"),
            _ => node.described(),
        };
        let help = match &node.kind {
            Kind::Map(_) => "put `- ` in front of its first entry (in JSON, square brackets around it)".to_owned(),
            _ => format!("write a line `- …` for each {finding}, or `none` if there is none, or `unknown`"),
        };
        (format!("`{}` is a list of {finding}, found {found}", fact.name), help)
    }

    fn not_an_element(&mut self, fact: &Fact, of: FindingId, item: &Node<'_, P>, path: &str) {
        let schema = self.lookup.schema();
        let finding = &schema.finding(of).name;
        let message =
            format!("an entry of `{}` is one {finding} with its fields, found {}", fact.name, item.described());
        let field = schema.finding(of).fields.first().map_or("name", |field| field.name.as_str());
        let help = format!("write its fields, as in `- {field}: …`; `- no others` says that there are no more");
        self.issue(Wrong::new(code::WRONG_TYPE, message).help(help), item.at, path);
    }
}

fn is_wrapper<P>(entries: &[super::tree::Entry<'_, P>]) -> bool {
    let names: Vec<String> = entries.iter().take(3).map(|entry| key(&entry.name)).collect();
    names.iter().any(|name| name == "items")
        && entries.iter().all(|entry| matches!(key(&entry.name).as_str(), "items" | "whole"))
}
