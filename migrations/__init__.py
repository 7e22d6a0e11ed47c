"""One Alembic history of the books."""
