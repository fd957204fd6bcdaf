"""The process of a grading session: collects the suite once, forks a child a submission.

    python -m autograder.grading.serve COURSE SLUG PROCESSOR warm|cold

Speaks JSON lines: one request a submission on stdin, one report on stdout. A child that
crashes, hangs or runs out of memory costs its own submission a `grader_error`; what it had
earned by then is kept, and the next submission gets a fresh fork.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.collecting import collect
from autograder.grading.grade import Grader
from autograder.grading.hints import Catalogue
from autograder.grading.memory import Memory
from autograder.grading.reference import load_mistakes, load_reference
from autograder.grading.results import QuestionScore, SubmissionStatus
from autograder.grading.suite import Suite, points_problem
from autograder.grading.warmth import warm_up
from autograder.sandbox.calibration import slowness
from autograder.sandbox.child import confine
from autograder.sandbox.doctor import examine
from autograder.sandbox.workers import SandboxError, Zygote

BUSY = 10  # submissions after which many more are to be expected
GRACE_SECONDS = 30.0  # what our own work may take beyond the student's budget
MEMORY_BYTES = 2 * 2**30  # what a grading child may map beyond what it starts with


def main() -> None:
    """Serve until stdin ends."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that prints by accident may reach the protocol
    confine.prctl(confine.PR_SET_DUMPABLE, 0)  # workers of our uid must not read us
    confine.prctl(confine.PR_SET_PDEATHSIG, signal.SIGKILL)  # no session without an owner
    stay_on(int(sys.argv[3]))
    course = Course(Path(sys.argv[1]))
    try:
        assignment, warm = course.assignment(sys.argv[2]), sys.argv[4] == "warm"
        serve(course, assignment, requests, replies, warm=warm)
    except SandboxError as error:
        send(replies, {"lost": str(error)})
    except AutograderError as error:
        send(replies, {"error": str(error)})


def stay_on(processor: int) -> None:
    """Keep this session and all its children on one processor.

    A test and the function that it calls take turns, a few hundred times a submission.
    Waking the other one up on another processor takes longer than most calls; and as batch
    work, none of the two is interrupted at each answer that comes for the other.
    """
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[processor % len(allowed)]})
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def serve(
    course: Course, assignment: Assignment, requests: BinaryIO, replies: BinaryIO, *, warm: bool
) -> None:
    """Collect, be `warm` if many are to be graded, then answer requests."""
    zygote = Zygote()
    reference = load_reference(course, assignment)
    mistakes = load_mistakes(course, assignment)
    diagnosis = Catalogue(mistakes, reference)
    files = sorted(course.suite(assignment.slug).glob("test_*.py"))

    def loop(suite: Suite) -> None:
        nonlocal zygote
        for asked in assignment.questions:
            carried = sum(test.points for test in suite.of(asked.name))
            if problem := points_problem(asked, carried, course.suite(assignment.slug)):
                raise problem  # a grade would be of other points than all tables say
        for question in assignment.names if warm else ():
            # Fills caches, and proves that suite and solution agree.
            diagnosis.prepare(question, suite.calls(question))
        factor = slowness(zygote)
        layers, probes = examine(zygote)
        allowed = [probe.attempt for probe in probes if not probe.stopped]
        isolation, memory = ", ".join(layers), Memory()
        if allowed:
            isolation += f"; NOT CONTAINED, it could {', '.join(allowed)}"
        freeze()
        send(replies, {"ready": layers, "allowed": allowed, "slowness": factor})
        for number, line in enumerate(requests):
            if number == BUSY:
                grader = Grader(suite, diagnosis, zygote, slowness=factor, memory=memory)
                warm_up(grader, course, mistakes)
                freeze()
            request = json.loads(line)
            for _ in range(2):
                only = frozenset(request["questions"])
                grader = Grader(suite, diagnosis, zygote, only, factor, isolation, memory=memory)
                path, name = Path(request["path"]), request["name"]
                tell = partial(send, replies) if request["progress"] else None
                report = grade_in_child(grader, path, name, tell)
                if report["status"] != SubmissionStatus.GRADER_ERROR:
                    break
                zygote.close()  # it may be dead, or cut off in the middle of a conversation
                zygote = Zygote()
            send(replies, {"report": report})

    try:
        collect(assignment, files, reference, loop)
    finally:
        zygote.close()


def freeze() -> None:
    """Leave all there is to forks as it is: a collection in one would copy every page it sees."""
    gc.collect()
    gc.freeze()


def grade_in_child(
    grader: Grader, path: Path, name: str, tell: Callable[[dict[str, Any]], None] | None = None
) -> dict[str, Any]:
    """Grade in a fork, to a report in JSON's form; a child that does not end as it should
    is a grader error. `tell` gets each question once it is graded.
    """
    allowed = grader.suite.assignment.limits.submission_seconds * grader.slowness
    limit = allowed + GRACE_SECONDS
    # Found out here: what a fork does for the first time costs it copies of many pages.
    memory = confine.address_space_now() + MEMORY_BYTES
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(read_end)
            confine.prctl(confine.PR_SET_PDEATHSIG, signal.SIGKILL)
            resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
            with os.fdopen(write_end, "wb") as pipe:
                _grade(grader, path, name, pipe)
            code = 0
        finally:
            os._exit(code)
    os.close(write_end)
    pidfd = os.pidfd_open(pid)
    finished: dict[str, Any] | None = None
    scores: list[dict[str, Any]] = []
    try:
        for message in _messages(read_end, time.monotonic() + limit):
            if "report" in message:
                finished = message["report"]
                known = {score["name"]: score for score in [*scores, *finished["questions"]]}
                finished["questions"] = [known[question] for question in message["order"]]
                grader.memory.learn(message["news"])
            else:
                scores.append(message["question"])
                if tell:
                    tell(message)
    finally:
        os.close(read_end)
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        os.close(pidfd)
        _, status = os.waitpid(pid, 0)
    if finished is not None:
        return finished
    reason = f"the grading process ended early (wait status {status})"
    failed = grader.not_graded(name, path, SubmissionStatus.GRADER_ERROR, reason).to_dict()
    kept = {score["name"]: score for score in scores}
    failed["questions"] = [kept.get(each["name"], each) for each in failed["questions"]]
    return failed


def _messages(descriptor: int, deadline: float) -> Iterator[dict[str, Any]]:
    """JSON lines from a child, until it closes its end or the time is up."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    buffer = b""
    while (left := deadline - time.monotonic()) > 0 and poll.poll(left * 1000):
        part = os.read(descriptor, 1 << 20)
        if not part:
            return
        *lines, buffer = (buffer + part).split(b"\n")
        yield from map(json.loads, lines)


def _grade(grader: Grader, path: Path, name: str, pipe: BinaryIO) -> None:
    """Send each question as soon as it is graded, then what else the report says."""
    sent: dict[str, QuestionScore] = {}

    def progress(score: QuestionScore) -> None:
        sent[score.name] = score
        send(pipe, {"question": score.to_dict()})

    report = grader.grade(path, name, progress)
    order = [score.name for score in report.questions]
    rest = tuple(score for score in report.questions if sent.get(score.name) is not score)
    message = {"report": replace(report, questions=rest).to_dict(), "order": order}
    send(pipe, {**message, "news": grader.memory.news()})


def send(pipe: BinaryIO, message: dict[str, Any]) -> None:
    """One JSON line."""
    pipe.write(json.dumps(message).encode("ascii") + b"\n")
    pipe.flush()


if __name__ == "__main__":
    main()
