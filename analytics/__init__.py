"""Figures: one catalogue of metrics, one type of query, every report and answer compiled from them."""
