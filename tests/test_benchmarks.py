"""What is measured can be measured: the smallest run of a benchmark that fills the mirror's tables by hand."""

from __future__ import annotations

import pytest

from benchmarks.exports import measure


def test_the_benchmark_of_exports_fits_the_tables_of_the_mirror(capsys: pytest.CaptureFixture[str]) -> None:
    measure("csv", 100)
    assert capsys.readouterr().out.split()[:3] == ["csv", "100", "rows"]
