"""What every test has: a home of its own, steady examples, and the sandbox where it needs one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Only the grader runs them, on the trusted side and with its own plugin.
collect_ignore = ["hidden"]

# The same examples each time: a run that passes here passes for the next person too.
# To look for new ones: HYPOTHESIS_PROFILE=explore make test
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_report_header() -> str:
    """Say whether the sandbox can be tested, and what to do where it cannot."""
    from playground.grading.sandbox import probe

    found = probe()
    if found.bwrap:
        return f"sandbox: {found.reason}"
    what = (
        "its tests are skipped" if not os.environ.get("CI") else "its tests fail, since CI is set"
    )
    return (
        f"sandbox: none here, so {what} ({found.reason}). It needs Linux and bubblewrap: "
        "apt install bubblewrap, dnf install bubblewrap"
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs the sandbox where there is none; never in CI, where it must be there."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    needs = (
        item.get_closest_marker("sandbox") is not None
        or "sandbox" in getattr(item, "fixturenames", ())
        or parameters.get("confined") is True
    )
    if not needs or os.environ.get("CI"):
        return
    from playground.grading.sandbox import probe

    if not probe().bwrap:
        pytest.skip("bubblewrap cannot run here")


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the person's own settings out of the tests, and the tests out of their home."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "EDITOR", "VISUAL", "PYTEST_ADDOPTS"):
            patch.delenv(name, raising=False)
        yield
