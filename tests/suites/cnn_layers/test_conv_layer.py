"""conv_layer: several filters and their biases make a stack of feature maps."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


def draw(rng, size, filters, filter_size):
    """An image, filters that don't look the same when turned, and biases."""
    depth = size[2]
    image = rng.normal(size=size)
    kernels = rng.normal(size=(filters, *filter_size, depth))
    return image, kernels, rng.uniform(1, 3, size=filters) * rng.choice([-1, 1], size=filters)


@public
@points(1.5)
def test_one_map_for_each_filter(conv_layer):
    """Two filters give two feature maps, stacked along the last axis, each with its bias."""
    image = np.array([[1.0, 2, 3], [4, 5, 6]]).reshape(2, 3, 1)
    kernels = np.array([[[1.0, 10]], [[-1, 1]]]).reshape(2, 1, 2, 1)
    first = np.array([[21.0, 32], [54, 65]])
    second = np.array([[1.0, 1], [1, 1]]) + 0.5
    expected = np.stack([first, second], axis=2)
    check(conv_layer(image, kernels, np.array([0.0, 0.5])), expected)


@public
@points(1.5)
def test_channels_add_up(conv_layer):
    """Every filter looks at all channels of the image and gives one map."""
    red, green = np.array([[1.0, 2, 3]]), np.array([[4.0, 5, 6]])
    image = np.stack([red, green], axis=2)  # 1 × 3 × 2
    kernels = np.array([[1.0, 0], [0, 1], [1, -10]]).reshape(3, 1, 1, 2)
    expected = np.array([[[1.0, 4, -39], [2, 5, -48], [3, 6, -57]]])
    check(conv_layer(image, kernels, np.zeros(3)), expected)


@public
@points(1)
def test_stride_and_padding(conv_layer):
    """Stride and padding mean what they mean for conv2d, and the bias reaches every place."""
    image = np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]]).reshape(3, 3, 1)
    kernels = np.ones((1, 1, 1, 1))
    check(
        conv_layer(image, kernels, np.array([1.0]), stride=2), np.array([[[2.0], [4]], [[8], [10]]])
    )
    padded = conv_layer(image[:1, :1], kernels, np.array([1.0]), padding=1)
    check(padded, np.array([[[1.0], [1], [1]], [[1], [2], [1]], [[1], [1], [1]]]))


@points(1.5)
def test_by_value(conv_layer, reference, rng):
    """Any number of filters, of any shape, on images of any depth."""
    for size, filters, filter_size in (
        ((5, 6, 3), 4, (3, 2)),
        ((6, 5, 2), 2, (2, 3)),
        ((4, 5, 1), 3, (3, 3)),
        ((4, 4, 3), 3, (3, 3)),
    ):
        image, kernels, biases = draw(rng, size, filters, filter_size)
        expected = reference.conv_layer(image, kernels, biases)
        check(conv_layer(image, kernels, biases), expected)


@points(1)
def test_steps_and_frames(conv_layer, reference, rng):
    """With stride and padding every map has the size that conv_output_size gives."""
    for size, filter_size, stride, padding in (
        ((7, 6, 2), (3, 2), 2, 1),
        ((2, 2, 3), (3, 5), 1, 2),  # the filters fit only with the frame
        ((6, 7, 1), (2, 2), 3, 0),
    ):
        image, kernels, biases = draw(rng, size, 3, filter_size)
        expected = reference.conv_layer(image, kernels, biases, stride, padding)
        check(conv_layer(image, kernels, biases, stride, padding), expected)


@points(1)
def test_biases(conv_layer, reference, rng):
    """Each bias is added once, to each value of its own map and to no other."""
    image, kernels, biases = draw(rng, (5, 4, 2), 3, (2, 3))
    plain = reference.conv_layer(image, kernels, np.zeros(3))
    check(conv_layer(image, kernels, np.zeros(3)), plain)
    check(conv_layer(image, kernels, biases), plain + biases)
    check(conv_layer(image, np.zeros((3, 2, 3, 2)), biases), np.zeros((4, 2, 3)) + biases)


@points(0.5)
def test_a_single_filter(conv_layer, reference, rng):
    """One filter gives a stack of one map: the last axis stays."""
    for size, filter_size in (((4, 5, 2), (2, 3)), ((3, 3, 3), (3, 3)), ((4, 3, 1), (1, 1))):
        image, kernels, biases = draw(rng, size, 1, filter_size)
        expected = reference.conv_layer(image, kernels, biases)
        check(conv_layer(image, kernels, biases), expected)


@points(1)
def test_number_types(conv_layer, reference, rng):
    """Whole numbers, bytes and float32 are welcome, and nothing is rounded."""
    photo = rng.integers(100, 256, size=(4, 5, 3), dtype=np.uint8)
    kernels = rng.integers(-4, 5, size=(2, 2, 3, 3))
    for image, filters, biases in (
        (photo, kernels, np.array([3, -5])),
        (photo, kernels, np.array([0.25, -0.75])),
        (rng.integers(-9, 10, size=(4, 5, 3)), kernels / 8, np.array([1, 2])),
        (photo.astype(np.float32), kernels.astype(np.float32), np.float32([0.5, 1])),
    ):
        expected = reference.conv_layer(image, filters, biases)
        check(conv_layer(image, filters, biases), expected)


@points(1)
def test_arguments_stay(conv_layer, reference, rng):
    """Image, filters and biases are the same after the call as before."""
    for size, options in (((5, 4, 2), {}), ((4, 5, 1), {"stride": 2, "padding": 1})):
        arguments = draw(rng, size, 3, (2, 3))
        expected = reference.conv_layer(*arguments, **options)
        check(check_unchanged(conv_layer, *arguments, **options), expected)
