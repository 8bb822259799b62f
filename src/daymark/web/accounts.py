"""How allauth behaves here: nobody signs up, and no e-mail is sent."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are enrolled by an administrator; there is no public sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
