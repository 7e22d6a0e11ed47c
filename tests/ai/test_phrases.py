"""Laws of the vocabulary: what a phrase stands for."""

from __future__ import annotations

from collections import defaultdict

from ai.parser.words import phrases
from analytics.catalogue import METRICS


def test_a_phrase_stands_for_one_figure() -> None:
    """Of two figures under one name neither could be asked for by it: the catalogue and the language's words agree."""
    figures: defaultdict[str, set[str]] = defaultdict(set)
    for metric in METRICS:
        for phrase in metric.synonyms:
            figures[phrase.lower()].add(metric.slug)
    for phrase, category, value in phrases():
        if category in ("metric", "metric_much"):
            figures[phrase.lower()].add(str(value))

    assert {phrase: slugs for phrase, slugs in figures.items() if len(slugs) > 1} == {}
