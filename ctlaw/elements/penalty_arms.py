"""From mentions to arms: what of imprisonment, fine, life and death is one penalty, and what is the next."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from ctlaw.elements.penalty_chunks import Limits
from ctlaw.elements.penalty_mentions import FAR, Mention, Reading

_JOINED = 140  # characters between a term and the life imprisonment or death that it is an alternative to


@dataclass
class Arm:
    """One penalty in the making."""

    sentence: int
    item: int
    mode: str | None
    term: Limits | None = None
    term_kind: str | None = None
    life: bool = False
    death: bool = False
    fine: bool = False
    amount: Limits | None = None
    mentions: list[Mention] = field(default_factory=list)

    @property
    def start(self) -> int:
        return min(m.start for m in self.mentions)

    @property
    def end(self) -> int:
        return max(m.end for m in self.mentions)


def _named(mention: Mention) -> Limits | None:
    """Return the limits of a mention; of "the minimum fine of 500" the one figure is the lower end."""
    limits = mention.limits
    if limits is None or mention.role not in ("min", "max") or not limits.bare:
        return limits
    low, high = (limits.high, None) if mention.role == "min" else (None, limits.high)
    return Limits(limits.kind, limits.unit, low, high, False)


class Arms:
    """Puts the mentions of one reading together."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def arms(self) -> list[Arm]:
        """Put the mentions that belong together into arms."""
        arms: list[Arm] = []
        for mention in self.reading.accepted():
            if mention.kind == "other":
                continue
            arm = arms[-1] if arms else None
            if mention.inherited and arm is not None:
                arms.append(self._further(arm, mention))
            elif arm is not None and self._belongs(arm, mention):
                self._add(arm, mention)
            else:
                arms.append(self._add(self._new(mention), mention))
                if mention.role == "same" and arm is not None and arm.amount is not None:
                    arms[-1].amount = arm.amount  # "to such fine or imprisonment": the amount stands in the arm before
        return self._both(arms)

    def _new(self, mention: Mention) -> Arm:
        mode = self.reading.mode[mention.index]
        if mode is None:
            mode = next(
                (
                    c.kind
                    for c in self.reading.within(mention)
                    if c.kind in ("indictment", "summary") and 0 <= c.start - mention.end <= 40
                ),
                None,
            )
        return Arm(self.reading.sentence[mention.index], self.reading.item[mention.index], mode)

    def _further(self, arm: Arm, mention: Mention) -> Arm:
        """Return a further arm that differs from the one before in its term or amount only."""
        new = self._new(mention)
        new.mode = self.reading.mode[mention.index] or arm.mode
        if mention.role in ("min", "max") and arm.term is not None:
            new.term, new.term_kind = (
                (
                    Limits("duration", arm.term.unit, None, arm.term.high, False)
                    if mention.role == "min"
                    else Limits("duration", arm.term.unit, arm.term.low, None, False)
                ),
                arm.term_kind,
            )
        if (
            mention.kind == "imprisonment"
            and arm.fine
            and arm.mentions[0].kind in ("fine", mention.kind)
            and (arm.mentions[0].kind == "fine" or arm.mentions[0].inherited)
        ):
            new.fine, new.amount = True, arm.amount  # the fine stood before the list of terms
        return self._add(new, mention)

    def _add(self, arm: Arm, mention: Mention) -> Arm:
        arm.mentions.append(mention)
        if mention.kind == "imprisonment":
            limits = _named(mention)
            assert limits is not None
            more = self._rank(mention.role) - self._rank(arm.term_kind) if arm.term is not None else 0
            if more > 0:
                arm.term, arm.term_kind = None, None
            if more < 0:
                return arm
            if arm.term is not None:
                limits = Limits(
                    "duration", arm.term.unit,
                    limits.low if limits.low is not None else arm.term.low,
                    limits.high if limits.high is not None else arm.term.high, False,
                )  # fmt: skip
            arm.term, arm.term_kind = limits, arm.term_kind or mention.role or "imprisonment"
        elif mention.kind == "fine":
            arm.fine = True
            arm.amount = _named(mention) or arm.amount
        elif mention.kind == "life":
            arm.life = True
        elif mention.kind == "death":
            arm.death = True
        return arm

    def _belongs(self, arm: Arm, mention: Mention) -> bool:
        if arm.sentence != self.reading.sentence[mention.index]:
            return False
        gap = mention.start - arm.end
        between = self.reading.between(arm.end, mention.start)
        if any(c.kind == "case" for c in between) or gap > FAR:
            return False
        marks = [c.kind for c in between if c.kind in ("both", "item", "semicolon")]
        if arm.item != self.reading.item[mention.index] and marks[-1:] != ["both"]:
            return False
        mode = self.reading.mode[mention.index]
        if arm.mode != mode and mode is not None and arm.mode is not None:
            return False
        if mention.kind == "imprisonment":
            if arm.term is None:
                return True
            if self._rank(mention.role) != self._rank(arm.term_kind):
                return True
            assert mention.limits is not None
            complementary = mention.role == "min" and arm.term.low is None
            complementary |= mention.role == "max" and arm.term.high is None
            return complementary and mention.limits.bare
        if mention.kind == "fine":
            return arm.amount is None or mention.limits is None
        return not (arm.life if mention.kind == "life" else arm.death) and gap <= _JOINED

    def _rank(self, kind: str | None) -> int:
        """Return how grave a kind of imprisonment is among those that are alternatives: one arm has the gravest."""
        lesser = self.reading.lang.options.get("lesser", ())
        return lesser.index(kind) if kind in lesser else len(lesser)

    def _both(self, arms: list[Arm]) -> list[Arm]:
        """Merge the items of a list that ends "or both": a fine under (a), imprisonment under (b)."""
        for k, both in enumerate(self.reading.chunks):
            if both.kind != "both":
                continue
            last = bisect_left(arms, both.start + FAR, key=lambda arm: arm.start)
            for i in range(last - 1, max(0, last - 6), -1):
                left, right = arms[i - 1], arms[i]
                if left.sentence != right.sentence or left.sentence != self.reading.sentence[k]:
                    continue
                if left.mode != right.mode or left.start > both.start or both.start - right.end > FAR:
                    continue
                fine_only, term_only = self._parts(left, right)
                if fine_only is None or term_only is None:
                    continue
                if any(c.kind == "case" for c in self.reading.between(left.start, right.end)):
                    continue
                merged = Arm(left.sentence, left.item, left.mode, term_only.term, term_only.term_kind, term_only.life)
                merged.fine, merged.amount = True, fine_only.amount
                merged.mentions = [*left.mentions, *right.mentions]
                arms[i - 1 : i + 1] = [merged]
            i = bisect_left(arms, both.start, key=lambda arm: arm.start)
            if 0 < i < len(arms):  # "(c) both a fine and imprisonment for a term not exceeding 12 months"
                left, right = arms[i - 1], arms[i]
                again = right.term == left.term and right.life == left.life and left.fine and not right.fine
                if again and left.sentence == right.sentence and right.start - both.end <= FAR:
                    del arms[i]
        return arms

    @staticmethod
    def _parts(left: Arm, right: Arm) -> tuple[Arm | None, Arm | None]:
        fines = [arm for arm in (left, right) if arm.fine and arm.term is None and not arm.life]
        terms = [arm for arm in (left, right) if not arm.fine and (arm.term is not None or arm.life)]
        if len(fines) == 1 and len(terms) == 1:
            return fines[0], terms[0]
        return None, None
