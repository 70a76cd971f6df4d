//! The edge, over real HTTP and WebSockets against real workerd: one module a subject.

mod accounts;
mod bad_input;
mod contract;
mod convergence;
mod crash;
mod customers;
mod databases;
mod erasure;
mod files;
mod handoff;
mod inbox;
mod live;
mod macros;
mod passkeys;
mod put_off;
mod queue;
mod routing;
mod search;
mod service;
mod several;
mod staff;
mod team;
mod together;
mod transfer;
mod upgrade;
mod walls;
