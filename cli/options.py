"""Options that many commands take."""

from __future__ import annotations

import rich_click as click

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
of_business = click.option(
    "--business", "business_id", type=int, help="Id of the business; not needed when there is one."
)
