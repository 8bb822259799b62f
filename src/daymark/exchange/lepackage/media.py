"""Which member of a package holds which uploaded file, and whether its bytes are the ones that were reported."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

from daymark.engine.digests import Digests, digest_stream
from daymark.exchange.archive import Member, RefusedMember
from daymark.exchange.lepackage.finding import Package, file_name
from daymark.exchange.lepackage.report import UploadedFile
from daymark.exchange.remarks import Remarks, shortened


class MediaShelf:
    """The media of one package. Each member is handed out at most once; digests are made when asked for, once."""

    def __init__(self, package: Package, remarks: Remarks, *, verify: bool) -> None:
        self._remarks = remarks
        self._verify = verify
        self._own = package.media
        self._shared = package.shared
        self._digests: dict[str, Digests | None] = {}
        self._taken: set[str] = set()
        self._by_name: dict[str, list[Member]] = defaultdict(list)
        for member in package.media:
            self._by_name[file_name(member.name)].append(member)

    def matched(self, file: UploadedFile) -> UploadedFile:
        """The file with its member and whether the digest agrees; what is missing or differs is remarked upon."""
        candidates = self._candidates(file)
        if not candidates:
            self._remarks.warn(_shown(file), "the file itself is missing from the package")
            return file
        intact, member = self._best(candidates, file.verification_hash)
        self._taken.add(member.name)
        if intact is False:
            self._remarks.warn(
                _shown(file), f"the digest of {member.name} is not the reported {file.verification_hash}"
            )
        return dataclasses.replace(file, media=member.name, media_intact=intact)

    def left(self) -> tuple[str, ...]:
        """The package's own media that no uploaded file names."""
        return tuple(member.name for member in self._own if member.name not in self._taken)

    def _candidates(self, file: UploadedFile) -> list[Member]:
        for name in (file.filename, file.original_filename):
            found = self._free(self._named(name)) if name else []
            if found:
                return found
        wanted = (file.verification_hash or "").strip().lower()
        return [member for member in self._free(self._own) if wanted and self._agrees(member, wanted)]

    def _named(self, name: str) -> list[Member]:
        last = file_name(name)
        return [*self._by_name.get(last, []), *self._shared.get(last, [])]

    def _best(self, candidates: list[Member], verification_hash: str | None) -> tuple[bool | None, Member]:
        wanted = (verification_hash or "").strip().lower()
        if not self._verify or not wanted:
            return None, candidates[0]
        judged = [(self._agrees(member, wanted), member) for member in candidates]
        return next((pair for pair in judged if pair[0]), judged[0])

    def _agrees(self, member: Member, wanted: str) -> bool | None:
        digests = self._digest(member) if self._verify else None
        if digests is None:
            return None
        ours = {32: digests.md5, 40: digests.sha1, 64: digests.sha256}.get(len(wanted))
        return None if ours is None else ours == wanted

    def _digest(self, member: Member) -> Digests | None:
        if member.name not in self._digests:
            self._digests[member.name] = self._digested(member)
        return self._digests[member.name]

    def _digested(self, member: Member) -> Digests | None:
        try:
            with member.open() as stream:
                return digest_stream(stream)
        except RefusedMember as refusal:
            self._remarks.warn("Media", refusal.message.rstrip("."))
            return None

    def _free(self, members: list[Member]) -> list[Member]:
        return [member for member in members if member.name not in self._taken]


def _shown(file: UploadedFile) -> str:
    return shortened(file.filename or file.original_filename or file.submittal_id or "an uploaded file without a name")
