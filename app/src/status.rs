//! The HTTP status of a page, said by the page itself.

/// Sets the status while the server draws; nothing in the browser.
pub fn set_status(status: u16) {
    #[cfg(feature = "ssr")]
    crate::server::set_status(status);
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}
