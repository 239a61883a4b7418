//! Access keys of the open API: partners and customers manage them in the same way.

pub mod api;
mod card;
mod made;

pub use card::Keys;
