//! Cases of benefits: one engine, one page, one door for every workflow of `domain::benefits`.
//!
//! * [`engine`] moves a case: the domain's table decides, storage keeps, people are told.
//! * [`frame`] is what all cases lean on: policies, working days, the day it is here.
//! * [`hats`] says which actors of the tables a caller is.
//! * One file per workflow says what its facts are, what its acts carry, and what follows from a step.
//! * [`case`] shows a case and takes an act on it, whatever the workflow; [`queue`] lists them.
//!
//! * [`papers`] keeps the files of a case, whatever the workflow.
//!
//! How to add a benefit: a file with its `Data`, an `impl Benefit`, an arm in [`workflows`].

pub mod begin;
pub mod calendar;
pub mod case;
pub(crate) mod data;
pub mod deadlines;
pub(crate) mod engine;
pub(crate) mod fields;
pub(crate) mod frame;
pub(crate) mod hats;
pub(crate) mod paths;
pub mod policy;
pub mod queue;
pub(crate) mod redate;
pub mod refusal;
pub(crate) mod tables;
pub(crate) mod words;
pub(crate) mod workflows;

pub mod assessments;
pub mod balances;
pub mod certification;
pub mod claims;
pub mod corrections;
pub mod overview;
pub mod papers;
pub mod payments;
pub mod payouts;
pub mod people;
pub mod qualifications;
pub mod sheet;
pub(crate) mod shown;

pub use refusal::CaseRefusal;
pub use words::refusal as told;
