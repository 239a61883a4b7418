//! A mail server for tests: on loopback, in plain text, with a memory.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What a mail server was told.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    /// Between the brackets of `MAIL FROM`.
    pub from: String,
    /// Between the brackets of every `RCPT TO`, refused ones too.
    pub to: Vec<String>,
    /// The mail itself, dots unstuffed; empty when it never came to that.
    pub data: String,
}

/// A mail server.
pub struct Sink {
    /// Where it listens.
    pub address: SocketAddr,
    letters: Arc<Mutex<Vec<Letter>>>,
    came: Arc<Notify>,
    refusals: Arc<Mutex<VecDeque<String>>>,
}

impl Sink {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let sink = Self {
            address: listener.local_addr().expect("an address"),
            letters: Arc::default(),
            came: Arc::default(),
            refusals: Arc::default(),
        };
        let (letters, refusals) = (Arc::clone(&sink.letters), Arc::clone(&sink.refusals));
        let came = Arc::clone(&sink.came);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let letter = talk(stream, &refusals).await;
                letters.lock().expect("a lock").push(letter);
                came.notify_one();
            }
        });
        sink
    }

    /// A port that nobody listens on.
    pub async fn start_and_stop() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        listener.local_addr().expect("an address").port()
    }

    /// Answers the next recipients with these lines instead of taking them.
    pub fn will_refuse(&self, answers: &[&str]) {
        let answers = answers.iter().map(|answer| (*answer).to_owned());
        self.refusals.lock().expect("a lock").extend(answers);
    }

    /// Completes with the next letter, or at once when one came unnoticed.
    pub async fn next(&self) {
        // A letter that never comes fails the test instead of holding it for ever.
        let patience = std::time::Duration::from_secs(30);
        tokio::time::timeout(patience, self.came.notified()).await.expect("a letter");
    }

    /// What came in so far.
    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().expect("a lock").clone()
    }
}

fn bracketed(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or_else(String::new, |(inside, _)| inside.to_owned())
}

async fn talk(stream: TcpStream, refusals: &Mutex<VecDeque<String>>) -> Letter {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut letter = Letter::default();
    writer.write_all(b"220 sink\r\n").await.expect("written");
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "MAIL" => {
                letter.from = bracketed(&line);
                "250 ok".to_owned()
            }
            "RCPT" => {
                letter.to.push(bracketed(&line));
                let refusal = refusals.lock().expect("a lock").pop_front();
                refusal.unwrap_or_else(|| "250 ok".to_owned())
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.expect("written");
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    letter.data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    letter.data.push('\n');
                }
                "250 taken".to_owned()
            }
            "QUIT" => {
                // The other side need not wait for it.
                let _ = writer.write_all(b"221 bye\r\n").await;
                break;
            }
            _ => "250 sink".to_owned(),
        };
        if writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            break;
        }
    }
    letter
}
