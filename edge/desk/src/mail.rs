//! The e-mails that a shop's staff are sent: a link to sign in with, an invitation. Each as plain text and as HTML, in which
//! names that people gave are escaped.

use protocol::account::Invited;
use protocol::shop::{Language, Settings};

include!(concat!(env!("OUT_DIR"), "/strings.rs"));

/// An e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// What it is about: one line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// The link by which somebody signs in.
#[must_use]
pub fn sign_in(shop: &Settings, to: &str, link: &str) -> Mail {
    let (t, shop) = (words(shop), &shop.name);
    let (subject, said) = (t.sign_in_subject(shop), t.sign_in_text(shop));
    mail(to, subject, &said, link, t.sign_in_button, t.sign_in_ignore)
}

/// The link by which somebody joins a team.
#[must_use]
pub fn invitation(shop: &Settings, invited: &Invited, link: &str) -> Mail {
    let (t, shop, Invited { name, by, email: to, .. }) = (words(shop), &shop.name, invited);
    let (subject, said) = (t.invitation_subject(by, shop), t.invitation_text(by, name, shop));
    mail(to, subject, &said, link, t.invitation_button, t.invitation_ignore)
}

/// In the language that the shop speaks first.
fn words(shop: &Settings) -> &'static Strings {
    match shop.languages.first() {
        Some(Language::En) => &EN,
        _ => &ID,
    }
}

fn mail(to: &str, subject: String, said: &str, link: &str, button: &str, ignore: &str) -> Mail {
    let (said_html, link_html) = (escape(said), escape(link));
    let html = format!(
        "<p>{said_html}</p><p><a href=\"{link_html}\">{button}</a></p><p>{link_html}</p><p>{ignore}</p>"
    );
    // A line break in a subject would begin another header.
    let subject = subject.replace(['\r', '\n'], " ");
    Mail { to: to.to_owned(), subject, text: format!("{said}\n\n{link}\n\n{ignore}\n"), html }
}

/// Text as HTML shows it, in an attribute too.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use protocol::staff::Role;
    use protocol::{Millis, StaffId};

    use super::*;

    const LINK: &str = "https://sapa.example/console#code=s1.toko.x";

    fn shop(name: &str, language: Language) -> Settings {
        Settings { name: name.into(), languages: vec![language], ..crate::tests::Shop::open().settings }
    }

    #[test]
    fn a_link_stands_in_both_forms_and_in_either_language() {
        for (language, subject) in
            [(Language::Id, "Tautan masuk ke Toko Batik"), (Language::En, "Sign in to Toko Batik")]
        {
            let mail = sign_in(&shop("Toko Batik", language), "dina@toko.example", LINK);
            assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("dina@toko.example", subject));
            assert!(mail.text.contains(LINK) && mail.html.contains(&format!("href=\"{LINK}\"")));
        }
    }

    #[test]
    fn names_are_text_and_no_header() {
        let name = "<b>\"A&B\"</b>\r\nBcc: x".to_owned();
        let invited = Invited {
            id: StaffId::from_parts(Millis(0), 1),
            name: name.clone(),
            email: "dina@toko.example".into(),
            role: Role::Agent,
            by: name,
            until: Millis(1),
        };
        let mail = invitation(&shop("Toko", Language::Id), &invited, LINK);
        assert!(!mail.subject.contains(['\r', '\n']));
        assert!(mail.html.contains("&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt;") && !mail.html.contains("<b>"));
    }
}
