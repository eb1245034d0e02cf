"""The settings of a running assistant, read once from ``QA_…`` environment variables and passed on explicitly."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from embeddings.errors import InputError
from embeddings.index.milvus.address import Address
from qa.decide import Mode
from ui.logs import LogFormat
from ui.people.keys import Role

CHECKOUT = Path(__file__).resolve().parent.parent
STATIC = "static"  # the encoder that is a hundred times as fast and finds less
RATE = r"^([1-9]\d{0,5}/(second|minute|hour|day))?$"
ROOT_PATH = r"^(/[\w.~-]+)*$"
HOSTS = r"^[\w.*:\[\]\- ]*(,[\w.*:\[\]\- ]*)*$"

# The values that a setting may have, for messages.
ALLOWED = {
    "port": " 0 到 65535 的整數",
    "mode": " strict、balanced、loose 其中之一",
    "workers": " 1 到 64 的整數",
    "threads": " 1 以上的整數",
    "keep_builds": " 1 以上的整數",
    "max_upload_mb": " 1 以上的整數",
}


def default_data_dir() -> Path:
    """Return ``data/`` of the checkout, or of the working folder if the package is installed without one."""
    bundled = CHECKOUT / "data"
    return bundled if (bundled / "articles").is_dir() else Path.cwd() / "data"


def default_threads() -> int:
    """Return the number of threads for the models: more than four make a single question slower."""
    return min(4, os.cpu_count() or 1)


class Settings(BaseSettings):
    """Paths, models, and limits."""

    model_config = SettingsConfigDict(env_prefix="QA_", frozen=True)

    data_dir: Path = Field(default_factory=default_data_dir)
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=0, le=65535)
    encoder: str | None = None  # None: the shipped one; STATIC; else a folder or a Hugging Face name
    reader: str | None = None  # None: the shipped one; else a folder or a Hugging Face name
    store: str | None = None  # None: files of the data folder; else where Milvus is
    mode: Mode = Mode.BALANCED
    log: LogFormat = LogFormat.TEXT
    threads: int = Field(default_factory=default_threads, ge=1)
    workers: int = Field(default=1, ge=1, le=64)  # processes that answer; one answers in the serving process itself
    keep_builds: int = Field(default=3, ge=1)
    max_upload_mb: int = Field(default=50, ge=1)
    anyone: Role | None = (
        None  # what somebody without a key may do; None: all on this machine alone until there is a key
    )
    rate_limit: str = Field(default="600/minute", pattern=RATE)  # of each key, or address without one; empty: none
    root_path: str = Field(default="", pattern=ROOT_PATH)  # of the address at which a proxy serves this
    trusted_hosts: str = Field(default="", pattern=HOSTS)  # names besides the loopback ones and ``host``, by commas

    @property
    def trusted_names(self) -> tuple[str, ...]:
        """The host names, besides its own, that the server accepts; ``*`` accepts any."""
        return tuple(filter(None, (name.strip() for name in self.trusted_hosts.split(","))))

    @property
    def articles_dir(self) -> Path:
        """The folder that every rebuild synchronises with."""
        return self.data_dir / "articles"

    @property
    def collection_path(self) -> Path:
        """The database of the collection."""
        return self.data_dir / "collection.sqlite"

    @property
    def people_path(self) -> Path:
        """What is kept of those who ask: their conversations, feedback and keys."""
        return self.data_dir / "people.sqlite"

    @property
    def replies_path(self) -> Path:
        """What was replied to writes that carried an ``Idempotency-Key``."""
        return self.data_dir / "replies.sqlite"

    @property
    def synonyms_path(self) -> Path:
        """The file of the user's own synonyms, which may be missing."""
        return self.data_dir / "synonyms.txt"

    @property
    def milvus(self) -> Address | None:
        """Where passages are stored, if not in files; raise ``InputError`` if that is no address."""
        return None if self.store is None else Address.parse(self.store)

    @property
    def builds_dir(self) -> Path:
        """The builds and the pointer to the live one; each store has its own folder, so that one can switch back."""
        return self.embedded_dir if self.milvus is None else self.data_dir / f"builds-{self.milvus.name}"

    @property
    def embedded_dir(self) -> Path:
        """The folder of builds in local files, which also has the tombstones of all builds."""
        return self.data_dir / "builds"

    @property
    def models_dir(self) -> Path:
        """The folder for weights fine-tuned on the user's own questions."""
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
    """Return the settings of this process: those given (``None`` means not given), else from the environment.

    Raises ``InputError`` that names an invalid value.
    """
    said = {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings(**said)
    except ValidationError as error:
        faults = [str(fault["loc"][0]) for fault in error.errors()]
        names = [f"--{name}" if name in said else f"環境變數 QA_{name.upper()}" for name in faults]
        allowed = "".join(
            f"{told} 要是{ALLOWED[name]}。" for told, name in zip(names, faults, strict=True) if name in ALLOWED
        )
        raise InputError(f"{'、'.join(names)} 的值不能用，請改正或刪除後再執行。{allowed}") from error
    for folder in (settings.data_dir, settings.embedded_dir, settings.builds_dir, settings.articles_dir):
        refuse_file_as_folder(folder)
    return settings


def refuse_file_as_folder(folder: Path) -> None:
    """Raise ``InputError`` if a folder's path, or a part of it, exists and is not a folder."""
    there = next((place for place in (folder, *folder.parents) if os.path.lexists(place)), None)
    if there is not None and not there.is_dir():
        raise InputError(
            f"資料夾 {folder} 不能用：{there} 不是資料夾。"
            "請把它移走或改名，或把環境變數 QA_DATA_DIR 改成另一個資料夾，再執行。"
        )
