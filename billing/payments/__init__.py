"""Payments: money in, what it settles, and money given back."""
