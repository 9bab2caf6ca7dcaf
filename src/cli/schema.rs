//! `schema`: the JSON Schema of scenario files, for editors that complete and check.

use clap::Args;

use crate::scenario;

use super::ending::Done;
use super::printing::print;

/// Print the JSON Schema of scenario files.
#[derive(Debug, Args)]
pub struct Schema {}

impl Schema {
    pub fn go(self) -> Done {
        print(&format!("{:#}\n", scenario::schema()))
    }
}
