use std::collections::BTreeSet;

use hezong_open_api::operations::all;
use http::Method;

use crate::client::{Draft, Scene, UNITS, send};

/// Every operation of the list is either served or answers as the original's gateway does for what
/// it does not have.
#[tokio::test]
async fn what_is_marked_implemented_is_routed_and_nothing_else() {
    let scene = Scene::new().await;
    let operations = all().unwrap();
    let served: BTreeSet<(&str, &str)> = operations
        .iter()
        .filter(|one| one.implemented)
        .map(|one| (one.method.as_str(), one.path.as_str()))
        .collect();
    assert_eq!(served.len(), 8);
    for one in &operations {
        let method: Method = one.method.parse().unwrap();
        let target = one.path.replace(['{', '}'], "");
        let answer = send(&scene.router, Draft::new(method, &target, "")).await;
        let path_has_others = served.iter().any(|(_, path)| *path == one.path);
        let expected = match (one.implemented, path_has_others) {
            (true, _) => (401, "APIG.0301"),
            (false, true) => (405, "APIG.0101"),
            (false, false) => (404, "APIG.0101"),
        };
        assert_eq!(answer.failure(), (expected.0, expected.1.to_owned()), "{}", one.operation);
    }
}

#[tokio::test]
async fn unknown_paths_answer_as_the_gateway() {
    let scene = Scene::new().await;
    for target in ["/v2", "/v2/", "/v2/x/y", "/v3/auth", "/v3.0/OS-CREDENTIAL/x", "/v4/costs/x"] {
        let answer = send(&scene.router, Draft::get(target)).await;
        assert_eq!(answer.failure(), (404, "APIG.0101".to_owned()), "{target}");
        let english = "The API does not exist or has not been published in the environment";
        assert!(answer.message().starts_with(english));
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let scene = Scene::new().await;
    let answer = send(&scene.router, Draft::new(Method::DELETE, UNITS, "")).await;
    assert_eq!(answer.failure(), (405, "APIG.0101".to_owned()));
    assert_eq!(answer.headers["allow"], "GET,HEAD");
}
