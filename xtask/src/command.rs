//! Starting other programs.

use std::{
    env,
    ffi::OsString,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use anyhow::{Context, Result, bail};

/// The cargo that started us, or the one on PATH.
pub(crate) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Runs a command with its output on the terminal; an error when it does not succeed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("starting {}", line(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a command quietly and returns what it printed; an error tells what it complained about.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("starting {}", line(command)))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({}): {}", line(command), output.status, complaint.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a command printed (both streams, in no particular order) and whether it succeeded.
pub(crate) struct Told {
    /// Its lines.
    pub(crate) lines: Vec<String>,
    /// Whether it ended with success.
    pub(crate) success: bool,
}

/// Runs a command, shows what it prints while it runs, and returns it.
pub(crate) fn tee(command: &mut Command) -> Result<Told> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("starting {}", line(command)))?;
    let errors = child.stderr.take().map(|stream| thread::spawn(move || echo(stream)));
    let mut lines = child.stdout.take().map(echo).unwrap_or_default();
    if let Some(Ok(more)) = errors.map(thread::JoinHandle::join) {
        lines.extend(more);
    }
    let success = child.wait()?.success();
    Ok(Told { lines, success })
}

fn echo(stream: impl Read) -> Vec<String> {
    let mut lines = Vec::new();
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    while stream.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        println!("{text}");
        lines.push(text);
        line.clear();
    }
    lines
}

/// Finds a program on PATH or in one of the given folders.
pub(crate) fn find(program: &str, elsewhere: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(elsewhere.iter().cloned())
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

fn line(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name.to_string_lossy().into_owned()).chain(words).collect::<Vec<_>>().join(" ")
}
