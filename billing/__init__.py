"""The shop's books: tables, commands, rules, operations and reads, one concept a file.

An operation is one function and one transaction: ``verb_noun(session, command, *, by, at)``. It checks the
rules, writes the rows, the ledger entries, the stock moves and one event, or nothing.
"""
