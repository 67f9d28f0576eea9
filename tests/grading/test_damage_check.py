"""`check.value_error_or_equal`: damage must be refused, or have done no harm."""

import pytest

from playground.grading.client import Raised
from playground.grading.testing import Mismatch, check


def raising(*bases):
    def function(blob):
        raise Raised(bases[0], bases, "damaged", ())

    return function


def test_value_error_and_the_right_answer_pass():
    check.value_error_or_equal(b"right", raising("ValueError", "Exception"), b"blob")
    check.value_error_or_equal(
        b"right", raising("UnicodeDecodeError", "UnicodeError", "ValueError"), b"blob"
    )
    check.value_error_or_equal(b"right", lambda blob: b"right", b"blob")


@pytest.mark.parametrize("wrong", [b"wrong", b"", None, "right", [114]])
def test_a_wrong_answer_fails_and_is_shown(wrong):
    with pytest.raises(Mismatch, match=r"wrong answer .* \(a bit was flipped\)") as caught:
        check.value_error_or_equal(
            b"right", lambda blob: wrong, b"blob", because="a bit was flipped"
        )
    assert caught.value.got == repr(wrong)
    assert "b'right'" in caught.value.expected


@pytest.mark.parametrize("name", ["IndexError", "KeyError", "TypeError", "MemoryError"])
def test_any_other_error_fails(name):
    with pytest.raises(Mismatch, match=f"it raised {name}, expected ValueError"):
        check.value_error_or_equal(b"right", raising(name, "Exception"), b"blob")
