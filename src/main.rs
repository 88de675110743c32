use rulecheck::{diagnostic, source::Sources, syntax};
fn main() {
    for path in std::env::args().skip(1) {
        let mut sources = Sources::default();
        let id = sources.add(path.clone(), std::fs::read_to_string(&path).unwrap());
        let (file, d) = syntax::parse(&sources, id);
        println!("{path}: {} blocks", file.blocks.len());
        if std::env::var("T").is_ok() { println!("{:#?}", file); }
        print!("{}", diagnostic::render_all(&d, &sources, diagnostic::Style::Plain));
    }
}
