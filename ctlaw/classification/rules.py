"""Reviewed rules: expressions over concepts that say, for one code, what its definition turns on.

The rules are data (``ctlaw/data/rules/*.json``, format in the README there): a lawyer reviews them without Python.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from ctlaw.classification.unit import Unit
from ctlaw.concepts import names
from ctlaw.errors import TaxonomyError, nearest

Test = Callable[[frozenset[int]], bool]
#: Concepts of which at least one must be there for an expression to hold; None where it can hold without any.
Trigger = frozenset[int] | None
_TOKEN = re.compile(r"\s*([a-z][a-z0-9_]*|[&|!()])")
_SCOPES = ("heading", "lead", "sentence", "operative", "unit")


def compile_expression(text: str) -> tuple[Test, Trigger]:
    """Compile ``freeze & (funds | account) & !cash`` into a test of a set of concepts, and its trigger.

    ``!`` binds tighter than ``&``, ``&`` tighter than ``|``.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of (callable, frozenset of int or None)

    Raises
    ------
    TaxonomyError
        When a concept is unknown or the expression is malformed.
    """
    tokens, at = [], 0
    stripped = text.strip()
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if not match:
            raise TaxonomyError(f"Rule expression `{text}` has `{stripped[at]}` at {at}; valid: concepts, & | ! ( ).")
        tokens.append(match.group(1))
        at = match.end()
    parser = _Parser(text, tokens)
    found = parser.either()
    if parser.at != len(tokens):
        raise TaxonomyError(f"Rule expression `{text}` goes on after its end at `{tokens[parser.at]}`.")
    return found.test, found.trigger


class _Term(NamedTuple):
    """A part of an expression; `any_of` where it holds just when one of these concepts is there."""

    test: Test
    trigger: Trigger
    any_of: Trigger = None


def _any_of(concepts: frozenset[int]) -> _Term:
    return _Term(lambda s: not concepts.isdisjoint(s), concepts, concepts)


class _Parser:
    """Recursive descent over the tokens of one expression; the depth is that of its parentheses.

    Bare concepts beside each other are tested at once, by what sets do.
    """

    def __init__(self, text: str, tokens: list[str]) -> None:
        self.text, self.tokens, self.at = text, tokens, 0

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def either(self) -> _Term:
        parts = [self.both()]
        while self._next() == "|":
            self.at += 1
            parts.append(self.both())
        if len(parts) == 1:
            return parts[0]
        triggers = [part.trigger for part in parts]
        trigger = None if None in triggers else frozenset(c for t in triggers for c in t or ())
        bare = frozenset(c for part in parts if part.any_of is not None for c in part.any_of)
        tests = tuple(part.test for part in parts if part.any_of is None)
        if not tests:
            return _any_of(bare)
        return _Term(lambda s: not bare.isdisjoint(s) or any(test(s) for test in tests), trigger)

    def both(self) -> _Term:
        parts = [self.one()]
        while self._next() == "&":
            self.at += 1
            parts.append(self.one())
        if len(parts) == 1:
            return parts[0]
        # The rarest condition first: most sets fail at once.
        parts.sort(key=lambda part: len(part.trigger) if part.trigger is not None else len(_index()))
        single = [part.any_of for part in parts if part.any_of is not None and len(part.any_of) == 1]
        all_of = frozenset(c for concepts in single for c in concepts)
        tests = tuple(part.test for part in parts if part.any_of is None or len(part.any_of) > 1)
        if not tests:
            return _Term(all_of.issubset, parts[0].trigger)
        return _Term(lambda s: all_of <= s and all(test(s) for test in tests), parts[0].trigger)

    def one(self) -> _Term:
        token = self._next()
        self.at += 1
        if not token:
            raise TaxonomyError(f"Rule expression `{self.text}` ends too early.")
        if token == "!":
            inner = self.one()
            if (concepts := inner.any_of) is not None:
                return _Term(concepts.isdisjoint, None)
            return _Term(lambda s: not inner.test(s), None)
        if token == "(":
            found = self.either()
            if self._next() != ")":
                raise TaxonomyError(f"Rule expression `{self.text}` lacks `)`.")
            self.at += 1
            return found
        if token not in _index():
            raise TaxonomyError(
                f"Rule expression `{self.text}` names no concept `{token}`; {nearest(token, _index())}."
            )
        return _any_of(frozenset({_index()[token]}))


@cache
def _index() -> dict[str, int]:
    return {name: i for i, name in enumerate(names())}


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    id, code : str
    weight : float
        How far the rule is trusted alone, 0 to 1: the score that `method="rule"` gives.
    tests : tuple of (str, callable)
        Scope ("heading", "lead", "sentence", "operative", "unit") and what must hold there.
    bars : tuple of (str, callable)
        What must not hold.
    concepts : frozenset of int
        Concepts that the tests name.
    trigger : frozenset of int or None
        Concepts of which the unit must have one; None when there are none such.
    """

    id: str
    code: str
    weight: float
    tests: tuple[tuple[str, Test], ...]
    bars: tuple[tuple[str, Test], ...]
    concepts: frozenset[int] = frozenset()
    trigger: Trigger = None

    def match(self, unit: Unit) -> list[int] | None:
        """Return the numbers of the sentences that meet the rule (empty when none needs to), None when it fails."""
        places: list[int] = []
        for scope, test in self.tests:
            if scope != "sentence" and not test(_scope(unit, scope)):
                return None
        for scope, test in self.bars:
            if scope == "sentence":
                if any(test(s) for s in unit.of_sentences):
                    return None
            elif test(_scope(unit, scope)):
                return None
        for scope, test in self.tests:
            if scope == "sentence":
                found = [i for i, s in enumerate(unit.of_sentences) if test(s)]
                if not found:
                    return None
                places = found
        return places


def _scope(unit: Unit, scope: str) -> frozenset[int]:
    return getattr(unit, f"of_{scope}")


def read_rule(row: dict) -> Rule:
    """Build a rule from its JSON object (see the README of ``ctlaw/data/rules``)."""
    known = {*_SCOPES, *(f"not_{s}" for s in _SCOPES), "id", "code", "weight", "why"}
    if extra := sorted(set(row) - known):
        raise TaxonomyError(f"Rule `{row.get('id')}` has the field `{extra[0]}`; {nearest(extra[0], known)}.")
    compiled = [(scope, *compile_expression(row[scope])) for scope in _SCOPES if scope in row]
    bars = tuple((scope, compile_expression(row[f"not_{scope}"])[0]) for scope in _SCOPES if f"not_{scope}" in row)
    if not compiled:
        raise TaxonomyError(f"Rule `{row.get('id')}` says nothing that must hold; give one of {', '.join(_SCOPES)}.")
    triggers = [trigger for _, _, trigger in compiled if trigger is not None]
    named = (word for scope in _SCOPES for word in re.findall(r"[a-z][a-z0-9_]*", row.get(scope, "")))
    tests = tuple((scope, test) for scope, test, _ in compiled)
    concepts = frozenset(_index()[word] for word in named)
    weight = float(row.get("weight", 0.6))
    return Rule(row["id"], row["code"], weight, tests, bars, concepts, min(triggers, key=len, default=None))


@cache
def triggered() -> dict[int | None, list[int]]:
    """Return the numbers of the rules that each concept may set off; those that need none under None."""
    table: dict[int | None, list[int]] = {}
    for number, rule in enumerate(packaged_rules()):
        for concept in rule.trigger if rule.trigger is not None else (None,):
            table.setdefault(concept, []).append(number)
    return table


@cache
def packaged_rules() -> tuple[Rule, ...]:
    """Return the packaged rules, in the order of the files."""
    folder = Path(str(files("ctlaw").joinpath("data/rules")))
    rows = [row for path in sorted(folder.glob("*.json")) for row in json.loads(path.read_text(encoding="utf-8"))]
    return tuple(read_rule(row) for row in rows)
