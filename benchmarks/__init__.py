"""Measurements: each module is a command, ``python -m benchmarks.<name>``."""

#: Never trained on, and their provisions never opened: what new law is like.
FROZEN = ("fi", "cl", "pk", "ro")
#: Frozen, or test countries of the project: no label, rule or place is taken from their law.
HELD_BACK = frozenset({*FROZEN, *"ie nz cz kr au sg in at ch nl pt".split()})
