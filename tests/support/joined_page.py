"""Join a page in a real browser to a real widget, without a server between them."""

from __future__ import annotations

import base64
from typing import Any

from tests.support.review_case import Browser
from vrd.widgets.widget import widget_script, widget_style

#: A model as anywidget gives it to a page; messages go to Python and come back as its answers.
JOIN = """async ([script, state]) => {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const widgets = (await import(address)).default;
  const heard = new Set();
  const hear = (answers) => { for (const [content, buffers] of answers) {
    const views = buffers.map((text) => new DataView(
      Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer));
    for (const act of heard) act(content, views);
  } };
  const model = {
    get: (name) => state[name], set() {}, save_changes() {},
    widget_manager: { kernel: {} },
    send: (content) => { window.toPython(content).then(hear); },
    on: (name, act) => { if (name === "msg:custom") heard.add(act); },
    off: (name, act) => heard.delete(act),
  };
  setInterval(() => window.fromPython().then(hear), 50);
  window.endWidget = widgets.render({ model, el: document.body });
}"""


def join(page: Any, widget: Any) -> None:
    """Show a widget in a page, and carry the messages of both to the other."""
    joined, taken = Browser(widget), [0]

    def answers() -> list[Any]:
        new = joined.seen[taken[0] :]
        taken[0] += len(new)
        return [
            [content, [base64.b64encode(buffer).decode() for buffer in buffers]]
            for content, buffers in new
        ]

    def to_python(content: Any) -> list[Any]:
        joined.send(content)
        return answers()

    page.expose_function("toPython", to_python)
    page.expose_function("fromPython", answers)
    page.goto("about:blank")
    page.add_style_tag(content=widget_style())
    state = {"widget": "review", "bindings": widget.bindings, "page_size": widget.page_size}
    page.evaluate(JOIN, [widget_script(), state | {"saved": ""}])
