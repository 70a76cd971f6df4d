//! When to connect, ping, poll and wait: the connection's timing, without the connection.
//!
//! Pure: the shell ([`crate::connection`]) tells what happened and does what comes back. One timer is enough: after each
//! step, [`Link::due`] says when to call with [`Seen::Timer`].
//!
//! ```text
//! Idle ─ Begun ─▶ Connecting ─ Welcomed ─▶ Live ─ Closed, or no pong ─▶ Waiting (back-off) ─ Timer, Woken ─▶ Connecting
//!                     │ Closed twice in a row while online
//!                     ▼
//!                  Polling (plain HTTP) ─ once a minute ─▶ Connecting ─ Closed ─▶ Polling
//! ```

use protocol::Millis;

/// How long a new socket may take, in milliseconds.
const CONNECT_MS: i64 = 10_000;
/// Between pings while visible.
const PING_MS: i64 = 25_000;
/// How long a pong may take.
const PONG_MS: i64 = 8_000;
/// Between polls while visible, and while hidden.
const POLL_MS: i64 = 2_500;
const POLL_HIDDEN_MS: i64 = 15_000;
/// Between attempts to get from polling back to a socket.
const SOCKET_AGAIN_MS: i64 = 60_000;
/// The longest wait between attempts.
const LONGEST_MS: i64 = 30_000;

/// The connection's state, and when it wants to be asked next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Link {
    phase: Phase,
    due: Millis,
    /// Attempts that failed, in a row.
    failures: u32,
    /// Whether it talks by HTTP for now.
    by_http: bool,
    /// There was a connection, or should be one by now.
    lost: bool,
    socket_tried: Millis,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle,
    Connecting,
    Live { pinged: bool },
    Waiting,
    Polling,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// There is a conversation to connect to.
    Begun,
    /// There is none any more.
    Ended,
    /// The socket is open and the log was resumed.
    Welcomed,
    /// Anything came from the socket.
    Heard,
    /// The socket closed, or didn't open.
    Closed,
    /// A poll was answered.
    Polled,
    /// A poll wasn't.
    PollFailed,
    /// The network came back, or the shopper did.
    Woken,
    /// [`Link::due`] has come.
    Timer,
}

/// What the shell is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Do {
    Nothing,
    /// Drop the old socket, if there is one, and open a new one.
    Connect,
    /// Drop the socket.
    Close,
    Ping,
    Poll,
}

/// What the link knows of its surroundings at each step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around {
    pub(crate) now: Millis,
    /// The shopper can see the page.
    pub(crate) visible: bool,
    /// The browser believes it has a network.
    pub(crate) online: bool,
    /// 0 to 1, for jitter: not everyone comes back at the same moment.
    pub(crate) random: f64,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            phase: Phase::Idle,
            due: Millis(i64::MAX),
            failures: 0,
            by_http: false,
            lost: false,
            socket_tried: Millis(0),
        }
    }
}

impl Link {
    /// When [`Seen::Timer`] is due.
    pub(crate) fn due(&self) -> Option<Millis> {
        (self.phase != Phase::Idle).then_some(self.due)
    }

    /// Frames may be sent over the socket.
    pub(crate) fn is_live(&self) -> bool {
        matches!(self.phase, Phase::Live { .. })
    }

    /// Frames are to be sent by HTTP.
    pub(crate) fn is_by_http(&self) -> bool {
        self.by_http && !self.is_live()
    }

    /// The shopper should know that the connection is lost.
    pub(crate) fn is_lost(&self) -> bool {
        self.lost
    }

    /// Takes in what happened.
    pub(crate) fn step(&mut self, seen: Seen, around: Around) -> Do {
        match (seen, self.phase) {
            (Seen::Ended, _) => {
                *self = Self::default();
                Do::Close
            }
            (Seen::Begun, Phase::Idle) => self.connect(around),
            (_, Phase::Idle) => Do::Nothing,
            (Seen::Welcomed, _) => {
                self.failures = 0;
                self.by_http = false;
                self.lost = false;
                self.live(around)
            }
            (Seen::Heard, Phase::Live { .. }) => self.live(around),
            (Seen::Closed, Phase::Connecting | Phase::Live { .. }) => self.closed(around),
            (Seen::Polled, Phase::Polling) => {
                self.failures = 0;
                self.lost = false;
                self.wait(Phase::Polling, if around.visible { POLL_MS } else { POLL_HIDDEN_MS }, around)
            }
            (Seen::PollFailed, Phase::Polling) => self.poll_failed(around),
            (Seen::Woken, Phase::Waiting) => self.connect(around),
            (Seen::Woken, Phase::Live { .. }) => self.ping(around),
            (Seen::Woken, Phase::Polling) => self.poll(around),
            (Seen::Timer, _) if around.now < self.due => Do::Nothing,
            (Seen::Timer, Phase::Waiting) => self.connect(around),
            (Seen::Timer, Phase::Live { pinged: true }) | (Seen::Timer, Phase::Connecting) => {
                self.closed(around)
            }
            (Seen::Timer, Phase::Live { pinged: false }) if around.visible => self.ping(around),
            (Seen::Timer, Phase::Live { pinged: false }) => self.live(around),
            (Seen::Timer, Phase::Polling) if around.now.since(self.socket_tried) >= SOCKET_AGAIN_MS => {
                self.connect(around)
            }
            (Seen::Timer, Phase::Polling) => self.poll(around),
            _ => Do::Nothing,
        }
    }

    fn connect(&mut self, around: Around) -> Do {
        self.socket_tried = around.now;
        self.wait(Phase::Connecting, CONNECT_MS, around);
        Do::Connect
    }

    fn live(&mut self, around: Around) -> Do {
        self.wait(Phase::Live { pinged: false }, PING_MS, around)
    }

    fn ping(&mut self, around: Around) -> Do {
        self.wait(Phase::Live { pinged: true }, PONG_MS, around);
        Do::Ping
    }

    fn poll(&mut self, around: Around) -> Do {
        self.wait(Phase::Polling, CONNECT_MS, around);
        Do::Poll
    }

    /// Back to polling where that is how it works here; else another try, and polling once two didn't even open.
    fn closed(&mut self, around: Around) -> Do {
        self.failures = if self.is_live() { 0 } else { self.failures + 1 };
        self.by_http |= self.failures >= 2 && around.online;
        if self.by_http {
            self.wait(Phase::Polling, 0, around);
        } else {
            self.lost = true;
            self.wait(Phase::Waiting, self.back_off(around), around);
        }
        Do::Close
    }

    /// It isn't that sockets are blocked here: nothing works.
    fn poll_failed(&mut self, around: Around) -> Do {
        self.by_http = false;
        self.lost = true;
        self.failures += 1;
        self.wait(Phase::Waiting, self.back_off(around), around)
    }

    fn wait(&mut self, phase: Phase, ms: i64, around: Around) -> Do {
        self.phase = phase;
        self.due = around.now.plus(ms);
        Do::Nothing
    }

    /// 0.5 s, doubled at each failure up to 30 s, less up to half of it.
    fn back_off(&self, around: Around) -> i64 {
        let longest = (500_i64 << self.failures.min(6)).min(LONGEST_MS);
        longest - (longest as f64 * 0.5 * around.random) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(now: i64) -> Around {
        Around { now: Millis(now), visible: true, online: true, random: 0.0 }
    }

    fn live() -> Link {
        let mut link = Link::default();
        assert_eq!(link.step(Seen::Begun, at(0)), Do::Connect);
        link.step(Seen::Welcomed, at(0));
        assert!(link.is_live());
        link
    }

    #[test]
    fn a_quiet_socket_is_pinged_and_dropped_when_nothing_comes_back() {
        let mut link = live();
        assert_eq!(link.step(Seen::Timer, at(PING_MS)), Do::Ping);
        assert_eq!(link.step(Seen::Heard, at(PING_MS + 1)), Do::Nothing);
        assert_eq!(link.step(Seen::Timer, at(PING_MS + PONG_MS)), Do::Nothing, "a pong came");
        assert_eq!(link.step(Seen::Timer, at(3 * PING_MS)), Do::Ping);
        assert_eq!(link.step(Seen::Timer, at(3 * PING_MS + PONG_MS)), Do::Close);
        assert!(link.is_lost());
    }

    #[test]
    fn a_tab_that_wakes_checks_its_socket_at_once() {
        assert_eq!(live().step(Seen::Woken, at(5_000)), Do::Ping);
    }

    #[test]
    fn a_lost_socket_is_tried_again_sooner_when_the_network_returns() {
        let mut link = live();
        assert_eq!(link.step(Seen::Closed, at(1_000)), Do::Close);
        assert_eq!(link.step(Seen::Timer, at(1_100)), Do::Nothing, "not yet");
        assert_eq!(link.step(Seen::Woken, at(1_200)), Do::Connect);
    }

    #[test]
    fn two_sockets_that_do_not_open_make_it_poll_and_a_minute_later_try_again() {
        let mut link = Link::default();
        link.step(Seen::Begun, at(0));
        link.step(Seen::Closed, at(10));
        assert_eq!(link.step(Seen::Timer, at(2_000)), Do::Connect);
        link.step(Seen::Closed, at(2_010));
        assert!(link.is_by_http());
        assert_eq!(link.step(Seen::Timer, at(2_010)), Do::Poll);
        link.step(Seen::Polled, at(2_100));
        assert!(!link.is_lost());
        assert_eq!(link.step(Seen::Timer, at(2_100 + POLL_MS)), Do::Poll);
        link.step(Seen::Polled, at(5_000));
        assert_eq!(link.step(Seen::Timer, at(2_000 + SOCKET_AGAIN_MS)), Do::Connect);
        link.step(Seen::Closed, at(2_100 + SOCKET_AGAIN_MS));
        assert!(link.is_by_http() && !link.is_lost());
    }

    #[test]
    fn without_a_network_it_does_not_fall_back_to_http() {
        let mut link = Link::default();
        let offline = |now| Around { online: false, ..at(now) };
        link.step(Seen::Begun, offline(0));
        for attempt in 1..10 {
            link.step(Seen::Closed, offline(attempt * 100_000));
            assert!(link.is_lost() && !link.is_by_http());
            assert_eq!(link.step(Seen::Timer, offline(attempt * 100_000 + LONGEST_MS)), Do::Connect);
        }
    }

    #[test]
    fn waiting_grows_and_has_an_end() {
        let mut link = Link::default();
        let waits: Vec<_> = (0..10)
            .map(|failures| {
                link.failures = failures;
                link.back_off(at(0))
            })
            .collect();
        assert_eq!(waits[..4], [500, 1_000, 2_000, 4_000]);
        assert_eq!(waits[9], LONGEST_MS);
        assert_eq!(link.back_off(Around { random: 1.0, ..at(0) }), LONGEST_MS / 2);
    }
}
