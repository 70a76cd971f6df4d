//! To the server and back.

pub mod connection;
pub mod http;

use leptos::prelude::location;

/// Where the console at home is.
pub const CONSOLE: &str = "/console";

/// Where this console is.
pub fn console() -> String {
    seller().map_or_else(|| CONSOLE.to_owned(), |shop| format!("{CONSOLE}/{shop}"))
}

/// The seller's shop that this console is open at (`/console/{shop}`), for somebody whom a platform sends there.
pub fn seller() -> Option<String> {
    let path = location().pathname().ok()?;
    path.strip_prefix("/console/").filter(|shop| !shop.is_empty()).map(str::to_owned)
}

/// Where an address of the server's is asked from here: what is about staff and conversations, at a seller's shop by the session
/// for that shop. Where somebody works is asked at home.
pub fn at(path: &str) -> String {
    at_shop(path, seller().as_deref())
}

fn at_shop(path: &str, seller: Option<&str>) -> String {
    let is_there = |rest: &&str| {
        (rest.starts_with("staff/") || rest.starts_with("conversations/")) && !rest.starts_with("staff/shops")
    };
    match (seller, path.strip_prefix("/v1/").filter(is_there)) {
        (Some(shop), Some(rest)) => format!("/v1/at/{shop}/{rest}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_a_sellers_shop_its_inbox_is_asked_there_and_where_one_works_at_home() {
        assert_eq!(at_shop("/v1/staff/inbox", Some("kios")), "/v1/at/kios/staff/inbox");
        assert_eq!(at_shop("/v1/conversations/1/live", Some("kios")), "/v1/at/kios/conversations/1/live");
        assert_eq!(at_shop("/v1/shops/kios", Some("kios")), "/v1/shops/kios");
        assert_eq!(at_shop("/v1/staff/shops/kios/session", Some("kios")), "/v1/staff/shops/kios/session");
        assert_eq!(at_shop("/v1/staff/inbox", None), "/v1/staff/inbox");
    }
}
