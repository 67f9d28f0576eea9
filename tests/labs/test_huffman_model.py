"""The Huffman lab's model: its figures, its states, its drawings and its checks."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core import huffman as core
from playground.labs import LABS, LabError, huffman, load
from playground.labs.huffman import parse, plain, tables
from playground.labs.huffman.coding import Coding, coding_of, replay
from playground.labs.huffman.data import (
    BOOK,
    FIBONACCI,
    MAX_FILE,
    MAX_SYMBOLS,
    MAX_TEXT,
    PRESETS,
    Data,
    cells,
    find_symbol,
    from_file,
    label,
    own_text,
    preset,
    symbol_name,
)
from playground.labs.huffman.draw import (
    Strip,
    code_row,
    headline,
    merge_sentence,
    queue_rows,
    size_list,
    size_rows,
)
from playground.labs.huffman.layout import Marks, TreeLayout
from playground.labs.huffman.learner import (
    check_bits,
    check_symbols,
    check_table,
    check_tree,
    cost_sentence,
)
from playground.labs.huffman.spans import cut, fold, pad, plain_row, row_cells
from playground.labs.huffman.state import VIEWS, HuffmanState, moved, neighbour, next_preset

texts = st.text(st.sampled_from("aabbbcdefghij k\nλ字"), min_size=1, max_size=80)


def coding(name: str) -> Coding:
    return coding_of(preset(name))


# -- presets ----------------------------------------------------------------


def test_the_books_letters_cost_785_bits() -> None:
    book = coding("book")
    assert book.total == len(book.data.symbols) == 306
    assert Counter(book.data.symbols) == BOOK
    assert book.encoded_bits == len(book.bits) == 785
    assert f"{book.average:.3f}" == "2.565"
    lengths = {symbol: len(code) for symbol, code in book.table.items()}
    assert lengths == {"Z": 6, "K": 6, "M": 5, "C": 4, "U": 3, "D": 3, "L": 3, "E": 1}


def test_the_books_text_is_the_same_in_every_run() -> None:
    symbols = preset("book").symbols
    assert isinstance(symbols, str)
    assert symbols.startswith("CLEEEEMCDCDLEEL")
    assert symbols.endswith("EEEEUEUMEDL")


def test_the_dyadic_preset_meets_its_entropy_exactly() -> None:
    dyadic = coding("dyadic")
    assert dyadic.encoded_bits == dyadic.sizes.entropy


def test_the_single_preset_has_one_leaf_and_one_bit_a_letter() -> None:
    single = coding("single")
    assert (single.merges, single.encoded_bits, single.entropy) == (0, single.total, 0)
    assert "nothing to merge" in merge_sentence(single, 0)


def test_fibonacci_weights_give_the_deepest_tree() -> None:
    fibonacci = coding("fibonacci")
    assert fibonacci.nodes[fibonacci.top].height == len(FIBONACCI) - 1


def test_random_bytes_have_nothing_to_gain() -> None:
    noise = coding("random")
    assert len(noise.data.frequencies) == 256
    assert 7.9 < noise.entropy <= noise.average < 8
    assert noise.container_bits > noise.sizes.plain


def test_the_first_tie_of_abracadabra_is_between_three_nodes() -> None:
    word = coding("abracadabra")
    assert word.encoded_bits == 23
    assert [word.nodes[node].weight for node in word.queue(1)] == [2, 2, 2, 5]


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_encoded_decodes_to_the_same(name: str) -> None:
    one = coding(name)
    assert core.decode(one.bits, one.tree) == list(one.data.symbols)


# -- text and files -----------------------------------------------------------


def test_typed_text_has_limits() -> None:
    assert own_text("a" * MAX_TEXT).symbols == "a" * MAX_TEXT
    with pytest.raises(LabError, match="2,001 characters"):
        own_text("a" * (MAX_TEXT + 1))
    with pytest.raises(LabError, match="at least one character"):
        own_text("")
    with pytest.raises(LabError, match="surrogate"):
        own_text("a\ud800")


def test_a_file_is_read_as_text_where_it_is_utf8(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("größer", encoding="utf-8")
    assert from_file(str(file)).symbols == "größer"
    assert parse({"file": str(file)}).settings()["preset"] == "file"


def test_a_file_is_read_as_bytes_where_it_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "noise.bin"
    file.write_bytes(b"\xff\xfe\x00")
    data = from_file(str(file))
    assert (data.symbols, data.unit) == (b"\xff\xfe\x00", "byte")
    many = tmp_path / "many.txt"
    many.write_text("".join(chr(0x4E00 + i) for i in range(MAX_SYMBOLS + 1)), encoding="utf-8")
    assert isinstance(from_file(str(many)).symbols, bytes)


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("one")
    assert from_file(str(file)) is from_file(str(file))
    file.write_text("three")
    assert from_file(str(file)).symbols == "three"


def test_a_file_that_cannot_be_taken_is_refused_in_a_sentence(tmp_path: Path) -> None:
    empty, large = tmp_path / "empty", tmp_path / "large"
    empty.write_bytes(b"")
    large.write_bytes(b"x" * (MAX_FILE + 1))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, words in (
        (tmp_path / "none", "there is no file"),
        (tmp_path, "is a folder"),
        (pipe, "no plain file"),
        (empty, "is empty"),
        (large, "takes up to"),
        ("a\0b", "cannot be read"),
        ("x" * 5000, "cannot be read"),
        (" ", "no file is named"),
    ):
        with pytest.raises(LabError, match=words):
            from_file(str(path))


# -- settings and moves -------------------------------------------------------


@st.composite
def states(draw: st.DrawFn) -> HuffmanState:
    name = draw(st.sampled_from([*PRESETS, "text"]))
    text = draw(texts) if name == "text" else ""
    data = own_text(text) if name == "text" else preset(name)
    one = coding_of(data)
    step = draw(st.integers(0, one.merges))
    return HuffmanState(
        preset=name,
        view=draw(st.sampled_from(VIEWS)),
        step=None if step == one.merges else step,
        bit=draw(st.integers(0, one.encoded_bits)),
        symbol=draw(st.none() | st.sampled_from(list(data.frequencies))),
        text=text,
    )


def its_coding(state: HuffmanState) -> Coding:
    return coding_of(own_text(state.text) if state.preset == "text" else preset(state.preset))


@given(states())
@settings(max_examples=60)
def test_settings_bring_a_state_back(state: HuffmanState) -> None:
    assert parse(state.settings()) == state
    assert all(isinstance(value, str) for value in state.settings().values())


@given(states(), st.lists(st.sampled_from(["back", "forth"]), max_size=6))
@settings(max_examples=60)
def test_stepping_there_and_back_returns_to_the_same_state(state: HuffmanState, way: list) -> None:  # type: ignore[type-arg]
    one = its_coding(state)
    if state.view == "bits":  # the cursor stands at the start of a code
        state = moved(moved(state, one, "back"), one, "forth")
    at = state
    turns = []
    for move in way:
        after = moved(at, one, move)
        if after != at:
            turns.append("back" if move == "forth" else "forth")
        at = after
    for move in reversed(turns):
        at = moved(at, one, move)  # type: ignore[arg-type]
    assert at == state


def test_a_page_may_say_step_in_the_decode_view() -> None:
    assert parse({"view": "decode", "step": "4"}).bit == 4
    assert parse({"view": "decode", "step": "4", "bit": "2"}) == HuffmanState(
        view="decode", step=4, bit=2
    )
    assert parse({"view": "decode", "bit": "end"}).bit == 785
    assert parse({"step": "end"}) == HuffmanState()


@pytest.mark.parametrize(
    ("given_settings", "words"),
    [
        ({"colour": "red"}, "no setting 'colour'"),
        ({"preset": "poem"}, "expected one of book"),
        ({"view": "6"}, "expected one of tree"),
        ({"step": "8"}, "expected 0 to 7 or end"),
        ({"step": "-1"}, "expected 0 to 7 or end"),
        ({"step": "1_0"}, "expected 0 to 7 or end"),
        ({"step": "²"}, "expected 0 to 7 or end"),
        ({"bit": "786"}, "expected 0 to 785 or end"),
        ({"symbol": "Q"}, "symbol is 'Q'"),
        ({"preset": "text"}, "at least one character"),
        ({"preset": "file", "file": "/there/is/none"}, "there is no file"),
    ],
)
def test_a_bad_setting_is_refused_in_a_sentence(given_settings: dict[str, str], words: str) -> None:
    with pytest.raises(LabError, match=words):
        parse(given_settings)


def test_the_lab_is_the_one_in_the_list() -> None:
    assert load("huffman") is huffman
    assert LABS["huffman"] == "playground.labs.huffman"


def test_symbols_are_chosen_down_the_table_and_above_it_is_none() -> None:
    book, state = coding("book"), HuffmanState()
    assert neighbour(state, book, 1) == "E"
    assert neighbour(HuffmanState(symbol="E"), book, -1) is None
    assert neighbour(HuffmanState(symbol="Z"), book, 1) == "Z"
    assert neighbour(state, book, -1) is None


def test_presets_go_round() -> None:
    state, seen = HuffmanState(view="codes"), []
    for _ in PRESETS:
        seen.append(state.preset)
        state = next_preset(state, 1)
    assert tuple(seen) == PRESETS
    assert state == HuffmanState(view="codes")
    assert next_preset(state, -1).preset == PRESETS[-1]


@given(st.characters() | st.integers(0, 255))
def test_a_symbol_is_found_by_its_name(symbol: str | int) -> None:
    if isinstance(symbol, str):
        data = own_text("ab" + symbol) if not 0xD800 <= ord(symbol) <= 0xDFFF else own_text("ab")
    else:
        data = preset("random")
    for one in list(data.frequencies)[:3]:
        assert find_symbol(symbol_name(one), data) == one
        assert 1 <= cells(label(one)) <= 8
        assert label(one).isprintable()


# -- the coding ---------------------------------------------------------------


@given(texts)
@settings(max_examples=60)
def test_the_numbered_tree_is_cores_tree(text: str) -> None:
    one = Coding(own_text(text))

    def tree(node: int) -> core.Tree:
        place = one.nodes[node]
        if place.symbol is not None:
            return place.symbol
        return (tree(place.left), tree(place.right))

    assert tree(one.top) == one.tree == core.build_tree(core.count_frequencies(text))
    assert one.sizes.huffman == one.encoded_bits
    leaves = [tree(i) for i in range(len(one.leaf_of))]
    assert list(core.code_table(one.tree)) == leaves  # from left to right


@given(texts)
@settings(max_examples=60)
def test_the_queue_is_the_one_of_the_algorithm(text: str) -> None:
    one = Coding(own_text(text))
    for step, record in enumerate(core.merge_steps(one.data.frequencies)):
        assert [one.nodes[i].weight for i in one.queue(step)] == [
            node.weight for node in record.queue_before
        ]
        assert one.merged(step + 1)[:2] == one.queue(step)[:2]
        assert one.nodes[one.merged(step + 1)[2]].weight == record.parent.weight
    assert one.queue(one.merges) == (one.top,)


@given(texts)
@settings(max_examples=40)
def test_the_decoder_stands_where_the_algorithm_does(text: str) -> None:
    one = Coding(own_text(text))
    done = 0
    assert one.reading(0).path == ""
    for record in core.decode_steps(one.bits, one.tree):
        reading = one.reading(record.position + 1)
        done += record.symbol is not None
        assert (reading.path, reading.symbols) == (record.path, done)
        assert one.nodes[reading.node].symbol == record.symbol


@given(texts)
@settings(max_examples=40)
def test_replaying_a_tree_builds_that_tree(text: str) -> None:
    frequencies = core.count_frequencies(text)
    chain: core.Tree | None = None
    for symbol in frequencies:  # as bad a tree as there is
        chain = symbol if chain is None else (symbol, chain)
    assert chain is not None
    steps = replay(chain, frequencies)
    one = Coding(own_text(text), chain)
    assert one.tree == chain
    assert len(steps) == len(frequencies) - 1
    weights = [step.parent.weight for step in steps]
    assert weights == sorted(weights)
    for step in steps:
        assert step.left in step.queue_before
        assert step.right in step.queue_before
    if steps:
        assert steps[-1].parent.tree() == chain
    assert one.encoded_bits >= one.sizes.huffman


# -- the drawing of the tree --------------------------------------------------


def read_codes(rows: list[str], layout: TreeLayout, count: int) -> list[str]:
    """Read the code of each leaf off the picture alone, climbing along its lines."""
    columns = max(len(row) for row in rows)
    grid = [list(row.ljust(columns)) for row in rows]
    codes = []
    for leaf in range(count):
        x, y, bits = layout.x[leaf], layout.leaf_row - 1, ""
        while y >= 0 and grid[y][x] != " ":
            while grid[y][x] in "│┃║":
                y -= 1
            corner = grid[y][x]
            assert corner in "┌┏╔┐┓╗", (rows, leaf, corner)
            step = 1 if corner in "┌┏╔" else -1
            bits += "0" if step == 1 else "1"
            assert grid[y][x + step] == bits[-1]
            x += step
            if layout.pitch == 1:
                while grid[y][x] not in "([)]":
                    x += step
                line = "".join(grid[y])
                start = x if step == 1 else max(line.rfind(sign, 0, x) for sign in "([")
                end = min(found for sign in ")]" if (found := line.find(sign, start)) >= 0)
                x, y = start + (end - start) // 2, y - 1
            else:
                while grid[y][x] not in "┴┹┺╩":
                    x += step
                y -= 2
        codes.append(bits[::-1])
    return codes


sizes_of_view = st.sampled_from([(56, 12), (80, 14), (28, 9), (120, 30), (10, 3)])
frequency_lists = st.lists(
    st.integers(1, 9) | st.integers(1, 20_000), min_size=1, max_size=24
) | st.lists(st.just(1), min_size=1, max_size=40)


@given(frequency_lists, sizes_of_view, st.data())
@settings(max_examples=80)
def test_the_codes_can_be_read_off_the_picture_at_every_step(
    counts: list[int], size: tuple[int, int], data: st.DataObject
) -> None:
    table = {chr(97 + i) if i < 26 else chr(913 + i): count for i, count in enumerate(counts)}
    one = Coding(own_text("x")) if not table else _from_counts(table)
    layout = TreeLayout(one, *size)
    step = data.draw(st.integers(0, one.merges))
    chosen = data.draw(st.sampled_from(list(table)))
    path = frozenset(one.up(one.leaf_of[chosen], step))
    marks = data.draw(
        st.sampled_from(
            [
                Marks(step, path=path),
                Marks(step, merge=step),
                Marks(step, merge=step, path=path),
                Marks(step, here=one.up(one.leaf_of[chosen], step)[-1], path=path),
            ]
        )
    )
    rows = [plain_row(layout.row(y, marks)) for y in range(layout.height)]
    assert all(row_cells(layout.row(y, marks)) == layout.width for y in range(layout.height))
    symbols = [one.nodes[i].symbol for i in range(len(table))]
    expected = [one.code_so_far(symbol, step) for symbol in symbols if symbol is not None]
    assert read_codes(rows, layout, len(table)) == expected


def _from_counts(table: dict[str, int]) -> Coding:
    text = "".join(symbol * count for symbol, count in table.items())
    return Coding(Data("counts", "counts", "letter", text, core.count_frequencies(text)))


def test_the_weights_stand_in_the_picture_and_a_crop_is_the_same() -> None:
    book = coding("book")
    layout = TreeLayout(book, 78, 18)
    whole = [plain_row(layout.row(y, Marks(book.merges))) for y in range(layout.height)]
    picture = "\n".join(whole)
    for weight in (9, 33, 65, 79, 107, 186, 306):
        assert f"({weight})" in picture
    assert whole[layout.leaf_row].split() == list("EUDLCZKM")
    assert whole[layout.leaf_row + 2].split() == [book.table[symbol] for symbol in "EUDLCZKM"]
    for y, row in enumerate(whole):
        assert plain_row(layout.row(y, Marks(book.merges), 20, 50)) == row[20:50]


def test_a_node_is_found_where_it_is_drawn() -> None:
    book = coding("book")
    for size in ((56, 12), (120, 30)):
        layout = TreeLayout(book, *size)
        for node in range(len(book.nodes)):
            assert layout.node_at(layout.x[node], layout.y(node)) == node
            box = layout.box(node)
            assert box.left <= layout.x[node] < box.right
            assert box.top == layout.y(node) < box.bottom <= layout.height


# -- rows ---------------------------------------------------------------------


def test_the_queue_marks_the_two_that_are_merged_next() -> None:
    row = plain_row(queue_rows(coding("book"), 0, 78, 1)[0])
    assert row.split("  ")[0] == "queue [Z 2] [K 7] M 24"
    assert "[M 24]" in plain_row(queue_rows(coding("book"), 1, 78, 1)[0])
    assert merge_sentence(coding("book"), 1).startswith("Merge 1 of 7: Z 2 and K 7 -> 9.")


@pytest.mark.parametrize("width", [30, 56, 78])
def test_rows_keep_to_their_width(width: int) -> None:
    noise = coding("random")
    for rows in (queue_rows(noise, 3, width, 2), fold("word " * 200, width, 3)):
        assert all(row_cells(row) <= width for row in rows)
        assert plain_row(rows[-1]).endswith("…")
    assert cells(headline(noise, width)) <= width


def test_words_fit_exactly_or_are_cut() -> None:
    assert [plain_row(row) for row in fold("ab cd ef", 5, 2)] == ["ab cd", "ef"]
    assert plain_row(fold("x" * 12, 5, 3)[0]) == "xxxxx"
    assert cut("字字字", 5) == "字字…"
    assert pad("字", 4) == "字  "


@given(texts, st.integers(20, 90))
@settings(max_examples=50)
def test_the_strip_holds_every_bit_in_order(text: str, width: int) -> None:
    one = Coding(own_text(text))
    strip = Strip(one, width)
    codes, symbols = "", []
    for line in range(strip.lines):
        above, below = strip.rows(line, 0, None)
        assert row_cells(above) == row_cells(below) <= max(width, strip.width)
        codes += plain_row(below)[strip.gutter :].replace(" ", "")
        for cell in strip.cells(line):
            symbols.append(cell.place)
            assert strip.line_of(cell.place) == line
            assert strip.index_at(line, cell.column) == cell.place
        offset = int(plain_row(below)[: strip.gutter].replace(",", ""))
        first = next(iter(strip.cells(line))).place
        assert offset == sum(len(one.table[symbol]) for symbol in text[:first])
    assert codes == one.bits
    assert symbols == list(range(len(text)))


def test_a_row_of_codes_says_what_core_says() -> None:
    book = coding("book")
    words = plain_row(code_row(book, "K", book.merges, True, 60)).split()
    assert words == ["▸", "K", "7", "0.0229", "5.450", "6", "111101"]
    assert plain_row(code_row(book, "K", 1, False, 60)).split()[-2:] == ["1", "…1"]


@pytest.mark.parametrize("name", PRESETS)
def test_the_sizes_are_cores_sizes(name: str) -> None:
    one = coding(name)
    sizes = core.compare_sizes(one.data.symbols)
    listed = [size.bits for size in size_list(one)]
    assert listed[:5] == [sizes.plain, sizes.fixed, sizes.huffman, sizes.entropy, sizes.zlib]
    text = "\n".join(plain_row(row) for row in size_rows(one, 78))
    for bits in (sizes.plain, sizes.fixed, sizes.huffman, sizes.zlib):
        assert f"{bits:,}" in text


def test_a_bar_is_as_long_as_its_share() -> None:
    rows = [plain_row(row) for row in size_rows(coding("book"), 78)]
    full = rows[1].count("█")
    assert rows[3].startswith("Huffman")
    assert rows[3].count("█") == int(785 / 2448 * full)
    assert "»" in rows[6]  # the file with its table is longer than the data


# -- without a screen ---------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", PRESETS)
def test_plain_text_is_at_most_78_columns_wide(name: str, view: str) -> None:
    one = coding(name)
    for step in (0, one.merges // 2):
        text = plain(parse({"preset": name, "view": view, "step": str(step)}))
        assert all(cells(line) <= 78 and line == line.rstrip() for line in text.splitlines())
        assert f"view {VIEWS.index(view) + 1} of 5: {view}" in text
        assert f"{one.encoded_bits:,} bits" in text


def test_the_plain_sizes_of_the_book_show_the_figures_of_the_book() -> None:
    lines = plain(parse({"view": "sizes"})).splitlines()
    huffman_line = next(line for line in lines if line.startswith("Huffman  "))
    assert huffman_line.split()[-2:] == ["785", "2.565"]


def test_a_tree_too_wide_is_an_outline() -> None:
    text = plain(parse({"preset": "english", "symbol": "q"}))
    assert "(516)" in text
    assert "| 0 " in text
    assert "more nodes" in text


def test_tables_hold_the_same_figures() -> None:
    files = tables(HuffmanState())
    assert list(files) == ["codes.csv", "merges.csv", "sizes.csv"]
    codes = files["codes.csv"][1:]
    assert sum(int(str(row[1])) * int(str(row[4])) for row in codes) == 785
    assert files["merges.csv"][1] == [1, "Z 2", "K 7", 9]
    assert len(files["merges.csv"]) == 8
    assert ["Huffman", 785, 785 / 306] in files["sizes.csv"]


# -- the learner's own code ---------------------------------------------------

FREQUENCIES: dict[core.Symbol, int] = {"a": 3, "b": 2, "c": 1}


def test_a_right_tree_is_taken_and_made_of_our_own_symbols() -> None:
    class Letter(str):
        __slots__ = ()

    tree = check_tree((Letter("a"), ("c", "b")), FREQUENCIES)
    assert tree == ("a", ("c", "b"))
    assert type(tree[0]) is str
    assert check_tree("a", {"a": 4}) == "a"
    assert check_tree((65, (66, 67)), {65: 1, 66: 1, 67: 1}) == (65, (66, 67))


def deep(depth: int) -> object:
    tree: object = "a"
    for _ in range(depth):
        tree = (tree, "b")
    return tree


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        (None, "gave None"),
        (["a", ["b", "c"]], "gave a list"),
        (("a", "b", "c"), "3 children"),
        (("a",), "1 children"),
        (("a", ("b", "d")), "gave 'd'"),
        (("a", "b"), "left out c"),
        ((("a", "b"), ("a", "c")), "more than the 5 nodes"),
        (("a", ("a", "b")), "symbol a twice"),
        ("a", "left out b and 1 more"),
        (deep(100_000), "more than the 5 nodes"),
        (("a", ("b", [])), "gave a list"),
        (("a", ("b", {"c": 1})), "gave {'c': 1}"),
        (("a", ("b", 1.5)), "gave 1.5"),
    ],
)
def test_a_junk_tree_is_refused_in_a_sentence(tree: object, words: str) -> None:
    with pytest.raises(LabError, match=words):
        check_tree(tree, FREQUENCIES)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ([("a", "0")], "expected a dict"),
        ({"a": "0", "b": "10"}, "no code for c"),
        ({"a": "0", "b": "10", "c": 11}, "gave 11 for c"),
        ({"a": "0", "b": "10", "c": ""}, "gave '' for c"),
        ({"a": "0", "b": "10", "c": "1x"}, "gave '1x' for c"),
        ({"a": "0", "b": "01", "c": "11"}, "no prefix code: a is 0, and b starts with it, 01"),
        ({"a": "0", "b": "0", "c": "11"}, "no prefix code"),
        ({"a": "1", "b": "01", "c": "00"}, "the way to it in the tree, left 0 and right 1, is 0"),
    ],
)
def test_a_junk_table_is_refused_in_a_sentence(table: object, words: str) -> None:
    with pytest.raises(LabError, match=words):
        check_table(table, ("a", ("b", "c")))


def test_a_right_table_may_have_more_keys() -> None:
    table = {"a": "0", "b": "10", "c": "11", "d": "junk"}
    assert check_table(table, ("a", ("b", "c"))) == {"a": "0", "b": "10", "c": "11"}


def test_bits_and_symbols_are_compared_one_by_one() -> None:
    one = Coding(own_text("abac"))
    check_bits(one.bits, one)
    check_symbols(["a", "b", "a", "c"], one.data)
    flipped = "1" if one.bits[0] == "0" else "0"
    for bits, words in (
        (None, "gave None"),
        ("012", "expected 0 and 1"),
        (one.bits[:-1], "gave 5 bits: the codes of the table make 6"),
        (flipped + one.bits[1:], f"gave a {flipped} as bit 0"),
    ):
        with pytest.raises(LabError, match=words):
            check_bits(bits, one)
    for symbols, words in (
        ("abac", "expected a list"),
        (["a"], "gave 1 symbols: 4 characters were encoded"),
        (["a", "b", "a", "b"], "gave 'b' as symbol 4: it was c"),
        (["a", "b", "a", ["c"]], "as symbol 4"),
    ):
        with pytest.raises(LabError, match=words):
            check_symbols(symbols, one.data)


def test_what_a_tree_costs_is_said() -> None:
    book = preset("book")
    best = Coding(book, core.build_tree(book.frequencies))
    assert "785 bits, and no tree does it in fewer" in cost_sentence(best)
    chain = "E"
    for letter in "LDUCMKZ":
        chain = (letter, chain)  # type: ignore[assignment]
    worse = Coding(book, check_tree(chain, book.frequencies))
    assert f"{worse.encoded_bits:,} bits; the best takes 785" in cost_sentence(worse)
