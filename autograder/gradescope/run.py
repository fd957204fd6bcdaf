"""One run on Gradescope, from its folder to its results.json.

The student's files are moved out of everybody's way before anything looks at them, and
graded by our engine. Otter's runner follows, with a harmless file in their place: its
plugin gets our report, and what it writes is replaced by our own results at the end.
results.json is complete at every moment: first with nothing graded, then with each
question as it is finished, so that a run that is killed keeps what was earned.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from autograder.choice import Candidate, candidates, choose
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.gradescope.rules import Ruling, read_metadata, rule
from autograder.grading.results import GradeReport, QuestionScore, SubmissionStatus
from autograder.grading.session import GradingSession, SessionLost, unfinished
from autograder.reporting.files import write_whole
from autograder.reporting.gradescope import to_gradescope
from autograder.reporting.staff import render_record

MARGIN_SECONDS = 60.0  # of Gradescope's limit, for everything that is not grading
OTTER_SECONDS = 45.0  # Otter is left out where less than that is left


class Run:
    """The folders of a run, usually below /autograder, and what is written to its results."""

    def __init__(self, root: Path, started: float) -> None:
        self.root = root
        course = Course(root / "source" / "course")
        (self.assignment,) = course.assignments
        self.course = course
        self.settings = self.assignment.gradescope
        self._end = started + 60 * self.settings.minutes - MARGIN_SECONDS
        self._ruling = Ruling()
        self._earned: dict[str, QuestionScore] = {}

    def grade(self) -> GradeReport:
        """Grade what was handed in, with a results.json that is always complete."""
        self._write(self._stopped("", SubmissionStatus.GRADED, ""), running=True)
        os.chmod(self.root / "source", 0o700)
        self._ruling = rule(self.settings, read_metadata(self.root / "submission_metadata.json"))
        with taken_away(self.root / "submission") as folder:
            report, notes = self._grade(folder)
        self._write(report, notes)
        print(render_record(report), flush=True)  # Gradescope shows this to staff only
        return report

    def finish(self, report: GradeReport, otter: Callable[[], None]) -> None:
        """Hand over to Otter, which puts the report into its own form; ours stays in place."""
        results = self.root / "results" / "results.json"
        ours = results.read_text(encoding="utf-8")
        stand_in = self.root / "submission" / f"{self.assignment.slug}.py"
        stand_in.write_text("", encoding="utf-8")
        if self._end + MARGIN_SECONDS - time.monotonic() > OTTER_SECONDS:
            try:
                otter()
            except Exception:
                traceback.print_exc()  # for staff; the grading is done
        write_whole(results, ours)

    def _grade(self, folder: Path) -> tuple[GradeReport, Sequence[str]]:
        if self._ruling.instead is not None:
            return self._stopped("", SubmissionStatus.GRADED, ""), self._ruling.notes
        choice = choose(candidates(folder), self.assignment.slug)
        if not choice.files:
            report = self._stopped("", SubmissionStatus.UNREADABLE, choice.problem)
            return report, self._ruling.notes
        report, graded = self._stopped("", SubmissionStatus.GRADER_ERROR, ""), choice.files[0]
        try:
            with GradingSession(self.course, self.assignment, warm=False) as session:
                session.wait_until_ready()
                for file in choice.files:
                    found = self._grade_file(session, file)
                    if file == graded or found.touched:
                        report, graded = found, file
                    if report.touched:
                        break
        except (AutograderError, SessionLost) as error:
            report = self._stopped("", SubmissionStatus.GRADER_ERROR, str(error))
        return report, [*self._ruling.notes, *filter(None, [choice.note(graded)])]

    def _grade_file(self, session: GradingSession, file: Candidate) -> GradeReport:
        self._earned.clear()
        shown, left = file.shown, self._end - time.monotonic()
        try:
            report = session.grade(file.place, shown, progress=self._progress, seconds=left)
            return replace(report, file=report.file if " → " in report.file else shown)
        except SessionLost as lost:
            if self._end - time.monotonic() > 1:
                return self._stopped(shown, SubmissionStatus.GRADER_ERROR, str(lost))
            reason = "Time ran out before everything was graded; what was graded counts."
            return self._stopped(shown, SubmissionStatus.TIMED_OUT, reason)

    def _progress(self, score: QuestionScore) -> None:
        self._earned[score.name] = score
        self._write(self._stopped("", SubmissionStatus.GRADED, ""), running=True)

    def _stopped(self, file: str, status: SubmissionStatus, reason: str) -> GradeReport:
        earned = list(self._earned.values())
        return unfinished(self.assignment, "", file, status, reason, earned)

    def _write(
        self, report: GradeReport, notes: Sequence[str] = (), *, running: bool = False
    ) -> None:
        results = to_gradescope(
            report,
            self.settings.visibility,
            notes,
            leaderboard=self.settings.leaderboard,
            staff=True,
            running=running,
        )
        results["score"] = self._ruling.apply(results["score"])
        text = json.dumps(results, ensure_ascii=False, allow_nan=False, indent=1)
        write_whole(self.root / "results" / "results.json", text + "\n")


@contextmanager
def taken_away(folder: Path) -> Iterator[Path]:
    """A closed folder with everything that lay in `folder`, which is empty meanwhile."""
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as name:
        place = Path(name) / "submission"
        place.mkdir()
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            shutil.move(entry.path, place / entry.name)
        yield place
