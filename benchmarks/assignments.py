"""How long the grading of one right submission takes, per assignment, in a warm session.

    .venv/bin/python benchmarks/assignments.py [--rounds 15]

Training questions (those with a limit of their own in assignment.toml) are timed apart.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from autograder.course import Course
from autograder.extract import extract
from autograder.grading.session import GradingSession

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Measure, and print a line per assignment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    course = Course(ROOT)
    print(f"{'assignment':14} {'without training':>18} {'with training':>15}   (medians)")
    for assignment in course.assignments:
        source = course.source(assignment.slug)
        names = (*assignment.names, *assignment.carried)
        solution = extract(source.read_text(encoding="utf-8"), names, where=source)
        quick = [question.name for question in assignment.questions if not question.seconds]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "right.py"
            path.write_text(solution, encoding="utf-8")
            with GradingSession(course, assignment) as session:
                session.wait_until_ready()
                times = [session.grade(path, "right", quick).seconds for _ in range(rounds)]
                whole = [session.grade(path, "right") for _ in range(3)]
        assert all(report.score == report.max_score for report in whole)
        without = 1000 * statistics.median(times)
        training = statistics.median(report.seconds for report in whole)
        print(f"{assignment.slug:14} {without:15.0f} ms {training:13.2f} s")


if __name__ == "__main__":
    main()
