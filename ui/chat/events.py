"""What the parts of the page have in common: how events are sent, and HTML of ours is shown."""

from typing import Any

import gradio as gr
from gradio.i18n import I18nData

# The page's events are not exposed as an API.
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: dict[str, Any] = {**QUIET, "queue": False}  # fast events need not be queued


def plain(value: str | I18nData, elem_id: str | None = None, js_on_load: str | None = None) -> gr.HTML:
    """Return a component that shows our HTML, styled by the page's own style sheet only."""
    return gr.HTML(value, apply_default_css=False, elem_id=elem_id, js_on_load=js_on_load)


def sent(event: gr.EventData, name: str) -> object:
    """Return the value that the page's script sent with an event under a name, or ``None``."""
    try:
        return getattr(event, name)
    except (AttributeError, TypeError):
        return None
