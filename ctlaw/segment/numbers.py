"""Numbers of provisions: what they are worth, and whether one can follow another.

Legislatures insert provisions without renumbering, each in its own way: 5.1 (Canada), 5A and 5AA (Commonwealth),
129a (Germany), 5 a (Nordic states), 421-2-1 (France), quinquies (Romance languages), 5/A (Hungary), Chinese and Korean
第…条之一 and 제…조의2. A number is therefore a whole number and a list of insertions, and two numbers are compared by
asking what it would cost to believe that the second follows the first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Latin multiplicatives in order; the second column of the story is told by `LATIN_VALUE`.
LATIN = (
    "bis ter quater quinquies sexies septies octies nonies novies decies undecies duodecies terdecies quaterdecies "
    "quindecies quinquiesdecies sexdecies septiesdecies octodecies octiesdecies novodecies vicies"
).split()
_RANK = {"novies": 9, "nonies": 9, "decies": 10, "undecies": 11, "duodecies": 12, "terdecies": 13, "quaterdecies": 14,
         "quindecies": 15, "quinquiesdecies": 15, "sexdecies": 16, "septiesdecies": 17, "octodecies": 18,
         "octiesdecies": 18, "novodecies": 19, "vicies": 20}  # fmt: skip
LATIN_VALUE = {word: _RANK.get(word, i + 2) for i, word in enumerate(LATIN)}

ROMAN = re.compile(r"(?=[ivxlcdm])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})\Z")
_ROMAN_VALUE = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_CJK = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2, "○": 0}
_CJK_UNIT = {"十": 10, "百": 100, "千": 1000}
_PIECE = re.compile(r"[ .\-/_:(]*?(?:(\.?)(?<![^\W\d_])(\d+)|([^\W\d_]+))")
_LATIN_AFTER = re.compile(r"(?:" + "|".join(sorted(LATIN, key=len, reverse=True)) + r")\Z")
#: (kind of insertion, value, as printed); kinds: "." fraction, "-" counted, "a" letters, "b" Latin word.
Piece = tuple[str, int, str]
Number = tuple[int, tuple[Piece, ...]]


def roman(text: str) -> int | None:
    """Return the value of a Roman numeral in lower case, or None when it is not a well-formed one."""
    if not text or not ROMAN.match(text):
        return None
    total = 0
    for here, after in zip(text, text[1:] + " ", strict=True):
        value = _ROMAN_VALUE[here]
        total += -value if _ROMAN_VALUE.get(after, 0) > value else value
    return total


def cjk(text: str) -> int | None:
    """Return the value of a number in Chinese characters ("一百二十", "一二〇"), or None."""
    if not text or any(c not in _CJK and c not in _CJK_UNIT for c in text):
        return None
    if not any(c in _CJK_UNIT for c in text):
        return int("".join(str(_CJK[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _CJK:
            digit = _CJK[c]
        else:
            total += (digit or 1) * _CJK_UNIT[c]
            digit = 0
    return total + digit


def letters(text: str, alphabet: str = "") -> int | None:
    """Return the place of a letter or letters in the order in which laws use them, or None.

    a = 1 … z = 26, then aa … zz by either convention (aa, bb or aa, ab): the value of a doubled letter is 26 plus that
    of the letter, of an unequal pair 100 × the first plus the second; `letter_step` knows both.
    """
    order = alphabet or "abcdefghijklmnopqrstuvwxyz"
    if len(text) == 1:
        place = order.find(text)
        return place + 1 if place >= 0 else None
    if len(text) == 2 and all(c in order for c in text):
        first, second = order.find(text[0]) + 1, order.find(text[1]) + 1
        return len(order) + first if first == second else 100 * first + second
    return None


@lru_cache(maxsize=20000)
def number(text: str) -> Number | None:
    """Return what a printed number is worth: "83.01", "129a", "421-2-1", "5 bis", "5/A", "12AB"; None if it is none."""
    plain = text.strip().casefold()
    match = re.match(r"\d{1,6}", plain)
    if not match:
        return None
    main, rest, pieces = int(match.group()), plain[match.end() :], []
    # 1er, 1º, 2o: the ordinal sign of French, Spanish and Portuguese is not an insertion
    rest = re.sub(r"^(?:er|re|ère|[ºª°]|\.[ºª°])", "", rest)
    for token in re.finditer(r"([.\-/: ()]*)(\d+|[^\W\d_]+)", rest):
        mark, body = token.groups()
        figures = unicodedata.normalize("NFKC", body)  # raised figures are digits too
        if figures.isdecimal():
            kind = "." if "." in mark and "-" not in mark else "-"
            pieces.append((kind, int(figures), body))
        elif body in LATIN_VALUE:
            pieces.append(("b", LATIN_VALUE[body], body))
        elif body in ("之", "의"):
            continue
        elif len(body) <= 3:
            pieces.append(("a", sum((ord(c) - 96) * 30 ** (2 - i) for i, c in enumerate(body)), body))
        else:
            return None
    return main, tuple(pieces)


def _insertion_step(a: Piece, b: Piece) -> float | None:
    """Return the cost of insertion `b` after insertion `a` of the same number; None when it stands before it."""
    if a[0] != b[0]:
        return 1.0
    if a[0] == ".":
        # 5.9, 5.91, 6 and 5.9, 5.10 are both in use: read as a fraction or as a count, whichever is in order
        by_fraction, by_count = b[2] > a[2], b[1] > a[1]
        if b[1] == a[1] + 1 or (by_fraction and (b[2].startswith(a[2]) or len(a[2]) != len(b[2]))):
            return 0.0
        return 0.4 if by_fraction or by_count else None
    if b[0] == "a":
        if b[2] <= a[2] and len(b[2]) <= len(a[2]):
            return None
        near = b[2][:-1] == a[2][:-1] and ord(b[2][-1]) - ord(a[2][-1]) == 1
        return 0.0 if near or b[2].startswith(a[2]) or len(b[2]) != len(a[2]) else 0.3
    if b[1] <= a[1]:
        return None
    return 0.0 if b[1] == a[1] + 1 else 0.3


def step(a: Number, b: Number) -> float | None:
    """Return what it costs to believe that number `b` is the next after `a`; None when it cannot follow.

    0 is a plain successor (5, 6; 5, 5.1; 5.1, 6; 129a, 129b); gaps cost more the wider they are, because provisions
    are repealed and left out, but seldom many at a time.
    """
    ahead = b[0] - a[0]
    if ahead < 0:
        return None
    if ahead:
        width = 0.0 if ahead == 1 else min(0.5 + 0.45 * (ahead - 1).bit_length(), 4.0)
        return width + (0.3 if b[1] else 0.0)
    for x, y in zip(a[1], b[1], strict=False):
        if x != y:
            return _insertion_step(x, y)
    if len(b[1]) <= len(a[1]):
        return None
    added = b[1][len(a[1])]
    first = added[1] <= 2 if added[0] != "a" else added[2] in ("a", "aa", "ა", "а", "α", "ক")
    return (0.0 if first or added[0] == "." else 0.4) + 0.2 * (len(b[1]) - len(a[1]) - 1)


def letter_step(a: str, b: str, alphabet: str = "") -> float | None:
    """Return what it costs to believe that letter `b` follows `a`: (c) after (b), (aa) after (z) or after (a)."""
    order = alphabet or "abcdefghijklmnopqrstuvwxyz"
    if len(a) == len(b) == 1:
        x, y = order.find(a), order.find(b)
        if x < 0 or y < 0 or y <= x:
            return None
        if order[x + 1 : y] == "q":
            return 0.1  # Polish law and others count without q
        return 0.0 if y == x + 1 else min(0.4 + 0.35 * (y - x - 1), 3.0)
    if len(a) == 1 and len(b) == 2:
        if b[0] == b[1] and a == order[-1] or b == order[:1] * 2 and a in "xyzw":
            return 0.0
        return 0.5 if b[0] == a or b[0] == "z" and a == "z" else None  # (aa) inserted after (a); (za) after (z)
    if len(a) == 2 and len(b) == 1:
        x, y = order.find(a[0]), order.find(b)
        return None if y <= x else 0.2 if y == x + 1 else 0.8
    if len(a) == len(b) == 2:
        if a[0] == a[1] and b[0] == b[1]:
            ahead = order.find(b[0]) - order.find(a[0])
            return None if ahead <= 0 else 0.0 if ahead == 1 else 0.6
        if a[0] == b[0]:
            ahead = order.find(b[1]) - order.find(a[1])
            return None if ahead <= 0 else 0.0 if ahead == 1 else 0.5
    return None
