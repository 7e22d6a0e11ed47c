"""``Figures``: what one person may see of one version of a mirror, and the one way reports ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from analytics.catalogue import ENTITIES, require_permissions
from analytics.compile import compile_query
from analytics.query import Column, Filter, MetricQuery, Result
from analytics.results import SHARED_CACHE, ResultCache, read_together, remembered, run_query, shop_of
from analytics.shop import Shop
from etl.reader import Mirror
from munim.errors import Forbidden, Invalid

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Figures:
    """The figures one person may see of one version of a mirror, on the shop's day ``today``.

    ``filters`` narrow every query asked of them: a report of one product is the report asked of that product's figures.
    ``at``: the moment of asking, by which old figures are called old.
    """

    mirror: Mirror
    permissions: frozenset[str]
    today: date
    cache: ResultCache = SHARED_CACHE
    filters: tuple[Filter, ...] = ()
    at: datetime | None = None

    @property
    def shop(self) -> Shop:
        return shop_of(self.mirror, cache=self.cache)

    def names(self, slug: str) -> dict[str, str]:
        """The names of the things of an entity dimension by their id as text; empty for a dimension without ids."""
        entity = next((item for item in ENTITIES if item.slug == slug), None)
        if entity is None:
            return {}
        rows = remembered(
            self.mirror, ("names", slug), lambda version: version.rows(entity.names), size=len, cache=self.cache
        )
        return {str(row[0]): str(row[1]) for row in rows}

    def narrowed(self, filters: tuple[Filter, ...]) -> Figures:
        """The same figures of what passes ``filters`` too."""
        return replace(self, filters=(*self.filters, *filters)) if filters else self

    def of(self, query: MetricQuery) -> Result:
        """What ``query`` yields. Raises ``Forbidden`` and ``Invalid`` as ``run_query`` does."""
        with self._filters_named(query):
            return run_query(
                self.mirror, self.narrow(query), permissions=self.permissions, today=self.today, cache=self.cache
            )

    def of_each(self, queries: Sequence[MetricQuery]) -> list[Result]:
        """What each of ``queries`` yields, read together where that is less work. Raises as ``of`` does."""
        narrowed = [self.narrow(query) for query in queries]
        read_together(self.mirror, narrowed, permissions=self.permissions, today=self.today, cache=self.cache)
        return [self.of(query) for query in queries]

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """What a statement of the author's own yields, remembered. Permissions and filters are the author's to mind.

        The rows are shared with other readers: do not change them.
        """
        return remembered(
            self.mirror,
            (sql, tuple(sorted(values.items()))),
            lambda version: version.rows(sql, values),
            size=lambda rows: 1 + len(rows) * len(rows[0]) if rows else 1,
            cache=self.cache,
        )

    def batches(self, query: MetricQuery, size: int) -> tuple[tuple[Column, ...], Iterator[pa.RecordBatch]]:
        """The columns of ``query`` and its rows in batches of ``size``, uncached: for what is too long to be held at once.

        Raises ``Forbidden`` and ``Invalid`` as ``of`` does; the statement runs when the first batch is asked for.
        """
        asked = self.narrow(query)
        require_permissions(asked, self.permissions)
        with self._filters_named(query):
            compiled = compile_query(asked, self.shop, today=self.today)
        statement = compiled.statement
        return statement.columns, self.mirror.batches(statement.text, compiled.values, size=size)

    def narrow(self, query: MetricQuery) -> MetricQuery:
        """``query`` of what passes the filters of these figures."""
        return msgspec.structs.replace(query, where=(*query.where, *self.filters)) if self.filters else query

    @contextmanager
    def _filters_named(self, query: MetricQuery) -> Iterator[None]:
        """What no figure of ``query`` can be told by is wrong where it was said: among the filters, not in the query's own split."""
        try:
            yield
        except Invalid as error:
            slug = error.facts.get("dimension")
            if error.field != "by" or slug in query.by or all(slug != one.dimension for one in self.filters):
                raise
            raise Invalid(error.message, field="filter", **error.facts) from None

    def reach(self, query: MetricQuery) -> bool:
        """Whether this person may see all of ``query``."""
        try:
            require_permissions(self.narrow(query), self.permissions)
        except Forbidden:
            return False
        return True

    def tell(self, query: MetricQuery) -> bool:
        """Whether ``query`` may be seen and can be told of what passes the filters: stock is of no customer.

        Without filters a query that cannot be answered is a mistake of its author and raises when it is asked.
        """
        if not self.reach(query):
            return False
        if self.filters:
            try:
                compile_query(self.narrow(query), self.shop, today=self.today)
            except Invalid:
                return False
        return True
