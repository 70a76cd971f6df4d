//! The whole path in a real browser: what a shopper and an agent see and do, from the shop's page to the console.

mod accounts;
mod browser;
mod console;
mod customers;
mod day;
mod files;
mod follow_up;
mod inbox;
mod injection;
mod integrations;
mod keyboard;
mod macros;
mod network;
mod notify;
mod place;
mod push;
mod reasons;
mod rules;
mod service;
mod session;
mod settings;
mod several;
mod shopper;
mod story;
mod together;
mod transfer;
