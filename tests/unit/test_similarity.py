"""Which submissions share what hardly anybody else wrote, and what they share."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.reporting import similarity
from autograder.reporting.similarity import Comparison, Pair, compare, shipped_lines
from autograder.reporting.tokens import code_lines

NAMES = ("conv2d", "relu", "max_pool", "softmax", "sgd_step")
WORDS = ("image", "kernel", "out", "rows", "cols", "window", "value", "total", "padded", "scale")


def program(seed: int) -> dict[str, list[str]]:
    """The functions of an invented student, each a few lines that nobody else writes."""
    dice = random.Random(seed)

    def term() -> str:
        word, other, size = dice.choice(WORDS), dice.choice(WORDS), dice.randrange(50)
        forms = [word, f"{size}", f"{word}[{size}:]", f"np.{other}({word})", f"{word}.{other}"]
        return dice.choice(forms)

    def line() -> str:
        signs = dice.choices(["+", "-", "*", "/", "@", "**", "//"], k=dice.randrange(1, 5))
        rest = "".join(f" {sign} {term()}" for sign in signs)
        return f"    {dice.choice(WORDS)} = {term()}{rest}"

    return {
        name: [f"def {name}(image, kernel):", *(line() for _ in range(8)), "    return out"]
        for name in NAMES
    }


def text(functions: dict[str, list[str]]) -> str:
    return "\n\n".join("\n".join(lines) for lines in functions.values()) + "\n"


def disguised(source: str) -> str:
    """The same code under other names, with comments and other spacing."""
    for word in WORDS:
        source = re.sub(rf"(?<![.\w]){word}\b", f"my_{word}", source)
    return source.replace(" = ", "=").replace("\n    ", "\n        ").replace("\n", "  # mine\n")


def pairs(sources: list[str], shipped: frozenset[str] = frozenset()) -> tuple[Pair, ...]:
    comparison = Comparison(shipped)
    for source in sources:
        comparison.add(source)
    return compare(comparison.candidates(), dict(enumerate(sources)), shipped)


def test_a_copy_under_other_names_is_found_and_nothing_else():
    """Among sixty different submissions the disguised copy is the one pair."""
    sources = [text(program(seed)) for seed in range(60)]
    sources[41] = disguised(sources[7])
    (pair,) = pairs(sources)
    assert (pair.left, pair.right, pair.equal) == ((7,), (41,), True)
    assert [piece.name for piece in pair.pieces] == list(NAMES)
    assert {piece.share for piece in pair.pieces} == {1.0}


def test_shared_functions_are_named_and_their_lines_marked():
    """Two functions taken over, one of them with a line more, in another order."""
    sources = [text(program(seed)) for seed in range(40)]
    taken = {**program(90), "relu": program(3)["relu"], "softmax": program(3)["softmax"]}
    taken["softmax"].insert(4, "    value = value + 12345")
    sources[20] = disguised(text(dict(reversed(taken.items()))))
    (pair,) = pairs(sources)
    assert (pair.left, pair.right, pair.equal) == ((3,), (20,), False)
    shares = {piece.name: piece.share for piece in pair.pieces}
    assert shares.keys() == {"relu", "softmax"}
    assert shares["relu"] == 1
    assert 0.9 < shares["softmax"] < 1
    (softmax,) = (piece for piece in pair.pieces if piece.name == "softmax")
    assert all(same for _, _, same in softmax.left)
    differs = [shown.strip() for _, shown, same in softmax.right if not same]
    assert "my_value=my_value + 12345  # mine" in differs
    assert len(differs) <= 2  # where it begins and ends among its neighbours is not certain


def test_equal_submissions_are_one_group():
    """A solution that went through the class is named once, with all who have it."""
    sources = [text(program(seed)) for seed in range(30)]
    for place in (5, 9, 28):
        sources[place] = disguised(sources[2])
    (pair,) = pairs(sources)
    assert (pair.left, pair.right) == ((2,), (5, 9, 28))


def test_what_many_have_in_common_does_not_count():
    """A function that a third of the class writes alike makes no pair."""
    made = [program(seed) for seed in range(30)]
    for functions in made[::3]:
        functions["conv2d"] = program(77)["conv2d"]
    assert pairs([text(functions) for functions in made]) == ()


def test_what_the_assignment_ships_does_not_count():
    """Two students who left most of it as it was have nothing of their own in common."""
    given_, first, second = program(50), program(51), program(52)
    sources = [text({**given_, "relu": mine["relu"]}) for mine in (first, second)]
    assert len(pairs(sources)) == 1
    shipped = frozenset(line.strip() for line in text(given_).split("\n"))
    assert pairs(sources, shipped) == ()


def test_the_lines_that_students_were_given(tmp_path: Path):
    """Notebook and stub are read; what can't be read and what isn't there is no trouble."""
    (tmp_path / "work.py").write_text("import numpy as np\n\n    x = 1\n", encoding="utf-8")
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    assert shipped_lines(tmp_path) == {"import numpy as np", "", "x = 1"}
    assert shipped_lines(tmp_path / "nowhere") == frozenset()


@pytest.mark.parametrize("sources", [[], [""], ["x = 1"] * 3, ["(" * 60_000] * 2, ["é\x00\n" * 9]])
def test_a_class_without_much_to_compare(sources):
    """Nothing, next to nothing and nonsense are no trouble."""
    for pair in pairs(sources):
        assert pair.equal


def test_a_large_class_is_compared_by_a_sample(monkeypatch: pytest.MonkeyPatch):
    """With more hashes than are kept, the copy is found all the same."""
    monkeypatch.setattr(similarity, "HASHES", 8_000)
    sources = [text(program(seed)) for seed in range(80)]
    taken = {**program(500), "relu": program(11)["relu"], "conv2d": program(11)["conv2d"]}
    sources[60] = disguised(text(taken))
    assert [(pair.left, pair.right) for pair in pairs(sources)] == [((11,), (60,))]


@given(st.text(alphabet=st.sampled_from("ab1.\"'\\#\n ():\u00e9\t")))
def test_every_text_has_lines(source):
    """Broken quotes and brackets included; numbers of lines are those of the text."""
    lines = code_lines(source)
    texts = source.split("\n")
    assert [line.text for line in lines] == [texts[line.number - 1] for line in lines]
    assert all(line.text.strip() for line in lines)


def test_names_comments_texts_and_spacing_make_no_difference():
    """What stays is what a program does: keywords, numbers, signs, what is called of what."""
    first = 'def f(x):\n    """Say."""\n    return np.sum(x * 2)  # why\n'
    second = "def  other( y ) :\n\n  '''\n  Long.\n  '''\n  return numpy.sum(y*2)\n"
    tokens = [[t for line in code_lines(s) for t in line.tokens] for s in (first, second)]
    assert tokens[0] == tokens[1]
    assert tokens[0][-8:] == ["return", "n", ".sum", "(", "n", "*", "2", ")"]


def test_a_line_knows_its_function():
    """Functions and classes at the left margin begin a piece, other code there ends it."""
    source = "import a\ndef f(x):\n    def g(y):\n        pass\nclass C:\n    z = 1\nx = f(1)\n"
    assert [line.piece for line in code_lines(source)] == ["", "f", "f", "f", "C", "C", ""]
