"""From a ``MetricQuery`` to SQL, by way of a sqlglot tree.

The statement has the same steps whatever is asked::

    facts     one SELECT per source and period, each grouped by the dimensions asked for, stacked by UNION ALL
              (of days that are known beforehand each source is joined to these instead)
    filled    with ``fill``: the facts, and a row for every day or week that has none
    figures   one row per group: what the sources say of it side by side (one source alone has said it already)
    formulas  the metrics that are made of others, where any was asked for
    rolled    with ``rolling``: each day's sum over the days up to it
    (answer)  comparisons and shares, conditions, order, limit

Sources are grouped before they meet, never joined row to row, so collections beside sales do not multiply.
``statement.py`` puts the steps together; ``facts.py``, ``figures.py`` and ``answer.py`` write them. ``reckoning.py`` has the
formulas over figures that were read already.
"""

from analytics.compile.question import CHANGE, RATIO, ROLLING, ROLLING_MEAN, RUNNING, SHARE, UNITS
from analytics.compile.reckoning import reckoning
from analytics.compile.statement import Compiled, Statement, compile_days, compile_query

__all__ = [
    "CHANGE", "RATIO", "ROLLING", "ROLLING_MEAN", "RUNNING", "SHARE", "UNITS", "Compiled", "Statement", "compile_days", "compile_query",
    "reckoning",
]  # fmt: skip
