"""The Huffman lab on the learner's own functions: each is called, checked and told of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from playground.core.huffman import Symbol, Tree
from playground.labs import LabError
from playground.labs.huffman.coding import Coding, coding_of
from playground.labs.huffman.data import Data
from playground.labs.huffman.learner import (
    check_bits,
    check_symbols,
    check_table,
    check_tree,
    cost_sentence,
)
from playground.labs.huffman.spans import Row, Span, fold
from playground.tui.labs.base import LearnerFunctions

STAGES = ("tree", "codes", "encode", "decode")
SIGNS = {"right": "✓", "wrong": "✗", "none": "!", "waiting": "·"}
ROLES = {"right": "good", "wrong": "bad", "none": "bad", "waiting": "dim"}


class NoResult(LabError):
    """A function of the learner's is not written yet, stopped, or took too long."""


@dataclass(frozen=True, slots=True)
class Mine:
    """How far the learner's functions have come with some data.

    `status` has "right", "wrong", "none" (it gave no result) or "waiting" for each
    of STAGES; `sentence` says
    what went wrong first, or what the tree costs. `coding` is drawn: it has the
    learner's tree, also one that is not the best; None where there is none to draw.
    A function whose input is wrong is given ours: each is judged by what it does.
    """

    status: tuple[str, ...] = ("waiting",) * len(STAGES)
    sentence: str = ""
    coding: Coding | None = None

    @property
    def finished(self) -> bool:
        """True once each function has been called."""
        return "waiting" not in self.status

    @property
    def whole(self) -> bool:
        """True where each of them was right."""
        return all(status == "right" for status in self.status)

    def rows(self, width: int) -> Sequence[Row]:
        """Return the verdict as rows: a sign for each function, then the sentence."""
        signs: list[Span] = [Span("your code  ", "strong")]
        for stage, status in zip(STAGES, self.status, strict=True):
            signs += [Span(f"{stage} {SIGNS[status]}", ROLES[status]), Span("  ")]
        rows: list[Row] = [signs]
        if self.sentence:
            rows += fold(self.sentence, width, 3)
        return rows


async def run_mine(learner: LearnerFunctions, data: Data) -> AsyncIterator[Mine]:
    """Call the learner's four functions on the data; yield what is known after each."""
    mine = Mine()
    yield mine
    tree: Tree | None = None
    try:
        value = await _call(learner, "huffman/tree", "build_tree", dict(data.frequencies))
        tree = check_tree(value, data.frequencies)
        coding = Coding(data, tree)
        best = coding.encoded_bits == coding.sizes.huffman
        mine = replace(mine, coding=coding, sentence=cost_sentence(coding) if best else "")
        mine = _judged(mine, 0, "" if best else cost_sentence(coding))
    except LabError as error:
        coding = coding_of(data)
        mine = _judged(mine, 0, f"{error}. What you see is our tree.", error)
    yield mine
    symbols: Any = data.symbols if isinstance(data.symbols, str) else list(data.symbols)
    table: dict[Symbol, str] = coding.table

    async def codes() -> None:
        check_table(await _call(learner, "huffman/codes", "code_table", coding.tree), coding.tree)

    async def encode() -> None:
        check_bits(await _call(learner, "huffman/encode", "encode", symbols, table), coding)

    async def decode() -> None:
        value = await _call(learner, "huffman/decode", "decode", coding.bits, coding.tree)
        check_symbols(value, data)

    for stage, work in enumerate((codes, encode, decode), 1):
        try:
            await work()
            mine = _judged(mine, stage, "")
        except LabError as error:
            mine = _judged(mine, stage, f"{error}. Ours stands in for it.", error)
        yield mine


def _judged(mine: Mine, stage: int, sentence: str, error: LabError | None = None) -> Mine:
    """Return the verdict with one more stage; the first thing that went wrong is told."""
    status = list(mine.status)
    status[stage] = ("none" if isinstance(error, NoResult) else "wrong") if sentence else "right"
    failed = set(mine.status) & {"wrong", "none"}
    told = mine.sentence if failed else sentence or mine.sentence
    return replace(mine, status=tuple(status), sentence=told)


async def _call(learner: LearnerFunctions, exercise: str, function: str, *args: Any) -> Any:
    """Call one function; raise NoResult with a sentence where there is none."""
    from playground.grading.live import LearnerCodeError  # late: most never run their code

    try:
        return await learner.call(exercise, function, *args)
    except LearnerCodeError as error:
        raise NoResult(str(error).rstrip(".")) from None
