"""Submissions that forge results: by files, by output, by the protocol, later or at once."""

from __future__ import annotations

from .entry import Entry, attack, everything, first

# Finds the id of the exchange that is going on, as any code in that process can.
CALL_ID = """
import json, os, struct, sys, threading, time

def current():
    frame = sys._getframe()
    while frame is not None and "call_id" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["call_id"] if frame else 1

def send(number, metadata, payload=b""):
    text = metadata if isinstance(metadata, bytes) else json.dumps(metadata).encode()
    data = struct.pack("<QII", number, len(text), len(payload)) + text + payload
    while data:
        data = data[os.write(4, data):]
"""

ENTRIES = [
    attack(
        "writes-results-files",
        """
import json
for place in ("@COURSE@", "@FOLDER@", "/tmp/@MARKER@", "results", "/autograder/results"):
    try:
        with open(place + "/results.json", "w") as file:
            json.dump({"score": 20, "tests": []}, file)
    except OSError:
        pass
def double(x): return 0
""",
        double="wrong",
    ),
    attack(
        "prints-a-perfect-report",
        """
import sys
def double(x):
    for stream in (sys.stdout, sys.stderr, sys.__stdout__):
        print('{"report": {"score": 20, "status": "graded"}}', file=stream, flush=True)
    return 0
""",
        double="wrong",
    ),
    attack(
        "writes-junk-to-every-descriptor",
        """
import os
def double(x):
    for descriptor in range(64):
        try:
            os.write(descriptor, b'{"status": "passed", "points": 4}' * 20)
        except OSError:
            pass
    return 2 * x
""",
        double="crashed",
    ),
    attack(
        "answers-twice",
        CALL_ID
        + """
def double(x):
    send(current(), {"value": {"t": "list", "v": [2.0, 4.0]}, "changed": False})
    return 2 * x
""",
        double="?wrong|crashed",
    ),
    attack(
        "answers-to-another-call",
        CALL_ID + "\ndef double(x):\n    send(12345, {'value': 1})\n    return 2 * x",
        double="crashed",
    ),
    attack(
        "answers-that-it-passed",
        CALL_ID
        + """
def double(x):
    send(current(), {"status": "passed", "points": 4, "score": 100, "outcome": "passed"})
    os._exit(0)
""",
        double="wrong|crashed",
    ),
    attack(
        "announces-four-gigabytes",
        """
import os, struct, time
def double(x):
    os.write(4, struct.pack("<QII", 1, 2**32 - 1, 2**32 - 1))
    os._exit(0)
""",
        double="crashed",
    ),
    attack(
        "announces-and-trickles",
        CALL_ID
        + """
def double(x):
    os.write(4, struct.pack("<QII", current(), 900_000, 0))
    while True:
        os.write(4, b" ")
        time.sleep(0.05)
""",
        double="timed_out",
    ),
    attack(
        "answers-in-nested-lists",
        CALL_ID + '\ndef double(x):\n    send(current(), b"[" * 900_000)\n    os._exit(0)',
        double="crashed",
    ),
    attack(
        "raises-half-a-megabyte",
        CALL_ID
        + """
def double(x):
    send(current(), {"raised": {"kind": "Error " * 70_000, "message": "\\n!" * 150_000}})
    time.sleep(9)
power = total = count = double
""",
        power="raised|timed_out|crashed",
        double="raised|timed_out|crashed",
        total="raised|timed_out|crashed",
        count="raised|timed_out|crashed",
    ),
    attack(
        "answers-without-json",
        CALL_ID + '\ndef double(x):\n    send(current(), b"\\xff\\xfe" * 100)\n    os._exit(0)',
        double="crashed",
    ),
    attack(
        "answers-with-impossible-arrays",
        CALL_ID
        + """
SHAPES = iter([[0, 64_000_000, 64_000_000, 64_000_000], [-1], [10**30, 0], [2] * 40, "2"])
def double(x):
    form = {"t": "array", "d": "<f8", "s": next(SHAPES, [10**18]), "o": 0, "n": 0}
    send(current(), {"value": form})
    os._exit(0)
""",
        double="crashed|wrong|timed_out",
    ),
    attack(
        "answers-with-one-array-a-thousand-times",
        CALL_ID
        + """
def double(x):
    array = {"t": "array", "d": "|u1", "s": [9_000_000], "o": 0, "n": 9_000_000}
    send(current(), {"value": {"t": "list", "v": [array] * 1000}}, bytes(9_000_000))
    os._exit(0)
""",
        double="crashed|timed_out",
    ),
    attack(
        "answers-with-fifty-megabytes",
        CALL_ID
        + """
def double(x):
    array = {"t": "array", "d": "|u1", "s": [50_000_000], "o": 0, "n": 50_000_000}
    send(current(), {"value": array}, bytes(50_000_000))
    return 2 * x
""",
        double="crashed",
    ),
    attack(
        "answers-with-a-number-out-of-range",
        CALL_ID
        + """
def double(x):
    send(current(), {"value": {"t": "complex", "v": [10**400, 1]}})
    os._exit(0)
""",
        double="crashed|wrong|timed_out",
    ),
    attack(
        "answers-with-objects",
        CALL_ID
        + """
FORMS = iter([{"t": "array", "d": "|O", "s": [1], "o": 0, "n": 8}, {"t": "formula", "v": "x"}])
def double(x):
    send(current(), {"value": next(FORMS, {"t": "pickle", "v": "cos\\nsystem\\n"})}, b"8 bytes.")
    os._exit(0)
""",
        double="crashed|timed_out",
    ),
    attack(
        "forges-an-error-of-its-own",
        CALL_ID
        + """
ERRORS = iter([
    {"kind": ["passed"]}, {"kind": "passed", "frames": [[None, 10**4000]]},
    {"kind": "GraderError", "frames": [["<work.py>", 10**9, "f", "text"]], "memory": "yes"},
])
def double(x):
    send(current(), {"raised": next(ERRORS, "passed")})
    os._exit(0)
""",
        double="raised|crashed|timed_out",
    ),
    attack(
        "says-that-it-is-missing",
        CALL_ID
        + """
def double(x):
    send(current(), {"missing": "<script>alert(1)</script>"})
    os._exit(0)
""",
        double="not_defined|crashed",
    ),
    attack(
        "asks-when-nothing-is-offered",
        CALL_ID
        + """
def double(x):
    send(0, {"ask": "double", "arguments": {"t": "list", "v": [[1], {"t": "dict", "v": []}]}})
    os._exit(0)
""",
        double="crashed",
    ),
    Entry(
        "claims-to-define-everything",
        CALL_ID
        + """
send(current(), {"errors": [], "defined": ["power", "double", "total", "count"]})
raise SystemExit
""",
        everything("not_defined|crashed"),
    ),
    Entry(
        "loads-with-a-flood-of-errors",
        CALL_ID
        + """
send(current(), b'{"errors":[' + b",".join([b"{}"] * 300_000) + b'],"defined":[]}')
os._exit(0)
""",
        everything("not_defined|crashed"),
        seconds=3.0,
    ),
    Entry(
        "loads-with-odd-errors",
        CALL_ID
        + """
lines = [10**4000, -1, True, "1", None, 1e999]
errors = [{"line": n, "cell": n, "kind": "\\ud800\\x1b[31m", "message": 5} for n in lines]
send(current(), {"errors": errors, "defined": [["double"], 5, None]})
os._exit(0)
""",
        everything("not_defined|crashed"),
        hides=("0" * 100, "\x1b"),
    ),
    first(
        "late-daemon-from-the-start",
        """
import os, threading, time
def shout():
    while True:
        time.sleep(0.01)
        try:
            os.write(4, b'{"score": 100}' * 10)
        except OSError:
            pass
threading.Thread(target=shout, daemon=True).start()
time.sleep(0.1)
""",
        "?crashed|timed_out",
    ),
    attack(
        "late-daemon-from-a-call",
        """
import os, threading, time
def shout():
    time.sleep(0.05)
    os.write(4, b'{"score": 100}' * 10)
def double(x):
    threading.Thread(target=shout, daemon=True).start()
    return 0 * x
""",
        double="wrong|crashed",
    ),
    attack(
        "patches-the-worker",
        """
import sys
def double(x):
    for name, module in list(sys.modules.items()):
        if name.startswith("child"):
            for key, value in list(vars(module).items()):
                if callable(value) and not key.startswith("_"):
                    setattr(module, key, lambda *a, **k: {"status": "passed"})
    return 2 * x
""",
        double="crashed",
    ),
    attack(
        "changes-its-argument-and-denies-it",
        CALL_ID
        + """
def double(x):
    x += 1
    send(current(), {"value": {"t": "list", "v": [0.0, 0.0]}, "changed": False})
    os._exit(0)
""",
        double="wrong|crashed|timed_out",
    ),
]
