"""An upgrade and a stop while people read: nobody gets an error."""

import os
import signal
from pathlib import Path

from portal.config import Settings
from tests.serving.conftest import Serve, Served, Visitors, wait_for

SECONDS_TO_STOP = 15  # on a machine that runs other tests; 3 when it is quiet


def reload(site: Served) -> None:
    """Send HUP and wait until only the new generation runs."""
    before = set(site.pids("portal-parent"))
    site.process.send_signal(signal.SIGHUP)
    wait_for(lambda: site.pids("portal-parent") and not before & set(site.pids("portal-parent")))


def test_upgrade_by_reload_answers_throughout(serve: Serve, tree: Path) -> None:
    site = serve(tree)
    visitors = Visitors(site)
    page = tree / "templates" / "layouts" / "base.html"
    page.write_text(page.read_text().replace("<body", "<body data-version='2'"))
    assert "data-version" not in site.get("/en/login")[1]
    assert site.run("setup").returncode == 0
    reload(site)
    assert "data-version" in site.get("/en/login")[1]
    outcomes = visitors.leave()
    assert set(outcomes) == {200}
    assert "the new version answers" in site.log.read_text()


def test_reload_hands_over_to_one_new_worker(serve: Serve) -> None:
    site = serve()
    (first,) = site.pids("portal-worker")
    reload(site)
    wait_for(lambda: len(site.pids("portal-worker")) == 1)
    assert site.pids("portal-worker") != [first]
    assert site.run("worker").returncode != 0


def test_version_that_does_not_start_leaves_the_old_one(serve: Serve, tree: Path) -> None:
    site = serve(tree)
    visitors = Visitors(site)
    wait_for(lambda: len(site.pids("portal-web")) == Settings.web_workers)
    before = site.pids("portal-web")
    (tree / "portal" / "home" / "views.py").write_text("this is no Python")
    site.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "reload failed" in site.log.read_text())
    assert set(visitors.leave()) == {200}
    assert site.pids("portal-web") == before


def test_stop_answers_requests_in_hand_and_refuses_new_ones(serve: Serve) -> None:
    site = serve()
    visitors = Visitors(site)
    wait_for(lambda: visitors.outcomes[200] > 50)
    seconds = site.stop()
    wait_for(lambda: visitors.outcomes["refused"] > 50)
    assert set(visitors.leave()) == {200, "refused"}
    assert seconds < SECONDS_TO_STOP


def test_web_server_that_is_killed_is_replaced(serve: Serve) -> None:
    site = serve()
    (parent,) = site.pids("portal-parent")
    os.kill(parent, signal.SIGKILL)
    wait_for(lambda: site.pids("portal-parent") not in ([], [parent]))
    wait_for(lambda: site.pids("portal-web"))
    assert site.get("/fr/")[0] == 200


def test_replacement_that_does_not_start_is_tried_again(serve: Serve, tree: Path) -> None:
    site = serve(tree)
    views = tree / "portal" / "home" / "views.py"
    source = views.read_text()
    views.write_text("this is no Python")
    (parent,) = site.pids("portal-parent")
    os.kill(parent, signal.SIGKILL)
    wait_for(lambda: site.log.read_text().count("starting again") >= 3)
    views.write_text(source)
    wait_for(lambda: site.pids("portal-web"))
    assert site.get("/fr/")[0] == 200
