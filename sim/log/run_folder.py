"""A run on disk: who may write it, what is finished, and how to read it back.

RUN/manifest.json                          what was asked; complete once every seal is in it
RUN/people/0000.parquet                    the people of a replication, the same for every policy
RUN/POLICY/0000/events/000000.parquet      the log, in segments
RUN/POLICY/0000/tables/NAME.parquet        projections of that log
RUN/POLICY/0000/seal.json                  written last: without it the replication does not count
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sim.log.errors import LogDamaged, RunBusy, RunError
from sim.log.files import checksum_of
from sim.log.history import History
from sim.log.manifest import MANIFEST, SEAL, Manifest, Seal
from sim.log.segments import read_frame, read_log

if TYPE_CHECKING:
    import polars as pl


class RunFolder:
    """A run that exists. Reading checks every byte against the seals."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = Manifest.read(path / MANIFEST)

    # -- names ----------------------------------------------------------------------------------

    @property
    def jobs(self) -> list[tuple[str, int]]:
        """Return every (policy, replication) of the run, in order."""
        return [
            (policy, replication)
            for replication in range(self.manifest.replications)
            for policy in self.manifest.policies
        ]

    def job_folder(self, policy: str, replication: int) -> Path:
        return self.path / policy / f"{replication:04d}"

    def people_path(self, replication: int) -> Path:
        return self.path / "people" / f"{replication:04d}.parquet"

    # -- reading --------------------------------------------------------------------------------

    def seal(self, policy: str, replication: int) -> Seal:
        """Return the seal of a finished replication, checked against a complete manifest."""
        path = self.job_folder(policy, replication) / SEAL
        if not path.exists():
            state = "is missing" if self.manifest.status == "complete" else "is not finished"
            kind = LogDamaged if self.manifest.status == "complete" else RunError
            raise kind(f"{path.parent}: replication {replication} of policy {policy} {state}")
        expected = self.manifest.seals.get(job_name(policy, replication))
        if self.manifest.status == "complete" and expected != checksum_of(path):
            raise LogDamaged(f"{path}: is damaged: its checksum is not the one in the manifest")
        return Seal.read(path)

    def history(self, policy: str, replication: int) -> History:
        """Return the history of one replication, every byte of it checked."""
        seal = self.seal(policy, replication)
        if seal.segments is None:
            raise RunError(
                f"{self.path}: the log of replication {replication} of policy {policy} was not "
                f"kept, only its digest; run again with --keep-logs all"
            )
        events = read_log(self.job_folder(policy, replication) / "events", seal.segments)
        return History(events, self.people(seal), self.manifest.code_book())

    def people(self, seal: Seal) -> "pl.DataFrame":
        return read_frame(self.people_path(seal.replication), seal.people_sha256)

    def table(self, policy: str, replication: int, name: str) -> "pl.DataFrame":
        """Return one projection of one replication, as it was written."""
        seal = self.seal(policy, replication)
        path = self.job_folder(policy, replication) / "tables" / f"{name}.parquet"
        if name not in seal.tables:
            raise RunError(f"{path}: this run has no table `{name}`")
        return read_frame(path, seal.tables[name])

    def finished(self) -> list[tuple[str, int]]:
        """Return the replications that have a seal; of a run under way, one that can be read."""
        return [job for job in self.jobs if self._is_sealed(job)]

    def _is_sealed(self, job: tuple[str, int]) -> bool:
        path = self.job_folder(*job) / SEAL
        if self.manifest.status == "complete" or not path.exists():
            return path.exists()
        try:
            Seal.read(path)
        except RunError:
            return False  # nothing pins it yet, so it is made again
        return True

    # -- writing --------------------------------------------------------------------------------

    def discard_unfinished(self) -> None:
        """Remove what a killed run left half-done: it was never counted."""
        for job in self.jobs:
            folder = self.job_folder(*job)
            if folder.exists() and not self._is_sealed(job):
                shutil.rmtree(folder)
        for draft in list(self.path.rglob(".*.tmp")):
            if draft.is_dir():
                shutil.rmtree(draft)
            else:
                draft.unlink(missing_ok=True)

    @staticmethod
    def digest_of(seals: list[Seal]) -> str:
        """Return the digest of several histories together, in the order given."""
        whole = sha256()
        for seal in seals:
            whole.update(f"{job_name(seal.policy, seal.replication)}:{seal.digest}\n".encode())
        return whole.hexdigest()

    def complete(self) -> "RunFolder":
        """Pin every seal in the manifest: the run is finished."""
        seals = [self.seal(*job) for job in self.jobs]
        checksums = {job_name(*job): checksum_of(self.job_folder(*job) / SEAL) for job in self.jobs}
        update = {"status": "complete", "digest": self.digest_of(seals), "seals": checksums}
        self.manifest.model_copy(update=update).write(self.path / MANIFEST)
        return RunFolder(self.path)


def job_name(policy: str, replication: int) -> str:
    return f"{policy}/{replication:04d}"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Hold a run for writing; a second writer is refused. Dies with the process."""
    path.mkdir(parents=True, exist_ok=True)
    handle = os.open(path / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(handle, 20, 0).decode(errors="replace").strip() or "?"
            raise RunBusy(
                f"{path}: another process (pid {owner}) is writing this run; wait for it"
            ) from None
        os.truncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)
