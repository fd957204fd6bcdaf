"""Grades many submissions in a few sessions at once, and loses none of them."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Sequence

from autograder.classroom.intake import SubmissionFile
from autograder.classroom.lane import Lane
from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport
from autograder.sandbox.child.identity import OWN_USER


def grade_class(
    course: Course,
    assignment: Assignment,
    submissions: Sequence[SubmissionFile],
    jobs: int,
    *,
    uncontained: bool = False,
) -> Generator[tuple[int, GradeReport], None, None]:
    """Grade all submissions in `jobs` sessions; gives each report, with its place in the
    sequence, as soon as it is there.

    Closing the iterator early (Ctrl-C) ends the sessions. A session that breaks, or for which
    the machine has no room just now, is replaced and its submission tried once more; after
    that it is a `grader_error`. What was short of threads beside others is graded once more
    when they are done, in a session that counts anew what else its user has running.
    Raises AutograderError where the assignment itself can't be graded with, or where this
    place can't contain hostile code and `uncontained` does not allow that.
    """
    waiting: queue.SimpleQueue[tuple[int, SubmissionFile]] = queue.SimpleQueue()
    for place, submission in enumerate(submissions):
        waiting.put((place, submission))
    # Bounded: where reports can't be written as fast as they come, grading waits.
    done: queue.Queue[tuple[int, GradeReport] | AutograderError | None] = queue.Queue(4 * jobs)
    stop = threading.Event()
    sessions = [
        Lane(course, assignment, uncontained, number)
        for number in range(max(1, min(jobs, len(submissions))))
    ]
    threads = [
        threading.Thread(target=_work, args=(lane, waiting, done, stop), daemon=True)
        for lane in sessions
    ]
    started: list[threading.Thread] = []
    try:
        for thread in threads:
            try:
                thread.start()
                started.append(thread)
            except RuntimeError as error:  # no more threads; those that run do all the work
                if not started:
                    raise AutograderError("This machine has no thread to give.") from error
        running, crowded = len(started), list[int]()
        while running:
            item = done.get()
            if item is None:
                running -= 1
            elif isinstance(item, AutograderError):
                raise item
            elif short_of_threads(item[1]):
                crowded.append(item[0])
            else:
                yield item
        for place in crowded:
            sessions[0].drop()
            yield place, sessions[0].grade(submissions[place], stop)
    finally:
        stop.set()
        for lane in sessions:
            lane.close()
        deadline = time.monotonic() + 10
        while any(thread.is_alive() for thread in started) and time.monotonic() < deadline:
            try:
                done.get(timeout=0.1)  # one that waits to tell may go
            except queue.Empty:
                pass


def short_of_threads(report: GradeReport) -> bool:
    """Whether its code was refused a thread where workers share a user, for whom the system
    counts them: then it may have been somebody else who had too many.
    """
    return OWN_USER not in report.isolation and report.crowded


def _work(
    lane: Lane,
    waiting: queue.SimpleQueue[tuple[int, SubmissionFile]],
    done: queue.Queue[tuple[int, GradeReport] | AutograderError | None],
    stop: threading.Event,
) -> None:
    try:
        while not stop.is_set():
            place, submission = waiting.get_nowait()
            done.put((place, lane.grade(submission, stop)))
    except queue.Empty:
        pass
    except AutograderError as error:
        done.put(error)
    except Exception as error:  # a bug of ours: say so rather than wait for ever
        done.put(AutograderError(f"The grader itself failed: {error!r}", then="Report this."))
    finally:
        done.put(None)
