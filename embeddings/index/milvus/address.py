"""Where Milvus is: ``milvus://host:19530/name``, or the path of a file for Milvus Lite."""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from embeddings.errors import InputError

SCHEMES = {"milvus": "http", "milvus+tls": "https"}
PORT = 19530
NAME = re.compile(r"[A-Za-z_]\w{0,127}", re.ASCII)
IN_FILE = "qa"  # the name of what is in a file
EXAMPLES = "例如 milvus://10.0.0.5:19530/articles（伺服器），或 data/milvus.db（單機試用的檔案）"


@dataclass(frozen=True, slots=True)
class Address:
    """A server or a file, and the name that collections begin with, which the live one is also called by."""

    uri: str
    name: str
    is_file: bool
    token: str = field(default="", repr=False)  # user:password

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Return what ``QA_STORE`` says; raise ``InputError`` if it says nothing that can be used."""
        if "://" not in text:
            if not text.endswith(".db"):
                raise InputError(f"QA_STORE 的檔案 {text!r} 要以 .db 結尾：{EXAMPLES}。")
            return cls(text, IN_FILE, is_file=True)
        try:
            parts = urlsplit(text)
            scheme, port, name = SCHEMES[parts.scheme], parts.port or PORT, parts.path.strip("/")
        except (ValueError, KeyError) as error:
            raise InputError(f"QA_STORE 的網址不能用：{EXAMPLES}。") from error
        if not parts.hostname or not NAME.fullmatch(name):
            raise InputError(f"QA_STORE 的網址要有主機與集合名稱（英文字母、數字、底線）：{EXAMPLES}。")
        return cls(f"{scheme}://{_host(parts)}:{port}", name, is_file=False, token=_token(parts))

    def __str__(self) -> str:
        """Return where it is, without the password."""
        return self.uri


def _host(parts: SplitResult) -> str:
    return f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)


def _token(parts: SplitResult) -> str:
    return "" if parts.username is None else f"{unquote(parts.username)}:{unquote(parts.password or '')}"
