"""`daymark screenshots`: the pictures of the README, taken from a practice centre that runs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import click

from daymark.cli.practice.signins import code_of, read_sign_ins
from daymark.cli.running import private_home
from daymark.problems import Problem
from daymark.web.configuration import configuration

# Picture -> who looks (a role, or nobody), which page, how wide. A page that ends in `*` is the first row of its list.
WIDE, PHONE = (1280, 900), (390, 844)
PICTURES: dict[str, tuple[str, str, tuple[int, int]]] = {
    "front-phone": ("", "/", PHONE),
    "report-phone": ("", "/report/", PHONE),
    "waiting": ("TRIAGE_OFFICER", "/", WIDE),
    "queue": ("TRIAGE_OFFICER", "/queue/", WIDE),
    "report": ("TRIAGE_OFFICER", "/queue/*", WIDE),
    "case": ("INVESTIGATOR", "/cases/*", WIDE),
    "seizure": ("VICTIM_IDENTIFICATION_ANALYST", "/seizures/S-2026-00001/", WIDE),
    "grading": ("VICTIM_IDENTIFICATION_ANALYST", "/seizures/S-2026-00001/grading/", WIDE),
    "referrals": ("SUPERVISOR", "/referrals/", WIDE),
    "partner": ("PARTNER", "/referred/", WIDE),
    "picture": ("STRATEGIC_ANALYST", "/picture/", WIDE),
}
FIRST_ROW = "[data-list-item] a, tbody tr a"


class NoBrowser(Problem):
    """Chromium or its driver is not installed. On Debian: apt install chromium, then `make test` for the driver."""


class NobodyWithThatRole(Problem):
    """The practice centre has nobody with a role that the pictures need. Make it anew: daymark demo --fresh"""


@click.command("screenshots")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("docs/pictures"))
def command(folder: Path) -> None:
    """Take the pictures of the main pages into FOLDER, from the practice centre that runs in this home."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoBrowser() from error
    browser_path = shutil.which("chromium")
    if not browser_path:
        raise NoBrowser()
    home, settings = private_home(), configuration()
    people = read_sign_ins(home)["people"]
    base = f"http://{settings.hostnames[0]}:{settings.port}"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        signed_in: dict[str, Any] = {}  # a code works once, so each person signs in once
        for name, (role, path, (width, height)) in PICTURES.items():
            if role not in signed_in:
                signed_in[role] = browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
                if role:
                    _sign_in(signed_in[role], base, home, _person(people, role))
            _open(signed_in[role], base, path)
            signed_in[role].screenshot(path=folder / f"{name}.png")
            click.echo(f"{folder / name}.png")
        browser.close()


def _person(people: list[dict[str, Any]], role: str) -> dict[str, Any]:
    person = next((each for each in people if each["roles"] == [role]), None)
    if person is None:
        raise NobodyWithThatRole()
    return person


def _sign_in(page: Any, base: str, home: Path, person: dict[str, Any]) -> None:
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", person["username"])
    page.fill("input[name=password]", person["password"])
    page.click("main button[type=submit]")
    page.fill("input[name=code]", code_of(home, person["username"]))
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def _open(page: Any, base: str, path: str) -> None:
    page.goto(base + path.rstrip("*"))
    if path.endswith("*"):
        page.goto(base + page.locator(FIRST_ROW).first.get_attribute("href"))
    page.wait_for_load_state("networkidle")  # the tiles of a grid come one by one
