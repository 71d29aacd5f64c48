"""A small program that starts others, waits until one ends or a signal comes, and ends the rest.

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


def main(words: str) -> int:
    """Start the programs, and return the exit code: 0 when asked to stop, else that of the first to end."""
    asked: list[int] = []
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, _frame: asked.append(number))
    children = [subprocess.Popen(line) for line in json.loads(words)]  # noqa: S603 - our own programs with our own words
    while not asked and all(child.poll() is None for child in children):
        time.sleep(0.2)
    codes = [child.poll() for child in children]
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
    return 0 if asked else next((code for code in codes if code), 1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
