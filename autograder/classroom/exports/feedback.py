"""Moodle's feedback files: a zip with the folders of the download and a page in each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from autograder.classroom.exports.people import people, why_doubtful, why_unfinished
from autograder.classroom.exports.plan import Change, Kind, Plan, Remark
from autograder.course import Assignment
from autograder.errors import AutograderError
from autograder.grading.results import GradeReport
from autograder.reporting.feedback_page import render_feedback
from autograder.stable_zip import stable_zip

# Full name_participant id_assignsubmission_file, with one more _ from Moodle before 4.1
FOLDER = re.compile(r"[^/\\\x00-\x1f_]+_(?P<id>[0-9]+)_assignsubmission_[a-z]+_?")
PAGE = "report.html"


def plan_feedback(
    assignment: Assignment, reports: Iterable[GradeReport], *, unfinished: bool = False
) -> Plan:
    """The zip for Moodle's “upload multiple feedback files”; goes through `reports` three times.

    Moodle looks at the participant id in a folder's name only, so two submissions with the
    same id get no page.
    """
    participants = Counter(participant for report in reports for participant in _id(report))
    folders, changes, remarks = {}, [], []
    for report in reports:
        who = people([report])[0].label
        if (why := why_unfinished(report)) and not unfinished:
            remarks.append(Remark(Kind.UNFINISHED, who, why))
        elif why := why_doubtful(report):
            remarks.append(Remark(Kind.AMBIGUOUS, who, why))
        elif not _id(report):
            remarks.append(Remark(Kind.UNMATCHED, who, "it is not from a download of Moodle's"))
        elif participants[report.origin.id] > 1:
            why = f"several submissions are of participant {report.origin.id}"
            remarks.append(Remark(Kind.AMBIGUOUS, who, why))
        else:
            folders[report.submission] = folder_of(report)
            changes.append(Change(who, "", "page"))
    if not participants:
        raise AutograderError(
            "None of these submissions came from Moodle, so no folder for a page is known.",
            then="Grade what “Download all submissions” in Moodle gives, as it is.",
        )
    pages = (
        (
            f"{folders[report.submission]}/{PAGE}",
            render_feedback(report, assignment).encode(errors="replace"),
        )
        for report in reports
        if report.submission in folders
    )
    title = f"Moodle: a zip with {PAGE} in each student's folder"
    return Plan(title, stable_zip(pages), tuple(changes), tuple(remarks))


def folder_of(report: GradeReport) -> str:
    """A participant's folder as the download named it; flat downloads have none, and get one."""
    origin = report.origin
    match = FOLDER.fullmatch(origin.folder)
    if match and match["id"] == origin.id and origin.folder.isprintable():  # a zip's are Unicode
        return origin.folder
    return f"Participant_{origin.id}_assignsubmission_file_"


def _id(report: GradeReport) -> list[str]:
    """The participant id, where there is one."""
    origin = report.origin
    fits = origin.platform == "moodle" and re.fullmatch("[0-9]+", origin.id)
    return [origin.id] if fits else []
