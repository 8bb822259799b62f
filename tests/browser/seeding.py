"""Fills the home of a living centre with the cast and its stories, and prints who can sign in and open what."""

from __future__ import annotations

import json
import sys
from typing import Any

import django

django.setup()

from allauth.mfa.adapter import get_adapter  # noqa: E402
from allauth.mfa.models import Authenticator  # noqa: E402

from architecture.routes import routes  # noqa: E402
from architecture.world import ANONYMOUS, World, make_world, nothing_kept, session_of, values  # noqa: E402
from browser.more_pages import MORE  # noqa: E402
from daymark.casework.access.models import User  # noqa: E402

PASSWORD = "plum kettle orbit 47"
SECRET = "JBSWY3DPEHPK3PXP"


def let_in(user: User) -> dict[str, str]:
    """Gives a person a password and an authenticator app, as enrolling does."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).update(
        data={"secret": get_adapter().encrypt(SECRET)}
    )
    return {"username": user.username, "password": PASSWORD, "secret": SECRET}


def pages_of(world: World) -> dict[str, Any]:
    """Every address that shows a page to somebody, with the session of the first who gets it."""
    found = {}
    for route in routes():
        path = route.path(values(world, route, world.shown))
        for who in (ANONYMOUS, *world.people):
            with nothing_kept():
                answer = world.ask(who, "GET", path)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                found[route.name] = {"path": path, "session": world.sessions.get(who, ""), "who": who}
                break
    for name, more in MORE.items():
        found[name] = {"path": more.path, "session": world.sessions.get(more.who, ""), "who": more.who}
    return found


def main() -> None:
    """Makes the rows and prints them as one JSON object."""
    world = make_world()
    people = {name: let_in(user) for name, user in world.people.items()}
    world.sessions.update({name: session_of(user) for name, user in world.people.items()})
    json.dump({"people": people, "pages": pages_of(world)}, sys.stdout)


main()
