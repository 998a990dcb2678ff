"""From chunks to mentions: which term belongs to which word, and which of them are penalties at all.

A *mention* is imprisonment with its term, a fine with its amount, life, or death. It is accepted when its sentence
threatens (*is liable to*, *wird bestraft*) and refused when it only describes an offence (*an offence punishable by*).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, replace

from ctlaw.elements.penalty_chunks import HEADS, Chunk, Limits, PenaltyLanguage

_NEAR = 90  # characters from a verb of punishing to a fine without amount
_JOINED = 70  # characters between two parts of one arm
_OPEN = 80  # characters from "for which" to its own verb
_PENALTY_GAP = 45  # characters from "the penalty" to its term
_SIGHT = 1500  # characters of a sentence that are looked at on either side of a mention
_AT_ONCE, _LED_IN = 6, 60  # characters from a colon to a penalty, and from "(1) if" behind it
_OWN_VERB = 20  # characters from a condition to a verb of punishing that continues it
_BESIDE = frozenset({"and", "or", "case", "item", "semicolon"})  # between terms that share the word behind the last
#: Characters from a list's introduction to its items' terms.
FAR = 240
_FINE_BY_ITSELF = frozenset({"day-fine", "penalty-unit", "currency-point"})  # units that are a fine without the word


@dataclass
class Mention:
    """A head (imprisonment, fine, life, death) with the limits that belong to it, before it is put into an arm."""

    kind: str
    role: str
    start: int
    end: int
    index: int
    limits: Limits | None = None
    inherited: bool = False


def _start(mention: Mention) -> int:
    return mention.start


class Reading:
    """The chunks of one text, with the sentence, list item and conviction mode that each stands in.

    Attributes
    ----------
    chunks : list of Chunk
    sentence, item : list of int
        Per chunk: number of its sentence and of its list item.
    mode : list of (str or None)
        Per chunk: the conviction mode named last in the same sentence.
    """

    def __init__(self, chunks: list[Chunk], lower: str, lang: PenaltyLanguage) -> None:
        self.chunks, self.lower, self.lang = chunks, lower, lang
        self.sentence: list[int] = []
        self.item: list[int] = []
        self.mode: list[str | None] = []
        self.open: list[bool] = []
        self.first: list[int] = [0]  # index of the first chunk of each sentence, and the end
        self.triggered: list[bool] = []
        self._starts = [chunk.start for chunk in chunks]
        self._scopes()

    def between(self, start: int, end: int) -> list[Chunk]:
        """Return the chunks that begin in ``[start, end)``."""
        return self.chunks[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def within(self, mention: Mention) -> list[Chunk]:
        """Return the chunks of a mention's sentence, those near it when the sentence is very long."""
        sentence = self.sentence[mention.index]
        first, end = self.first[sentence], self.first[sentence + 1]
        first = max(first, bisect_left(self._starts, mention.start - _SIGHT))
        return self.chunks[first : min(end, bisect_left(self._starts, mention.end + _SIGHT))]

    def _scopes(self) -> None:
        """Number sentences and list items; carry the conviction mode; note sentences under an introduced list."""
        sentence = item = 0
        mode: str | None = None
        triggered = introduced = listed = False
        for i, chunk in enumerate(self.chunks):
            triggered = triggered or chunk.kind == "trigger" or chunk.role == "trigger" or self._opens(i)
            if chunk.kind in ("item", "semicolon"):
                item += 1
            elif chunk.kind == "colon":
                triggered = triggered or self._threatens(i)
                introduced = introduced or triggered
            elif chunk.kind in ("indictment", "summary"):
                mode = chunk.kind
            elif chunk.kind == "trigger" and chunk.role == "list":  # 各号に定める刑に処する: what follows is its list
                introduced = listed = True
            self.sentence.append(sentence)
            self.item.append(item)
            self.mode.append(mode)
            self.open.append(introduced)
            if chunk.kind == "sentence" or i == len(self.chunks) - 1:
                self.first.append(i + 1)
                self.triggered.append(triggered)
            if chunk.kind == "sentence":
                sentence, item, mode, triggered = sentence + 1, item + 1, None, False
                following = self.chunks[i + 1] if i + 1 < len(self.chunks) else None
                if following is None or following.kind != "item" or following.start - chunk.end > 12:
                    introduced = listed

    def _opens(self, k: int) -> bool:
        """Say whether a sentence or item opens with its penalty: "Imprisonment up to six years for whoever ..."."""
        if not self.lang.options.get("colon_threatens") or self.chunks[k].kind not in ("imprisonment", "life", "fine"):
            return False
        chunk, before = self.chunks[k], self.chunks[k - 1] if k else None
        begins = before.end if before is not None and before.kind in ("item", "sentence", "semicolon") else 0
        if self.lower[begins : chunk.start].strip(" .-") and (before is not None or chunk.start > _LED_IN):
            return False
        following, second = ([*self.chunks[k + 1 : k + 3], None, None])[:2]
        if following is None or following.start - chunk.end > 4:
            return False
        if following.kind in ("or", "and") and chunk.kind == "fine":  # "A fine or imprisonment up to one year for ..."
            return second is not None and second.kind == "imprisonment" and second.start - following.end <= 4
        return following.limits is not None

    def _threatens(self, colon: int) -> bool:
        """Say whether a colon leads straight to a penalty: "Breach: a fine", "Killing: (1) if murder, life"."""
        if not self.lang.options.get("colon_threatens"):
            return False
        end = self.chunks[colon].end
        for chunk in self.chunks[colon + 1 : colon + 6]:
            if chunk.start - end > (_LED_IN if chunk.kind in HEADS and end > self.chunks[colon].end else _AT_ONCE):
                return False
            if chunk.kind in HEADS:
                return chunk.kind != "other"
            if chunk.kind not in ("item", "case"):
                return False
            end = chunk.end
        return False

    # -- terms and amounts to their heads --------------------------------------------------------------------------

    def mentions(self) -> list[Mention]:
        """Give each term or sum to the word it belongs to; return the words with their terms, in order."""
        taken: dict[int, tuple[int, Limits]] = {}
        loose: list[int] = []
        for k, chunk in enumerate(self.chunks):
            if chunk.limits is None:
                continue
            head = self._head_of(k, taken)
            if head is None:
                loose.append(k)
            else:
                taken[head] = (k, chunk.limits)
        found: list[Mention] = []
        for i, chunk in enumerate(self.chunks):
            if chunk.kind not in HEADS:
                continue
            if i in taken:
                k, limits = taken[i]
                place = self.chunks[k]
                start, end = min(chunk.start, place.start), max(chunk.end, place.end)
                found.append(Mention(chunk.kind, chunk.role, start, end, min(i, k), limits))
            else:
                found.append(Mention(chunk.kind, chunk.role, chunk.start, chunk.end, i))
        found.sort(key=lambda m: m.start)
        for k in loose:
            self._inherit(k, found)
        for mention in found:
            if mention.kind == "penalty" and mention.limits is not None:
                # "the penalty shall be two to five years": a penalty counted in time is imprisonment
                mention.kind = "imprisonment" if mention.limits.kind == "duration" else "fine"
        return sorted((m for m in found if m.kind != "penalty"), key=lambda m: m.start)

    def _compatible(self, limits: Limits, head: Chunk) -> bool:
        if head.kind in ("other", "penalty"):
            return True
        if limits.kind == "duration":
            return head.kind == "imprisonment" or (head.kind == "fine" and bool(self.lang.options.get("fine_in_time")))
        return head.kind == "fine"

    def _head_of(self, k: int, taken: dict[int, tuple[int, Limits]]) -> int | None:
        chunk = self.chunks[k]
        limits = chunk.limits
        assert limits is not None
        previous = self.chunks[k - 1] if k else None
        if previous is not None and previous.kind in HEADS and previous.role in ("min", "max") and k - 1 not in taken:
            return k - 1  # "the minimum of the penalty, ten years of prison"
        if previous is not None and previous.kind == "trigger" and k > 1 and k - 2 not in taken:
            subject = self.chunks[k - 2]
            if subject.kind in HEADS and subject.role in ("min", "max") and chunk.start - subject.end <= _PENALTY_GAP:
                return k - 2  # "the minimum of the penalty | shall be | ten years of prison"
        if k + 1 < len(self.chunks):
            following = self.chunks[k + 1]
            if following.kind in HEADS and self._compatible(limits, following):
                if self.lang.glue.fullmatch(self.lower[chunk.end : following.start]):
                    return k + 1
        gap = int(self.lang.options.get("head_gap", 80))
        for j in range(k - 1, max(-1, k - 12), -1):
            before = self.chunks[j]
            if before.kind == "sentence" or before.limits is not None:
                return None
            if before.kind in ("case", "item", "colon"):
                gap = FAR
            if before.kind == "fine" and limits.kind == "money" and j and self.chunks[j - 1].kind == "item":
                gap = 2 * FAR  # "(d) a fine on the company ... of up to 5,000": it opens its item
            if before.kind in HEADS:
                if j in taken or not self._compatible(limits, before):
                    return None
                if before.kind == "penalty":
                    gap = min(gap, _PENALTY_GAP)
                return j if chunk.start - before.end <= gap else None
        return None

    def _inherit(self, k: int, found: list[Mention]) -> None:
        """Give a term that has no word of its own to the last word before it, as a further arm.

        "imprisonment (i) for a first offence, for a term not exceeding two years, (ii) …, not exceeding five years".
        """
        chunk = self.chunks[k]
        limits = chunk.limits
        assert limits is not None
        if limits.kind == "units" and limits.unit in _FINE_BY_ITSELF:
            insort(found, Mention("fine", limits.unit or "", chunk.start, chunk.end, k, limits), key=_start)
            return
        kinds = ("imprisonment", "penalty") if limits.kind == "duration" else ("fine",)
        end = bisect_left(found, chunk.start, key=_start)
        if limits.kind == "duration" and self._with_head_behind(k, found[end : end + 1]):
            insort(found, Mention("imprisonment", "", chunk.start, chunk.end, k, limits), key=_start)
            return
        near = found[max(0, end - 8) : end]
        before = [m for m in near if m.end <= chunk.start and self.sentence[m.index] == self.sentence[k]]
        if not before:
            return
        last = max(before, key=lambda m: m.end)
        previous = self.chunks[k - 1]
        joined = previous.kind == "and" and previous.start - last.end <= 4
        if limits.kind == "money" and joined and last.kind in ("imprisonment", "life"):
            # "five years and 5,000 francs": the sum is a fine though no word says so
            insort(found, Mention("fine", "", chunk.start, chunk.end, k, limits), key=_start)
            return
        other = previous.kind == "or" and previous.start - last.end <= 4 and chunk.start - previous.end <= _PENALTY_GAP
        if limits.kind == "duration" and other and last.kind == "life":
            # "for life or for a term of at least ten years"
            insort(found, Mention("imprisonment", "", chunk.start, chunk.end, k, limits), key=_start)
            return
        if limits.kind == "duration" and limits.low and last.kind == "life" and chunk.start - last.end <= _AT_ONCE:
            # "life imprisonment with a minimum of five years"
            insort(found, Mention("imprisonment", "", chunk.start, chunk.end, k, limits), key=_start)
            return
        if last.kind == "other" or last.limits is None:
            return
        same = [m for m in before if m.kind in kinds and m.limits is not None and m.limits.kind == limits.kind]
        if not same or chunk.start - same[-1].end > 2 * FAR:
            return
        between = [c.kind for c in self.between(same[-1].end, chunk.start)]
        tail = self.lower[max(same[-1].end, chunk.start - 24) : chunk.start]
        marks = max(tail.rfind(mark) for mark in (*",;(:)", " - "))
        led_in = marks >= 0 or (previous.kind in ("and", "or", "item", "case") and chunk.start - previous.end <= 24)
        led_in |= self.open[k] and previous.kind in ("item", "semicolon")
        if led_in and ("case" in between or "item" in between or "semicolon" in between or "and" in between):
            further = Mention(same[-1].kind, same[-1].role, chunk.start, chunk.end, k, limits, True)
            insort(found, further, key=_start)

    def _with_head_behind(self, k: int, following: list[Mention]) -> bool:
        """Say whether term `k` shares a word that stands behind it: "five to ten years | or | life imprisonment".

        With option ``head_final``, too: "in case (a) three years, in case (b) five years of imprisonment".
        """
        chunk, after = self.chunks[k], self.chunks[k + 1] if k + 1 < len(self.chunks) else None
        if not following or after is None or self.sentence[following[0].index] != self.sentence[k]:
            return False
        head = following[0]
        if head.kind == "life":
            return after.kind == "or" and after.start - chunk.end <= 4 and head.start - after.end <= 4
        if not self.lang.options.get("head_final") or head.kind != "imprisonment" or head.limits is None:
            return False
        between = self.between(chunk.end, head.start)
        return head.start - chunk.end <= FAR and all(c.limits is not None or c.kind in _BESIDE for c in between)

    # -- which mentions are penalties ------------------------------------------------------------------------------

    def accepted(self) -> list[Mention]:
        """Return the mentions that threaten something: not conditions, not fines that are only spoken about."""
        mentions = self.mentions()
        kept: list[Mention] = []
        for position, mention in enumerate(mentions):
            sentence = self.sentence[mention.index]
            if not self._triggered(mention, sentence) or self._is_condition(mention):
                continue
            stated = mention.limits is not None or mention.kind in ("life", "death", "other")
            if not stated and mention.kind == "imprisonment":
                continue
            if mention.kind == "fine" and not stated and not self._bare_fine(mention, mentions, position, kept):
                continue
            kept.append(mention)
        return kept

    def _triggered(self, mention: Mention, sentence: int) -> bool:
        if mention.role == "trigger" or self.open[mention.index]:
            return True
        return self.triggered[sentence]

    def _is_condition(self, mention: Mention) -> bool:
        """Say whether the penalty only describes an offence: "an offence punishable by at least five years"."""
        waiting: Chunk | None = None  # a condition whose own verb has not come yet: "for which he is | liable"
        poisoned = False
        for c in self.within(mention):
            if c.start >= mention.start:
                break
            if c.kind == "condition":
                poisoned, waiting = poisoned or c.role != "open", c
            elif c.kind in ("item", "semicolon"):
                poisoned = False
            elif c.kind == "trigger" or c.role == "trigger":
                if waiting is not None and waiting.role == "open" and c.start - waiting.end <= _OPEN:
                    poisoned, waiting = True, replace(waiting, role="", end=c.end)
                elif waiting is None or c.start - waiting.end > _OWN_VERB:
                    poisoned = False
                elif poisoned:  # "for which, | on conviction |, he is | liable | to be | sentenced | to ..."
                    waiting = replace(waiting, end=c.end)
            elif c.kind in HEADS:
                waiting = None
        if mention.role == "trigger":  # "shall be imprisoned" brings its own verb
            poisoned = waiting is not None and waiting.role == "open" and mention.start - waiting.end <= _OPEN
        if poisoned:
            return True
        for c in self.within(mention):
            if c.start < mention.end:
                continue
            if c.kind == "condition_after":
                return c.start - mention.end <= 160
            if c.kind in ("trigger", "item", "semicolon", "sentence") or c.role == "trigger":
                return False
        return False

    def _bare_fine(self, mention: Mention, mentions: list[Mention], position: int, kept: list[Mention]) -> bool:
        """Say whether a fine without amount is threatened here, not merely mentioned."""
        if mention.role in ("trigger", "same"):
            return True
        for c in self.within(mention):
            if c.kind != "trigger" and (c.kind, c.role) != ("penalty", "trigger"):
                continue
            if 0 <= mention.start - c.end <= _NEAR or 0 <= c.start - mention.end <= _NEAR:
                return True
        before = self.chunks[mention.index - 1] if mention.index else None
        if before is not None and before.kind == "item" and mention.start - before.end <= 12:
            return True
        if before is not None and before.kind == "colon" and self._threatens(mention.index - 1):
            return True
        neighbours = [m for m in (kept[-1:] + mentions[position + 1 : position + 2]) if m.kind != "fine"]
        return any(
            self.sentence[m.index] == self.sentence[mention.index]
            and (m.limits is not None or m.kind in ("life", "death"))
            and (0 <= mention.start - m.end <= _JOINED or 0 <= m.start - mention.end <= _JOINED)
            for m in neighbours
        )
