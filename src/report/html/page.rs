//! A page as one HTML file that asks for nothing else: style, script and numbers are inside, and a
//! content security policy keeps it so.
//!
//! Words and tables are there without the script, which only draws the figures.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::data::{ClaimLine, Claims, Figure, PageData, Part, Plot, Reference, Section, Table};

const STYLE: &str = include_str!("web/style.css");
/// Made by `npm run build` in `web/` from the files there; a test makes it again and compares.
const SCRIPT: &str = include_str!("web/bundle.js");

/// The page as HTML.
pub fn render(page: &PageData) -> String {
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'unsafe-inline'; \
         base-uri 'none'; form-action 'none'",
        BASE64.encode(Sha256::digest(SCRIPT))
    );
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "suasion " (env!("CARGO_PKG_VERSION")) };
                title { (page.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the report" }
                (head(page))
                main id="main" {
                    @let mut numbers = 1..;
                    @for section in &page.sections { (self::section(page, section, &mut numbers)) }
                }
                footer { p { (page.source) } }
                script type="application/json" id="figures" { (PreEscaped(figures(page))) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

fn head(page: &PageData) -> Markup {
    html! {
        header {
            div.bar {
                p.kicker { (page.kicker) }
                div.theme role="group" aria-label="Colours" hidden {
                    @for (word, label) in [("auto", "Auto"), ("light", "Light"), ("dark", "Dark")] {
                        button type="button" data-theme=(word) aria-pressed=(word == "auto") {
                            (label)
                        }
                    }
                }
            }
            h1 { (page.title) }
            p.standfirst { (page.standfirst) }
            @for warning in &page.warnings { p.warning { strong { (warning) } } }
            dl.facts {
                @for [name, value] in &page.facts { div { dt { (name) } dd { (value) } } }
            }
            noscript {
                p.warning {
                    "The figures are drawn by a script inside this file, which is switched off \
                     here. The tables under them hold the same numbers."
                }
            }
            nav aria-label="Contents" {
                ol { @for section in &page.sections { li {
                    a href={ "#" (section.id) } { (section.title) }
                    @for text in &section.brief { p { (text) } }
                } } }
            }
        }
    }
}

fn section(
    page: &PageData,
    section: &Section,
    numbers: &mut impl Iterator<Item = usize>,
) -> Markup {
    html! {
        section id=(section.id) aria-labelledby={ (section.id) "-title" } {
            h2 id={ (section.id) "-title" } { (section.title) }
            @for text in &section.lead { p.lead { (prose(text)) } }
            @let beside = if section.beside { section.parts.len().min(2) } else { 0 };
            @let (first, rest) = section.parts.split_at(beside);
            @if !first.is_empty() {
                div.beside { @for one in first { div { (part(page, one, numbers)) } } }
            }
            @for one in rest { (part(page, one, numbers)) }
        }
    }
}

fn part(page: &PageData, part: &Part, numbers: &mut impl Iterator<Item = usize>) -> Markup {
    let mut number = || numbers.next().unwrap_or_default();
    match part {
        Part::Figure(one) => figure(page, one, number()),
        Part::Claims(list) => claims(page, list, number()),
        Part::Table(rows) => scroll(&rows.caption, &table(rows)),
        Part::Printed { label, text } => scroll(label, &html! { pre { (text) } }),
        Part::Sources(list) => sources(list),
    }
}

fn figure(page: &PageData, figure: &Figure, number: usize) -> Markup {
    let title = format!("{}-title", figure.id);
    html! {
        figure id=(figure.id) aria-labelledby=(title) {
            figcaption {
                p.number { "Figure " (number) }
                h3 id=(title) { (figure.title) }
                p.subject { (figure.subject) }
            }
            div.plot data-plot=(figure.plot.word()) data-figure=(figure.id) data-label=(figure.title) {}
            p.reading { b { "How to read it. " } (figure.reading) }
            p.source { (page.source) }
            details {
                summary { "The numbers of figure " (number) " as a table" }
                (scroll(&format!("Table of figure {number}"), &table(&figure.table)))
            }
        }
    }
}

/// Text in which words between backticks are code.
fn prose(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// What is wide scrolls on its own, by keyboard too.
fn scroll(label: &str, content: &Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(label) tabindex="0" { (content) } }
}

fn table(table: &Table) -> Markup {
    let class = |column: usize| (column >= table.words).then_some("figure");
    html! {
        table {
            caption { (table.caption) }
            thead { tr { @for (at, name) in table.head.iter().enumerate() {
                th scope="col" class=[class(at)] { (name) }
            } } }
            tbody { @for row in &table.rows { tr { @for (at, cell) in row.iter().enumerate() {
                @if at == 0 { th scope="row" { (cell) } }
                @else { td class=[class(at)] { (cell) } }
            } } } }
        }
    }
}

fn claims(page: &PageData, claims: &Claims, number: usize) -> Markup {
    html! {
        @let title = format!("{}-title", claims.id);
        figure id=(claims.id) aria-labelledby=(title) {
            figcaption {
                p.number { "Figure " (number) }
                h3 id=(title) { (claims.title) }
                p.subject { (claims.subject) }
            }
            div.scale aria-hidden="true" {
                div { @for mark in ["0", "25", "50", "75", "100 %"] { span { (mark) } } }
            }
            ul.claims { @for line in &claims.rows { li { (claim(line, claims.plot)) } } }
            p.reading { b { "How to read it. " } (claims.reading) }
            p.source { (page.source) }
        }
    }
}

fn claim(line: &ClaimLine, plot: Plot) -> Markup {
    html! {
        p.claim { (line.text) }
        div.bar {
            @if line.data.is_some() {
                div.plot data-plot=(plot.word()) data-figure=(line.drawing)
                    data-label={ (line.text) ": " (line.figure) " " (line.unit) } {}
            } @else {
                p.input { (line.test) }
            }
        }
        p.share { (line.figure) }
        details {
            summary {
                span.tag.(line.kind) { (line.kind) }
                @if line.in_sample { span.tag { "in sample" } }
                span.more { "test and source" span.hidden { " of: " (line.text) } }
            }
            @if !line.test.is_empty() { p { code { (line.test) } } }
            @for text in &line.remarks { p { (text) } }
            @if !line.note.is_empty() { p { (line.note) } }
            p.source {
                code { (line.id) } @if !line.source.is_empty() { " · paraphrases " (line.source) }
            }
        }
    }
}

fn sources(list: &[Reference]) -> Markup {
    html! {
        ol.sources { @for source in list { li id={ "source-" (source.id) } {
            @for (at, word) in source.words.iter().enumerate() {
                @if at == 0 { cite { (word) } } @else { ", " (word) }
            }
            ". "
            @if !source.url.is_empty() { a href=(source.url) rel="noreferrer" { (source.url) } " " }
            @if !source.note.is_empty() { span.note { (source.note) } " " }
            span.uses { (uses(source)) }
        } } }
    }
}

fn uses(source: &Reference) -> String {
    match source.numbers {
        0 => String::new(),
        1 => "Behind one number.".to_string(),
        n => format!("Behind {n} numbers."),
    }
}

/// What the plots draw, by figure. `<` cannot end the script element from inside a JSON string.
fn figures(page: &PageData) -> String {
    let mut all = Map::new();
    for part in page.sections.iter().flat_map(|section| &section.parts) {
        match part {
            Part::Figure(figure) => {
                all.insert(figure.id.clone(), figure.data.clone());
            }
            Part::Claims(claims) => {
                let drawn = claims.rows.iter().filter_map(|c| Some((&c.drawing, c.data.as_ref()?)));
                all.extend(drawn.map(|(name, data)| (name.clone(), data.clone())));
            }
            Part::Table(_) | Part::Printed { .. } | Part::Sources(_) => {}
        }
    }
    json!(Value::Object(all)).to_string().replace('<', "\\u003c")
}
