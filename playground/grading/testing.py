"""What hidden suites are written with: points, and checks that speak to the learner.

A check looks at type, dtype, shape and finiteness before it looks at values, so
that nothing broadcast, empty or not a number slips through. Every failure is a
`Mismatch`, whose words are for the learner.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np

from playground.grading.client import Raised
from playground.grading.text import brief

Visibility = Literal["visible", "hidden", "after_due"]
Test = TypeVar("Test", bound=Callable[..., Any])
_UNSET: Any = object()


@dataclass(frozen=True, slots=True)
class Worth:
    """What a test of a hidden suite is worth, and to whom it is shown."""

    points: int
    visibility: Visibility = "visible"
    depends_on: str | None = None


def points(
    points: int, visibility: Visibility = "visible", depends_on: str | None = None
) -> Callable[[Test], Test]:
    """Give a test its points; `depends_on` names a test without which it cannot pass."""
    if points < 1:
        raise ValueError(f"points is {points}: expected 1 or more")

    def mark(test: Test) -> Test:
        test.worth = Worth(points, visibility, depends_on)  # type: ignore[attr-defined]
        return test

    return mark


class Mismatch(Exception):
    """A result that is not what was asked, in the learner's words."""

    def __init__(
        self, message: str, got: Any = _UNSET, expected: Any = _UNSET, why: str = ""
    ) -> None:
        """`got` and `expected` are values or ready sentences; `why` adds to the test's own."""
        super().__init__(message)
        self.message = message
        self.got = None if got is _UNSET else _shown(got)
        self.expected = None if expected is _UNSET else _shown(expected)
        self.why = why


@dataclass(frozen=True, slots=True)
class Said:
    """A ready text in place of a value, shown without quotes."""

    text: str


A_NUMBER = Said("a number")
A_LIST = Said("a list")


def _shown(value: Any) -> str:
    return value.text if isinstance(value, Said) else brief(value)


class Check:
    """The checks; use the instance `check`."""

    Said = Said

    def that(
        self,
        condition: object,
        message: str,
        got: Any = _UNSET,
        expected: Any = _UNSET,
        why: str = "",
    ) -> None:
        """Fail with this sentence unless the condition is true.

        A str given as `expected` is shown as it is, since it describes.
        """
        if not condition:
            expected = Said(expected) if isinstance(expected, str) else expected
            raise Mismatch(message, got, expected, why)

    def equal(self, got: Any, expected: Any) -> None:
        """Plain data must be equal in type and value; a whole numpy int is an int."""
        problem = _difference(got, expected)
        if problem:
            raise Mismatch(problem, got, expected)

    def integer(self, got: Any, expected: int) -> None:
        """An int, Python's or numpy's; not a bool, not a float."""
        if not _is_int(got):
            raise Mismatch(f"the result is {_kind(got)}, expected an int", got, expected)
        if int(got) != expected:
            raise Mismatch("the number is not right", got, expected)

    def number(self, got: Any, expected: float, rel: float = 1e-9, abs: float = 1e-12) -> None:
        """A real number within the tolerance; inf only where inf is expected."""
        value = self.is_number(got, expected)
        if math.isinf(expected) or math.isinf(value):
            close = value == expected
        else:
            close = math.isclose(value, expected, rel_tol=rel, abs_tol=abs)
        if not close:
            raise Mismatch("the number is not right", got, expected)

    def is_number(self, got: Any, expected: Any = A_NUMBER) -> float:
        """Return a real number (0-d arrays and numpy scalars too) as a float; never NaN."""
        if isinstance(got, np.ndarray) and got.ndim == 0:
            got = got[()]
        real = (int, float, np.integer, np.floating)
        if isinstance(got, (bool, np.bool_)) or not isinstance(got, real):
            raise Mismatch(f"the result is {_kind(got)}, expected a number", got, expected)
        if math.isnan(float(got)):
            raise Mismatch("the result is not a number (NaN)", got, expected)
        return float(got)

    def sequence(self, got: Any, expected: Any) -> None:
        """A list, tuple or 1-D array with these elements in this order."""
        expected = list(expected)
        items = self.is_sequence(got, expected)
        if len(items) != len(expected):
            raise Mismatch(
                f"it has {len(items):,} elements, expected {len(expected):,}", got, expected
            )
        for i, (a, b) in enumerate(zip(items, expected, strict=True)):
            if _difference(a, b):
                raise Mismatch(
                    f"element {i} is {brief(a, 80)}, expected {brief(b, 80)}", got, expected
                )

    def is_sequence(self, got: Any, expected: Any = A_LIST) -> list[Any]:
        """Return a list, tuple or 1-D array as a list."""
        if isinstance(got, np.ndarray) and got.ndim == 1:
            return list(got)
        if not isinstance(got, (list, tuple)):
            raise Mismatch(f"the result is {_kind(got)}, expected a list", got, expected)
        return list(got)

    def mapping(
        self,
        got: Any,
        expected: Mapping[Any, Any],
        value_check: Callable[[Any, Any], None] | None = None,
        extra_keys: bool = False,
    ) -> None:
        """A dict with these keys; values equal, or as `value_check(got, expected)` says."""
        if not isinstance(got, dict):
            raise Mismatch(f"the result is {_kind(got)}, expected a dict", got, expected)
        for key, value in expected.items():
            if key not in got:
                raise Mismatch(f"the key {brief(key, 80)} is missing", got, expected)
            if value_check is not None:
                value_check(got[key], value)
            elif _difference(got[key], value):
                raise Mismatch(
                    f"the value of {brief(key, 80)} is {brief(got[key], 80)}, "
                    f"expected {brief(value, 80)}",
                    got,
                    expected,
                )
        more = [key for key in got if key not in expected]
        if more and not extra_keys:
            raise Mismatch(f"the key {brief(more[0], 80)} should not be there", got, expected)

    def bits(self, got: Any, expected: str | None = None) -> None:
        """A str of 0 and 1, equal to `expected` where that is given."""
        wanted = Said("a str of 0 and 1") if expected is None else expected
        if not isinstance(got, str):
            raise Mismatch(f"the result is {_kind(got)}, expected a str of 0 and 1", got, wanted)
        if not set(got) <= {"0", "1"}:
            raise Mismatch("the str has characters other than 0 and 1", got, wanted)
        if expected is not None and got != expected:
            same = _common_prefix(got, expected)
            where = f"the first {same:,} bits agree" if same else "the first bit differs"
            sizes = f"{len(got):,} bits, expected {len(expected):,}; {where}"
            raise Mismatch(f"the bits are not right: {sizes}", got, expected)

    def bytes_(self, got: Any, expected: bytes | None = None) -> None:
        """A bytes object, equal to `expected` where that is given."""
        wanted = Said("bytes") if expected is None else expected
        if not isinstance(got, bytes):
            raise Mismatch(f"the result is {_kind(got)}, expected bytes", got, wanted)
        if expected is not None and got != expected:
            same = _common_prefix(got, expected)
            here, wanted_here = got[same : same + 1], expected[same : same + 1]
            raise Mismatch(
                f"{len(got):,} bytes, expected {len(expected):,}; at byte {same:,}: "
                f"{_byte(here)}, expected {_byte(wanted_here)}",
                got,
                expected,
            )

    def array(
        self,
        got: Any,
        expected: Any,
        dtype: Any = None,
        rel: float = 0.0,
        abs: float = 0.0,
        allow: Callable[[Any, Any], Any] | None = None,
    ) -> np.ndarray[Any, Any]:
        """A numpy array of this dtype and of the shape and values of `expected`; returns it.

        `dtype` may be a tuple of allowed ones, None for any real one. A numpy scalar
        stands for a 0-d array. `allow(got, expected)` may return a bool array of the
        places where another value is right too.
        """
        wanted = np.asarray(expected)
        array = self.is_array(got, wanted.shape, dtype, expected=wanted)
        exact = rel == 0 and abs == 0
        if exact:
            right = array == wanted
        else:
            right = np.abs(array.astype(np.float64) - wanted) <= abs + rel * np.abs(wanted)
        if allow is not None:
            right = right | np.asarray(allow(array, wanted))
        if not np.all(right):
            wrong = np.argwhere(~np.atleast_1d(right))
            index = tuple(int(i) for i in wrong[0]) if array.ndim else ()
            where = f"at index {', '.join(map(str, index))}: " if array.ndim else ""
            count = f" ({len(wrong):,} of {array.size:,} are wrong)" if array.size > 1 else ""
            raise Mismatch(
                f"{where}{array[index]!s}, expected {wanted[index]!s}{count}", array, wanted
            )
        return array

    def is_array(
        self, got: Any, shape: tuple[int, ...], dtype: Any = None, expected: Any = _UNSET
    ) -> np.ndarray[Any, Any]:
        """Return a finite real array of this shape and dtype, in native byte order."""
        if isinstance(got, np.generic):
            got = np.asarray(got)
        if not isinstance(got, np.ndarray):
            raise Mismatch(f"the result is {_kind(got)}, expected a numpy array", got, expected)
        allowed = [np.dtype(d) for d in (dtype if isinstance(dtype, tuple) else (dtype,)) if d]
        if allowed and got.dtype not in allowed:
            names = " or ".join(str(d) for d in allowed)
            raise Mismatch(f"the dtype is {got.dtype}, expected {names}", got, expected)
        if got.dtype.kind not in "iuf":
            raise Mismatch(f"the dtype is {got.dtype}, expected real numbers", got, expected)
        if got.shape != shape:
            raise Mismatch(f"the shape is {got.shape}, expected {shape}", got, expected)
        if not np.isfinite(got).all():
            raise Mismatch("the array has NaN or infinity in it", got, expected)
        return got

    def value_error(
        self, function: Callable[..., Any], *args: Any, because: str = "", **kwargs: Any
    ) -> None:
        """The call must raise ValueError, or TypeError where an argument has a wrong type."""
        reason = f" ({because})" if because else ""
        try:
            result = function(*args, **kwargs)
        except Raised as raised:
            if {"ValueError", "TypeError"} & set(raised.bases):
                return
            raise Mismatch(
                f"it raised {raised.type_name}{reason}, expected ValueError",
                Said(f"{raised.type_name}: {raised.message}"),
                Said("ValueError"),
            ) from None
        raise Mismatch(
            f"this input is not valid{reason}; expected ValueError",
            result,
            Said("ValueError with a sentence that says what is wrong"),
        )

    def value_error_or_equal(
        self,
        expected: Any,
        function: Callable[..., Any],
        *args: Any,
        because: str = "",
        **kwargs: Any,
    ) -> None:
        """The call must raise ValueError, or return just `expected` after all.

        For damaged data: what is not noticed must have done no harm.
        """
        reason = f" ({because})" if because else ""
        try:
            result = function(*args, **kwargs)
        except Raised as raised:
            if "ValueError" in raised.bases:
                return
            raise Mismatch(
                f"it raised {raised.type_name}{reason}, expected ValueError",
                Said(f"{raised.type_name}: {raised.message}"),
                Said("ValueError"),
            ) from None
        if _difference(result, expected):
            raise Mismatch(
                f"it returned a wrong answer without a word{reason}; expected ValueError",
                result,
                Said(f"ValueError, or the right answer: {brief(expected)}"),
            )

    def leaves_arguments_unchanged(self, learner: Any, function: str, *args: Any) -> Any:
        """Call it and compare the arguments with what they are after; return the result."""
        result, after = learner.call_and_return_arguments(function, *args)
        for i, (was, now) in enumerate(zip(args, after, strict=True), start=1):
            if _difference(now, was):
                raise Mismatch(f"the call changed its argument {i}; work on a copy", now, was)
        return result


check = Check()


def _kind(value: Any) -> str:
    if value is None:
        return "None (is a return missing?)"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _is_int(value: Any) -> bool:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    return isinstance(value, (int, np.integer)) and not isinstance(value, (bool, np.bool_))


def _byte(one: bytes) -> str:
    return f"0x{one.hex()} ({one[0]:08b})" if one else "the end"


def _common_prefix(a: Any, b: Any) -> int:
    for i, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return i
    return min(len(a), len(b))


def _difference(got: Any, expected: Any) -> str:
    """Return "" where plain data is equal, else a sentence; walks without recursion."""
    stack = [(got, expected)]
    while stack:
        a, b = stack.pop()
        if isinstance(b, np.ndarray):
            same = isinstance(a, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape
            if not same or not np.array_equal(a, b, equal_nan=b.dtype.kind in "fc"):
                return "the array is not right"
        elif isinstance(b, (list, tuple)):
            if type(a) is not type(b):
                return f"the result is {_kind(a)}, expected {_kind(b)}"
            if len(a) != len(b):
                return f"it has {len(a):,} elements, expected {len(b):,}"
            stack.extend(zip(a, b, strict=True))
        elif isinstance(b, dict):
            if not isinstance(a, dict):
                return f"the result is {_kind(a)}, expected a dict"
            if a.keys() != b.keys():
                return "the keys of the dict are not right"
            stack.extend((a[key], value) for key, value in b.items())
        elif not _same_scalar(a, b):
            if type(a) is type(b) or (_is_int(a) and _is_int(b)):
                return "the result is not right"
            return f"the result is {_kind(a)}, expected {_kind(b)}"
    return ""


def _same_scalar(a: Any, b: Any) -> bool:
    if isinstance(b, (bool, np.bool_)) or b is None:
        return isinstance(a, (bool, np.bool_, type(None))) and a == b
    if _is_int(b):
        return _is_int(a) and int(a) == int(b)
    if isinstance(b, (float, np.floating)):
        numeric = isinstance(a, (float, np.floating))
        return numeric and (float(a) == float(b) or (math.isnan(a) and math.isnan(b)))
    return type(a) is type(b) and bool(a == b)
