"""Makes the small films that a sandbox decodes before it is sealed, when run with Python (names: only these)."""

from __future__ import annotations

import sys
from pathlib import Path

import av
import numpy as np

FILMS = {
    "av1.mp4": ("libsvtav1", "yuv420p", {"preset": "12", "svtav1-params": "lp=1"}),
    "flv1.flv": ("flv", "yuv420p", {}),
    "h264.mp4": ("libx264", "yuv420p", {}),
    "h264-10.mkv": ("libx264", "yuv420p10le", {}),
    "hevc.mp4": ("libx265", "yuv420p", {"x265-params": "log-level=none:pools=none:info=0"}),
    "mjpeg.mov": ("mjpeg", "yuvj420p", {}),
    "mpeg2.mpg": ("mpeg2video", "yuv420p", {}),
    "mpeg4.avi": ("mpeg4", "yuv420p", {}),
    "png.mov": ("png", "rgb24", {}),
    "vp8.webm": ("libvpx", "yuv420p", {}),
    "vp9.webm": ("libvpx-vp9", "yuv420p", {}),
    "wmv2.asf": ("wmv2", "yuv420p", {}),
}


def write(path: Path) -> None:
    codec, pixels, options = FILMS[path.name]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25)
        stream.width = stream.height = 64
        stream.pix_fmt, stream.options = pixels, options
        stream.codec_context.thread_count = 1
        for grey in (64, 192):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), grey, np.uint8), format="rgb24")
            container.mux(stream.encode(frame.reformat(format=pixels)))
        container.mux(stream.encode())


if __name__ == "__main__":
    folder = Path(__file__).parents[3] / "src/daymark/engine/sandbox/child/warming/films"
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or FILMS:
        write(folder / name)
