"""Student code in its worker: what it may do, what it can't, and what is left of it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.sandbox.calls import Failure
from autograder.sandbox.child import places
from autograder.sandbox.function import StudentFunction
from autograder.sandbox.stand_ins import StandIns
from autograder.sandbox.student import Budget, StudentCode
from autograder.sandbox.workers import Confinement, Zygote

BUDGET = Budget(call=0.5, question=2, load=1, submission=20)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """One zygote for all tests of this module, as in a grading session."""
    zygote = Zygote()
    yield zygote
    zygote.close()


def load(zygote: Zygote, *cells: str, notebook: bool = False) -> StudentCode:
    """A submission, loaded; notebook cells are numbered from 1."""
    numbered = [(n if notebook else None, text) for n, text in enumerate(cells, 1)]
    code = StudentCode(zygote, Confinement(256, 30), BUDGET, ["f"], "work.py", numbered)
    code.load()
    return code


def failure(code: StudentCode, *arguments: object) -> Failure:
    """What goes wrong when f is called."""
    with pytest.raises(Failure) as caught:
        StudentFunction(code, "f")(*arguments)
    return caught.value


def test_a_call_goes_there_and_back(zygote: Zygote) -> None:
    """Arguments and result are data of the same types on both sides."""
    code = load(zygote, "def f(a, b=1): return {'sum': a + b, 'kind': type(a).__name__}")
    answer = StudentFunction(code, "f")(np.ones((2, 3)), b=2)
    assert answer["kind"] == "ndarray"
    assert np.array_equal(answer["sum"], np.full((2, 3), 3.0))


def test_a_changed_argument_is_noticed(zygote: Zygote) -> None:
    """The stand-in remembers the call that changed its argument, and the original stays."""
    function = StudentFunction(load(zygote, "def f(x):\n    x[0] = 7\n    return x"), "f")
    x = np.zeros(3)
    assert function(x)[0] == 7
    assert x[0] == 0
    assert len(function.changed_arguments) == 1


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("return 1 / 0", "raised", "ZeroDivisionError: division by zero"),
        ("raise NotImplementedError('Write f.')", "not_started", "Write f"),
        ("while True: pass", "timed_out", "no answer after 0.5 seconds"),
        ("import time; time.sleep(60)", "timed_out", "no answer"),
        ("import os; os._exit(3)", "crashed", "exit code 3"),
        ("import os; os.abort()", "crashed", "SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "crashed", "SIGSEGV"),
        ("raise SystemExit(0)", "raised", "SystemExit"),
        ("raise KeyboardInterrupt", "raised", "KeyboardInterrupt"),
        ("import scipy", "refused", "only NumPy and the standard library"),
        ("import numpy as np; return np.ones(10**10)", "out_of_memory", "MemoryError"),
        ("return f(x)", "raised", "RecursionError"),
        ("import os; os.write(4, b'x' * 100)", "crashed", "an answer that"),
        ("import os; os.close(4); import time; time.sleep(9)", "crashed", "lost"),
    ],
)
def test_what_goes_wrong_has_a_name(zygote: Zygote, body: str, kind: str, text: str) -> None:
    """Every way of not answering ends in its own kind of failure, and the next call works."""
    code = load(zygote, f"def f(x):\n    {body}")
    found = failure(code, 1)
    assert (found.kind, text in found.text) == (kind, True), found.text
    code.close()
    assert StudentFunction(load(zygote, "def f(x): return x"), "f")(5) == 5


def test_a_trickle_of_bytes_does_not_prolong_a_call(zygote: Zygote) -> None:
    """The deadline is for the whole call, however many bytes have come."""
    body = "def f(x):\n import os, time\n while True:\n  os.write(4, b'0'); time.sleep(0.1)"
    start = time.monotonic()
    assert failure(load(zygote, body), 1).kind == "timed_out"
    assert time.monotonic() - start < 2


def test_the_question_s_time_is_bounded(zygote: Zygote) -> None:
    """Many slow calls use up the question's budget, then fail at once."""
    code = load(zygote, "def f(x):\n    import time; time.sleep(0.4); return x")
    function = StudentFunction(code, "f")
    with pytest.raises(Failure) as caught:
        for _ in range(10):
            function(1)
    assert caught.value.kind == "timed_out"
    code.start_question()
    assert function(1) == 1


def test_nothing_is_left_of_a_process_that_multiplies(zygote: Zygote, tmp_path: Path) -> None:
    """Children in sessions of their own are gone once the worker is."""
    marker = str(tmp_path)
    body = f"""
def f(x):
    import os, time
    for _ in range(8):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execv("/bin/sh", ["sh", "-c", "sleep 1000; : {marker}"])
            time.sleep(1000)
    return 1
"""
    code = load(zygote, body)
    try:
        StudentFunction(code, "f")(1)
    except Failure:
        pass  # a stricter place does not let it fork at all
    code.close()
    assert not [pid for pid in os.listdir("/proc") if pid.isdigit() and marker in command(pid)]


def command(pid: str) -> str:
    """The command line of a process, empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def test_cells_run_one_by_one(zygote: Zygote) -> None:
    """An error in a cell is reported with cell and line, and undoes nothing."""
    cells = ["a = 1\ndef f(x): return x + a", "b = 2\n1 / 0\na = 5", "syntax error here", "c = 3"]
    code = load(zygote, *cells, notebook=True)
    assert StudentFunction(code, "f")(1) == 2
    assert code.load_errors is not None
    places = [(error["cell"], error["line"], error["kind"]) for error in code.load_errors]
    assert places == [(2, 2, "ZeroDivisionError"), (3, 1, "SyntaxError")]


def test_notebook_comforts_do_no_harm(zygote: Zygote) -> None:
    """Magics, shell lines, checks, plots and foreign cells are left out quietly."""
    cells = [
        "%matplotlib inline\nimport otter\ngrader = otter.Notebook('x.ipynb')\n!ls\nfiles = !ls",
        "%%bash\nrm -rf nothing",
        "%%time\ndef f(x):\n    text = '''\n%not a magic\n'''\n    return len(text)",
        "grader.check('f')",
        "import matplotlib.pyplot as plt\nfigure, (left, right) = plt.subplots(1, 2)\n"
        "left.plot([1, 2])\nfor axis in (left, right): axis.set_title('t')\nplt.show()",
        "from tqdm import tqdm\nn = sum(1 for _ in tqdm(range(3)))\nassert n == 3",
    ]
    code = load(zygote, *cells, notebook=True)
    assert code.load_errors == []
    assert StudentFunction(code, "f")(1) == len("\n%not a magic\n")


def test_a_file_that_exits_keeps_what_it_defined(zygote: Zygote) -> None:
    """sys.exit while loading ends the file, not the grading."""
    code = load(zygote, "def f(x): return x\nimport sys\nsys.exit(1)\n")
    assert StudentFunction(code, "f")(3) == 3
    assert code.load_errors is not None
    assert code.load_errors[0]["line"] == 3


@pytest.mark.parametrize(
    ("source", "kind"), [("while True: pass", "timed_out"), ("import os; os._exit(0)", "crashed")]
)
def test_a_file_that_does_not_load_is_dead(zygote: Zygote, source: str, kind: str) -> None:
    """A file that hangs or dies while loading is tried once, and says why."""
    code = load(zygote, source)
    assert code.dead is not None
    assert code.dead.kind == kind
    start = time.monotonic()
    assert failure(code, 1).kind == kind
    assert time.monotonic() - start < 0.2


def test_a_process_is_replaced_as_long_as_loading_takes_little(zygote: Zygote) -> None:
    """A quarter of a submission's time may go into loading it anew, and no more."""
    budget = Budget(call=0.5, question=2, load=4, submission=4)
    source = "import time; time.sleep(0.55); n = 0\ndef f(x):\n global n; n += 1; return n"
    code = StudentCode(zygote, Confinement(256, 30), budget, ["f"], "work.py", [(None, source)])
    code.load()
    function = StudentFunction(code, "f")
    assert [function(0), function(0)] == [1, 2]
    assert code.start_afresh()
    assert function(0) == 1
    assert not code.start_afresh()
    assert function(0) == 2
    code.close()


def test_prints_are_kept_apart_and_bounded(zygote: Zygote) -> None:
    """Output does not reach the protocol; a flood of it costs nothing but the excess."""
    code = load(zygote, "def f(x):\n    print('hello')\n    print('y' * 20_000_000)\n    return x")
    assert StudentFunction(code, "f")(1) == 1
    assert code.printed().startswith("[…] yyy")


def test_a_provided_function_is_answered_by_us(zygote: Zygote) -> None:
    """What stands in for an earlier function runs on our side, and errors come back."""
    source = "def g(x): return 'wrong'\ndef f(x):\n    return g(x) if x < 9 else g(x, x)"
    code, stand_ins = load(zygote, source), StandIns({"g": lambda x: x * 10}, 256)
    stand_ins.begin(["g"])
    code.start_question(stand_ins)
    function = StudentFunction(code, "f")
    assert function(4) == 40
    assert stand_ins.asked == 1
    assert failure(code, 9).kind == "raised"
    code.start_question()
    assert function(4) == "wrong"
    stand_ins.close()


def test_who_has_heard_an_answer_is_not_asked_for_it(zygote: Zygote) -> None:
    """Nor for anything that it might be made of: pure functions share a process only with
    questions that may be given the same.
    """
    code = load(zygote, "def g(x): return 0\ndef f(x): return g(x)")
    assert code.pure
    stand_ins = StandIns({"g": lambda x: x * 10}, 256)
    for may_hear, stays in ((["g", "h"], True), (["h"], False), ([], False)):
        stand_ins.begin(["g"])
        code.start_question(stand_ins, may_hear=["g"])
        assert StudentFunction(code, "f")(4) == 40
        before = code._worker
        stand_ins.begin([])
        code.start_question(stand_ins, may_hear=may_hear)
        assert (code._worker is before) == stays
    stand_ins.close()


def test_output_that_can_t_be_read_is_none(zygote: Zygote, tmp_path: Path) -> None:
    """A disk that fails costs what the code printed, and nothing else."""
    code = load(zygote, "def f(x):\n    print('hello')\n    return x")
    assert code._worker is not None
    code._worker._output.close()
    code._worker._output = open(tmp_path / "out", "wb")  # noqa: SIM115  (not for reading)
    assert StudentFunction(code, "f")(1) == 1
    assert code.printed() == ""
    code.close()


@pytest.mark.parametrize(
    ("argument", "kind", "text"),
    [
        ("10**13", "timed_out", "no answer after 0.5 seconds"),  # a loop in C hears no signal
        ("-(10**8)", "raised", "MemoryError"),
        ("np.ones(200_000)", "raised", "more than 1,000,000 bytes"),
        ("'end'", "crashed", "the process ended"),
    ],
)
def test_a_provided_function_can_t_be_turned_against_us(
    zygote: Zygote, argument: str, kind: str, text: str
) -> None:
    """Whatever a submission has our own function do, it is the submission's own failure."""

    def count(n: Any) -> int:
        if n == "end":
            os._exit(1)
        return sum(range(n)) if n >= 0 else int(np.ones(-n)[0])

    code = load(zygote, f"import numpy as np\ndef f(x): return count(x if x else {argument})")
    stand_ins = StandIns({"count": count}, 256)
    stand_ins.begin(["count"])
    code.start_question(stand_ins)
    function, start = StudentFunction(code, "f"), time.monotonic()
    found = failure(code, 0)
    assert (found.kind, text in found.text) == (kind, True), found.text
    assert time.monotonic() - start < 2
    stand_ins.begin(["count"])
    code.start_question(stand_ins)
    assert function(4) == 6
    code.close()
    stand_ins.close()


def test_random_numbers_and_hashes_are_the_same_every_time(zygote: Zygote) -> None:
    """Two workers draw the same numbers, so a grade does not depend on luck."""
    source = "import random, numpy as np\n"
    source += "def f(x): return [random.random(), np.random.rand(), hash('a')]"
    first = StudentFunction(load(zygote, source), "f")(1)
    assert first == StudentFunction(load(zygote, source), "f")(1)


def test_the_end_of_a_submission_s_time_is_not_the_file_s_fault(zygote: Zygote) -> None:
    """Whatever comes then has no time left; nobody says that the file could not be run."""
    budget = Budget(call=0.5, question=5, load=1, submission=1)
    source = "import time\ndef f(x):\n    time.sleep(x)"
    code = StudentCode(zygote, Confinement(256, 30), budget, ["f"], "work.py", [(None, source)])
    code.load()
    assert failure(code, 0.8).kind == "timed_out"
    code.start_question()
    assert "no answer after" in failure(code, 0.8).text
    for _ in range(2):
        code.start_question()
        assert "no time is left" in failure(code, 0).text
    assert code.dead is None


def test_who_ran_out_of_memory_leaves_none_of_its_want_behind(zygote: Zygote) -> None:
    """The next question gets another process, though these functions only compute."""
    source = "import numpy as np\ndef f(x):\n    return np.ones(x)[0]"
    code = load(zygote, source)
    assert code.pure
    assert StudentFunction(code, "f")(1) == 1
    before = code._worker
    code.start_question()
    assert code._worker is before
    assert failure(code, 10**10).kind == "out_of_memory"
    code.start_question()
    assert code._worker is None
    assert StudentFunction(code, "f")(1) == 1


def test_large_answers_are_kept_up_to_a_limit(zygote: Zygote) -> None:
    """The grader has to bear all that it keeps; small answers are not counted."""
    code = load(zygote, "import numpy as np\ndef f(n): return np.zeros(n)")
    function = StudentFunction(code, "f")
    answers = [function(900_000) for _ in range(10)]  # 7.2 MB each, of 67
    assert [type(answer) for answer in answers[:9]] == [np.ndarray] * 9
    assert repr(answers[9]) == "<one large value too many>"
    assert function(1000).shape == (1000,)


def test_no_folder_around_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tcl, for one, looks beside it, and says where."""
    places.folders.cache_clear()
    monkeypatch.setattr(sys, "prefix", "/srv/course/.venv")
    try:
        assert places.without_places("no /srv/course/lib/tcl8.6") == "no …/lib/tcl8.6"
    finally:
        monkeypatch.undo()
        places.folders.cache_clear()


def test_threads_have_the_same_stack_everywhere(zygote: Zygote) -> None:
    """Not what the shell of whoever grades gives them: thirty of a large one fit into no memory."""
    code = load(zygote, "import threading\ndef f(): return threading.stack_size()")
    assert StudentFunction(code, "f")() == 4 * 2**20
