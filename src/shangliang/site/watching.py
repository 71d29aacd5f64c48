"""A small program that starts others and keeps them running until a signal comes, and then ends them.

One that ends by itself is started anew, and that is said: a worker that was killed for its memory at night must not
take the pages down with it. One that ends again and again has a fault that starting cannot mend; then all are ended.

It is run by its file with a list of command lines as JSON, and loads nothing of the product: it lives as long as the
product does, and what it holds is held for nothing.
"""

import json
import signal
import subprocess
import sys
import time

PATIENCE = 15
"""Seconds that a program has to end by itself."""
ENDS = 5
"""How often one program may end by itself within a minute; the next end ends all."""
MINUTE = 60
PAUSE = 0.2


class Program:
    """One command line that is to be running, and when it ended by itself of late."""

    def __init__(self, line: list[str]) -> None:
        self.line = line
        self.ends: list[float] = []
        self.running = subprocess.Popen(line)  # noqa: S603 - our own programs with our own words

    def look(self) -> int | None:
        """Start the program anew when it has ended; return its exit code when that happened too often, else None."""
        code = self.running.poll()
        if code is None:
            return None
        now = time.monotonic()
        self.ends = [*(end for end in self.ends if now - end < MINUTE), now]
        print(f"进程意外结束（{code}）：{' '.join(self.line[1:])}", file=sys.stderr, flush=True)
        if len(self.ends) > ENDS:
            return code or 1
        self.running = subprocess.Popen(self.line)  # noqa: S603 - our own programs with our own words
        return None


def main(words: str) -> int:
    """Keep the programs running, and return 0 when asked to stop, else the exit code of the one that kept ending."""
    asked: list[int] = []
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, _frame: asked.append(number))
    programs = [Program(line) for line in json.loads(words)]
    code = None
    while not asked and code is None:
        time.sleep(PAUSE)
        if not asked:
            code = next((found for found in [one.look() for one in programs] if found), None)
    end([one.running for one in programs])
    return code or 0


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and make those end that do not."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
