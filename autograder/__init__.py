"""Grades notebooks and scripts of students against hidden pytest suites.

Start with `autograder/README.md` for the way of the data, or with
`autograder --help` for what it does.
"""

__version__ = "0.1.0"
