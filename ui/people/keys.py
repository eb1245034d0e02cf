"""Keys: who may do what. A key is shown once and stored as its hash; whoever has the file cannot use it.

A key is 256 random bits, so that one round of SHA-256 is enough: there is nothing to guess, as there is of passwords.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Self

from embeddings.database import Repository
from embeddings.errors import InputError, NotFoundError
from ui.people.file import now, open_people

WRITTEN = re.compile(r"qa_([0-9a-f]{12})_([\w-]{43})", re.ASCII)
LONGEST_NAME = 100


class Role(StrEnum):
    """What somebody may do; each may do what those before it may."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, needed: "Role") -> bool:
        """Return whether this role may do what needs another."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret; ``used`` is the day of its last use, ``revoked`` when it was taken back."""

    id: str
    name: str
    role: Role
    created: str
    used: str | None = None
    revoked: str | None = None


_COLUMNS = "id, name, role, created, used, revoked"


class Keys(Repository):
    """All keys."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the keys in a file; raise ``PeopleError`` if that cannot be used."""
        return cls(open_people(path))

    def create(self, name: str, role: Role) -> tuple[Key, str]:
        """Return a new key, and what it is written as, which cannot be had again; ``InputError`` for a bad name."""
        name = " ".join(name.split())
        if not 0 < len(name) <= LONGEST_NAME:
            raise InputError(f"鑰匙要有名稱，最多 {LONGEST_NAME} 個字，例如 qa keys create 王小明。")
        key, secret = Key(token_hex(6), name, role, now()), token_urlsafe(32)
        with self._database.writing() as connection:
            row = (key.id, key.name, key.role, key.created, hashed(secret))
            connection.execute("INSERT INTO keys (id, name, role, created, hash) VALUES (?, ?, ?, ?, ?)", row)
        return key, f"qa_{key.id}_{secret}"

    def listed(self) -> list[Key]:
        """Return all keys, revoked ones too, oldest first."""
        return [key_of(*row) for row in self._database.rows(f"SELECT {_COLUMNS} FROM keys ORDER BY created, id")]

    def exist(self) -> bool:
        """Return whether there ever was a key: from then on the server asks for one, though all are revoked."""
        return bool(self._database.rows("SELECT 1 FROM keys LIMIT 1"))

    def revoke(self, id: str) -> Key:
        """Take a key back at once and return it; raise ``NotFoundError`` if there is none of that id."""
        with self._database.writing() as connection:
            connection.execute("UPDATE keys SET revoked = coalesce(revoked, ?) WHERE id = ?", (now(), id))
        found = self._database.rows(f"SELECT {_COLUMNS} FROM keys WHERE id = ?", (id,))
        if not found:
            raise NotFoundError(f"沒有編號為「{id}」的鑰匙：用 qa keys list 查看有哪些。")
        return key_of(*found[0])

    def valid(self, id: str) -> Key | None:
        """Return the key of that id, ``None`` if there is none or it is revoked."""
        found = self._database.rows(f"SELECT {_COLUMNS} FROM keys WHERE id = ? AND revoked IS NULL", (id,))
        return key_of(*found[0]) if found else None

    def recognised(self, written: str) -> Key | None:
        """Return the key that is written so, ``None`` if it is none of ours, or revoked; note the day."""
        parts = WRITTEN.fullmatch(written)
        if parts is None:
            return None
        rows = self._database.rows("SELECT hash FROM keys WHERE id = ?", (parts[1],))
        if not rows or not compare_digest(rows[0][0], hashed(parts[2])):
            return None
        key = self.valid(parts[1])
        today = now()[:10]
        if key is not None and key.used != today:
            with self._database.writing() as connection:
                connection.execute("UPDATE keys SET used = ? WHERE id = ?", (today, key.id))
        return key


def key_of(id: str, name: str, role: str, created: str, used: str | None, revoked: str | None) -> Key:
    """Return a row as a key."""
    return Key(id, name, Role(role), created, used, revoked)


def hashed(secret: str) -> bytes:
    """Return what is stored of a secret."""
    return sha256(secret.encode()).digest()
