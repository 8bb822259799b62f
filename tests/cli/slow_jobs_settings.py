"""The program's settings with one more module of tasks, for the test that kills a worker in the middle of a job."""

from __future__ import annotations

from daymark.web.settings import *  # noqa: F403
from daymark.web.settings import PROCRASTINATE_IMPORT_PATHS

PROCRASTINATE_IMPORT_PATHS = [*PROCRASTINATE_IMPORT_PATHS, "cli.slow_jobs"]
