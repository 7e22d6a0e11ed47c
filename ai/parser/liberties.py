"""What it costs to read more into a question than its words say. Names and misspelt words have theirs beside them.

A reading's cost is the sum of its liberties; readings.py says how near two costs must be to ask, and how far from the
words one must be to doubt.
"""

from __future__ import annotations

from typing import Final

ASSUMED: Final = 0.1  # a small thing left unsaid was completed
OFFERED: Final = 0.4  # a meaning less likely than another, offered beside it
DOUBTFUL: Final = 0.71  # far enough from the words to be asked about
UNJOINED: Final = 0.71  # two figures side by side without a word that joins them
