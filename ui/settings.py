"""Every knob of a running assistant, read once from ``QA_…`` environment variables and passed on by hand."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from embeddings.errors import InputError
from qa.decide import Mode
from ui.logs import LogFormat

CHECKOUT = Path(__file__).resolve().parent.parent
STATIC = "static"  # the encoder that is a hundred times as fast and finds less
ROOT_PATH = r"^(/[\w.~-]+)*$"
HOSTS = r"^[\w.*:\[\]\- ]*(,[\w.*:\[\]\- ]*)*$"


def default_data_dir() -> Path:
    """Return ``data/`` of the checkout, or of the working folder where the package is installed alone."""
    bundled = CHECKOUT / "data"
    return bundled if (bundled / "articles").is_dir() else Path.cwd() / "data"


def default_threads() -> int:
    """Return how many threads the models get: more than four make one question slower, not faster."""
    return min(4, os.cpu_count() or 1)


class Settings(BaseSettings):
    """Where things lie, which models answer, and how much is let in."""

    model_config = SettingsConfigDict(env_prefix="QA_", frozen=True)

    data_dir: Path = Field(default_factory=default_data_dir)
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=0, le=65535)
    encoder: str | None = None  # None: the shipped one; STATIC; else a folder or a Hugging Face name
    reader: str | None = None  # None: the shipped one; else a folder or a Hugging Face name
    mode: Mode = Mode.BALANCED
    log: LogFormat = LogFormat.TEXT
    threads: int = Field(default_factory=default_threads, ge=1)
    keep_builds: int = Field(default=3, ge=1)
    max_upload_mb: int = Field(default=50, ge=1)
    root_path: str = Field(default="", pattern=ROOT_PATH)  # of the address at which a proxy serves this
    trusted_hosts: str = Field(default="", pattern=HOSTS)  # names besides the loopback ones and ``host``, by commas

    @property
    def trusted_names(self) -> tuple[str, ...]:
        """The names, besides its own, by which the server may be asked; ``*`` stands for any."""
        return tuple(filter(None, (name.strip() for name in self.trusted_hosts.split(","))))

    @property
    def articles_dir(self) -> Path:
        """The folder that every rebuild reads anew."""
        return self.data_dir / "articles"

    @property
    def collection_path(self) -> Path:
        """The articles of record."""
        return self.data_dir / "collection.sqlite"

    @property
    def replies_path(self) -> Path:
        """What was replied to writes that carried an ``Idempotency-Key``."""
        return self.data_dir / "replies.sqlite"

    @property
    def synonyms_path(self) -> Path:
        """The user's own words for the same thing, which may be missing."""
        return self.data_dir / "synonyms.txt"

    @property
    def builds_dir(self) -> Path:
        """The published builds and the pointer to the live one."""
        return self.data_dir / "builds"

    @property
    def models_dir(self) -> Path:
        """Where weights go that were trained further on the user's own questions."""
        return self.data_dir / "models"

    @property
    def golden_path(self) -> Path:
        """The golden questions of the bundled collection."""
        return self.data_dir / "questions" / "golden.json"

    @property
    def max_upload_bytes(self) -> int:
        """The largest request body and the largest file."""
        return self.max_upload_mb * 1024 * 1024


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 -- a field's own type, which pydantic checks
    """Return the settings of this process: those given (``None``: not given), else from the environment.

    A value that cannot be used is named in an ``InputError``.
    """
    said = {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings(**said)
    except ValidationError as error:
        faults = [str(fault["loc"][0]) for fault in error.errors()]
        names = "、".join(f"--{name}" if name in said else f"環境變數 QA_{name.upper()}" for name in faults)
        raise InputError(f"{names} 的值不能用，請改正或刪除後再執行。") from error
    for folder in (settings.data_dir, settings.builds_dir, settings.articles_dir):
        refuse_file_as_folder(folder)
    return settings


def refuse_file_as_folder(folder: Path) -> None:
    """Raise ``InputError`` if there is, or lies on the way to a folder, something that is no folder."""
    there = next((place for place in (folder, *folder.parents) if os.path.lexists(place)), None)
    if there is not None and not there.is_dir():
        raise InputError(
            f"資料夾 {folder} 不能用：{there} 不是資料夾。"
            "請把它移走或改名，或把環境變數 QA_DATA_DIR 改成另一個資料夾，再執行。"
        )
