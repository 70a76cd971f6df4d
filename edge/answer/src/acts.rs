//! What a shopper does with a message: asks, complains, greets, wants a person …

use protocol::decision::{Act, Rule};

use crate::feeling::{Feeling, Strengths};
use crate::lexicon::{LEXICON, MoodWord, Sign};
use crate::normalise::Word;
use crate::phrases::Found;

/// From this strength on the wish for a person is taken as said. A little lower than what was learnt: a person who comes
/// uncalled costs the shop a minute, one who doesn't come costs it the shopper.
const WANTS_PERSON: f32 = -0.1;
/// A yes or a no stands alone or nearly so; in a longer message the same words mean other things.
const SHORT_REPLY: usize = 4;

/// The acts of a message, strongest first.
pub fn acts(marked: bool, words: &[Word], signs: &[Found<Sign>], heard: &Strengths) -> Vec<Act> {
    let has = |sign| signs.iter().any(|found| found.value == sign);
    let replies = |sign| words.len() <= SHORT_REPLY && is_reply(words, signs, sign);
    let refuses = has(Sign::NoPerson);
    let wants_person = has(Sign::Person) || heard.of(Feeling::WantsPerson) > WANTS_PERSON;
    let question = marked || has(Sign::Question);
    let table = [
        (Act::WantsPerson, wants_person && !refuses),
        (Act::RefusesPerson, refuses),
        (Act::Complaint, has(Sign::Complaint)),
        (Act::Question, question),
        (Act::Thanks, has(Sign::Thanks)),
        (Act::Goodbye, has(Sign::Goodbye)),
        (Act::Greeting, signs.iter().any(|f| f.value == Sign::Greeting && f.start == 0)),
        (Act::Yes, replies(Sign::Yes) && !question),
        (Act::No, replies(Sign::No) && !question),
    ];
    table.into_iter().filter(|(_, is)| *is).map(|(act, _)| act).collect()
}

/// Whether a message says yes (or no) and little else.
fn is_reply(words: &[Word], signs: &[Found<Sign>], sign: Sign) -> bool {
    let says =
        |at: usize| signs.iter().any(|found| found.value == sign && (found.start..found.end).contains(&at));
    says(0) && words.iter().enumerate().all(|(at, word)| says(at) || LEXICON.is_filler(&word.plain))
}

/// The rule for a message that is a greeting, thanks or a goodbye and nothing else.
pub fn small_talk(words: &[Word], signs: &[Found<Sign>]) -> Option<Rule> {
    let courteous = [Sign::Greeting, Sign::Thanks, Sign::Goodbye, Sign::SmallTalk];
    let mut covered = vec![false; words.len()];
    for found in signs.iter().filter(|found| courteous.contains(&found.value)) {
        covered[found.start..found.end].fill(true);
    }
    let emoji = |word: &Word| !word.plain.chars().any(char::is_alphanumeric);
    if !words.iter().zip(covered).all(|(word, covered)| covered || emoji(word)) {
        return None;
    }
    let has = |sign| signs.iter().any(|found| found.value == sign);
    [(Sign::Goodbye, Rule::Goodbye), (Sign::Thanks, Rule::Thanks), (Sign::Greeting, Rule::Greeting)]
        .into_iter()
        .find_map(|(sign, rule)| has(sign).then_some(rule))
}

/// The kind of matter in a message that a person must judge; a wish or a worry ("kalau", "takut") before it is none yet.
pub fn discretion(words: &[Word]) -> Option<Found<&'static str>> {
    let first = LEXICON.discretion.find(words).into_iter().next()?;
    let hedged = LEXICON.moods.find(&words[..first.start]).iter().any(|found| found.value == MoodWord::Hedge);
    (!hedged).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Reading;

    #[test]
    fn acts_are_told() {
        use Act::{Complaint, Goodbye, Greeting, No, Question, RefusesPerson, Thanks, WantsPerson, Yes};
        for (text, expected) in [
            ("halo kak", vec![Greeting]),
            ("selamat pagi, mau tanya ongkir dong", vec![Question, Greeting]),
            ("bisa cod?", vec![Question]),
            ("makasih banyak kak", vec![Thanks]),
            ("sampai jumpa", vec![Goodbye]),
            ("iya kak", vec![Yes]),
            ("ga jadi", vec![No]),
            ("mau ngomong sama orang beneran dong", vec![WantsPerson]),
            ("sambungin ke cs", vec![WantsPerson]),
            ("can i talk to a real person", vec![WantsPerson, Question]),
            ("gausah disambungin ke admin, sama bot aja", vec![RefusesPerson]),
            ("barangnya rusak parah!!", vec![Complaint]),
            ("pengen ngomong karo wong", vec![WantsPerson]),
            ("cs online sampai jam berapa", vec![Question]),
            ("paket saya mana min", vec![Question]),
        ] {
            assert_eq!(Reading::alone(text).acts, expected, "{text}");
        }
    }

    #[test]
    fn small_talk_is_nothing_but_courtesy() {
        for (text, expected) in [
            ("halo", Some(Rule::Greeting)),
            ("Assalamualaikum kak 🙏", Some(Rule::Greeting)),
            ("pagi min, mau tanya dong", Some(Rule::Greeting)),
            ("makasih ya kak infonya", Some(Rule::Thanks)),
            ("thank you so much!", Some(Rule::Thanks)),
            ("oke makasih, sampai jumpa", Some(Rule::Goodbye)),
            ("halo, ongkir ke bandung berapa", None),
            ("makasih, tapi barangnya rusak", None),
            ("kak", None),
            ("", None),
        ] {
            let reading = Reading::alone(text);
            assert_eq!(small_talk(&reading.words, &reading.signs), expected, "{text}");
        }
    }

    #[test]
    fn disputes_need_discretion_and_questions_about_policy_do_not() {
        for text in [
            "refund saya ditolak, saya ga terima",
            "balikin duit saya sekarang",
            "saya laporkan ke polisi",
            "siap siap ketemu pengacara saya",
            "saya viralkan di tiktok",
            "anak saya jadi gatal gatal, ada jarum di bajunya",
            "i want my money back",
        ] {
            assert!(Reading::alone(text).discretion.is_some(), "{text}");
        }
        for text in [
            "bisa refund ga kak?",
            "berapa lama refund cair",
            "kalau refund ditolak gimana",
            "bahannya aman buat kulit alergi?",
            "seragam polisi bisa pesan?",
        ] {
            assert!(Reading::alone(text).discretion.is_none(), "{text}");
        }
    }
}
