"""Forecasts of the business, its categories and its items, and what follows from them for the stock.

``series`` a figure day by day · ``festivals`` how far days lie from feasts · ``season`` what each day is of an ordinary
one · ``candidates`` the ways to forecast · ``backtest`` how each would have done · ``intervals`` what may be missed by ·
``forecast`` all of it for one series · ``history`` reading from the mirror · ``sales`` the report of it.
"""
