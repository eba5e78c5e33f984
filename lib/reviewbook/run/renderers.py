"""The workers of a run: each document is made in a process that can take no other along when it dies.

An executor of `concurrent.futures` like any other, so that another one may stand in its place. The processes are
forked from one that has imported what they need, where processes can be forked; elsewhere each imports for itself.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from reviewbook import kernels
from reviewbook.errors import NotebookError, Problem, of_the_machine
from reviewbook.legible import masked, visible
from reviewbook.run.on_dask import on_cluster
from reviewbook.run.preparing import Prepared
from reviewbook.run.record import Record
from reviewbook.run.rendering import Rendered, heard_in, render

__all__ = ["Workers", "rendered", "renderers"]

#: What a worker imports; none of it starts a thread.
_MODULES = (
    "papermill",
    "nbclient",
    "jinja2",
    "typst",
    "xlsxwriter",
    "reviewbook.kernels.managing",
    "reviewbook.run.rendering",
)


class Workers(Executor):
    """
    Processes for one task each at a time.

    A pool of `concurrent.futures` gives up all its tasks when one process dies. Here each process is a pool of its
    own: who dies fails the task that he had in hand, and another one takes his place.

    Parameters
    ----------
    count : int
        How many work at once.
    begin : callable
        Called with `given` in each process before its first task.
    given : tuple
        See `begin`.
    """

    def __init__(self, count: int, begin: Callable[..., None], given: tuple[Any, ...]) -> None:
        self._context = _context()
        self._begin = begin, given
        self._hands = ThreadPoolExecutor(count)  # they only wait
        self._idle: SimpleQueue[ProcessPoolExecutor] = SimpleQueue()
        for _ in range(count):
            self._idle.put(self._worker())

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a task done by the next one who is idle."""
        return self._hands.submit(self._done_by_one, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers go when they have done what was submitted."""
        self._hands.shutdown(wait, cancel_futures=cancel_futures)
        while not self._idle.empty():
            self._idle.get().shutdown(wait)

    def _worker(self) -> ProcessPoolExecutor:
        begin, given = self._begin
        return ProcessPoolExecutor(1, self._context, begin, given)

    def _done_by_one(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        worker = self._idle.get()
        try:
            return worker.submit(fn, *args, **kwargs).result()
        except BrokenProcessPool:
            worker.shutdown()
            worker = self._worker()
            raise NotebookError(
                Problem(
                    "the process that made it",
                    "died, or was killed",
                    "",
                    "Look whether the memory of the machine was used up, then publish again: "
                    "what is there already is left as it is",
                )
            ) from None
        finally:
            self._idle.put(worker)


@contextmanager
def renderers(count: int, documents: int, record: Record, at: str = "local") -> Iterator[Executor]:
    """
    Have the workers of a run, and the process from which their kernels are forked where that is worth it.

    Parameters
    ----------
    count : int
        How many work at once.
    documents : int
        How many documents there are to make.
    record : Record
        Its log tells which kernels they have, and why.
    at : str
        ``local``, or the address of a Dask cluster, whose workers they are then, as many as it has.
    """
    if at != "local":
        with on_cluster(at, record) as cluster:
            yield cluster
        return
    log = record.folder / "kernels.log"
    _preload()
    with kernels.warm(documents, log) as warmth:
        record.log("kernels", kind="warm" if warmth.address else "ordinary", why=warmth.why)
        workers = Workers(count, _begin, (log, warmth))
        try:
            yield workers
        finally:
            workers.shutdown(cancel_futures=True)


def rendered(
    prepared: Sequence[Prepared], workers: int, seconds: float, record: Record, at: str = "local"
) -> Iterator[tuple[Prepared, list[Rendered]]]:
    """Render everything in parallel (`renderers`); give each audience as soon as its last document is done."""
    wanted = sum(len(one.tasks) for one in prepared)
    if not wanted:
        return
    count = min(workers or os.cpu_count() or 1, wanted)
    with renderers(count, wanted, record, at) as pool:
        promised = {one.audience.id: [pool.submit(render, task, seconds) for task in one.tasks] for one in prepared}
        owners = {future: one for one in prepared for future in promised[one.audience.id]}
        for future in as_completed(owners):
            one = owners[future]
            documents = promised.get(one.audience.id, [])  # none any more when both were done at once
            if documents and all(document.done() for document in documents):
                del promised[one.audience.id]
                yield one, [_outcome(document) for document in documents]


def _outcome(document: Future[Rendered]) -> Rendered:
    """Give what became of a document; a worker that died is a failure of its own audience only."""
    error = document.exception()
    if isinstance(error, NotebookError):
        return Rendered(failure=str(error))
    if error is None:
        return document.result()
    return Rendered(failure=str(of_the_machine(error) or visible(masked(f"{type(error).__name__}: {error}"))))


def _context() -> Any:
    """Give how processes are started: forked from one whose imports are done, where that can be."""
    forked = "forkserver" in multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if forked else "spawn")


def _preload() -> None:
    """Start the process from which the workers are forked, so that it imports while the kernels' own one does."""
    if _context().get_start_method() == "forkserver":
        _context().set_forkserver_preload(["__main__", *_MODULES])
        forkserver.ensure_running()


def _begin(log: Path, warmth: kernels.Warmth) -> None:
    """Begin to work: heard in the log of the run, with its kernels, and no longer than the run."""
    heard_in(log)
    kernels.forked_from(warmth)
    run = multiprocessing.parent_process()
    assert run is not None
    Thread(target=_end_with, args=(run,), daemon=True).start()


def _end_with(run: Any) -> None:
    run.join()
    os._exit(1)  # it was killed: nobody waits for the document any more
