"""The parts of SQL that a question may be made of: every other part is refused, known or not.

``NODES`` lists sqlglot's classes, each with the arguments it may have: a class that grows an argument in the next
version is refused until somebody has looked at it. ``WORDS`` are the keywords that such an argument may hold.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

_BINARY: Final = "this expression"

NODES: Final[dict[type[exp.Expr], frozenset[str]]] = {
    kind: frozenset(arguments.split())
    for kind, arguments in (
        # queries
        (exp.Select, "expressions from_ joins laterals where group having qualify windows distinct order limit offset with_"),
        (exp.Union, "this expression distinct by_name order limit offset with_"),
        (exp.Except, "this expression distinct order limit offset with_"),
        (exp.Intersect, "this expression distinct order limit offset with_"),
        (exp.Subquery, "this alias joins pivots order limit offset with_"),
        (exp.With, "expressions recursive"),
        (exp.CTE, "this alias materialized"),
        (exp.TableAlias, "this columns"),
        (exp.Values, "expressions alias"),
        # where rows come from
        (exp.From, "this"),
        (exp.Table, "this db catalog alias joins pivots"),
        (exp.Join, "this on using side kind method"),
        (exp.Lateral, "this alias ordinality"),
        (exp.Unnest, "expressions alias"),
        (exp.Pivot, "expressions fields unpivot group alias columns include_nulls pivot_column_naming"),
        (exp.PivotAlias, "this alias"),
        # clauses
        (exp.Where, "this"),
        (exp.Group, "expressions grouping_sets cube rollup all"),
        (exp.GroupingSets, "expressions"),
        (exp.Cube, "expressions"),
        (exp.Rollup, "expressions"),
        (exp.Having, "this"),
        (exp.Qualify, "this"),
        (exp.Distinct, "expressions on"),
        (exp.Order, "this expressions"),
        (exp.Ordered, "this desc nulls_first"),
        (exp.Limit, "this expression"),
        (exp.Offset, "this expression"),
        (exp.Window, "this partition_by order spec alias over"),
        (exp.WindowSpec, "kind start start_side end end_side exclude"),
        # names and values
        (exp.Column, "this table db"),
        (exp.Identifier, "this quoted"),
        (exp.Star, "except_ replace rename"),
        (exp.Alias, "this alias"),
        (exp.Literal, "this is_string"),
        (exp.Boolean, "this"),
        (exp.Null, ""),
        (exp.Var, "this"),
        (exp.Interval, "this unit"),
        (exp.Tuple, "expressions"),
        (exp.Paren, "this"),
        (exp.Array, "expressions"),
        (exp.Struct, "expressions"),
        (exp.PropertyEQ, _BINARY),
        (exp.Bracket, "this expressions"),
        (exp.Slice, _BINARY),
        # functions
        (exp.Anonymous, "this expressions"),
        (exp.Filter, _BINARY),
        (exp.WithinGroup, _BINARY),
        (exp.IgnoreNulls, "this"),
        (exp.RespectNulls, "this"),
        (exp.Lambda, "this expressions"),
        (exp.Comprehension, "this expression iterator condition"),
        (exp.Case, "this ifs default"),
        (exp.If, "this true"),
        (exp.Cast, "this to"),
        (exp.TryCast, "this to safe"),
        (exp.DataType, "this expressions nested"),
        (exp.DataTypeParam, "this"),
        (exp.Extract, _BINARY),
        (exp.Substring, "this start length"),
        (exp.Trim, "this expression position"),
        (exp.StrPosition, "this substr"),
        (exp.CurrentDate, ""),
        (exp.CurrentTimestamp, ""),
        (exp.Localtimestamp, ""),
        # conditions
        (exp.And, _BINARY),
        (exp.Or, _BINARY),
        (exp.Not, "this"),
        (exp.EQ, _BINARY),
        (exp.NEQ, _BINARY),
        (exp.GT, _BINARY),
        (exp.GTE, _BINARY),
        (exp.LT, _BINARY),
        (exp.LTE, _BINARY),
        (exp.NullSafeEQ, _BINARY),
        (exp.NullSafeNEQ, _BINARY),
        (exp.Is, "this expression negate"),
        (exp.In, "this expressions query field"),
        (exp.Between, "this low high"),
        (exp.Like, "this expression negate"),
        (exp.ILike, "this expression negate"),
        (exp.Escape, _BINARY),
        (exp.SimilarTo, "this expression"),
        (exp.RegexpLike, _BINARY),
        (exp.StartsWith, _BINARY),
        (exp.Exists, "this"),
        (exp.Any, "this"),
        (exp.All, "this"),
        # arithmetic
        (exp.Add, _BINARY),
        (exp.Sub, _BINARY),
        (exp.Mul, _BINARY),
        (exp.Div, "this expression typed safe"),
        (exp.IntDiv, _BINARY),
        (exp.Mod, _BINARY),
        (exp.Pow, _BINARY),
        (exp.Neg, "this"),
        (exp.BitwiseAnd, _BINARY),
        (exp.BitwiseOr, _BINARY),
        (exp.DPipe, "this expression safe"),
        (exp.AtTimeZone, "this zone"),
        (exp.Collate, _BINARY),
    )
}  # fmt: skip

WORDS: Final = frozenset(
    """
    OVER ROWS RANGE GROUPS UNBOUNDED PRECEDING FOLLOWING LEFT RIGHT FULL INNER OUTER CROSS SEMI ANTI ASOF NATURAL
    BOTH LEADING TRAILING agg_name_if_aliased_or_multiple
    """.split()
) | {"CURRENT ROW"}

# what stands for itself without being a name: units, parts of dates, collations, ORDER BY ALL, what a window leaves out
VARS: Final = frozenset(
    """
    ALL NOCASE NOACCENT YEAR YEARS QUARTER QUARTERS MONTH MONTHS WEEK WEEKS DAY DAYS HOUR HOURS MINUTE MINUTES SECOND
    SECONDS MILLISECOND MILLISECONDS MICROSECOND MICROSECONDS DECADE DECADES CENTURY CENTURIES MILLENNIUM
    DOW ISODOW DOY EPOCH ISOYEAR YEARWEEK WEEKDAY DAYOFWEEK DAYOFMONTH DAYOFYEAR ERA JULIAN
    """.split()
) | {"CURRENT ROW", "GROUP", "TIES", "NO OTHERS"}

# types that a value may be cast to, by sqlglot's name
TYPES: Final = frozenset(
    """
    ARRAY BIGINT BOOLEAN DATE DECIMAL DOUBLE FLOAT INT INT128 INTERVAL LIST SMALLINT TEXT TIME TIMESTAMP TIMESTAMPNTZ
    TIMESTAMPTZ TIMESTAMP_MS TIMESTAMP_NS TIMESTAMP_S TINYINT UBIGINT UINT USMALLINT UTINYINT UUID VARCHAR
    """.split()
)

# in words, where the class's own name would say little
SAID: Final[dict[type[exp.Expr], str]] = {
    exp.Placeholder: "a parameter",
    exp.Parameter: "a parameter",
    exp.TableSample: "a sample: it would answer otherwise each time",
    exp.Fetch: "a limit in per cent, or with ties: write LIMIT and how many rows",
    exp.LimitOptions: "a limit in per cent: write how many rows",
    exp.Insert: "INSERT",
    exp.Update: "UPDATE",
    exp.Delete: "DELETE",
    exp.Copy: "COPY",
    exp.Merge: "MERGE",
    exp.Dot: "a field of a value, or a function of another schema: write value['field']",
    exp.JSONExtract: "the operator ->: no column holds JSON; a field of a value is value['field'], and a function of one is lambda x: …",
    exp.JSONExtractScalar: "the operator ->>: no column holds JSON; a field of a value is value['field']",
    exp.PositionalColumn: "a column by its position: name it",
    exp.HistoricalData: "a look back in time (AT)",
    exp.Show: "SHOW",
    exp.Describe: "DESCRIBE",
    exp.Summarize: "SUMMARIZE",
    exp.Into: "INTO",
    exp.Lock: "a lock",
    exp.SessionUser: "SESSION_USER",
    exp.CurrentUser: "CURRENT_USER",
    exp.CurrentCatalog: "CURRENT_CATALOG",
    exp.National: "a national string",
    exp.ByteString: "a string with escapes (E'…'): write '…', and chr(10) for a new line",
    exp.HexString: "bytes (x'…')",
    exp.RawString: "a string in dollars: write '…'",
    exp.Heredoc: "a string in dollars: write '…'",
    exp.Concat: "texts side by side: write 'a' || 'b'",
    exp.Glob: "GLOB: write LIKE 'a%'",
    exp.CurrentTime: "CURRENT_TIME: write current_timestamp",
    exp.BitwiseLeftShift: "<<: write * 2 ** n",
    exp.BitwiseRightShift: ">>: write // 2 ** n",
    exp.BitwiseNot: "~: only ~ between a text and a pattern",
}

# the same of an argument that its part may not have
SAID_OF_ARGUMENTS: Final[dict[str, str]] = {
    "limit_options": "a limit in per cent: write how many rows",
    "sample": "a sample, which would answer otherwise each time: write ORDER BY and LIMIT",
    "when": "a look back in time (AT): the mirror holds the books as they are now",
}

# of a statement that is no query, by its first word
SAID_OF_STATEMENTS: Final[dict[str, str]] = {
    "PIVOT": "write SELECT * FROM sales PIVOT (sum(net_minor) FOR hour IN (9, 10)), which lists its columns",
    "UNPIVOT": "write SELECT * FROM daily_sales UNPIVOT (amount FOR part IN (net_minor, tax_minor))",
    "TABLE": "write SELECT * FROM and the table's name",
}
