"""Response quality: who answered too fast, too evenly, or against themselves."""

from workbench.quality.response import (
    CHECKS,
    ResponseQuality,
    quality_rows,
    response_quality,
    without_flagged,
)

__all__ = ["CHECKS", "ResponseQuality", "quality_rows", "response_quality", "without_flagged"]
