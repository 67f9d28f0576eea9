"""The quantization lab: bits and bins seen as a wave, a line, a table, bars and error curves.

Source of what is shown: Menghani & Singh, *Efficient Deep Learning*, early release
2021-12-08, chapter 2, figures 2-3 to 2-5 and table 2-2. All arithmetic is
`playground.core.quantize`; the model has a module for its state, its data and each view.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from playground.core import quantize as core
from playground.labs.canvas import Canvas
from playground.labs.figure import fitting, number
from playground.labs.quantization import bins, clipping, data, line, table, wave
from playground.labs.quantization.mine import Mine
from playground.labs.quantization.state import (
    DATA,
    VIEWS,
    QuantizationState,
    View,
    parse,
    parse_range,
)

__all__ = [
    "VIEWS",
    "QuantizationState",
    "draw",
    "parse",
    "parse_range",
    "picked",
    "plain",
    "summary",
    "tables",
]

_DRAW: dict[View, Callable[[QuantizationState, int, int, Mine | None], Canvas]] = {
    "wave": wave.draw,
    "line": line.draw,
    "table": table.draw,
    "bins": bins.draw,
    "clipping": clipping.draw,
}

_PICKED: dict[View, Callable[[QuantizationState, int, int, int], QuantizationState]] = {
    "wave": wave.picked,
    "line": line.picked,
    "clipping": clipping.picked,
}

PLAIN_WIDTH = 78
_PLAIN_ROWS: dict[View, int] = {"wave": 28, "line": 17, "table": 28, "bins": 22, "clipping": 29}


def draw(state: QuantizationState, width: int, height: int, mine: Mine | None = None) -> Canvas:
    """Draw the state's view on a canvas of this size, 56 x 12 cells or more for all of it.

    `mine` is what the learner's own code gives for this view, shown beside ours.
    """
    return _DRAW[state.view](state, width, height, mine)


def picked(state: QuantizationState, width: int, height: int, column: int) -> QuantizationState:
    """Return the state that a press on a column of the drawing asks for.

    The wave and the line move the point, the error curves move the clip; the table
    and the bars stay as they are.
    """
    move = _PICKED.get(state.view)
    return state if move is None else move(state, width, height, column)


def summary(state: QuantizationState, width: int) -> str:
    """Return what is chosen in one line of at most `width` characters."""
    if state.view == "clipping":
        how = "rounding down, read back at the middle"
        texts: tuple[str, ...] = (
            f"{state.data} data · range -clip..clip, {state.bins:,} bins · {how}",
            f"{state.data} data · range -clip..clip, {state.bins:,} bins",
        )
        return fitting(texts, width)
    span = f"range {number(state.x_min)}..{number(state.x_max)}"
    scale = f"scale {number(state.scale)}"
    texts = (
        f"{span} · {scale} · {state.bins:,} bins · rounding {state.rounding}",
        f"{span} · {scale} · rounding {state.rounding}",
        f"{span} · {scale} · {state.rounding}",
        f"{span} · {state.rounding}",
    )
    return fitting(texts, width)


def plain(state: QuantizationState) -> str:
    """Return the lab as text of at most 78 columns, which needs no colour to be read."""
    heading = f"Quantization, {state.view}: {state.bits} bit{'s' * (state.bits > 1)}"
    canvas = draw(state, PLAIN_WIDTH, _PLAIN_ROWS[state.view])
    parts = [heading, summary(state, PLAIN_WIDTH), "", canvas.text().rstrip()]
    return "\n".join(parts) + "\n"


def tables(state: QuantizationState) -> dict[str, list[list[object]]]:
    """Return the figures of all views: file name -> rows, the first one the header."""
    return {
        "wave.csv": _wave_rows(state),
        "line.csv": _line_rows(state),
        "table.csv": _table_rows(state),
        "bins.csv": _bins_rows(state),
        "clipping.csv": _clipping_rows(state),
    }


def _wave_rows(state: QuantizationState) -> list[list[object]]:
    angle, x = data.wave()
    codes = state.quantize(x)
    back = state.dequantize(codes)
    rows: list[list[object]] = [["t", "x", "code", "read_back", "error"]]
    for t, value, code, read in zip(angle, x, codes, back, strict=True):
        rows.append([float(t), float(value), int(code), float(read), float(value - read)])
    return rows


def _line_rows(state: QuantizationState) -> list[list[object]]:
    at = line.point(state)
    ends = line.edges(state)
    row: dict[str, object] = {
        "x": at.x,
        "clamped": at.clamped,
        "scale": state.scale,
        "position": at.position,
        "draw": "" if at.draw is None else at.draw,
        "rounded": at.rounded,
        "code": at.code,
        "lower_edge": float(ends[at.code]),
        "upper_edge": float(ends[at.code + 1]),
        "read_back": at.back,
        "error": at.error,
    }
    return [list(row), list(row.values())]


def _table_rows(state: QuantizationState) -> list[list[object]]:
    shown = table.table(state)
    names = list(shown.codes)
    rows: list[list[object]] = [
        ["x", "clamped", "position", *names, "uint8_of_floor", "read_back", "error"]
    ]
    for index in range(shown.x.size):
        row: list[object] = [float(shown.x[index]), float(shown.clamped[index])]
        row.append(float(shown.position[index]))
        row.extend(int(shown.codes[name][index]) for name in names)
        row.extend([int(shown.wrapped[index]), float(shown.back[index])])
        row.append(float(shown.error[index]))
        rows.append(row)
    return rows


def _bins_rows(state: QuantizationState) -> list[list[object]]:
    counts = [data.filling(replace(state, data=name)).counts for name in DATA]
    ends = core.dequantize(range(state.bins), state.x_min, state.x_max, state.bits)
    rows: list[list[object]] = [["code", "read_back", *DATA]]
    for code in range(state.bins):
        rows.append([code, float(ends[code]), *(int(count[code]) for count in counts)])
    return rows


def _clipping_rows(state: QuantizationState) -> list[list[object]]:
    curve = data.clipping(state.data, state.bits)
    sigma = data.deviation(state.data)
    rows: list[list[object]] = [
        ["clip_sigma", "clip", "clipping_error", "rounding_error", "total_error", "values_cut"]
    ]
    for index, clip in enumerate(curve.clips.tolist()):
        row: list[object] = [clip, clip * sigma, float(curve.clipping[index])]
        row.extend([float(curve.rounding[index]), float(curve.total[index])])
        row.append(data.cut(state.data, clip))
        rows.append(row)
    return rows
