"""Pairs of submissions that share what hardly anybody else in their class wrote.

A pair is a place to look at and nothing more: short functions often look alike. What the
assignment ships and what a part of the class has in common don't count.

Comparing everything with everything would take hours in a large class. So each submission
is first reduced to hashes of short stretches of tokens, those that few submissions have lead
to the pairs worth a look, and only these are compared token by token. That is done by
RapidFuzz: small, without dependencies, and made for sequences of any kind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from zlib import crc32

import numpy as np
from rapidfuzz.distance import Indel

from autograder.errors import AutograderError
from autograder.reporting.tokens import Line, code_lines
from autograder.submission import read_submission

STRETCH = 12  # tokens that are hashed together: about one and a half lines
TOKENS = 8_000  # of a submission that are looked at
FEWEST_TOKENS = 100  # whoever wrote less has nothing to be compared
HASHES = 500_000  # of a whole class; of a larger one a sample is kept
COMMON = 10  # submissions: what more than these have, or a quarter of a small class, is common
SMALLEST_WEIGHT = 10  # as many stretches that nobody else has, or more that a few have
SMALLEST_SHARE = 0.2  # of what is rare in one of the two
PIECE_TOKENS, PIECE_SHARE = 30, 0.75  # of a function that is shown
PIECE_RARE = 6  # stretches in it that are rare: two or three lines in a row
PAIRS = 40


@dataclass(frozen=True)
class Candidate:
    """Submissions that are worth a comparison, by their places; each side holds equal ones."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    shared: np.ndarray | None = None  # rare stretches; None: the two sides are equal
    sample: float = 1.0  # share of all stretches that was looked at


@dataclass(frozen=True)
class Piece:
    """A function that two submissions wrote alike; without a name: code outside of functions.

    Each side is lines: number, text, and whether the other side has it, too.
    """

    name: str
    share: float  # 1: the same but for names, comments and spacing
    left: tuple[tuple[int, str, bool], ...]
    right: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True)
class Pair:
    """Two submissions, or groups of equal ones, with what they share."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    pieces: tuple[Piece, ...]
    equal: bool  # in everything but names, comments and spacing


class Comparison:
    """A class, as hashes; a submission is known by its place, counted from 0."""

    def __init__(self, shipped: Collection[str] = ()) -> None:
        """`shipped` are the lines that the assignment came with."""
        self._shipped = shipped
        self._count = self._kept = 0
        self._equal: dict[bytes, list[int]] = {}  # in the order of their first places
        self._hashes: list[np.ndarray] = []  # one array for each of these groups
        self._limit = 1 << 32

    def add(self, source: str) -> None:
        """Take the next submission."""
        place, self._count = self._count, self._count + 1
        codes = _codes(code_lines(source, self._shipped))
        if len(codes) < FEWEST_TOKENS:
            return
        equal = self._equal.setdefault(hashlib.blake2b(codes.tobytes()).digest(), [])
        equal.append(place)
        if len(equal) > 1:
            return
        self._hashes.append(self._sample(_stretches(codes)))
        self._kept += len(self._hashes[-1])
        while self._kept > HASHES:
            self._limit //= 2
            self._hashes = [self._sample(hashes) for hashes in self._hashes]
            self._kept = sum(map(len, self._hashes))

    @property
    def compared(self) -> int:
        """How many submissions have enough of their own to be compared."""
        return sum(map(len, self._equal.values()))

    def candidates(self) -> list[Candidate]:
        """Groups of equal submissions, then pairs that share much of what is rare."""
        groups = [tuple(places) for places in self._equal.values()]
        equal = [Candidate(group[:1], group[1:]) for group in groups if len(group) > 1]
        equal.sort(key=lambda candidate: -len(candidate.right))
        return [*equal[:PAIRS], *self._pairs(groups)]

    def _sample(self, hashes: np.ndarray) -> np.ndarray:
        """The smallest ones: a sample that is the same one in every submission."""
        return hashes[hashes < self._limit]

    def _pairs(self, groups: Sequence[tuple[int, ...]]) -> list[Candidate]:
        count = len(groups)
        if count < 2:
            return []
        hashes = np.concatenate(self._hashes)
        owners = np.repeat(np.arange(count), [len(own) for own in self._hashes])
        order = np.argsort(hashes, kind="stable")
        hashes, owners = hashes[order], owners[order]
        starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
        sizes = np.diff(np.concatenate([starts, [len(hashes)]]))
        common = max(2, min(COMMON, count // 4))
        rare = sizes <= common
        own = np.bincount(owners[np.repeat(rare, sizes)], minlength=count)
        met, worth = [np.empty(0, dtype=np.int64)], [np.empty(0)]
        for size in range(2, common + 1):
            places = starts[sizes == size]
            for first, second in combinations(range(size), 2):
                met.append(owners[places + first] * count + owners[places + second])
                worth.append(np.full(len(places), 1 / (size - 1)))  # the rarer, the more
        both, which, shared = np.unique(
            np.concatenate(met), return_inverse=True, return_counts=True
        )
        weight = np.bincount(which, np.concatenate(worth), minlength=len(both))
        left, right = np.divmod(both, count)
        share = shared / np.minimum(own[left], own[right])
        sample = self._limit / (1 << 32)
        enough = weight >= max(2, SMALLEST_WEIGHT * sample)
        best = np.argsort(-weight * share, kind="stable")
        best = best[(enough & (share >= SMALLEST_SHARE))[best]][: 2 * PAIRS]
        rare_hashes = hashes[starts[rare]]
        return [
            Candidate(groups[a], groups[b], self._shared(a, b, rare_hashes), sample)
            for a, b in zip(left[best].tolist(), right[best].tolist())
        ]

    def _shared(self, left: int, right: int, rare: np.ndarray) -> np.ndarray:
        both = np.intersect1d(self._hashes[left], self._hashes[right])
        return both[np.isin(both, rare)]


def compare(
    candidates: Iterable[Candidate], sources: Mapping[int, str], shipped: Collection[str] = ()
) -> tuple[Pair, ...]:
    """What the candidates share, function by function; those who share none are left out."""
    pairs = []
    for candidate in candidates:
        left, right = (
            _pieces(code_lines(sources[side[0]], shipped))
            for side in (candidate.left, candidate.right)
        )
        both = [name for name in left if name in right]
        pieces = [
            _piece(name, left[name], right[name])
            for name in both
            if _is_telling(left[name], candidate)
        ]
        if found := tuple(piece for piece in pieces if piece is not None):
            equal = candidate.shared is None
            pairs.append(Pair(candidate.left, candidate.right, found, equal))
    return tuple(pairs[:PAIRS])


def shipped_lines(folder: Path) -> frozenset[str]:
    """The lines of code in the folder that students were given."""
    lines: set[str] = set()
    for path in (*folder.glob("*.py"), *folder.glob("*.ipynb")):
        try:
            cells = read_submission(path).cells
        except AutograderError:
            continue
        lines.update(line.strip() for cell in cells for line in cell.source.split("\n"))
    return frozenset(lines)


def _is_telling(lines: Sequence[Line], candidate: Candidate) -> bool:
    if candidate.shared is None:
        return True
    rare = np.isin(_stretches(_codes(lines)), candidate.shared).sum()
    return bool(rare >= max(1, PIECE_RARE * candidate.sample))


def _piece(name: str, left: Sequence[Line], right: Sequence[Line]) -> Piece | None:
    first, second = (
        [token for line in side for token in line.tokens][:TOKENS] for side in (left, right)
    )
    share = Indel.normalized_similarity(first, second)
    if share < PIECE_SHARE or min(len(first), len(second)) < PIECE_TOKENS:
        return None
    blocks = [block for block in Indel.opcodes(first, second) if block.tag == "equal"]
    return Piece(
        name,
        share,
        _marked(left, [(block.src_start, block.src_end) for block in blocks]),
        _marked(right, [(block.dest_start, block.dest_end) for block in blocks]),
    )


def _marked(
    lines: Sequence[Line], blocks: Sequence[tuple[int, int]]
) -> tuple[tuple[int, str, bool], ...]:
    """Each line with whether all its tokens lie in blocks that both sides have."""
    have = np.zeros(sum(len(line.tokens) for line in lines), dtype=bool)
    for start, end in blocks:
        have[start:end] = True
    marked, place = [], 0
    for line in lines:
        here = have[place : place + len(line.tokens)]
        marked.append((line.number, line.text, bool(here.all())))
        place += len(line.tokens)
    return tuple(marked)


def _pieces(lines: Sequence[Line]) -> dict[str, list[Line]]:
    pieces: dict[str, list[Line]] = {}
    for line in lines:
        pieces.setdefault(line.piece, []).append(line)
    return pieces


def _codes(lines: Sequence[Line]) -> np.ndarray:
    """A number for each token."""
    codes = [_code(token) for line in lines for token in line.tokens]
    return np.array(codes[:TOKENS], dtype=np.uint64)


@lru_cache(maxsize=5_000)
def _code(token: str) -> int:
    return crc32(token.encode("utf-8", "replace"))


def _stretches(codes: np.ndarray) -> np.ndarray:
    """The hashes of all runs of STRETCH tokens, sorted, each once."""
    count = max(0, len(codes) - STRETCH + 1)
    total = np.zeros(count, dtype=np.uint64)
    for offset in range(STRETCH):
        total = total * np.uint64(0x100000001B3) + codes[offset : offset + count]
    mixed = total * np.uint64(0x9E3779B97F4A7C15)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))
