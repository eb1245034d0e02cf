"""What the parts of the page have in common: how events are sent, and HTML of ours is shown."""

from typing import Any

import gradio as gr

# Events of the page are for the page: they are not an API beside the real one.
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: dict[str, Any] = {**QUIET, "queue": False}  # what takes no time waits behind nothing


def plain(value: str, elem_id: str | None = None, js_on_load: str | None = None) -> gr.HTML:
    """Return a component that shows HTML of ours, styled by the page's own sheet alone."""
    return gr.HTML(value, apply_default_css=False, elem_id=elem_id, js_on_load=js_on_load)


def sent(event: gr.EventData, name: str) -> object:
    """Return what the page's script sent with an event under a name; ``None`` where something else did."""
    try:
        return getattr(event, name)
    except (AttributeError, TypeError):
        return None
