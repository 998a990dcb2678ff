"""Punishments and clocks, compared without adding what does not add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ctlaw.comparison import frames
from ctlaw.taxonomy import Taxonomy, load_taxonomy

_ARM = ("min_months", "max_months", "life", "death", "fine", "fine_min", "fine_max", "currency", "mode", "quote")
#: Column of the table -> key of a penalty by reference.
_TAKEN = {"reference": "form", "from_eid": "from_eid", "from_num": "from_num"}
_NUMBERS = ("min_months", "max_months", "fine_min", "fine_max")
_KEYS = ("path", "eid", "num", "jurisdiction", "language", "title", "citation", "as_at", "layer", "status")


def _coded(
    provisions: pd.DataFrame, codings: pd.DataFrame | None, code: str | Sequence[str] | None, taxonomy: Taxonomy | None
) -> pd.DataFrame:
    """Return the provisions that bear `code`, one row per provision and code (code "" where none is asked for)."""
    frames.require(provisions, ["path", "eid", "jurisdiction"], "provisions")
    provisions = frames.standing(provisions)
    if code is None or codings is None:
        if code is not None:
            raise ValueError("`code` was given without `codings`; give both, or neither.")
        return provisions.reset_index(drop=True).assign(code="")
    codes = (taxonomy or load_taxonomy()).select(code)
    coded = frames.codings_frame(codings)
    coded = coded.loc[coded["code"].isin(codes), ["path", "eid", "code", "score"]]
    if "code" in provisions:  # of `provisions_with`, one row a provision and code
        provisions = provisions.drop(columns="code").drop_duplicates(["path", "eid"])
    return provisions.merge(coded, on=["path", "eid"], how="inner", suffixes=("", "_coding"))


def penalty_arms(
    provisions: pd.DataFrame,
    codings: pd.DataFrame | None = None,
    *,
    code: str | Sequence[str] | None = None,
    by_reference: bool = True,
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:
    """Return one row per penalty as it stands in the law: the rows behind `penalties`.

    Parameters
    ----------
    provisions : DataFrame
        With a column `penalties` of lists of dicts, and `penalties_by_reference` where it is known, as
        `extract_provisions` makes them.
    codings : DataFrame, optional
    code : str or list of str, optional
        Code(s) or pillar(s) that the provision must bear.
    by_reference : bool
        With the penalties that another provision states for this one, or that this one takes over from another.
        "The same penalty" as the offence before, in the same provision, adds no row.
    taxonomy : Taxonomy, optional

    Returns
    -------
    DataFrame
        Columns path, eid, num, jurisdiction, language, title, citation, as_at, layer, status, code, arm (0, 1 ...
        in the provision, those by reference last; NA where it has no penalty or none was read), min_months,
        max_months (months, NaN: not stated), life, death, fine (boolean), fine_min, fine_max (in `currency`), mode
        ("indictment", "summary" or NA), quote, reference ("penalty-of": the provision points to the penalty of
        another one; "offence-of": the other one names this offence; NA: stated here), from_eid and from_num (that
        other provision, in which `quote` stands; NA: stated here). Provisions of bills and old wordings (`status`)
        and repealed ones (`in_force` False) are left out.

    Raises
    ------
    TaxonomyError
        When `code` is not in the taxonomy.
    ValueError
        When a column is missing, or `code` comes without `codings`.
    """
    frames.require(provisions, ["path", "eid", "penalties"], "provisions")
    rows: list[dict[str, Any]] = []
    for provision in frames.records(_coded(provisions, codings, code, taxonomy)):
        base = {key: provision.get(key, "") for key in (*_KEYS, "code")}
        arms = frames.arms(provision, by_reference=by_reference)
        for index, arm in enumerate(arms or [{}]):
            row = {key: None if frames.missing(arm.get(key)) else arm.get(key) for key in _ARM}
            taken = {key: pd.NA if frames.missing(arm.get(name)) else arm[name] for key, name in _TAKEN.items()}
            rows.append({**base, "arm": index if arms else pd.NA, **row, **taken})
    table = pd.DataFrame(rows, columns=[*_KEYS, "code", "arm", *_ARM, *_TAKEN])
    for column in _NUMBERS:
        table[column] = pd.to_numeric(table[column], errors="coerce").astype(float)
    for column in ("life", "death", "fine"):
        table[column] = table[column].astype("boolean")
    return table.astype({"arm": "Int64"})


def _best(arms: list[dict[str, Any]], column: str, *, largest: bool) -> tuple[float, str]:
    stated = [arm for arm in arms if not pd.isna(arm[column])]
    if not stated:
        return float("nan"), ""
    arm = (max if largest else min)(stated, key=lambda arm: arm[column])
    place = frames.place(arm["path"], arm["num"], arm["eid"])
    if not pd.isna(arm["reference"]):
        place += f", by reference: {frames.text_of(arm['from_num']) or arm['from_eid']}"
    return float(arm[column]), place


def penalties(
    provisions: pd.DataFrame,
    codings: pd.DataFrame | None = None,
    *,
    code: str | Sequence[str] | None = None,
    by: str | Sequence[str] = "jurisdiction",
    by_reference: bool = True,
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:
    """Compare what the law threatens, fairly: each conviction mode and currency for itself, life as life.

    Parameters
    ----------
    provisions : DataFrame
        With a column `penalties`.
    codings : DataFrame, optional
        Needed when `code` is given.
    code : str or list of str, optional
        Code(s) or pillar(s); the rows are then split by code too.
    by : str or list of str
        Column(s) of `provisions` that define the rows.
    by_reference : bool
        Count penalties that stand in another provision, too; see `penalty_arms`.
    taxonomy : Taxonomy, optional

    Returns
    -------
    DataFrame
        One row per `by`, code, layer and mode. `provisions` (that bear the code), `stated` (of these, with a penalty
        in their own words), `arms`, `by_reference` (of these, taken from another provision); `max_months` the highest
        stated maximum and `min_months` the lowest stated minimum of imprisonment (NaN: none stated), with `max_at` and
        `min_at` (which say "by reference" and from where); `life` and `death`: True where one arm threatens it, False
        where arms were read and none does, NA where no penalty was read; `fine` likewise;
        `fine_max` and `currency` only where all fines are in one currency, `fines` all of them in words;
        `heaviest`: "death", "life", "months", "fine" or NA.

    Raises
    ------
    TaxonomyError
        When `code` is not in the taxonomy.
    ValueError
        When a column is missing, or `code` comes without `codings`.

    Notes
    -----
    All codings given count, doubtful ones too; for those alone that make a cell *found*, give
    ``codings[codings["score"] >= ctlaw.compare.LEAST_SCORE]``.

    Life is never a number: an offence with life and no stated maximum has ``life`` True and `max_months` NaN, and
    must not be ranked by `max_months`. Statutory maxima are not sentences; they ignore general rules on
    aggravation, attempt and multiple offences, and countries split offences differently. Provisions that refer to a
    general scale or to another law count in `provisions`, not in `stated`. A penalty by reference counts for each
    provision that has it, so that `arms` may hold the same one twice: where it is stated, and where it applies.
    """
    keys = [by] if isinstance(by, str) else list(by)
    arms = penalty_arms(provisions, codings, code=code, by_reference=by_reference, taxonomy=taxonomy)
    extra = [key for key in keys if key not in arms.columns]
    if extra:
        frames.require(provisions, extra, "provisions")
        known = provisions.drop_duplicates(["path", "eid"]).set_index(["path", "eid"])[extra]
        arms = arms.join(known, on=["path", "eid"])
    split = [*keys, *(["code"] if code is not None else []), "layer"]
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for arm in frames.records(arms):
        groups.setdefault(tuple(frames.text_of(arm[column]) for column in split), []).append(arm)
    rows = []
    for key, group in sorted(groups.items()):
        stated = [arm for arm in group if not pd.isna(arm["arm"])]
        stated.sort(key=lambda arm: not pd.isna(arm["reference"]))  # of equal ones, the one stated in its own words
        for mode in sorted({frames.text_of(arm["mode"]) for arm in stated}) or [""]:
            part = [arm for arm in stated if frames.text_of(arm["mode"]) == mode]
            row: dict[str, Any] = dict(zip(split, key, strict=True))
            row.update(mode=mode or pd.NA, provisions=len({(arm["path"], arm["eid"]) for arm in group}),
                       stated=len({(arm["path"], arm["eid"]) for arm in part if pd.isna(arm["reference"])}),
                       arms=len(part), by_reference=sum(not pd.isna(arm["reference"]) for arm in part))  # fmt: skip
            row["max_months"], row["max_at"] = _best(part, "max_months", largest=True)
            row["min_months"], row["min_at"] = _best(part, "min_months", largest=False)
            for name in ("life", "death", "fine"):
                row[name] = any(not pd.isna(arm[name]) and bool(arm[name]) for arm in part) if part else pd.NA
            row.update(_fines(part))
            row["heaviest"] = (
                "death" if row["death"] is True else "life" if row["life"] is True
                else "months" if not pd.isna(row["max_months"]) or not pd.isna(row["min_months"])
                else "fine" if row["fine"] is True else pd.NA
            )  # fmt: skip
            rows.append(row)
    columns = [*split, "mode", "provisions", "stated", "arms", "by_reference", "min_months", "max_months", "life",
               "death", "fine", "fine_max", "currency", "fines", "heaviest", "min_at", "max_at"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype(
        {"life": "boolean", "death": "boolean", "fine": "boolean", "max_months": float, "min_months": float,
         "fine_max": float}
    )  # fmt: skip


def _fines(arms: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the fines of one group: a number only where one currency is used, for euros and dinars do not compare."""
    tops: dict[str, float] = {}
    for arm in arms:
        if not pd.isna(arm["fine_max"]):
            currency = frames.text_of(arm["currency"])
            tops[currency] = max(tops.get(currency, 0.0), float(arm["fine_max"]))
    words = "; ".join(f"up to {currency} {amount:,.0f}".replace("  ", " ") for currency, amount in sorted(tops.items()))
    if len(tops) == 1:
        ((currency, amount),) = tops.items()
        return {"fine_max": amount, "currency": currency or pd.NA, "fines": words}
    return {"fine_max": float("nan"), "currency": pd.NA, "fines": words}


def time_limits(
    provisions: pd.DataFrame,
    codings: pd.DataFrame | None = None,
    *,
    code: str | Sequence[str] | None = None,
    column: str = "time_limits",
    taxonomy: Taxonomy | None = None,
) -> pd.DataFrame:
    """Return the time limits that the law sets, one row each, sorted by clock.

    Parameters
    ----------
    provisions : DataFrame
        With a list of dicts in `column`: at least `clock` (what is being timed), and what else was read
        (`hours`, `value`, `unit` ...).
    codings, code, taxonomy
        As for `penalties`.
    column : str
        Where the limits are.

    Returns
    -------
    DataFrame
        Columns clock, jurisdiction, code, path, eid, num, and every field of the limits; sorted by clock,
        jurisdiction. Empty where nothing was read.

    Raises
    ------
    ValueError
        When `provisions` has no such column.

    Notes
    -----
    Compare within one clock only: days until a judge sees a suspect are not days until a charge is brought.
    """
    frames.require(provisions, [column], "provisions")
    rows = []
    for provision in frames.records(_coded(provisions, codings, code, taxonomy)):
        for limit in frames.listed(provision.get(column)):
            base = {key: provision.get(key, "") for key in ("jurisdiction", "code", "path", "eid", "num")}
            rows.append({"clock": limit.get("clock", pd.NA), **base, **limit})
    if not rows:
        return pd.DataFrame(columns=["clock", "jurisdiction", "code", "path", "eid", "num"])
    return pd.DataFrame(rows).sort_values(["clock", "jurisdiction", "path"], kind="stable", ignore_index=True,
                                          na_position="last")  # fmt: skip
