"""Files: short, free of inline script and style, and free of names of machines and registries."""

import ast
import re
from statistics import median

import pytest
from django.template import engines
from tests.shape.sources import ROOT, Module, modules, planted, templates, tracked

MOST_LINES = 400
# Written in pieces, so that this file does not hold what it looks for.
HOSTS = re.compile(
    "|".join(
        ["py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npm", "npm" + "mirror", "deb" + r"\.debian\.org"]
    )
)
PLACES = re.compile(r"(?<![\w.$}-])/(?:" + "wo" + "rk|fa" + "rm)/")
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
DATA_BLOCK = re.compile(r"type=.application/(?:ld\+)?json.")
HANDLER = re.compile(r"<[a-zA-Z][^<>]*?\son[a-z]+\s*=", re.IGNORECASE)
STYLE_ATTRIBUTE = re.compile(r"<[a-zA-Z][^<>]*?\sstyle\s*=", re.IGNORECASE)


def inline_faults(text: str) -> list[str]:
    """Give what a strict content security policy would refuse in a template."""
    text = COMMENT.sub("", text)
    faults = ["inline script" for words in SCRIPT.findall(text) if "src=" not in words and not DATA_BLOCK.search(words)]
    faults += ["event handler attribute"] * len(HANDLER.findall(text))
    faults += ["script address"] * len(re.findall(r"javascript:", text, re.IGNORECASE))
    faults += ["style element"] * len(re.findall(r"<style\b", text, re.IGNORECASE))
    return faults + ["style attribute"] * len(STYLE_ATTRIBUTE.findall(SVG.sub("", text)))


def lengths(module: Module) -> list[int]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node.end_lineno - node.lineno + 1 for node in ast.walk(module.tree) if isinstance(node, kinds)]


def texts_of_tracked_files() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        try:
            found.append((str(path.relative_to(ROOT)), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_python_file_is_longer_than_four_hundred_lines():
    paths = [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]
    long = {str(p.relative_to(ROOT)): n for p in paths if (n := p.read_text("utf-8").count("\n")) > MOST_LINES}
    assert long == {}


def test_functions_are_short():
    all_lengths = [length for module in modules() for length in lengths(module)]
    assert median(all_lengths) <= 9
    assert sum(length > 50 for length in all_lengths) < len(all_lengths) * 0.05


def test_the_length_of_a_planted_function_is_counted():
    assert lengths(planted("def f():\n" + "    a = 1\n" * 60)) == [61]


def test_no_template_holds_inline_script_or_style():
    assert {path: faults for path, text in templates() if (faults := inline_faults(text))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "<script>go()</script>",
        '<script nonce="{{ nonce }}">go()</script>',
        '<button type="button" onclick="go()">',
        '<a href="javascript:go()">',
        "<style>p { color: red }</style>",
        '<p class="a" style="color: red">',
    ],
)
def test_planted_inline_script_or_style_is_seen(text):
    assert inline_faults(text)


def test_outside_scripts_data_blocks_and_drawings_are_left_alone():
    allowed = (
        '<script src="{{ static("js/a.js") }}" defer></script><script type="application/ld+json">{}</script>'
        '<svg viewBox="0 0 1 1"><rect style="fill: var(--river)"/></svg><p class="style">{# <style> #}</p>'
    )
    assert inline_faults(allowed) == []


def test_every_template_can_be_read():
    environment = engines["jinja2"].env
    for _path, text in templates():
        environment.parse(text)


def test_no_tracked_file_names_a_registry_host_or_a_place_on_a_machine():
    found = [
        f"{path}:{number}"
        for path, text in texts_of_tracked_files()
        for number, line in enumerate(text.splitlines(), start=1)
        if HOSTS.search(line) or PLACES.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text", ["--index-url https://py" + "pi.org/simple", "open('/wo" + "rk/data.csv')", "cd /fa" + "rm/x"]
)
def test_a_planted_host_or_place_is_seen(text):
    assert HOSTS.search(text) or PLACES.search(text)


def test_the_scan_looked_at_the_whole_tree():
    names = {path for path, _text in texts_of_tracked_files()}
    assert {"pyproject.toml", "requirements/run.txt", "tests/conftest.py"} <= names
