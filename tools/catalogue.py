"""The English catalogue: every Chinese string of the source, translated.

Without a word: extract the strings, keep the translations there are, write django.po and django.mo.
``--missing`` prints the strings without translation as a JSON object {Chinese: English},
``--fill FILE`` takes such an object in, ``--check`` fails when the catalogue is not complete and fresh.
"""

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "locale" / "en" / "LC_MESSAGES"
METHODS = [
    ("**/migrations/**", "ignore"),
    ("**/vendor/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**", "jinja2"),
]
# As in the environment of site/pages.py: the white space of a {% trans %} block is part of its text.
OPTIONS = {
    "**/templates/**": {
        "extensions": "jinja2.ext.do",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
        "silent": "false",
    }
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
# A fixed date: the file changes when its words change, not when it is written.
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)


def extracted() -> Catalog:
    """Give every string of the source, untranslated, ordered by its text."""
    found: dict[tuple[object, str | None], set[str]] = {}
    for name, _line, text, _comments, context in extract_from_dir(
        ROOT / "src", method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS
    ):
        found.setdefault((text, context), set()).add(name)
    catalogue = Catalog(
        locale="en",
        header_comment="# English catalogue of Shangliang. Written by tools/catalogue.py; edit msgstr only.",
        project="shangliang",
        version="1",
        copyright_holder="the maintainers of Shangliang",
        msgid_bugs_address="maintainers",
        last_translator="maintainers",
        language_team="English",
        creation_date=WRITTEN,
        revision_date=WRITTEN,
        fuzzy=False,
    )
    for (text, context), names in sorted(found.items(), key=lambda item: (str(item[0][0]), str(item[0][1]))):
        catalogue.add(text, context=context, locations=[(name, 0) for name in sorted(names)])
    return catalogue


def with_translations(catalogue: Catalog, given: dict[str, str]) -> Catalog:
    """Give the catalogue with the translations on disk and then the given ones taken in."""
    path = FOLDER / "django.po"
    known = read_po(io.BytesIO(path.read_bytes()), locale="en") if path.exists() else Catalog(locale="en")
    for message in strings(catalogue):
        old = known.get(message.id, context=message.context)
        if old is not None:
            message.string = old.string
        if message.id in given:
            message.string = given[message.id]
    return catalogue


def strings(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def texts(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value or ""] if value is None or isinstance(value, str) else list(value)


def faults(catalogue: Catalog) -> list[str]:
    """Give what is wrong with a catalogue in plain words: missing translations, changed placeholders."""
    found = []
    for message in strings(catalogue):
        wanted = {mark for text in texts(message.id) for mark in PLACEHOLDER.findall(text)}
        answers = texts(message.string)
        if not all(answers):
            found.append(f"no translation: {message.id!r}")
        elif any(set(PLACEHOLDER.findall(answer)) - wanted for answer in answers):
            found.append(f"placeholder that the source has not: {message.id!r} -> {message.string!r}")
        elif isinstance(message.id, str) and set(PLACEHOLDER.findall(answers[0])) != wanted:
            found.append(f"placeholder lost: {message.id!r} -> {message.string!r}")
    return found


def rendered(catalogue: Catalog) -> dict[str, bytes]:
    """Give the two files of a catalogue, by name."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, width=110, include_lineno=False)
    write_mo(mo, catalogue)
    return {"django.po": po.getvalue(), "django.mo": mo.getvalue()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fail when the catalogue is not complete and fresh")
    parser.add_argument("--missing", action="store_true", help="print strings without translation as JSON")
    parser.add_argument("--fill", type=Path, help="take translations from a JSON object")
    asked = parser.parse_args()
    given = json.loads(asked.fill.read_text("utf-8")) if asked.fill else {}
    catalogue = with_translations(extracted(), given)
    if asked.missing:
        absent = {text: "" for message in strings(catalogue) if not message.string for text in texts(message.id)[:1]}
        print(json.dumps(absent, ensure_ascii=False, indent=1))
        return 0
    files = rendered(catalogue)
    if not asked.check:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (FOLDER / name).write_bytes(content)
    stale = [
        f"stale: locale/en/LC_MESSAGES/{name} (run `make docs`)"
        for name, content in files.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_bytes() != content
    ]
    wrong = faults(catalogue) + stale
    print("\n".join(wrong), file=sys.stderr)
    print(f"English catalogue: {sum(1 for _ in strings(catalogue))} strings, {len(wrong)} faults", file=sys.stderr)
    return 1 if wrong and asked.check else 0


if __name__ == "__main__":
    raise SystemExit(main())
