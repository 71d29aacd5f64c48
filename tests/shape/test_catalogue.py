"""The check of the English catalogue sees what is missing, lost or stale."""

import importlib.util

import pytest
from babel.messages.catalog import Catalog
from tests.shape.sources import ROOT


@pytest.fixture(scope="module")
def tool():
    told = importlib.util.spec_from_file_location("catalogue", ROOT / "tools" / "catalogue.py")
    module = importlib.util.module_from_spec(told)
    told.loader.exec_module(module)
    return module


def one(text, answer) -> Catalog:
    catalogue = Catalog(locale="en")
    catalogue.add(text, answer)
    return catalogue


def test_a_translated_string_has_no_fault(tool):
    assert tool.faults(one("共 %(n)s 件", "%(n)s cases")) == []
    assert tool.faults(one(("%(n)s 件", "%(n)s 件"), ("one case", "%(n)s cases"))) == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("签收", ""),
        (("%(n)s 件", "%(n)s 件"), ("", "")),
        ("共 %(n)s 件", "cases"),
        ("共 %(n)s 件", "%(count)s of %(n)s cases"),
    ],
)
def test_a_missing_translation_or_a_changed_placeholder_is_a_fault(tool, text, answer):
    assert len(tool.faults(one(text, answer))) == 1


def test_strings_of_code_and_of_templates_are_extracted(tool):
    places = {place for message in tool.strings(tool.extracted()) for place, _line in message.locations}
    assert {place.rsplit(".", 1)[-1] for place in places} >= {"py", "html"}


def test_writing_the_same_catalogue_twice_gives_the_same_bytes(tool):
    assert tool.rendered(one("签收", "Sign")) == tool.rendered(one("签收", "Sign"))
