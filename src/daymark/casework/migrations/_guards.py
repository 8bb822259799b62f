"""The statements that guard tables: who sees which row, and that what was written stays. For the migrations here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# Wrapped in a sub-select, so that PostgreSQL asks once a query and not once a row; the comparison stands inside it: the
# planner takes a boolean of unknown value for likely, but a comparison of unknown text for one row in two hundred, and
# then reads and sorts whole tables where an index would do.
IS_SYSTEM = "(SELECT daymark_scope() = 'system')"
IS_STAFF = "(SELECT daymark_scope() = 'centre')"
ACTOR = "(SELECT daymark_actor())"
IS_SUPERVISOR = (
    "(SELECT daymark_scope() = 'centre' AND EXISTS (SELECT 1 FROM access_user u"
    " WHERE u.id = daymark_actor() AND u.is_active AND 'SUPERVISOR' = ANY(u.roles)))"
)
SEES_CENTRE = "(SELECT daymark_scope() IN ('centre', 'system'))"


def seen_with(column: str, table: str) -> str:
    """Staff see a row when they see the row of `table` that its `column` names.

    IN, not EXISTS: the inner table is read once a query, and a seizure has hundreds of thousands of files.
    """
    return f"{IS_SYSTEM} OR ({IS_STAFF} AND {column} IN (SELECT id FROM {table}))"


def sight(policies: Mapping[str, str]) -> str:
    """Each table shows the rows for which its condition holds, to everybody, its owner too."""
    return "".join(_sight(table, sees) for table, sees in policies.items())


def set_by_supervisors(table: str) -> str:
    """What holds for the whole centre: read by all staff, written by supervisors in their own name, kept as written."""
    return (
        sight({table: IS_SYSTEM})
        + f"CREATE POLICY {table}_known ON {table} FOR SELECT USING ({IS_STAFF});"
        + f"CREATE POLICY {table}_written ON {table} FOR INSERT"
        f" WITH CHECK ({IS_SUPERVISOR} AND made_by_id = {ACTOR});" + append_only([table])
    )


def append_only(tables: Iterable[str], sealed: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """Rows of these tables are never changed or deleted; `sealed` columns may be sealed anew under another key."""
    return "".join(_append_only(table, (sealed or {}).get(table, ())) for table in tables)


def never_emptied(table: str) -> str:
    """The table is never emptied at one stroke."""
    return (
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION daymark_never_changed();"
    )


def _sight(table: str, sees: str) -> str:
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_sight ON {table} USING ({sees});"
    )


def _append_only(table: str, sealed: tuple[str, ...]) -> str:
    columns = ", ".join(f"'{column}'" for column in sealed)
    keeps = f"daymark_only_resealed({columns})" if sealed else "daymark_never_changed()"
    return (
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {keeps};"
        + never_emptied(table)
    )
