//! Serves `examples/storefront` as a merchant's own server would: plain files that know nothing of Sapa but one script tag.

use std::fs;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, anyhow};
use tiny_http::{Header, Request, Response, Server};

/// The server's address in the pages' script tags; put right for the server at hand.
const WRITTEN_ADDRESS: &str = "http://127.0.0.1:8787";

/// Serve a folder until the program ends.
///
/// # Errors
/// The address is taken.
pub fn serve(folder: PathBuf, address: SocketAddr, edge: String) -> Result<()> {
    let server = Server::http(address).map_err(|error| anyhow!("can't listen on {address}: {error}"))?;
    thread::spawn(move || {
        for request in server.incoming_requests() {
            let page = file_for(&folder, request.url()).and_then(|path| Some((content_type(&path)?, path)));
            // A browser that hangs up in the middle is its own business.
            let _ = match page {
                Some((kind, path)) => send(request, &path, kind, &edge),
                None => request.respond(Response::empty(404)).context("hung up"),
            };
        }
    });
    Ok(())
}

fn send(request: Request, path: &Path, content_type: &str, edge: &str) -> Result<()> {
    let mut content = fs::read(path)?;
    if content_type.starts_with("text/html") {
        content = String::from_utf8(content)?.replace(WRITTEN_ADDRESS, edge).into_bytes();
    }
    let header = Header::from_bytes("content-type", content_type).map_err(|()| anyhow!("not a header"))?;
    request.respond(Response::from_data(content).with_header(header))?;
    Ok(())
}

/// The file behind an address; nothing outside the folder.
fn file_for(folder: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    let file = folder.join(path);
    (inside && file.is_file()).then_some(file)
}

fn content_type(path: &Path) -> Option<&'static str> {
    Some(match path.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_storefront_are_found() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/storefront");
        assert_eq!(file_for(&folder, "/?utm=1"), Some(folder.join("index.html")));
        for outside in ["/../toko-batik/shop.json", "//etc/passwd", "/missing.html", "/images"] {
            assert_eq!(file_for(&folder, outside), None, "{outside}");
        }
    }
}
