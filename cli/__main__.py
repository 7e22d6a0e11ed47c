"""``python -m cli`` is ``munim``."""

from cli import main

main()
