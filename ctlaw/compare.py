"""The front door of comparing: tables in, a new table out, nothing changed on the way.

=====================  ==================================================================================
question               function
=====================  ==================================================================================
Who has what?          `coverage`, `coverage_reasons` (why a cell is what it is), `cells` (all in long form)
Who lacks what?        `gaps` against `obligations` of the States that are `bound`; `differences` of two
How heavily?           `penalties`, `penalty_arms`, `time_limits`
How do they put it?    `side_by_side`, `provisions_with`, `best_provisions`, `element_table`, `counterparts`
How alike?             `similarity`, `similarity_matrix`
What has changed?      `changes` between two dated versions
At what price?         `rights_balance`: powers beside the safeguards that limit them
=====================  ==================================================================================

Every table leads back: `path` and `eid` name the provision, `reason` says why a cell is empty, `precision` and
`recall` how far the finding can be trusted. Unknown is NA and never False.
"""

from ctlaw.comparison.changes import changes, essence
from ctlaw.comparison.counterparts import counterparts
from ctlaw.comparison.coverage import (
    ABSENT,
    EXCERPT,
    FOUND,
    LEAST_POSITIVES,
    LEAST_RECALL,
    LEAST_SCORE,
    NOT_IN_FORCE,
    NOT_SEARCHED,
    REASONS,
    UNSURE,
    WEAK,
    cells,
    coverage,
    coverage_reasons,
)
from ctlaw.comparison.obligations import bound, gaps, instrument_of, obligations
from ctlaw.comparison.penalties import penalties, penalty_arms, time_limits
from ctlaw.comparison.sides import (
    best_provisions,
    differences,
    element_table,
    months_in_words,
    penalty_in_words,
    provisions_with,
    rights_balance,
    side_by_side,
)
from ctlaw.comparison.similarity import similarity, similarity_matrix

__all__ = [
    "ABSENT", "EXCERPT", "FOUND", "LEAST_POSITIVES", "LEAST_RECALL", "LEAST_SCORE", "NOT_IN_FORCE", "NOT_SEARCHED",
    "REASONS", "UNSURE", "WEAK", "best_provisions", "bound", "cells", "changes", "counterparts", "coverage",
    "coverage_reasons", "differences", "element_table", "essence", "gaps", "instrument_of", "months_in_words",
    "obligations", "penalties", "penalty_arms", "penalty_in_words", "provisions_with", "rights_balance",
    "side_by_side", "similarity", "similarity_matrix", "time_limits",
]  # fmt: skip
