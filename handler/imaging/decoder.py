"""The program that ``apart.py`` starts: makes a child for each image, which decodes it and ends.

It has one thread and nothing but the decoders in it, so that a copy is made in milliseconds, and safely.
"""

import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator
from typing import Any

from PIL import AvifImagePlugin, Image, TiffImagePlugin, WebPImagePlugin

from handler.closed import keep_closed
from handler.errors import BadInput
from handler.imaging import heif
from handler.imaging.apart import LONGEST_SECONDS, ORIGINAL, SEEN, Ended, receive, send
from handler.imaging.decoding import Picture, open_here
from handler.imaging.limits import Limits

# Loaded once here, or every child would load them again, and with them every other format that Pillow knows: that takes
# longer than decoding a small image.
_LOADED = (AvifImagePlugin, TiffImagePlugin, WebPImagePlugin)
_MOST_DATA = 1 << 30
# What the process has at its start, and beside the file some copies of the largest page.
_BASE_BYTES = 1 << 30
_COPIES, _BYTES_A_PIXEL = 6, 4


def main(control: socket.socket) -> None:
    """Makes a child for each socket that comes through ``control``, until that is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children leave nothing to wait for
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal; the end comes with the socket's
    keep_closed()  # of what one child holds, another that was taken over must see nothing
    Image.preinit()
    heif.register()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            try:
                with socket.socket(fileno=descriptors[0]) as parent:
                    _decode(parent)
            finally:
                os._exit(0)
        os.close(descriptors[0])


def _decode(parent: socket.socket) -> None:
    parent.sendall(SEEN)
    words, data = receive(parent, _MOST_DATA)
    limits = Limits(*words["limits"])
    _confine(limits, 2 * len(data) + limits.pixels * _COPIES * _BYTES_A_PIXEL)
    try:
        picture = open_here(bytes(data), limits)
        whole = picture.whole
        about = {"format": picture.format, "frame_count": picture.frame_count, "size": picture.size}
        send(parent, about | whole._asdict())
        # Only when asked: an image that waits for its turn holds no pixels.
        wanted = parent.recv(len(SEEN))
        pages = _originals(picture) if wanted == ORIGINAL else _seen(picture)
        while wanted:
            _allow_a_page()
            words, image = next(pages)
            send(parent, words | {"width": image.width, "height": image.height, "mode": image.mode}, image.tobytes())
            wanted = parent.recv(len(SEEN))
    except BadInput as error:
        send(parent, {"error": type(error).__name__, "detail": error.detail})
    except (OSError, Ended):
        return  # whoever asked has gone


def _seen(picture: Picture) -> Iterator[tuple[dict[str, Any], Image.Image]]:
    for frame in picture.frames():
        yield {}, frame.image


def _originals(picture: Picture) -> Iterator[tuple[dict[str, Any], Image.Image]]:
    for _, original in picture.owns():
        words = original._asdict()
        yield words, words.pop("image")


def _confine(limits: Limits, needed: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, _BASE_BYTES + needed),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))
    page = int(LONGEST_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (page, page * (limits.frames + 1)))


def _allow_a_page() -> None:
    """As much of the processor as the next page may take, and no more than whoever asked for it waits."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    soft = min(most, int(used.ru_utime + used.ru_stime + LONGEST_SECONDS) + 1)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, most))


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as _control:
        main(_control)
