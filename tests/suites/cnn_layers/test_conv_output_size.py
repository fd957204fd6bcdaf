"""conv_output_size: how many windows fit into a row of pixels."""

from autograder.suite import check, points, public


@public
@points(0.5)
def test_lecture_formula(conv_output_size):
    """Without stride and padding it is the lecture's n − f + 1, as an int."""
    check(conv_output_size(5, 3), 3)
    check(conv_output_size(7, 7), 1)
    check(conv_output_size(28, 5), 24)


@public
@points(0.75)
def test_stride_drops_the_rest(conv_output_size):
    """A last window that would stick out of the row is not counted."""
    check(conv_output_size(6, 3, stride=2), 2)  # windows start at 0 and 2; 4 would stick out
    check(conv_output_size(7, 3, stride=2), 3)  # windows start at 0, 2 and 4


@public
@points(0.75)
def test_padding_counts_at_both_ends(conv_output_size):
    """Padding lengthens the row at both ends: padding 1 makes up for a filter of 3."""
    check(conv_output_size(5, 3, padding=1), 5)
    check(conv_output_size(3, 5, padding=1), 1)


@points(1)
def test_padding_by_any_amount(conv_output_size, rng):
    """Every pixel of padding adds two places."""
    for padding in (0, 2, 3, 5):
        n, f = int(rng.integers(9, 99)), int(rng.integers(1, 9))
        check(conv_output_size(n, f, padding=padding), n - f + 1 + 2 * padding)
    check(conv_output_size(3, 3, padding=1), 3)  # also where the filter is as large as the row
    check(conv_output_size(4, 4, padding=1), 3)


@points(1)
def test_counts_the_starting_places(conv_output_size, rng):
    """It counts the places at which a window can start, whatever the sizes."""
    for f, stride, rest in ((3, 2, 1), (2, 3, 2), (1, 4, 3), (4, 2, 0), (5, 5, 4), (2, 5, 3)):
        n = f + stride * int(rng.integers(1, 6)) + rest
        check(conv_output_size(n, f, stride), len(range(0, n - f + 1, stride)))


@points(0.5)
def test_stride_and_padding_together(conv_output_size):
    """The stride moves over the padded row."""
    for n, f, stride, padding in ((5, 3, 2, 1), (6, 3, 2, 1), (7, 2, 3, 2)):
        starts = range(0, n + 2 * padding - f + 1, stride)
        check(conv_output_size(n, f, stride, padding), len(starts))


@points(0.5)
def test_photo_sizes(conv_output_size):
    """Layers of well-known networks get the sizes that they are known for."""
    check(conv_output_size(224, 7, stride=2, padding=3), 112)
    check(conv_output_size(224, 16, stride=16), 14)
    check(conv_output_size(227, 11, stride=4), 55)
