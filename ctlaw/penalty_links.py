"""Penalties by reference: what :mod:`ctlaw.elements.penalty_references` read of each unit, resolved in its law."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ctlaw.elements.references import below
from ctlaw.structure import UNITS, Division, num_slug

#: More units than a range of articles spans ("articles 5 to 60" of a penalty is a chapter, not an offence).
_LONGEST_RANGE = 60
_FIGURE = re.compile(r"\d{1,2}[a-z]?")
_SEVERAL = re.compile(r"\)\s?(?:,|[^\W\d_]{1,4}\s)\s?\(")
#: Below an article: what a provision cites of itself ("the penalty provided in subsection (1)").
_BELOW = frozenset({"subsection", "paragraph", "subparagraph", "clause", "point"})
Penalties = Mapping[int, Sequence[dict[str, Any]] | None]


def link_penalties(divisions: Sequence[Division], names: Sequence[str], penalties: Penalties,
                   references: Penalties) -> dict[int, list[dict[str, Any]]]:  # fmt: skip
    """Resolve the penalty references of one law.

    Parameters
    ----------
    divisions : sequence of Division
        The whole law.
    names : sequence of str
        Their eIds.
    penalties : mapping of int to list of dict
        Of units, by their index in `divisions`: what :func:`~ctlaw.elements.penalties.find_penalties` found.
    references : mapping of int to list of dict
        Likewise, of :func:`~ctlaw.elements.penalty_references.find_penalty_references`.

    Returns
    -------
    dict of int to list of dict
        For each unit with at least one: its penalties by reference. Each is a penalty as `find_penalties` returns it,
        whose ``start``, ``end``, ``quote`` are those of the provision that states it, with ``form``, ``from_eid`` and
        ``from_num`` (that provision), ``cited`` (the number as cited, or None), ``reference_start`` and
        ``reference_end`` (the words that make the reference: for "offence-of" in the provision that states the
        penalty, else in this one).

    Notes
    -----
    A number that several units of the law bear leads nowhere, nor does a number of another law. A penalty that is
    itself by reference is followed one step, never back to a provision on the way.
    """
    law = _Law(divisions, names, penalties)
    found: dict[int, list[dict[str, Any]]] = {}
    every = [(unit, reference) for unit, rows in references.items() for reference in rows or ()]
    pointing = [(unit, reference) for unit, reference in every if reference["form"] == "penalty-of"]
    for unit, reference in every:
        if reference["form"] == "same":
            found.setdefault(unit, []).extend(law.taken(unit, reference, reference["penalties"]))
        elif reference["form"] == "offence-of":
            for place in law.cited(unit, reference):
                if law.unit_of(place) != unit:
                    rows = law.taken(unit, reference, reference["penalties"])
                    found.setdefault(law.unit_of(place), []).extend(rows)
    named = {unit: [row for row in rows if row["form"] == "offence-of"] for unit, rows in found.items()}
    for unit, reference in pointing:
        for place in law.cited(unit, reference):
            target = law.unit_of(place)
            if target == unit and place == unit:
                continue
            rows = law.taken(target, reference, law.within(place))
            if not rows:  # a step further: its own penalty stands elsewhere, too
                rows = [{**row, **_made_by(reference)} for row in named.get(target, ())]
                rows += [row for further in references.get(target) or () if further["form"] == "penalty-of"
                         for last in law.cited(target, further) if law.unit_of(last) != target
                         for row in law.taken(law.unit_of(last), reference, law.within(last))]  # fmt: skip
                rows = [row for row in rows if row["from_eid"] != names[unit]]
            found.setdefault(unit, []).extend(rows)
    return {unit: once for unit, rows in sorted(found.items()) if (once := _once(rows))}


def _made_by(reference: Mapping[str, Any]) -> dict[str, Any]:
    return {"form": reference["form"], "cited": reference["num"], "reference_start": reference["start"],
            "reference_end": reference["end"]}  # fmt: skip


def _once(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep each penalty once, however often it is referred to."""
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        kept.setdefault((row["from_eid"], row["_arm"]), row)
    return [{key: value for key, value in row.items() if key != "_arm"} for row in kept.values()]


class _Law:
    """The units of one law, by number and in order."""

    def __init__(self, divisions: Sequence[Division], names: Sequence[str], penalties: Penalties) -> None:
        self.divisions, self.names, self.penalties = divisions, names, penalties
        self.index = {name: i for i, name in enumerate(names)}
        self.order: dict[str, list[int]] = {}
        self.numbers: dict[tuple[str, str], list[int]] = {}
        for i, division in enumerate(divisions):
            if division.kind in UNITS and division.part_of != "note":
                self.order.setdefault(division.part_of, []).append(i)
                self.numbers.setdefault((division.part_of, num_slug(division.num)), []).append(i)

    def taken(self, unit: int, reference: Mapping[str, Any], which: Sequence[int]) -> list[dict[str, Any]]:
        """Return penalties of a unit, marked as taken from there."""
        source = {"from_eid": self.names[unit], "from_num": self.divisions[unit].num}
        stated = self.penalties.get(unit) or []
        return [{**stated[k], **_made_by(reference), **source, "_arm": k} for k in which if k < len(stated)]

    def unit_of(self, place: int) -> int:
        """Return the article or section that a division is, or lies in."""
        while self.divisions[place].kind not in UNITS and (parent := self.divisions[place].parent) is not None:
            place = parent
        return place

    def within(self, place: int) -> list[int]:
        """Return which penalties of its unit a division states; all of them where it states none itself."""
        unit = self.unit_of(place)
        stated = self.penalties.get(unit) or []
        first, last = (edge - self.divisions[unit].start for edge in (self.divisions[place].start,
                                                                      self.divisions[place].end))  # fmt: skip
        inside = [k for k, arm in enumerate(stated)
                  if arm["start"] is not None and first <= arm["start"] and arm["end"] <= last]  # fmt: skip
        return inside or list(range(len(stated)))

    def cited(self, unit: int, reference: Mapping[str, Any]) -> list[int]:
        """Return the divisions that a reference cites, with all units of a range; none of another law."""
        if reference["external"]:
            return []
        if not reference["articles"]:
            place = self._below(self.names[unit], f"({reference['num']})") if reference["unit"] in _BELOW else None
            return [] if place is None else [place]
        places: list[int] = []
        before = None
        for number, through in zip(reference["articles"], reference["through"], strict=True):
            target = self._unit(unit, number)
            if target is not None:
                inside: list[int] | None = []
                if through and before is not None:
                    inside = self._between(before, target)
                if inside is None:
                    return []
                places += [*inside, target]
            before = target
        if len(reference["articles"]) == 1 and places:
            rest = str(reference["num"]).partition(reference["articles"][0])[2]
            if reference["item"] or _SEVERAL.search(rest):
                return places  # "5(1) and (2)", "§ 5 Nr. 2": no single subsection
            if "(" not in rest and len(numbers := _FIGURE.findall(rest)) == 1:  # "§ 5 Absatz 2"
                rest = f"({numbers[0]})"
            deeper = self._below(self.names[places[0]], rest)
            return places if deeper is None else [deeper]
        return places

    def _unit(self, unit: int, number: str) -> int | None:
        """Return the unit of that number; None where several bear it."""
        found = self.numbers.get((self.divisions[unit].part_of, num_slug(number)), [])
        return found[0] if len(found) == 1 else None

    def _between(self, first: int, last: int) -> list[int] | None:
        """Return what lies between two units; None where that is a chapter rather than an offence."""
        order = self.order[self.divisions[first].part_of]
        inside = order[order.index(first) + 1 : order.index(last)] if last in order else []
        return inside if len(inside) < _LONGEST_RANGE else None

    def _below(self, eid: str, labels: str) -> int | None:
        """Return the deepest division below `eid` that labels like "(1)(b)" lead to."""
        name = below(eid, labels, self.index)
        return None if name == eid else self.index[name]
