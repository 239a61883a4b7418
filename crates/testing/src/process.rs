//! The real binary as a process: started, asked, killed.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running server. Killed when dropped.
pub struct ServerProcess {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl ServerProcess {
    /// Starts `binary serve --demo` on a free port and waits until it says that it takes requests.
    ///
    /// `settings` are environment variables.
    pub async fn demo(binary: &Path, data: &Path, settings: &[(&str, &str)]) -> Self {
        let mut child = Command::new(binary)
            .args(["serve", "--demo"])
            .env("HEZONG_LISTEN", "127.0.0.1:0")
            .env("HEZONG_METRICS_LISTEN", "off")
            .env("HEZONG_DATA_DIR", data)
            .env("HEZONG_LOG", "warn")
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the binary starts");
        let stdout = child.stdout.take().expect("stdout is piped");
        let mut lines = BufReader::new(stdout).lines();
        let address = loop {
            let line = lines.next_line().await.expect("stdout is text");
            let line = line.expect("the server says where it listens before it ends");
            if let Some(address) = address_in(&line) {
                break address;
            }
        };
        // What it prints later must not fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, address }
    }

    /// Its process id; 0 once it has ended.
    pub fn id(&self) -> u32 {
        self.child.id().unwrap_or(0)
    }

    /// Kills it as `kill -9` does and waits until it is gone.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("the process is ours");
    }
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let rest = line.split("http://").nth(1)?;
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':'));
    rest.get(..end.unwrap_or(rest.len()))?.parse().ok()
}
