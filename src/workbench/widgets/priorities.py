"""Where the team sets what counts: criteria, weights and ratings for "which first"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as w

from workbench.artifacts.priorities import save_criteria
from workbench.config import Study
from workbench.value import Criterion

AXES = (("makes a segment attractive", "attractiveness"), ("fits what we can do", "fit"))


def priority_panel(
    study: Study,
    criteria: Sequence[Criterion],
    segments: Mapping[str, str],
    *,
    saved: Callable[[], object] = lambda: None,
) -> w.Widget:
    """A form for criteria: name, axis, weight, a rating of 1 to 5 a segment; saved with author and date.

    Parameters
    ----------
    criteria
        What stands in the form at first.
    segments
        Segment id → title.
    saved
        Called after each save.
    """
    form = _Form(study, segments, saved)
    for criterion in criteria:
        form.add(criterion)
    return form.widget


class _Form:
    def __init__(self, study: Study, segments: Mapping[str, str], saved: Callable[[], object]) -> None:
        self.study, self.segments, self.saved = study, segments, saved
        self.rows: list[_Row] = []
        self.list = w.VBox()
        self.author = w.Text(description="Your name", placeholder="who sets these")
        self.state = w.Label()
        add = w.Button(description="Add a criterion", icon="plus")
        save = w.Button(description="Save", button_style="primary")
        add.on_click(lambda _: self.add(Criterion("", "fit", 1.0, dict.fromkeys(segments, 3.0), "team")))
        save.on_click(lambda _: self.save())
        self.widget = w.VBox([self.list, w.HBox([add, self.author, save]), self.state])
        self.widget.add_class("wb-priorities")

    def add(self, criterion: Criterion) -> None:
        row = _Row(criterion, self.segments, self.remove)
        self.rows.append(row)
        self._draw()

    def remove(self, row: _Row) -> None:
        self.rows.remove(row)
        self._draw()

    def save(self) -> None:
        author = self.author.value.strip()
        named = [row for row in self.rows if row.name.value.strip()]
        if not author or not named:
            self.state.value = "Not saved: write your name, and name at least one criterion."
            return
        kept = save_criteria(self.study, [row.values() for row in named], author=author)
        self.state.value = (
            f"Saved {len(kept)} criteria as {author}. Run the cells below again to see the order."
        )
        self.saved()

    def _draw(self) -> None:
        self.list.children = tuple(row.widget for row in self.rows)


class _Row:
    def __init__(
        self, criterion: Criterion, segments: Mapping[str, str], remove: Callable[[_Row], None]
    ) -> None:
        self.name = w.Text(value=criterion.name, description="Criterion")
        self.axis = w.Dropdown(options=AXES, value=criterion.axis, description="It")
        self.weight = w.FloatSlider(value=criterion.weight, min=0, max=5, step=0.5, description="Weight")
        self.ratings = {
            segment: w.BoundedFloatText(
                value=round(criterion.ratings.get(segment, 3.0), 1), min=1, max=5, step=0.5, description=title,
                style={"description_width": "initial"},
            )
            for segment, title in segments.items()
        }  # fmt: skip
        drop = w.Button(description="Remove", icon="trash")
        drop.on_click(lambda _: remove(self))
        self.widget = w.VBox(
            [
                w.HBox([self.name, self.axis, self.weight, drop]),
                w.HBox(list(self.ratings.values()), layout=w.Layout(flex_flow="row wrap")),
            ],
            layout=w.Layout(border="1px solid var(--jp-border-color2)", padding="6px", margin="0 0 6px"),
        )
        self.widget.add_class("wb-criterion")

    def values(self) -> tuple[str, Any, float, dict[str, float]]:
        ratings = {segment: float(rating.value) for segment, rating in self.ratings.items()}
        return self.name.value.strip(), self.axis.value, float(self.weight.value), ratings
