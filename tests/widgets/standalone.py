"""A widget in a plain page, without a notebook: quick to load, the kernel played by a few lines of script."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A widget</title>
<style>body {{ margin: 0; padding: 8px; background: {ground}; }} {css}</style>
<body data-jp-theme-light="{light}"><main><h1 style="font-size: 13px; margin: 0 0 8px; color: {ink}">A widget</h1><h2 style="font-size: 13px; color: {ink}">In a notebook</h2><div id="here"></div></main>
<script type="module">
{esm_as_url}
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const state = {state};
for (const [name, value] of Object.entries({binary})) state[name] = bytes(value);
const heard = {{}};
window.sent = [];
window.answers = {answers};
window.model = {{
  get: (name) => state[name],
  set: (name, value) => {{ state[name] = value; }},
  save_changes: () => {{}},
  on: (event, back) => {{ (heard[event] ??= new Set()).add(back); }},
  off: (event, back) => {{ heard[event]?.delete(back); }},
  send: (message) => {{
    window.sent.push(message);
    const answer = window.answers[message.action];
    if (answer !== undefined) setTimeout(() => heard["msg:custom"].forEach((back) => back({{ re: message.id, ...answer }})), 5);
  }},
  tell: (message) => heard["msg:custom"].forEach((back) => back(message)),
  change: (name, value) => {{ state[name] = value; heard[`change:${{name}}`]?.forEach((back) => back()); }},
}};
const widget = (await import(url)).default;
window.end = widget.render({{ model: window.model, el: document.querySelector("#here") }});
window.ready = true;
</script></body></html>"""


def write_page(
    path: Path, widget: Any, traits: list[str], *, dark: bool = False, answers: dict[str, Any] | None = None
) -> str:
    """Write a page that shows the widget with its present traits; returns its file address."""
    values = {name: getattr(widget, name) for name in traits}
    binary = {n: base64.b64encode(v).decode() for n, v in values.items() if isinstance(v, bytes)}
    plain = {n: v for n, v in values.items() if not isinstance(v, bytes)}
    esm = base64.b64encode(widget._esm.encode()).decode()
    path.write_text(
        PAGE.format(
            ground="#111" if dark else "#fff",
            ink="#fff" if dark else "#111",
            light="false" if dark else "true",
            css=widget._css,
            esm_as_url=f'const url = "data:text/javascript;base64,{esm}";',
            state=_inline(plain),
            binary=_inline(binary),
            answers=_inline(answers or {}),
        ),
        encoding="utf-8",
    )
    return path.as_uri()


def _inline(value: Any) -> str:
    return json.dumps(value).replace("<", "\\u003c")
