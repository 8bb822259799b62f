"""Which way up a picture is seen: EXIF's orientation, read from the file itself."""

from __future__ import annotations

from PIL import Image

from daymark.engine.kinds import Kind
from daymark.engine.sandbox.child.metadata.block import Language
from daymark.engine.sandbox.child.metadata.ifd import open_tiff
from daymark.engine.sandbox.child.metadata.source import Damaged, InMemory
from daymark.engine.sandbox.child.metadata.stills import still_blocks
from daymark.engine.sandbox.child.page import Data

_ORIENTATION = 0x0112
_AS_STORED = 1
# Source: EXIF 3.0 (CIPA DC-008-2023), section 4.6.4. From 5 on width and height change places.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation_of(data: Data, kind: Kind) -> int:
    """1 to 8 as EXIF has it; 1, as it is stored, where the file does not say or says the impossible."""
    try:
        for block in still_blocks(InMemory(data), kind.mime):
            if block.language is Language.EXIF:
                tiff, directory = open_tiff(block.source)
                for entry in tiff.entries(directory, {_ORIENTATION}):
                    said = tiff.number(entry)
                    return said if said in _TURNS else _AS_STORED
    except Damaged:
        return _AS_STORED
    return _AS_STORED


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned and mirrored so that it is seen as it was meant."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)
