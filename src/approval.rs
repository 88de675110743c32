//! What the clinician who signs has to confirm: every review mark, what carries it, and what leans on it.

use jiff::civil::Date;

use crate::answer::{Engine, Read};
use crate::rulebase::{
    Body, Book, ChoiceId, Cited, Conclusion, ConclusionId, Fact, FactId, FindingId, Kind, Outcome, Review, Rulebase,
};
use crate::source::{Place, Sources};
use crate::syntax::tree::key;

/// Everything that stands between rulebooks and their use.
#[derive(Debug, Clone)]
pub struct Approval {
    /// The date that review dates are held against.
    pub today: Date,
    /// The rulebooks that the user named, by file.
    pub volumes: Vec<Volume>,
    /// Rulebooks that these use and nobody named, and their items.
    pub unnamed: (usize, usize),
}

/// One rulebook and what there is to confirm in it.
#[derive(Debug, Clone)]
pub struct Volume {
    /// Index into [`Rulebase::books`].
    pub book: usize,
    pub overdue: bool,
    /// What it quotes and what it declares: indices into [`Rulebase::citations`].
    pub sources: Vec<usize>,
    /// What to verify first, then the project's own conventions; each as they stand in the file.
    pub items: Vec<Item>,
    /// Numbers of the items of other rulebooks that conclusions of this one lean on.
    pub inherited: Vec<usize>,
    /// Conclusions that name no source; definitions need none.
    pub unsourced: Vec<ConclusionId>,
    pub examples: usize,
}

/// One review mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Counts through all rulebooks, from 1.
    pub number: usize,
    /// What carries the mark: `label`, `fact`, `field`, or the keyword of a block.
    pub kind: &'static str,
    /// Its name; of a label or field with the kind or finding it belongs to.
    pub name: String,
    pub text: String,
    /// Where the mark stands.
    pub place: Place,
    pub cited: Vec<Cited>,
    /// Conclusions computed from what carries it, its own rulebook's first; itself is left out.
    pub leaning: Vec<ConclusionId>,
    /// The advice that these, and it itself, give: `suggest anticoagulation`.
    pub advice: Vec<String>,
}

impl Item {
    /// The project decided it, so that no source can confirm it.
    pub fn is_convention(&self) -> bool {
        key(&self.text).starts_with("project convention")
    }
}

impl Approval {
    /// Gathers what there is to confirm.
    pub fn of(engine: &Engine, sources: &Sources, today: Date) -> Approval {
        let mut items = items(engine, sources);
        items.sort_by(|a, b| (a.is_convention(), &a.place, &a.name).cmp(&(b.is_convention(), &b.place, &b.name)));
        let (books, mut named) = (&engine.rulebase.books, Vec::new());
        named.extend((0..books.len()).filter(|book| books[*book].asked_for));
        named.sort_by(|a, b| books[*a].file.cmp(&books[*b].file));
        let mut number = 0;
        let mut volumes = Vec::new();
        for book in named {
            let mut volume = volume(engine, sources, book, today);
            let (own, others) = items.into_iter().partition(|item: &Item| item.place.file == books[book].file);
            (volume.items, items) = (own, others);
            for item in &mut volume.items {
                number += 1;
                item.number = number;
            }
            volumes.push(volume);
        }
        inherit(&engine.rulebase, &mut volumes);
        let marked = |book: &&Book| items.iter().any(|item| item.place.file == book.file);
        let unnamed = (books.iter().filter(marked).count(), items.len());
        Approval { today, volumes, unnamed }
    }

    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.volumes.iter().flat_map(|volume| &volume.items)
    }
}

/// Tells each rulebook which items of the others its conclusions lean on.
fn inherit(rulebase: &Rulebase, volumes: &mut [Volume]) {
    let leans = |item: &Item| -> Vec<usize> { item.leaning.iter().map(|id| rulebase.conclusions[id.0].book).collect() };
    let all: Vec<(usize, usize, Vec<usize>)> = volumes
        .iter()
        .flat_map(|volume| volume.items.iter().map(|item| (volume.book, item.number, leans(item))))
        .collect();
    for volume in volumes {
        let others = all.iter().filter(|(book, _, leaning)| *book != volume.book && leaning.contains(&volume.book));
        volume.inherited = others.map(|(_, number, _)| *number).collect();
    }
}

fn volume(engine: &Engine, sources: &Sources, at: usize, today: Date) -> Volume {
    let rulebase = &engine.rulebase;
    let book = &rulebase.books[at];
    let own = |conclusion: &&Conclusion| conclusion.book == at;
    let quoted = |citation: usize| {
        let cites = |conclusion: &Conclusion| conclusion.cited.iter().any(|cited| cited.citation == citation);
        rulebase.conclusions.iter().filter(own).any(cites)
    };
    let declared = |citation: usize| sources.place(rulebase.citations[citation].span).file == book.file;
    let unsourced = (0..rulebase.conclusions.len()).filter(|id| {
        let conclusion = &rulebase.conclusions[*id];
        conclusion.book == at && conclusion.kind != Kind::Define && conclusion.cited.is_empty() && conclusion.is_first()
    });
    Volume {
        book: at,
        overdue: book.review_by.is_some_and(|date| date < today),
        sources: (0..rulebase.citations.len()).filter(|at| quoted(*at) || declared(*at)).collect(),
        items: Vec::new(),
        inherited: Vec::new(),
        unsourced: unsourced.map(ConclusionId).collect(),
        examples: engine.examples.iter().filter(|example| example.book == at).count(),
    }
}

/// What carries a mark.
struct Carrier<'r> {
    kind: &'static str,
    name: String,
    reviews: &'r [Review],
    cited: &'r [Cited],
    reading: Vec<ConclusionId>,
    /// Of a conclusion: itself, in all its instances.
    itself: Vec<ConclusionId>,
}

fn items(engine: &Engine, sources: &Sources) -> Vec<Item> {
    let schema = &engine.rulebase.schema;
    let mut carriers: Vec<Carrier> = Vec::new();
    for (at, choice) in schema.choices.iter().enumerate() {
        for label in choice.labels.iter().filter(|label| !label.reviews.is_empty()) {
            let name = format!("{} of {}", label.name, choice.name);
            carriers.push(given(engine, "label", name, &label.reviews, Read::Choice(ChoiceId(at))));
        }
    }
    let marked = |fact: &&(usize, &Fact)| !fact.1.reviews.is_empty();
    for (at, fact) in schema.facts.iter().enumerate().collect::<Vec<_>>().iter().filter(marked) {
        carriers.push(given(engine, "fact", fact.name.clone(), &fact.reviews, Read::Fact(FactId(*at))));
    }
    for (at, finding) in schema.findings.iter().enumerate() {
        for (field, fact) in finding.fields.iter().enumerate().collect::<Vec<_>>().iter().filter(marked) {
            let name = format!("{} of {}", fact.name, finding.name);
            carriers.push(given(engine, "field", name, &fact.reviews, Read::Field(FindingId(at), *field)));
        }
    }
    let conclusions = engine.rulebase.conclusions.iter();
    carriers.extend(
        conclusions
            .enumerate()
            .filter(|(_, one)| one.is_first() && !one.reviews.is_empty())
            .map(|(at, one)| concluded(engine, ConclusionId(at), one)),
    );
    carriers.iter().flat_map(|carrier| marks(engine, sources, carrier)).collect()
}

/// Something that records give.
fn given<'r>(engine: &Engine, kind: &'static str, name: String, reviews: &'r [Review], read: Read) -> Carrier<'r> {
    Carrier { kind, name, reviews, cited: &[], reading: engine.reading(read), itself: Vec::new() }
}

fn concluded<'r>(engine: &Engine, id: ConclusionId, conclusion: &'r Conclusion) -> Carrier<'r> {
    let all = || (0..engine.rulebase.conclusions.len()).map(ConclusionId);
    // the instances of `for each` stand under one header
    let itself: Vec<ConclusionId> =
        all().filter(|other| engine.rulebase.conclusions[other.0].span == conclusion.span || *other == id).collect();
    let leans = |other: &ConclusionId| itself.iter().any(|one| engine.leans(*other, *one));
    Carrier {
        kind: conclusion.kind.word(),
        name: conclusion.each_name().to_owned(),
        reviews: &conclusion.reviews,
        cited: &conclusion.cited,
        reading: all().filter(|other| !itself.contains(other) && leans(other)).collect(),
        itself,
    }
}

fn marks(engine: &Engine, sources: &Sources, carrier: &Carrier<'_>) -> Vec<Item> {
    let advice = advice(&engine.rulebase, carrier.itself.iter().chain(&carrier.reading));
    let item = |review: &Review| {
        let place = sources.place(review.span);
        let mut leaning = carrier.reading.clone();
        // those of its own rulebook are the nearest
        leaning.sort_by_key(|id| {
            let conclusion = &engine.rulebase.conclusions[id.0];
            engine.rulebase.books[conclusion.book].file != place.file
        });
        Item {
            number: 0,
            kind: carrier.kind,
            name: carrier.name.clone(),
            text: review.text.clone(),
            place,
            cited: carrier.cited.to_vec(),
            leaning,
            advice: advice.clone(),
        }
    };
    carrier.reviews.iter().map(item).collect()
}

/// What rules advise, each once.
fn advice<'i>(rulebase: &Rulebase, ids: impl Iterator<Item = &'i ConclusionId>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for id in ids {
        let Body::Rule(rule) = &rulebase.conclusions[id.0].body else { continue };
        for outcome in &rule.outcomes {
            if let Outcome::Advice(advice) = outcome {
                let words = format!("{} {}", advice.verb.words(), rulebase.actions[advice.action.0].name);
                if !all.contains(&words) {
                    all.push(words);
                }
            }
        }
    }
    all
}
