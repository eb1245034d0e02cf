import os
from pathlib import Path

import pytest

from embeddings.errors import InputError
from qa.decide import Mode
from ui.settings import CHECKOUT, load_settings
from ui.wiring import environment_of


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)


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
    with pytest.raises(InputError, match=r"--port 的值不能用.*--port 要是 0 到 65535 的整數"):
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


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("QA_PORT", "0", "port", 0),
        ("QA_PORT", "65535", "port", 65535),
        ("QA_MODE", "loose", "mode", Mode.LOOSE),
        ("QA_THREADS", "2", "threads", 2),
        ("QA_KEEP_BUILDS", "1", "keep_builds", 1),
        ("QA_MAX_UPLOAD_MB", "5", "max_upload_bytes", 5 * 1024 * 1024),
        ("QA_ENCODER", "static", "encoder", "static"),
    ],
)
def test_every_knob_is_turned_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(load_settings(), field) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("QA_THREADS", "0"), ("QA_THREADS", "many"), ("QA_KEEP_BUILDS", "0"), ("QA_MAX_UPLOAD_MB", "-1")],
        *[("QA_PORT", "8000.5"), ("QA_MODE", "STRICT"), ("QA_TRUSTED_HOSTS", "a/b"), ("QA_TRUSTED_HOSTS", "a\nb")],
    ],
)
def test_a_value_out_of_range_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=f"環境變數 {name} 的值不能用，請改正"):
        load_settings()


def test_what_is_given_goes_before_the_environment_and_none_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_PORT", "9001")
    assert load_settings(port=9002).port == 9002
    assert load_settings(port=None).port == 9001


def test_several_faults_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_MODE", "bold")
    with pytest.raises(InputError, match=r"(?=.*--port)(?=.*環境變數 QA_MODE)"):
        load_settings(port=-1)


def test_everything_of_a_collection_lies_in_its_data_folder(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    places = (
        *(settings.articles_dir, settings.collection_path, settings.synonyms_path),
        *(settings.builds_dir, settings.models_dir, settings.golden_path),
    )
    assert len(set(places)) == 6
    assert all(place.is_relative_to(tmp_path) for place in places)


@pytest.mark.parametrize("name", ["articles", "builds"])
def test_a_file_where_a_folder_of_the_data_should_be_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(InputError, match=rf"{tmp_path / name} 不是資料夾"):
        load_settings(data_dir=tmp_path)


def test_a_link_that_leads_nowhere_is_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="不是資料夾"):
        load_settings(data_dir=tmp_path / "link")


def test_another_process_has_the_same_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, mode=Mode.STRICT, port=9003, trusted_hosts="qa.example")
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings


def test_builds_on_a_server_lie_apart_and_what_is_hidden_is_hidden_in_both(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, store="milvus://host:19530/articles")
    assert settings.builds_dir == tmp_path / "builds-articles"
    assert settings.embedded_dir == tmp_path / "builds"


@pytest.mark.parametrize("value", ["milvus://host", "http://host/a", "folder/"])
def test_a_store_that_is_no_address_is_told_at_once(tmp_path: Path, value: str) -> None:
    with pytest.raises(InputError, match="QA_STORE"):
        load_settings(data_dir=tmp_path, store=value)
