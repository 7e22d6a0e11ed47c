"""Tests of whole exports: a business leaves as one file and comes back the same."""
