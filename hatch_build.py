"""Put what lies beside the package in a checkout into the wheel, as playground/resources.py says.

All of MNIST comes along, 11 of the wheel's 12 MB: a workshop with poor Wi-Fi then has
one file to carry, and TensorFlow, without which nobody needs the digits, is fifty times
as large.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLED = ("exercises", "solutions", "tests/hidden", "datasets")


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the folders to a wheel, but not to an editable install.

    There the checkout's own are used, and a copy would lie in site-packages for
    nothing. The table `force-include` of pyproject.toml cannot make this difference.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folders; `version` is "standard" or "editable"."""
        if version == "standard":
            for folder in BUNDLED:
                build_data["force_include"][folder] = f"playground/_bundle/{folder}"
