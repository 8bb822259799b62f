"""`daymark vault verify`, as the operator runs it."""

from __future__ import annotations

import json

import pytest

from cli.centre import a_centre

STORE = """
import io, os
from daymark.casework.access.keyring import vault
sealed = vault().put(io.BytesIO(b"sealed, and killed before its row"), limit=1000)
place = vault()._place(sealed.sha256)
for path in (place, place.with_name(place.name + ".label")):
    os.utime(path, (0, 0))
print(sealed.sha256)
"""


@pytest.mark.deep
def test_an_operator_verifies_the_vaults_and_removes_what_never_had_a_row() -> None:
    with a_centre() as centre:
        assert "All stand as they were stored." in centre.run("vault", "verify").stdout
        sha256 = centre.python(STORE).strip()
        told = centre.run("vault", "verify", status=1).stdout
        assert f"ORPHAN    vault {sha256}" in told
        assert "--remove-orphans" in told
        finding, sums = map(json.loads, centre.run("vault", "verify", "--json", status=1).stdout.splitlines())
        assert (finding["vault"], finding["sha256"], finding["kind"]) == ("vault", sha256, "orphan")
        assert (sums["objects"], sums["findings"], sums["removed"]) == (1, 1, [])
        assert "Removed from vault, with proof" in centre.run("vault", "verify", "--remove-orphans").stdout
        assert "All stand" in centre.run("vault", "verify").stdout
