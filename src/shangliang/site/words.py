"""What the stored names of kinds, acts, states and roles are called, in the language of the moment."""

from collections.abc import Mapping
from functools import cache

from django.utils import translation

from shangliang.dispatch.forms.clauses import CLAUSES, POLICIES
from shangliang.kernel.refusals import Words
from shangliang.kernel.workflow import Role, Workflow
from shangliang.site import wiring


@cache
def tables() -> Mapping[str, Workflow]:
    """Return the workflow tables by kind."""
    return {table.kind: table for table in wiring.workflows()}


@cache
def other_acts() -> Mapping[tuple[str, str], Words]:
    """Return the words of acts that stand in no workflow table, by kind and verb; kind alone has the verb empty."""
    found: dict[tuple[str, str], Words] = {}
    for module in wiring.modules("workflow"):
        found.update(getattr(module, "ACTS", {}))
    return found


def said(zh: str, en: str) -> str:
    """Return one of two words by the language of the moment."""
    return Words(zh, en).text(translation.get_language() or "zh-hans")


def role_word(value: str) -> str:
    """Return what a role is called."""
    role = next((role for role in Role if role.value == value), None)
    return said(role.label, role.label_en) if role else value


def kind_word(kind: str) -> str:
    """Return what a kind of case is called."""
    table = tables().get(kind)
    if table is not None:
        return said(table.name, table.name_en)
    words = other_acts().get((kind, ""))
    return said(words.zh, words.en) if words else kind


def act_word(kind: str, verb: str) -> str:
    """Return what an act is called."""
    table = tables().get(kind)
    if table is not None and verb in table.by_verb:
        step = table.by_verb[verb][0]
        return said(step.label, step.label_en)
    words = other_acts().get((kind, verb)) or other_acts().get(("", verb))
    return said(words.zh, words.en) if words else verb


def state_word(kind: str, value: str) -> str:
    """Return what a state is called."""
    table = tables().get(kind)
    if table is None or value not in table.values:
        return value
    return table.state(value).text(translation.get_language() or "zh-hans")


def rule_word(rule: str) -> str:
    """Return what a limit is called by its name (policy.clause): 金点子：转办以后　答复."""
    policy, _dot, clause = rule.rpartition(".")
    return f"{POLICIES[policy]}　{CLAUSES[clause]}" if policy in POLICIES and clause in CLAUSES else rule
