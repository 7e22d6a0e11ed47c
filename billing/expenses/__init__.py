"""Expenses: what the shop spent at once, on what, out of which account, with the input tax it may claim.

What a supplier is to be paid later is a supplier's bill (``billing.purchases``).
"""
