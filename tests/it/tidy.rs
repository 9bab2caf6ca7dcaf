//! House rules that compilers do not enforce. Each rule is a function over text that returns what it
//! objects to, so that it can be shown to fail.

use std::fs;
use std::path::{Path, PathBuf};

use suasion::mechanism::CAUSAL_ORDER;
use suasion::world::FIELDS;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under a folder, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut left = vec![root().join(folder)];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder of the crate is readable");
            left.extend(entries.map(|entry| entry.expect("an entry is readable").path()));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).expect("a source file is UTF-8");
            found.push((path, text));
        }
    }
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// The code of a file without its unit tests.
fn without_tests(text: &str) -> &str {
    let end = text.find("#[cfg(test)]").or_else(|| text.find("#[cfg(all(test"));
    &text[..end.unwrap_or(text.len())]
}

/// Rooms in order: the `mod` list of lib.rs.
fn rooms() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs is there");
    let mods = lib.lines().filter_map(|line| line.strip_prefix("pub mod "));
    mods.map(|rest| rest.trim_end_matches(';').to_string()).collect()
}

/// Rooms that a file of a room uses and may not: itself and the ones above it are allowed.
fn layer_breaches(rooms: &[String], room: &str, code: &str) -> Vec<String> {
    let place = |r: &str| rooms.iter().position(|other| other == r);
    let own = place(room);
    let mut breaches = Vec::new();
    for (number, line) in code.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for used in line.split("crate::").skip(1) {
            let end = used.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(used.len());
            let used = &used[..end];
            if place(used).is_some_and(|p| Some(p) > own) {
                breaches.push(format!("line {}: `{room}` uses `{used}`", number + 1));
            }
        }
    }
    breaches
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let rooms = rooms();
    assert!(rooms.len() >= 11, "lib.rs lists the rooms: {rooms:?}");
    let mut breaches = Vec::new();
    for (path, text) in sources("src") {
        let inside = path.strip_prefix(root().join("src")).expect("under src");
        let room = inside.components().next().expect("a first part").as_os_str();
        let room = room.to_string_lossy().trim_end_matches(".rs").to_string();
        if rooms.contains(&room) {
            let found = layer_breaches(&rooms, &room, without_tests(&text));
            breaches.extend(found.into_iter().map(|b| format!("{}: {b}", shown(&path))));
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    let example = "use crate::engine::simulate;\n// crate::cli is only mentioned\n";
    assert_eq!(layer_breaches(&rooms, "world", example), ["line 1: `world` uses `engine`"]);
}

/// Uses of another mechanism's or metric's file inside a closed room.
fn sibling_uses(own: &str, names: &[&str], code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in names.iter().filter(|name| **name != own) {
        for form in [format!("super::{name}::"), format!("mechanism::{name}::")] {
            if code.contains(&form) {
                found.push(format!("`{own}` uses `{form}`"));
            }
        }
    }
    found
}

#[test]
fn mechanisms_meet_only_through_the_state() {
    let names: Vec<&str> = CAUSAL_ORDER.iter().map(|m| m.name).collect();
    for mechanism in CAUSAL_ORDER {
        let found = sibling_uses(mechanism.name, &names, without_tests(mechanism.page));
        assert!(found.is_empty(), "{found:?}");
    }
    assert_eq!(sibling_uses("trade", &["growth"], "super::growth::step(cx)").len(), 1);
}

/// Fields that code assigns to: `s.name =`, `s.name[ix] +=`, `s.name.fill(`, `for … in s.name.values_mut`.
fn written(code: &str) -> Vec<&'static str> {
    let flat: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut names = Vec::new();
    for field in FIELDS {
        let mut rest = flat.as_str();
        let pattern = format!("s.{}", field.name);
        while let Some(at) = rest.find(&pattern) {
            let after = &rest[at + pattern.len()..];
            let before = rest[..at].chars().next_back().unwrap_or(' ');
            rest = after;
            if before.is_alphanumeric() || before == '_' || before == '.' {
                continue;
            }
            if after.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let mut tail = after;
            while tail.starts_with('[') {
                tail = &tail[tail.find(']').map_or(tail.len(), |end| end + 1)..];
            }
            let tail = tail.trim_start();
            let assigns = ["= ", "+= ", "-= ", "*= "].iter().any(|op| tail.starts_with(op));
            if assigns || tail.starts_with(".fill(") || tail.starts_with(".values_mut(") {
                names.push(field.name);
                break;
            }
        }
    }
    names
}

#[test]
fn every_field_has_one_writer_and_the_pages_say_so() {
    for mechanism in CAUSAL_ORDER {
        let declared: Vec<&str> =
            FIELDS.iter().filter(|f| f.writer == mechanism.name).map(|f| f.name).collect();
        let mut found = written(without_tests(mechanism.page));
        found.sort_unstable();
        let mut sorted = declared.clone();
        sorted.sort_unstable();
        assert_eq!(found, sorted, "`{}` writes what the state table says", mechanism.name);
        let page = section(mechanism.page, "Writes");
        for field in declared {
            assert!(page.contains(field), "the page of `{}` names `{field}`", mechanism.name);
        }
    }
    assert_eq!(written("s.gdp_log[ix] += change; let y = s.oil_log;"), ["gdp_log"]);
}

const SECTIONS: [&str; 8] =
    ["Equation", "Symbols", "Reads", "Writes", "Draws", "Limits", "Leaves out", "References"];

/// The text of a page's section.
fn section(page: &str, name: &str) -> String {
    let lines = page.lines().filter_map(|line| line.strip_prefix("//!")).map(str::trim);
    let inside = lines.skip_while(|line| *line != format!("# {name}")).skip(1);
    inside.take_while(|line| !line.starts_with("# ")).collect::<Vec<_>>().join(" ")
}

/// Equation tags like (trade.2) in a text.
fn tags(text: &str, mechanism: &str) -> Vec<String> {
    let opening = format!("({mechanism}.");
    let mut found: Vec<String> = text
        .split(&opening)
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(n, _)| n))
        .filter(|n| n.bytes().all(|b| b.is_ascii_digit()))
        .map(|n| format!("({mechanism}.{n})"))
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn every_mechanism_has_its_page_and_its_equations_their_functions() {
    for mechanism in CAUSAL_ORDER {
        let page = mechanism.page;
        let mut at = 0;
        for name in SECTIONS {
            let place = page[at..].find(&format!("//! # {name}\n"));
            at += place.unwrap_or_else(|| panic!("`{}` has `# {name}` in order", mechanism.name));
        }
        let said = tags(&section(page, "Equation"), mechanism.name);
        let code: String = page.lines().filter(|l| !l.starts_with("//!")).collect();
        let stands = tags(&code, mechanism.name);
        assert!(!said.is_empty(), "`{}` tags its equations", mechanism.name);
        assert_eq!(said, stands, "`{}`: tags of the page against tags in the code", mechanism.name);
    }
}

/// Functions longer than `most` lines, with their first line.
fn long_functions(code: &str, most: usize) -> Vec<(usize, String)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let is_function = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "pub const fn "]
            .iter()
            .any(|opening| trimmed.starts_with(opening));
        if !is_function || trimmed.ends_with(';') {
            continue;
        }
        let closing = format!("{}}}", &line[..line.len() - trimmed.len()]);
        if let Some(length) = lines[start..].iter().position(|l| *l == closing)
            && length >= most
        {
            found.push((length + 1, trimmed.to_string()));
        }
    }
    found
}

#[test]
fn files_functions_and_lines_stay_small() {
    let mut objections = Vec::new();
    for (path, text) in sources("src") {
        let name = shown(&path);
        if path.ends_with("tests.rs") {
            continue;
        }
        let lines = without_tests(&text).lines().count();
        if lines > 400 {
            objections.push(format!("{name} has {lines} lines: split it by concept"));
        }
        for (length, first) in long_functions(without_tests(&text), 75) {
            objections.push(format!("{name}: `{first}` has {length} lines"));
        }
        let module_page = text.starts_with("//!") || name == "src/main.rs";
        if !module_page {
            objections.push(format!("{name} opens without a page (`//!`)"));
        }
    }
    assert!(objections.is_empty(), "{}", objections.join("\n"));
    let long = format!("fn hall() {{\n{}}}\n", "    step();\n".repeat(80));
    assert_eq!(long_functions(&long, 75).len(), 1);
}

/// Words that have no place in code or text, with the reason.
const BANNED: [(&str, &str); 7] = [
    ("use super::*", "outside tests it hides what a file depends on"),
    ("todo!", "there are no stubs"),
    ("unimplemented!", "there are no stubs"),
    ("dbg!", "left over"),
    ("HashSet<", "its order changes from run to run: use BTreeSet"),
    ("mod utils", "name the concept"),
    ("mod prelude", "name what is used"),
];

fn banned(code: &str) -> Vec<String> {
    let hits = BANNED.iter().filter(|(word, _)| code.contains(word));
    hits.map(|(word, why)| format!("`{word}`: {why}")).collect()
}

#[test]
fn banned_words_stay_out() {
    for (path, text) in sources("src") {
        if path.ends_with("tests.rs") {
            continue;
        }
        let found = banned(without_tests(&text));
        assert!(found.is_empty(), "{}: {found:?}", shown(&path));
    }
    assert_eq!(banned("fn f() { todo!() }").len(), 1);
}
