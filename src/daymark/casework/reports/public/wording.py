"""Answers as the check page shows them, and identifiers in a reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as lazy

from daymark.casework.reports.actions.drafts import Answers
from daymark.casework.reports.public.forms import choice_words, translated
from daymark.casework.reports.public.questions import Step, questionnaire
from daymark.casework.reports.rules.accounts_said import read_accounts
from daymark.casework.reports.rules.answers import Said, subject_of
from daymark.casework.subjects.rules import Identifier, IdentifierKind

KIND_WORDS = {
    IdentifierKind.EMAIL: lazy("e-mail address"),
    IdentifierKind.PHONE: lazy("phone number"),
    IdentifierKind.USERNAME: lazy("user name"),
    IdentifierKind.PROFILE_URL: lazy("profile page"),
    IdentifierKind.WEB_ADDRESS: lazy("web address"),
    IdentifierKind.IP_ADDRESS: lazy("internet (IP) address"),
    IdentifierKind.DEVICE_ID: lazy("device number"),
    IdentifierKind.GAME_TAG: lazy("name in a game"),
    IdentifierKind.MESSENGER_HANDLE: lazy("name in a messenger"),
    IdentifierKind.OTHER: lazy("something else"),
}


@dataclass(frozen=True)
class AccountRead:
    """One account, number or address as we read it."""

    kind: str
    value: str
    platform: str
    doubtful: bool


@dataclass(frozen=True)
class Row:
    """One line of the check page."""

    step: Step
    question: str
    answer: str
    is_long: bool


def accounts_in_words(said: Said) -> list[AccountRead]:
    """What we read from the accounts as typed."""
    found = read_accounts(
        said.get("accounts", ""),
        platform=said.get("platform", "").strip(),
        where=said.get("where", ""),
        region=settings.DAYMARK.country,
    )
    return [_account(each) for each in found]


def _account(each: Identifier) -> AccountRead:
    return AccountRead(str(KIND_WORDS[each.kind]), each.received, each.platform or "", not each.valid)


def check_rows(answers: Answers) -> Iterator[Row]:
    """Every question that was asked and what was answered, in order."""
    subject = subject_of(answers.said)
    for step in questionnaire().asked(answers.said):
        title = translated(step.title, subject)
        for each in step.fields:
            value = answers.said.get(each.name, "")
            words = choice_words(each, value) if value else ""
            label = translated(each.label, subject)
            yield Row(step, f"{title} {label}" if title else label, words, each.kind == "text")
