//! Who looks at the page, and what they may do. Hiding is comfort; the services decide again.

use std::sync::Arc;

use hezong_contract::AppError;
use hezong_contract::session::Viewer;
use hezong_contract::wire::Ask;
use hezong_domain::access::Permission;
use hezong_ui::coming;
use leptos::prelude::*;

/// The viewer of this page: loaded once, and again when an act changed something about it.
#[derive(Clone, Copy)]
pub struct Session {
    viewer: Resource<Result<Option<Viewer>, AppError>>,
}

impl Session {
    /// The resource itself.
    pub fn viewer(self) -> Resource<Result<Option<Viewer>, AppError>> {
        self.viewer
    }

    /// Loads the viewer again: an act changed its messages or settings.
    pub fn reload(self) {
        self.viewer.refetch();
    }
}

/// Provides the session; once, by the application.
pub(crate) fn provide() {
    provide_context(Session { viewer: Resource::new_blocking(|| (), |()| current_viewer()) });
}

/// The session of this page.
pub fn use_session() -> Option<Session> {
    use_context::<Session>()
}

/// Who is signed in; nobody is not an error.
///
/// Permission: none; the own session.
#[server(prefix = "/_fn", endpoint = "current_viewer", protocol = Ask)]
pub async fn current_viewer() -> Result<Option<Viewer>, AppError> {
    crate::server::viewer().await
}

/// Shows its children to those who may do something.
#[component]
pub fn Allowed(
    /// What they must be allowed to do.
    permission: Permission,
    children: ChildrenFn,
) -> impl IntoView {
    with_viewer(
        move |viewer| {
            if viewer.may(permission) { children().into_any() } else { ().into_any() }
        },
    )
}

/// Shows something that depends on who is looking; nothing while nobody is.
pub fn with_viewer(show: impl Fn(Viewer) -> AnyView + Send + Sync + 'static) -> AnyView {
    show_to_viewer(Arc::new(show))
}

/// The part of [`with_viewer`] that exists once, whatever is shown.
fn show_to_viewer(show: Arc<dyn Fn(Viewer) -> AnyView + Send + Sync>) -> AnyView {
    let Some(session) = use_session() else {
        return ().into_any();
    };
    coming(false, move || {
        let show = Arc::clone(&show);
        Box::pin(async move {
            match session.viewer.await {
                Ok(Some(viewer)) => show(viewer),
                _ => ().into_any(),
            }
        })
    })
}
