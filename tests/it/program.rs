//! The built program, as tests call it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::{TempDir, tempdir};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_suasion");
pub const TEACHING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/teaching.toml");

/// How the program ended and what it said.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Said {
        let text = |bytes| String::from_utf8(bytes).expect("the program speaks UTF-8");
        Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// A folder with the teaching scenario in it.
pub fn place() -> TempDir {
    let place = tempdir().unwrap();
    fs::copy(TEACHING, place.path().join("teaching.toml")).unwrap();
    place
}

pub fn command(place: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.current_dir(place).args(arguments);
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

pub fn suasion(place: &TempDir, arguments: &[&str]) -> Said {
    command(place.path(), arguments).output().unwrap().into()
}

/// What a command that must succeed prints: plain text.
pub fn printed(place: &TempDir, arguments: &[&str]) -> String {
    let said = suasion(place, arguments);
    assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.err);
    assert!(!said.out.contains('\u{1b}'), "{arguments:?} prints no escape codes into a pipe");
    said.out
}

/// What a command that must fail says.
pub fn refused(place: &TempDir, code: i32, arguments: &[&str]) -> String {
    let said = suasion(place, arguments);
    assert_eq!(said.code, Some(code), "{arguments:?}: {}{}", said.out, said.err);
    said.err
}

pub fn assert_narrow(text: &str) {
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "more than 80 columns: {line}");
    }
}

/// Where each of some texts stands; they must be there, in this order.
pub fn assert_in_order(text: &str, parts: &[&str]) {
    let mut at = 0;
    for part in parts {
        let found = text[at..].find(part);
        at += found.unwrap_or_else(|| panic!("`{part}` follows in:\n{text}")) + part.len();
    }
}
