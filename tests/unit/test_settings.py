from pathlib import Path

import pytest

from embeddings.errors import InputError
from qa.decide import Mode
from ui.settings import CHECKOUT, load_settings


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QA_DATA_DIR", "QA_PORT", "QA_MODE", "QA_READER"):
        monkeypatch.delenv(name, raising=False)


def test_the_checkout_answers_from_its_own_data() -> None:
    settings = load_settings()
    assert settings.data_dir == CHECKOUT / "data"
    assert settings.host == "127.0.0.1"
    assert settings.mode is Mode.BALANCED
    assert settings.reader is None


def test_the_environment_sets_what_it_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("QA_MODE", "strict")
    settings = load_settings()
    assert settings.builds_dir == tmp_path / "builds"
    assert settings.mode is Mode.STRICT


@pytest.mark.parametrize(("name", "value"), [("QA_PORT", "eighty"), ("QA_PORT", "70000"), ("QA_MODE", "bold")])
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=name):
        load_settings()
