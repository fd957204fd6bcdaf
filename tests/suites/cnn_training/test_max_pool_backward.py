"""max_pool_backward: the winner of each window gets its gradient. Equal winners may share."""

import numpy as np

from autograder.suite import check, check_unchanged, expect, points, public


def draw(rng, shape, size=2, stride=None):
    """Distinct inputs in random order with gaps of 0.1, and a random upstream gradient."""
    step, n = size if stride is None else stride, int(np.prod(shape))
    x = ((rng.permutation(n) - n // 2) * 0.1 + 0.05).reshape(shape)
    pooled = [(shape[k] - size) // step + 1 for k in (0, 1)]
    return x, rng.normal(size=(*pooled, *shape[2:])), size, stride


def judge(max_pool_backward, reference, *problems):
    """Compare gradients with those of the reference, all calls before any check."""
    expected = [reference.max_pool_backward(*problem) for problem in problems]
    results = [max_pool_backward(*problem) for problem in problems]
    for result, right in zip(results, expected):
        check(result, right)


def shares(dx, shape):
    """The result as an array of floats, once it is known to be numbers of that shape."""
    try:
        array = np.array(dx, dtype=float)
    except (TypeError, ValueError):
        array = np.zeros(())
    check(dx, array if array.shape == shape else np.zeros(shape))
    return array


@public
@points(1.5)
def test_by_hand(max_pool_backward):
    """The largest value of each 2×2 block gets the block's dout, and all others get 0."""
    x = np.array([[1.0, 9, 2, 0], [4, 3, 8, 5], [7, 2, -1, -3], [0, 6, -2, -5]])
    dx = np.array([[0.0, 1, 0, 0], [0, 0, -2, 0], [3, 0, 4, 0], [0, 0, 0, 0]])
    check(max_pool_backward(x, np.array([[1.0, -2], [3, 4]])), dx)


@public
@points(1)
def test_overlapping_windows(max_pool_backward):
    """A pixel that wins in several windows gets the sum of what they have to give."""
    x = np.array([[3.0, 1, 2], [0, 5, 1], [2, 4, 0]])
    dout = np.array([[1.0, 10], [100, 1000]])
    middle = np.array([[0.0, 0, 0], [0, 1111, 0], [0, 0, 0]])
    check(max_pool_backward(x, dout, size=2, stride=1), middle)
    row = np.array([[9.0, 1, 2, 4], [0, 5, 3, 1]])
    dx = np.array([[1.0, 0, 0, 100], [0, 10, 0, 0]])
    check(max_pool_backward(row, np.array([[1.0, 10, 100]]), 2, 1), dx)


@public
@points(1)
def test_ties_hand_out_what_there_is(max_pool_backward):
    """Two equal winners share in any way, but together they hand out dout, no more and no less."""
    x = np.array([[7.0, 7.0, 1.0, 2.0], [0.0, 1.0, 3.0, 3.0]])
    dx = np.asarray(max_pool_backward(x, np.array([[6.0, -4.0]])), dtype=float)
    expect(dx.shape == (2, 4), "The gradient has the shape of x.")
    check(dx[:, :2].sum(), 6.0, "what the left block hands out")
    check(dx[:, 2:].sum(), -4.0, "what the right block hands out")
    check(dx[[1, 1, 0, 0], [0, 1, 2, 3]], np.zeros(4), "the share of those who lost")


@points(0.5)
def test_blocks(max_pool_backward, reference, rng):
    """Blocks of any size touch, and rows and columns that no block covers get 0."""
    cases = (((4, 6), 2), ((7, 9), 3), ((5, 7), 2), ((3, 4), 1))
    judge(max_pool_backward, reference, *(draw(rng, *case)[:3] for case in cases))


@points(0.5)
def test_narrow_victories(max_pool_backward, reference, rng):
    """The largest value takes all, however close another one comes."""
    for x in ([[1000.0, 1000.005], [0.0, 0.0]], [[-0.3, -3000.0], [-0.3 + 1e-6, -3000.5]]):
        judge(max_pool_backward, reference, (np.array(x), rng.normal(size=(1, 1))))


@points(1)
def test_strides(max_pool_backward, reference, rng):
    """Windows may overlap or leave pixels out: gradients add up where they meet."""
    cases = (((7, 6), 3, 2), ((6, 7), 3, 1), ((5, 8), 2, 3), ((5, 7), 1, 2))
    judge(max_pool_backward, reference, *(draw(rng, *case) for case in cases))


@points(1)
def test_channels_apart(max_pool_backward, reference, rng):
    """Each channel has winners of its own."""
    cases = (((5, 7, 3), 2), ((3, 8, 2), 2, 3), ((5, 4, 1), 2, 1), ((7, 5, 4), 3, 2))
    judge(max_pool_backward, reference, *(draw(rng, *case) for case in cases))


@points(0.5)
def test_negative_inputs(max_pool_backward, reference, rng):
    """Where all values are negative, the one closest to zero has won."""
    for shape in ((4, 6), (4, 4, 2)):
        x, dout, size, stride = draw(rng, shape)
        judge(max_pool_backward, reference, (x - 20, dout, size, stride))


@points(1)
def test_conservation(max_pool_backward, rng):
    """With many ties, in maps and in channels, every block hands out exactly its dout."""
    for shape in ((4, 6), (6, 4, 2), (2, 2)):
        x = rng.integers(0, 2, size=shape).astype(float)
        x[:2, :2] = 1  # four winners
        h, w, rest = shape[0] // 2, shape[1] // 2, shape[2:]
        dout = rng.normal(size=(h, w, *rest))
        dx = shares(max_pool_backward(x.copy(), dout.copy()), shape)
        check(dx.reshape(h, 2, w, 2, *rest).sum(axis=(1, 3)), dout)
        winners = x == x.reshape(h, 2, w, 2, *rest).max(axis=(1, 3)).repeat(2, 0).repeat(2, 1)
        check(np.where(winners, 0.0, dx), np.zeros(shape))


@points(1)
def test_number_types(max_pool_backward, reference, rng):
    """A map of whole numbers or bytes has a gradient with fractions."""
    problems = [(rng.permutation(24).reshape(4, 6) / 4, rng.integers(-5, 6, size=(2, 3)))]
    for kind, low, gap in ((np.int64, -12, 1), (np.uint8, 0, 11), (np.float32, -12, 1)):
        x = (low + gap * rng.permutation(24)).reshape(4, 6).astype(kind)
        problems.append((x, rng.normal(size=(2, 3))))
    judge(max_pool_backward, reference, *problems)


@points(1)
def test_arguments_stay(max_pool_backward, reference, rng):
    """Input and upstream gradient are the same after the call as before."""
    for shape, options in (((4, 6), (2,)), ((5, 4, 2), (2, 1))):
        problem = draw(rng, shape, *options)
        expected = reference.max_pool_backward(*problem)
        check(check_unchanged(max_pool_backward, *problem), expected)
