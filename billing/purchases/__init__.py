"""Purchases: goods ordered, received, billed by the supplier, paid for, and sent back."""
