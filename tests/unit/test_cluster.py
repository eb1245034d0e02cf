"""A cluster's file, which cannot be run here, is held to its own names, our settings, and what it must not have."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from embeddings.index.milvus.address import Address
from embeddings.index.milvus.lexical import Lexical, lexical_of
from ui.settings import Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "compose.cluster.yaml").read_text(encoding="utf-8")
CLUSTER: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = CLUSTER["services"]
API = {name for name, service in SERVICES.items() if "QA_STORE" in service.get("environment", {})}
KEYS = {
    "build",
    "image",
    "command",
    "environment",
    "volumes",
    "configs",
    "ports",
    "depends_on",
    "healthcheck",
    "restart",
}


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_only_keys_that_compose_knows_and_starts_again(name):
    assert set(SERVICES[name]) <= KEYS
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_is_there_and_says_when_it_is_well(name):
    for other, when in SERVICES[name].get("depends_on", {}).items():
        assert when == {"condition": "service_healthy"}
        check = SERVICES[other]["healthcheck"]
        assert check["test"][0] == "CMD"
        assert seconds(check["timeout"]) < seconds(check["interval"])


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_has_a_version(name):
    assert re.search(r":(?!latest$)[\w.-]+$", SERVICES[name]["image"])


def test_every_volume_and_config_that_is_used_is_declared_and_every_one_declared_is_used():
    used = {one.split(":")[0] for service in SERVICES.values() for one in service.get("volumes", [])}
    assert used == set(CLUSTER["volumes"])
    configs = {one["source"] for service in SERVICES.values() for one in service.get("configs", [])}
    assert configs == set(CLUSTER["configs"])


def test_two_processes_answer_with_one_set_of_settings_that_we_have():
    assert len(API) == 2
    first, second = (SERVICES[name]["environment"] for name in sorted(API))
    assert first == second
    assert {name.removeprefix("QA_").lower() for name in first} <= set(Settings.model_fields)


def test_they_ask_a_milvus_of_the_cluster_whose_version_can_search_for_words():
    address = Address.parse(SERVICES["api"]["environment"]["QA_STORE"])
    host = address.uri.removeprefix("http://").split(":")[0]
    assert lexical_of(SERVICES[host]["image"].split(":")[-1], is_lite=False) is Lexical.SERVER
    assert host in SERVICES["api"]["depends_on"]


def test_they_share_their_folder():
    folder = SERVICES["api"]["environment"]["QA_DATA_DIR"]
    assert all(f"articles:{folder}" in SERVICES[name]["volumes"] for name in API)


def test_the_proxy_knows_every_one_of_them_and_passes_the_host_on():
    content = CLUSTER["configs"]["nginx"]["content"]
    assert set(re.findall(r"server ([\w-]+):8000", content)) == API
    assert "proxy_set_header Host $$http_host" in content  # $$ is a $ to compose
    assert set(SERVICES["nginx"]["depends_on"]) == API


def test_only_the_proxy_is_reached_from_outside_and_from_this_host_alone():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(ports) == {"nginx"}
    assert all(port.startswith("127.0.0.1:") for port in ports["nginx"])


def test_no_password_is_written_down():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY|USER", name):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), name


def test_the_file_says_that_it_was_not_run_and_what_was():
    assert "NOT RUN" in TEXT
    assert "2.3.5" in TEXT
