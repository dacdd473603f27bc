"""The pictures of the explorer say what their base is."""

from __future__ import annotations

from typing import Any

from workbench.widgets.overview import overview


def base_of_profile(run: Any) -> str:
    (figure,) = [
        shown
        for shown in overview(run)
        if hasattr(shown, "layout") and shown.layout.title.text == "Profile lines of the segments"
    ]
    return str(figure.layout.meta["caption"])


def test_the_profile_lines_are_weighted_only_where_weights_differ(profiled_run: Any) -> None:
    assert base_of_profile(profiled_run) == "Base: 600 customers, weighted."
    segments = profiled_run.read("segments")
    profiled_run.write("segments", segments.assign(weight=1.0))
    assert base_of_profile(profiled_run) == "Base: 600 customers."
