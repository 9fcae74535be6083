"""Plan a run, do its jobs on as many workers as asked, and seal it; or go on with a stopped one."""

import json
import multiprocessing
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from sim.experiments.changed import changed
from sim.experiments.job import Job, do, live_and_die_with_the_parent
from sim.log.errors import RunError
from sim.log.files import checksum_of
from sim.log.manifest import MANIFEST, Manifest, Seal
from sim.log.run_folder import RunFolder, writing
from sim.scenario.loading import Loaded
from sim.scenario.schema import Scenario

LIBRARIES = ("simpy", "numpy", "scipy", "polars", "pydantic", "altair", "vl-convert-python")
MOST_NAMED = 3
Keep = Literal["all", "first", "none"]
Told = Callable[[int, int, str], None]
"""Called with jobs done, jobs in all, and the name of the last one done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked: a scenario, which of its policies, how often, and where it goes."""

    loaded: Loaded
    name: str
    command: Literal["run", "compare"]
    policies: tuple[str, ...]
    overrides: tuple[str, ...]
    out: Path
    keep_logs: Keep
    workers: int

    @property
    def scenario(self) -> Scenario:
        return self.loaded.scenario


def carry_out(plan: Plan, told: Told) -> RunFolder:
    """Do all jobs that are not done yet, then complete the run. Safe to call again after a stop."""
    manifest = manifest_of(plan)
    _refuse_strangers(plan.out)
    with writing(plan.out):
        folder = _begin(plan.out, manifest)
        if folder.manifest.status == "complete":
            return folder
        done = folder.finished()
        todo = [_job(plan, *job) for job in folder.jobs if job not in done]
        finished = len(done)
        for seal in _seals(todo, plan.workers):
            finished += 1
            told(finished, len(folder.jobs), f"{seal.policy}, replication {seal.replication}")
        return folder.complete()


def manifest_of(plan: Plan) -> Manifest:
    """Return what the run is about to be, before anything is simulated."""
    from sim.engine.frame import book_of

    scenario, loaded = plan.scenario, plan.loaded
    resolved = json.dumps(loaded.resolved, sort_keys=True, default=str)
    by_id = {each.id: each for each in scenario.policies}
    chosen = [by_id[name] for name in plan.policies]
    return Manifest(
        placesim=own_version(),
        command=plan.command,
        status="running",
        scenario_name=plan.name,
        scenario=json.loads(resolved),
        scenario_sha256=sha256(resolved.encode()).hexdigest(),
        sources=dict(loaded.sources),
        overrides=list(plan.overrides),
        listed_sha256=checksum_of(loaded.listed_file) if loaded.listed_file else None,
        seed=scenario.seed,
        replications=scenario.replications,
        policies=list(plan.policies),
        keep_logs=plan.keep_logs,
        book=json.loads(json.dumps(book_of(scenario, chosen).as_json())),
        versions={"python": platform.python_version(), **_versions()},
        commit=_commit(),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
    )


def _begin(out: Path, manifest: Manifest) -> RunFolder:
    """Open the run if it is the same question, else begin it in an empty folder."""
    path = out / MANIFEST
    if path.exists():
        there = RunFolder(out)
        if not there.manifest.same_question(manifest):
            raise RunError(
                f"{out}: holds another run, and stays as it is; what differs: "
                f"{', '.join(_differing(there.manifest, manifest))}; "
                "choose another --out, or remove that folder first"
            )
        if there.manifest.status == "running":
            there.discard_unfinished()
        return there
    manifest.write(path)
    return RunFolder(out)


def _differing(there: Manifest, now: Manifest) -> list[str]:
    """Return in what a run differs from the one asked for: settings, the rest, or words alone."""
    settings = changed(there.scenario, now.scenario)
    named = [f"{each.path} ({each.run}, now {each.other})" for each in settings[:MOST_NAMED]]
    if len(settings) > MOST_NAMED:
        named.append(f"{len(settings) - MOST_NAMED:,} more settings")
    found = [*named, *there.differing(now)]
    if not found and there.scenario_sha256 != now.scenario_sha256:
        return ["words, ranges or sources in the scenario"]
    return found or ["what placesim itself notes of the scenario"]


def _refuse_strangers(out: Path) -> None:
    """Refuse a folder of something else before anything, a lock included, is written to it."""
    if out.exists() and not out.is_dir():
        raise RunError(f"{out}: is a file; choose another --out")
    if not out.exists() or (out / MANIFEST).exists():
        return
    strangers = [each.name for each in out.iterdir() if each.name != ".lock"]
    if strangers:
        raise RunError(
            f"{out}: is not empty and not a run (it holds {strangers[0]}); choose another --out"
        )


def _job(plan: Plan, policy: str, replication: int) -> Job:
    keep = plan.keep_logs == "all" or (plan.keep_logs == "first" and replication == 0)
    return Job(
        scenario=json.dumps(plan.loaded.resolved, sort_keys=True, default=str),
        root=str(plan.loaded.root),
        run=str(plan.out),
        policy=policy,
        replication=replication,
        keep_log=keep,
    )


def _seals(jobs: list[Job], workers: int) -> Iterator[Seal]:
    """Yield each job's seal as it is done: here if one worker is enough, else in processes."""
    if workers == 1 or len(jobs) <= 1:
        for job in jobs:
            yield do(job)
        return
    context = multiprocessing.get_context("spawn")
    pool = futures.ProcessPoolExecutor(
        min(workers, len(jobs)), mp_context=context, initializer=live_and_die_with_the_parent
    )
    try:
        with interrupts_held_back():
            submitted = [pool.submit(do, job) for job in jobs]
        for future in futures.as_completed(submitted):
            yield future.result()
    except futures.process.BrokenProcessPool:
        raise RunError(
            "a worker was killed, most likely for want of memory; what is done is kept: "
            "give the same command again with fewer --workers"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Start workers that never see Ctrl-C, not even while they are still being loaded."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begun_by_another(manifest: Manifest) -> list[str]:
    """Return in what the program that began a run differs from this one; nothing if it is this."""
    now = manifest.model_copy(
        update={
            "placesim": own_version(),
            "commit": _commit(),
            "versions": {"python": platform.python_version(), **_versions()},
        }
    )
    return [] if manifest.same_program(now) else manifest.differing(now)


def own_version() -> str:
    try:
        return version("placesim")
    except PackageNotFoundError:
        return "0 (not installed)"


def _versions() -> dict[str, str]:
    return {name: version(name) for name in LIBRARIES}


def _commit() -> str | None:
    """Return the commit of the checkout this runs from, if it is one."""
    here = Path(sys.modules["sim"].__file__ or "").parent.parent
    if not (here / ".git").exists():
        return None
    git = subprocess.run(  # noqa: S603 -- fixed arguments
        ["git", "-C", str(here), "describe", "--always", "--dirty", "--abbrev=40"],  # noqa: S607 -- whichever git is there
        capture_output=True,
        text=True,
        check=False,
    )
    return git.stdout.strip() or None if git.returncode == 0 else None
