"""One answer: its sentences, its picture, its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from workbench.display import Prose
from workbench.report.silence import SILENT

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True, slots=True)
class Finding:
    """What a notebook shows for one question.

    Attributes
    ----------
    words
        The answer in sentences; when it cannot be given, why not.
    figure
        The picture, or None when there is nothing to draw.
    table
        One row a mark of the picture, as the run folder keeps it.
    """

    words: Prose
    figure: go.Figure | None = None
    table: pd.DataFrame = field(default_factory=pd.DataFrame)

    def _ipython_display_(self) -> None:
        """In a notebook: the sentences, then the picture."""
        from IPython.display import display

        if self.words.paragraphs:
            display(self.words)  # type: ignore[no-untyped-call]
        if self.figure is not None:
            display(self.figure)  # type: ignore[no-untyped-call]

    @classmethod
    def silent(cls, reason: str) -> Finding:
        """Nothing to show, and why.

        Examples
        --------
        >>> print(Finding.silent("The study has no purchases.").words)
        The study has no purchases.
        """
        return cls(Prose.of(reason, tone=SILENT))
