"""What can be wrong with a run on disk, said so that its owner knows what to do next."""


class RunError(Exception):
    """A run cannot be read, written or continued."""


class LogDamaged(RunError):
    """What is on disk is not what was written."""


class RunBusy(RunError):
    """Another process is writing this run."""
