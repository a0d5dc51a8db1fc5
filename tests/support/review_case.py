"""Search two films that share all of their footage, and ask widgets about them like a browser."""

from __future__ import annotations

import base64
import json
import shutil
import threading
from pathlib import Path
from typing import Any

from tests.support.planted_films import project_of, scene

HOSTILE = "<img src=x onerror=alert(1)>.mp4"


def search_films(base: Path) -> Path:
    """Return the folder of a project that was searched with the embedded descriptor."""
    films = base / "films"
    films.mkdir(parents=True)
    scene(films / "one.mp4", 7)
    shutil.copy(films / "one.mp4", films / HOSTILE)
    # Two films of the same bytes are one to the judgements; these are not.
    with (films / HOSTILE).open("ab") as film:
        film.write(b"\0\0\0\x08free")
    scene(films / "three.mp4", 3)
    with project_of(base, films) as project:
        project.run()
        return project.folder


class Browser:
    """Send messages to a widget as a page does, and keep the answers."""

    def __init__(self, widget: Any) -> None:
        self.widget = widget
        self.seen: list[tuple[dict[str, Any], list[bytes]]] = []
        self._arrived = threading.Condition()
        widget.comm.publish_msg = self._receive

    def _receive(self, kind: str, data: Any = None, **more: Any) -> None:
        # A message that cannot be sent as UTF-8 would be lost on its way.
        json.dumps(data, allow_nan=True).encode("utf-8")
        if (data or {}).get("method") != "custom":
            return
        with self._arrived:
            buffers = [bytes(buffer) for buffer in more.get("buffers") or []]
            self.seen.append((data["content"], buffers))
            self._arrived.notify_all()

    def send(self, content: Any) -> list[tuple[dict[str, Any], list[bytes]]]:
        """Send any content, and return what is answered before it has been dealt with."""
        before = len(self.seen)
        data = {"method": "custom", "content": content}
        self.widget._handle_msg({"content": {"data": data}, "buffers": []})
        return self.seen[before:]

    def ask(self, kind: str, **values: Any) -> tuple[dict[str, Any], list[bytes]]:
        """Send a message that has one answer."""
        (answer,) = self.send({"kind": kind, "view": "v", **values})
        return answer

    def wait(self, *kinds: str, seconds: float = 60) -> tuple[dict[str, Any], list[bytes]]:
        """Return the last message of these kinds, as soon as there is one."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: self._last(kinds), seconds), self.seen
        message = self._last(kinds)
        assert message is not None
        return message

    def _last(self, kinds: tuple[str, ...]) -> tuple[dict[str, Any], list[bytes]] | None:
        return next(
            (message for message in reversed(self.seen) if message[0]["kind"] in kinds), None
        )


def judged(project: Any) -> list[tuple[str, str]]:
    """Return the verdicts and notes that the reviewer of the tests has given."""
    return [
        (judgement.verdict, judgement.note)
        for judgement in project.annotations.judgements("Reader").current()
    ]


def shown(widget: Any) -> dict[str, Any]:
    """Return what Jupyter shows and saves of a widget, by the kind of text."""
    bundle = widget._repr_mimebundle_()
    return bundle[0] if isinstance(bundle, tuple) else bundle


def footage_in(saved: Any) -> list[str]:
    """Return the signs of JPEG, PNG and MP4 files, as text or as bytes, in what Jupyter saves."""
    text = json.dumps(saved, default=lambda one: base64.b64encode(bytes(one)).decode())
    signs = ["data:image", "data:video", "/9j/", "iVBORw0KGgo", "GZ0eX", "blob:"]
    return [sign for sign in signs if sign in text]
