"""Times as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.schedule import When, read_when


@pytest.mark.parametrize(
    "text", ["", "6", "24:00", "12:60", "Mo 06:00", "Foo 06:00", "29 06:00", "0 06:00", "Mon06:00", "² 06:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^schedule, --at: "):
        read_when(text)


def test_all_seven_days_are_every_day() -> None:
    assert read_when("Mon-Sun 06:00") == read_when("06:00") == When(6, 0)


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        when = read_when(text)
    except InputError:
        return
    assert 0 <= when.hour < 24
