//! How much there is to say, in one line.

use rulecheck::diagnostic::Diagnostic;

/// `2 errors, 1 warning`
pub fn summary(all: &[Diagnostic]) -> String {
    let errors = all.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = all.len() - errors;
    let mut parts = Vec::new();
    if errors > 0 {
        parts.push(plural(errors, "error"));
    }
    if warnings > 0 {
        parts.push(plural(warnings, "warning"));
    }
    let worst = all.iter().find(|diagnostic| diagnostic.is_error()).or(all.first());
    let code = worst.map_or_else(|| "CODE".to_owned(), |diagnostic| diagnostic.code.to_string());
    format!("{}; `rulecheck explain {code}` says more", parts.join(", "))
}

/// `1 error`, `2 errors`
pub fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
