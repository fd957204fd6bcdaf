"""Whether a submission's functions only compute: then no call leaves anything for another.

Such functions give the same answers in whatever process, after whatever calls. That is most
honest work, and nothing of it has to be asked a second time in a fresh process.

`computes_only` looks at the code before any of it runs, and lets nothing pass but steps and
names that are listed here as harmless: what passes has no way to lie about what
`keeps_nothing` finds once it has run. Any doubt costs only the time of a fresh process.
"""

from __future__ import annotations

import builtins
import dis
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

_BUILTINS = (
    "abs all any bin bool bytes callable chr complex dict divmod enumerate filter float format "
    "frozenset hex int isinstance issubclass iter len list map max min next oct ord pow "
    "print range reversed round set slice sorted str sum tuple zip"
)
BUILTINS = frozenset(_BUILTINS.split()) | {
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
}
CONSTANTS = frozenset((int, float, bool, complex, str, bytes, type(None), type(Ellipsis)))
MODULES = (np, np.linalg, np.fft, math)
IMPORTS = frozenset("numpy numpy.linalg numpy.fft numpy.lib.stride_tricks math".split())  # noqa: SIM905
# Modules of which only the name is real here, and one that is no module.
INERT = frozenset(("otter", "matplotlib", "matplotlib.pyplot", "__future__"))
TYPES = frozenset("Any Callable Dict Iterable List Literal Optional Sequence Tuple Union".split())  # noqa: SIM905

# Of what NumPy offers: settings, files, documentation, memory by its address.
_REFUSED = (
    "seterr geterr seterrcall geterrcall seterrobj geterrobj setbufsize getbufsize "
    "set_printoptions get_printoptions printoptions set_string_function set_numeric_ops test "
    "load save savez savez_compressed savetxt loadtxt genfromtxt fromfile fromregex from_dlpack "
    "show_config show_runtime info source lookfor who get_include add_docstring add_newdoc "
    "add_newdoc_ufunc deprecate deprecate_with_doc safe_eval byte_bounds "
    "resize empty empty_like"  # these two show what was in memory that was given back
)
_OF_ARRAYS = (
    "T all any argmax argmin argpartition argsort astype choose clip compress conj conjugate copy "
    "cumprod cumsum diagonal dot dtype fill flat flatten imag item itemsize max mean min nbytes "
    "ndim nonzero partition prod ptp ravel real repeat reshape round searchsorted shape size "
    "sort squeeze std sum swapaxes take tobytes tolist trace transpose var view kind name "
    "at accumulate outer reduce reduceat eps tiny errstate finfo iinfo "
    "ndindex ndenumerate"
)
_OF_GENERATORS = "choice integers normal permutation permuted shuffle standard_normal uniform"
# Of figures and checks outside of functions, which are drawn and made nowhere.
_SHOWN = (
    "Notebook check check_all imshow matshow plot show figure title colorbar subplot subplots "
    "axis xlabel ylabel legend tight_layout savefig scatter bar hist set_title grid"
)
# Options of NumPy's that leave places of an answer as they were in memory given back.
MEMORY = frozenset(("where", "empty"))
NAMING = frozenset(dis.hasname)
# Of these an argument's lowest bit is something else than a part of a name's place.
SHIFTED = frozenset(
    ("LOAD_GLOBAL", "LOAD_ATTR") if sys.version_info >= (3, 12) else ("LOAD_GLOBAL",)
)
GLOBALS = frozenset(("LOAD_GLOBAL", "LOAD_NAME"))
ATTRIBUTES = frozenset(("LOAD_ATTR", "LOAD_METHOD"))
OUTERMOST = frozenset(("STORE_NAME", "DELETE_NAME", "IMPORT_NAME", "IMPORT_FROM"))
_STEPS = (
    "NOP RESUME POP_TOP PUSH_NULL COPY SWAP LOAD_CONST LOAD_SMALL_INT LOAD_FAST LOAD_FAST_CHECK "
    "LOAD_FAST_AND_CLEAR LOAD_FAST_LOAD_FAST LOAD_FAST_BORROW LOAD_FAST_BORROW_LOAD_FAST_BORROW "
    "STORE_FAST STORE_FAST_LOAD_FAST STORE_FAST_STORE_FAST STORE_FAST_MAYBE_NULL DELETE_FAST "
    "LOAD_CLOSURE LOAD_DEREF STORE_DEREF MAKE_CELL COPY_FREE_VARS BINARY_OP BINARY_SUBSCR "
    "BINARY_SLICE STORE_SUBSCR STORE_SLICE DELETE_SUBSCR UNARY_POSITIVE UNARY_NEGATIVE UNARY_NOT "
    "UNARY_INVERT COMPARE_OP CONTAINS_OP IS_OP TO_BOOL BUILD_LIST BUILD_TUPLE BUILD_MAP BUILD_SET "
    "BUILD_SLICE BUILD_STRING BUILD_CONST_KEY_MAP LIST_EXTEND LIST_APPEND LIST_TO_TUPLE SET_ADD "
    "SET_UPDATE MAP_ADD DICT_UPDATE FORMAT_VALUE FORMAT_SIMPLE FORMAT_WITH_SPEC "
    "CONVERT_VALUE UNPACK_SEQUENCE UNPACK_EX GET_ITER FOR_ITER END_FOR POP_ITER JUMP_FORWARD "
    "JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT RETURN_VALUE RETURN_CONST PRECALL CALL KW_NAMES "
    "CALL_KW CALL_FUNCTION_EX MAKE_FUNCTION SET_FUNCTION_ATTRIBUTE RAISE_VARARGS RERAISE "
    "PUSH_EXC_INFO POP_EXCEPT CHECK_EXC_MATCH LOAD_ASSERTION_ERROR BEFORE_WITH WITH_EXCEPT_START"
)
_JUMPS = {dis.opname[step] for step in (*dis.hasjrel, *dis.hasjabs)} - {"SEND"}
EXTENDED = dis.opmap["EXTENDED_ARG"]
PADDING = frozenset((dis.opmap["CACHE"], EXTENDED))


def _numbers(names: Iterable[str]) -> frozenset[int]:
    return frozenset(dis.opmap[name] for name in names if name in dis.opmap)


WITHIN = _numbers((*_STEPS.split(), *_JUMPS, *GLOBALS, *ATTRIBUTES)) | PADDING
WITH_NAMES = WITHIN | _numbers(OUTERMOST)
# A generator expression can't stop in the middle of a `with`, as a function that yields can.
IN_EXPRESSIONS = _numbers(("YIELD_VALUE", "RETURN_GENERATOR"))


def _parts_of(module: ModuleType) -> set[str]:
    """Functions, kinds of numbers and constants: nothing that can be changed."""
    kinds = (np.ufunc, FunctionType, BuiltinFunctionType, type(np.sum), float, type(None))
    return {
        name
        for name, part in vars(module).items()
        if isinstance(part, kinds) or (isinstance(part, type) and issubclass(part, np.generic))
        if not name.startswith("_")
    } - set(_REFUSED.split())


def _attributes() -> frozenset[str]:
    """What may follow a dot: parts of the modules, and of the types that answers are made of."""
    kinds = (str, bytes, list, dict, tuple, set, float, complex)
    names = {name for kind in kinds for name in dir(kind) if not name.startswith("_")}
    for text in (_OF_ARRAYS, _OF_GENERATORS, _SHOWN):
        names.update(text.split())
    return frozenset(names.union(*map(_parts_of, MODULES)))


# Texts are made with these, of any attribute of anything; an f-string names what it takes.
KNOWN = _attributes() - {"format", "format_map"}
# Parts of NumPy that lead to more: what has to come next, at once.
LEADS_TO = {
    "random": frozenset(("default_rng", "Generator")),  # not the common one, which lasts
    "linalg": frozenset(_parts_of(np.linalg)),
    "fft": frozenset(_parts_of(np.fft)),
    "lib": frozenset(("stride_tricks",)),
    "stride_tricks": frozenset(("sliding_window_view",)),
}
LED_TO = frozenset(("stride_tricks", "sliding_window_view"))  # nothing else does


def computes_only(codes: Iterable[CodeType]) -> bool:
    """Whether this code, of a whole submission, can do nothing but compute, print and plot."""
    return all(_harmless(code, outermost=True) for code in codes)


def _harmless(code: CodeType, *, outermost: bool = False) -> bool:
    steps = WITH_NAMES if outermost else WITHIN
    if code.co_name == "<genexpr>":
        steps |= IN_EXPRESSIONS
    if not steps.issuperset(code.co_code[::2]) or ("*",) in code.co_consts:  # import *
        return False
    if not MEMORY.isdisjoint(_texts(code.co_consts)):
        return False
    module = leads_to = None
    for operation, name, at_once in _named(code):
        if operation in ATTRIBUTES:
            known = at_once and name in leads_to if leads_to is not None else name in KNOWN
            leads_to = None if leads_to is not None and name == "fft" else LEADS_TO.get(name)
            known = known or (leads_to is not None and name not in LED_TO)
        elif leads_to is not None:
            return False
        elif operation in GLOBALS:
            known = name in BUILTINS or not (name.startswith("__") or hasattr(builtins, name))
            known = known or name == "__name__"
        elif operation == "IMPORT_NAME":
            module, known = name, name in IMPORTS or name in INERT or name == "typing"
        elif operation == "IMPORT_FROM":
            known = name in (TYPES if module == "typing" else KNOWN | LED_TO) or module in INERT
        else:
            known = not name.startswith("__")
        if not known:
            return False
    if leads_to is not None:
        return False
    return all(_harmless(part) for part in code.co_consts if isinstance(part, CodeType))


def _texts(constants: tuple[Any, ...]) -> Iterator[str]:
    """All texts among constants, names of keywords too."""
    for constant in constants:
        if isinstance(constant, tuple):
            yield from _texts(constant)
        elif isinstance(constant, str):
            yield constant


def _named(code: CodeType) -> Iterator[tuple[str, str, bool]]:
    """What the code does with which name, in its order; and whether at once after the last."""
    steps, extended, last = code.co_code[::2], 0, -1
    for place, (step, argument) in enumerate(zip(steps, code.co_code[1::2])):
        if step == EXTENDED:
            extended = (extended | argument) << 8
            continue
        if step in NAMING:
            operation, number = dis.opname[step], extended | argument
            at_once = PADDING.issuperset(steps[last + 1 : place])
            yield operation, code.co_names[number >> (operation in SHIFTED)], at_once
            last = place
        extended = 0


def keeps_nothing(names: Iterable[str], namespace: Mapping[str, Any]) -> bool:
    """Whether calls of the functions of these names can only give an answer.

    Of code that `computes_only`, after it has run: by then names stand for something.
    """
    return _Reach(namespace).harmless(tuple(namespace.get(name) for name in names))


class _Reach:
    """Everything that functions can reach by a global name."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace
        self._seen: set[int] = set()

    def harmless(self, value: Any) -> bool:
        """Whether it can't be changed, or is a function that keeps nothing."""
        kind = type(value)
        if kind in CONSTANTS:
            return True
        if kind is tuple:
            return all(map(self.harmless, value))
        if kind is ModuleType:
            return any(value is module for module in MODULES)
        if kind is FunctionType and value.__globals__ is self._namespace:
            return self._harmless_function(value)
        name = getattr(value, "__name__", "")
        if name in BUILTINS and value is vars(builtins)[name]:
            return True
        if name == "sliding_window_view":
            return value is np.lib.stride_tricks.sliding_window_view
        return name in KNOWN and any(value is vars(module).get(name) for module in (np, math))

    def _harmless_function(self, function: FunctionType) -> bool:
        if id(function) in self._seen:
            return True
        self._seen.add(id(function))
        defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
        return (
            function.__closure__ is None
            and not vars(function)
            and self.harmless(defaults)
            and self._harmless_code(function.__code__)
        )

    def _harmless_code(self, code: CodeType) -> bool:
        names = {name for operation, name, _ in _named(code) if operation in GLOBALS}
        inner = (part for part in code.co_consts if isinstance(part, CodeType))
        return all(self.harmless(self._namespace.get(name)) for name in names) and all(
            map(self._harmless_code, inner)
        )
