"""Keys and roles by their values: what is stored, what is recognised, what a request needs, how often."""

import sqlite3
from pathlib import Path

import pytest

from embeddings.errors import InputError, NotFoundError
from ui.people.audit import latest, note
from ui.people.file import open_people
from ui.people.keys import Keys, Role
from ui.people.permissions import needed_role
from ui.people.rates import GUESSES, Rates


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.sqlite"


def test_a_key_is_recognised_until_it_is_revoked_and_its_secret_is_nowhere(path: Path) -> None:
    with Keys.open(path) as keys:
        assert not keys.exist()
        key, written = keys.create(" 王 小明\n", Role.EDITOR)
        assert (key.name, key.role, len(written)) == ("王 小明", Role.EDITOR, 59)
        found = keys.recognised(written)
        assert found is not None
        assert (found.id, found.role, found.used) == (key.id, Role.EDITOR, None)
        assert keys.listed()[0].used == key.created[:10]
        assert keys.revoke(key.id).revoked is not None
        assert keys.recognised(written) is None
        assert keys.valid(key.id) is None
        assert keys.exist()  # the server stays closed
    secret = written.split("_")[2]
    assert all(secret.encode() not in file.read_bytes() for file in path.parent.iterdir())


@pytest.mark.parametrize(
    "change", [str.upper, lambda written: written[:-1], lambda written: written + "x", lambda _: ""]
)
def test_what_is_written_otherwise_is_no_key(path: Path, change) -> None:
    with Keys.open(path) as keys:
        _, written = keys.create("甲", Role.READER)
        other, _ = keys.create("乙", Role.ADMIN)
        assert keys.recognised(change(written)) is None
        assert keys.recognised(f"qa_{other.id}_{written.split('_', 2)[2]}") is None


def test_two_keys_are_never_the_same_and_names_are_checked(path: Path) -> None:
    with Keys.open(path) as keys:
        assert len({keys.create("甲", Role.READER)[1] for _ in range(20)}) == 20
        for name in ("", "  ", "長" * 101):
            with pytest.raises(InputError, match="名稱"):
                keys.create(name, Role.READER)
        with pytest.raises(NotFoundError, match="qa keys list"):
            keys.revoke("none")


def test_each_role_may_do_what_those_below_it_may() -> None:
    allowed = {role: [needed for needed in Role if role.covers(needed)] for role in Role}
    assert allowed == {
        Role.READER: [Role.READER],
        Role.EDITOR: [Role.READER, Role.EDITOR],
        Role.ADMIN: [Role.READER, Role.EDITOR, Role.ADMIN],
    }


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("GET", "/healthz", None),
        ("POST", "/login", None),
        ("GET", "/", Role.READER),
        ("GET", "/api/v1/articles/x/source", Role.READER),
        ("POST", "/api/v1/answer", Role.READER),
        ("POST", "/api/v1/answer/batch", Role.READER),
        ("POST", "/api/v1/search", Role.READER),
        ("DELETE", "/api/v1/conversations/x", Role.READER),
        ("POST", "/v1/chat/completions", Role.READER),
        ("POST", "/gradio_api/queue/join", Role.READER),
        ("POST", "/gradio_api/upload", Role.EDITOR),
        ("POST", "/api/v1/articles", Role.EDITOR),
        ("PUT", "/api/v1/articles/x", Role.EDITOR),
        ("DELETE", "/api/v1/articles/x", Role.EDITOR),
        ("POST", "/api/v1/builds", Role.EDITOR),
        ("DELETE", "/api/v1/jobs/x", Role.EDITOR),
        ("POST", "/api/v1/builds/x/publish", Role.ADMIN),
        ("POST", "/api/v1/answers", Role.EDITOR),  # what nobody thought of is not for readers
        ("POST", "/something", Role.EDITOR),
        ("PURGE", "/", Role.EDITOR),
    ],
)
def test_what_a_request_needs(method: str, path: str, role: Role | None) -> None:
    assert needed_role(method, path) is role


def test_so_many_requests_pass_for_each_caller_and_then_they_wait() -> None:
    rates = Rates("3/minute")
    assert [rates.wait("甲") is None for _ in range(4)] == [True, True, True, False]
    assert 1 <= (rates.wait("甲") or 0) <= 61
    assert rates.wait("乙") is None
    assert all(Rates("").wait("甲") is None for _ in range(1000))


def test_so_many_wrong_keys_are_tried_from_an_address() -> None:
    rates, most = Rates(""), int(GUESSES.split("/")[0])
    for _ in range(most):
        assert rates.wait_to_guess("10.0.0.1") is None
        rates.guess("10.0.0.1")
    assert 1 <= (rates.wait_to_guess("10.0.0.1") or 0) <= 61
    assert rates.wait_to_guess("10.0.0.2") is None


def test_the_log_has_the_latest_first_and_does_not_grow_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.people.audit.KEPT", 3)
    with open_people(path) as people:
        for number in range(5):
            note(people, "key:1", "10.0.0.1", f"DELETE /api/v1/articles/{number}", 204)
        assert [(one.action[-1], one.status) for one in latest(people, 10)] == [("4", 204), ("3", 204), ("2", 204)]
        assert len(list(latest(people, 1))) == 1


def test_a_file_of_the_first_version_is_brought_up_and_kept(path: Path) -> None:
    with open_people(path) as people:
        people.connection.execute("INSERT INTO conversations VALUES ('c', '甲', '題', 't', 't')")
    with sqlite3.connect(path) as connection:
        later = "".join(f"DROP TABLE {table};" for table in ("exams", "keys", "audit", "feedback"))
        connection.executescript(f"{later} PRAGMA user_version = 1")
    connection.close()
    with Keys.open(path) as keys:
        keys.create("甲", Role.READER)
    with open_people(path) as people:
        assert people.rows("SELECT title FROM conversations") == [("題",)]
