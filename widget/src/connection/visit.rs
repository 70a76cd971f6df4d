//! Who is signed in on the shop's page, by a token that the shop's server signed and only the server reads.
//!
//! From the moment that the page says who is there, nothing is kept beyond this tab, and nothing in it beyond this person:
//! whoever comes next finds neither chat nor key. The server gives the person their conversation back on every page that says
//! who they are, on this device or another. A refused token changes nothing of that; the shopper chats on, unverified.

use std::rc::Rc;

use protocol::Seq;
use protocol::api::Begun;

use super::Connection;
use crate::browser::{self, Keep};
use crate::dom::spawn;
use crate::wire;

impl Connection {
    /// Whose tab it is, while somebody is signed in.
    fn who_key(&self) -> String {
        [&self.key(), ":who"].concat()
    }

    /// Somebody was signed in on an earlier page of this tab.
    pub(crate) fn was_met(&self) -> bool {
        Keep::Tab.get(&self.who_key()).is_some()
    }

    /// The page says who is signed in: the token, and their number to tell them apart by. Both are empty for nobody.
    pub(crate) fn meet(self: &Rc<Self>, user: String, who: &str) {
        if Keep::Tab.get(&self.who_key()).is_some_and(|before| before != who) {
            Keep::Tab.keys(&self.key()).iter().for_each(|key| Keep::Tab.set(key, None));
        }
        if user.is_empty() {
            return;
        }
        Keep::Tab.set(&self.who_key(), Some(who));
        if self.keep() == Keep::Always {
            Keep::Always.set(&self.key(), None);
            if let Some(customer) = Keep::Always.get(&self.customer_key()) {
                Keep::Tab.set(&self.customer_key(), Some(&customer));
                Keep::Always.set(&self.customer_key(), None);
            }
            self.inner.borrow_mut().unsent.move_to_tab();
            // What they said before they signed in stays theirs.
            match Keep::Tab.get(&self.key()).filter(|_| self.conversation().is_none()) {
                Some(kept) => self.take_up(&kept),
                None => self.keep_session(),
            }
            self.restore();
        }
        let mut inner = self.inner.borrow_mut();
        (inner.user, inner.unheard) = (user, true);
        drop(inner);
        self.identify();
    }

    /// Tells the server who is here, and takes up the conversation that it says is theirs.
    pub(super) fn identify(self: &Rc<Self>) {
        let mut inner = self.inner.borrow_mut();
        if inner.user.is_empty() || std::mem::replace(&mut inner.asking, true) {
            return;
        }
        drop(inner);
        let this = Rc::clone(self);
        spawn(async move {
            let user = this.inner.borrow().user.clone();
            let running = this.inner.borrow().session.clone();
            let body = wire::identify(&user, this.keep().get(&this.customer_key()).as_deref());
            let path = ["/v1/shops/", &this.shop, "/identity"].concat();
            let token = running.as_ref().map(|running| running.token.as_str());
            let answer = browser::ask("POST", &path, token, Some(&body)).await;
            this.inner.borrow_mut().asking = false;
            match answer {
                Some(answer) if answer.status < 300 => {
                    this.keep().set(&this.customer_key(), None);
                    if this.inner.borrow().session != running {
                        return this.identify(); // a conversation has begun meanwhile
                    }
                    this.inner.borrow_mut().unheard = false;
                    this.go_on_with(wire::begun(&answer.body));
                }
                Some(answer) if answer.status < 429 => {
                    browser::warn(&wire::problem_detail(&answer.body));
                    let mut inner = this.inner.borrow_mut();
                    if inner.user != user {
                        drop(inner);
                        return this.identify(); // the page has brought another one meanwhile
                    }
                    (inner.user, inner.unheard) = (String::new(), false);
                }
                _ => {} // once the network or the shopper is back
            }
            this.flush();
        });
    }

    fn go_on_with(self: &Rc<Self>, begun: Option<Begun>) {
        if self.conversation() == begun.as_ref().map(|begun| begun.conversation) {
            return;
        }
        self.refused(); // the running one is somebody else's, or gone
        if let Some(begun) = begun {
            self.take_up(&wire::begun_text(&begun, Seq(0)));
            self.keep_session();
        }
    }
}
