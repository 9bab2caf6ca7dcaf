//! Documents that follow from the tables, and claims of the README that can be held to.

use std::fs;

use suasion::mechanism::{CAUSAL_ORDER, parameters};
use suasion::scenario;

#[test]
fn the_page_of_the_format_is_the_table_of_shapes() {
    let page = scenario::page();
    if std::env::var_os("BLESS").is_some() {
        fs::write("docs/scenario-format.md", &page).expect("docs can be written");
    }
    let written = fs::read_to_string("docs/scenario-format.md").unwrap_or_default();
    assert_eq!(written, page, "BLESS=1 cargo test rewrites docs/scenario-format.md");
}

#[test]
fn the_list_of_parameters_is_the_table() {
    let list = suasion::report::parameter_list();
    if std::env::var_os("BLESS").is_some() {
        fs::write("docs/parameters.md", &list).expect("docs can be written");
    }
    let written = fs::read_to_string("docs/parameters.md").unwrap_or_default();
    assert_eq!(written, list, "BLESS=1 cargo test rewrites docs/parameters.md");
}

#[test]
fn the_documents_that_documents_name_are_there() {
    let mut missing = Vec::new();
    let mut texts =
        vec!["README.md".to_string(), "ARCHITECTURE.md".into(), "CONTRIBUTING.md".into()];
    for entry in fs::read_dir("docs").expect("docs are there") {
        let path = entry.expect("an entry is readable").path();
        if path.extension().is_some_and(|e| e == "md") {
            texts.push(path.display().to_string());
        }
    }
    for text in texts {
        let content = fs::read_to_string(&text).expect("a document is readable");
        let folder = std::path::Path::new(&text).parent().expect("a folder").to_path_buf();
        for link in content.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let local = !link.starts_with("http") && !link.starts_with('#');
            if local && !folder.join(link).exists() {
                missing.push(format!("{text} names {link}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_ablation_table_has_a_line_for_every_mechanism() {
    let table = fs::read_to_string("docs/ablation.md").expect("the table is there");
    for mechanism in CAUSAL_ORDER {
        assert!(table.contains(&format!("| `{}` |", mechanism.name)), "{}", mechanism.name);
    }
}

#[test]
fn every_parameter_of_the_shipped_scenarios_exists() {
    let table = parameters();
    for entry in fs::read_dir("scenarios").expect("scenarios are there") {
        let path = entry.expect("an entry is readable").path();
        if path.extension().is_some_and(|e| e == "toml") {
            let scenario = scenario::load(&path).unwrap_or_else(|problems| panic!("{problems}"));
            for key in scenario.parameters.keys() {
                assert!(table.iter().any(|p| p.key == key), "{}: {key}", path.display());
            }
        }
    }
}
