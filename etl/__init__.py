"""Postgres to DuckDB: one read-only file per business, published whole."""
