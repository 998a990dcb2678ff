"""Cut one article or section into subsections, paragraphs and so on, by the order of their numbers.

Each label can be read in more than one way: (i) is the ninth letter or the first Roman numeral. A reading is right when
it continues a series that is open or begins a new one, and when the labels after it go on from there; so several
readings of the whole are kept side by side (a beam) until what follows decides between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ctlaw.segment.layout import LONG, View
from ctlaw.segment.numbers import Number, letter_step, letters, number, roman, step
from ctlaw.segment.numbers import cjk as chinese_number
from ctlaw.segment.units import context
from ctlaw.segment.words import Words
from ctlaw.segment.words import words as words_of
from ctlaw.structure import num_slug

BEAM = 10
_SLACK = 7.0
_LAT = r"(?:[ ]?(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|novies|decies))?"
_DIGITS = r"\d{1,3}(?:[.\-^]\d{1,3}){0,2}[⁰¹²³⁴⁵⁶⁷⁸⁹]{0,2}"
#: What is inserted behind a number: "2a", Cyrillic "2а", Greek "2α".
_BEHIND = r"(?:[a-z]{1,2}|[а-яђ-џіїєґ]{1,2}|[α-ω]{1,2})?"
_LABEL = re.compile(
    rf"""
    (?P<star>\*?)
    (?: \((?P<p>\d?{_DIGITS}[^\W\d_]{{0,2}}{_LAT} | [^\W\d_]{{1,6}}(?:[.\-^]?\d{{1,2}}){{0,2}}{_LAT})\)   # (1) (a)
      | \([ ](?P<s>\d{{1,2}}|[^\W\d_A-Z])[ ]\)                                                     # ( a )
      | (?P<q>{_DIGITS}(?:[ ]-\d{{1,2}}[ ]?)?{_BEHIND}{_LAT} | [^\W\d_]{{1,5}}(?:[.\-^]?\d{{1,2}})?{_LAT}
          | [^\W\d_](?:[ ]?\.[ ]?[^\W\d_]){{1,2}}(?:\^\d{{1,2}})?)                             # ა.ბ) ა . ბ )
          (?:[ ]?\)|\.\))  # 1) a) 1.) ა )
      | (?P<d>{_DIGITS}(?:[ ]-\d{{1,2}}(?=[ ]?\.)|[a-z]{{0,2}}{_LAT}) | [^\W\d_]{{1,6}}{_LAT})  # 1. a. I. 1° 1.ª I -
          (?P<dot>\.?[ªº°]{{1,2}}\.?[)]?|[.।](?:-|[ ]?[—–-])?|[ ]\.(?=[ ])|[ ]?[-–—](?=[ ]))
          (?=[\s(\-–—\"]|$|(?<=\.)[^\W\d_])
      | (?P<c>[一二三四五六七八九十]{{1,4}})(?:、|[ ]{{1,2}}|\.)                                        # 一、
      | (?P<k>[ァ-ヺ])(?=[ ])                                                                 # イ
      | (?P<o>[①-⑳㉑-㉟])
      | (?:[-–][ ]?|\.)(?P<m>\d{{1,2}})(?=[ ]?[\u0621-\u06d3])          # "- 1", ".1" as Arabic typesetting leaves "1 -"
      | (?P<b>\d{{1,3}})[ ](?=["'\[]?[^\W\d_a-z]|\(\d)
    )""",
    re.VERBOSE,
)
_INLINE = re.compile(r"(?<![\w()])(?=[(*§\d①-⑳㉑-㉟一二三四五六七八九十]|[^\W\d_]{1,6}[.)])")
_LOST = re.compile(r"(?<=[^\W\d_A-Z])(?=\d{1,2}\.[ ][^\W\d_])|(?<=[.;:])(?=[\d(][\w.]{0,5}\)|\d{1,2}\.[ ]|[^\W\d_]\))")
#: "(a) Report required(1) The Wizard", "(a) Establishment.—(1) There": a title stands between two labels.
_TITLED = re.compile(
    r"[ ]?[A-Z][^\n.;:()\"]{2,120}(?:\.?[ ]?[-—–]{1,2}[ ]?|(?<=[a-z]))(?=\((?:1|A|i)\)[ ]?(?:\d{1,2}[ ])?[\"']?[A-Z])"
)
_POINTED = re.compile(r"(?:[^\W\d_][ ]?\.[ ]?){1,2}(?P<last>[^\W\d_])(?P<raised>\^\d{1,2})?")
_GAP = re.compile(r"[ .:,–—\-]{0,4}")
#: The dash behind the label of an article may begin the next line.
_OPENING_GAP = re.compile(r"[ .:,–—\-]{0,4}(?:\n[–—\-][ ](?=\(1\)))?")
#: The new number of a paragraph beside the one struck out, in a draft with its changes: "3 2" / ". Whoever".
_TWICE = re.compile(r"(?:(\d{1,2})[ ](\d{1,2})|([^\W\d_A-Z])[ ]([^\W\d_A-Z]))[ ]?\n([.)])(?=[ ])")
#: A raised figure that a converter set on the line, and the rest of the label on the next: "ჰ 2" / ") words".
_RAISED = re.compile(r"([^\W\d_])\u200b?[ ]?(\d)[ ]?\n([.)])(?=[ ])")
_REMARK_GAP = re.compile(r"[ .:,–—\-]{0,4}\n?[ ]?")
#: What follows "(b)" in "paragraphs (a),\n(b) or (c) of section 17": a conjunction and the label it joins, no text.
_JOINED = re.compile(r"(?P<word>[ ][^\W\d_]{1,6})[ ]\([^()\s]{1,5}\)(?=[ ,;:.]{1,2}(?:[a-zà-þ]|$))", re.MULTILINE)
#: The number of an act behind letters in brackets: "(EU) 2090/12" is no point.
_ACT = re.compile(r"[ ](?:n[or°º]\.?[ ]|Nr\.?[ ])?\d{1,4}/\d{1,4}(?![\d/])")
#: What a label begins with, to pass over most lines quickly.
_QUICK = re.compile(
    r"\*?(?:\(|[-.][ ]?\d|\d|[①-⑳㉑-㉟一二三四五六七八九十]|[ァ-ヺ][ ]"
    r"|[^\W\d_]{1,6}(?:[ ]?[-–—.)]|[ ]?[ªº°]|[.\-^]?\d|[ ](?:bis|ter|qua|qui)))"
)
_STOP = frozenset(
    "the this these those in for if where when a an any no every each it there subject despite notwithstanding nothing "
    "such all unless however on at by upon as he she they is after before in definition and or but with from to his "
    "her shall must".split()
)


_TELLS = re.compile(r"mean|includ|refer|\[[Rr]epeal|entend|compris|[Vv]ise")
_INTRO = re.compile(r"\b[Ii]n (?:this|these|sections?|subsections?|the|that)\b[^.;:]{0,80}\s*\Z")
_MODAL = re.compile(
    r"(?:\s(?:may|shall|also|does not|do not|only)){1,3}\Z|,? (?:for|in|with|when|where|as|under|on|if)\Z"
    r"|, (?:for|in|with|when|where|as|under|on|if)\s.*"
)


def _first_name(term: str) -> str:
    """Return the first of the names of what is defined: "band or Ruritanian band" -> "band"."""
    term = re.split(r",? except (?:in|where|as)\b", term)[0]
    term = _MODAL.sub("", term)
    for joint in (" or ", ", ", " and "):
        left, found, right = term.partition(joint)
        if found and set(left.casefold().split()) & set(re.findall(r"\w+", right.casefold())) - _SMALL:
            term = left
    return term.strip(' ,"')


@dataclass(slots=True)
class Piece:
    """A division found inside a unit, in characters of the view."""

    kind: str
    num: str | None
    start: int
    end: int
    parent: int
    heading: str | None = None
    quoted: bool = False


_SMALL = frozenset("of the a an to in for and or".split())


@dataclass(slots=True)
class _Sign:
    start: int
    end: int
    num: str
    readings: list[tuple[str, str, int, str | Number]]
    accept: float
    reject: float
    where: str
    quoted: bool = False
    amends: bool = False
    begins: bool = False
    term: str | None = None
    bracketed: bool = False
    nums: tuple[str, ...] = ()
    introduced: bool = False


#: An open series: shape of its labels, value and core of the last one, and whether it stands in a quotation: 1 where
#: the words before it say so, 2 where quotation marks do.
_Frame = tuple[str, int, "str | Number", int]
#: What has been read so far: score, open series from the outside in, and the labels taken, linked backwards.
_State = tuple[float, tuple[_Frame, ...], Any]


def _readings(body: str, shape: str, words: Words) -> list[tuple[str, str, int, str | Number]]:
    """List (shape, class, value, core) of each way to read what stands in a label."""
    return _known_readings(body, shape, words.language)


#: Latin capitals typed for the Greek ones that look like them: "(1B)".
_GREEK = str.maketrans("ABEZHIKMNOPTX", "ΑΒΕΖΗΙΚΜΝΟΡΤΧ")


@lru_cache(maxsize=20000)
def _known_readings(body: str, shape: str, language: str) -> list[tuple[str, str, int, str | Number]]:
    words = words_of(language)
    head = body[:1]
    if "①" <= head <= "⑳" or "㉑" <= head <= "㉟":
        value = ord(head) - ord("①") + 1 if head <= "⑳" else ord(head) - ord("㉑") + 21
        return [("od", "d", value, (value, ()))]
    if head.isdigit():
        if words.alphabet[:1] == "α":
            body = body.translate(_GREEK)
        worth = number(num_slug(body.replace(" ", "")) if not body.isascii() else body.replace(" ", ""))
        if worth is None:
            return []
        plain_number = (shape + "d", "d", worth[0], worth)
        if words.raised_digits and body.isdecimal() and len(body) > 1 and body[-1] != "0":
            stem = int(body[:-1]), (("-", int(body[-1]), body[-1]),)  # 3¹ that lost its raised figure
            return [plain_number, (shape + "d", "d", stem[0], stem)]
        return [plain_number]
    if "一" <= head <= "龥" and (chinese := chinese_number(body)) is not None:
        return [(shape + "c", "d", chinese, (chinese, ()))]
    out: list[tuple[str, str, int, str | Number]] = []
    # Greek law counts with the old numerals: (ε), (στ), (ζ); ϛ stands for στ
    body = body.replace("στ", "ϛ").replace("ΣΤ", "Ϛ")
    if "." in body and not body.isascii() and (inner := _POINTED.fullmatch(body)):
        # ა.ბ): the second point below the first letter
        place = letters(inner["last"], words.alphabet)
        raised = number("1" + inner["raised"].replace("^", ".")) if inner["raised"] else (1, ())
        return [(f"{shape}k{body.count('.') + 1}", "l", place, (place, raised[1]))] if place and raised else []
    plain = re.match(r"[^\W\d_]+", body)
    word = plain.group() if plain else ""
    rest = body[len(word) :].strip()
    low = word.casefold()
    case = "L" if word.isupper() and low != word else "l"
    if low != word and case == "l":
        return []
    tail = number("1" + (rest if rest[:1] in ".-" or not rest[:1].isdigit() else "." + rest)) if rest else (1, ())
    extra = tail[1] if tail else ()
    numeral = roman(low)
    if numeral is not None and numeral < 50:
        out.append((shape + ("R" if case == "L" else "r"), "r", numeral, (numeral, extra)))
    place = letters(low, words.alphabet if not low.isascii() or words.alphabet[:1].isascii() else "")
    if place is not None:
        kind = case if low.isascii() or case == "L" or words.alphabet[:1].isascii() else "k"
        if words.double_letters and len(low) == 2 and not extra and (second := letters(low[1], words.alphabet)):
            out.append((shape + kind + kind, "l", second, low))  # aa), ab) below a); аа), бб) below any letter
        out.append((shape + kind, "l", place, low if not extra else (place, extra)))
    elif low and low in words.second_alphabet:
        place = words.second_alphabet.find(low) + 1
        out.append((shape + "v", "l", place, (place, extra)))
    return out


def _successor(last: str | Number, core: str | Number, words: Words) -> float | None:
    if isinstance(last, str) and isinstance(core, str):
        return letter_step(last, core, words.alphabet if words.alphabet[:1].isascii() or not core.isascii() else "")
    x = last if not isinstance(last, str) else (letters(last, words.alphabet) or 0, ())
    if x[1] and x[1][0][0] == "..":
        x = x[1][0][1], ()  # the last number of a range
    y = core if not isinstance(core, str) else (letters(core, words.alphabet) or 0, ())
    if y[1] and y[1][0][0] == "..":
        y = y[0], ()
    if x == y:
        return 0.8 if words.lost_digits else None
    return step(x, y)


def _sign(
    view: View, words: Words, at: int, limit: int
) -> tuple[int, str, list[tuple[str, str, int, str | Number]]] | None:
    """Return end, printed label and readings of the label that begins at `at`, or None."""
    if words.within is not None and (m := words.within.match(view.text, at, limit)):
        name = next(k for k in m.groupdict() if k[0] == "f" and m.group(k) is not None)
        num = m.group("n" + name[1:])
        value = words.value(num) if num else None
        if value is not None:
            return m.end(), num, [("w" + name, "w", value[0], value)]
    m = _LABEL.match(view.text, at, limit)
    if m is None or (words.cited is not None and words.cited.match(view.text, at, limit)):
        return None
    kind = m.lastgroup if m.lastgroup and m.lastgroup != "dot" else "d"
    body = m.group(kind)
    if kind == "p" and body.isalpha() and len(body) > 1 and _ACT.match(view.text, m.end(), limit):
        return None
    shape = {"p": "(", "s": "(", "q": ")", "d": ".", "c": "c", "k": "k", "o": "o", "b": "b", "m": "-"}[kind]
    end = m.end()
    if kind == "d":
        dot = m.group("dot")
        if any(c in dot for c in "ªº°"):
            shape = "°"
        elif dot[0] in " -–—" and dot != " .":
            shape = "-"
            if body.isascii() and body.isalpha() and (roman(body.casefold()) is None or body.islower()):
                return None  # "A - (B + C)": a formula
        if body[:1].isalpha() and len(body) > 1 and roman(body.casefold()) is None:
            return None
        end = m.end("dot")
        num = view.text[m.start() : end].strip(" -–—.।*") or body
        if shape in ".-":
            end = m.end(kind) + 1 + (dot == " .")
    elif kind == "c":
        value = words.value(body)
        return (m.end(kind), body, [("cd", "d", value[0], value)]) if value else None
    elif kind in "bmk":
        num, end = body, m.end(kind)
    else:
        num = view.text[m.start() : end]
    if kind == "p" and words.ranges:
        more = re.compile(rf"(?:[ ](?:{words.ranges})[ ]|-)\((?P<last>[^()\s]{{1,6}})\)").match(view.text, end, limit)
        if more and view.text[more.end() : more.end() + 2].strip()[:1] in ("[", "", "("):
            num, end = num + more.group(), more.end()
            if more["last"].isdecimal() and body.isdecimal() and int(more["last"]) > int(body):
                first, upto = int(body), int(more["last"])  # "(2)-(3)" begins at 2, and 4 follows it
                return end, num, [("(d", "d", first, (first, (("..", upto, str(upto)),)))]
    readings = _readings(body, shape, words)
    return (end, num, readings) if readings else None


def _score(state: _State) -> float:
    return state[0]


class Cutter:
    """Cuts units of one text; what it has learnt of the lines is shared between units."""

    def __init__(self, view: View, words: Words, quotes: Sequence[tuple[int, int]] = (), levels: str = "") -> None:
        self.view, self.words, self.quotes, self.levels = view, words, list(quotes), levels
        #: Whether a series found last began with another number than its first: some of it stands within lines.
        self.broken = False
        self._own: re.Pattern[str] | None = None
        self._starts = [a for a, _ in view.lines]
        self._flat = view.text.replace("\n", " ") if view.mode == "wrapped" else view.text

    # ----- candidates ------------------------------------------------------------------------------------------
    def _signs(self, body: int, end: int, inline: bool, bare: bool) -> list[_Sign]:
        view, words = self.view, self.words
        text = view.text
        out: list[_Sign] = []
        seen = body
        chained = self._follow(_OPENING_GAP.match(text, body).end(), end, out, "open", 0.0, 3.0, chain_gap=True)  # type: ignore[union-attr]
        seen = max(seen, chained)
        k = bisect_left(self._starts, body)
        lines = view.lines
        while k < len(lines) and lines[k][0] < end:
            a, b = lines[k]
            if a >= seen:
                lead = a
                while lead < b and (text[lead] in "\"'[•■*_" or text.startswith("/*", lead)) and lead - a < 3:
                    if text[lead] == "*" and text[lead + 1 : lead + 2] in "(0123456789":
                        break
                    lead += 1
                while lead < b and text[lead] == " ":
                    lead += 1
                if words.remark is not None and (remark := words.remark.match(text, lead, end)):
                    seen = max(seen, self._remark(remark, end, out))
                    k += 1
                    continue
                if text[b + 1 : b + 2] in (".", ")") and (twice := _TWICE.match(text, lead, end)):
                    out += self._renumbered(twice)
                    seen = max(seen, twice.end())
                    k += 1
                    continue
                if text[b + 1 : b + 2] in (".", ")") and (raised := _RAISED.match(text, lead, end)):
                    if both := _readings(f"{raised[1]}^{raised[2]}", raised[3], words):
                        num = f"{raised[1]} {raised[2]} {raised[3]}"
                        out.append(_Sign(lead, raised.end(), num, both, 0.0, 3.0, "end"))
                        seen = max(seen, raised.end())
                        k += 1
                        continue
                if not self._maybe(lead, b):
                    if words.definition is not None and (sign := self._term(k, end, out)) is not None:
                        out.append(sign)
                        seen = max(seen, sign.end)
                    k += 1
                    continue
                sure = view.sure(k)
                where = context(view, a, words)
                accept, reject = 0.0, 3.0
                if sure and where in ("reference", "word") and _midst(text, lead, b, where):
                    accept, reject = 0.4, 1.0  # a number or a reference that begins a printed line
                if not sure:
                    accept, reject = {
                        "end": (0.1, 1.8), "open": (0.1, 1.6), "comma": (0.4, 1.0), "joint": (0.2, 1.4),
                        "word": (0.9, 0.5), "headed": (0.9, 0.5), "reference": (4.0, 0.0),
                    }[where]  # fmt: skip
                before = len(out)
                quoted = text[a] == '"' or inside(self.quotes, a)
                seen = max(seen, self._follow(lead, min(b, end), out, where, accept, reject, quoted=quoted))
                if len(out) > before and not bare and not quoted and out[before].readings[0][0] == "bd":
                    del out[before:]
                    seen = a
                if len(out) == before and words.definition is not None:
                    term = self._term(k, end, out)
                    if term is not None:
                        out.append(term)
                        seen = max(seen, term.end)
            k += 1
        if inline:
            self._inline(body, end, out)
        return out

    def _follow(
        self, at: int, limit: int, out: list[_Sign], where: str, accept: float, reject: float,
        *, quoted: bool = False, chain_gap: bool = False,
    ) -> int:  # fmt: skip
        """Add the label at `at` and those that follow it at once on the line: "2 (1) (a) In"."""
        first = True
        while (found := (first and self._own_sign(at, limit)) or _sign(self.view, self.words, at, limit)) is not None:
            end, num, readings = found
            if not first or chain_gap:
                # behind a label only a label in brackets, or a plain number, is one
                plain = (".d", ".R", ".r", "-d") if chain_gap and first else ()
                readings = [r for r in readings if r[0][0] in "()w°o" or r[0] in plain]
                if not readings:
                    break
            follows = self.view.text[end : end + 1]
            if (joined := _JOINED.match(self.view.text, end, limit)) and self.words.conjunction.search(joined["word"]):
                break
            if not first and readings[0][0][0] == "w" and self.view.text[end : end + 2].strip()[:1].islower():
                break
            if follows and not follows.isspace() and follows in ",;)]%/":
                break
            out.append(_Sign(at, end, num, readings, accept, reject, where, quoted))
            first, where = False, "open"
            accept, reject = max(accept, 0.2), min(reject, 2.0)
            gap = _TITLED.match(self.view.text, end, limit) if self.levels == "us" else None
            gap = gap or _GAP.match(self.view.text, end, limit)
            nxt = gap.end() if gap else end
            if nxt == at:
                break
            at = nxt
        return out[-1].end if out else at

    def _renumbered(self, label: re.Match[str]) -> list[_Sign]:
        """Return the label of a paragraph with two numbers, one struck out: what stands around it tells which."""
        two = {num for num in label.groups()[:4] if num}
        both = [(num, one) for num in sorted(two) for one in _readings(num, label[5], self.words)]
        if not both:
            return []
        nums = tuple(num for num, _ in both)
        return [_Sign(label.start(), label.end(), nums[0], [one for _, one in both], 0.0, 3.0, "end", nums=nums)]

    def _remark(self, word: re.Match[str], end: int, out: list[_Sign]) -> int:
        """Add the word above numbered remarks, and the first of them; return where what was read ends."""
        gap = _REMARK_GAP.match(self.view.text, word.end(), end)
        at = gap.end() if gap else word.end()
        found = _sign(self.view, self.words, at, end)
        if found is None or not any(value == 1 for _, _, value, _ in found[2]):
            return word.start()
        out.append(_Sign(word.start(), word.end(), word.group(), [("n", "w", 1, (1, ()))], 0.0, 3.0, "end"))
        out.append(_Sign(at, found[0], found[1], found[2], 0.0, 3.0, "open"))
        return found[0]

    def _own_sign(self, at: int, limit: int) -> tuple[int, str, list[tuple[str, str, int, str | Number]]] | None:
        """Return the label of a paragraph that says the number of its article again: "5-1 Whoever", "5(1) Whoever"."""
        m = self._own.match(self.view.text, at, limit) if self._own else None
        if m is None:
            return None
        value = int(m[1])
        return m.end(), m[0], [("o" + m[0][-len(m[1]) - 2 :][:1], "d", value, (value, ()))]

    def begin(self, num: str, start: int, end: int) -> None:
        """Get ready to cut the unit `num`: see whether its paragraphs say that number before their own."""
        plain = num.strip(" .")
        self._own = None
        if plain.isalnum() and plain[0].isdigit():
            number = re.compile(rf"{plain}[ ]?(?:[-.][ ]?|\()(\d{{1,2}})(?:\)|(?=[ ]))")
            inside = self.view.lines[max(0, bisect_right(self._starts, start) - 1) : bisect_left(self._starts, end)]
            lines = (number.match(self.view.text, a, b) for a, b in inside if b > start)
            if [int(m[1]) for m in lines if m][:2] == [1, 2]:
                self._own = number

    def _inline(self, body: int, end: int, out: list[_Sign]) -> None:
        view, words = self.view, self.words
        taken = {s.start for s in out}
        places = [m.start() for m in _INLINE.finditer(view.text, body, end)]
        places += [m.start() for m in _LOST.finditer(view.text, body, end)]
        more: list[_Sign] = []
        done = body
        run = 0  # the last number of a list that words introduce: "who 1. casts a spell, 2. brews, and 3. flies"
        for at in sorted(set(places)):
            if at in taken or at < done:
                continue
            found = _sign(view, words, at, end)
            if found is None:
                continue
            stop, num, readings = found
            if at > 1 and view.text[at] != "(" and view.raw[at - 1] == "-" and view.text[at - 2].isdigit():  # "5-1. A"
                continue
            if view.text[stop - 2 : stop] == " .":  # the end of a sentence; at the beginning of a line it is a label
                continue
            readings = [r for r in readings if r[0] not in ("bd", ".l", ".ll", "cd") and r[0][0] != "-"]
            after = view.text[stop : stop + 2]
            worded = bool(readings) and readings[0][0][0] == "w"
            if (
                not readings
                or (worded and after.strip()[:1].islower())  # "§ 1 is replaced"
                or (after[:1] in tuple(",;.:)]%/-") and not (worded and after[:1] == "."))
                or (after[:1].isalnum() and after[:1].islower() and readings[0][0][0] != ")")
            ):
                continue
            if readings[0][0][0] == "." and not after.strip()[:1].isalpha() and after.strip()[:1] not in ('"', "("):
                continue
            where = context(view, at, words)
            if where == "reference" and words.cites_bare and readings[0][0][0] == ")":
                joins = words.conjunction.search(view.text, max(0, at - 12), at)
                where = "joint" if joins and after.strip()[:1].isalnum() else "word"
            if more and more[-1].end == len(view.text[:at].rstrip()) and more[-1].accept < 1:
                where = "open"
            introduced = False
            if run and readings[0][0] == ".d" and readings[0][2] == run + 1 and after.strip()[:1].islower():
                before = view.text[max(0, at - 12) : at].rstrip()
                joint = words.conjunction.search(before)
                if before[: joint.start() if joint else None].rstrip().endswith(","):
                    where, run = "end", run + 1
            if readings[0][0] == ".d" and readings[0][2] == 1 and not after.strip()[:1].isupper():
                if words.introduces is not None and words.introduces.search(view.text, max(0, at - 40), at):
                    where = "open"
                    introduced, run = True, 1
            accept, reject = {
                "end": (0.2, 1.2), "open": (0.1, 1.2), "comma": (0.3, 0.8), "joint": (0.2, 1.2),
                "word": (0.6, 0.5), "headed": (0.2, 1.0), "reference": (5.0, 0.0),
            }[where]  # fmt: skip
            if readings[0][0][0] in ".":
                # "… in section 5. 2. Nobody": a number and a full stop say less than brackets
                reject = min(reject, 0.9)
                if after.strip()[:1].islower():
                    accept += 0.2 if where == "word" else 0.0
                elif where in ("comma", "word"):
                    accept, reject = accept + 0.8, 0.4
            more.append(_Sign(at, stop, num, readings, accept, reject, where, introduced=introduced))
            done = stop
        out.extend(more)
        out.sort(key=lambda s: s.start)

    def _hidden(self, signs: Sequence[_Sign], body: int, end: int) -> list[_Sign]:
        """Return the labels within lines without which a series that labels at line starts make would have a gap.

        "a) ..., b) ..." on one line, "c) ..." on the next: a converter joined two items.
        """
        found: list[_Sign] = list(signs)
        self._inline(body, end, found)
        known = {sign.start for sign in signs}
        if len(found) == len(known):
            return []
        read = self._read(signs)
        at = {signs[i].start: (r, depth) for i, r, depth in read}
        following: dict[int, str | Number] = {}  # the next label of the same series
        last: list[int] = []
        for i, _, depth in read:
            del last[depth + 1 :]
            if len(last) > depth:
                sign, (r, _) = signs[i], at[signs[last[depth]].start]
                if sign.readings[at[sign.start][0]][0] == signs[last[depth]].readings[r][0]:
                    following[signs[last[depth]].start] = sign.readings[at[sign.start][0]][3]
                last[depth] = i
            else:
                last.append(i)
        out: list[_Sign] = []
        open_: list[tuple[str, str | Number, str | Number | None]] = []  # shape, last label, the next one at a line
        for sign in found:
            if sign.start in at:
                r, depth = at[sign.start]
                shape, _, _, core = sign.readings[r]
                open_[depth:] = [(shape, core, following.get(sign.start))]
            elif sign.start not in known and sign.where in ("end", "joint", "comma"):
                place = self._next_of(sign, open_)
                if place is not None:
                    depth, core = place
                    open_[depth:] = [(open_[depth][0], core, open_[depth][2])]
                    out.append(sign)
        return out

    def _next_of(
        self, sign: _Sign, open_: Sequence[tuple[str, str | Number, str | Number | None]]
    ) -> tuple[int, str | Number] | None:
        """Return which of the open series a label is the next of, and its number; None where a line has that label."""
        for depth in range(len(open_) - 1, -1, -1):
            shape, last, following = open_[depth]
            for other, _, _, core in sign.readings:
                if other == shape and core not in (last, following) and _successor(last, core, self.words) == 0.0:
                    return depth, core
        return None

    def _maybe(self, at: int, limit: int) -> bool:
        """Return quickly whether a label can begin here."""
        if _QUICK.match(self.view.text, at, limit):
            return True
        within = self.words.within
        return within is not None and within.match(self.view.text, at, limit) is not None

    def _term(self, k: int, end: int, out: Sequence[_Sign]) -> _Sign | None:
        """Return a definition that begins line `k`, when this is a place for one."""
        pattern, view, flat = self.words.definition, self.view, self._flat
        a, b = view.lines[k]
        if pattern is None or not (flat[a].isalpha() or flat[a] == '"'):
            return None
        if not out and view.mode == "lines" and not _TELLS.search(flat, a, b):
            return None
        if view.mode == "wrapped":
            j = k + 1
            while j < len(view.lines) and j - k < 14 and not view.sure(j):
                b = view.lines[j][1]
                j += 1
            b = min(b, end)
        known = any(s.term is not None for s in out)
        m = pattern.match(flat, a, b)
        if m is None and not known:
            return None
        where = context(view, a, self.words)
        if not view.sure(k) and where not in ("end", "open"):
            return None
        if m is None:
            # "prescribed" alone, with what it means in paragraphs (a), (b) below
            line = flat[a:b]
            if not known or len(line) > 80 or not line[0].islower() or line[-1] in ".;:,-" or where != "end":
                return None
            below = view.lines[k + 1][0] if k + 1 < len(view.lines) else end
            if not flat.startswith(("(a)", "(i)"), below):
                return None
            term = line
        else:
            groups = m.groupdict()
            term = (groups.get("term") or groups.get("term2") or "").strip(" ,")
        term = _first_name(term)
        parts = term.split()
        if not parts or len(parts) > 14:
            return None
        if parts[0].casefold().strip(",") in (_STOP if not known else _STOP - {"subject"}) and not (
            len(parts) > 1 and parts[0][0].isupper() and parts[1][:1].isupper()
        ):
            return None
        if where in ("word", "reference") and not known and not _INTRO.search(flat[max(0, a - 90) : a]):
            return None
        if (
            m is not None
            and m.end() >= len(flat[a:b].rstrip()) + a
            and flat.startswith("(", b + 1)
            and not flat.startswith(("(a)", "(i)"), b + 1)
        ):
            return None  # "Voting by electronic means" above "(2) …": a heading
        at = flat.find(term, a)
        return _Sign(a, at + len(term), term, [("def", "def", 0, (0, ()))], 0.1, 1.0, where, flat[a] == '"', term=term)

    # ----- reading ---------------------------------------------------------------------------------------------
    def _options(self, state: _State, sign: _Sign, i: int) -> list[_State]:
        score, stack, trail = state
        height = len(stack)
        if len(sign.readings) == 1 and sign.reject >= 2.0 and not sign.quoted:
            # the plain case: one way to read it, and it is the next of the innermost series that has its shape
            shape, klass, value, core = sign.readings[0]
            if klass != "def":
                for depth in range(height - 1, -1, -1):
                    if stack[depth][0] == shape:
                        if stack[depth][3] != 2 and _successor(stack[depth][2], core, self.words) == 0.0:
                            new = (*stack[:depth], (shape, value, core, stack[depth][3]))
                            cost = 0.06 * (height - 1 - depth) + (
                                0.7 if sign.where == "open" and depth == height - 1 else 0.0
                            )
                            return [(score - sign.accept - cost, new, (trail, i, 0, depth))]
                        break
        out: list[_State] = [(score - sign.reject, stack, trail)]
        intro = sign.where == "open"
        ended = sign.where in ("end", "joint", "comma")
        for r, (shape, klass, value, core) in enumerate(sign.readings):
            found = 0
            same = False
            for depth in range(height - 1, -1, -1):
                frame = stack[depth]
                if frame[0] != shape:
                    continue
                same |= not height or bool(frame[3]) == bool(stack[-1][3])
                next_cost = 0.0 if klass == "def" else _successor(frame[2], core, self.words)
                if next_cost is None and sign.bracketed and frame[2] == core:
                    next_cost = 0.3  # the future wording of the same paragraph, in square brackets below it (Georgia)
                if next_cost is None and frame[2] == core and shape == "(d" and sign.where == "end" and sign.reject > 2:
                    next_cost = 1.2  # the number is printed twice
                if next_cost is None:
                    continue
                cost = next_cost
                if cost > 0.9:
                    cost += 0.8
                # after a colon or dash a series begins, seldom goes on
                cost += (0.7 if intro and depth == height - 1 else 0.0) + 0.06 * (height - 1 - depth)
                if sign.quoted and not frame[3] or frame[3] == 2 and not sign.quoted:
                    cost += 3.0
                new = (*stack[:depth], (shape, value, core, frame[3]))
                out.append((score - sign.accept - cost, new, (trail, i, r, depth)))
                found += 1
                if found == 2:
                    break
            if klass == "def":
                if found:
                    continue
                keep = 0
                for depth, frame in enumerate(stack):
                    if frame[0] in ("(d", "w", ".d"):
                        keep = depth + 1
                        break
                new = (*stack[:keep], (shape, 0, core, 2 * sign.quoted))
                out.append((score - sign.accept - 0.2, new, (trail, i, r, keep)))
                continue
            if height >= 8:
                continue
            # a new series below what is open
            outer = klass == "w" or (shape == "bd" and self.words.first_unnumbered)
            is_first = (value <= 1 or outer and value == 2) and not (isinstance(core, tuple) and core[1])
            if sign.quoted:
                # a quotation begins with any number; within one, a series goes on or begins with its first
                push = 0.1 if sign.begins else 0.25 if is_first else 0.9
            elif sign.amends:
                push = 0.9
            else:
                push = 0.25 if is_first else 2.2 + min(0.3 * max(value - 2, 0), 2.0)
                push += (0.5 if ended and is_first else 0.0) + (2.5 if same else 0.0)
            if not is_first and not outer and shape[0] in "b-" or shape in (".L", ".R"):
                push += 1.0
            quoted = 2 if sign.quoted else 1 if sign.amends else 1 if stack and stack[-1][3] else 0
            below = height
            if outer and not quoted:
                below = 0  # "Stk. 2" follows a first paragraph without label: nothing that is open holds it
            elif same and is_first and not quoted and (sign.reject >= 2.0 or sign.introduced):
                # a second list beside the first: "1 … 2 … Further words: 1 … 2 …"
                below = next(depth for depth in range(height - 1, -1, -1) if stack[depth][0] == shape)
                push = 0.6 if intro else 2.0
                if intro and shape == "(d" and self.words.nested_numbers:  # what goes on behind it decides
                    nested = (*stack, (shape, value, core, quoted))
                    out.append((score - sign.accept - push - 0.3, nested, (trail, i, r, height)))
            new = (*stack[:below], (shape, value, core, quoted))
            out.append((score - sign.accept - push, new, (trail, i, r, below)))
        return out

    def _read(self, signs: Sequence[_Sign]) -> list[tuple[int, int, int]]:
        """Return (sign, reading, depth) of the labels that are taken for labels."""
        beam: list[_State] = [(0.0, (), None)]
        for i, sign in enumerate(signs):
            if len(beam) == 1:
                options = self._options(beam[0], sign, i)
                if len(options) == 1:
                    beam = options
                    continue
            else:
                options = [option for state in beam for option in self._options(state, sign, i)]
            options.sort(key=_score, reverse=True)
            floor = options[0][0] - _SLACK
            seen: set[tuple[_Frame, ...]] = set()
            beam = []
            for option in options:
                if option[0] < floor or len(beam) == BEAM:
                    break
                if option[1] not in seen:
                    seen.add(option[1])
                    beam.append(option)
        out = []
        trail = max(beam, key=_score)[2]
        while trail is not None:
            trail, i, r, depth = trail
            out.append((i, r, depth))
        return out[::-1]

    def cut(
        self, body: int, end: int, kind: str, *, inline: bool | None = None, hidden: bool = False,
        skip: Sequence[tuple[int, int]] = (),
    ) -> list[Piece]:  # fmt: skip
        """Return what lies between the end of a unit's label and the end of the unit, but for the stretches `skip`.

        With `inline`, labels may stand within lines; with `hidden`, those may that fill the gaps of the others.
        """
        if inline is None:
            inline = self.view.mode == "none"
        signs = [s for s in self._signs(body, end, inline, kind == "article") if not inside(skip, s.start)]
        if not signs:
            return []
        if hidden:
            more = [s for s in self._hidden(signs, body, end) if not inside(skip, s.start)]
            signs = sorted([*signs, *more], key=lambda s: s.start)
        amends = self.words.amends
        for sign in signs:
            sign.bracketed = self.view.text[max(0, sign.start - 3) : sign.start].rstrip().endswith("[")
            if inside(self.quotes, sign.start):
                sign.quoted = True
                sign.begins = self.view.text[max(0, sign.start - 2) : sign.start].rstrip()[-1:] == '"'
            elif amends is not None and sign.where == "open":
                before = self._flat[max(body, sign.start - 200) : sign.start].rstrip()
                if before and before[-1] in ":-." and amends.search(before):
                    sign.amends = True
        pieces: list[Piece] = []
        self.broken = False
        begun: set[tuple[int, str]] = set()
        open_: list[int] = []
        shapes: list[str] = []
        quote_from = -1
        for i, r, depth in self._read(signs):
            sign = signs[i]
            shape, klass = sign.readings[r][:2]
            num = sign.nums[r] if sign.nums else sign.num
            del open_[depth:], shapes[depth:]
            if quote_from >= depth:
                quote_from = -1
            if quote_from < 0 and (sign.quoted or sign.amends):
                quote_from = depth
            named = not shapes and klass != "w" and self.words.within is not None and kind != "article"
            named |= not shapes and shape != "bd" and self.words.first_unnumbered
            level = "definition" if klass == "def" else name(kind, shape, klass, depth + named, shapes, self.levels)
            if level == "subsection" and self.words.nested_numbers and shapes[-1:] == [shape]:
                level = "paragraph"
            if sign.quoted and quote_from == depth and self.words.bare and _INSERTED.fullmatch(sign.num):
                level = self.words.bare  # "75a." at the head of a quotation is the section that an amendment inserts
            parent = open_[-1] if open_ else -1
            if (parent, shape) not in begun:
                begun.add((parent, shape))
                self.broken |= sign.readings[r][2] > (2 if klass == "w" else 1)
            pieces.append(
                Piece(level, None if klass == "def" else num, sign.start, end, parent, sign.term, quote_from >= 0)
            )
            open_.append(len(pieces) - 1)
            shapes.append(shape)
        return pieces

    def cut_either_way(self, body: int, end: int, kind: str, *, skip: Sequence[tuple[int, int]] = ()) -> list[Piece]:
        """Cut what lies between `body` and `end` by the labels that begin lines, or by those within lines too.

        Labels begin lines where the source has lines. Where none does, or a series does not begin with its first, the
        line ends were lost when the source was parsed, and labels are looked for within lines too.
        """
        lines = [(max(a, body), min(b, end)) for a, b in self.view.lines if b > body and a < end]
        longest = max((b - a for a, b in lines), default=0)
        pieces = self.cut(body, end, kind, inline=False, skip=skip)
        first = next((b for _, b in lines if pieces and b > pieces[0].start), 0)
        later = any(piece.start > first for piece in pieces)
        if longest > 60 and (self.broken or not later or longest > LONG):
            return self.cut(body, end, kind, inline=True, skip=skip)
        return self.cut(body, end, kind, inline=False, hidden=True, skip=skip) if pieces and longest > 60 else pieces


def _midst(text: str, at: int, limit: int, where: str) -> bool:
    """Return whether a label that begins a line may stand amidst a sentence: "within two days\\n(2) when no appeal"."""
    found = _NUMBER_WORD.match(text, at, limit)
    return found is not None and found["word"].islower() and (where == "reference" or found["bracket"] is not None)


_NUMBER_WORD = re.compile(r"(?:(?P<bracket>\()\d{1,3}\)|\d{1,3}[ªº°])[ ]{1,2}(?P<word>[^\W\d_])")


def inside(places: Sequence[tuple[int, int]], at: int) -> bool:
    """Return whether `at` lies in one of the stretches, sorted and apart."""
    k = bisect_left(places, (at + 1,)) - 1
    return k >= 0 and places[k][0] <= at < places[k][1]


_INSERTED = re.compile(r"\d{1,4}(?!er\b|re\b)[A-Za-z]{1,3}\.?")
_COMMON = {"(d": "subsection", "(l": "paragraph", "(r": "subparagraph", "(L": "clause", "(R": "subclause"}
#: The United States: 2339A(b)(1)(A)(i)(I) is subsection, paragraph, subparagraph, clause, subclause.
_US = {"(l": "subsection", "(d": "paragraph", "(L": "subparagraph", "(r": "clause", "(R": "subclause"}
_ARTICLE = ("paragraph", "subparagraph", "point", "item")
_SECTION = ("subsection", "paragraph", "subparagraph", "clause", "subclause", "point", "item")


def name(unit: str, shape: str, klass: str, depth: int, above: Sequence[str], levels: str = "") -> str:
    """Return the kind of a division by the shape of its label and what it stands in.

    Sections of the common law are divided by shape: (1), (a), (i), (A), (I). Elsewhere the depth counts; a letter is
    never the first level, because an article that has only letters has one unnumbered paragraph.
    """
    if unit in ("article", "transitional"):
        level = depth - sum(1 for s in above if s == "def")
        return _ARTICLE[min(max(level, 2 + (shape[-1] in "23") if klass in "lk" else 0), 3)]
    if shape == "bd":
        return "section"  # only in quotations: the section of another law
    if shape == "(d" and "(k" in above:
        return _SECTION[min(max(depth - above.count("def"), 3), 6)]  # (১) inside (ক): Bengal nests otherwise
    if shape in _COMMON:
        return (_US if levels == "us" else _COMMON)[shape]
    if shape[0] == "w" or shape == "od":
        return "subsection"
    level = depth - sum(1 for s in above if s == "def")
    return _SECTION[min(max(level, 2 if klass in "lk" else 0), 6)]
