"""Pages that share their address with another page: the first page of each duty, and what is shown when nothing is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class More:
    """An address, whose session opens it (empty: nobody's), and the status of the answer."""

    path: str
    who: str = ""
    status: int = 200


MORE = {
    "home of the triage officer": More("/", "triage officer"),
    "home of the supervisor": More("/", "supervisor"),
    "home of the administrator": More("/", "administrator"),
    "picture, the first page of an analyst": More("/", "strategic analyst"),
    "nothing referred to us": More("/", "partner of another agency"),
    "search that finds": More("/search/?q=North+West", "triage officer"),
    "search that finds nothing": More("/search/?q=R-2001-000001", "triage officer"),
    "list that a filter empties": More("/reports/?search=R-2001-000001", "triage officer"),
    "filter that is not understood": More("/reports/?start=yesterday", "triage officer"),
    "nothing under this reference": More("/reports/R-2001-000001/", "triage officer", 404),
    "nothing at this address": More("/nowhere/", status=404),
    "enrolment link that is used up": More("/enrol/" + "x" * 43 + "/", status=410),
    "front page in French": More("/fr/"),
    "first question in French": More("/fr/report/who/"),
    "advice for a child": More("/help/child/"),
    "advice for a teenager": More("/help/teenager/"),
    "advice for a professional": More("/help/professional/"),
    "advice on one's own behaviour": More("/help/own-behaviour/"),
}
