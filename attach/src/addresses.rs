//! Where files that this page has can be shown from, so that none is fetched twice.

use std::cell::RefCell;

use protocol::FileId;

thread_local! {
    static ADDRESSES: RefCell<Vec<(FileId, String)>> = RefCell::default();
}

/// A file's address on this page.
#[must_use]
pub fn known(id: FileId) -> Option<String> {
    let known = |addresses: &Vec<(FileId, String)>| {
        addresses.iter().find(|(known, _)| *known == id).map(|(_, address)| address.clone())
    };
    ADDRESSES.with_borrow(known)
}

/// Keeps it, if there is one.
pub fn keep(id: FileId, address: Option<String>) {
    ADDRESSES.with_borrow_mut(|addresses| addresses.extend(address.map(|address| (id, address))));
}
