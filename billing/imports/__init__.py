"""Imports: other systems' records brought into the books in bulk, each line kept or rejected with its reason."""
