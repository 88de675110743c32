//! Conclusions and decisions by the names that a user gives.

use rulecheck::answer::{Engine, Subject};
use rulecheck::diagnostic::{Diagnostic, code, nearest, one_of};
use rulecheck::rulebase::{Conclusion, ConclusionId};
use rulecheck::source::Sources;
use rulecheck::syntax::tree::key;

use super::{Exit, output};

/// The conclusions of these names; of a decision, the rules that advise on it.
pub fn conclusions(engine: &Engine, names: &[String]) -> Result<Vec<ConclusionId>, Exit> {
    let mut ids = Vec::new();
    for name in names {
        for subject in subjects(engine, name)? {
            ids.extend(engine.conclusions_of(subject));
        }
    }
    Ok(ids)
}

/// A conclusion by name, or all instances of one that is concluded for each label; or a decision.
pub fn subjects(engine: &Engine, name: &str) -> Result<Vec<Subject>, Exit> {
    let (conclusions, decisions) = (&engine.rulebase.conclusions, &engine.rulebase.decisions);
    let named = |declared: &str, kind: &str| {
        key(declared) == key(name) || key(declared) == key(name.trim().trim_start_matches(kind))
    };
    let fits = |one: &Conclusion| named(&one.name, "rule ") || named(one.each_name(), "rule ");
    let ids =
        (0..conclusions.len()).filter(|at| fits(&conclusions[*at])).map(|at| Subject::Conclusion(ConclusionId(at)));
    let open = (0..decisions.len()).filter(|at| named(&decisions[*at].name, "decision ")).map(Subject::Decision);
    let found: Vec<Subject> = ids.chain(open).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let known = conclusions.iter().map(|one| one.name.as_str()).chain(decisions.iter().map(|one| one.name.as_str()));
    let near = nearest(name, known);
    let help = match near.is_empty() {
        true => "`rulecheck show RULES` lists them all".to_owned(),
        false => format!("did you mean {}?", one_of(&near)),
    };
    let message = format!("the rules have no conclusion or decision `{name}`");
    output::diagnostics(&[Diagnostic::general(code::NO_SUCH_CONCLUSION, message).help(help)], &Sources::default());
    Err(Exit::Unusable)
}
