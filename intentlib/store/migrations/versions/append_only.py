"""Triggers by which the database itself keeps the ledger append-only and without gaps."""

from alembic import op

revision = "0002"
down_revision = "0001"

_SQLITE = {
    "decisions_no_update": """
        BEFORE UPDATE ON decisions
        BEGIN SELECT RAISE(ABORT, 'decisions are never changed'); END""",
    "decisions_no_delete": """
        BEFORE DELETE ON decisions
        BEGIN SELECT RAISE(ABORT, 'decisions are never removed'); END""",
    # INSERT OR REPLACE would remove the row with the same token without firing the trigger above.
    "decisions_next": """
        BEFORE INSERT ON decisions
        WHEN NEW.decision_id <> (SELECT coalesce(max(decision_id), 0) + 1 FROM decisions)
            OR EXISTS (SELECT 1 FROM decisions WHERE token = NEW.token)
        BEGIN SELECT RAISE(ABORT, 'a decision has the next position and a new token'); END""",
}

_POSTGRESQL = {
    "decisions_no_change": "BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions FOR EACH STATEMENT",
    "decisions_next": "BEFORE INSERT ON decisions FOR EACH ROW",
}
_FUNCTIONS = {
    "decisions_no_change": "RAISE EXCEPTION 'decisions are never changed or removed';",
    "decisions_next": """
        IF NEW.decision_id <> (SELECT coalesce(max(decision_id), 0) + 1 FROM decisions) THEN
            RAISE EXCEPTION 'a decision has the next position';
        END IF;
        RETURN NEW;""",
}


def upgrade() -> None:
    """Make the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        for name, told in _SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {told}")
        return
    for name, body in _FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )
        op.execute(f"CREATE TRIGGER {name} {_POSTGRESQL[name]} EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Remove the triggers; every decision stays."""
    if op.get_bind().dialect.name == "sqlite":
        for name in _SQLITE:
            op.execute(f"DROP TRIGGER {name}")
        return
    for name in _FUNCTIONS:
        op.execute(f"DROP TRIGGER {name} ON decisions")
        op.execute(f"DROP FUNCTION {name}()")
