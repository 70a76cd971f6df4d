//! The Worker as one module; all of it is in `sapa_edge`.
//!
//! Link-time optimisation optimises the whole program as the last crate says. That is this one, for speed, so that what
//! `sapa_edge` spares in bytes costs the answer engine nothing.

use sapa_edge as _; // links it, with all that the runtime calls
