"""One image or video of NCMEC's hash sharing as a known entry."""

from __future__ import annotations

from lxml import etree

from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.entries import BadRow, Facts, KnownEntry, bad_row, judged
from daymark.exchange.hashlist.kinds import with_one_more
from daymark.exchange.remarks import Remarks, shortened

PROFILE = "NCMEC A1 to B2"
_LONGEST = 64 * 1024  # characters of one value; large fingerprints come as links


def read_entry(where: int, element: etree._Element, standing: Standing, remarks: Remarks) -> KnownEntry | BadRow:
    """The entry, or why it is none. A deleted one has no hashes: it takes back what its member and id name."""
    name = etree.QName(element).localname
    parts = {etree.QName(child).localname: child for child in element if isinstance(child.tag, str)}
    facts = _facts(parts, deleted=name.startswith("deleted"), kind=name.removeprefix("deleted").lower())
    entry = KnownEntry(where, standing=standing, facts=facts)
    if facts.deleted:
        if facts.external_id:
            return entry
        return bad_row(where, "something was deleted, but the entry does not say what: it has no id")
    faults: list[str] = []
    for print_ in element.iterfind("{*}fingerprints/{*}*"):
        entry = _with_fingerprint(entry, print_, faults)
    if entry[1:5] == (None, None, None, None) and not entry.facts.stored:
        return bad_row(where, "; ".join(faults) or "the entry holds no fingerprint", facts.external_id or "")
    for fault in faults:
        remarks.warn(f"entry {where}", f"{fault}; the other fingerprints were taken")
    return judged(entry)


def _facts(parts: dict[str, etree._Element], *, deleted: bool, kind: str) -> Facts:
    member = parts.get("member")
    fields: dict[str, str] = {}
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


def _with_fingerprint(entry: KnownEntry, print_: etree._Element, faults: list[str]) -> KnownEntry:
    name = etree.QName(print_).localname
    text = _text(print_)
    if text is None or len(text) > _LONGEST:
        link = print_.get("href")
        said = f"at {shortened(link, 200)}" if link else "too long to be kept" if text else None
        return entry if said is None else _with_field(entry, name, said)
    return with_one_more(entry, name, text, faults)


def _with_field(entry: KnownEntry, name: str, text: str) -> KnownEntry:
    return entry._replace(facts=entry.facts._replace(fields={**entry.facts.fields, name: text}))


def _votes(feedback: etree._Element | None, fields: dict[str, str]) -> tuple[int | None, int | None]:
    """How many members agree and how many object, each counted once; their words go to the fields.

    The documents leave open how reasons and members nest, so all members below count as theirs.
    """
    if feedback is None:
        return None, None
    agree: set[str] = set()
    object_: set[str] = set()
    for opinion in feedback:
        if not isinstance(opinion.tag, str):
            continue
        against = etree.QName(opinion).localname == "negativeFeedback"
        names = [each for each in opinion.iter() if isinstance(each.tag, str)]
        members = {each.get("id") or _text(each) or "" for each in names if etree.QName(each).localname == "member"}
        (object_ if against else agree).update(members)
        reasons = [each.get("name") or "" for each in names if etree.QName(each).localname == "reason"]
        word = "against" if against else "for"
        said = f"members {', '.join(sorted(members))}" + (f": {', '.join(reasons)}" if reasons else "")
        fields[f"{word} ({opinion.get('type', 'no type')})"] = shortened(said, 1000)
    return len(agree), len(object_)


def _text(element: etree._Element | None) -> str | None:
    if element is None:
        return None
    text = (element.text or "").strip()
    return text or None
