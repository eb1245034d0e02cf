from pathlib import Path

import pytest

from embeddings.errors import InputError
from qa.decide import Mode
from ui.settings import CHECKOUT, load_settings


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QA_DATA_DIR", "QA_PORT", "QA_MODE", "QA_READER", "QA_TRUSTED_HOSTS", "QA_HOST"):
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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QA_PORT", "eighty"),
        ("QA_PORT", "70000"),
        ("QA_MODE", "bold"),
        ("QA_HOST", ""),
        ("QA_TRUSTED_HOSTS", "https://qa.example"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=name):
        load_settings()


@pytest.mark.parametrize("port", [99999, -1])
def test_a_bad_option_is_named_as_it_was_given(port: int) -> None:
    with pytest.raises(InputError, match="--port 的值不能用"):
        load_settings(port=port)


@pytest.mark.parametrize("below", ["", "inner"])
def test_a_data_folder_that_is_a_file_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, below: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("QA_DATA_DIR", str(tmp_path / "file" / below))
    with pytest.raises(InputError, match=r"不是資料夾.*QA_DATA_DIR"):
        load_settings()


def test_trusted_names_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().trusted_names == ()
    monkeypatch.setenv("QA_TRUSTED_HOSTS", "qa.example, [::1] ,*.example.org,")
    assert load_settings().trusted_names == ("qa.example", "[::1]", "*.example.org")


def test_builds_on_a_server_lie_apart_and_what_is_hidden_is_hidden_in_both(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, store="milvus://host:19530/articles")
    assert settings.builds_dir == tmp_path / "builds-articles"
    assert settings.embedded_dir == tmp_path / "builds"


@pytest.mark.parametrize("value", ["milvus://host", "http://host/a", "folder/"])
def test_a_store_that_is_no_address_is_told_at_once(tmp_path: Path, value: str) -> None:
    with pytest.raises(InputError, match="QA_STORE"):
        load_settings(data_dir=tmp_path, store=value)
