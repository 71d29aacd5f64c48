"""Servers of others, started for a measurement on ports of its own and stopped after it: PostgreSQL, NATS, nginx."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from shangliang.site.bench.server import free_port

START_SECONDS = 60
NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")


def postgres_programs() -> Path | None:
    """Return the folder of initdb, the newest where several are installed, or None."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return installed[-1].parent if installed else None


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL that writes to the disk before it answers, as a fresh one does, and give its address."""
    programs = postgres_programs()
    if programs is None:
        raise FileNotFoundError(2, "PostgreSQL", "initdb")
    folder, port = Path(tempfile.mkdtemp(prefix="shangliang-bench-")), free_port()
    owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if owner:
        shutil.chown(folder, "postgres", "postgres")
    data, address = str(folder / "data"), ("-h", "127.0.0.1", "-p", str(port), "-U", "shangliang")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"

    def run(program: str, *words: str) -> None:
        subprocess.run(  # type: ignore[call-overload]  # noqa: S603 - the program of the package
            [str(programs / program), *words],
            check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, **owner,
        )  # fmt: skip

    run("initdb", "-D", data, "-U", "shangliang", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
    try:
        run("pg_ctl", "-D", data, "-w", "-t", str(START_SECONDS), "-o", options, "start")
        run("createdb", *address, "shangliang")
        yield f"postgres://shangliang@127.0.0.1:{port}/shangliang"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@contextmanager
def nats() -> Iterator[str]:
    """Run a NATS server and give its address."""
    port = free_port()
    with program(["nats-server", "-a", "127.0.0.1", "-p", str(port)], port):
        yield f"nats://127.0.0.1:{port}"


@contextmanager
def nchan(screens: int) -> Iterator[tuple[int, int]]:
    """Run nginx with nchan in one worker that holds so many readers, and give its port and its first process.

    `POST /say` publishes, `GET /hear` is the stream.
    """
    if not NCHAN.exists():
        raise FileNotFoundError(2, "nchan", str(NCHAN))
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="shangliang-nchan-") as folder:
        settings = Path(folder) / "nginx.conf"
        settings.write_text(
            f"""load_module {NCHAN};
            daemon off; pid {folder}/pid; error_log {folder}/log; worker_processes 1;
            worker_rlimit_nofile {2 * screens + 500};
            {"user root;" if os.geteuid() == 0 else ""}
            events {{ worker_connections {2 * screens + 300}; }}
            http {{ access_log off; nchan_shared_memory_size 128m; client_body_temp_path {folder}/body;
                proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
                scgi_temp_path {folder}/scgi;
                server {{ listen 127.0.0.1:{port} backlog=4096;
                    location /say {{ nchan_publisher; nchan_channel_id hall; nchan_message_buffer_length 1; }}
                    location /hear {{ nchan_subscriber eventsource; nchan_channel_id hall; }} }} }}
            """,
            encoding="ascii",
        )
        with program(["nginx", "-p", folder, "-c", str(settings)], port) as pid:
            yield port, pid


@contextmanager
def program(words: Sequence[str], port: int) -> Iterator[int]:
    """Run a program until the block ends, and give its process when it listens."""
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - named by our own code
    try:
        wait_for_port(running, port)
        yield running.pid
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait(15)


def wait_for_port(running: subprocess.Popen[bytes], port: int) -> None:
    """Return when somebody listens there; RuntimeError when the process ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and running.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nobody listens on port {port}")
