"""Two workers of one site would do the same work twice."""

import os
import signal
import subprocess
import sys

from tests.serving.conftest import Serve, wait_for


def test_worker_beside_the_worker_of_serve_is_refused(serve: Serve) -> None:
    site = serve()
    wait_for(lambda: site.pids("portal-worker"))
    done = site.run("worker")
    assert done.returncode != 0
    assert done.stderr.strip().splitlines() == [
        "Error: A worker is running for this site already: portal serve starts one by itself."
    ]


def test_worker_of_serve_waits_for_a_forgotten_one_that_is_killed(serve: Serve) -> None:
    site = serve()
    forgotten = subprocess.Popen(
        [sys.executable, "-m", "portal", "worker"], cwd=site.tree, env=site.environment
    )
    assert forgotten.wait(60) != 0
    (first,) = site.pids("portal-worker")
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: site.pids("portal-worker") not in ([], [first]))
