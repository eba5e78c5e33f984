"""Rehearsing pays what is paid once, and leaves nothing behind that a drawing would show."""

from __future__ import annotations

import threading

import matplotlib

from reviewbook.figures.house import drawn
from reviewbook.figures.rehearsing import rehearse
from reviewbook.fonts import register
from reviewbook.wording.words import entries


def line(axes):
    axes.plot([0, 1], [1, 0])
    axes.annotate("准时 on time", (0, 1), weight="bold")


def test_a_drawing_is_the_same_bytes_before_and_after_it():
    before, settings = drawn(line, 3.0, (0.5, 0.5, 0.5, 0.5)), dict(matplotlib.rcParams)
    rehearse()
    assert drawn(line, 3.0, (0.5, 0.5, 0.5, 0.5)) == before
    assert dict(matplotlib.rcParams) == settings


def test_words_and_faces_are_read_by_it_and_no_thread_is_started():
    for paid_once in (entries, register):
        paid_once.cache_clear()
    threads = threading.active_count()
    rehearse()
    assert [paid_once.cache_info().currsize for paid_once in (entries, register)] == [1, 1]
    assert threading.active_count() == threads
