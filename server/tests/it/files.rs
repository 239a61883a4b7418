//! Files of cases over HTTP, as browsers send and open them.

use std::io::{Cursor, Write};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use hezong_domain::access::Role;
use hezong_domain::files::SIZE_MAX;
use hezong_services::benefits::certification;
use hezong_testing::PASSWORD;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::test_server::{Answer, Browser, TestServer};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n";
const LICENCE: [(&str, &str); 2] = [("purpose", "business_licence"), ("item", "")];

/// The page of a partner's certification, and its administrator in front of it.
async fn partner<'s>(server: &'s TestServer, name: &str) -> (Browser<'s>, String) {
    let partner = server.world.partner(name).await;
    let admin = server.world.person(&partner.account(), "", Role::PartnerAdmin).await;
    let case = certification::begin(&admin).await.expect("a case");
    let mut browser = server.browser();
    browser.sign_in(name, PASSWORD).await;
    (browser, format!("/partner/cases/{case}"))
}

async fn sent(browser: &mut Browser<'_>, page: &str, name: &str, content: &[u8]) -> Answer {
    browser.post_file(&format!("{page}/files"), &LICENCE, (name, content)).await
}

/// What the address says that a post came to.
fn said(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    let (_, query) = answer.header("location").split_once("?file=").expect("an outcome");
    query.split(['&', '#']).next().unwrap_or_default()
}

/// The page a post leads back to.
async fn back(browser: &mut Browser<'_>, answer: &Answer) -> String {
    let address = answer.header("location").split('#').next().expect("an address").to_owned();
    let page = browser.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{address}");
    page.text
}

/// The first file a page leads to.
fn link(page: &str) -> String {
    let rest = page.split("href=\"/files/").nth(1).expect("a file");
    format!("/files/{}", rest.split('"').next().expect("its address"))
}

#[tokio::test]
async fn a_file_is_uploaded_opened_and_removed_without_any_code() {
    for server in TestServer::each().await {
        let (mut browser, page) = partner(&server, "subshan").await;
        let form = browser.get(&page).await.text;
        assert!(form.contains("multipart/form-data"), "{form}");
        assert!(form.contains(&format!("action=\"{page}/files\"")), "{form}");
        let answer = sent(&mut browser, &page, "C:\\a\\执照 1.pdf", PDF).await;
        assert_eq!(
            answer.header("location"),
            format!("{page}?file=added&purpose=business_licence#files")
        );
        let shown = back(&mut browser, &answer).await;
        assert!(shown.contains("Uploaded.") && shown.contains("执照 1.pdf"), "{shown}");
        assert!(shown.contains("SHA-256"), "{shown}");

        let file = link(&shown);
        let opened = browser.get(&file).await;
        assert_eq!((opened.status, opened.bytes.as_slice()), (StatusCode::OK, PDF));
        for (name, value) in [
            ("content-type", "application/pdf"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "private, no-store"),
            (
                "content-disposition",
                "inline; filename=\"__ 1.pdf\"; filename*=UTF-8''%E6%89%A7%E7%85%A7%201.pdf",
            ),
        ] {
            assert_eq!(opened.header(name), value, "{name}");
        }
        assert!(opened.header("content-security-policy").contains("default-src 'none'"));

        // The other side opens it too, and finds no form.
        let mut operator = server.browser().into_operator().await;
        assert_eq!(operator.get(&file).await.bytes, PDF);
        let theirs = operator.get(&page.replace("/partner/", "/ops/")).await.text;
        assert!(theirs.contains(&file) && !theirs.contains("multipart/form-data"), "{theirs}");

        let id = file.split('/').nth(2).expect("an id").to_owned();
        let answer = browser.post(&format!("{page}/files/{id}/remove"), &LICENCE).await;
        assert_eq!(said(&answer), "removed");
        assert_eq!(browser.get(&file).await.status, StatusCode::NOT_FOUND);
        assert_eq!(operator.get(&file).await.status, StatusCode::OK, "evidence stays");
        let answer = browser.post(&format!("{page}/files/{id}/remove"), &LICENCE).await;
        assert_eq!(said(&answer), "file_gone");
    }
}

/// An archive of one entry.
fn packed(name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file(name, SimpleFileOptions::default()).expect("begun");
    archive.write_all(content).expect("packed");
    archive.finish().expect("finished").into_inner()
}

#[tokio::test]
async fn what_is_refused_comes_back_to_the_page_in_words() {
    let server = TestServer::start().await;
    let (mut browser, page) = partner(&server, "subshan").await;
    let before = server.audit_lines().await;
    let bomb = packed("a.txt", &vec![0; 8 * 1024 * 1024]);
    let script = b"%PDF-1.7\n<</S /JavaScript /JS (app.alert(1))>>\n%%EOF\n";
    for (name, content, key, words) in [
        ("a.pdf", &b"<html><script>alert(1)</script>"[..], "file_content_unknown", "no known type"),
        ("a.jpg", PDF, "file_extension_mismatch", "does not match the content"),
        ("a.exe", b"MZ\x90\0", "file_type_not_taken", "not taken here"),
        ("noextension", PDF, "file_no_extension", "no extension"),
        ("a.pdf", b"", "file_empty", "is empty"),
        ("", b"", "file_missing", "Choose a file"),
        ("a.pdf", script, "file_pdf_active", "contains scripts"),
        ("a.zip", &bomb, "file_archive_bomb", "suspicious size"),
        ("a.zip", &packed("../../etc/cron.d/a", b"x"), "file_archive_path", "unsafe paths"),
        ("a.zip", &packed("b.zip", &packed("c", b"x")), "file_archive_nested", "another archive"),
        ("a.pdf", &vec![b' '; SIZE_MAX + 1], "file_too_large", "larger than 10 MB"),
    ] {
        let answer = sent(&mut browser, &page, name, content).await;
        assert_eq!(said(&answer), key, "{name}");
        let shown = back(&mut browser, &answer).await;
        assert!(shown.contains("role=\"alert\"") && shown.contains(words), "{key}: {shown}");
        assert!(!shown.contains("href=\"/files/"), "{key}: nothing was kept");
    }
    let fields = [("purpose", "<script>"), ("item", "\"><script>")];
    let answer = browser.post_file(&format!("{page}/files"), &fields, ("a.pdf", PDF)).await;
    assert_eq!(answer.header("location"), format!("{page}?file=file_not_wanted#files"));
    let plain = browser.post(&format!("{page}/files"), &LICENCE).await;
    assert_eq!(said(&plain), "file_missing");
    let mut chinese = browser.with("accept-language", "zh-CN");
    let answer = sent(&mut chinese, &page, "a.jpg", PDF).await;
    assert!(back(&mut chinese, &answer).await.contains("扩展名与文件内容不符"));
    assert_eq!(server.audit_lines().await, before);
}

#[tokio::test]
async fn tricks_in_names_reach_neither_page_nor_header() {
    let server = TestServer::start().await;
    let (mut browser, page) = partner(&server, "subshan").await;
    for (place, (name, kept)) in [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\a.pdf", "a.pdf"),
        ("invoice\u{202e}fdp.pdf", "invoicefdp.pdf"),
        ("con.pdf", "_con.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "_img src=x onerror=alert(1)_.pdf"),
        ("𠮷㐀.pdf", "𠮷㐀.pdf"),
    ]
    .into_iter()
    .enumerate()
    {
        // The newest stands last.
        server.world.clock.advance(1_000);
        let content = [PDF, format!("% {place}\n%%EOF\n").as_bytes()].concat();
        let answer = sent(&mut browser, &page, name, &content).await;
        assert_eq!(said(&answer), "added", "{name}");
        let shown = back(&mut browser, &answer).await;
        assert!(shown.contains(kept), "{kept}: {shown}");
        assert!(!shown.contains("<img src=x") && !shown.contains("etc/passwd"), "{shown}");
        let links = shown.split("href=\"/files/").skip(1);
        let all: Vec<_> = links.filter_map(|rest| rest.split('"').next()).collect();
        let file = format!("/files/{}", all.last().expect("a file"));
        let header = browser.get(&file).await.header("content-disposition").to_owned();
        let encoded = hezong_contract::query::encode(kept);
        assert!(header.ends_with(&format!("''{encoded}")), "{header}");
    }
}

#[tokio::test]
async fn files_that_are_no_pictures_are_saved_and_run_nothing() {
    let server = TestServer::start().await;
    let (mut browser, page) = partner(&server, "subshan").await;
    let archive = packed("证明.pdf", PDF);
    let gif = b"GIF89a\x01\0\x01\0\0\0\0!\xf9\x04\0\0\0\0\0<script>alert(1)</script>,;";
    for (name, content, disposition) in
        [("a.zip", archive.as_slice(), "attachment; "), ("a.gif", gif, "inline; ")]
    {
        server.world.clock.advance(1_000);
        let answer = sent(&mut browser, &page, name, content).await;
        let shown = back(&mut browser, &answer).await;
        let links = shown.split("href=\"/files/").skip(1);
        let all: Vec<_> = links.filter_map(|rest| rest.split('"').next()).collect();
        let found = browser.get(&format!("/files/{}", all.last().expect("a file"))).await;
        assert!(found.header("content-disposition").starts_with(disposition), "{found:?}");
        assert!(found.header("content-security-policy").starts_with("sandbox;"), "{found:?}");
        assert_eq!(found.header("x-content-type-options"), "nosniff");
        assert_eq!(found.bytes, content);
    }
}

#[tokio::test]
async fn another_partners_files_are_not_there() {
    for server in TestServer::each().await {
        let (mut browser, page) = partner(&server, "subshan").await;
        let answer = sent(&mut browser, &page, "a.pdf", PDF).await;
        let file = link(&back(&mut browser, &answer).await);
        let id = file.split('/').nth(2).expect("an id").to_owned();
        let (mut rival, _) = partner(&server, "beidou").await;
        let before = server.audit_lines().await;
        for answer in [
            rival.get(&file).await,
            sent(&mut rival, &page, "b.pdf", PDF).await,
            // What is wrong with the file is not told about somebody else's case.
            sent(&mut rival, &page, "b.exe", b"MZ").await,
            sent(&mut rival, &page, "b.pdf", &vec![b' '; SIZE_MAX + 1]).await,
            rival.post(&format!("{page}/files/{id}/remove"), &LICENCE).await,
            rival.get("/files/FL0/a.pdf").await,
        ] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{answer:?}");
            assert!(!answer.text.contains("%PDF"), "{answer:?}");
        }
        assert_eq!(server.audit_lines().await, before);
        assert_eq!(browser.get(&file).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn without_a_session_people_are_sent_to_sign_in() {
    let server = TestServer::start().await;
    let (mut browser, page) = partner(&server, "subshan").await;
    let answer = sent(&mut browser, &page, "a.pdf", PDF).await;
    let file = link(&back(&mut browser, &answer).await);
    let mut nobody = server.browser();
    let encoded = hezong_contract::query::encode(&page);
    for (answer, next) in [
        (nobody.get(&file).await, hezong_contract::query::encode(&file)),
        (sent(&mut nobody, &page, "b.pdf", PDF).await, encoded.clone()),
        (nobody.post(&format!("{page}/files/FL0/remove"), &LICENCE).await, encoded),
    ] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
        assert_eq!(answer.header("location"), format!("/sign-in?next={next}"));
        assert!(!answer.text.contains("%PDF"), "{answer:?}");
    }
}

#[tokio::test]
async fn other_sites_upload_nothing() {
    let server = TestServer::start().await;
    let (mut browser, page) = partner(&server, "subshan").await;
    let before = server.audit_lines().await;
    browser.headers.insert("sec-fetch-site", "cross-site".to_owned());
    let answer = sent(&mut browser, &page, "a.pdf", PDF).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    // Neither fetch metadata nor an origin.
    browser.headers.remove("sec-fetch-site");
    let answer = sent(&mut browser, &page, "a.pdf", PDF).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let answer = browser.post(&format!("{page}/files/FL0/remove"), &LICENCE).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(server.audit_lines().await, before);
    let request = Request::post(format!("{page}/files")).body(Body::empty()).expect("a request");
    assert_eq!(server.send(request).await.status, StatusCode::FORBIDDEN);
}
