"""Threads over jobs: every job once, what goes wrong raised, and Ctrl-C heard."""

from __future__ import annotations

import threading

import pytest

from vaxsim.experiments.threads import Crew, cores


def crew(jobs: int, work=None) -> Crew[list[int]]:
    """Threads that note which jobs they did."""
    return Crew(list, work or (lambda job, kept: kept.append(job)), jobs)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_every_job_is_done_once_whatever_the_number_of_threads(threads: int) -> None:
    assert sorted(job for kept in crew(40).run(threads) for job in kept) == list(range(1, 41))


@pytest.mark.parametrize("threads", [1, 3])
def test_progress_is_told_from_the_calling_thread_up_to_the_last_job(threads: int) -> None:
    told = []
    crew(10).run(threads, lambda done, total: told.append((done, total, threading.current_thread())))
    assert told[-1] == (10, 10, threading.main_thread())


@pytest.mark.parametrize("threads", [1, 3])
def test_what_a_job_raises_ends_all_and_is_raised(threads: int) -> None:
    def work(job: int, kept: list[int]) -> None:
        if job == 3:
            raise OverflowError("job 3")
        kept.append(job)

    with pytest.raises(OverflowError, match="job 3"):
        crew(10**6, work).run(threads)


def test_an_interruption_of_the_calling_thread_stops_the_others() -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        crew(10**9, lambda job, kept: None).run(2, interrupt)
    assert threading.active_count() == before


def test_after_an_interruption_a_long_job_is_not_waited_for_and_no_other_begins() -> None:
    begun, free, ended = [], threading.Event(), threading.Event()

    def work(job: int, kept: list[int]) -> None:
        begun.append(job)
        if job > 1:
            free.wait(60)
            ended.set()

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crew(10, work).run(2, interrupt)
    assert not ended.is_set()
    free.set()
    assert ended.wait(60)
    assert set(begun) <= {1, 2, 3}


def test_there_is_a_processor() -> None:
    assert cores() >= 1
