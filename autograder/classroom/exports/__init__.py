"""What leaves this place: our own tables, and other people's, filled in.

`grades_csv` and `results_json` are written by every run. `canvas`, `moodle`, `gradescope`
and `feedback` each make a `Plan`: what would be written, what would not, and why.
"""

from autograder.classroom.exports.formulas import text_cell
from autograder.classroom.exports.grades_csv import write_grades_csv
from autograder.classroom.exports.results_json import write_result_json

__all__ = ["text_cell", "write_grades_csv", "write_result_json"]
