//! Reports as HTML, from outside: one file, whole, that asks for nothing else.

use std::fs;
use std::path::Path;
use std::process::Command;

use suasion::report::html::{PageData, render};
use suasion::scenario;
use tempfile::{TempDir, tempdir};

const TEACHING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/teaching.toml");

/// Exit code and everything said.
fn suasion(place: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suasion"));
    let output = command.current_dir(place).args(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

/// A folder with a small result in it, `out`.
fn place() -> TempDir {
    let place = tempdir().unwrap();
    let run = ["run", TEACHING, "--runs", "300", "--out", "out"];
    let (code, said) = suasion(place.path(), &run);
    assert_eq!(code, 0, "{said}");
    place
}

fn report(place: &TempDir) -> String {
    let (code, said) = suasion(place.path(), &["report", "out", "-o", "page.html"]);
    assert_eq!((code, said.as_str()), (0, "Report in page.html\n"));
    fs::read_to_string(place.path().join("page.html")).unwrap()
}

#[test]
fn a_report_is_one_file_that_asks_for_nothing_else() {
    let page = report(&place());
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1).unwrap();
    let policy = policy.split('"').next().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
    // Outside the script, which names addresses in its licences and for XML names.
    let words = page.split("<script>").next().unwrap();
    for asks in [" src=", "<link", "@import", "url(", "<iframe", "<img", "<form"] {
        assert!(!words.contains(asks), "{asks}");
    }
}

#[test]
fn a_report_says_what_the_terminal_says() {
    let place = place();
    let page = report(&place);
    let (_, printed) = suasion(place.path(), &["run", TEACHING, "--runs", "300", "--out", "out"]);
    let answer = printed.split("\nIt was computed before").next().unwrap();
    let escaped = answer.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    assert!(page.contains(escaped.trim()), "the answer stands in the page, word for word");
    let scenario = scenario::load(TEACHING.as_ref()).unwrap();
    assert!(page.contains(&format!("<title>{}</title>", scenario.title)));
    for claim in scenario.claims.values() {
        assert!(page.contains(&claim.text.replace('&', "&amp;")), "{}", claim.text);
    }
    for source in scenario.sources.values() {
        assert!(page.contains(&source.title), "{}", source.title);
    }
    for event in scenario.events.values() {
        assert!(page.contains(&event.title), "{}", event.title);
    }
    assert!(!page.contains("NaN") || !page.split("<script>").next().unwrap().contains("NaN"));
}

#[test]
fn the_same_result_gives_the_same_page() {
    let place = place();
    let first = report(&place);
    let (code, said) = suasion(place.path(), &["report", "out"]);
    assert_eq!((code, said.as_str()), (0, "Report in out.html\n"));
    assert_eq!(fs::read_to_string(place.path().join("out.html")).unwrap(), first);
}

#[test]
fn a_file_is_replaced_only_when_asked() {
    let place = place();
    fs::write(place.path().join("page.html"), "mine").unwrap();
    let (code, said) = suasion(place.path(), &["report", "out", "-o", "page.html"]);
    assert_eq!(code, 3);
    assert!(said.contains("page.html exists already; choose another file with --out"), "{said}");
    assert_eq!(fs::read_to_string(place.path().join("page.html")).unwrap(), "mine");
    let (code, _) = suasion(place.path(), &["report", "out", "-o", "page.html", "--force"]);
    assert_eq!(code, 0);
}

#[test]
fn what_is_no_result_is_said_to_be_none() {
    let place = place();
    let (code, said) = suasion(place.path(), &["report", "nowhere"]);
    assert_eq!(code, 3);
    assert!(said.contains("nowhere"), "{said}");
    let (code, said) = suasion(place.path(), &["report", "out", "-o", "no/such/page.html"]);
    assert_eq!(code, 3);
    assert!(said.contains("no/such"), "{said}");
    fs::remove_file(place.path().join("out/manifest.json")).unwrap();
    let (code, said) = suasion(place.path(), &["report", "out"]);
    assert_eq!(code, 3);
    assert!(said.contains("manifest.json"), "{said}");
    assert!(!place.path().join("out.html").exists());
}

#[test]
fn words_of_a_scenario_stay_words() {
    let nasty = "</title></script><script>alert(1)</script> & <b>";
    let page = PageData {
        title: nasty.into(),
        standfirst: nasty.into(),
        warnings: vec![nasty.into()],
        ..PageData::default()
    };
    let html = render(&page);
    assert!(!html.contains("alert(1)</script>") && !html.contains("<b>"));
    assert_eq!(html.matches("<script").count(), 2, "the numbers and the bundle");
}
