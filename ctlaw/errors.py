"""The errors that ctlaw raises for reasons of its own; wrong arguments raise the built-in types."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CorpusError(ValueError):
    """A file, folder or manifest cannot be used; the message says which, why, and what would be valid."""


class TaxonomyError(ValueError):
    """A taxonomy file is not valid, or a code is not in the taxonomy."""


class ProvisionNotFoundError(KeyError):
    """No provision has that number.

    Attributes
    ----------
    path, eid : str
        What was asked for.
    near : list of str
        The eIds of that document that look most like it.
    """

    def __init__(self, path: str, eid: str, near: Iterable[str] = ()) -> None:
        self.path, self.eid, self.near = path, eid, list(near)
        super().__init__(path, eid)

    def __str__(self) -> str:
        hint = f"; nearest: {', '.join(self.near)}" if self.near else ""
        return f"`{self.path}` has no provision `{self.eid}`{hint}."


def nearest(word: str, valid: Iterable[str], *, most: int = 3) -> str:
    """Return what a message should offer instead of `word`: all of `valid` if they are few, else the nearest."""
    options = sorted(valid)
    if len(options) <= 12:
        return f"valid: {', '.join(options)}"
    close = get_close_matches(word, options, n=most, cutoff=0.3) or options[:most]
    return f"nearest: {', '.join(close)}"
