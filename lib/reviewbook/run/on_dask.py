"""The documents of a run made by the workers of a Dask cluster, in place of processes of this machine.

A worker needs the workbook and the folder of the run at the same path as here, on a file system that all machines
share, and the same code and packages. This is asked of every worker before it is given anything; one that lacks it
would fail in the middle of a run, or make a document that this machine would make otherwise.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from reviewbook.errors import NotebookError, ParamsError, Problem
from reviewbook.run.code import library_digest
from reviewbook.run.record import Record

__all__ = ["SECONDS", "on_cluster"]

#: So long is waited for the scheduler, and then for its first worker.
SECONDS = 30.0

_WHERE = "params/company.yaml: renderers"


@contextmanager
def on_cluster(address: str, record: Record, seconds: float = SECONDS) -> Iterator[Executor]:
    """
    Have the workers of a cluster, as an executor like that of this machine.

    Parameters
    ----------
    address : str
        Of the scheduler: ``dask://host:port``.
    record : Record
        Its folder must be seen by every worker; its log tells how many there are.
    seconds : float
        How long is waited for the scheduler, and for its first worker.

    Raises
    ------
    ParamsError
        When Dask is not installed, the cluster does not answer, or a worker cannot do the work. All that is wrong
        with any worker is told at once.
    """
    with _client(address, seconds) as client:
        try:
            client.wait_for_workers(1, timeout=seconds)
        except TimeoutError:
            raise ParamsError(
                Problem(
                    _WHERE,
                    f"{address} has no workers",
                    f"Waited for {seconds:g} seconds.",
                    "Start some there: dask worker host:port --nthreads 1",
                )
            ) from None
        threads = {name: one["nthreads"] for name, one in client.scheduler_info(n_workers=-1)["workers"].items()}
        asked = record.folder / "versions.json"
        found = client.run(lacking, asked, _digest(asked), library_digest(), on_error="return")
        problems = [*_lacking(found), *_of_several_threads(threads)]
        if problems:
            raise ParamsError(*problems)
        record.log("kernels", kind="ordinary", why=f"the documents are made on {address}", workers=len(threads))
        hands = _Hands(client.get_executor(), len(threads))
        try:
            yield hands
        finally:
            hands.shutdown(cancel_futures=True)


def lacking(file: Path, digest: str, library: str) -> str:
    """
    Tell what a worker lacks for the work; called on the worker.

    Parameters
    ----------
    file : Path
        The versions of a run, which the worker must see, beside which it must be able to write.
    digest, library : str
        Checksums of this file and of the library, where the run was started.

    Returns
    -------
    str
        In words; empty when it lacks nothing.
    """
    if not file.is_file() or _digest(file) != digest:
        return f"does not see {file}, or not as it is here"
    if not os.access(file.parent, os.W_OK):
        return f"may not write in {file.parent}"
    if library_digest() != library:
        return "has another version of reviewbook's code"
    other = [f"{name} {own or 'not'} there, {ours} here" for name, ours, own in _versions(file) if own != ours]
    return f"has other packages: {', '.join(other)}" if other else ""


def _versions(file: Path) -> Iterator[tuple[str, str, str]]:
    for name, ours in json.loads(file.read_text("utf-8")).items():
        try:
            yield name, ours, platform.python_version() if name == "python" else version(name)
        except PackageNotFoundError:
            yield name, ours, ""


class _Hands(Executor):
    """
    As many tasks with the cluster at once as it has workers; the others wait here.

    When a worker dies, the cluster tries what it had in hand elsewhere, and gives up what was with several workers
    that died. A document that only waited behind the one that killed them would be given up with it.
    """

    def __init__(self, cluster: Executor, count: int) -> None:
        self._cluster = cluster
        self._hands = ThreadPoolExecutor(count)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a task done by a worker of the cluster."""
        return self._hands.submit(self._done, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Submit nothing more."""
        self._hands.shutdown(wait, cancel_futures=cancel_futures)

    def _done(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        from distributed import KilledWorker

        try:
            return self._cluster.submit(fn, *args, **kwargs).result()
        except KilledWorker:
            raise NotebookError(
                Problem(
                    "the worker of the cluster that made it",
                    "died, or was killed, as often as the cluster tries",
                    "",
                    "Look whether the memory of its machine was used up, then publish again: "
                    "what is there already is left as it is",
                )
            ) from None


@contextmanager
def _client(address: str, seconds: float) -> Iterator[Any]:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise ParamsError(
            Problem(_WHERE, f"{address} needs Dask, which is not installed", "", "Type: pip install 'reviewbook[dask]'")
        ) from None
    try:
        client = Client(address.replace("dask://", "tcp://", 1), timeout=seconds, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise ParamsError(
            Problem(
                _WHERE,
                f"{address} does not answer",
                f"Waited for {seconds:g} seconds for the scheduler of a Dask cluster ({type(error).__name__}).",
                "Start it there: dask scheduler; or name no renderers, and the documents are made on this machine.",
            )
        ) from None
    with client:
        yield client


def _lacking(found: Mapping[str, str | Exception]) -> Iterator[Problem]:
    for worker, told in sorted(found.items()):
        what = f"cannot run reviewbook ({type(told).__name__}: {told})" if isinstance(told, Exception) else told
        if what:
            yield Problem(
                f"{_WHERE}: worker {worker}",
                what,
                "Every worker needs the workbook at the same path, on a file system that all machines share, and the "
                "same packages.",
                "Give it them, or take it out of the cluster.",
            )


def _of_several_threads(threads: Mapping[str, int]) -> Iterator[Problem]:
    for worker, count in sorted(threads.items()):
        if count > 1:
            yield Problem(
                f"{_WHERE}: worker {worker}",
                f"works with {count} threads in one process",
                "Documents are made one at a time in a process.",
                f"Start {count} workers of one thread: dask worker host:port --nworkers {count} --nthreads 1",
            )


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()
