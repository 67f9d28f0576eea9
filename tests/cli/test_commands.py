"""The commands on the learner's files, and what they say when used wrongly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from playground import __version__
from playground.cli import program, reading
from playground.course.catalog import load_course, parse_page
from playground.workspace import Workspace

TREE = "huffman/tree"
PASSED = {"status": "passed", "score": 15, "max_score": 15}
FAILED = {"status": "failed", "score": 4, "max_score": 15}


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "own")


def run(folder: Path, *words: str, **options: object) -> Result:
    return CliRunner().invoke(program, ["--dir", str(folder), *words], **options)


def record(own: Workspace, result: dict[str, object], exercise: str = TREE) -> None:
    with own.store() as store:
        store.record_attempt(exercise, "code", result, "app")


def test_version():
    result = run(Path(), "--version")
    assert (result.exit_code, result.stdout) == (0, f"playground, version {__version__}\n")


def test_every_command_has_help():
    commands = dict(program.commands)
    assert {"init", "list", "check", "hint", "show", "reset", "diff", "lesson", "lab"} < set(
        commands
    )
    for name, command in commands.items():
        result = run(Path(), name, "--help")
        assert result.exit_code == 0
        assert command.help
        assert command.help.strip().splitlines()[0] in result.stdout


# -- init -----------------------------------------------------------------------


def test_init_makes_a_workspace_and_keeps_what_is_there(tmp_path: Path):
    (tmp_path / "new" / "huffman").mkdir(parents=True)
    (tmp_path / "new" / "huffman" / "tree.py").write_text("mine")
    result = run(tmp_path, "init", "new")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Made a workspace in {tmp_path / 'new'}\n")
    assert "playground check huffman/frequencies" in result.stdout
    assert (tmp_path / "new" / "huffman" / "tree.py").read_text() == "mine"
    names = [exercise.file for exercise in load_course().exercises()]
    assert all((tmp_path / "new" / name).is_file() for name in names)


def test_init_again_completes(own: Workspace):
    (own.root / "huffman" / "tree.py").unlink()
    result = run(own.root, "init")
    assert result.exit_code == 0
    assert result.stdout.startswith("Completed the workspace")
    assert result.stderr == ""
    assert (own.root / "huffman" / "tree.py").is_file()


def test_init_inside_another_workspace_says_so(own: Workspace):
    result = run(own.root, "init", "inner")
    assert result.exit_code == 0
    assert f"inside another workspace, {own.root}" in result.stderr


def test_init_where_no_folder_can_be(tmp_path: Path):
    (tmp_path / "file").write_text("")
    result = run(tmp_path, "init", "file")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {tmp_path / 'file'} cannot become a workspace")


# -- list -----------------------------------------------------------------------


def test_list_shows_every_state_with_sign_and_word(own: Workspace):
    record(own, PASSED)
    record(own, FAILED, "huffman/codes")
    record(own, {"status": "not_started", "score": 0, "max_score": 10}, "huffman/canonical")
    (own.root / "huffman" / "encode.py").write_text("# begun")
    (own.root / "huffman" / "decode.py").unlink()
    result = run(own.root, "list")
    assert result.exit_code == 0
    lines = {
        words[1]: line for line in result.stdout.splitlines() if len(words := line.split()) > 2
    }
    assert lines["huffman/tree"].strip().startswith("✓")
    assert lines["huffman/tree"].endswith("15/15  passed")
    assert lines["huffman/codes"].strip().startswith("✗")
    assert lines["huffman/codes"].endswith("4/15  failed")
    assert lines["huffman/canonical"].strip().startswith("·")
    assert lines["huffman/canonical"].endswith("not started")
    assert lines["huffman/encode"].strip().startswith("~")
    assert lines["huffman/encode"].endswith("begun")
    assert lines["huffman/decode"].endswith("file missing")
    for lesson in load_course().lessons:
        line = next(x for x in result.stdout.splitlines() if x.startswith(f"{lesson.number}  "))
        assert line.endswith("still to come") == lesson.coming


def test_list_as_json(own: Workspace):
    record(own, FAILED)
    record(own, PASSED)
    with own.store() as store:
        store.take_hint(TREE, 0)
    (own.root / "huffman" / "tree.py").write_text("mine")
    result = run(own.root, "list", "--json")
    data = json.loads(result.stdout)
    assert data["workspace"] == str(own.root)
    assert [lesson["id"] for lesson in data["lessons"]] == [x.id for x in load_course().lessons]
    huffman = data["lessons"][0]
    assert huffman["score"] == 15
    tree = next(exercise for exercise in huffman["exercises"] if exercise["name"] == TREE)
    assert tree["status"] == "passed"
    assert (tree["score"], tree["max_score"]) == (15, 15)
    assert tree["file"] == "edited"
    assert tree["hints_taken"] == 1
    assert tree["requires"] == ["huffman/frequencies"]


def test_list_outside_a_workspace(tmp_path: Path):
    result = run(tmp_path, "list")
    assert result.exit_code == 0
    assert "huffman/tree" in result.stdout
    assert "no workspace" in result.stderr
    data = json.loads(run(tmp_path, "list", "--json").stdout)
    assert data["workspace"] is None
    assert data["lessons"][0]["exercises"][0]["file"] is None


def test_list_with_a_damaged_progress_file_says_where_it_went(own: Workspace):
    own.database.write_bytes(b"damaged" * 1000)
    result = run(own.root, "list")
    assert result.exit_code == 0
    assert "progress.damaged-1.db" in result.stderr
    assert own.database.with_name("progress.damaged-1.db").read_bytes() == b"damaged" * 1000


def test_list_with_a_progress_file_that_cannot_be_opened(own: Workspace):
    own.database.mkdir()
    result = run(own.root, "list")
    assert result.exit_code == 0
    assert "huffman/tree" in result.stdout
    assert "shown without your progress" in result.stderr
    assert "progress.db" in result.stderr


# -- names ----------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "hint", "show", "reset", "diff"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("huffman/tre", "did you mean huffman/tree?"),
        ("quantization/tree", "did you mean huffman/tree?"),
        ("cods", "did you mean huffman/codes?"),
        ("zzzz", "`playground list` shows them all"),
    ],
)
def test_an_unknown_exercise(own: Workspace, command: str, name: str, said: str):
    result = run(own.root, command, name)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Error: there is no exercise")
    assert said in result.stderr


@pytest.mark.parametrize("command", ["check", "hint", "show", "reset", "diff"])
def test_outside_a_workspace(tmp_path: Path, command: str):
    result = run(tmp_path, command, TREE)
    assert result.exit_code == 2
    assert "is in no workspace: `playground init` makes one here" in result.stderr


def test_a_folder_that_is_not_there(tmp_path: Path):
    result = run(tmp_path / "none", "list")
    assert result.exit_code == 2
    assert f"there is no folder {tmp_path / 'none'}" in result.stderr


def test_an_error_of_ours_is_not_hidden(own: Workspace, monkeypatch: pytest.MonkeyPatch):
    def fail(self: Workspace, exercise: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(Workspace, "diff", fail)
    with pytest.raises(ZeroDivisionError):
        run(own.root, "diff", TREE, catch_exceptions=False)


# -- hint -----------------------------------------------------------------------


@pytest.fixture
def hinted(own: Workspace) -> Iterator[Workspace]:
    exercise = load_course().exercise(TREE)
    before = exercise.hints
    object.__setattr__(exercise, "hints", ("Look closely.", "Look at the lightest."))
    yield own
    object.__setattr__(exercise, "hints", before)


def test_hints_come_one_at_a_time(hinted: Workspace):
    outputs = [run(hinted.root, "hint", TREE).stdout for _ in range(3)]
    assert "hint 1 of 2\nLook closely." in outputs[0]
    assert "lightest" not in outputs[0]
    assert "hint 2 of 2\nLook at the lightest." in outputs[1]
    assert "closely" not in outputs[1]
    assert "all the hints" not in outputs[0]
    assert "all the hints" in outputs[1]
    assert "closely" in outputs[2]
    assert "lightest" in outputs[2]
    with hinted.store() as store:
        assert store.hints_taken(TREE) == 2


# -- show -----------------------------------------------------------------------


def solution() -> str:
    return load_course().exercise(TREE).solution.read_text("utf-8")


def test_the_solution_is_not_shown_before(own: Workspace):
    record(own, FAILED)
    result = run(own.root, "show", TREE)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"playground show {TREE} --give-up" in result.stderr


def test_the_solution_is_shown_once_passed(own: Workspace):
    record(own, PASSED)
    result = run(own.root, "show", TREE)
    assert (result.exit_code, result.stdout) == (0, solution())
    result = run(own.root, "show", TREE, "--give-up")
    assert (result.exit_code, result.stdout) == (0, solution())
    with own.store() as store:
        assert not store.gave_up(TREE)


def test_the_solution_is_shown_when_given_up(own: Workspace):
    result = run(own.root, "show", TREE, "--give-up")
    assert (result.exit_code, result.stdout) == (0, solution())
    with own.store() as store:
        assert store.gave_up(TREE)
    result = run(own.root, "show", TREE)
    assert (result.exit_code, result.stdout) == (0, solution())


# -- reset and diff -------------------------------------------------------------


def test_reset_says_where_the_backup_is(own: Workspace):
    file = own.root / "huffman" / "tree.py"
    file.write_text("mine")
    result = run(own.root, "reset", TREE, "--yes")
    assert result.exit_code == 0
    assert "kept as huffman/tree.backup-1.py" in result.stdout
    assert (own.root / "huffman" / "tree.backup-1.py").read_text() == "mine"
    assert file.read_text("utf-8") == load_course().exercise(TREE).stub.read_text("utf-8")
    assert "nothing to reset" in run(own.root, "reset", TREE).stdout


def test_reset_does_nothing_without_a_yes(own: Workspace):
    file = own.root / "huffman" / "tree.py"
    file.write_text("mine")
    result = run(own.root, "reset", TREE)
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert file.read_text() == "mine"
    assert sorted(own.root.glob("huffman/*backup*")) == []


def test_reset_brings_back_a_missing_file(own: Workspace):
    file = own.root / "huffman" / "tree.py"
    file.unlink()
    result = run(own.root, "reset", TREE)
    assert result.exit_code == 0
    assert file.is_file()


def test_diff_shows_control_characters_as_text(own: Workspace):
    file = own.root / "huffman" / "tree.py"
    assert "as it was given out" in run(own.root, "diff", TREE).stdout
    file.write_text(file.read_text("utf-8") + "# \x1b[2J\u202e\n", "utf-8")
    result = run(own.root, "diff", TREE)
    assert result.exit_code == 0
    assert "+# \\x1b[2J\\u202e" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_file_that_cannot_be_read_is_told(own: Workspace):
    (own.root / "huffman" / "tree.py").write_bytes(b"\xff")
    result = run(own.root, "diff", TREE)
    assert result.exit_code == 1
    assert "tree.py is not UTF-8" in result.stderr


# -- the app, lessons, labs -----------------------------------------------------


def test_the_app_needs_a_terminal(own: Workspace):
    result = run(own.root)
    assert result.exit_code == 2
    assert "needs a terminal" in result.stderr
    assert "playground list" in result.stderr


@pytest.mark.parametrize("name", ["huffman", "1"])
def test_a_lesson_is_printed_page_by_page(name: str):
    result = run(Path(), "lesson", name)
    assert result.exit_code == 0
    pages = load_course().lesson("huffman").pages()
    places = [result.stdout.index(f"\n{page.title}\n{'=' * len(page.title)}\n") for page in pages]
    assert places == sorted(places)
    assert "```" not in result.stdout
    assert "<!--" not in result.stdout


def test_one_page_of_a_lesson():
    pages = load_course().lesson("huffman").pages()
    result = run(Path(), "lesson", "huffman", "--page", "2")
    assert result.exit_code == 0
    assert pages[1].title in result.stdout
    assert pages[0].title not in result.stdout
    result = run(Path(), "lesson", "huffman", "--page", "99")
    assert result.exit_code == 2
    assert f"has {len(pages)} pages" in result.stderr
    assert run(Path(), "lesson", "huffman", "--page", "0").exit_code == 2


def test_a_page_as_text():
    page = parse_page(
        "p",
        "# Title\n\nSome **bold** text, 2 ** 3 of it.\n\n```text\n  a ** b  \n```\n"
        "<!-- answer -->\nIt **is**.\n",
    )
    lines = [click.unstyle(line) for line in reading.page_as_text(page)]
    assert lines == [
        "Title",
        "=====",
        "",
        "Some **bold** text, 2 ** 3 of it.",
        "",
        "      a ** b",
        "",
        "Answer",
        "",
        "It is.",
    ]


@pytest.mark.parametrize(("name", "said"), [("none", "no lesson 'none'"), ("deep", "to come")])
def test_a_lesson_that_is_not_there(name: str, said: str):
    result = run(Path(), "lesson", name)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_lab_as_text():
    from playground import labs

    module = labs.load("huffman")
    result = run(Path(), "lab", "huffman", "--plain", "view=codes", "preset=book", "step=end")
    assert result.exit_code == 0
    state = module.parse({"view": "codes", "preset": "book", "step": "end"})
    assert result.stdout == module.plain(state).rstrip("\n") + "\n"
    assert "785" in result.stdout


def test_a_lab_as_tables(tmp_path: Path):
    result = run(tmp_path, "lab", "huffman", "--out", "figures/deep")
    assert result.exit_code == 0
    from playground import labs

    module = labs.load("huffman")
    names = set(module.tables(module.parse({})))
    assert names
    assert {file.name for file in (tmp_path / "figures" / "deep").iterdir()} == names
    for name in names:
        file = tmp_path / "figures" / "deep" / name
        assert len(file.read_text("utf-8").splitlines()) >= 2
        assert str(file) in result.stderr


def test_tables_that_cannot_be_written(tmp_path: Path):
    (tmp_path / "file").write_text("")
    result = run(tmp_path, "lab", "huffman", "--out", "file/deeper")
    assert result.exit_code == 1
    assert "could not be written" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nolab", "--plain"], "no lab 'nolab'"),
        (["huffman", "--plain", "view"], "expected KEY=VALUE"),
        (["huffman", "--plain", "view=codes", "view=tree"], "set twice"),
        (["huffman", "--plain", "colour=red"], "colour"),
        (["huffman", "--plain", "view=upside"], "upside"),
        (["huffman", "view=codes"], "playground lab huffman --plain view=codes"),
    ],
)
def test_a_lab_used_wrongly(words: list[str], said: str):
    result = run(Path(), "lab", *words)
    assert result.exit_code == 2
    assert said in result.stderr


# -- completion -----------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str):
    result = run(Path(), "completion", shell)
    assert result.exit_code == 0
    assert "_PLAYGROUND_COMPLETE" in result.stdout


def test_completion_of_names():
    from playground.cli.common import complete_exercise, complete_lesson

    context = click.Context(program)
    parameter = program.params[0]
    names = [item.value for item in complete_exercise(context, parameter, "huffman/c")]
    assert names == ["huffman/codes", "huffman/canonical", "huffman/container"]
    assert [item.value for item in complete_exercise(context, parameter, "tr")] == [TREE]
    assert [item.value for item in complete_lesson(context, parameter, "")] == [
        lesson.id for lesson in load_course().lessons if not lesson.coming
    ]
