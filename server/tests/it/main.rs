//! The whole application through its doors, in process.
#![expect(clippy::expect_used, clippy::panic, reason = "a failed test may panic")]
#![expect(unreachable_pub, reason = "a test program has no outside")]

mod body_limits;
mod cases;
mod command_line;
mod configuration;
mod cookies;
mod cross_site;
mod exports;
mod headers;
mod health;
mod key_files;
mod matrix;
mod matrix_rows;
mod money_forms;
mod pages;
mod process;
mod running;
mod test_server;
mod throttling;
mod workbook;
