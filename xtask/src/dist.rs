//! x
use crate::workspace::Workspace; use anyhow::Result;
pub(crate) fn build(_w:&Workspace,_c:bool)->Result<()> {Ok(())}
