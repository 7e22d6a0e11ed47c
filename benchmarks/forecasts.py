"""How far forecasts miss beside the seasonal-naive forecast, how many days their intervals hold, and what they cost.

    python -m benchmarks.forecasts [--shops 6] [--step 14]

Each figure is made at past days (rolling origins) from what was known on them alone, choice of ways included, and held
against the 28 days that came. Series: the public ``online_retail`` (a British wholesaler's year, closed on Saturdays), the
whole of it, its eight largest groups of codes and its items; and made-up Indian shops with weeks, festivals, trends and noise.

Errors: mean absolute (WAPE) and root mean squared miss as ratios to the seasonal naive forecast of seven days; of items
RMSSE weighted by the last four weeks' sales, as the M5 competition scored. Coverage counts days on which the shop was
expected to be open. Unusual days: alerts in a fortnight of made-up shops without shocks, and shocks put in that were found.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

import demo
from analytics.anomalies import find_unusual
from analytics.forecasts.candidates import FULL, LIGHT, Candidate
from analytics.forecasts.demand import forecast_demand
from analytics.forecasts.festivals import day_table, festival_days
from analytics.forecasts.forecast import forecast
from analytics.forecasts.series import HORIZON, Flags, Series, Values
from munim.days import Period

FILE: Final = Path(demo.__file__).parent / "online_retail.parquet"
FIRST: Final = 63  # days known at the first origin of the real data
GENERATED_DAYS: Final = 800
FEASTS: Final = (("Diwali", 1.0), ("Dussehra", 0.4), ("Holi", 0.4), ("Raksha Bandhan", 0.3), ("Eid al-Fitr", 0.3))


@dataclass
class Score:
    """Misses of ours and of the naive forecast in units of the series' mean day, and what intervals held."""

    ours: list[Values] = field(default_factory=list)
    naive: list[Values] = field(default_factory=list)
    held: list[Flags] = field(default_factory=list)
    weeks_held: list[Flags] = field(default_factory=list)
    naive_shown: int = 0
    seconds: float = 0.0

    def add(self, series: Series, origin: int, ways: tuple[Candidate, ...]) -> None:
        """The forecast at ``origin`` against what came."""
        start = time.process_time()
        made = forecast(series.until(origin), ways)
        self.seconds += time.process_time() - start
        came = series.values[origin : origin + HORIZON]
        mean = series.values.mean()
        self.ours.append((made.days - came) / mean)
        self.naive.append((np.resize(series.values[origin - 7 : origin], HORIZON) - came) / mean)
        self.held.append(((made.low <= came) & (came <= made.high))[made.days > 0])
        weeks = came.reshape(-1, 7).sum(axis=1)
        self.weeks_held.append((made.weeks_low <= weeks) & (weeks <= made.weeks_high))
        self.naive_shown += made.naive_shown

    def __str__(self) -> str:
        ours, naive = np.array(self.ours), np.array(self.naive)
        absolute = np.abs(ours).mean() / np.abs(naive).mean()
        squared = np.sqrt((ours**2).mean() / (naive**2).mean())
        days, weeks = np.concatenate(self.held).mean(), np.concatenate(self.weeks_held).mean()
        return (
            f"{absolute:6.3f} {squared:6.3f}   {100 * days:5.1f} % {100 * weeks:5.1f} %   "
            f"{self.naive_shown:4d} of {len(ours):4d}   {self.seconds / len(ours):6.3f} s"
        )


# --- series ---


def real_lines() -> pl.DataFrame:
    """Lines of the real data: day, code, whether they are sales, units and value; bad debts left out."""
    return (
        pl.read_parquet(FILE)
        .filter(~pl.col("invoice_no").str.starts_with("A"))
        .select(
            pl.col("invoice_date").dt.date().alias("day"),
            pl.col("stock_code").str.to_uppercase().alias("code"),
            (~pl.col("invoice_no").str.starts_with("C") & (pl.col("unit_price") > 0)).alias("sold"),
            pl.col("quantity").cast(pl.Float64).alias("units"),
            (pl.col("quantity") * pl.col("unit_price")).cast(pl.Float64).alias("net"),
        )
    )


def _span(lines: pl.DataFrame) -> tuple[date, int]:
    """The first day, and how many there are to the last."""
    days = lines["day"].to_list()
    return min(days), (max(days) - min(days)).days + 1


def by_day(lines: pl.DataFrame, start: date, days: int, column: str) -> Values:
    sums = lines.group_by("day").agg(pl.col(column).sum())
    values = np.zeros(days)
    for day, figure in sums.iter_rows():
        values[(day - start).days] = figure
    return values


def made_up_shop(seed: int, days: int = GENERATED_DAYS) -> Series:
    """An Indian shop: a week of its own, a trend that wanders, build-ups, peaks and slumps of festivals, gamma noise."""
    chance = np.random.default_rng(seed)
    start = date(2024, 12, 1)
    dates = [start + timedelta(days=n) for n in range(days)]
    week = np.exp(chance.normal(0, 0.25, 7))
    if chance.random() < 0.4:
        week[chance.integers(7)] = 0  # closed
    course = np.exp(chance.normal(0, 0.35) * np.arange(days) / 365 + np.cumsum(chance.normal(0, 0.01, days)))
    feast = np.ones(days)
    for name, usual in FEASTS:
        strength = usual * chance.uniform(0.3, 1.3)
        for peak in festival_days("IN", name, range(start.year, dates[-1].year + 2)):
            for n, day in enumerate(dates):
                away = (day - peak).days
                if -21 <= away <= 0:
                    feast[n] *= 1 + strength * np.exp(away / 6)
                elif 0 < away <= 7:
                    feast[n] *= 1 - 0.35 * strength * np.exp(-away / 4)
    noise = chance.uniform(0.15, 0.45) ** 2
    values = np.array([week[day.weekday()] for day in dates]) * course * np.maximum(feast, 0.1)
    values *= chance.gamma(1 / noise, noise, days) * 50_000
    return Series(values, values != 0, day_table("IN", start, days + HORIZON))


# --- what is measured ---


def real_totals(lines: pl.DataFrame, step: int) -> Iterator[tuple[str, Score]]:
    start, days = _span(lines)
    table = day_table("GB", start, days + HORIZON)
    total = by_day(lines, start, days, "net")
    whole, groups = Score(), Score()
    for origin in range(FIRST, days - HORIZON + 1, step):
        whole.add(Series(total, total != 0, table), origin, FULL)
    yield "online_retail, the whole", whole
    # goods have codes of five digits; what else there is are charges and corrections
    by_group = lines.filter(pl.col("code").str.contains(r"^\d{5}")).with_columns(group=pl.col("code").str.slice(0, 2))
    largest = by_group.group_by("group").agg(pl.col("net").sum()).sort("net", descending=True).head(8)["group"]
    for group in largest:
        values = by_day(by_group.filter(pl.col("group") == group), start, days, "net")
        for origin in range(FIRST, days - HORIZON + 1, step):
            groups.add(Series(values, total != 0, table), origin, LIGHT)
    yield "online_retail, 8 groups", groups


def made_up_totals(shops: int, step: int) -> Iterator[tuple[str, Score]]:
    grown, young = Score(), Score()
    for seed in range(shops):
        series = made_up_shop(seed)
        for origin in range(430, GENERATED_DAYS - HORIZON + 1, step):
            grown.add(series, origin, LIGHT)
        for origin in range(FIRST, 200, step):
            young.add(series, origin, LIGHT)
    yield f"{shops} made-up shops, 2nd year", grown
    yield f"{shops} made-up shops, young", young


def real_items(lines: pl.DataFrame, step: int) -> None:
    """Items of the real data: RMSSE weighted by sales, and what intervals of 7 and 28 days held."""
    start, days = _span(lines)
    sold = lines.filter("sold").group_by("code", "day").agg(pl.col("units").sum(), pl.col("net").sum())
    row = {code: n for n, code in enumerate(sold["code"].unique().sort())}
    units, value = np.zeros((len(row), days)), np.zeros((len(row), days))
    for code, day, quantity, net in sold.iter_rows():
        units[row[code], (day - start).days], value[row[code], (day - start).days] = max(quantity, 0), net
    total = units.sum(axis=0)
    shop = Series(total, total > 0, day_table("GB", start, days + HORIZON))
    in_stock = np.ones(units.shape, dtype=bool)
    ours: list[float] = []
    naive: list[float] = []
    held: dict[int, list[float]] = {1: [], 7: [], 28: []}
    seconds: list[float] = []
    for origin in range(91, days - HORIZON + 1, 2 * step):
        begun = time.process_time()
        made = forecast_demand(units[:, :origin], in_stock[:, :origin], shop.until(origin))
        seconds.append(time.process_time() - begun)
        came = units[:, origin : origin + HORIZON]
        weight = value[:, origin - HORIZON : origin].sum(axis=1).clip(0)
        scale = np.sqrt((np.diff(units[:, :origin]) ** 2).mean(axis=1))
        counts = (weight > 0) & (scale > 0)
        weight = weight[counts] / weight[counts].sum()
        before = np.tile(units[:, origin - 7 : origin], 4)
        for errors, guess in ((ours, made.ahead), (naive, before)):
            errors.append(float((weight * np.sqrt(((guess - came) ** 2).mean(axis=1))[counts] / scale[counts]).sum()))
        for reach, share in held.items():
            low, high = made.between(reach)
            sums = came[:, :reach].sum(axis=1)
            share.append(float(((low <= sums) & (sums <= high))[made.spread > 0].mean()))
    print(f"\nitems of online_retail ({len(row):,}), {len(ours)} origins")
    print(
        f"  WRMSSE ours {np.mean(ours):.3f}, seasonal naive {np.mean(naive):.3f}, ratio {np.mean(ours) / np.mean(naive):.3f}   (<= 0.80)"
    )
    print(
        "  sums within their interval: "
        + ", ".join(f"{reach} d {100 * np.mean(share):.1f} %" for reach, share in held.items())
    )
    print(f"  {np.mean(seconds):.2f} s of processor for all of them")


def unusual(shops: int) -> None:
    """Alerts where nothing was done, and shocks found of those put in."""
    alerts = days = put = 0
    found = {0.2: 0, 0.4: 0, 2.0: 0, 3.0: 0}
    for seed in range(shops):
        series = made_up_shop(seed, 330)
        chance = np.random.default_rng(seed)
        orders = np.where(series.traded, chance.poisson(series.values / 1000), 0).astype(float)
        count = Series(orders, series.traded, series.days)
        alerts += len(find_unusual(series, count, Period(date(2025, 4, 1), date(2025, 10, 1))))
        days += 183
        for place in (160, 200, 240):
            place += int(series.values[place] == 0)
            day = series.days.start + timedelta(days=place)
            put += 1
            for times in found:
                values, numbers = series.values.copy(), orders.copy()
                values[place] *= times
                numbers[place] = round(numbers[place] * times)
                told = find_unusual(
                    Series(values, series.traded, series.days),
                    Series(numbers, series.traded, series.days),
                    Period(day, day + timedelta(days=1)),
                )
                found[times] += bool(told)
    print(f"\nunusual days: {14 * alerts / days:.2f} alerts a fortnight where nothing was done   (<= 1)")
    print("  found of days made " + ", ".join(f"x {times:g}: {number} of {put}" for times, number in found.items()))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shops", type=int, default=6)
    parser.add_argument("--step", type=int, default=14, help="days between origins")
    options = parser.parse_args()
    forecast(made_up_shop(0, 120), FULL)  # the library loads
    lines = real_lines()
    print(f"{'to the seasonal naive forecast':30}  abs.  sqrd.    days    weeks     naive shown   processor")
    print(f"{'':30}(<=0.75)     (75 to 85 %)")
    for name, score in (*real_totals(lines, options.step), *made_up_totals(options.shops, options.step)):
        print(f"{name:30}{score}", flush=True)
    real_items(lines, options.step)
    unusual(options.shops)


if __name__ == "__main__":
    main()
