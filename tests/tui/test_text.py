"""Text for the screen: harmless, and as wide as it says."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from playground.tui.text import apart, bar, clean, fit

ANY_TEXT = st.text(st.characters(), max_size=60)


@given(ANY_TEXT)
def test_nothing_in_clean_text_can_act_on_a_terminal(text: str) -> None:
    shown = clean(text).replace("\n", "")
    risky = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not [c for c in shown if unicodedata.category(c) in risky and c not in "\u200c\u200d"]


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text("abc äöé→²\n[]/", max_size=60))
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_what_is_made_visible() -> None:
    assert clean("a\x1b[31m\x00b\u202ec\r\nd\te\ud800") == "a\\x1b[31m\\x00b\\u202ec\nd   e\\ud800"


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 60))
def test_a_bar_is_as_wide_as_asked_and_full_only_when_all_is_done(
    part: int, whole: int, width: int
) -> None:
    drawn = bar(min(part, whole), whole, width).plain
    assert len(drawn) == width
    if whole > 0 and width > 1:
        assert (drawn == "━" * width) == (part >= whole)
        assert ("━" in drawn) == (part > 0)


@given(st.text("ab字é ", max_size=30), st.text("xy字", max_size=8), st.integers(10, 40))
def test_a_row_is_as_wide_as_asked(left: str, right: str, width: int) -> None:
    row = apart(left, right, max(width, Content(right).cell_length + 2))
    assert row.cell_length == max(width, Content(right).cell_length + 2)
    assert row.plain.endswith(right)
    assert Content(fit(left, width)).cell_length == width


def test_learner_s_brackets_are_no_markup() -> None:
    assert apart("[bold]x[/bold]", "[red]y", 30).plain.split() == ["[bold]x[/bold]", "[red]y"]
