"""Opens a film so that it can reach nothing but its own bytes, and finds the pictures in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import av
from av.container import InputContainer
from av.error import FFmpegError, InvalidDataError
from av.stream import Disposition
from av.video.stream import VideoStream

from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason

# What cameras, telephones, recorders and file sharing have produced. Left out on purpose: everything that names other
# files or addresses (hls, dash, concat, image2, sdp, rtsp), scripts, playlists, and the many formats of old games.
DEMUXERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,mpegvideo,m4v,h264,hevc,asf,flv,ogg,mxf,rm,ivf,obu,"
    "yuv4mpegpipe,wtv,dv"
)
# Decoders for what those hold; sound and subtitles are never decoded.
DECODERS = (
    "h264,hevc,vvc,libdav1d,vp9,vp8,vp7,vp6,vp6f,vp6a,mpeg4,msmpeg4v1,msmpeg4v2,msmpeg4,wmv1,wmv2,wmv3,vc1,h261,h263,"
    "h263i,h263p,flv,mpeg1video,mpeg2video,mjpeg,mjpegb,theora,prores,dnxhd,dvvideo,rawvideo,v210,ffv1,huffyuv,"
    "ffvhuff,utvideo,magicyuv,cinepak,indeo2,indeo3,indeo4,indeo5,svq1,svq3,rv10,rv20,rv30,rv40,qtrle,rpza,smc,png,"
    "jpeg2000,msvideo1,msrle,flashsv,flashsv2,vp5,vp3,tscc,tscc2,zmbv,mss1,mss2,cfhd,hap,lagarith,dirac,cavs,snow"
)
_DECODERS = frozenset(DECODERS.split(","))
_STILLS = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
MOST_STREAMS = 64  # in the header; cameras write up to six, recorders of several cameras some dozens
MOST_FILMS = 8  # streams of pictures in one file that are looked at
READ = 256 * 1024  # bytes asked for at once: of a film half a second

_CONTAINER = {
    "format_whitelist": DEMUXERS,
    "codec_whitelist": DECODERS,
    "protocol_whitelist": "",
    "max_streams": str(MOST_STREAMS),
    "enable_drefs": "0",  # MOV: tracks that lie in other files
    "use_absolute_path": "0",
    "ignore_editlist": "1",  # MOV: what an edit list hides is in the file all the same, and is looked at
    "probesize": "2000000",  # bytes from which streams without a header are told; the usual 5 MB cost 3 ms more
}
# Containers that do not say at their beginning which streams they hold.
HEADERLESS = frozenset({"mpegts", "mpeg", "flv"})
_DEEP = {"probesize": "64000000", "analyzeduration": "600000000"}  # bytes, microseconds

# While the header is read nothing is decoded: a picture's size is known and checked before memory is taken for it,
# and a short film is opened in a third of the time.
_CODEC = {"skip_frame": "all", "threads": "1"}

av.logging.set_level(None)  # FFmpeg's messages would quote the file


class SeekableRaw(Protocol):
    """A read-only binary file, open and seekable."""

    def read(self, size: int, /) -> bytes | None: ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...

    def tell(self) -> int: ...


class _Nameless:
    """The file without its name, by which FFmpeg would guess; reads never give more than was asked for."""

    def __init__(self, stream: SeekableRaw) -> None:
        self.seek, self.tell, self._read = stream.seek, stream.tell, stream.read

    def read(self, size: int) -> bytes:
        return (self._read(size) or b"")[:size]


@contextmanager
def opened(stream: SeekableRaw, limits: Limits, *, deep: bool = False) -> Iterator[InputContainer]:
    """The film, its header read; `deep` looks for streams that begin late. Raises `Refused`, or MemoryError."""
    try:
        stream.seek(0)
        container = av.open(
            _Nameless(stream),
            "r",
            container_options={**_CONTAINER, **(_DEEP if deep else {})},
            options=_CODEC,
            metadata_errors="replace",
            buffer_size=READ,
            timeout=(limits.still_seconds, None),
            io_open=_refuse_to_open,
        )
    except FFmpegError as error:
        raise _refusal(error) from None
    with container:
        yield container


def _refuse_to_open(*_: object) -> None:
    raise PermissionError("A film names another file.")


def _refusal(error: FFmpegError) -> Exception:
    if isinstance(error, MemoryError):
        return MemoryError()
    if isinstance(error, av.error.ExitError):
        return Refused(Reason.TOO_SLOW)
    if isinstance(error, av.error.ArgumentError):  # what FFmpeg says of a container that is not in the list
        return Refused(Reason.NOT_SUPPORTED)
    return Refused(Reason.BROKEN if isinstance(error, InvalidDataError | EOFError) else Reason.NOT_SUPPORTED)


def films_in(container: InputContainer, limits: Limits) -> list[VideoStream]:
    """The streams of moving pictures that can be decoded, the main one first; cover pictures are none.

    Raises `Refused`: NO_PICTURE, NOT_SUPPORTED, or TOO_MANY_PIXELS by the sizes in the header.
    """
    found = [stream for stream in container.streams.video if not stream.disposition & _STILLS]
    if not found:
        raise Refused(Reason.NO_PICTURE)
    known = [stream for stream in found if stream.codec_context is not None and stream.codec.name in _DECODERS]
    if not known:
        raise Refused(Reason.NOT_SUPPORTED)
    fitting = [stream for stream in known if area(stream) <= limits.pixels]
    if not fitting:
        raise Refused(Reason.TOO_MANY_PIXELS)
    return sorted(fitting, key=lambda s: (not s.disposition & Disposition.default, -area(s), s.index))[:MOST_FILMS]


def area(stream: VideoStream) -> int:
    """Pixels of one picture, by the header."""
    return int(stream.codec_context.width) * int(stream.codec_context.height)
