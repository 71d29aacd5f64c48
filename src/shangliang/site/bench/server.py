"""The product served for a measurement: started from the command line, its processes read from /proc."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-m", "shangliang.site.cli")
PATIENCE = 120
PROC = Path("/proc")


def own_environment(folder: str) -> dict[str, str]:
    """Return the environment of a child whose data stand in a folder of the measurement's own."""
    return {
        **os.environ,
        "SHANGLIANG_DATA": folder,
        "DATABASE_URL": "",
        "SHANGLIANG_DEMO": "1",
        "SHANGLIANG_HOST": "127.0.0.1",
    }


def ourselves(words: list[str], environment: dict[str, str]) -> str:
    """Run a command of the product and return what it printed; CalledProcessError when it fails."""
    return subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - our own program


@dataclass(frozen=True)
class Running:
    """A served product: its port, its first process, and the seconds from the command to the first page."""

    port: int
    pid: int
    first_page: float


@contextmanager
def served(folder: str, *words: str) -> Iterator[Running]:
    """Start `shangliang WORDS` on a free port over a data folder, and stop it when the block ends."""
    port, before = free_port(), time.perf_counter()
    line = [*COMMAND, *words, "--port", str(port)]
    process = subprocess.Popen(line, env=own_environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        wait_for_page(process, port)
        yield Running(port, process.pid, time.perf_counter() - before)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_page(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the home page is served; RuntimeError when the process ends or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
                line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if line.recv(64).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the product did not serve its home page")


def tree(pid: int) -> list[int]:
    """Return a process and everything it started, as far as it still runs."""
    parents: dict[int, int] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int(after_name(folder)[1])
            except OSError:
                continue  # it ended meanwhile
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def after_name(folder: Path) -> list[str]:
    """Return the fields of /proc/PID/stat behind the program's name, which may hold spaces."""
    return (folder / "stat").read_text().rpartition(")")[2].split()


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process and everything it started have used."""
    ticks = sum(int(fields[11]) + int(fields[12]) for fields in (after_name(PROC / str(one)) for one in tree(pid)))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> dict[str, float]:
    """Return the megabytes of memory of each process of a tree, what several share divided among them (PSS)."""
    found = {}
    for one in tree(pid):
        lines = (PROC / str(one) / "smaps_rollup").read_text().splitlines()
        kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        found[f"{one} {program(one)}"] = round(kilobytes / 1024, 1)
    return found


def program(pid: int) -> str:
    """Return what a process is, in a word or two."""
    words = (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
    named = [word for word in words if word in ("demo", "serve", "worker", "live", "granian")]
    return named[0] if named else "page worker"
