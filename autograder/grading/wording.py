"""One reviewed sentence for everything that can happen to a test.

A hidden test may tell no more than this: neither inputs nor expected values, nor the text
of the student's own exception, which could carry them out.
"""

from __future__ import annotations

from autograder.grading.results import Status

STATUS = {
    Status.PASSED: "Passed.",
    Status.WRONG: "Your function gives an answer here, but not the right one.",
    Status.RAISED: "Your function stopped with an exception here.",
    Status.TIMED_OUT: "Your function did not finish in time. Does every loop come to an end?",
    Status.OUT_OF_MEMORY: (
        "Your function asked for more memory than it may use. Does an array or a list grow "
        "far beyond what the task needs?"
    ),
    Status.CRASHED: (
        "Python itself ended while your function ran, so no answer came back. Look for a call "
        "of exit() or quit(), or for a function that calls itself without end."
    ),
    Status.REFUSED: (
        "Your code used or returned something that is not allowed here. NumPy and the standard "
        "library are enough; a result is made of numbers, text and arrays."
    ),
    Status.NOT_STARTED: "Not written yet: the stub's NotImplementedError is still there.",
    Status.NOT_DEFINED: (
        "Your file defines no function of this name. Check the spelling, and whether the cell "
        "with the function runs without an error."
    ),
    Status.UNREADABLE: "Your file could not be read, so this was not tested.",
    Status.GRADER_ERROR: (
        "Something went wrong on our side, not on yours. A person will look at it before it counts."
    ),
}

# Where more may be told: a time, a signal, an exit code.
TOLD = {
    Status.TIMED_OUT: "Your function did not finish in time: {}. Does every loop come to an end?",
    Status.CRASHED: (
        "Python itself ended while your function ran: {}. Look for a call of exit() or quit(), "
        "or for a function that calls itself without end."
    ),
}
NOT_TESTED = "Your file could not be run, so this was not tested."

FAILURE = {
    "none": "Your function returned None. Does every path through it end in a return?",
    "type": (
        "Your function returned a value of the wrong kind. Compare it with what the docstring "
        "promises."
    ),
    "shape": (
        "The result has the wrong shape. Work out the shape by hand for a small input that is "
        "not square."
    ),
    "finite": (
        "The result holds NaN or infinity. Look for a division by zero, the logarithm of zero, "
        "or exp of a large number."
    ),
    "values": "The result has the right shape, but not the right values.",
    "changed": (
        "Your function changed an array, a list or a dict that it was given. Work on a copy of it."
    ),
    "property": "The result does not do what this test describes.",
}
