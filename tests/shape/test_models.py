"""Models: relations point downward and name nothing back; every model stands in the glossary."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from tests.shape.sources import ROOT, height

GLOSSARY = ROOT / "docs" / "reference" / "glossary.md"


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("shangliang.")]


def slice_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def relations(model: type[models.Model]) -> Iterator[models.Field]:
    """Give the relations that a model declares to a model of the product."""
    for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
        target = field.remote_field.model if field.remote_field else None
        if isinstance(target, type) and target.__module__.startswith("shangliang."):
            yield field


def fault_of(own: str, target: str, related_name: str | None) -> str | None:
    """Say what is wrong with a relation from one slice to another, or None."""
    if own != target and height(target) >= height(own):
        return "points upward or sideways"
    return None if related_name == "+" else 'lacks related_name="+"'


def glossary() -> dict[str, set[str]]:
    """Give the code names of each Chinese term; 民声/诉求 stands for both words."""
    found: dict[str, set[str]] = {}
    for line in GLOSSARY.read_text("utf-8").splitlines():
        parts = [part.strip() for part in line.removeprefix("- ").split(" · ")]
        if len(parts) == 3:
            for term in (parts[0], *parts[0].split("/")):
                found.setdefault(term, set()).add(parts[2])
    return found


def test_every_relation_points_downward_and_names_nothing_back():
    faults = [
        f"{model.__name__}.{field.name} {fault}"
        for model in own_models()
        for field in relations(model)
        if (fault := fault_of(slice_of(model), slice_of(field.remote_field.model), field.remote_field.related_name))
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("own", "target", "related_name"),
    [("voices", "dispatch", "+"), ("ideas", "proposals", "+"), ("dispatch", "voices", "dispatches"), ("a", "a", None)],
)
def test_a_planted_wrong_relation_is_seen(own, target, related_name):
    assert fault_of(own, target, related_name)


def test_a_relation_downward_or_within_a_slice_is_right():
    assert fault_of("dispatch", "voices", "+") is None
    assert fault_of("dispatch", "dispatch", "+") is None


def test_no_relation_points_at_anything_whatever():
    generic = [f for model in own_models() for f in model._meta.private_fields if isinstance(f, GenericForeignKey)]
    assert generic == []


def test_every_model_stands_in_the_glossary_with_its_name_in_the_code():
    known = glossary()
    absent = [
        f"{model._meta.verbose_name} · … · {model.__name__}"
        for model in own_models()
        if model.__name__ not in known.get(str(model._meta.verbose_name), set())
    ]
    assert absent == [], f"add these lines to {GLOSSARY.name}"


def test_a_model_that_is_not_in_the_glossary_would_be_seen():
    assert "万能对象" not in glossary()
    assert len(glossary()) > 100


def test_every_line_of_the_glossary_has_three_parts_and_a_name_that_code_can_have():
    lines = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("- ")]
    wrong = [line for line in lines if not re.fullmatch(r"- [^·]+ · [^·]+ · [A-Za-z_][A-Za-z0-9_]*", line)]
    assert wrong == []
    assert len(lines) == len(set(lines))
