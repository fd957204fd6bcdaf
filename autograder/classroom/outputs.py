"""The folder that grading a class leaves behind, complete also when it was stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.exports import write_grades_csv, write_result_json
from autograder.classroom.intake import SubmissionFile
from autograder.classroom.runner import grade_class
from autograder.course import Assignment, Course
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport, SubmissionStatus
from autograder.reporting.html import write_report
from autograder.reporting.similarity import shipped_lines


@dataclass(frozen=True)
class ClassResult:
    """What was graded, in the order of the submissions, and what could not be."""

    reports: tuple[GradeReport, ...]

    @property
    def failed(self) -> list[tuple[str, str]]:
        """Name and reason of every submission that could not be graded."""
        bad = (SubmissionStatus.UNREADABLE, SubmissionStatus.GRADER_ERROR)
        return [(r.submission, r.reason) for r in self.reports if r.status in bad]


def grade_into(
    out: Path,
    course: Course,
    assignment: Assignment,
    submissions: Sequence[SubmissionFile],
    jobs: int,
    progress: Callable[[int, int], None],
    *,
    uncontained: bool = False,
) -> ClassResult:
    """Grade a class into the folder `out`; Ctrl-C keeps what is done.

    Each results/<submission>.json is written as soon as it is known; grades.csv and
    report.html at the end, whatever the end is.
    """
    results = out / "results"
    try:
        results.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AutograderError(
            f"can't be written: {error.strerror}.", out, "Choose another folder with --out."
        ) from error
    done: dict[int, GradeReport] = {}
    reports = grade_class(course, assignment, submissions, jobs, uncontained=uncontained)
    try:
        progress(0, len(submissions))
        for place, report in reports:
            done[place] = report
            write_result_json(results, report)
            progress(len(done), len(submissions))
    except KeyboardInterrupt:
        pass  # the caller sees from the number of reports that it is not all
    finally:
        reports.close()
        finished = tuple(report for _, report in sorted(done.items()))
        write_grades_csv(out / "grades.csv", assignment, finished)
        shipped = shipped_lines(course.student_folder(assignment.slug))
        write_report(out / "report.html", assignment, finished, shipped=shipped)
    return ClassResult(finished)
