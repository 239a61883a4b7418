//! Means of measuring: medians, rates, resident memory, a plain HTTP connection.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hezong_domain::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The time signatures are made with.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Timestamp::from_ms(i64::try_from(since.as_millis()).expect("before the year 292 million"))
}

/// The middle of some figures.
pub(crate) fn median(mut figures: Vec<u64>) -> u64 {
    figures.sort_unstable();
    figures.get(figures.len() / 2).copied().unwrap_or(0)
}

/// `a / b` with two decimals.
pub(crate) fn ratio(a: u64, b: u64) -> String {
    let hundredths = a.saturating_mul(100) / b.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A folder that is removed at the end.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hezong-bench-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("temporary folder");
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Counts what a load got done until it is told to stop.
#[derive(Clone, Default)]
pub(crate) struct Tally {
    done: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
}

impl Tally {
    pub(crate) fn goes_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, count: u64) {
        self.done.fetch_add(count, Ordering::Relaxed);
    }

    /// Lets the load run and answers how much it did per second.
    pub(crate) async fn rate(&self, seconds: u64) -> u64 {
        self.done.store(0, Ordering::Relaxed);
        let begun = Instant::now();
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        let done = self.done.load(Ordering::Relaxed);
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        done.saturating_mul(1_000) / ms.max(1)
    }

    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Callers at once in a load.
pub(crate) const CALLERS: u8 = 8;

/// How many reads of `path` a server answers per second, on connections that stay open.
pub(crate) async fn read_rate(
    seconds: u64,
    server: SocketAddr,
    path: &'static str,
    headers: &str,
) -> u64 {
    let tally = Tally::default();
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..CALLERS {
        let mut plain = Plain::connect(server, headers).await.expect("connects");
        let tally = tally.clone();
        callers.spawn(async move {
            while tally.goes_on() {
                let (status, _, _) = plain.send("GET", path, "").await.expect("answers");
                assert_eq!(status, 200);
                tally.add(1);
            }
        });
    }
    let rate = tally.rate(seconds).await;
    tally.stop();
    callers.join_all().await;
    rate
}

/// Resident memory of a process in MB.
pub(crate) fn resident_mb(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap_or(0) / 1024
}

/// One keep-alive connection for plain requests.
pub(crate) struct Plain {
    stream: TcpStream,
    head: String,
}

impl Plain {
    /// Connects; `headers` are sent with every request, each line ending in CRLF.
    pub(crate) async fn connect(server: SocketAddr, headers: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, head: format!("host: {server}\r\n{headers}") })
    }

    /// Sends a request; answers status, head and body.
    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: &str,
    ) -> io::Result<(u16, String, Vec<u8>)> {
        let wire = format!(
            "{method} {path} HTTP/1.1\r\n{}content-length: {}\r\n\r\n{body}",
            self.head,
            body.len()
        );
        self.stream.write_all(wire.as_bytes()).await?;
        let mut received = Vec::with_capacity(64 * 1024);
        let mut buffer = vec![0; 32 * 1024];
        loop {
            if let Some(answer) = complete(&received) {
                return Ok(answer);
            }
            match self.stream.read(&mut buffer).await? {
                0 => return Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
                count => received.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            }
        }
    }
}

/// An answer, once all of it is here.
fn complete(received: &[u8]) -> Option<(u16, String, Vec<u8>)> {
    let end = received.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(received.get(..end)?).into_owned();
    let body = received.get(end..)?;
    let lower = head.to_lowercase();
    if lower.contains("transfer-encoding: chunked") {
        if !body.ends_with(b"0\r\n\r\n") {
            return None;
        }
    } else {
        let length = lower.lines().find_map(|l| l.strip_prefix("content-length:"));
        if body.len() < length.and_then(|l| l.trim().parse().ok()).unwrap_or(0) {
            return None;
        }
    }
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, head, body.to_vec()))
}
