"""Films drawn by code and encoded into memory: scenes of texture that a camera travels over."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

import av
import numpy as np
from PIL import Image

from daymark.engine.sandbox.child.films import look
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Extent, FrameSeen, Seen, Tag, Tile

WIDE, HIGH, RATE = 160, 120, 25
Picture = np.ndarray
_GROUNDS: dict[int, Picture] = {}


def ground(seed: int) -> Picture:
    """Texture in three sizes, larger than a frame; RGB."""
    if seed not in _GROUNDS:
        dice = np.random.default_rng(seed)
        high, wide = 2 * HIGH, 2 * WIDE
        layers = [dice.integers(0, 256, (high // cell, wide // cell, 3), np.uint8) for cell in (80, 40, 20, 10)]
        large = [np.asarray(Image.fromarray(layer).resize((wide, high), Image.Resampling.BICUBIC)) for layer in layers]
        _GROUNDS[seed] = np.mean(np.array(large, np.float32) * 2 - 128, axis=0).clip(0, 255).astype(np.uint8)
    return _GROUNDS[seed]


def scene(seed: int, seconds: float, *, speed: float = 3.0, rate: float = RATE) -> Iterator[Picture]:
    """A camera that travels to the right over one ground, `speed` pixels a second."""
    for number in range(round(seconds * rate)):
        left = int(speed * number / rate) % WIDE
        yield ground(seed)[HIGH // 2 : HIGH // 2 + HIGH, left : left + WIDE]


def scenes(*seeds: int, seconds: float = 3.0, speed: float = 3.0) -> Iterator[Picture]:
    """Several scenes of one length after each other."""
    for seed in seeds:
        yield from scene(seed, seconds, speed=speed)


def encode(
    frames: Iterable[Picture],
    *,
    container: str = "mp4",
    codec: str = "libx264",
    pixels: str = "yuv420p",
    rate: float = RATE,
    keyframes: int = 50,
    crf: int = 20,
    options: dict[str, str] | None = None,
    times: Callable[[int], int] | None = None,
    sound: bool = False,
) -> bytes:
    """A film as bytes. `keyframes` is the most pictures from one to the next; `times` gives each picture its pts."""
    kept = io.BytesIO()
    with av.open(kept, "w", format=container) as out:
        stream = out.add_stream(codec, rate=Fraction(rate).limit_denominator(1000))
        stream.codec_context.thread_count, stream.codec_context.gop_size = 1, keyframes
        stream.pix_fmt = pixels
        stream.options = options if options is not None else _usual(codec, crf)
        noise = out.add_stream("aac", rate=8000) if sound else None
        for number, picture in enumerate(frames):
            if number == 0:
                stream.height, stream.width = picture.shape[:2]
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24").reformat(format=pixels)
            frame.pts, frame.time_base = (times(number) if times else number), 1 / stream.codec_context.rate
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
        if noise is not None:
            _write_sound(out, noise)
    return kept.getvalue()


def _usual(codec: str, crf: int) -> dict[str, str]:
    return {"preset": "ultrafast", "crf": str(crf)} if codec == "libx264" else {}


def _write_sound(out, stream) -> None:
    for start in range(0, 8000, 800):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 8000, start
        out.mux(stream.encode(frame))
    out.mux(stream.encode())


def sound_only() -> bytes:
    """A second of silence in an MP4."""
    kept = io.BytesIO()
    with av.open(kept, "w", format="mp4") as out:
        _write_sound(out, out.add_stream("aac", rate=8000))
    return kept.getvalue()


def seen_of(film: bytes, *, full: bool = False, tiles: int = 0, limits: Limits | None = None) -> Seen:
    """What `look` gives, gathered as the pool gathers it."""
    seen = Seen()
    try:
        for item in look(io.BytesIO(film), limits or Limits(), full=full, tiles=tiles):
            match item:
                case Extent():
                    seen.width, seen.height, seen.duration_ms = item.width, item.height, item.duration_ms
                case FrameSeen():
                    seen.frames.append(item)
                case Tag():
                    seen.tags.append(item)
                case Tile():
                    seen.tiles.append(item)
    except Refused as refused:
        seen.reason, seen.broke_at_ms = refused.reason, refused.at_ms
    except MemoryError:
        seen.reason = Reason.TOO_MUCH_MEMORY
    return seen


def times(seen: Seen) -> list[int]:
    """The times of the frames, each once, in milliseconds."""
    return list(dict.fromkeys(frame.at_ms for frame in seen.frames))
