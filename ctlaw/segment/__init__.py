"""Cut the text of a law, without mark-up, where its makers cut it."""

from __future__ import annotations

from ctlaw.segment.whole import segment, segment_unit

__all__ = ["segment", "segment_unit"]
