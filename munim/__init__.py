"""The ground every room stands on: settings, errors, money, days, database, log, render.

Nothing here knows bills, figures, questions or HTTP.
"""
