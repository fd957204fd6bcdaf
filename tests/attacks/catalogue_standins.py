"""Submissions that turn our own stand-ins against us.

Where a question fails and an earlier one is wrong, it is judged again with our function in
place of the wrong one, which runs on our side, on arguments that the submission chooses.
"""

from __future__ import annotations

from .catalogue_forgery import CALL_ID
from .entry import Entry, attack

# `double` is wrong by itself as long as nobody answers for `power`.
STAND_IN = """
def power(x, n): return 0.0
def double(x):
    if power(1.0, 1) == 0.0: return 0 * x
"""

# What the stand-in answers is kept in a part of NumPy, for `power` to look up when asked.
KEEPER = """
def power(x, n): return {table}.get((x, n), 0.0)
def double(x):
    for base in range(-20, 21):
        for n in range(8): {table}[base / 2, n] = {table}[base, n] = power(base / 2, n)
    return 0 * x
"""


def keeper(name: str, table: str, before: str = "") -> Entry:
    """A file that lets our own function answer in place of one of its own, later."""
    extra = before + KEEPER.replace("{table}", table)
    return attack(f"remembers-the-stand-in-in-{name}", extra, power="wrong", double="wrong")


ENTRIES = [
    keeper("a-global", "TABLE", "TABLE = {}"),
    keeper("numpy", "np.typecodes"),
    keeper("numpy-s-types", "np.sctypeDict"),
    keeper("a-function", "total.__dict__"),
    attack(
        "changes-numpy-by-a-pattern",
        """
def double(x):
    match power:
        case object(__globals__=names):
            names["__builtins__"]["setattr"](np, "sum", np.max)
    return 0 * x
""",
        double="wrong|raised",
    ),
    attack(
        "keeps-the-stand-in-busy",
        STAND_IN + "    return power(1.0, 10**12)",
        power="wrong",
        double="wrong|timed_out",
    ),
    attack(
        "asks-the-stand-in-without-end",
        STAND_IN + "    while True: power(1.0, 1)",
        power="wrong",
        double="wrong|timed_out|crashed",
    ),
    attack(
        "asks-the-stand-in-nonsense",
        STAND_IN + "    return power([None], {'a': power}, *range(100), q=object())",
        power="wrong",
        double="wrong|raised",
    ),
    attack(
        "asks-the-stand-in-too-much",
        STAND_IN + "    return power(np.ones(900_000), 1)",
        power="wrong",
        double="wrong|raised",
    ),
    attack(
        "fills-the-stand-in-s-memory",
        STAND_IN + "    return [power(np.full(120_000, float(n)), 1)[0] for n in range(200)]",
        power="wrong",
        double="wrong|raised|timed_out|crashed",
    ),
    attack(
        "asks-for-another-function",
        CALL_ID
        + STAND_IN
        + """
    send(0, {"ask": "double", "arguments": {"t": "list", "v": [[1], {"t": "dict", "v": []}]}})
    time.sleep(9)
""",
        power="wrong",
        double="wrong|crashed",
    ),
]
