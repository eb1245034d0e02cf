"""Behind a real nginx on a sub-path, and what the files for Docker and systemd say."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from socket import create_server

import httpx
import pytest
import yaml

from embeddings.errors import InputError, ModelError
from embeddings.progress import ignore
from tests.fakes.services import tiny_settings
from tests.fakes.serving import serving
from ui import wiring
from ui.app import create_app
from ui.rebuild import rebuild
from ui.settings import load_settings
from ui.wiring import open_services

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "ui" / "deploy"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
WHOLE = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; {location} }}
}}
"""


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that nginx serves the assistant at, with the file that ships."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    settings = tiny_settings(folder, root_path="/qa")
    rebuild(settings, ignore)
    with serving(create_app(open_services(settings)), lifespan=True, root_path="/qa") as inside:
        location = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("http://127.0.0.1:8000", inside)
        port = free_port()
        (folder / "nginx.conf").write_text(WHOLE.format(folder=folder, port=port, location=location), encoding="utf-8")
        command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        process = subprocess.Popen(command)
        try:
            address = f"http://127.0.0.1:{port}/qa"
            wait_for(f"{address}/healthz")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            if httpx.get(address, timeout=30).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def test_the_api_works_on_a_sub_path(outside: str) -> None:
    asked = {"question": "掌上書房哪天開通"}
    assert httpx.post(f"{outside}/api/v1/answer", json=asked, timeout=60).json()["question"] == asked["question"]
    with httpx.stream("POST", f"{outside}/api/v1/answer/stream", json=asked, timeout=60) as stream:
        assert next(stream.iter_lines()) == "event: retrieved"
    body = {"title": "公告", "text": "本館五月一日休館。"}
    keyed = [httpx.post(f"{outside}/api/v1/articles", json=body, headers={"idempotency-key": "k"}) for _ in range(2)]
    assert keyed[1].headers["idempotency-replayed"] == "true"
    made = keyed[0].headers["location"]
    assert made.startswith("/qa/api/v1/articles/")
    assert httpx.get(httpx.URL(outside).join(made)).json()["title"] == "公告"
    wrong = httpx.post(f"{outside}/v1/chat/completions", json={"model": "none", "messages": [{"role": "user"}]})
    assert wrong.json()["error"]["code"] == "model_not_found"


def test_the_page_and_the_description_work_on_a_sub_path(outside: str) -> None:
    assert httpx.get(outside).headers["location"].endswith("/qa/")
    page = httpx.get(f"{outside}/", timeout=60)
    assert page.status_code == 200
    assets = set(re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', page.text))
    assert assets
    for asset in assets:
        assert httpx.get(httpx.URL(f"{outside}/").join(asset)).is_success, asset
    config = httpx.get(f"{outside}/config", timeout=60).json()
    assert config["root"].endswith("/qa")
    docs = httpx.get(f"{outside}/docs").text
    assert "/qa/openapi.json" in docs
    assert httpx.get(f"{outside}/openapi.json").json()["servers"] == [{"url": "/qa"}]


def test_the_doors_hold_behind_the_proxy(outside: str) -> None:
    host = httpx.URL(outside).netloc.decode()
    own = httpx.get(f"{outside}/readyz", headers={"origin": f"http://{host}"})
    assert own.status_code == 200
    assert httpx.get(f"{outside}/readyz", headers={"origin": "http://evil.example"}).status_code == 403
    assert httpx.get(f"{outside}/readyz", headers={"host": "evil.example"}).status_code == 403
    visit = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert httpx.get(f"{outside}/", headers=visit, timeout=60).status_code == 200


@pytest.mark.parametrize("path", ["qa", "/qa/", "/", "/q a", "//", "/qa?x"])
def test_a_sub_path_that_cannot_be_one_is_named(path: str) -> None:
    with pytest.raises(InputError, match="--root_path"):
        load_settings(root_path=path)


def test_the_container_runs_as_nobody_on_a_root_that_it_cannot_write() -> None:
    service = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["qa"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert all(one.startswith("127.0.0.1:") for one in service["ports"])
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER qa" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    copied = {
        part for line in lines if line.startswith("COPY ") and "--from" not in line for part in line.split()[1:-1]
    }
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {part for part in copied if not part.startswith("--")} <= {line[1:] for line in allowed if line[0] == "!"}


def test_the_healthcheck_of_the_container_tells_a_living_server_from_a_dead_one(outside: str) -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    command = json.loads(re.search(r"CMD (\[\"python.*\])", text)[1])[2]
    alive = command.replace("http://127.0.0.1:8000", outside)
    dead = command.replace("127.0.0.1:8000", f"127.0.0.1:{free_port()}")
    assert subprocess.run([sys.executable, "-c", alive], check=False).returncode == 0
    assert subprocess.run([sys.executable, "-c", dead], check=False, stderr=subprocess.DEVNULL).returncode != 0


def test_the_unit_is_one_that_systemd_reads(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed")
    text = (DEPLOY / "qa.service").read_text(encoding="utf-8")
    unit = tmp_path / "qa.service"
    unit.write_text(text.replace("/opt/qa/bin/qa", sys.executable), encoding="utf-8")
    environment = {**os.environ, "SYSTEMD_LOG_LEVEL": "warning"}
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False, env=environment)
    assert [line for line in done.stderr.splitlines() if "qa.service" in line] == []


def test_a_model_that_needs_what_is_not_installed_says_what_to_install() -> None:
    with pytest.raises(ModelError, match=r"\.\[models\]"), wiring.models_installed():
        raise ModuleNotFoundError("No module named 'torch'", name="torch")
