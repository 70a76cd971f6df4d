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

/// Where an address of the server's is asked from here: at a seller's shop there, by the session for that shop. Where somebody
/// works is asked at home.
pub fn at(path: &str) -> String {
    at_shop(path, seller().as_deref())
}

fn at_shop(path: &str, seller: Option<&str>) -> String {
    match (seller, path.strip_prefix("/v1/")) {
        (Some(shop), Some(rest)) if !rest.starts_with("staff/shops") => format!("/v1/at/{shop}/{rest}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_a_sellers_shop_everything_is_asked_there_but_where_one_works() {
        assert_eq!(at_shop("/v1/staff/inbox", Some("kios")), "/v1/at/kios/staff/inbox");
        assert_eq!(at_shop("/v1/conversations/1/live", Some("kios")), "/v1/at/kios/conversations/1/live");
        assert_eq!(at_shop("/v1/staff/shops/kios/session", Some("kios")), "/v1/staff/shops/kios/session");
        assert_eq!(at_shop("/v1/staff/inbox", None), "/v1/staff/inbox");
    }
}
