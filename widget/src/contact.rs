//! Tells a WhatsApp number from an e-mail address, so that one field is enough.

use protocol::event::{Contact, ContactChannel};

/// Reads what a shopper wrote; `None` if nobody could be reached there.
pub(crate) fn parse(text: &str) -> Option<Contact> {
    let address = text.trim();
    let channel = if is_email(address) {
        ContactChannel::Email
    } else if is_phone(address) {
        ContactChannel::Whatsapp
    } else {
        return None;
    };
    Some(Contact { channel, address: address.to_owned() })
}

/// Only what can't be delivered is refused; the rest is the mail server's to know.
fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else { return false };
    let inner_dot = domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
    !name.is_empty() && inner_dot && !text.contains(char::is_whitespace) && text.len() <= 254
}

/// 8 to 15 digits (E.164 has at most 15), grouped as people like.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let grouped = text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '+'));
    grouped && (8..=15).contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_told_apart() {
        let channel = |text| parse(text).map(|contact| contact.channel);
        for phone in ["0812 3456 7890", "+62 812-3456-7890", "(021) 555.1234"] {
            assert_eq!(channel(phone), Some(ContactChannel::Whatsapp), "{phone}");
        }
        for email in ["sari@contoh.id", "  s+x@a.co.id "] {
            assert_eq!(channel(email), Some(ContactChannel::Email), "{email}");
        }
        for neither in
            ["", "12345", "sari", "sari@", "@contoh.id", "sari@contoh", "a b@c.id", "s@a..id", "08x1234567"]
        {
            assert_eq!(channel(neither), None, "{neither}");
        }
    }
}
