"""Noisy, clumsy, and right: full marks."""

from __future__ import annotations

import re

from .catalogue_notebooks import CELLS, notebook
from .entry import Entry, first, honest
from .fortress import RIGHT


def chatty(name: str, statement: str) -> Entry:
    """The right solution, with a statement at the start of every function."""
    body = re.sub(r"^def .*\n", lambda match: f"{match[0]}    {statement}\n", RIGHT, flags=re.M)
    return Entry(name, f"import logging, sys, time, warnings\n{body}")


def after(name: str, code: str, says: str = "") -> Entry:
    """The right solution and what its author left at the end."""
    return Entry(name, f"{RIGHT}\n\n{code.strip()}\n", says=says)


def noisy(name: str, *cells: str) -> Entry:
    """A notebook with other cells around the right ones."""
    return honest(name, notebook(*cells, *CELLS, *cells), ".ipynb")


ENTRIES = [
    honest("right", RIGHT),
    honest("right-notebook", notebook(*CELLS), ".ipynb"),
    chatty("prints", "print('here', '→', '\\x00', locals())"),
    chatty("prints-errors", "print('x' * 10_000, file=sys.stderr)"),
    chatty("warns", "warnings.warn('careful'); np.float64(1) / np.float64(0)"),
    chatty("logs", "logging.basicConfig(level=0); logging.error('here')"),
    chatty("is-a-little-slow", "time.sleep(0.02)"),
    chatty("plots", "import matplotlib.pyplot as plt; plt.plot([1], [2]); plt.show()"),
    chatty("draws-random-numbers", "np.random.seed(0); np.random.rand(3)"),
    chatty("warns-strictly", "warnings.simplefilter('error')"),
    chatty("raises-on-overflow", "np.seterr(all='raise')"),
    first("sleeps-half-a-second", "import time\ntime.sleep(0.5)"),
    first("changes-how-numpy-prints", "import numpy as np\nnp.set_printoptions(precision=1)"),
    first("leaves-threads", """
import threading, time
for _ in range(5):
    threading.Thread(target=time.sleep, args=(100,)).start()
"""),
    first("prints-into-nothing", """
import contextlib, os
with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
    print("not to be seen")
"""),
    first("uses-thirty-threads", """
import threading, time
from concurrent.futures import ThreadPoolExecutor
threads = [threading.Thread(target=time.sleep, args=(0.1,)) for _ in range(30)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert sum(ThreadPoolExecutor(30).map(abs, range(100))) == 4950
from multiprocessing.pool import ThreadPool
with ThreadPool(4) as pool: assert sum(pool.map(abs, range(100))) == 4950
"""),
    chatty("starts-threads-all-the-time", "from concurrent.futures import ThreadPoolExecutor as T; "
           "[T(8).submit(time.sleep, 0.01).result() for _ in range(9)]"),
    first("uses-pools-of-threads", """
import multiprocessing, threading
from multiprocessing.dummy import Pool as DummyPool
from multiprocessing.pool import ThreadPool
with ThreadPool(4) as pool:
    assert pool.map(abs, range(-50, 0)) == [*range(50, 0, -1)]
    assert pool.apply_async(pow, (2, 10)).get(5) == 1024
pool = DummyPool()
assert sum(pool.imap_unordered(abs, [-1, -2])) == 3
pool.close(); pool.join()
lock, event, queue = multiprocessing.RLock(), multiprocessing.Event(), multiprocessing.Queue()
with lock, lock: event.set()
assert event.wait(1) and not multiprocessing.Semaphore(0).acquire(timeout=0.01)
queue.put("x"); assert queue.get(timeout=5) == "x"
condition = multiprocessing.Condition()
with condition: condition.notify_all()
"""),
    first("does-without-a-library", """
import numpy
try:
    import torch
except ModuleNotFoundError:
    torch = None
numpy.show_config()
"""),
    first("reads-its-arguments", """
import argparse
parser = argparse.ArgumentParser(prog=__file__)
parser.add_argument("--epochs", default=3)
assert parser.parse_args().epochs == 3
"""),
    first("shows-progress", """
import matplotlib
import matplotlib.pyplot as plt
from tqdm import tqdm, trange
assert matplotlib.__version__
width, height = plt.gcf().get_size_inches() * 2
assert list(trange(3)) == list(tqdm([0, 1, 2]))
with tqdm(total=3) as bar:
    bar.update(1)
bar = tqdm(range(3))
for n in bar: bar.set_description(str(n))
"""),
    first("imports-the-standard-library", """
import asyncio, configparser, csv, datetime, email.message, html.parser, mmap, sqlite3, sys
assert not {"setuptools", "traitlets"} & set(sys.modules)  # nothing but what can be imported
import encodings.koi8_r, multiprocessing.pool, tomllib, unittest.mock, urllib.request
import xml.dom.minidom, xml.etree.ElementTree, zoneinfo
import numpy.lib.recfunctions, numpy.ma.extras, numpy.polynomial.chebyshev
assert sqlite3.connect(":memory:").execute("select 1 + 1").fetchone() == (2,)
assert xml.etree.ElementTree.fromstring("<a><b/></a>").find("b") is not None
assert configparser.ConfigParser().read_string("[a]\\nb = 1") is None
assert tomllib.loads("a = 1") == {"a": 1} and html.escape("<") == "&lt;"
assert datetime.datetime.strptime("2024-02-29", "%Y-%m-%d").day == 29
assert mmap.mmap(-1, 4096)[:1] == b"\\0" and "\u0436".encode("koi8-r") == bytes([0xd6])
assert zoneinfo.ZoneInfo.__name__ and numpy.lib.recfunctions.append_fields
"""),
    first("runs-an-event-loop", """
import asyncio, time
async def half(x):
    await asyncio.sleep(0.01)
    return x / 2
async def several():
    loop = asyncio.get_running_loop()
    slow = loop.run_in_executor(None, time.sleep, 0.01)
    return await asyncio.gather(half(1), half(2), slow)
for _ in range(40): assert asyncio.run(several()) == [0.5, 1.0, None]
"""),
    first("looks-around-its-folder", """
import glob, os, pathlib
assert os.getcwd() and os.path.isabs(os.path.abspath("data"))
assert not os.listdir() and not os.listdir(".") and not os.listdir(os.getcwd())
assert not list(pathlib.Path(".").iterdir()) and not list(pathlib.Path().glob("*.npy"))
assert not glob.glob("*.csv") and not glob.glob("**/*.npy", recursive=True)
assert [*os.walk(".")] == [(".", [], [])] and not os.path.exists("data.csv")
with os.scandir() as entries: assert not list(entries)
"""),
    first("asks-what-it-runs-on", """
import ctypes, multiprocessing, os, platform, site, sys, sysconfig, numpy
assert platform.python_version() in sys.version and platform.platform() and platform.uname()
assert sysconfig.get_config_var("EXT_SUFFIX")
assert isinstance(sys.prefix, str) and isinstance(sys.executable, str)
assert numpy.__version__ and ctypes.sizeof(ctypes.c_double) == 8
import concurrent.futures.process, multiprocessing.pool, multiprocessing.spawn
"""),
    first("future-import", "from __future__ import annotations"),
    first("types-and-classes", """
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
@dataclass(frozen=True)
class Layer:
    weights: Any
@lru_cache(maxsize=None)
def helper(n: int) -> int: return n
"""),
    first("tries-to-read-data", """
try:
    data = open("data.csv").read()
except FileNotFoundError:
    data = ""
"""),
    after("has-a-main", "if __name__ == '__main__':\n    raise RuntimeError('only when run')"),
    after("tests-itself", "import unittest\nunittest.main(argv=['x'], exit=False)"),
    after("ends-with-exit", "exit(0)", "SystemExit"),
    after("ends-with-a-failing-assertion", "assert double(1) == 3", "AssertionError"),
    after("ends-with-missing-data", "data = np.loadtxt('data.csv')", "FileNotFoundError"),
    after("saves-a-file", "np.save('result.npy', np.ones(3))", "Error"),
    noisy("cell-with-missing-data", "data = open('data.csv').read()",
          "import pandas as pd\ndf = pd.read_csv('data.csv')"),
    noisy("cells-with-plots", "%matplotlib inline\nimport matplotlib.pyplot as plt",
          "fig, ax = plt.subplots()\nax.plot([1, 2])\nplt.savefig('figure.png')"),
    noisy("cells-of-a-course", "!pip install otter-grader", "import otter\n"
          "grader = otter.Notebook()\ngrader.check('q1')", "from IPython.display import display\n"
          "display(1)", "from tqdm.notebook import tqdm\nfor i in tqdm(range(3)): pass"),
    noisy("cells-with-magics-in-lines", "%time x = 1\n%timeit -n 1 2 + 2\n?print\nprint?",
          "%%time\ny = 2", "%%capture out\nprint('quiet')"),
    noisy("cells-with-drafts", "doubel = lambda x: x", "raise NotImplementedError", "x ="),
    noisy("cells-that-print", "print('x' * 100_000)", "for i in range(1000): print(i)"),
]  # fmt: skip
