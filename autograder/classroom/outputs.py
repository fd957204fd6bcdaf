"""The folder that grading a class leaves behind, complete also when it was stopped."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom import fingerprint
from autograder.classroom.absent import Absent
from autograder.classroom.exports import write_grades_csv, write_result_json
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.reports import Reports
from autograder.classroom.runner import grade_class
from autograder.classroom.store import Store
from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport, SubmissionStatus
from autograder.reporting.html import Counted, write_report
from autograder.reporting.similarity import shipped_lines
from autograder.reporting.summary import Summary, needs_person

NOT_GRADED = (SubmissionStatus.UNREADABLE, SubmissionStatus.GRADER_ERROR)


@dataclass(frozen=True)
class Choices:
    """What a teacher may want otherwise."""

    jobs: int = 1
    uncontained: bool = False
    regrade: bool = False  # all, also where nothing has changed
    only: frozenset[SubmissionStatus] = frozenset()  # regrade what ended so the last time
    fail_fast: bool = False  # stop at the first submission that can't be graded
    never_lower: bool = False  # where the run before gave more, that stays
    trial: bool = False  # kept in the store only, to be compared
    scheduler: str = ""  # of a Dask cluster to grade on


@dataclass(frozen=True)
class Progress:
    """How far a class is. `report` is the one that was just graded; `known`, at the beginning,
    are name, status and score of those that are taken over.
    """

    done: int
    total: int
    taken_over: int  # known from before, since nothing has changed
    attention: int  # that a person should look at
    report: GradeReport | None = None
    known: Sequence[tuple[str, SubmissionStatus, float]] = ()


@dataclass
class ClassResult:
    """What a run gave."""

    reports: Reports  # in the order of the submissions
    total: int
    graded: int = 0
    taken_over: int = 0
    kept: int = 0  # not graded again, though it was asked for: the grade of before counts
    summary: Summary | None = None  # counted when the tables had to be written anew
    overtaken: bool = False  # whether a later run has begun on the folder, whose tables count

    @property
    def missing(self) -> int:
        """How many submissions it did not come to, those among them that have a grade."""
        return self.total - self.graded - self.taken_over

    @property
    def failed(self) -> Iterator[tuple[str, str]]:
        """Name and reason of every submission that could not be graded."""
        return ((r.submission, r.reason) for r in self.reports.with_status(*NOT_GRADED))


def grade_into(
    store: Store,
    course: Course,
    assignment: Assignment,
    submissions: Sequence[SubmissionFile],
    choices: Choices,
    progress: Callable[[Progress], None],
    *,
    notes: Sequence[str] = (),
    absent: Sequence[Absent] = (),
) -> ClassResult:
    """Grade a class into the folder of `store`; Ctrl-C keeps what is done.

    A submission is graded only if the store does not know its grade already. Each
    results/<submission>.json is written as soon as it is known; grades.csv and report.html
    at the end, whatever the end is. What is to be graded again keeps its grade until it has
    the new one. Of several runs at once all grades are kept, and the files
    are those of the one that began last. `notes` are for the top of the report; `absent` are those
    of the class of whom nothing can be graded.
    """
    grading = fingerprint.of_grading(course, assignment)
    entries = _Entries(store, assignment, submissions, grading, choices, absent)
    waiting = entries.waiting
    result = ClassResult(store.reports(entries.run), len(submissions))
    reports = _graded(course, assignment, [submissions[place] for place in waiting], choices)
    try:
        entries.take_over()
        known = entries.taken_over()
        taken = result.taken_over = len(known)
        attention = sum(status is not SubmissionStatus.GRADED for _, status, _ in known)
        failed = any(status in NOT_GRADED for _, status, _ in known)
        progress(Progress(taken, len(submissions), taken, attention, known=known))
        while not (choices.fail_fast and failed) and (graded := next(reports, None)):
            report = entries.keep(waiting[graded[0]], graded[1])
            result.graded += 1
            attention += bool(needs_person(report))
            done = result.taken_over + result.graded
            progress(Progress(done, len(submissions), result.taken_over, attention, report))
            failed = report.status in NOT_GRADED
    except KeyboardInterrupt:
        pass  # the caller sees from `missing` that it is not all
    finally:
        reports.close()
        result.kept = len(entries.provisional)
        result.overtaken = entries.overtaken
        if not choices.trial and not result.overtaken:
            entries.sweep()
            result.summary = _write_tables(store, course, assignment, result.reports, notes)
    return result


def _graded(
    course: Course, assignment: Assignment, submissions: Sequence[SubmissionFile], choices: Choices
) -> Generator[tuple[int, GradeReport], None, None]:
    allowed = choices.uncontained
    if choices.scheduler and submissions:
        from autograder.classroom.cluster import grade_on_cluster

        address = choices.scheduler
        return grade_on_cluster(course, assignment, submissions, address, uncontained=allowed)
    return grade_class(course, assignment, submissions, choices.jobs, uncontained=allowed)


class _Entries:
    """The submissions of one run, each with the key of its grade."""

    def __init__(
        self,
        store: Store,
        assignment: Assignment,
        submissions: Sequence[SubmissionFile],
        grading: str,
        choices: Choices,
        absent: Sequence[Absent],
    ) -> None:
        self._store, self._submissions, self._choices = store, submissions, choices
        self._results = None if choices.trial else _folder(store.path.parent / "results")
        self._former = store.former(assignment.slug)
        size = len(submissions)
        self.run = store.begin(assignment.slug, grading, size, trial=choices.trial, absent=absent)
        self._contents = [fingerprint.of_submission(each, grading) for each in submissions]
        self._known = store.known(self._contents)
        self.waiting = [
            place
            for place, content in enumerate(self._contents)
            if content not in self._known
            or choices.regrade
            or self._known[content][1] in (SubmissionStatus.GRADER_ERROR, *choices.only)
        ]  # an error of ours is worth another try
        # Of these, those whose old grade counts for as long as there is no new one.
        self.provisional = {p for p in self.waiting if self._contents[p] in self._known}

    @property
    def overtaken(self) -> bool:
        """Whether a later run has begun in the same folder: what can be seen there is its own."""
        last = self._store.last()
        return not self._choices.trial and last is not None and last.id != self.run.id

    def sweep(self) -> None:
        """Take away what earlier runs have written of another class: at the beginning, and at
        the end, since one may have gone on meanwhile.
        """
        mine = {submission.name for submission in self._submissions}
        for name in self._store.former(self.run.assignment).keys() - mine:
            self._withdraw(name)

    def take_over(self) -> None:
        """Enter the grades that are known, also of what is to be graded again: whatever ends
        the run, nobody is without a grade who had one.
        """
        chosen = {}
        for place, content in enumerate(self._contents):
            if content in self._known:
                key, _, score = self._known[content]
                chosen[place] = self._submissions[place], self._better(place, score) or key
        outdated = self._outdated(chosen)
        self.sweep()
        for place in outdated:
            self._withdraw(self._submissions[place].name)
        self._store.take_over(self.run, chosen)
        for place in outdated:
            self._write(self._store.reports(self.run).at(place))

    def taken_over(self) -> list[tuple[str, SubmissionStatus, float]]:
        """Name, status and score of all that is not graded again."""
        waiting = {self._submissions[place].name for place in self.waiting}
        return [each for each in self._store.standing(self.run) if each[0] not in waiting]

    def _outdated(self, chosen: Mapping[int, tuple[SubmissionFile, str]]) -> list[int]:
        """The places of those whose results/<submission>.json is missing, or of another grade.

        An empty one is what a power cut may leave of a file.
        """
        if self._results is None:
            return []
        with os.scandir(self._results) as files:
            written = {file.name for file in files if file.stat().st_size}
        return [
            place
            for place, (submission, key) in chosen.items()
            if self._former.get(submission.name, ("", 0.0))[0] != key
            or f"{submission.name}.json" not in written
        ]

    def keep(self, place: int, report: GradeReport) -> GradeReport:
        """Write a new grade; gives the one that counts."""
        better, submission = self._better(place, report.score), self._submissions[place]
        if self._results and self.overtaken:
            self._results = None
        self._withdraw(submission.name)
        self._store.keep(self.run, place, submission, self._contents[place], report, better)
        self.provisional.discard(place)
        if better:
            report = self._store.reports(self.run).at(place)
        self._write(report)
        return report

    def _withdraw(self, submission: str) -> None:
        """Take a result away before the store says otherwise: a run that is killed in between
        leaves none, which the next run notices, rather than an old one. The store still has
        it, for one that is no longer in the class as well.
        """
        try:
            if self._results:
                (self._results / f"{submission}.json").unlink(missing_ok=True)
        except OSError:
            pass  # writing the new one will tell

    def _write(self, report: GradeReport) -> None:
        if self._results:
            write_result_json(self._results, report)

    def _better(self, place: int, score: float) -> str:
        """The key of the former grade, where `never_lower` lets it count."""
        former, before = self._former.get(self._submissions[place].name, ("", 0.0))
        return former if self._choices.never_lower and before > score else ""


def _write_tables(
    store: Store, course: Course, assignment: Assignment, reports: Reports, notes: Sequence[str]
) -> Summary | None:
    """Write grades.csv and report.html, unless they are what they would be; what was counted
    for them. The table's pass over the reports, which is long, counts for the page as well.
    """
    out = store.path.parent
    files = [out / "grades.csv", out / "report.html"]
    state = f"{store.state(reports.run)} {list(notes)}"
    if store.note("tables") == f"{state} {_stamps(files)}":
        return None
    shipped = shipped_lines(course.student_folder(assignment.slug))
    counted = Counted(assignment, shipped)
    write_grades_csv(files[0], assignment, counted.passing(reports), reports.absent)
    write_report(files[1], assignment, reports, notes, counted=counted)
    store.set_note("tables", f"{state} {_stamps(files)}")
    return counted.summary()


def _stamps(files: Sequence[Path]) -> list[tuple[int, int]]:
    """What shows whether somebody has changed them."""
    known = [file.stat() if file.is_file() else None for file in files]
    return [(each.st_size, each.st_mtime_ns) if each else (-1, 0) for each in known]


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AutograderError(
            f"can't be written: {error.strerror}.", path, "Choose another folder with --out."
        ) from error
    return path
