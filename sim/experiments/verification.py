"""Verify a run: bytes, digests, the fold, the laws, the rules, and every table made again."""

from dataclasses import dataclass, field
from pathlib import Path

from sim.experiments.opening import unfinished
from sim.log.errors import RunError
from sim.log.manifest import Seal
from sim.log.run_folder import RunFolder, job_name


@dataclass(slots=True)
class Verification:
    """What was looked at, and what was wrong with it."""

    digest: str | None
    events: int = 0
    logs: int = 0
    not_kept: int = 0
    failures: list[str] = field(default_factory=list)
    unfinished: str = ""
    """How far the run is, if it is under way or was stopped."""

    @property
    def ok(self) -> bool:
        return not self.failures and not self.unfinished


def verify(path: Path) -> Verification:
    """Check a run on disk. Damage is a failure in the answer, not an exception."""
    folder = RunFolder(path)
    found = Verification(folder.manifest.digest)
    if folder.manifest.status != "complete":
        found.unfinished = f"the run {unfinished(folder)}"
    seals: dict[tuple[str, int], Seal] = {}
    for job in folder.jobs if folder.manifest.status == "complete" else folder.finished():
        try:
            seals[job] = folder.seal(*job)
            _verify_tables(folder, seals[job], found)
        except RunError as wrong:
            found.failures.append(f"{job_name(*job)}: {wrong}")
    _verify_digest(folder, seals, found)
    for seal in seals.values():
        found.events += seal.events
        if seal.segments is None:
            found.not_kept += 1
            continue
        try:
            _verify_history(folder, seal, found)
            found.logs += 1
        except RunError as wrong:
            found.failures.append(f"{job_name(seal.policy, seal.replication)}: {wrong}")
    return found


def _verify_digest(
    folder: RunFolder, seals: dict[tuple[str, int], Seal], found: Verification
) -> None:
    if folder.manifest.status != "complete" or len(seals) != len(folder.jobs):
        return
    if folder.digest_of([seals[job] for job in folder.jobs]) != folder.manifest.digest:
        found.failures.append("the run's digest is not that of its replications")


def _verify_tables(folder: RunFolder, seal: Seal, found: Verification) -> None:
    """Check the bytes of a replication's people and tables, whether or not its log was kept."""
    try:
        folder.people(seal)
    except RunError as wrong:
        found.failures.append(f"{job_name(seal.policy, seal.replication)}: {wrong}")
    for name in seal.tables:
        try:
            folder.table(seal.policy, seal.replication, name)
        except RunError as wrong:
            found.failures.append(f"{job_name(seal.policy, seal.replication)}: {wrong}")
    known = {f"{name}.parquet" for name in seal.tables}
    there = folder.job_folder(seal.policy, seal.replication) / "tables"
    for path in sorted(there.iterdir()) if there.is_dir() else ():
        if path.name not in known:
            name = job_name(seal.policy, seal.replication)
            found.failures.append(f"{name}: {path}: the seal knows no such table")


def _verify_history(folder: RunFolder, seal: Seal, found: Verification) -> None:
    """Check one log: its digest, fold, laws and rules, and that its tables follow from it."""
    from sim.log.columns import digest
    from sim.log.fold import fold
    from sim.log.laws import broken_laws
    from sim.projections.rule_laws import broken_rules
    from sim.projections.tables import project

    name = job_name(seal.policy, seal.replication)
    history = folder.history(seal.policy, seal.replication)
    columns = {each: history.events[each].to_numpy() for each in history.events.columns}
    if digest(columns) != seal.digest:
        found.failures.append(f"{name}: the digest of the log is not the one in its seal")
    if history.events.height != seal.events or history.people.height != seal.people:
        found.failures.append(f"{name}: events or people are not as many as the seal says")
    if fold(history).digest() != seal.state:
        found.failures.append(f"{name}: folding the log does not give the state at the end")
    policy = next(each for each in history.book.policies if each.id == seal.policy)
    broken = [*broken_laws(history, policy), *broken_rules(history, policy)]
    found.failures += [f"{name}: {breach}" for breach in broken]
    for table, made in project(history).items():
        if table not in seal.tables:
            if not made.is_empty():  # empty: of what there was not when an older version ran
                found.failures.append(f"{name}: no table {table}: an older version made this run")
        elif not made.equals(folder.table(seal.policy, seal.replication, table)):
            found.failures.append(
                f"{name}: the table {table} does not follow from the log as read now"
            )
