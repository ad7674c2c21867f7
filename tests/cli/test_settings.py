"""Each setting that cannot work ends the process with one sentence."""

import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import create_environ, run_wsgi_app

from portal import ROOT
from portal.config import Settings, SettingsError
from tests.disks import small_disk
from tests.test_documents import settings_read

SECRET = "0123456789 a secret that is long enough"
PRODUCTION = {"PORTAL_ENV": "production", "SECRET_KEY": SECRET, "TRUSTED_HOSTS": "musoya.example"}

# For each setting, what is wrong with a value and how the environment looks with it.
WRONG: list[tuple[str, dict[str, str]]] = [
    ("PORTAL_ENV", {"PORTAL_ENV": "prod"}),
    ("SECRET_KEY", {**PRODUCTION, "SECRET_KEY": ""}),
    ("SECRET_KEY", {**PRODUCTION, "SECRET_KEY": "short"}),
    ("SECRET_KEY", {"HOST": "192.0.2.1", "PROXY_HOPS": "1"}),
    ("TRUSTED_HOSTS", {**PRODUCTION, "TRUSTED_HOSTS": ""}),
    ("TRUSTED_HOSTS", {"TRUSTED_HOSTS": "https://musoya.example"}),
    ("TRUSTED_HOSTS", {"TRUSTED_HOSTS": "musoya.example:443"}),
    ("TRUSTED_HOSTS", {"TRUSTED_HOSTS": "*"}),
    ("HOST", {"HOST": "203.0.113.1", "SECRET_KEY": SECRET}),
    ("HOST", {"HOST": "::", "SECRET_KEY": SECRET}),
    ("HOST", {"HOST": "http://127.0.0.1"}),
    ("HOST", {"HOST": "127.0.0.1:8000"}),
    ("PORT", {"PORT": "99999"}),
    ("PORT", {"PORT": "0"}),
    ("PORT", {"PORT": "http"}),
    ("PORT", {"PORT": "9" * 5000}),
    ("WEB_WORKERS", {"WEB_WORKERS": "0"}),
    ("WEB_WORKERS", {"WEB_WORKERS": "1000"}),
    ("WEB_WORKERS", {"WEB_WORKERS": "-2"}),
    ("WEB_THREADS", {"WEB_THREADS": "0"}),
    ("WEB_THREADS", {"WEB_THREADS": "100000"}),
    ("PROXY_HOPS", {"PROXY_HOPS": "99"}),
    ("SECURE_COOKIES", {"SECURE_COOKIES": "perhaps"}),
    ("SITE_NAME", {"SITE_NAME": "   "}),
    ("SITE_NAME", {"SITE_NAME": "M" * 200}),
    ("SITE_NAME", {"SITE_NAME": "a\nb"}),
    ("PUBLIC_URL", {"PUBLIC_URL": "musoya.example"}),
    ("PUBLIC_URL", {"PUBLIC_URL": "https://musoya.example/fr/"}),
    ("SECURITY_CONTACT", {"SECURITY_CONTACT": "security@musoya.example"}),
    ("SECURITY_CONTACT", {"SECURITY_CONTACT": "mailto:a@musoya.example\nExpires: never"}),
    ("EXIT_URL", {"EXIT_URL": "wikipedia.org"}),
    ("EXIT_URL", {"EXIT_URL": "javascript:alert(1)"}),
    ("EXIT_URL", {"EXIT_URL": "https://{country}.wikipedia.org/"}),
    ("EXIT_URL", {"EXIT_URL": 'https://example.org/"onclick="x'}),
    ("EXIT_URL", {"EXIT_URL": f"https://example.org/{'x' * 200}"}),
    ("MAX_UPLOAD_MB", {"MAX_UPLOAD_MB": "0"}),
    ("UPLOAD_QUOTA_MB", {"UPLOAD_QUOTA_MB": "0"}),
    ("UPLOAD_DAYS", {"UPLOAD_DAYS": "0"}),
    ("UPLOAD_DAYS", {"UPLOAD_DAYS": "1000"}),
    ("SPARE_DISK_MB", {"SPARE_DISK_MB": "99999999"}),
    ("PAGE_MEMORY_MB", {"PAGE_MEMORY_MB": "99999"}),
    ("SESSION_DAYS", {"SESSION_DAYS": "0"}),
    ("SESSION_DAYS", {"SESSION_DAYS": "100000"}),
    ("LOG_LEVEL", {"LOG_LEVEL": "LOUD"}),
    ("DEMO_PASSWORD", {"DEMO_PASSWORD": "short"}),
    ("DATABASE_URL", {"DATABASE_URL": "nonsense"}),
    ("QUEUE_URL", {"QUEUE_URL": "http://127.0.0.1"}),
    ("QUEUE_URL", {"QUEUE_URL": "nonsense"}),
    ("DATA_DIR", {"DATA_DIR": "/etc/hostname/var"}),
]

# What only a command finds out.
OUT_OF_REACH = [
    ("DATABASE_URL", "unknown://127.0.0.1/musoya", "SQLAlchemy does not know"),
    ("DATABASE_URL", "postgresql://127.0.0.1/musoya", "needs the Python package"),
    ("DATABASE_URL", "postgresql://127.0.0.1:port/musoya", "is not an address"),
    ("DATABASE_URL", "sqlite:////etc", "does not answer"),
    ("DATABASE_URL", "sqlite:////nowhere/at/all.sqlite", "does not answer"),
    ("DATABASE_URL", f"sqlite:///{ROOT}/README.md", "does not answer"),
    ("QUEUE_URL", "redis://127.0.0.1:1/0", "'redis'"),
    ("DATA_DIR", "/etc/hostname", "cannot be made"),
    ("DATA_DIR", "/proc/musoya", "cannot be made"),
]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the site with these settings alone."""
    return subprocess.run(
        [sys.executable, "-m", "portal", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert done.returncode != 0
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    for part in parts:
        assert part in done.stderr


@pytest.mark.parametrize(("name", "environment"), WRONG)
def test_a_wrong_value_is_refused_by_name(name: str, environment: dict[str, str]) -> None:
    if name == "DATA_DIR":
        assert_one_sentence(run("setup", **environment), name)
        return
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(environment)
    assert str(refused.value).startswith(name)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 6000


def test_every_setting_has_a_value_that_is_refused() -> None:
    assert set(settings_read()) == {name for name, _environment in WRONG}


@pytest.mark.parametrize(
    "environment",
    [
        {},
        PRODUCTION,
        {**PRODUCTION, "HOST": "203.0.113.1", "PROXY_HOPS": "1"},
        {"HOST": "::1"},
        {"TRUSTED_HOSTS": "musoya.example, .musoya.example 127.0.0.1"},
        {"SITE_NAME": "  Réseau ɲɛnamaya  "},
        {"PORT": "65535", "WEB_WORKERS": "1", "PAGE_MEMORY_MB": "0"},
        {"DATABASE_URL": "postgresql+psycopg://m:p@127.0.0.1/m", "QUEUE_URL": "redis://127.0.0.1"},
    ],
)
def test_a_good_value_is_taken(environment: dict[str, str]) -> None:
    Settings.from_environment(environment)


@pytest.mark.parametrize("command", ["setup", "serve"])
@pytest.mark.parametrize(("name", "value"), [("PORT", "99999"), ("HOST", "203.0.113.1")])
def test_a_process_ends_with_the_sentence(
    tmp_path: Path, command: str, name: str, value: str
) -> None:
    environment = {"DATA_DIR": str(tmp_path), "SECRET_KEY": SECRET, name: value}
    assert_one_sentence(run(command, **environment), f"portal: {name}")


@pytest.mark.parametrize(("name", "value", "part"), OUT_OF_REACH)
def test_what_cannot_be_reached_is_named(tmp_path: Path, name: str, value: str, part: str) -> None:
    environment = {"DATA_DIR": str(tmp_path), name: value}
    assert_one_sentence(run("setup", **environment), name, part)


def test_a_password_in_an_address_is_not_printed(tmp_path: Path) -> None:
    url = "postgresql://musoya:hidden-word@127.0.0.1:1/musoya"
    done = run("setup", DATA_DIR=str(tmp_path), DATABASE_URL=url)
    assert "hidden-word" not in done.stderr + done.stdout


def test_a_data_folder_on_a_disk_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size="1m") as disk:
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        assert_one_sentence(run("setup", DATA_DIR=str(disk)), "DATA_DIR", "cannot write")
        assert_one_sentence(run("setup", DATA_DIR=str(disk / "x")), "DATA_DIR", "Read-only")


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    assert run("setup", DATA_DIR=str(tmp_path)).returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        done = run("serve", DATA_DIR=str(tmp_path), PORT=port)
    assert done.returncode != 0
    assert port in done.stderr
    assert "Traceback" not in done.stderr


IMPOSSIBLE_HOSTS = ["a" * 260, "a" * 64 + ".example", "..", ".example", "xn--a"]
STRANGE_HOSTS = ["evil.example", "musoya.example.evil.example", ""]


@pytest.mark.parametrize("host", [*STRANGE_HOSTS, *IMPOSSIBLE_HOSTS])
@pytest.mark.parametrize("trusted", [("musoya.example",), ()])
def test_a_strange_host_is_refused(settings: Settings, host: str, trusted: tuple[str, ...]) -> None:
    from portal import create_app

    app = create_app(replace(settings, trusted_hosts=trusted))
    style = app.extensions["assets"].url("portal.css")
    for path in ("/", "/fr/login", "/healthz", "/nowhere", style):
        environ = create_environ(path, headers={"Host": host})
        body, status, headers = run_wsgi_app(app, environ, buffered=True)
        is_refused = status.startswith("400") and b"not the address" in b"".join(body)
        assert is_refused == bool(trusted or host in IMPOSSIBLE_HOSTS), path
        assert status < "500" or path == "/healthz"
        assert "X-Content-Type-Options" in headers
