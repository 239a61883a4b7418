//! x
use crate::workspace::Workspace; use anyhow::Result;
pub(crate) fn prepare(_w:&Workspace,_c:bool)->Result<()> {Ok(())}
pub(crate) fn up(_w:&Workspace)->Result<()> {Ok(())}
