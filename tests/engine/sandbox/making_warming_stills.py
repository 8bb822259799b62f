"""Makes the small pictures that a sandbox decodes before it is sealed, when run with Python (names: only these)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image

STILLS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "avif": ("AVIF", "RGB", {}),
    "bmp": ("BMP", "RGB", {}),
    "cmyk.jpeg": ("JPEG", "CMYK", {}),
    "dds": ("DDS", "RGB", {}),
    "gif": ("GIF", "P", {}),
    "grey.jpeg": ("JPEG", "L", {}),
    "heic": ("HEIF", "RGB", {}),
    "icns": ("ICNS", "RGBA", {"sizes": [(16, 16)]}),
    "ico": ("ICO", "RGBA", {}),
    "j2c": ("JPEG2000", "RGB", {"no_jp2": True}),
    "pcx": ("PCX", "L", {}),
    "ppm": ("PPM", "L", {}),
    "palette.png": ("PNG", "P", {}),
    "qoi": ("QOI", "RGB", {}),
    "sgi": ("SGI", "L", {}),
    "sixteen-bits.png": ("PNG", "I;16", {}),
    "webp": ("WEBP", "RGB", {}),
    "cmyk.tiff": ("TIFF", "CMYK", {"compression": "jpeg"}),
    "group4.tiff": ("TIFF", "1", {"compression": "group4"}),
    "lzw.tiff": ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    "animated.gif": ("GIF", "L", {"save_all": True}),
    "animated.png": ("PNG", "L", {"save_all": True}),
    "animated.tiff": ("TIFF", "L", {"save_all": True}),
}


def write(folder: Path, name: str) -> None:
    form, mode, options = STILLS[name]
    grey = Image.linear_gradient("L").resize((16, 16))
    if "save_all" in options:
        options = options | {"append_images": [grey.transpose(Image.Transpose.ROTATE_90)]}
    grey.convert(mode).save(folder / (name if "." in name else f"plain.{name}"), form, **options)


if __name__ == "__main__":
    pillow_heif.register_heif_opener()
    folder = Path(__file__).parents[3] / "src/daymark/engine/sandbox/child/warming/stills"
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or STILLS:
        write(folder, name)
