"""Decodes a tiny picture of every format once, so that nothing is left to load when the process is sealed."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator

from PIL import Image

# 16 x 16 pixels, drawn by code. The encoders of these formats start threads or take long; the others' do not.
_MADE_BEFORE = {
    "WebP": """
        UklGRmgAAABXRUJQVlA4IFwAAAAQAgCdASoQABAAB0CWJbACdMn+L/gRAgAAAP2bwmsh8IzuDEvcCGheIg5zfFwEopP9oTjEmEB+ISXRDRcE
        xBzSnbVYZvn1rS9A7hhjFhYNCQAIQvQFpB7EVs4AAA==
    """,
    "JPEG 2000": """
        /0//UQApAAAAAAAQAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAAAAAAAAABBwEB/1IADAAAAAEABAQEAAH/XAAQQEBISFBISFBISFBISFD/ZAAl
        AAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAAAqAAH/k8HwBAg/kHzAgAVvx8AYBPl9o4cAFCy40v6wmYD/2Q==
    """,
    "HEIC": """
        AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAXxtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9j
        AAAAAERAAAEAAQAAAAABoAABAAAAAAAAADQAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/Glw
        cnAAAADcaXBjbwAAAHVodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQApQgEBA3AA
        AAMAkAAAAwAAAwAeoCCBBZbqrprm4CGgwIAAAAyAAAADAIRiAAEABkQBwXPBiQAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABA
        AAAAQAAAAChjbGFwAAAAEAAAAAEAAAAQAAAAAf///9AAAAAC////0AAAAAIAAAAQcGl4aQAAAAADCAgIAAAAGGlwbWEAAAAAAAAAAQABBYEC
        AwWEAAAAPG1kYXQAAAAwKAGvBRIU8zT6BJNWGu7BELNH7ZtOW0+9K+37huyBFb4g9UZAzkcpybxrgMeedEbq
    """,
    "AVIF": """
        AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAO
        cGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAIwAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAA
        AABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAEAAAABAAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAG
        gAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAK21kYXQSAAoJGAz/2iAhoNCAMhQf94eFFd///+LLgACh6lhl/FYmMA==
    """,
}
_MADE_NOW: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("JPEG", "L", {}),
    ("JPEG", "CMYK", {}),
    ("PNG", "P", {}),
    ("PNG", "I;16", {}),
    ("GIF", "P", {}),
    ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    ("TIFF", "CMYK", {"compression": "jpeg"}),
    ("TIFF", "1", {"compression": "group4"}),
    ("BMP", "RGB", {}),
    ("ICO", "RGBA", {}),
    ("ICNS", "RGBA", {}),
    ("PCX", "L", {}),
    ("PPM", "L", {}),
    ("SGI", "L", {}),
    ("DDS", "RGB", {}),
    ("QOI", "RGB", {}),
)


def samples() -> Iterator[bytes]:
    """A whole file of every format; an animation is among them."""
    for text in _MADE_BEFORE.values():
        yield base64.b64decode(text)
    grey = Image.linear_gradient("L").resize((16, 16))
    for form, mode, options in _MADE_NOW:
        yield _saved(grey.convert(mode), form, **options)
    for form in ("PNG", "GIF", "TIFF"):
        yield _saved(grey, form, save_all=True, append_images=[grey.transpose(Image.Transpose.ROTATE_90)])


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()
