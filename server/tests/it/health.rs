//! For whoever watches the server.

use axum::http::StatusCode;

use crate::test_server::TestServer;

#[tokio::test]
async fn a_running_server_is_alive_and_ready() {
    for server in TestServer::each().await {
        for path in ["/healthz", "/readyz"] {
            assert_eq!(server.get(path).await.status, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn a_server_without_its_database_is_alive_but_not_ready() {
    for server in TestServer::each().await {
        server.world.storage.close().await;
        assert_eq!(server.get("/healthz").await.status, StatusCode::OK);
        assert_eq!(server.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    }
}
