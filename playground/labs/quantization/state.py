"""What the quantization lab shows: one frozen record, and the settings it is read from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.core import quantize as core
from playground.labs import LabError
from playground.labs.figure import number

View = Literal["wave", "line", "table", "bins", "clipping"]
Data = Literal["uniform", "normal", "outliers"]
VIEWS: tuple[View, ...] = get_args(View)
ROUNDINGS: tuple[core.Rounding, ...] = get_args(core.Rounding)
DATA: tuple[Data, ...] = get_args(Data)

LARGEST = 1e9
"""The range and x stay within plus or minus this, so that every figure can be drawn."""

NARROWEST, FINEST = 1e-3, 1e-6
"""A range is at least so wide, and so wide in parts of its larger end: 16 bits stay apart in it."""

CLIP_MIN, CLIP_MAX, CLIP_STEP = 0.2, 8.0, 0.1
"""The clip range of the clipping view, in standard deviations of the data."""

SIGMA = "\N{GREEK SMALL LETTER SIGMA}"

MARGIN = 0.125
"""How far the axis of x reaches beyond the range at either end, in parts of the range."""


@dataclass(frozen=True, slots=True)
class QuantizationState:
    """Everything chosen in the lab; the defaults are the book's range and 3 bits.

    `clip` is in standard deviations of the data; `draw` numbers the random draw of
    stochastic rounding.
    """

    view: View = "wave"
    bits: int = 3
    x_min: float = -10.0
    x_max: float = 10.0
    x: float = 4.0
    rounding: core.Rounding = "floor"
    data: Data = "normal"
    clip: float = 3.0
    draw: int = 0

    @property
    def bins(self) -> int:
        """How many bins there are, 2^b."""
        return int(2**self.bits)

    @property
    def scale(self) -> float:
        """The width of one bin."""
        return core.get_scale(self.x_min, self.x_max, self.bits)

    @property
    def axis(self) -> tuple[float, float]:
        """The ends of the axis on which x moves: the range and a margin."""
        margin = MARGIN * (self.x_max - self.x_min)
        return self.x_min - margin, self.x_max + margin

    @property
    def step(self) -> float:
        """The fine step of x: a power of ten, between 1/1000 and 1/100 of the range."""
        return float(10.0 ** math.floor(math.log10((self.x_max - self.x_min) / 100) + 1e-9))

    def quantize(self, x: ArrayLike, rounding: core.Rounding | None = None) -> NDArray[Any]:
        """Return the codes of x over the range, with this rounding or the one chosen."""
        chosen = rounding or self.rounding
        rng = np.random.default_rng(self.draw) if chosen == "stochastic" else None
        return core.quantize(x, self.x_min, self.x_max, self.bits, chosen, rng)

    def dequantize(self, codes: ArrayLike) -> NDArray[np.float64]:
        """Return what codes read back as: the lower edges of their bins, float64."""
        return core.dequantize(codes, self.x_min, self.x_max, self.bits)

    def settings(self) -> dict[str, str]:
        """Return the state as settings, which `parse` reads back."""
        return {
            "view": self.view,
            "bits": str(self.bits),
            "min": repr(self.x_min),
            "max": repr(self.x_max),
            "x": repr(self.x),
            "rounding": self.rounding,
            "data": self.data,
            "clip": repr(self.clip),
            "draw": str(self.draw),
        }

    def with_bits(self, bits: int) -> QuantizationState:
        """Return the state with so many bits, kept within 1..16."""
        return replace(self, bits=min(core.MAX_BITS, max(1, bits)))

    def with_x(self, x: float) -> QuantizationState:
        """Return the state with its point at x, on a multiple of the step, kept on the axis."""
        low, high = self.axis
        steps = round(min(high, max(low, x)) / self.step)
        # A step below 1 divides better than it multiplies: 3 / 10 is 0.3, 3 * 0.1 is not.
        inverse = round(1 / self.step)
        return replace(self, x=steps / inverse if self.step < 1 else steps * self.step)

    def with_clip(self, clip: float) -> QuantizationState:
        """Return the state with this clip, on a multiple of its step, kept within its limits."""
        return replace(self, clip=min(CLIP_MAX, max(CLIP_MIN, round(clip / CLIP_STEP) / 10)))

    def with_range(self, low: float, high: float) -> QuantizationState:
        """Return the state over another range, x kept on its axis; LabError for a bad one."""
        check_range(low, high)
        moved = replace(self, x_min=low, x_max=high)
        left, right = moved.axis
        return moved if left <= self.x <= right else moved.with_x(self.x)

    def text(self, value: float) -> str:
        """Return a value as text, exact enough to tell neighbouring bins apart."""
        decimals = max(0, 2 - math.floor(math.log10(self.scale) + 1e-9))
        text = f"{value:.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "") else text

    def code_text(self, code: int) -> str:
        """Return a code in binary, all its b digits."""
        return f"{code:0{self.bits}b}"


DEFAULT = QuantizationState()
_KEYS = {"x_min": "min", "x_max": "max"}
KEYS = tuple(_KEYS.get(field.name, field.name) for field in fields(QuantizationState))


def check_range(low: float, high: float) -> None:
    """Raise LabError with a sentence unless the range can be drawn: finite, low < high."""
    try:
        core.check_range(low, high)
    except ValueError as error:
        raise LabError(str(error)) from None
    if max(abs(low), abs(high)) > LARGEST:
        raise LabError(
            f"the range {number(low)} to {number(high)} is too large: stay within plus or minus 1e9"
        )
    narrowest = max(NARROWEST, FINEST * max(abs(low), abs(high)))
    if high - low < narrowest:
        raise LabError(
            f"the range {low!r} to {high!r} is too narrow: here max - min must be "
            f"{number(narrowest)} or more"
        )


def parse_range(text: str) -> tuple[float, float]:
    """Read "min max" (a comma or "to" may stand between); LabError with a sentence."""
    parts = text.replace(",", " ").replace(";", " ").split()
    numbers = [part for part in parts if part != "to"]
    if len(numbers) != 2:
        raise LabError(
            f"a range is two numbers, min and max, as in -10 10; this has {len(numbers)}"
        )
    low, high = (_number(name, part) for name, part in zip(("min", "max"), numbers, strict=True))
    check_range(low, high)
    return low, high


def parse(settings: Mapping[str, str]) -> QuantizationState:
    """Return the state of these settings; keys that are not named keep their defaults.

    Raises LabError with a sentence for an unknown key or a value that does not fit.
    """
    for key in settings:
        if key not in KEYS:
            raise LabError(f"the quantization lab has no setting {key!r}; it has {', '.join(KEYS)}")
    low = _number("min", settings.get("min", repr(DEFAULT.x_min)))
    high = _number("max", settings.get("max", repr(DEFAULT.x_max)))
    check_range(low, high)
    x = _number("x", settings.get("x", repr(DEFAULT.x)))
    if abs(x) > LARGEST:
        raise LabError(f"x is {number(x)}: stay within plus or minus 1e9")
    clip = _number("clip", settings.get("clip", repr(DEFAULT.clip)))
    if not CLIP_MIN <= clip <= CLIP_MAX:
        raise LabError(
            f"clip is {number(clip)}: expected {CLIP_MIN:g} to {CLIP_MAX:g} standard deviations"
        )
    state = QuantizationState(
        view=cast(View, _choice("view", settings, VIEWS, DEFAULT.view)),
        bits=_whole("bits", settings.get("bits", str(DEFAULT.bits)), 1, core.MAX_BITS),
        x_min=low,
        x_max=high,
        x=x,
        rounding=cast(core.Rounding, _choice("rounding", settings, ROUNDINGS, DEFAULT.rounding)),
        data=cast(Data, _choice("data", settings, DATA, DEFAULT.data)),
        draw=_whole("draw", settings.get("draw", str(DEFAULT.draw)), 0, 2**31),
    )
    return state.with_clip(clip)


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise LabError(f"{name} is {text!r}: expected a number") from None
    if not math.isfinite(value):
        raise LabError(f"{name} is {text!r}: expected a finite number")
    return value


def _whole(name: str, text: str, low: int, high: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise LabError(f"{name} is {text!r}: expected a whole number from {low} to {high}")
    return value


def _choice(name: str, settings: Mapping[str, str], allowed: tuple[str, ...], default: str) -> str:
    value = settings.get(name, default)
    if value not in allowed:
        raise LabError(f"{name} is {value!r}: expected {', '.join(allowed[:-1])} or {allowed[-1]}")
    return value
