//! Exports: asked for from a list, written in the background, fetched from a page of their own.

pub mod api;
pub mod menu;
pub mod page;
