//! Where it happens: a server, and on another origin the demo shop's own web site, which has nothing of Sapa but one
//! script tag.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use protocol::api::LoadShop;
use sapa_tests::{Stand, batik};
use tiny_http::{Header, Request, Response, Server};

/// The demo shop's web site.
const PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/storefront");

/// The server's address as the pages have it.
const WRITTEN_ADDRESS: &str = "http://127.0.0.1:8787";

/// A server and a shop's web site.
pub struct Place {
    pub stand: Stand,
    pages: Arc<Server>,
}

impl Place {
    /// The demo shop, as it is shipped.
    pub async fn new() -> Self {
        Self::with_shop(batik()).await
    }

    /// The demo shop with other settings.
    pub async fn with_shop(shop: LoadShop) -> Self {
        Self::on(Stand::start().await, shop).await
    }

    /// The demo shop on a server that reaches this machine.
    pub async fn with_loopback() -> Self {
        Self::on(Stand::with_loopback().await, batik()).await
    }

    /// The demo shop on a server that sends e-mails, though nobody takes them.
    pub async fn with_mail() -> Self {
        let settings = [
            ("SAPA_EMAIL_URL", "http://127.0.0.1:9/emails"),
            ("SAPA_EMAIL_KEY", "re_123"),
            ("SAPA_EMAIL_FROM", "Sapa <halo@sapa.example>"),
            ("SAPA_ORIGIN", "https://sapa.example"),
        ];
        Self::on(Stand::with_loopback_and(&settings).await, batik()).await
    }

    /// A shop on a server. The web site's origin is added to those that may show the chat.
    async fn on(stand: Stand, mut shop: LoadShop) -> Self {
        let pages = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
        let place = Self { stand, pages };
        shop.settings.allowed_origins = vec![place.shop_page("").trim_end_matches('/').to_owned()];
        place.stand.load(&shop).await;
        let (pages, edge) = (Arc::clone(&place.pages), place.stand.origin().to_owned());
        thread::spawn(move || pages.incoming_requests().for_each(|request| answer(request, &edge)));
        place
    }

    /// The console's address by name: passkeys belong to none that is a number.
    pub fn console(&self) -> String {
        format!("{}/console", self.stand.origin().replace("127.0.0.1", "localhost"))
    }

    /// A page of the shop's.
    pub fn shop_page(&self, path: &str) -> String {
        format!("http://{}/{path}", self.pages.server_addr())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.pages.unblock();
    }
}

/// With `?user=TOKEN` it is the page that the shop's server makes for whoever is signed in; with `?user=` one that says so later.
fn answer(request: Request, edge: &str) {
    let url = request.url().to_owned();
    let (path, user) = url.split_once("?user=").map_or((&*url, None), |(path, user)| (path, Some(user)));
    let path = Path::new(PAGES).join(path.trim_start_matches('/'));
    // A browser that hangs up in the middle is its own business.
    let _ = match (fs::read(&path), content_type(&path)) {
        (Ok(content), Some(kind)) => request.respond(page(content, kind, edge, user)),
        _ => request.respond(Response::from_string("").with_status_code(404)),
    };
}

fn page(
    mut content: Vec<u8>,
    kind: &str,
    edge: &str,
    user: Option<&str>,
) -> Response<std::io::Cursor<Vec<u8>>> {
    if kind == "text/html" {
        let html = String::from_utf8(content).expect("pages are UTF-8").replace(WRITTEN_ADDRESS, edge);
        let signed_in = |user| html.replace("data-shop=", &format!(r#"data-user="{user}" data-shop="#));
        content = user.map_or(html.clone(), signed_in).into();
    }
    let header = Header::from_bytes("content-type", kind).expect("a header");
    Response::from_data(content).with_header(header)
}

fn content_type(path: &Path) -> Option<&'static str> {
    Some(match path.extension()?.to_str()? {
        "html" => "text/html",
        "css" => "text/css",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}
