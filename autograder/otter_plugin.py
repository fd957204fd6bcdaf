"""Lets Otter run our grader, on Gradescope and under `otter run`, and no student code itself.

Otter would run the student's cells beside the tests and trust what that process says. So
this plugin grades the file with our engine, hands Otter a notebook of our own in its place,
keeps it from starting a kernel for that, and puts our outcomes in place of Otter's. Of the
student's files nothing is left in the folder: a file called otter.py would be imported.
"""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import nbformat
from nbconvert.preprocessors import ExecutePreprocessor
from otter.plugins import AbstractOtterPlugin
from otter.test_files import GradingResults
from otter.test_files.abstract_test import TestCase, TestCaseResult, TestFile

from autograder.course import Course
from autograder.grading.results import GradeReport, Outcome
from autograder.grading.session import grade_file
from autograder.reporting.gradescope import to_gradescope
from autograder.reporting.messages import outcome_message, sentence

_RUN_IN_A_KERNEL = ExecutePreprocessor.preprocess
OTTERS = {"tests", "__init__.py"}  # what Otter itself has put into the submission's folder

NOT_GRADED = (
    "Something went wrong on our side, so your work could not be graded yet. You need not do "
    "anything: your submission is safe, and a person will look at it."
)


class GradePlugin(AbstractOtterPlugin):
    """Otter's events in the order in which they come.

    `ready` is the report of a run that has graded before it calls Otter; see gradescope.run.
    """

    ready: ClassVar[GradeReport | None] = None
    report: GradeReport | None = None

    def before_grading(self, config: Any) -> None:
        """Take the student's file out of Otter's reach and grade it."""
        if self.ready is not None:
            self.report = self.ready
            return
        submission = Path(self.submission_path)
        with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
            file = Path(folder) / submission.name
            try:
                _take_away(submission, file)
                self.report = self._grade(file)
            except Exception:  # whatever it is: no points, no crash, and a trace for the staff
                traceback.print_exc()
            finally:
                _clear(submission.parent, keep=OTTERS)
                (submission.parent / "__init__.py").write_bytes(b"")
                stand_in = nbformat.writes(_harmless()) if submission.suffix == ".ipynb" else ""
                submission.write_text(stand_in, encoding="utf-8")

    def before_execution(self, submission: Any) -> Any:
        """What Otter has instead of the student's cells; it need not be run."""
        _remove(Path(self.submission_path))
        setattr(ExecutePreprocessor, "preprocess", _leave_as_it_is)  # noqa: B010
        return _harmless()

    def after_grading(self, results: GradingResults) -> None:
        """Put our outcomes in the place of Otter's."""
        setattr(ExecutePreprocessor, "preprocess", _RUN_IN_A_KERNEL)  # noqa: B010
        if self.report is None:
            placeholders = results.results.values()
            results.results = {file.name: _not_graded(file) for file in placeholders}
            results.set_output(NOT_GRADED)
            return
        shown = to_gradescope(self.report)
        results.results = {
            question.name: GradedQuestion(
                question.name,
                [_case(outcome) for outcome in question.outcomes],
                question.score,
                entry["output"],
            )
            for question, entry in zip(self.report.questions, shown["tests"])
        }
        results.set_output(shown["output"])
        results._catastrophic_error = None  # there was no kernel, but our report stands

    def _grade(self, file: Path) -> GradeReport:
        course = Course(Path(self.submission_path).parent.parent / "source" / "course")
        assignment = course.assignment(self.plugin_config["assignment"])
        return grade_file(course, assignment, file, file.stem)


class GradedQuestion(TestFile):
    """One question as our engine graded it, in Otter's form and with our text."""

    def __init__(self, name: str, cases: Sequence[TestCaseResult], score: float, text: str) -> None:
        super().__init__(name, f"tests/{name}.py", [case.test_case for case in cases], False)
        self.test_case_results = list(cases)
        self.text = text
        self.update_score(score)

    def summary(self, public_only: bool = False) -> str:
        """Our own words: Otter's would say that all passed when all public tests did."""
        return self.text

    @property
    def all_public(self) -> bool:
        """True: what our outcomes say of a hidden test is made for the student to read."""
        return True

    @classmethod
    def from_file(cls, path: str) -> TestFile:
        raise NotImplementedError("a graded question is no file")

    @classmethod
    def from_metadata(cls, s: Any, path: str) -> TestFile:
        raise NotImplementedError("a graded question is no metadata")

    def run(self, global_environment: dict[str, Any]) -> None:
        """Nothing is left to be run."""


def _case(outcome: Outcome) -> TestCaseResult:
    case = TestCase(sentence(outcome), "", not outcome.public, outcome.max_points, None, None)
    return TestCaseResult(case, outcome_message(outcome), outcome.passed)


def _not_graded(file: TestFile) -> GradedQuestion:
    case = TestCase(file.name, "", False, file.possible, None, None)
    return GradedQuestion(file.name, [TestCaseResult(case, NOT_GRADED, False)], 0, NOT_GRADED)


def _leave_as_it_is(
    self: ExecutePreprocessor,
    notebook: nbformat.NotebookNode,
    resources: Any = None,
    km: Any = None,
) -> tuple[nbformat.NotebookNode, Any]:
    """In place of running a notebook in a kernel, which takes seconds to start."""
    return notebook, resources


def _harmless() -> nbformat.NotebookNode:
    """The notebook that Otter gets; Otter adds its own cells around it."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cell = nbformat.v4.new_code_cell("pass  # graded elsewhere", id="graded-elsewhere")
    return nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})


def _take_away(submission: Path, file: Path) -> None:
    """Move the student's file to a place of ours. A link could point at the solution."""
    if submission.is_symlink():
        file.touch()
    else:
        shutil.move(submission, file)


def _clear(folder: Path, keep: set[str]) -> None:
    """Remove everything else from a folder."""
    for number, path in enumerate(sorted(folder.iterdir())):
        if path.name not in keep or path.is_symlink():
            # Under this name nothing imports it, should it be too deep to be removed.
            _remove(path.rename(folder / f"not-{number}-used"))


def _remove(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    except RecursionError:  # a thousand folders in each other
        pass
