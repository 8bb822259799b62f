"""One image or video of NCMEC's hash sharing as a known entry."""

from __future__ import annotations

from lxml import etree

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.entries import BadRow, Facts, KnownEntry, bad_row
from daymark.exchange.hashlist.values import Values
from daymark.exchange.remarks import Remarks, shortened

PROFILE = "NCMEC A1 to B2"
_LONGEST = 64 * 1024  # characters of one value; large fingerprints come as links


def read_entry(where: int, element: etree._Element, standing: Standing, remarks: Remarks) -> KnownEntry | BadRow:
    """The entry, or why it is none. A deleted one has no hashes: it takes back what its member and id name."""
    name = _name(element)
    parts = {_name(child): child for child in element}
    deleted = name.startswith("deleted")
    values = Values()
    fields: dict[str, str] = {}
    for print_ in element.iterfind("{*}fingerprints/{*}*"):
        _put(values, print_, fields)
    facts = _facts(parts, fields, deleted=deleted, kind=name.removeprefix("deleted").lower())
    if deleted:
        if facts.external_id:
            return KnownEntry(where, standing=standing, facts=facts)
        return bad_row(where, "something was deleted, but the entry does not say what: it has no id")
    return values.row(where, standing, facts, remarks, unit="entry")


def _facts(parts: dict[str, etree._Element], fields: dict[str, str], *, deleted: bool, kind: str) -> Facts:
    member = parts.get("member")
    if member is not None and (said := _text(member)):
        fields["member"] = said
    category = _text(parts.get("classification"))
    votes_for, votes_against = _votes(parts.get("feedback"), fields)
    for name, part in parts.items():
        if name not in ("member", "timestamp", "id", "classification", "fingerprints", "feedback"):
            fields[name] = shortened(_text(part) or "", 4000)
    return Facts(
        external_id=_text(parts.get("id")),
        member=(member.get("id") if member is not None else None) or None,
        kind=kind,
        category=category,
        profile=PROFILE if category else None,
        votes_for=votes_for,
        votes_against=votes_against,
        date=_text(parts.get("timestamp")),
        deleted=deleted,
        fields=fields,
    )


def _put(values: Values, print_: etree._Element, fields: dict[str, str]) -> None:
    name = _name(print_)
    text = _text(print_)
    if text is not None and len(text) <= _LONGEST:
        values.put_named(name, text)
    elif link := print_.get("href"):
        fields[name] = f"at {shortened(link, 200)}"
    elif text is not None:
        fields[name] = "too long to be kept"


def _votes(feedback: etree._Element | None, fields: dict[str, str]) -> tuple[int | None, int | None]:
    """How many members agree and how many object, each counted once; their words go to the fields.

    The documents leave open how reasons and members nest, so all members below count as theirs.
    """
    if feedback is None:
        return None, None
    agree: set[str] = set()
    object_: set[str] = set()
    for opinion in feedback:
        against = _name(opinion) == "negativeFeedback"
        members = {each.get("id") or _text(each) or "" for each in opinion.iter("{*}member")}
        (object_ if against else agree).update(members)
        reasons = [each.get("name") or "" for each in opinion.iter("{*}reason")]
        word = "against" if against else "for"
        said = f"members {', '.join(sorted(members))}" + (f": {', '.join(reasons)}" if reasons else "")
        fields[f"{word} ({opinion.get('type', 'no type')})"] = shortened(said, 1000)
    return len(agree), len(object_)


def _name(element: etree._Element) -> str:
    """The name without its namespace; an entity that was not resolved has none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _text(element: etree._Element | None) -> str | None:
    if element is None:
        return None
    text = (element.text or "").strip()
    return text or None
