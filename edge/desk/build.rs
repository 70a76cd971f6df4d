//! Turns the tables of strings into code.

fn main() {
    strings::generate();
}
