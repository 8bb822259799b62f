"""A cohort of two pictures that lie on the disk of a living centre; prints its reference."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import mkdtemp

import django

django.setup()

from django.utils import timezone  # noqa: E402

from daymark.casework.access.context import acting_as, acting_as_system  # noqa: E402
from daymark.casework.access.models import User  # noqa: E402
from daymark.casework.cases.models import Case  # noqa: E402
from daymark.casework.media import actions  # noqa: E402
from daymark.casework.media.actions.files import Listed  # noqa: E402
from daymark.casework.media.research.actions import draw_cohort  # noqa: E402
from daymark.casework.media.research.models import Cohort, CohortItem  # noqa: E402
from daymark.cli.practice.pictures import picture  # noqa: E402
from daymark.engine.digests import digest_bytes  # noqa: E402
from daymark.engine.hashing import Hashed  # noqa: E402
from daymark.engine.kinds import kind_of  # noqa: E402


def seized() -> list[int]:
    """Two pictures in a case that everybody here may see; the numbers of their contents."""
    at, folder = timezone.now(), Path(mkdtemp())
    data = {f"{number}.png": picture(number) for number in (21, 22)}
    for name, held in data.items():
        (folder / name).write_bytes(held)
    case = Case.objects.filter(is_restricted=False).first()
    exhibit = actions.add_exhibit(case=case, name="Drawn pictures", by=None, at=at)
    seizure = actions.begin_or_resume(exhibit=exhibit, folder=bytes(folder), by=None, at=at)
    actions.list_files(seizure=seizure, listed=[Listed(name.encode(), len(held), 1) for name, held in data.items()])
    actions.end_listing(seizure=seizure, at=at)
    rows = seizure.seized_files.all()
    readings = {row.pk: Hashed(Path(row.name), kind_of(data[row.name]), digest_bytes(data[row.name])) for row in rows}
    actions.take_readings(seizure=seizure, readings=readings, at=at)
    return list(seizure.seized_files.order_by("id").values_list("content_id", flat=True))


def main() -> None:
    """The reference of the cohort, alone on the output."""
    with acting_as_system():
        contents = seized()
    ben, today = User.objects.get(username="ben"), timezone.now().date()
    with acting_as(ben):
        days = {"first_on": today, "last_on": today}
        asked = {"title": "Two", "purpose": "Does the page work?", "seed": "browser"}
        cohort: Cohort = draw_cohort(**asked, **days, size=2, by=ben, at=timezone.now())
        assert CohortItem.objects.filter(cohort=cohort).count() == 2
        assert contents
    sys.stdout.write(cohort.reference)


main()
