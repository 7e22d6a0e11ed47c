"""DuckDB's dialect as sqlglot reads it, with nothing translated: what is written comes out again, word for word, quoted.

sqlglot knows some seven hundred functions by a class of its own and writes them as it thinks another engine would read
them: a unit in capitals, ``LEN`` as ``LENGTH``, an argument dropped. A guard must not improve a statement. Here a function is
its name and its arguments, whatever it is called, and only what has a grammar of its own (``CAST``, ``EXTRACT``) is more.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.generator import Generator
from sqlglot.generators.duckdb import DuckDBGenerator
from sqlglot.parsers.duckdb import DuckDBParser
from sqlglot.tokenizer_core import TokenType

# functions whose arguments are no plain list; the others are parsed alike
_WITH_GRAMMAR: Final = ("CAST", "TRY_CAST", "EXTRACT", "SUBSTRING", "TRIM", "POSITION")
_REWRITTEN: Final = (
    exp.Select,
    exp.Array,
    exp.Struct,
    exp.Pivot,
    exp.StrPosition,
    exp.CurrentTimestamp,
)  # by DuckDBGenerator


class LiteralParser(DuckDBParser):
    """Functions by name, intervals as they are written."""

    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    FUNCTION_PARSERS = {name: DuckDBParser.FUNCTION_PARSERS[name] for name in _WITH_GRAMMAR}
    NO_PAREN_FUNCTION_PARSERS = {"CASE": DuckDBParser.NO_PAREN_FUNCTION_PARSERS["CASE"]}
    TYPE_CONVERTERS: ClassVar[dict[Any, Any]] = {}
    # without LIST: ``list(name)[1]`` is a call and its first value, not a list of 1
    ARRAY_CONSTRUCTORS = {"ARRAY": exp.Array}

    def _warn_unsupported(self) -> None:
        """What sqlglot would keep as a text it did not understand, with a warning that quotes it."""
        self.raise_error("Unknown syntax")

    def _parse_interval_span(self, this: exp.Expr, parse_function_unit: bool = True) -> exp.Interval:
        """``INTERVAL 3 MONTH``, ``INTERVAL (n) DAY``, ``INTERVAL '1 day'``: the number stays a number, the string a string."""
        written = self._curr is not None and (
            self._curr.token_type == TokenType.VAR or self._curr.text.upper() in self.dialect.VALID_INTERVAL_UNITS
        )
        unit = self._parse_var(any_token=True, upper=True) if written else None
        return self.expression(exp.Interval(this=this, unit=unit))

    def _parse_in(self, this: exp.Expr | None, alias: bool = False) -> exp.In:
        """``x IN [1, 2]`` stays a list, which is searched otherwise than a row of values where NULL is among them."""
        if self._curr is not None and self._curr.token_type == TokenType.L_BRACKET:
            return self.expression(exp.In(this=this, field=self._parse_primary() or self._parse_bracket(None)))
        return super()._parse_in(this, alias)

    def _parse_limit(
        self, this: exp.Expr | None = None, top: bool = False, skip_limit_token: bool = False
    ) -> exp.Expr | None:
        """``FETCH FIRST 5 ROWS ONLY`` is a limit; with ties or in per cent it is something else, and stays so."""
        limit = super()._parse_limit(this, top=top, skip_limit_token=skip_limit_token)
        if isinstance(limit, exp.Fetch):
            options = limit.args.get("limit_options")
            if options is None or not (options.args.get("percent") or options.args.get("with_ties")):
                return self.expression(exp.Limit(expression=limit.args.get("count") or exp.Literal.number(1)))
        return limit


class LiteralGenerator(DuckDBGenerator):
    """Writes a tree of ``LiteralParser`` back so that DuckDB reads what it would have read in the original."""

    TRANSFORMS = {kind: write for kind, write in DuckDBGenerator.TRANSFORMS.items() if kind not in _REWRITTEN}
    NORMALIZE_EXTRACT_DATE_PARTS = False
    MULTI_ARG_DISTINCT = True
    TYPE_MAPPING = DuckDBGenerator.TYPE_MAPPING | {exp.DType.TEXT: "VARCHAR", exp.DType.VARCHAR: "VARCHAR"}

    def join_sql(self, expression: exp.Join, join_op: str | None = None) -> str:
        """A comma stays a comma: DuckDBGenerator gives ``, unnest(…)`` a condition."""
        return Generator.join_sql(self, expression, join_op)

    def currentdate_sql(self, expression: exp.CurrentDate) -> str:
        return "current_date"

    def currenttimestamp_sql(self, expression: exp.CurrentTimestamp) -> str:
        return "current_timestamp"

    def localtimestamp_sql(self, expression: exp.Localtimestamp) -> str:
        return "localtimestamp"

    def array_sql(self, expression: exp.Array) -> str:
        return f"[{self.expressions(expression, flat=True)}]"

    def struct_sql(self, expression: exp.Struct) -> str:
        pairs = (
            f"{self.sql(exp.Literal.string(pair.this.name))}: {self.sql(pair, 'expression')}"
            for pair in expression.expressions
        )
        return f"{{{', '.join(pairs)}}}"

    def strposition_sql(self, expression: exp.StrPosition) -> str:
        return f"POSITION({self.sql(expression, 'substr')} IN {self.sql(expression, 'this')})"

    def pow_sql(self, expression: exp.Pow) -> str:
        return self.binary(expression, "**")

    def not_sql(self, expression: exp.Not) -> str:
        """IS NOT as one word: an unnamed column is called after what was written."""
        inner = expression.this
        if isinstance(inner, exp.Is):
            return f"{self.sql(inner, 'this')} IS NOT {self.sql(inner, 'expression')}"
        return f"NOT {self.sql(inner)}"

    def withingroup_sql(self, expression: exp.WithinGroup) -> str:
        return f"{self.sql(expression, 'this')} WITHIN GROUP ({self.sql(expression, 'expression').strip()})"

    def startswith_sql(self, expression: exp.StartsWith) -> str:
        return f"{self.sql(expression, 'this')} ^@ {self.sql(expression, 'expression')}"

    def interval_sql(self, expression: exp.Interval) -> str:
        unit = self.sql(expression, "unit")
        return f"INTERVAL {self.sql(expression, 'this')}{' ' + unit if unit else ''}"

    def ignorenulls_sql(self, expression: exp.IgnoreNulls) -> str:
        return self._nulls(expression, "IGNORE NULLS")

    def respectnulls_sql(self, expression: exp.RespectNulls) -> str:
        return self._nulls(expression, "RESPECT NULLS")

    def _nulls(self, expression: exp.IgnoreNulls | exp.RespectNulls, words: str) -> str:
        """DuckDB has the words inside the parentheses, whichever side of them they were written on."""
        call = expression.this
        if isinstance(call, exp.Anonymous):
            arguments = self.expressions(call, flat=True)
            return f"{self.sql(call, 'this')}({arguments} {words})"
        return f"{self.sql(expression, 'this')} {words}"


class LiteralDuckDB(DuckDB):
    """sqlglot's DuckDB with the parser and the generator above."""

    INDEX_OFFSET = 0  # a[1] stays a[1]: neither side counts anew

    Parser = LiteralParser
    Generator = LiteralGenerator


DIALECT: Final = LiteralDuckDB()
