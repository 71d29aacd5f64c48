"""Systems outside, over real HTTP on loopback: a hotline that speaks Open311, and a receiver of signed messages."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Answering(BaseHTTPRequestHandler):
    """Answers and keeps what came; the server holds the lists."""

    def log_message(self, *_words) -> None:
        """Say nothing."""

    def answer(self, told, status: int = 200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()


class Hotline(Answering):
    """GeoReport v2: takes a request once for each idempotency key, and tells updates of a span."""

    def do_POST(self) -> None:
        given = {name: values[0] for name, values in parse_qs(self.body()).items()}
        if given.get("api_key") != self.server.key:
            return self.answer([{"code": 403, "description": "api_key"}], 403)
        key = self.headers["Idempotency-Key"]
        if self.server.failures:
            self.server.failures -= 1
            return self.answer([{"code": 503, "description": "later"}], 503)
        number = self.server.numbers.setdefault(key, f"12345-{len(self.server.numbers) + 1}")
        self.server.taken.append(given)
        return self.answer([{"service_request_id": number}], 201)

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        start, end = asked["start_date"][0], asked["end_date"][0]
        self.answer([row for row in self.server.updates if start <= row["updated_datetime"] <= end])


class Receiver(Answering):
    """Takes messages, and keeps them with their headers."""

    def do_POST(self) -> None:
        self.server.taken.append((dict(self.headers.items()), self.body()))
        self.answer({}, self.server.status)


@contextmanager
def serving(handler, **facts):
    """Serve on a free port of loopback until the block ends; `facts` become what the server holds."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    for name, value in {
        "key": "hot",
        "numbers": {},
        "taken": [],
        "updates": [],
        "failures": 0,
        "status": 204,
        **facts,
    }.items():
        setattr(server, name, value)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
