"""Where the processor time of one submission goes, from the tests alone to the whole command.

    .venv/bin/python -m benchmarks.breakdown [--submissions 100] [--rounds 3]

All is processor time, of all processes that take part, as the kernel counts it: our own and
that of children which have ended (getrusage), of the zygote (schedstat) and of its workers
(the children's time in its stat). A warm session is set up as `autograder.grading.serve` does
it; then the same submissions go through one step more each time, and a line of the table is
what that step adds:

- the files run and their functions called by the tests in this process (the floor);
- a worker made, locked and ended; the same with a file taken apart and loaded in it;
- all tests once through that worker: less what the tests alone take, this is the protocol;
- `Grader.grade` without hints, and with them: more workers, for second looks in a fresh one and
  for follow-through; the tests run again there, the words for what failed;
- `grade_in_child`: the fork; a fork that ends at once is shown beside what is left, which is
  copy on write and the report's way out of the child;
- what the owner does with a report: JSON, `Store.keep`, results/*.json, tables and page;
- the whole command: two classes of different size, so that a submission more and the
  start-up come apart. The rest is what no line explains: intake, fingerprints, threads.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.authoring.sample import write_sample_class
from autograder.classroom.exports import write_grades_csv, write_result_json
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.store import Store
from autograder.course import Assignment, Course
from autograder.grading.grade import Grader, budget, confinement
from autograder.grading.hints import Catalogue
from autograder.grading.reference import load_mistakes
from autograder.grading.results import GradeReport
from autograder.grading.serve import grade_in_child, stay_on
from autograder.grading.session import processor
from autograder.grading.suite import Suite
from autograder.reporting.console import describe
from autograder.reporting.html import Counted, write_report
from autograder.sandbox.calibration import slowness
from autograder.sandbox.function import StudentFunction
from autograder.sandbox.student import StudentCode
from autograder.sandbox.workers import Confinement, Worker, Zygote
from autograder.submission import read_submission
from benchmarks.bare_pytest import run_file
from benchmarks.floor import quietly, run_tests, with_suite
from benchmarks.processes import as_a_session, python, run

ROOT = Path(__file__).parents[1]
SLUG = "cnn_layers"
JOBS = 2  # of the whole command


def main() -> None:
    """Measure, and print one table."""
    as_a_session("benchmarks.breakdown")
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    course = Course(ROOT)
    assignment = course.assignment(SLUG)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_sample_class(course, assignment, folder / "class", options.submissions, honest=True)
        files = sorted((folder / "class").iterdir())
        commands = [whole_command(files, folder) for _ in range(options.rounds)]
        steps: list[dict[str, float]] = []
        stay_on(processor())
        with_suite(course, SLUG, lambda suite: measure(course, suite, files, options.rounds, steps))
    show(steps, commands, len(files))


class CountingZygote(Zygote):
    """Knows how many workers it has made."""

    made = 0

    def spawn(self, confinement: Confinement) -> Worker:
        self.made += 1
        return super().spawn(confinement)


@dataclass
class Meter:
    """Processor milliseconds of us, our ended children, a zygote and its ended workers."""

    zygote: CountingZygote
    taken: dict[str, float] = field(default_factory=dict)

    def read(self) -> float:
        """The sum up to now."""
        place = Path(f"/proc/{self.zygote._process.pid}")
        running = int((place / "schedstat").read_text().split()[0]) / 1e9
        fields = (place / "stat").read_text().rpartition(")")[2].split()
        workers = (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        ours = time.process_time() + ended.ru_utime + ended.ru_stime
        return 1000 * (ours + running + workers)

    def each(self, step: str, action: Callable[[Any], Any], subjects: Sequence[Any]) -> list[Any]:
        """Do it to all of them, and note what one of them took."""
        before = self.read()
        results = [action(subject) for subject in subjects]
        self.taken[step] = (self.read() - before) / len(subjects)
        return results


def measure(
    course: Course,
    suite: Suite,
    files: Sequence[Path],
    rounds: int,
    steps: list[dict[str, float]],
) -> None:
    """Take all steps, several times; what each of them took goes into `steps`."""
    assert suite.reference is not None
    assignment = suite.assignment
    diagnosis = Catalogue(load_mistakes(course, assignment), suite.reference)
    for question in assignment.names:
        diagnosis.prepare(question, suite.calls(question))
    zygote = CountingZygote()
    try:
        factor = slowness(zygote)
        plain = Grader(suite, lambda *_: None, zygote, slowness=factor)
        grader = replace(plain, diagnose=diagnosis)
        gc.collect()
        gc.freeze()
        for _ in range(rounds):
            meter = Meter(zygote)
            with quietly():
                modules = meter.each("run the file", run_file, files)
                meter.each("tests", lambda names: run_tests(suite, names), modules)
            meter.each("worker", lambda _: _worker(grader), files)
            meter.each("loaded", lambda path: _loaded(grader, path).close(), files)
            meter.each("loaded twice", lambda path: _loaded_twice(grader, path), files)
            meter.each("one pass", lambda path: _one_pass(grader, path), files)
            meter.each("judged", lambda path: plain.grade(path, path.stem), files)
            made = zygote.made
            meter.each("with hints", lambda path: grader.grade(path, path.stem), files)
            meter.taken["workers"] = (zygote.made - made) / len(files)
            meter.each("bare fork", lambda _: _fork_and_exit(), files)
            reports = meter.each(
                "in a fork", lambda path: grade_in_child(grader, path, path.stem), files
            )
            _owner(meter, assignment, files, reports)
            steps.append(meter.taken)
    finally:
        zygote.close()


def _confined(grader: Grader) -> Any:
    return confinement(grader.suite.assignment.limits, grader.slowness)


def _worker(grader: Grader) -> None:
    grader.zygote.spawn(_confined(grader)).kill()
    grader.zygote.sweep()


def _loaded(grader: Grader, path: Path) -> StudentCode:
    """The code of a submission in a worker, as a grader has it."""
    assignment = grader.suite.assignment
    code = StudentCode(
        zygote=grader.zygote,
        confinement=_confined(grader),
        budget=budget(assignment.limits, grader.slowness),
        names=assignment.names,
    )
    submission = read_submission(path, assignment.slug, code.ingest)
    code.file = submission.file
    code.cells = [(cell.number, cell.source) for cell in submission.cells]
    code.load()
    return code


def _loaded_twice(grader: Grader, path: Path) -> None:
    code = _loaded(grader, path)
    code.close()
    code.load()
    code.close()


def _one_pass(grader: Grader, path: Path) -> None:
    """All tests once on a worker's functions, without a look at what comes of them."""
    code, suite = _loaded(grader, path), grader.suite
    for question in suite.assignment.names:
        code.start_question()
        function = StudentFunction(code, question)
        for test in suite.of(question):
            calls = suite.ahead(test)
            function.expect(calls, code.ask_ahead(calls))
            suite.run(test, function)
    code.close()


def _fork_and_exit() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _owner(
    meter: Meter, assignment: Assignment, files: Sequence[Path], found: Sequence[dict[str, Any]]
) -> None:
    """What `autograder grade` does with the reports of its sessions."""
    with tempfile.TemporaryDirectory() as name, Store(Path(name)) as store:
        out, places = Path(name), range(len(files))
        run = store.begin(assignment.slug, "", len(files))

        def received(report: dict[str, Any]) -> GradeReport:
            return GradeReport.from_dict(json.loads(json.dumps({"report": report}))["report"])

        def keep(place: int) -> None:
            path = files[place]
            entry = SubmissionFile(path.stem, path)
            store.keep(run, place, entry, path.stem, reports[place])

        reports: list[GradeReport] = meter.each("JSON", received, found)
        meter.each("store", keep, places)
        meter.each("file", lambda report: write_result_json(out / "results", report), reports)
        before = meter.read()
        counted, kept = Counted(assignment), store.reports(run)
        write_grades_csv(out / "grades.csv", assignment, counted.passing(kept))
        write_report(out / "report.html", assignment, kept, counted=counted)
        describe(assignment, counted.summary())
        meter.taken["tables"] = (meter.read() - before) / len(files)


def whole_command(files: Sequence[Path], folder: Path) -> tuple[float, float]:
    """Milliseconds of `autograder grade`: for a submission more, and before the first."""
    spent = {}
    for chosen in (files[:JOBS], files):
        with tempfile.TemporaryDirectory(dir=folder) as out:
            words = ("-m", "autograder", "grade", SLUG, *chosen, "--jobs", JOBS, "--quiet")
            spent[len(chosen)] = 1000 * run([python(*words, "--out", out, folder=ROOT)]).processor
    few, many = spent[JOBS], spent[len(files)]
    each = (many - few) / (len(files) - JOBS)
    return each, few - JOBS * each


def show(
    steps: Sequence[dict[str, float]], commands: Sequence[tuple[float, float]], size: int
) -> None:
    """The table, from medians of the rounds."""
    took = {step: statistics.median(each[step] for each in steps) for step in steps[0]}
    whole = statistics.median(each for each, _ in commands)
    start = statistics.median(start for _, start in commands)
    report = sum(took[step] for step in ("JSON", "store", "file", "tables"))
    more = took["workers"] - 1
    again = more * (took["loaded twice"] - took["loaded"])
    lines = {
        "tests: called in process": took["tests"],
        "worker: made, locked, ended": took["worker"],
        "worker: the file taken apart and loaded": took["loaded"] - took["worker"],
        "protocol: calls across the boundary": took["one pass"] - took["loaded"] - took["tests"],
        f"judging: {more:.1f} more workers": again,
        "judging: words; less what is remembered": took["judged"] - took["one pass"] - again,
        "judging: hints": took["with hints"] - took["judged"],
        "fork: made and ended": took["bare fork"],
        "fork: copy on write, the report's way": (
            took["in a fork"] - took["with hints"] - took["bare fork"]
        ),
        "report: JSON to the owner": took["JSON"],
        "report: store": took["store"],
        "report: results/*.json": took["file"],
        "report: tables and page": took["tables"],
        "the rest of the command": whole - took["in a fork"] - report,
    }
    print(f"\n{SLUG}: processor time of one submission, {size} of them, {len(steps)} rounds")
    for label, milliseconds in lines.items():
        print(f"  {label:42}{milliseconds:8.2f} ms{milliseconds / whole:8.0%}")
    print(f"  {'one submission of `autograder grade`':42}{whole:8.2f} ms")
    floor = took["run the file"] + took["tests"]
    print(f"  {'the floor: the file run, the tests called':42}{floor:8.2f} ms{floor / whole:8.0%}")
    print(f"  {f'start-up of the command, {JOBS} sessions, once':42}{start:8.0f} ms")
    print("  (pytest collects during the start-up; plain tests are called without it)")


if __name__ == "__main__":
    main()
