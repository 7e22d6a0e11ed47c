"""Options that many commands take, and what they all mind."""

from __future__ import annotations

import os
from pathlib import Path

import rich_click as click

from munim.errors import Invalid

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
of_business = click.option(
    "--business", "business_id", type=int, help="Id of the business; not needed when there is one."
)


def writable(file: Path, *, field: str) -> Path:
    """``file``, known to be one that can be written before anything is done for it. Raises ``Invalid`` naming ``field``."""
    if file.is_dir():
        why = "it is a folder"
    elif not file.parent.is_dir():
        why = f"there is no folder {file.parent}"
    elif not os.access(file if file.exists() else file.parent, os.W_OK):
        why = "permission denied"
    else:
        return file
    raise Invalid(f"{file} cannot be written: {why}", field=field)
