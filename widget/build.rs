//! Compiles the tables of strings.

fn main() {
    strings::generate();
}
