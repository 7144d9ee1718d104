"""Living together: who starts the server, who shares it, who stops it."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from mapper.store.cluster import Binaries, Cluster, Keeper
from mapper.store.cluster.keeper import PAUSE
from mapper.store.cluster.processes import postmaster, wait_until

StartApp = Callable[[Cluster], subprocess.Popen[str]]


def attached(app: subprocess.Popen[str]) -> bool:
    assert app.stdout is not None
    return app.stdout.readline() == "attached\n"


def test_the_last_of_two_stops_the_server(cluster: Cluster) -> None:
    first = cluster.attach()
    pid = cluster.status().pid
    second = cluster.attach()
    assert cluster.status().pid == pid
    first.release()
    assert cluster.status().running
    second.release()
    assert not cluster.status().running
    assert cluster.status().pid is None


def test_two_processes_that_start_at_once_share_one_server(cluster: Cluster, start_app: StartApp) -> None:
    apps = [start_app(cluster), start_app(cluster)]
    assert [attached(app) for app in apps] == [True, True]
    pid = cluster.status().pid
    apps[0].communicate("release\n")
    assert cluster.status().pid == pid
    apps[1].communicate("release\n")
    assert [app.returncode for app in apps] == [0, 0]
    assert not cluster.status().running


def test_a_killed_app_leaves_its_share_to_the_next(cluster: Cluster, start_app: StartApp) -> None:
    app = start_app(cluster)
    assert attached(app)
    pid = cluster.status().pid
    app.kill()
    app.wait()
    assert cluster.status().running
    with cluster.attach():
        assert cluster.status().pid == pid
    assert not cluster.status().running


def test_an_app_killed_while_another_works_takes_nothing_with_it(cluster: Cluster, start_app: StartApp) -> None:
    with cluster.attach() as attachment:
        app = start_app(cluster)
        assert attached(app)
        app.kill()
        app.wait()
        with attachment.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not cluster.status().running


def test_a_cluster_whose_maker_was_killed_is_made_anew(place: Path, binaries: Binaries, start_app: StartApp) -> None:
    cluster = Cluster(place, binaries, durable=False)
    unfinished = cluster.server.home.unfinished
    app = start_app(cluster)
    assert wait_until((unfinished / "base").exists, 30)
    app.kill()
    assert not cluster.status().made
    with cluster.attach() as attachment, attachment.connect(database="postgres") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not unfinished.exists()


def test_releasing_twice_is_releasing_once(cluster: Cluster) -> None:
    with cluster.attach() as attachment, cluster.attach():
        attachment.release()
        attachment.release()
        assert cluster.status().running


def test_a_forked_child_does_not_release_for_its_parent(cluster: Cluster) -> None:
    attachment = cluster.attach()
    child = os.fork()
    if child == 0:
        attachment.release()
        os._exit(0)
    os.waitpid(child, 0)
    assert cluster.status().running
    with cluster.attach():
        pass
    assert cluster.status().running
    attachment.release()
    assert not cluster.status().running


def test_a_person_starts_and_stops_it(cluster: Cluster) -> None:
    cluster.start()
    assert cluster.status().kept
    with cluster.attach():
        pass
    assert cluster.status().running
    assert cluster.stop()
    assert not cluster.stop()
    status = cluster.status()
    assert (status.running, status.kept, status.pid, status.made) == (False, False, None, True)


def test_a_person_may_stop_it_under_its_users(cluster: Cluster) -> None:
    with cluster.attach():
        assert cluster.stop()
        assert not cluster.status().running
        with cluster.attach() as again, again.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_psql_gets_in(cluster: Cluster) -> None:
    with cluster.attach() as attachment:
        query = [*attachment.client("psql"), "--no-psqlrc", "-At", "-c", "SELECT current_user, current_database()"]
        assert subprocess.run(query, capture_output=True, text=True, check=True).stdout == "golmok|golmok\n"


def test_a_keeper_starts_the_server_again_when_it_dies(cluster: Cluster) -> None:
    with cluster.attach() as attachment, Keeper(attachment):
        killed = postmaster(cluster.server.home)
        assert killed is not None
        killed.kill()
        assert wait_until(lambda: cluster.status().pid not in {killed.pid, None}, 30)
        assert wait_until(lambda: cluster.status().running, 30)
    assert not cluster.status().running


def test_a_keeper_leaves_alone_what_a_person_stopped_until_somebody_attaches(cluster: Cluster) -> None:
    with cluster.attach() as attachment, Keeper(attachment):
        assert cluster.stop()
        assert not wait_until(lambda: cluster.status().running, 3 * PAUSE)
        with cluster.attach():
            killed = postmaster(cluster.server.home)
        assert killed is not None
        assert not cluster.server.home.stopped.exists()
