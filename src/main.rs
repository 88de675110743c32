use rulecheck::{check, diagnostic, load, program, source::Sources};
fn main() {
    let paths: Vec<std::path::PathBuf> = std::env::args().skip(1).map(Into::into).collect();
    let mut sources = Sources::default();
    let (files, mut d) = load::load(&paths, &mut sources, &mut |p| std::fs::read_to_string(p).map_err(|e| e.to_string()));
    let checked = check::check(&sources, &files, "2026-11-23".parse().unwrap());
    d.extend(checked.diagnostics);
    print!("{}", diagnostic::render_all(&d, &sources, diagnostic::Style::Plain));
    if let Some(rb) = checked.rulebase {
        let p = program::lower(&rb);
        println!("{} conclusions, {} steps", rb.conclusions.len(), p.steps.len());
    }
}
