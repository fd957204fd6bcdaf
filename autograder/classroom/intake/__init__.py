"""From what an instructor has downloaded to submissions, each with a name of its own."""

from autograder.classroom.intake.finder import find_submissions
from autograder.classroom.intake.names import safe_name, unique_names
from autograder.classroom.intake.roster import Roster, read_roster
from autograder.classroom.intake.several import Several, people
from autograder.classroom.intake.submissions import Intake, Remark, SubmissionFile

__all__ = [
    "Intake",
    "Remark",
    "Roster",
    "Several",
    "SubmissionFile",
    "find_submissions",
    "people",
    "read_roster",
    "safe_name",
    "unique_names",
]
