//! A client of the open API small enough to read: one connection, signed requests, raw bodies. It can call
//! from any loopback address, so that a load is not held back by the limit per source.

use std::fmt::Write as _;
use std::io;
use std::net::{IpAddr, SocketAddr};

use hezong_domain::Timestamp;
use hezong_open_api::sign::{SignedRequest, sign};
use hezong_open_api::time::format_sdk_date;
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// A caller with a key and one connection.
pub struct ApiClient {
    stream: TcpStream,
    host: String,
    access_key: String,
    secret: String,
}

impl ApiClient {
    /// Connects from `source` to `server`.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn connect(
        server: SocketAddr,
        source: IpAddr,
        access_key: &str,
        secret: &str,
    ) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(source, 0))?;
        let stream = socket.connect(server).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            host: server.to_string(),
            access_key: access_key.to_owned(),
            secret: secret.to_owned(),
        })
    }

    /// Sends a signed request at `now`; `extra` headers are sent unsigned.
    ///
    /// # Errors
    /// When the connection breaks before the whole answer is here.
    pub async fn call(
        &mut self,
        method: &str,
        path: &str,
        body: &str,
        extra: &[(&str, &str)],
        now: Timestamp,
    ) -> io::Result<Answer> {
        let (raw_path, raw_query) = path.split_once('?').unwrap_or((path, ""));
        let mut headers = HeaderMap::new();
        let date = format_sdk_date(now.ms());
        for (name, value) in
            [("content-type", "application/json"), ("host", &self.host), ("x-sdk-date", &date)]
        {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).map_err(io::Error::other)?,
            );
        }
        let request =
            SignedRequest { method, raw_path, raw_query, headers: &headers, body: body.as_bytes() };
        let signed = ["content-type", "host", "x-sdk-date"];
        let authorization = sign(&request, &signed, &self.access_key, self.secret.as_bytes())
            .map_err(io::Error::other)?;
        let mut wire = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\nx-sdk-date: {date}\r\n\
             authorization: {authorization}\r\ncontent-length: {}\r\n",
            self.host,
            body.len()
        );
        for (name, value) in extra {
            let _ = write!(wire, "{name}: {value}\r\n");
        }
        wire.push_str("\r\n");
        wire.push_str(body);
        self.stream.write_all(wire.as_bytes()).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> io::Result<Answer> {
        let mut received = Vec::with_capacity(2048);
        let head_end = loop {
            if let Some(at) = received.windows(4).position(|w| w == b"\r\n\r\n") {
                break at + 4;
            }
            self.more(&mut received).await?;
        };
        let head =
            String::from_utf8_lossy(received.get(..head_end).unwrap_or_default()).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .and_then(|value| value.trim().parse().ok())
            .unwrap_or(0);
        while received.len() < head_end + length {
            self.more(&mut received).await?;
        }
        Ok(Answer { status, body: received.split_off(head_end) })
    }

    async fn more(&mut self, received: &mut Vec<u8>) -> io::Result<()> {
        let mut buffer = [0; 8192];
        match self.stream.read(&mut buffer).await? {
            0 => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            count => {
                received.extend_from_slice(buffer.get(..count).unwrap_or_default());
                Ok(())
            }
        }
    }
}
