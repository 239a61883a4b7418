//! The binary `hezong`.

use std::process::ExitCode;

/// Rendering allocates much and briefly; the system's allocator is slower at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hezong_server::cli::main()
}
