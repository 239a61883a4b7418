"""A real server with demo data: started on a free loopback port, ended by its own process id."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pg8000.native

READY_S = 120
END_S = 15


def program() -> str:
    """The executable under test."""
    found = os.environ.get("HEZONG_BIN") or str(
        Path(__file__).resolve().parents[2] / "target" / "debug" / "hezong"
    )
    if not Path(found).exists():
        raise RuntimeError("no server to test: set HEZONG_BIN to the executable")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PostgresDatabase:
    """A fresh database on the server of a URL, removed at the end."""

    def __init__(self, server_url: str):
        self.parts = urlsplit(server_url)
        self.name = f"sdk_{os.getpid()}_{time.monotonic_ns()}"
        self.url = urlunsplit(self.parts._replace(path=f"/{self.name}"))
        self._run(f"CREATE DATABASE {self.name} TEMPLATE template0")

    def remove(self) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        connection = pg8000.native.Connection(
            self.parts.username or "postgres",
            host=self.parts.hostname or "127.0.0.1",
            port=self.parts.port or 5432,
            database=self.parts.path.strip("/") or "postgres",
            password=self.parts.password,
        )
        try:
            connection.run(statement)
        finally:
            connection.close()


class Server:
    """One running server."""

    def __init__(self, database_url: str | None = None):
        self.data = Path(tempfile.mkdtemp(prefix="hezong-sdk-"))
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HEZONG_")}
        self.environment = kept | {
            "HEZONG_LISTEN": f"127.0.0.1:{port}",
            "HEZONG_DATA_DIR": str(self.data),
            "HEZONG_METRICS_LISTEN": "off",
            "HEZONG_LOG": "info",
        }
        if database_url is not None:
            self.environment["HEZONG_DATABASE_URL"] = database_url
        self.log = self.data / "server.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [program(), "serve", "--demo"],
                cwd=self.data,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self) -> None:
        end = time.monotonic() + READY_S
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.1)
        raise RuntimeError(f"the server did not get ready:\n{self.logged()}")

    def logged(self) -> str:
        return self.log.read_text(errors="replace")

    def verify(self) -> subprocess.CompletedProcess:
        """What `hezong verify` says of this server's database."""
        return subprocess.run(
            [program(), "verify"],
            cwd=self.data,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(END_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def remove(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
