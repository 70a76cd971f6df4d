//! Colleagues mentioned in a note: `@` and their name.

use protocol::StaffId;
use protocol::staff::Colleague;

/// What stands before a name.
pub const MARK: char = '@';

/// The colleagues with a name of which a word begins with what was typed, without `me`.
pub fn found(colleagues: &[Colleague], me: StaffId, typed: &str) -> Vec<Colleague> {
    let typed = typed.to_lowercase();
    let begins = |name: &str| name.to_lowercase().split_whitespace().any(|word| word.starts_with(&typed));
    colleagues.iter().filter(|one| one.id != me && begins(&one.name)).cloned().collect()
}

/// Whom a text mentions, in capitals or not. Where a name is the beginning of another one, the longer one is meant.
pub fn mentioned(text: &str, colleagues: &[Colleague]) -> Vec<StaffId> {
    let text = text.to_lowercase();
    let pieces: Vec<&str> = text.split(MARK).collect();
    // What follows a letter is part of an address.
    let begins = |pair: &&[&str]| !pair[0].ends_with(char::is_alphanumeric);
    pieces.windows(2).filter(begins).flat_map(|pair| called(pair[1], colleagues)).collect()
}

/// The colleagues by whose name a text in small letters begins: several only if they have the same one.
fn called(said: &str, colleagues: &[Colleague]) -> Vec<StaffId> {
    let is_called = |one: &&Colleague| {
        let rest = said.strip_prefix(one.name.to_lowercase().as_str());
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let longest = colleagues.iter().filter(is_called).map(|one| one.name.len()).max();
    let meant = colleagues.iter().filter(is_called).filter(|one| Some(one.name.len()) == longest);
    meant.map(|one| one.id).collect()
}

#[cfg(test)]
mod tests {
    use protocol::Millis;
    use protocol::staff::{Presence, Role};

    use super::*;

    fn id(number: u128) -> StaffId {
        StaffId::from_parts(Millis(0), number)
    }

    fn team() -> Vec<Colleague> {
        let colleague = |(number, name): (u128, &str)| Colleague {
            id: id(number),
            name: name.to_owned(),
            role: Role::Agent,
            presence: Presence::Online,
            places: 5,
            has: 0,
            languages: Vec::new(),
        };
        [(1, "Dina"), (2, "Dina Putri"), (3, "Sari"), (4, "Sari")].map(colleague).to_vec()
    }

    #[test]
    fn a_colleague_is_found_by_any_word_of_their_name_but_nobody_finds_themselves() {
        let names = |typed| found(&team(), id(3), typed).into_iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(names("di"), [id(1), id(2)]);
        assert_eq!(names("PUT"), [id(2)]);
        assert_eq!(names("sa"), [id(4)]);
        assert_eq!(names(""), [id(1), id(2), id(4)]);
        assert!(names("x").is_empty());
    }

    #[test]
    fn whom_a_note_mentions() {
        for (text, expected) in [
            ("@Dina tolong cek", vec![1]),
            ("@Dina Putri tolong cek", vec![2]),
            ("tolong @Dina, sama @Dina Putri.", vec![1, 2]),
            ("@Sari", vec![3, 4]),
            ("tolong @dina", vec![1]),
            ("@Dinasti, Dina, toko@dina.id", vec![]),
        ] {
            let expected: Vec<StaffId> = expected.into_iter().map(id).collect();
            assert_eq!(mentioned(text, &team()), expected, "{text}");
        }
    }
}
