"""The table of decisions."""

import sqlalchemy as sa
from alembic import op

from intentlib.errors import StoreError

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the empty table."""
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("run_id", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("token", sa.Text, nullable=False, unique=True),
    )


def downgrade() -> None:
    """Remove the table if it is empty: there is nowhere else for decisions to go."""
    count = op.get_bind().execute(sa.text("SELECT count(*) FROM decisions")).scalar()
    if count:
        raise StoreError(
            f"the downgrade would lose {count:,} decision{'s' * (count > 1)}",
            do="Export them with `intentlib review export`, and use an empty database",
        )
    op.drop_table("decisions")
