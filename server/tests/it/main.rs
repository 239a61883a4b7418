//! The whole application through its doors, in process.
#![expect(clippy::expect_used, clippy::panic, reason = "a failed test may panic")]
#![expect(unreachable_pub, reason = "a test program has no outside")]

mod body_limits;
mod cases;
mod command_line;
mod configuration;
mod cookies;
mod cross_site;
mod demo;
mod exports;
mod feed;
mod files;
mod headers;
mod health;
mod imports;
mod key_files;
mod mail;
mod matrix;
mod matrix_money;
mod matrix_policies;
mod matrix_rows;
mod money_forms;
mod pages;
mod papers;
mod process;
mod running;
mod smtp;
mod test_server;
mod throttling;
