//! The real router on a world of its own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use hezong_app::server::CookiePolicy;
use hezong_print::FontList;
use hezong_server::router::{RouterSettings, router};
use hezong_testing::{PASSWORD, World};
use tower::ServiceExt;

/// Largest answer a test reads.
const ANSWER_MAX: usize = 16 * 1024 * 1024;

/// What stands between the parts of a form with a file.
const BOUNDARY: &str = "----a-browsers-boundary";

/// The router on a world.
pub struct TestServer {
    /// The world behind it.
    pub world: World,
    router: Router,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub text: String,
}

/// A browser that sends what browsers send, and keeps cookies.
pub struct Browser<'s> {
    server: &'s TestServer,
    cookies: BTreeMap<String, String>,
    /// Headers of every request; tests may change them.
    pub headers: BTreeMap<&'static str, String>,
}

/// The settings of a server on loopback.
pub fn settings() -> RouterSettings {
    RouterSettings {
        cookies: CookiePolicy { secure: false },
        own_origin: None,
        trusted_proxy: false,
        rate_limit: true,
        faithful_200: false,
        fonts: FontList::default(),
        demo: None,
    }
}

impl TestServer {
    /// A server on SQLite.
    pub async fn start() -> Self {
        Self::with(World::sqlite().await, &settings())
    }

    /// A server on every engine there is.
    pub async fn each() -> Vec<Self> {
        World::each().await.into_iter().map(|world| Self::with(world, &settings())).collect()
    }

    /// A server on a world with other settings.
    pub fn with(world: World, settings: &RouterSettings) -> Self {
        let router = router(&world.services, settings);
        Self { world, router }
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.expect("the router always answers");
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, ANSWER_MAX).await.expect("the answer comes to its end");
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
        }
    }

    /// Gets a path as a program does: no cookies, no browser's headers.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser<'_> {
        let headers = BTreeMap::from([
            ("host", "hezong.test".to_owned()),
            ("accept", "text/html".to_owned()),
            ("accept-language", "en".to_owned()),
            ("sec-fetch-site", "same-origin".to_owned()),
            ("referer", "http://hezong.test/sign-in".to_owned()),
        ]);
        Browser { server: self, cookies: BTreeMap::new(), headers }
    }

    /// How many lines the audit logs hold: what changes something leaves one.
    pub async fn audit_lines(&self) -> usize {
        let context = self.world.system().await;
        let listing = hezong_services::audit::list(&context, "").await.expect("the audit log");
        usize::try_from(listing.total).expect("a count")
    }
}

impl Answer {
    /// A header's value; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// All cookies that the answer sets.
    pub fn cookies(&self) -> Vec<&str> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        lines.filter_map(|line| line.to_str().ok()).collect()
    }
}

impl Browser<'_> {
    /// The browser with another value of a header.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.to_owned());
        self
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, String::new()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs = fields.iter().map(|(name, value)| {
            let encode = hezong_contract::query::encode;
            format!("{}={}", encode(name), encode(value))
        });
        self.send(Method::POST, path, pairs.collect::<Vec<_>>().join("&")).await
    }

    /// Sends the sign-in form.
    pub async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        let fields = [
            ("form[sign_in]", name),
            ("form[password]", password),
            ("form[code]", ""),
            ("form[next]", ""),
        ];
        self.post("/_fn/sign_in", &fields).await
    }

    /// Signs in as the operator of the world.
    pub async fn into_operator(mut self) -> Self {
        self.server.world.system().await;
        let answer = self.sign_in("ops", PASSWORD).await;
        assert_eq!(answer.header("location"), "/ops", "{answer:?}");
        self
    }

    /// Sends a form with a file, as browsers do.
    pub async fn post_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
             content-type: text/html\r\n\r\n",
            file.0
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file.1);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send_as(Method::POST, path, &kind, body).await
    }

    async fn send(&mut self, method: Method, path: &str, body: String) -> Answer {
        self.send_as(method, path, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    async fn send_as(&mut self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(&method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        if method == Method::POST {
            request = request
                .header(header::CONTENT_TYPE, kind)
                .header(header::CONTENT_LENGTH, body.len());
        }
        let mut request = request.body(Body::from(body)).expect("a request");
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 5000))));
        let answer = self.server.send(request).await;
        for line in answer.cookies() {
            let (pair, _) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// A temporary folder that goes with its owner.
pub struct Folder(PathBuf);

/// Makes a folder.
pub fn folder() -> Folder {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    let path = std::env::temp_dir().join(format!("hezong-server-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&path).expect("a temporary folder");
    Folder(path)
}

impl Folder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
