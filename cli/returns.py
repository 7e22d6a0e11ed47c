"""Returns under India's GST."""

from __future__ import annotations

import sys
from pathlib import Path

import rich_click as click

from cli.books import fields_of, inside
from cli.options import as_json, of_business, writable
from munim.terminal import print_json, print_table, talk


@click.group()
def gst() -> None:
    """Returns under India's GST, made of the books."""


@gst.command("gstr1")
@click.argument("period")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the file here instead of printing it."
)
@click.option("--force", is_flag=True, help="Make the file although defects stand against it.")
@of_business
def gst_gstr1(period: str, out: Path | None, force: bool, business_id: int | None) -> None:
    """Make the GSTR-1 file of PERIOD, a month such as 2026-10 or a quarter such as 2026-Q4."""
    from billing.permissions import MUNIM
    from billing.returns.gstr1 import export_gstr1
    from billing.returns.periods import parse_period

    asked = parse_period(period, field="PERIOD")
    if out is not None:
        writable(out, field="out")
    with inside(business_id) as session:
        content = export_gstr1(session, asked, by=MUNIM, force=force)
    if out is None:
        click.echo(content.decode())
    else:
        out.write_bytes(content)
        talk().print(f"GSTR-1 of {asked.label} is in {out}")


@gst.command("gstr3b")
@click.argument("period")
@of_business
@as_json
def gst_gstr3b(period: str, business_id: int | None, as_json: bool) -> None:
    """The tables of GSTR-3B of PERIOD, equal to the ledger."""
    from api.shapes import shape
    from billing.permissions import MUNIM
    from billing.returns.gstr3b import FORM_COLUMNS, form_rows, read_gstr3b
    from billing.returns.periods import parse_period

    asked = parse_period(period, field="PERIOD")
    with inside(business_id) as session:
        found = read_gstr3b(session, asked, by=MUNIM)
    if as_json:
        print_json(shape(found, "INR"))
        return
    print_table("", FORM_COLUMNS, form_rows(found))


@gst.command("defects")
@click.argument("period")
@of_business
@as_json
def gst_defects(period: str, business_id: int | None, as_json: bool) -> None:
    """What to put right before PERIOD is filed. Exits with 1 when something stands against the file."""
    from billing.permissions import MUNIM
    from billing.returns.gstr1 import prepare_return
    from billing.returns.periods import parse_period

    asked = parse_period(period, field="PERIOD")
    with inside(business_id) as session:
        found = prepare_return(session, asked, by=MUNIM).defects
    if as_json:
        print_json([fields_of(one) for one in found])
    else:
        marks = {True: "[red]●[/]", False: "[yellow]●[/]"}
        print_table("", ("", "Defect", "Remedy"), [(marks[one.blocking], one.message, one.remedy) for one in found])
        talk().print(f"{len(found)} defects" if found else "nothing stands against filing")
    sys.exit(1 if any(one.blocking for one in found) else 0)
