"""What the pages promise is there: a setting without documentation fails."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from munim.settings import Settings

ROOT = Path(__file__).parents[2]


def test_the_readme_lists_every_setting_with_its_default_and_help() -> None:
    readme = (ROOT / "README.md").read_text()

    for setting in fields(Settings):
        default = "" if setting.default in ("", ()) else f"`{setting.default}`"
        assert f"| `MUNIM_{setting.name.upper()}` | {default} | {setting.metadata['help']} |" in readme


def test_the_readme_names_the_two_commands_that_the_makefile_has() -> None:
    readme, makefile = (ROOT / "README.md").read_text(), (ROOT / "Makefile").read_text()

    for verb in ("demo", "test", "serve", "bench"):
        assert f"make {verb}" in readme
        assert f"\n{verb}:" in makefile


def test_every_decision_says_what_it_costs_and_what_carries_it() -> None:
    for page in (ROOT / "docs" / "adr").glob("0*.md"):
        text = page.read_text()
        assert all(f"**{part}" in text for part in ("Context", "Decision", "What it costs", "Refused", "Carried by")), (
            page.name
        )
