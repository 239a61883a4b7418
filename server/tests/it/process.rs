//! The binary as a process: figures on a port of their own, log lines as JSON, a clean end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use crate::test_server::{Folder, folder};

/// Longest wait for anything; tests end long before.
const PATIENCE: Duration = Duration::from_mins(1);

struct Process {
    child: Child,
    address: SocketAddr,
    log: Receiver<String>,
    _folder: Folder,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Passes the lines of a stream on, so that its pipe never fills.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (say, said) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if say.send(line).is_err() {
                break;
            }
        }
    });
    said
}

fn start(metrics: &str) -> Process {
    let folder = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_hezong"))
        .arg("serve")
        .current_dir(folder.path())
        .env_clear()
        .env("HEZONG_LISTEN", "127.0.0.1:0")
        .env("HEZONG_METRICS_LISTEN", metrics)
        .env("HEZONG_LOG_FORMAT", "json")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let said = lines(child.stdout.take().expect("piped"));
    let log = lines(child.stderr.take().expect("piped"));
    let line = said.recv_timeout(PATIENCE).expect("it says where it listens");
    let address = line.split("http://").nth(1).and_then(|a| a.trim().parse().ok());
    Process { child, address: address.expect("an address"), log, _folder: folder }
}

impl Process {
    /// The first log line that says `words`, as JSON.
    fn logged(&self, words: &str) -> Value {
        loop {
            let line = self.log.recv_timeout(PATIENCE).expect("the line is logged");
            let line: Value = serde_json::from_str(&line).expect("every line is JSON");
            if line["message"].as_str().is_some_and(|message| message.contains(words)) {
                return line;
            }
        }
    }

    fn terminate(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().expect("kill runs");
        assert!(sent.success());
    }
}

fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("set");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
}

fn header<'a>(answer: &'a str, name: &str) -> &'a str {
    let lines = answer.lines().take_while(|line| !line.is_empty());
    let mut values = lines.filter_map(|line| line.split_once(": "));
    values.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value).unwrap_or_default()
}

#[test]
fn log_lines_are_json_and_carry_the_request_id() {
    let process = start("off");
    let answer = get(process.address, "/sign-in?next=%2Fops");
    let id = header(&answer, "x-request-id");
    assert!(!id.is_empty(), "{answer}");
    let line = process.logged("GET /sign-in");
    assert_eq!(line["span"]["request.id"], id, "{line}");
    assert_eq!((&line["status"], &line["method"]), (&200.into(), &"GET".into()), "{line}");
    assert_eq!(line["path"], "/sign-in", "no query string in the log: {line}");
}

#[test]
fn figures_are_told_on_a_port_of_their_own_only() {
    let free = TcpListener::bind("127.0.0.1:0").expect("bound").local_addr().expect("bound");
    let process = start(&free.to_string());
    get(process.address, "/sign-in");
    let figures = get(free, "/metrics");
    assert!(figures.starts_with("HTTP/1.1 200"), "{figures}");
    let counted = figures
        .lines()
        .any(|line| line.starts_with("hezong_requests_total{") && line.contains(r#"status="200""#));
    assert!(counted, "{figures}");
    assert!(figures.contains("hezong_request_seconds_bucket"), "{figures}");
    let outside = get(process.address, "/metrics");
    assert!(outside.starts_with("HTTP/1.1 404"), "{outside}");
    assert!(!outside.contains("hezong_requests_total"));
}

#[test]
fn a_request_under_way_is_answered_before_the_end() {
    let mut process = start("off");
    let mut stream = TcpStream::connect(process.address).expect("connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("set");
    let body = "form[sign_in]=nobody&form[password]=wrong&form[code]=&form[next]=";
    // The server says 100 when it reads the body: from then on the request is under way.
    let head = format!(
        "POST /_fn/sign_in HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        process.address,
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let mut reader = BufReader::new(stream.try_clone().expect("cloned"));
    let mut line = String::new();
    reader.read_line(&mut line).expect("answered");
    assert!(line.starts_with("HTTP/1.1 100"), "{line}");

    process.terminate();
    process.logged("stopping");
    stream.write_all(body.as_bytes()).expect("sent");
    let mut answer = String::new();
    reader.read_to_string(&mut answer).expect("answered");
    let _ = stream.shutdown(Shutdown::Both);
    assert!(answer.contains("HTTP/1.1 401"), "{answer}");
    assert!(!header(answer.trim_start(), "x-request-id").is_empty(), "{answer}");
    process.logged("stopped");
    assert!(process.child.wait().expect("ended").success());
    assert!(TcpStream::connect(process.address).is_err(), "nobody listens any more");
}
