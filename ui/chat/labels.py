"""What of the page stands still, told by the browser in its language: Gradio's own mechanism, with our texts.

What changes is told by the server in the language of each request: ``Spoken`` sets it, whatever the event.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from ui.languages import Language, chosen_language, say, speaking

REQUESTS = 3  # the place among the arguments of ``call_function``


class Labels:
    """Gives a component its text, and in the end the browser all of them in all languages."""

    def __init__(self) -> None:
        self._made: dict[str, Callable[[], str]] = {}

    def __call__(self, text: str) -> I18nData:
        """Return the label of a component."""
        return self.of(text, partial(say, text))

    def of(self, key: str, make: Callable[[], str]) -> I18nData:
        """Return what shows what ``make`` returns; of its own key each."""
        self._made[key] = make
        return I18nData(key)

    def translations(self) -> gr.I18n:
        """Return all texts in all languages."""
        return gr.I18n(**{language.value: self._in(language) for language in Language})

    def _in(self, language: Language) -> dict[str, str]:
        with speaking(language):
            return {key: make() for key, make in self._made.items()}


class Spoken(gr.Blocks):
    """A page whose handlers speak the language of whoever sent the event."""

    async def call_function(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 -- as Gradio has it
        """Call a handler, or go on with one."""
        requests = named["requests"] if "requests" in named else given[REQUESTS]
        request = requests[0] if isinstance(requests, list) else requests
        with speaking(language_asked_in(request)):
            return await super().call_function(*given, **named)


def language_asked_in(request: gr.Request | None) -> Language:
    """Return the language of the browser that sent a request."""
    if request is None:
        return Language.TRADITIONAL
    headers = request.headers
    return chosen_language(headers.get("cookie"), headers.get("accept-language"))
