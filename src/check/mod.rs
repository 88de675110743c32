//! From trees to a rule base: names, types, units, circles; every fault of every file in one run.

mod answers;
mod conclude;
mod declare;
mod example;
mod expr;
mod is;
mod lint;
mod misworded;
mod names;
mod number;
mod template;

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Diagnostics, code};
use crate::rulebase::{ActionId, ChoiceId, ConclusionId, FactId, FindingId, Rulebase};
use crate::rules::{Example, Rules};
use crate::source::{Sources, Span};
use crate::syntax::tree::{self, Block, File, Item, Name};

/// A rule file that was read, and whether the user named it (or another file used it).
pub struct Loaded {
    pub file: File,
    pub asked_for: bool,
}

/// What checking gives: rules if nothing is wrong, and everything there is to say.
pub(crate) struct Checked {
    pub rules: Option<Rules>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks files as one rule base. `today` is the date that review dates are held against.
pub(crate) fn check(sources: &Sources, files: &[Loaded], today: Date) -> Checked {
    let mut checker = Checker::new(sources);
    checker.lacks_file = files.iter().any(|loaded| loaded.file.lacks_file);
    checker.whole = files.iter().all(|loaded| loaded.file.whole);
    checker.unread = files.iter().flat_map(|loaded| &loaded.file.unread).map(|text| tree::key(text)).collect();
    checker.declare(files);
    checker.conclude();
    checker.answers(files);
    checker.promise(files);
    checker.examples(files);
    checker.lint(files, today);
    // what is missing because a line could not be read is not checked: rules are run whole or not at all
    let failed = checker.diagnostics.has_errors() || files.iter().any(|loaded| !loaded.file.whole);
    let rules = Rules { rulebase: checker.base, examples: checker.examples };
    Checked { rules: (!failed).then_some(rules), diagnostics: checker.diagnostics.into_sorted() }
}

/// How many definitions may wait for one another while they are checked.
const DEEPEST: usize = 100;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq)]
enum Symbol {
    Fact(FactId),
    /// A conclusion, by its position in [`Checker::pending`].
    Pending(usize),
    /// Its declaration was faulty: what uses it is not reported again.
    Faulty,
}

/// A conclusion on its way into the rule base.
struct Pending<'t> {
    block: &'t Block,
    name: &'t Name,
    book: usize,
    state: State,
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    Waiting,
    Working,
    Done(ConclusionId),
    /// One for each label.
    DoneEach(ChoiceId, Vec<ConclusionId>),
    Faulty,
}

struct Checker<'t> {
    sources: &'t Sources,
    base: Rulebase,
    examples: Vec<Example>,
    diagnostics: Diagnostics,
    names: HashMap<String, (Symbol, Span)>,
    /// By the key of a synonym: the first fact that has it.
    synonyms: HashMap<String, FactId>,
    kinds: HashMap<String, ChoiceId>,
    findings: HashMap<String, FindingId>,
    citations: HashMap<String, usize>,
    actions: HashMap<String, ActionId>,
    pending: Vec<Pending<'t>>,
    /// By the key of a rule: the rules that override it.
    overriding: HashMap<String, Vec<usize>>,
    /// The conclusions being worked on, outermost first.
    working: Vec<usize>,
    used_facts: HashSet<FactId>,
    /// Every line of every file could be read.
    whole: bool,
    lacks_file: bool,
    /// The keys of what faulty lines would have declared.
    unread: Vec<String>,
}

/// Where an expression stands.
#[derive(Debug, Clone, Default)]
struct Scope {
    /// The finding whose fields may be named.
    finding: Option<FindingId>,
    /// Inside `for each`: the key of the field, its choice and the label of this round.
    each: Option<(String, ChoiceId, usize)>,
}

impl Scope {
    fn within(&self, finding: FindingId) -> Scope {
        Scope { finding: Some(finding), each: self.each.clone() }
    }
}

impl<'t> Checker<'t> {
    fn new(sources: &'t Sources) -> Checker<'t> {
        Checker {
            sources,
            base: Rulebase::default(),
            examples: Vec::new(),
            diagnostics: Diagnostics::default(),
            names: HashMap::new(),
            synonyms: HashMap::new(),
            kinds: HashMap::new(),
            findings: HashMap::new(),
            citations: HashMap::new(),
            actions: HashMap::new(),
            pending: Vec::new(),
            overriding: HashMap::new(),
            working: Vec::new(),
            used_facts: HashSet::new(),
            whole: true,
            lacks_file: false,
            unread: Vec::new(),
        }
    }

    /// A faulty line may have declared this name: that it is missing is no second fault.
    fn was_unread(&self, name: &str) -> bool {
        if self.lacks_file {
            return true;
        }
        let wanted = format!(" {} ", tree::key(name));
        self.unread.iter().any(|unread| format!(" {unread} ").contains(&wanted))
    }

    /// The author's words, in one line.
    fn words(&self, span: Span) -> String {
        let text = self.sources.text(span);
        text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['“', '”'], "\"")
    }

    /// Brings every conclusion into the rule base, each behind those it needs.
    fn conclude(&mut self) {
        for at in 0..self.pending.len() {
            self.resolve(at);
        }
        self.check_overrides();
    }

    /// Checks one conclusion, and first those it needs.
    fn resolve(&mut self, at: usize) -> State {
        match self.pending[at].state.clone() {
            State::Waiting => {}
            State::Working => {
                self.circle(at);
                self.pending[at].state = State::Faulty;
                return State::Faulty;
            }
            done => return done,
        }
        if self.working.len() >= DEEPEST {
            let name = self.pending[at].name;
            self.diagnostics.push(
                Diagnostic::error(
                    code::TOO_DEEP,
                    name.span,
                    format!("more than {DEEPEST} definitions build on `{}`, one on the other", name.text),
                )
                .help("put what is used first above what uses it, or decide it in fewer steps"),
            );
            self.pending[at].state = State::Faulty;
            return State::Faulty;
        }
        self.pending[at].state = State::Working;
        self.working.push(at);
        let state = self.conclusion(at);
        self.working.pop();
        if self.pending[at].state == State::Working {
            self.pending[at].state = state;
        }
        self.pending[at].state.clone()
    }

    fn circle(&mut self, at: usize) {
        let from = self.working.iter().position(|other| *other == at).unwrap_or(0);
        let circle: Vec<usize> = self.working[from..].to_vec();
        let names: Vec<String> = circle.iter().map(|at| format!("`{}`", self.pending[*at].name.text)).collect();
        let span = self.pending[at].name.span;
        let message = match names.as_slice() {
            [one] => format!("{one} needs itself"),
            _ => format!("{} needs itself by way of {}", names[0], names[1..].join(", then ")),
        };
        let mut diagnostic = Diagnostic::error(code::CIRCULAR, span, message)
            .help("take one of the references out, or decide it from facts");
        for other in circle.iter().skip(1) {
            diagnostic = diagnostic.related(self.pending[*other].name.span, "by way of this");
        }
        self.diagnostics.push(diagnostic);
    }

    fn check_overrides(&mut self) {
        let mut missing = Vec::new();
        for pending in &self.pending {
            let Item::Rule(rule) = &pending.block.item else { continue };
            for name in &rule.overrides {
                if self.pending_rule(&name.key()).is_none() {
                    missing.push(name.clone());
                }
            }
        }
        for name in missing {
            self.unknown_rule(&name);
        }
    }

    fn pending_rule(&self, key: &str) -> Option<usize> {
        self.pending.iter().position(|pending| matches!(pending.block.item, Item::Rule(_)) && pending.name.key() == key)
    }

    fn unknown_rule(&mut self, name: &Name) {
        if self.was_unread(&name.text) {
            return;
        }
        let rules: Vec<&str> = self
            .pending
            .iter()
            .filter(|pending| matches!(pending.block.item, Item::Rule(_)))
            .map(|pending| pending.name.text.as_str())
            .collect();
        let help = match crate::diagnostic::nearest(&name.text, rules).as_slice() {
            [] => "write the name of a rule just as it stands behind `rule`".to_owned(),
            near => format!("did you mean {}?", crate::diagnostic::one_of(near)),
        };
        self.diagnostics.push(
            Diagnostic::error(code::UNKNOWN_RULE, name.span, format!("there is no rule `{}`", name.text)).help(help),
        );
    }
}
