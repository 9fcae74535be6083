"""One replication under one policy, from people to sealed files: the unit of work of a run.

A job is a pure function of the scenario, the policy and the replication, so it does not matter
which process does it, nor when. A worker returns the seal; the figures stay on disk.
"""

import gc
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import threading
import time
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from sim.log.manifest import SEAL, Seal

KIB_A_MIB = 1024
BYTES_A_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker must know. `scenario` is the resolved scenario as JSON text."""

    scenario: str
    root: str
    run: str
    policy: str
    replication: int
    keep_log: bool


def do(job: Job) -> Seal:
    """Simulate, write the log, project it, seal it; the folder appears whole or not at all."""
    seal = _do(job, time.process_time())
    gc.collect()  # the engine's own rows refer to each other in circles
    return seal


def live_and_die_with_the_parent() -> None:
    """Make a worker leave Ctrl-C to its parent, and stop when the parent is killed."""
    keep_to_one_thread()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def watch() -> None:
            wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def keep_to_one_thread() -> None:
    """Tell libraries not yet loaded to keep to one thread: other cores have other workers."""
    for name in ("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _do(job: Job, began: float) -> Seal:
    from sim.engine.frame import book_of
    from sim.engine.simulate import simulate
    from sim.log.columns import digest
    from sim.log.history import History
    from sim.log.segments import frame_of, write_frame, write_log
    from sim.projections.tables import project

    scenario, population, people = _people(job.scenario, job.root, job.replication)
    policy = next(each for each in scenario.policies if each.id == job.policy)
    simulated = simulate(scenario, policy, population, job.replication)
    events = frame_of(simulated.columns)
    final = Path(job.run) / job.policy / f"{job.replication:04d}"
    draft = final.with_name(f".{final.name}.{os.getpid()}.tmp")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        people_path = Path(job.run) / "people" / f"{job.replication:04d}.parquet"
        people_sha256 = write_frame(people_path, people)
        segments = write_log(draft / "events", events) if job.keep_log else None
        history = History(events, people, book_of(scenario, list(scenario.policies)))
        tables = {
            name: write_frame(draft / "tables" / f"{name}.parquet", table)
            for name, table in project(history).items()
        }
        seal = Seal(
            policy=job.policy,
            replication=job.replication,
            people=len(population),
            events=events.height,
            digest=digest(simulated.columns),
            state=simulated.state.digest(),
            people_sha256=people_sha256,
            segments=segments,
            tables=tables,
            cpu_seconds=round(time.process_time() - began, 3),
            peak_mib=round(peak_mib(), 1),
        )
        seal.write(draft / SEAL)
        final.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(final)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return seal


_held: dict[tuple[str, int], tuple[Any, Any, Any]] = {}
"""Scenario, population and people of the replication this process is at."""


def _people(text: str, root: str, replication: int) -> tuple[Any, Any, Any]:
    """Return scenario, population and people: shared by the policies of one replication."""
    import json

    from sim.population.create import create_population
    from sim.population.frame import people_frame
    from sim.scenario.schema import Scenario

    key = (sha256(f"{root}:{text}".encode()).hexdigest(), replication)
    if key not in _held:
        _held.clear()  # before the next ones are made: two populations need twice the room
        scenario = Scenario.model_validate(json.loads(text))
        population = create_population(scenario, replication, Path(root))
        _held[key] = (scenario, population, people_frame(population))
    return _held[key]


def peak_mib() -> float:
    """Return the most memory this process has held so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (BYTES_A_MIB if sys.platform == "darwin" else KIB_A_MIB)
