"""Whole exports: a business as one file, and a fresh business made from it, equal to the paisa."""
