"""The industry server `/ispws/*`: compatible with the CyberTipline Reporting API.

Every answer but a failed sign-in is HTTP 200 with a response code, as the clients expect.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from daymark.casework.access import context
from daymark.casework.access.gates import for_everybody
from daymark.casework.access.keyring import keyring
from daymark.casework.access.uploads import UNANNOUNCED, SealedFile, SealedUploads, UploadBroken
from daymark.casework.reports.actions import industry
from daymark.casework.reports.models import IndustryAccount
from daymark.exchange.cybertip import (
    CyberTipProblem,
    problem_response,
    report_done_response,
    report_response,
    schema_xml,
    status_response,
)
from daymark.exchange.xml import MAX_BYTES
from daymark.problems import OutsideProblem
from daymark.vault.labels import SealedObject

Act = Callable[[HttpRequest, IndustryAccount], bytes]
XML = "application/xml; charset=utf-8"
SERVER_ERROR = 1000
RETRY_AFTER = "60"  # seconds
# Seconds for which a sign-in that was checked holds in this process: argon2 is slow on purpose, and a company signs in
# with every request. A changed password is seen after this time at the latest, a closed account after the second one.
REMEMBERED, READ_AGAIN = 60, 5
_UNREADABLE = (
    *(MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, StopUpload, UnicodeError),
    *(UploadBroken, UnreadablePostError),
)
CHECKED: dict[bytes, _Checked] = {}
_one_check = threading.Lock()


@dataclass(frozen=True)
class _Checked:
    """A sign-in that was right: until when it holds, and the account as it was read last."""

    until: float
    account: IndustryAccount
    read: float


def answers(act: Act) -> Callable[..., HttpResponseBase]:
    """Signs the company in, runs the act as the system, and words every fault as the protocol does."""

    @csrf_exempt
    @for_everybody
    @wraps(act)
    def view(request: HttpRequest) -> HttpResponse:
        context.apply(context.SYSTEM)  # for the rest of this request, whose transaction ends with it
        account = _signed_in(request)
        if account is None:
            return _named(HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="ESP Web Services"'}))
        try:
            return _named(HttpResponse(act(request, account), content_type=XML))
        except CyberTipProblem as problem:
            return _named(HttpResponse(problem_response(problem), content_type=XML))
        except OutsideProblem as problem:
            return _named(_try_again(problem))

    return view


def _try_again(problem: OutsideProblem) -> HttpResponse:
    """Not the sender's fault (the vault is full): nothing was stored, and the same request will do later."""
    body = report_response(SERVER_ERROR, problem.message)
    return HttpResponse(body, content_type=XML, status=problem.http_status, headers={"Retry-After": RETRY_AFTER})


def _named(response: HttpResponse) -> HttpResponse:
    response["Request-ID"] = uuid.uuid4().hex
    return response


@require_GET
@answers
def status(request: HttpRequest, account: IndustryAccount) -> bytes:
    """GET /status: whether the sign-in works."""
    return status_response(remote_user=account.username, remote_ip=request.META.get("REMOTE_ADDR", ""))


@require_GET
@answers
def schema(request: HttpRequest, account: IndustryAccount) -> bytes:
    """GET /xsd: the schema that documents are checked against."""
    return schema_xml()


@require_POST
@answers
def submit(request: HttpRequest, account: IndustryAccount) -> bytes:
    """POST /submit: a <report> opens a submission."""
    body, complete = _body(request)
    submission = industry.open_submission(
        account=account, body=body, complete=complete, media_type=request.content_type or "", at=timezone.now()
    )
    return report_response(report_id=submission.pk)


@require_POST
@answers
def upload(request: HttpRequest, account: IndustryAccount) -> bytes:
    """POST /upload: one file of an open submission, sealed while it arrives."""
    receiving = SealedUploads(request)
    request.upload_handlers = [receiving]
    try:
        number = _field(request, "id")
    finally:
        receiving.upload_interrupted()  # what did not come to its end is not kept as a whole file
    file, sealed = _sealed_file(request)
    added = industry.add_file(
        account=account,
        number=number,
        name=file.untrusted_name,
        sealed=sealed,
        media_type=file.content_type or "",
        at=timezone.now(),
    )
    return report_response(report_id=added.submission_id, file_id=added.file_token, md5=added.md5)


def _sealed_file(request: HttpRequest) -> tuple[SealedFile, SealedObject]:
    file = request.FILES.get("file")
    if not isinstance(file, SealedFile):
        raise industry.BadRequest("The form has no file in its field 'file'. Send one file with each request.")
    if isinstance(file.refusal, OutsideProblem):
        raise file.refusal
    if file.sealed is None:
        raise industry.BadFile(file.refusal.message if file.refusal else None)
    if file.sealed.size == 0:
        raise industry.BadFile("The file is empty. Send it again with its content.")
    return file, file.sealed


@require_POST
@answers
def file_info(request: HttpRequest, account: IndustryAccount) -> bytes:
    """POST /fileinfo: <fileDetails> of an uploaded file."""
    body, complete = _body(request)
    file = industry.add_file_details(
        account=account, body=body, complete=complete, media_type=request.content_type or "", at=timezone.now()
    )
    return report_response(report_id=file.submission_id, file_id=file.file_token)


@require_POST
@answers
def finish(request: HttpRequest, account: IndustryAccount) -> bytes:
    """POST /finish: the submission becomes a report."""
    number = _field(request, "id")
    try:
        done = industry.finish(account=account, number=number, at=timezone.now())
    except industry.AlreadyFinished as again:
        before = industry.finished_before(account=account, number=number)
        tokens = before.file_tokens if before else ()
        return report_done_response(report_id=int(number), file_ids=tokens, code=again.response_code)
    return report_done_response(report_id=int(number), file_ids=done.file_tokens)


@require_POST
@answers
def retract(request: HttpRequest, account: IndustryAccount) -> bytes:
    """POST /retract: the submission ends."""
    submission = industry.retract(account=account, number=_field(request, "id"), at=timezone.now())
    return report_response(report_id=submission.pk)


def _signed_in(request: HttpRequest) -> IndustryAccount | None:
    scheme, _, encoded = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        username, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if "\x00" in username:
        return None
    mark = keyring().blind(hashlib.sha256(f"{username}\n{password}".encode()).digest(), "industry sign-in")
    return _remembered(mark) or _checked_slowly(mark, username, password)


def _checked_slowly(mark: bytes, username: str, password: str) -> IndustryAccount | None:
    """One check at a time in each process: argon2 takes 100 MB, and a company comes with many connections at once."""
    with _one_check:
        if account := _remembered(mark):
            return account
        account = industry.account_for(username=username, password=password)
        if account:
            _remember(mark, account)
        return account


def _remembered(mark: bytes) -> IndustryAccount | None:
    known, now = CHECKED.get(mark), time.monotonic()
    if known is None or known.until <= now:
        return None
    if now - known.read < READ_AGAIN:
        return known.account
    account = IndustryAccount.objects.select_related("agency").filter(pk=known.account.pk, is_active=True).first()
    if account:
        CHECKED[mark] = replace(known, account=account, read=now)
    return account


def _remember(mark: bytes, account: IndustryAccount) -> None:
    now = time.monotonic()
    for old in [old for old, known in list(CHECKED.items()) if known.until < now]:
        CHECKED.pop(old, None)
    CHECKED[mark] = _Checked(now + REMEMBERED, account, now)


def _body(request: HttpRequest) -> tuple[bytes, bool]:
    """The body, and whether all of it has come."""
    announced = int(request.META.get("CONTENT_LENGTH") or 0)
    if announced > MAX_BYTES:
        raise industry.BadRequest(f"The document has {announced:,} bytes; at most {MAX_BYTES:,} are taken.")
    body = b"".join(_pieces(request, announced))
    if request.META.get(UNANNOUNCED):
        return body, len(body) < announced
    return body, len(body) >= announced


def _pieces(request: HttpRequest, announced: int) -> Iterator[bytes]:
    """What arrives, as far as it arrives: a connection that breaks ends it, and what came before is kept."""
    left = announced
    while left:
        try:
            piece = request.read(min(left, 65536))
        except UnreadablePostError:
            return
        if not piece:
            return
        left -= len(piece)
        yield piece


def _field(request: HttpRequest, name: str) -> str:
    try:
        value = request.POST.get(name, "").strip()
    except _UNREADABLE as error:
        raise industry.BadRequest("The form cannot be read. Send it again as one whole form.") from error
    if not value:
        raise industry.BadRequest(f"The form lacks the field '{name}': the number of the report.")
    return value
