"""The engine of all pages: one Jinja2 environment for each language, whose templates hold its words as plain text.

Of the words of a page nine in ten are the same each time. They, and addresses without a code in them, are put into the
template when it is compiled; what stands there when a page is asked for costs nothing more. The words of choices are
looked up in a table of each language.
"""

import re
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.template.backends.jinja2 import Jinja2
from django.urls import NoReverseMatch
from django.utils.translation import get_language
from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

CHOICE = re.compile(r"get_(\w+)_display")
"""Django's way to the word of a choice, which hashes every word of a column's choices each time."""
FIXED = ("url", "static")
"""Functions whose result for constant words is the same in every page of a language."""


class PageEnvironment(Environment):
    """An environment of one language."""

    language = settings.LANGUAGE_CODE
    told: Callable[[str, str], tuple[str, Any]]
    """Returns a sentence in a language: with places to be filled in, and as it is without any."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the syntax tree of a template with its fixed words put in."""
        tree: nodes.Template = WordsPutIn(self).visit(super()._parse(source, name, filename))
        return tree


class WordsPutIn(NodeTransformer):
    """Puts the words of a language, and addresses that never change, into a syntax tree."""

    def __init__(self, environment: PageEnvironment) -> None:
        """Work for an environment."""
        self.environment = environment

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja2's name
        """Return what a call of a constant comes to, or the call itself."""
        self.generic_visit(node)
        if isinstance(node.node, nodes.Getattr) and (asked := CHOICE.fullmatch(node.node.attr)):
            return self.choice(node, node.node, asked[1])
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        constants = [one.value for one in node.args if isinstance(one, nodes.Const)]
        if len(constants) != len(node.args) or node.dyn_args is not None or node.dyn_kwargs is not None:
            return node
        if name in ("_", "gettext") and len(constants) == 1:
            return self.sentence(node, constants[0])
        if name in FIXED and constants and not node.kwargs:
            return self.fixed(node, name, constants)
        return node

    def choice(self, node: nodes.Call, asked: nodes.Getattr, column: str) -> nodes.Node:
        """Return a call that looks the word of a choice up in a table of the language."""
        word = nodes.Name("choice_word", "load", lineno=node.lineno)
        return nodes.Call(word, [asked.node, nodes.Const(column)], [], None, None, lineno=node.lineno)

    def sentence(self, node: nodes.Call, text: str) -> nodes.Node:
        """Return a sentence as a constant, or as a call that only fills in its values."""
        words, whole = self.environment.told(self.environment.language, text)
        if not node.kwargs:
            return nodes.Const(whole, lineno=node.lineno)
        filled = nodes.Name("filled", "load", lineno=node.lineno)
        return nodes.Call(filled, [nodes.Const(words)], node.kwargs, None, None, lineno=node.lineno)

    def fixed(self, node: nodes.Call, name: str, constants: list[Any]) -> nodes.Node:
        """Return an address as a constant; what has none yet is asked for again when the page is drawn."""
        try:
            make = cast("Callable[..., str]", self.environment.globals[name])
            return nodes.Const(make(*constants), lineno=node.lineno)
        except (NoReverseMatch, FileNotFoundError):
            return node


class PageEngine(Jinja2):
    """Django's engine for Jinja2 with an environment for each language, made when the first page asks for it."""

    def __init__(self, params: dict[str, Any]) -> None:
        """Make the environment of the language in which the templates are written."""
        self.environments: dict[str, PageEnvironment] = {}
        super().__init__(params)

    @property  # type: ignore[override]  # Django keeps one environment, this engine one for each language
    def env(self) -> PageEnvironment:
        """Return the environment of the language of the moment."""
        language = get_language() or settings.LANGUAGE_CODE
        found = self.environments.get(language)
        if found is None:
            found = self.environments[settings.LANGUAGE_CODE].overlay()
            found.language = language
            self.environments[language] = found
        return found

    @env.setter
    def env(self, made: PageEnvironment) -> None:
        """Keep the first environment, from which the others are made."""
        self.environments[made.language] = made
