"""The proof is computed in a real browser, step by step; a changed sign is seen."""

import functools
import http.server
import json
import re
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from tests.cast import MONDAY

from shangliang.engines import merkle
from shangliang.portal import rules
from shangliang.portal.queries.record import Checked

pytestmark = pytest.mark.journey
STATIC = Path(rules.__file__).resolve().parents[1] / "site" / "static"
DATA = re.compile(r'(<script type="application/json" id="verify-data">)(.*?)(</script>)', re.DOTALL)
SIZE, INDEX = 13, 10
LEAVES = [json.dumps({"seq": place, "t": "2022-09-26", "body": "联络室"}, ensure_ascii=False) for place in range(SIZE)]


def page() -> str:
    """The page of the eleventh of thirteen entries: an entry whose path skips levels on the right edge."""
    hashes = [merkle.leaf_hash(leaf.encode()) for leaf in LEAVES]
    nodes = merkle.nodes_of(hashes)
    path = [step.hex() for step in merkle.inclusion_proof(INDEX, SIZE, lambda level, at: nodes[level, at])]
    proof = {"leaf": LEAVES[INDEX], "leaf_hash": hashes[INDEX].hex(), "index": INDEX, "size": SIZE, "path": path}
    proof["root"] = merkle.root(hashes).hex()
    event = SimpleNamespace(
        seq=INDEX, at=MONDAY, kind="topic", code="2022-01", verb="approve", role="leader", body="",
        leaf=proof["leaf"], leaf_hash=proof["leaf_hash"],
    )  # fmt: skip
    steps = rules.climb(proof["leaf_hash"], INDEX, SIZE, path)
    head = SimpleNamespace(size=SIZE, root=proof["root"])
    found = Checked(event, proof, steps, [event])
    return render_to_string("portal/verify.html", {"typed": "2022-01", "found": found, "refusal": "", "head": head})


@pytest.fixture
def pages(tmp_path):
    """The page of an entry as the product makes it, and the same page with one thing of the proof changed."""
    right = page()
    (tmp_path / "right.html").write_text(right, "utf-8")
    for name, change in (("leaf", changed_leaf), ("path", changed_path), ("size", changed_size)):
        told = DATA.sub(lambda part, change=change: part[1] + change(json.loads(part[2])) + part[3], right)
        assert told != right
        (tmp_path / f"{name}.html").write_text(told, "utf-8")
    (tmp_path / "static").symlink_to(STATIC)
    return tmp_path


def changed_leaf(proof: dict) -> str:
    return json.dumps({**proof, "leaf": proof["leaf"].replace("2022", "2023", 1)})


def changed_path(proof: dict) -> str:
    return json.dumps({**proof, "path": ["00" * 32, *proof["path"][1:]]})


def changed_size(proof: dict) -> str:
    return json.dumps({**proof, "index": proof["size"] + 1})


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


@pytest.fixture
def address(pages):
    """Where the pages are served, on loopback: there a browser may compute hashes."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=pages))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_the_browser_proves_the_entry_and_refutes_what_was_changed(address, browser):
    view = browser.new_page()
    view.goto(f"{address}/right.html")
    view.wait_for_selector('[data-result="proven"]', timeout=10000)
    steps = view.locator("[data-verify-steps] li").count()
    assert view.locator("[data-verify-steps] .sl-lamp-done").count() == steps
    assert view.locator("[data-verify-steps] .sl-lamp-late").count() == 0
    for name in ("leaf", "path", "size"):
        view.goto(f"{address}/{name}.html")
        view.wait_for_selector('[data-result="refuted"]', timeout=10000)
    view.close()


def test_the_printed_root_is_compared_as_far_as_it_was_typed(address, browser):
    view = browser.new_page()
    view.goto(f"{address}/right.html")
    root = json.loads(view.locator("#verify-data").text_content())["root"]
    said = view.locator("[data-verify-printed-said]")
    view.fill("#printed", root[:12].upper())
    assert said.text_content() == "和报纸上的一样"
    view.fill("#printed", "00000000")
    assert said.text_content() == "和报纸上的不一样"
    view.fill("#printed", "12")
    assert said.text_content() == ""
    view.close()
