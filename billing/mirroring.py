"""What the mirror reads besides the mirrored tables: the epoch of its copies, and the names of staff."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from munim.database import MIRROR, global_table, instant

# -- tables ------------------------------------------------------------------------------------------

# Row versions compare only within one history of the books. Whoever breaks that history, by restoring a backup or
# moving to another server, stamps the rows anew and changes the epoch: every mirror is then rebuilt.
mirror_epoch = global_table(
    "mirror_epoch",
    sa.Column("epoch", sa.Uuid, primary_key=True, server_default=sa.text("gen_random_uuid()")),
    instant("begun_at"),
    comment="One row: the history of the books that mirrors are copies of",
)

# -- rules -------------------------------------------------------------------------------------------

DATABASE_RULES: Final = (
    "INSERT INTO mirror_epoch (begun_at) VALUES (now())",
    f"GRANT SELECT ON mirror_epoch, alembic_version TO {MIRROR}",
    f"GRANT SELECT (id, name, row_version) ON users TO {MIRROR}",
    # signing in updates users too, which no mirror needs to hear of
    "CREATE TRIGGER stamp_row_version BEFORE UPDATE OF name ON users FOR EACH ROW"
    " WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION stamp_row_version()",
)
