"""What a server writes down: warnings as text, or every request and warning as a JSON object a line.

No question, no answer and no header is ever logged: a line names what was asked for by its route, and the request's id.
"""

import logging
from enum import StrEnum

from ui.requests import request_id

TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
FIELDS = ("asctime", "levelname", "name", "message")
RENAMED = {"asctime": "time", "levelname": "level", "name": "logger"}


class LogFormat(StrEnum):
    """How a server's log reads."""

    TEXT = "text"
    JSON = "json"


class WithRequest(logging.Filter):
    """Gives every record the id of the request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        record.request_id = request_id()
        return True


def log_handler(form: LogFormat) -> logging.Handler:
    """Return what writes records to standard error."""
    handler = logging.StreamHandler()
    handler.addFilter(WithRequest())
    if form is LogFormat.JSON:
        from pythonjsonlogger.json import JsonFormatter  # for those who ask for it

        fields = [*FIELDS, "request_id"]
        handler.setFormatter(JsonFormatter(fields, rename_fields=RENAMED, json_ensure_ascii=False))
    else:
        handler.setFormatter(logging.Formatter(TEXT))
    return handler


def set_up_logging(form: LogFormat) -> None:
    """Write what this process logs to standard error: as text from warnings on, as JSON every request too."""
    level = logging.INFO if form is LogFormat.JSON else logging.WARNING
    logging.basicConfig(level=logging.WARNING, handlers=[log_handler(form)], force=True)
    logging.getLogger("ui").setLevel(level)
