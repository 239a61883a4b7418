//! A PostgreSQL of our own: in a temporary folder, on a free loopback port, gone at the end.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, TcpListener},
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use crate::{
    cleanup::{self, Cleanup},
    command,
    db::block_on,
};

/// Settings for a database whose content nobody will miss: no waiting for the disk.
const SETTINGS: [&str; 6] = [
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "full_page_writes=off",
    "max_connections=300",
    "shared_buffers=64MB",
    "max_wal_size=256MB",
];
const START_TRIES_MAX: u32 = 150;
const START_PAUSE: Duration = Duration::from_millis(200);

/// A running private server; dropping it stops it and removes its folder.
pub(crate) struct Postgres {
    server: Arc<Server>,
    port: u16,
}

struct Server {
    bin: PathBuf,
    owner: Option<(u32, u32)>,
    folder: PathBuf,
    running: Mutex<Option<(Child, TempDir)>>,
}

/// The folder of PostgreSQL's programs: where `initdb` is on PATH, or Debian's newest version.
pub(crate) fn bin_folder() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions = versions.map(|entry| entry.path().join("bin")).collect::<Vec<_>>();
    versions.sort_by_key(|bin| {
        let version = bin.parent().and_then(Path::file_name).and_then(|name| name.to_str());
        std::cmp::Reverse(version.and_then(|version| version.parse::<u32>().ok()))
    });
    let initdb = command::find("initdb", &versions)?;
    Some(initdb.parent()?.to_path_buf())
}

impl Postgres {
    /// Starts a server with an empty database named `hezong`.
    pub(crate) fn start() -> Result<Self> {
        let bin = bin_folder().context(
            "PostgreSQL is missing: install its server (Debian: apt install postgresql)",
        )?;
        let folder = tempfile::Builder::new().prefix("hezong-pg-").tempdir()?;
        let owner = other_user(folder.path())?;
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group))?;
        }
        let path = folder.path().to_path_buf();
        let server = Server { bin, owner, folder: path, running: Mutex::default() };
        server.initialise()?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let child = server.launch(port)?;
        *server.running.lock().unwrap_or_else(PoisonError::into_inner) = Some((child, folder));
        let server = Arc::new(server);
        cleanup::register(&server);
        let postgres = Self { server, port };
        postgres.wait_until_ready()?;
        Ok(postgres)
    }

    /// The address of the database.
    pub(crate) fn url(&self) -> String {
        self.url_of("hezong")
    }

    /// The temporary folder, for other things that go away with this server.
    pub(crate) fn folder(&self) -> &Path {
        &self.server.folder
    }

    fn url_of(&self, database: &str) -> String {
        format!("postgres://hezong@127.0.0.1:{}/{database}", self.port)
    }

    fn wait_until_ready(&self) -> Result<()> {
        let url = self.url_of("postgres");
        for _ in 0..START_TRIES_MAX {
            let created = block_on(async {
                let mut connection = PgConnection::connect(&url).await?;
                sqlx::query("CREATE DATABASE hezong").execute(&mut connection).await?;
                connection.close().await
            })?;
            match created {
                Ok(()) => return Ok(()),
                Err(sqlx::Error::Database(error)) if error.code().as_deref() != Some("57P03") => {
                    return Err(error).context("creating the database");
                }
                // Not listening yet, or still starting up (57P03).
                Err(_) => thread::sleep(START_PAUSE),
            }
        }
        let log = fs::read_to_string(self.server.folder.join("log")).unwrap_or_default();
        bail!("PostgreSQL did not start:\n{log}")
    }
}

impl Server {
    /// One of PostgreSQL's programs, as the user that owns the folder.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        self.as_owner(&mut command);
        command
    }

    fn as_owner(&self, command: &mut Command) {
        command.current_dir(&self.folder).env_remove("PGDATA");
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
    }

    fn initialise(&self) -> Result<()> {
        let mut initdb = self.program("initdb");
        initdb.args(["--username=hezong", "--auth=trust", "--locale=C", "--encoding=UTF8"]);
        initdb.arg("--no-sync").arg("--pgdata").arg(self.data());
        command::output(&mut initdb).map(drop)
    }

    fn launch(&self, port: u16) -> Result<Child> {
        let mut postgres = match command::find("setpriv", &[]) {
            // Should this program be killed, the kernel stops the server.
            Some(setpriv) => {
                let mut command = Command::new(setpriv);
                command.args(["--pdeathsig", "INT", "--"]).arg(self.bin.join("postgres"));
                self.as_owner(&mut command);
                command
            }
            None => self.program("postgres"),
        };
        postgres.arg("-D").arg(self.data()).arg("-k").arg(&self.folder);
        postgres.args(["-p", &port.to_string()]);
        for setting in SETTINGS {
            postgres.args(["-c", setting]);
        }
        let log = File::create(self.folder.join("log"))?;
        postgres.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        // Its own group: Ctrl-C on the terminal reaches it through us only, in order.
        postgres.process_group(0);
        postgres.spawn().context("starting PostgreSQL")
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

impl Cleanup for Server {
    fn clean_up(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((mut child, folder)) = running else {
            return;
        };
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "--silent", "--mode=fast", "--timeout=20", "--pgdata"]).arg(self.data());
        if command::output(&mut stop).is_err() {
            // It may have ended by itself; nothing else is left to try.
            let _ = child.kill();
        }
        let _ = child.wait();
        if let Err(error) = folder.close() {
            eprintln!("warning: the temporary database folder is left behind: {error}");
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.server.clean_up();
    }
}

/// PostgreSQL refuses to run as root: then it runs as its own user, or as `nobody`.
fn other_user(folder: &Path) -> Result<Option<(u32, u32)>> {
    if fs::metadata(folder)?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").context("reading the list of users")?;
    let ids = ["postgres", "nobody"].iter().find_map(|name| user_ids(&users, name));
    ids.context("there is no user `postgres` or `nobody` to run PostgreSQL as").map(Some)
}

/// User and group number of a user in the format of `/etc/passwd`.
fn user_ids(users: &str, name: &str) -> Option<(u32, u32)> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_by_their_whole_name() {
        let users = "root:x:0:0:root:/root:/bin/sh\npostgres2:x:7:7::/:\npostgres:x:101:104::/:\n";
        assert_eq!(user_ids(users, "postgres"), Some((101, 104)));
        assert_eq!(user_ids(users, "nobody"), None);
    }
}
