"""Known wrong answers to the questions of cnn_layers, each with a hint that teaches."""

import math

import numpy as np

from autograder.suite import mistake

# ── conv_output_size ──────────────────────────────────────────────────────────────────────


@mistake("conv_output_size", "Count the places: 5 pixels and a filter of 5 leave one, not none.")
def size_without_one(n, f, stride=1, padding=0):
    """The number of moves, not the number of places."""
    return (n + 2 * padding - f) // stride


@mistake("conv_output_size", "A number of windows is an int: stay among the whole numbers.")
def size_as_float(n, f, stride=1, padding=0):
    """An ordinary division; half windows would count."""
    return (n + 2 * padding - f) / stride + 1


@mistake("conv_output_size", "A window that sticks out of the row doesn't count: round down.")
def size_rounded_up(n, f, stride=1, padding=0):
    """The last window may stick out."""
    return math.ceil((n + 2 * padding - f) / stride) + 1


@mistake("conv_output_size", "Half a step is no step: round down, not to the nearest number.")
def size_rounded(n, f, stride=1, padding=0):
    """Python's round makes an int."""
    return round((n + 2 * padding - f) / stride) + 1


@mistake("conv_output_size", "The frame of zeros lies at both ends of the row.")
def size_padding_once(n, f, stride=1, padding=0):
    """The padding is added once."""
    return (n + padding - f) // stride + 1


@mistake("conv_output_size", "Padding makes the row longer, but your answer doesn't notice it.")
def size_without_padding(n, f, stride=1, padding=0):
    """The padding is forgotten."""
    return (n - f) // stride + 1


@mistake("conv_output_size", "The slide's formula is for stride 1 only; larger steps mean fewer.")
def size_without_stride(n, f, stride=1, padding=0):
    """The slide's formula, with padding."""
    return n + 2 * padding - f + 1


@mistake("conv_output_size", "Division comes before subtraction, unless parentheses say otherwise.")
def size_without_parentheses(n, f, stride=1, padding=0):
    """Only f is divided by the stride."""
    return n + 2 * padding - f // stride + 1


@mistake("conv_output_size", "The filter steps over the zeros too: pad first, then divide.")
def size_padded_after_dividing(n, f, stride=1, padding=0):
    """The frame is added to the result."""
    return (n - f) // stride + 1 + 2 * padding


@mistake("conv_output_size", "The signature's order is stride first, then padding.")
def size_arguments_swapped(n, f, padding=0, stride=1):
    """The two numbers are taken in the wrong order."""
    return (n + 2 * padding - f) // stride + 1


# ── zero_pad ──────────────────────────────────────────────────────────────────────────────


@mistake("zero_pad", "The frame goes around height and width: no channels are added.")
def pad_depth_too(image, p):
    """np.pad with one number pads every axis."""
    return np.pad(image, p)


@mistake("zero_pad", "The frame has four sides; yours has only the upper and the left one.")
def pad_upper_left(image, p):
    """p more pixels in each direction, all of them in front."""
    frame = [(p, 0), (p, 0)] + [(0, 0)] * (np.ndim(image) - 2)
    return np.pad(image, frame)


@mistake("zero_pad", "Zero padding adds zeros, not the pixels of the border again.")
def pad_with_border_pixels(image, p):
    """The border goes on outwards."""
    return np.pad(image, [(p, p), (p, p)] + [(0, 0)] * (np.ndim(image) - 2), mode="edge")


@mistake("zero_pad", "The frame is made of zeros.")
def pad_with_ones(image, p):
    """np.ones for np.zeros."""
    frame = [(p, p), (p, p)] + [(0, 0)] * (np.ndim(image) - 2)
    return np.pad(image, frame, constant_values=1)


@mistake(
    "zero_pad",
    "Padding 0 is allowed: follow your code with p = 0, when there is an image but no frame.",
)
def pad_slice_to_minus_p(image, p):
    """The slice p:−p is empty when p is 0."""
    padded = np.zeros((image.shape[0] + 2 * p, image.shape[1] + 2 * p, *image.shape[2:]))
    padded[p:-p, p:-p] = image
    return padded


@mistake("zero_pad", "The frame is p wide on each side, so that height and width grow by 2p.")
def pad_p_in_all(image, p):
    """p more pixels altogether, shared by both sides."""
    before, after = p // 2, p - p // 2
    return np.pad(image, [(before, after)] * 2 + [(0, 0)] * (np.ndim(image) - 2))


@mistake("zero_pad", "The width of the frame is p, which need not be 1.")
def pad_always_one(image, p):
    """A frame of one pixel, whatever p is."""
    return np.pad(image, [(1, 1), (1, 1)] + [(0, 0)] * (np.ndim(image) - 2))


@mistake("zero_pad", "The frame also lies above and below the image, not only beside it.")
def pad_width_only(image, p):
    """Zeros to the left and to the right."""
    return np.pad(image, [(0, 0), (p, p)] + [(0, 0)] * (np.ndim(image) - 2))


@mistake("zero_pad", "Height comes first: a tall image stays tall.")
def pad_height_and_width_swapped(image, p):
    """Shape (w, h) for (h, w)."""
    padded = np.zeros((image.shape[1] + 2 * p, image.shape[0] + 2 * p, *image.shape[2:]))
    padded[p : p + image.shape[0], p : p + image.shape[1]] = image
    return padded


@mistake(
    "zero_pad",
    "Pixels may have fractions: what dtype has the array that you fill, or is something cast to "
    "int?",
)
def pad_whole_numbers(image, p):
    """The new array holds ints, so that fractions are cut off."""
    padded = np.zeros((image.shape[0] + 2 * p, image.shape[1] + 2 * p, *image.shape[2:]), int)
    padded[p : p + image.shape[0], p : p + image.shape[1]] = image
    return padded


@mistake("zero_pad", "An image may have channels: only the first two axes are height and width.")
def pad_last_two_axes(image, p):
    """Height and width are taken for the last two axes."""
    return np.pad(image, [(0, 0)] * (np.ndim(image) - 2) + [(p, p), (p, p)])


@mistake("zero_pad", "The frame is added around the image: no pixel of the image gets lost.")
def pad_over_the_border(image, p):
    """The image's own border is set to zero, in place."""
    if p:
        image[:p], image[-p:], image[:, :p], image[:, -p:] = 0, 0, 0, 0
    return image


# ── conv2d ────────────────────────────────────────────────────────────────────────────────


def _pad(image, p, **how):
    """The image as float64 with a frame around height and width."""
    image = np.asarray(image, dtype=float)
    return np.pad(image, [(p, p), (p, p)] + [(0, 0)] * (image.ndim - 2), **how)


def _places(padded, kernel, stride):
    """How many windows fit, downwards and to the right."""
    return [(padded.shape[k] - kernel.shape[k]) // stride + 1 for k in (0, 1)]


def _slide(padded, kernel, stride=1, take=np.sum):
    """A right convolution of a padded image; `take` makes a number of the products."""
    oh, ow = _places(padded, kernel, stride)
    fh, fw = kernel.shape[:2]
    rows = [
        [
            take(padded[i * stride : i * stride + fh, j * stride : j * stride + fw] * kernel)
            for j in range(ow)
        ]
        for i in range(oh)
    ]
    return np.array(rows)


@mistake("conv2d", "Your filter is turned by 180°: the lecture lays it on the image as it is.")
def flipped_kernel(image, kernel, stride=1, padding=0):
    """The convolution of mathematics turns the filter first."""
    return _slide(_pad(image, padding), kernel[::-1, ::-1], stride)


@mistake("conv2d", "Rows of the filter lie on rows of the image: yours is transposed.")
def transposed_kernel(image, kernel, stride=1, padding=0):
    """Rows and columns of the filter are exchanged."""
    return _slide(_pad(image, padding), np.swapaxes(kernel, 0, 1), stride)


@mistake("conv2d", "Your filter is mirrored: its left column belongs on the window's left column.")
def mirrored_kernel(image, kernel, stride=1, padding=0):
    """Left and right are exchanged."""
    return _slide(_pad(image, padding), kernel[:, ::-1], stride)


@mistake("conv2d", "Your filter is upside down: its first row belongs on the window's first row.")
def kernel_upside_down(image, kernel, stride=1, padding=0):
    """Top and bottom are exchanged."""
    return _slide(_pad(image, padding), kernel[::-1], stride)


@mistake("conv2d", "The products are added up, not averaged.")
def mean_of_products(image, kernel, stride=1, padding=0):
    """np.mean for np.sum."""
    return _slide(_pad(image, padding), kernel, stride, np.mean)


@mistake("conv2d", "All products of a window are added up; yours keeps only the largest.")
def largest_product(image, kernel, stride=1, padding=0):
    """Convolution and max pooling mixed up."""
    return _slide(_pad(image, padding), kernel, stride, np.max)


@mistake("conv2d", "The filter's weights are used as they are: nothing is divided by their sum.")
def divided_by_weights(image, kernel, stride=1, padding=0):
    """Every filter is treated like a blur."""
    return _slide(_pad(image, padding), kernel, stride) / np.sum(kernel)


@mistake("conv2d", "Window and filter are multiplied pixel by pixel, not as matrices.")
def matrix_product(image, kernel, stride=1, padding=0):
    """np.dot for *."""
    padded = _pad(image, padding)
    oh, ow = _places(padded, kernel, stride)
    fh, fw = kernel.shape[:2]
    feature_map = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            feature_map[i, j] = np.dot(padded[top : top + fh, left : left + fw], kernel).sum()
    return feature_map


@mistake("conv2d", "The filter moves by `stride` pixels; yours always moves by one.")
def stride_ignored(image, kernel, stride=1, padding=0):
    """The stride is never used."""
    return _slide(_pad(image, padding), kernel)


@mistake("conv2d", "The stride holds in both directions: to the right as well as down.")
def stride_only_down(image, kernel, stride=1, padding=0):
    """Rows are skipped, columns are not."""
    return _slide(_pad(image, padding), kernel)[::stride]


@mistake("conv2d", "The stride holds in both directions: down as well as to the right.")
def stride_only_right(image, kernel, stride=1, padding=0):
    """Columns are skipped, rows are not."""
    return _slide(_pad(image, padding), kernel)[:, ::stride]


@mistake("conv2d", "Output pixel (i, j) belongs to the window that starts at stride times (i, j).")
def stride_only_in_the_size(image, kernel, stride=1, padding=0):
    """The map has the right size, but its windows lie side by side."""
    padded = _pad(image, padding)
    oh, ow = _places(padded, kernel, stride)
    return _slide(padded, kernel)[:oh, :ow]


@mistake("conv2d", "The stride moves the filter over all pixels; it doesn't thin out the image.")
def image_thinned_out(image, kernel, stride=1, padding=0):
    """Every n-th pixel is kept before the filter comes."""
    return _slide(_pad(image, padding)[::stride, ::stride], kernel)


@mistake("conv2d", "Windows may overlap: the filter moves by the stride, not by its own size.")
def filter_jumps_by_its_size(image, kernel, stride=1, padding=0):
    """Windows lie side by side, as in pooling."""
    fh, fw = kernel.shape[:2]
    return _slide(_pad(image, padding), kernel)[:: fh * stride, :: fw * stride]


@mistake("conv2d", "Lay the frame of zeros around the image before the filter slides.")
def padding_ignored(image, kernel, stride=1, padding=0):
    """The padding is never used."""
    return _slide(_pad(image, 0), kernel, stride)


@mistake("conv2d", "The zeros go around the image, not around the feature map.")
def padding_around_the_result(image, kernel, stride=1, padding=0):
    """The right number of zeros at the wrong time."""
    return _pad(_slide(_pad(image, 0), kernel, stride), padding)


@mistake(
    "conv2d",
    "The frame has four sides; your map reaches only as far as padding above and to the left.",
)
def padding_upper_left(image, kernel, stride=1, padding=0):
    """Zeros above and to the left."""
    height, width = image.shape[:2]
    return _slide(_pad(image, padding)[: height + padding, : width + padding], kernel, stride)


@mistake("conv2d", "The frame is as wide as the call says, not always one pixel.")
def padding_of_one(image, kernel, stride=1, padding=0):
    """Padding is taken for a switch."""
    return _slide(_pad(image, 1 if padding else 0), kernel, stride)


@mistake("conv2d", "Padding adds zeros, not the pixels of the border again.")
def padding_with_border_pixels(image, kernel, stride=1, padding=0):
    """The border goes on outwards."""
    return _slide(_pad(image, padding, mode="edge"), kernel, stride)


@mistake("conv2d", "Padding adds zeros, not a mirror image.")
def padding_mirrored(image, kernel, stride=1, padding=0):
    """The image goes on as in a mirror."""
    return _slide(_pad(image, padding, mode="reflect"), kernel, stride)


@mistake("conv2d", "Beyond the border there are zeros; your image starts again there.")
def padding_wraps_around(image, kernel, stride=1, padding=0):
    """The left border is the neighbour of the right one."""
    return _slide(_pad(image, padding, mode="wrap"), kernel, stride)


@mistake("conv2d", "Padding goes around height and width only: the number of channels stays.")
def padding_of_depth(image, kernel, stride=1, padding=0):
    """np.pad with one number pads every axis."""
    return _slide(np.pad(image, padding), kernel, stride)


@mistake(
    "conv2d", "Without padding the map shrinks: nothing is padded unless the call asks for it."
)
def always_same_size(image, kernel, stride=1, padding=0):
    """The frame is chosen so that the size stays, whatever the call says."""
    fh, fw = kernel.shape[:2]
    image = np.asarray(image, dtype=float)
    sides = [((fh - 1) // 2, fh // 2), ((fw - 1) // 2, fw // 2)] + [(0, 0)] * (image.ndim - 2)
    return _slide(np.pad(image, sides), kernel, stride)


@mistake("conv2d", "The signature's order is stride first, then padding.")
def stride_and_padding_swapped(image, kernel, padding=0, stride=1):
    """The two numbers are taken in the wrong order."""
    return _slide(_pad(image, padding), kernel, stride)


@mistake("conv2d", "All channels count: your feature map sees the first one only.")
def first_channel_only(image, kernel, stride=1, padding=0):
    """Depth is cut off."""
    if np.ndim(image) == 3:
        image, kernel = image[:, :, 0], kernel[:, :, 0]
    return _slide(_pad(image, padding), kernel, stride)


@mistake("conv2d", "The channels are added up, not averaged.")
def channels_averaged(image, kernel, stride=1, padding=0):
    """The mean over the depth."""
    depth = image.shape[2] if np.ndim(image) == 3 else 1
    return _slide(_pad(image, padding), kernel, stride) / depth


@mistake("conv2d", "One filter gives one map: add up the channels as well.")
def channels_kept(image, kernel, stride=1, padding=0):
    """One map for each channel."""
    if np.ndim(image) == 2:
        return _slide(_pad(image, padding), kernel, stride)
    padded = _pad(image, padding)
    maps = [_slide(padded[:, :, k], kernel[:, :, k], stride) for k in range(image.shape[2])]
    return np.stack(maps, axis=2)


@mistake("conv2d", "The map has the shape (oh, ow): no third axis of length 1.")
def trailing_axis(image, kernel, stride=1, padding=0):
    """The slide's h × w × 1, taken literally."""
    return _slide(_pad(image, padding), kernel, stride)[:, :, None]


@mistake("conv2d", "Each channel has its own layer of the filter: yours uses the first for all.")
def first_layer_for_all(image, kernel, stride=1, padding=0):
    """The channels are added before the filter comes."""
    if np.ndim(image) == 3:
        image, kernel = np.sum(image, axis=2), kernel[:, :, 0]
    return _slide(_pad(image, padding), kernel, stride)


@mistake("conv2d", "The filter fits once more: your map lacks its last row and column.")
def last_window_lost(image, kernel, stride=1, padding=0):
    """The + 1 of the size is missing."""
    padded = _pad(image, padding)
    oh, ow = _places(padded, kernel, stride)
    return _slide(padded, kernel, stride)[: oh - 1, : ow - 1].reshape(oh - 1, ow - 1)


@mistake("conv2d", "A window that sticks out of the image is dropped, not filled up.")
def sticking_out_windows(image, kernel, stride=1, padding=0):
    """The size is rounded up, and zeros fill the last windows."""
    padded = _pad(image, padding)
    short = [-(padded.shape[k] - kernel.shape[k]) % stride for k in (0, 1)]
    filled = np.pad(padded, [(0, short[0]), (0, short[1])] + [(0, 0)] * (padded.ndim - 2))
    return _slide(filled, kernel, stride)


@mistake("conv2d", "Height goes with the filter's height, width with its width.")
def filter_sizes_swapped(image, kernel, stride=1, padding=0):
    """fh is subtracted from the width and fw from the height."""
    padded = _pad(image, padding)
    oh = (padded.shape[0] - kernel.shape[1]) // stride + 1
    ow = (padded.shape[1] - kernel.shape[0]) // stride + 1
    fh, fw = kernel.shape[:2]
    feature_map = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            window = padded[top : top + fh, left : left + fw]
            feature_map[i, j] = np.sum(window * kernel[: window.shape[0], : window.shape[1]])
    return feature_map


@mistake("conv2d", "A filter need not be square: its width may differ from its height.")
def square_filter(image, kernel, stride=1, padding=0):
    """Only the filter's height is looked at."""
    padded, side = _pad(image, padding), kernel.shape[0]
    oh, ow = [(padded.shape[k] - side) // stride + 1 for k in (0, 1)]
    feature_map = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            feature_map[i, j] = np.sum(padded[top : top + side, left : left + side] * kernel)
    return feature_map


@mistake("conv2d", "An image need not be square: count the windows in both directions.")
def square_image(image, kernel, stride=1, padding=0):
    """Only the image's height is looked at."""
    padded = _pad(image, padding)
    oh = (padded.shape[0] - kernel.shape[0]) // stride + 1
    fh, fw = kernel.shape[:2]
    feature_map = np.zeros((oh, oh))
    for i in range(oh):
        for j in range(oh):
            top, left = i * stride, j * stride
            feature_map[i, j] = np.sum(padded[top : top + fh, left : left + fw] * kernel)
    return feature_map


@mistake(
    "conv2d",
    "Sums may have fractions: what dtype has the array that you fill, or is something cast to int?",
)
def whole_number_result(image, kernel, stride=1, padding=0):
    """The feature map holds ints, so that fractions are cut off."""
    return np.trunc(_slide(_pad(image, padding), kernel, stride))


@mistake("conv2d", "The sums of bytes don't fit into bytes: compute with float64.")
def result_in_the_images_type(image, kernel, stride=1, padding=0):
    """The feature map has the image's dtype."""
    total = _slide(_pad(image, padding), kernel, stride)
    if image.dtype.kind in "iu":
        return np.trunc(total).astype(np.int64).astype(image.dtype)
    return total


@mistake("conv2d", "A filter of whole numbers has sums with fractions where the image has them.")
def result_in_the_filters_type(image, kernel, stride=1, padding=0):
    """The feature map has the filter's dtype."""
    total = _slide(_pad(image, padding), kernel, stride)
    return np.trunc(total) if kernel.dtype.kind in "iu" else total


@mistake("conv2d", "Negative sums belong into the feature map: ReLU is a layer of its own.")
def relu_inside(image, kernel, stride=1, padding=0):
    """Negative values are set to zero."""
    return np.maximum(_slide(_pad(image, padding), kernel, stride), 0)


@mistake("conv2d", "The sign of a sum tells bright from dark edges: keep it.")
def absolute_values(image, kernel, stride=1, padding=0):
    """The strength of an answer without its direction."""
    return np.abs(_slide(_pad(image, padding), kernel, stride))


@mistake("conv2d", "A feature map is no picture: its values may leave the range 0 to 255.")
def clipped_to_bytes(image, kernel, stride=1, padding=0):
    """As a photo editor does it."""
    return np.clip(_slide(_pad(image, padding), kernel, stride), 0, 255)


@mistake("conv2d", "Write into an array of your own: the image still belongs to the caller.")
def written_into_the_image(image, kernel, stride=1, padding=0):
    """The feature map takes the place of the image."""
    padded = np.asarray(image, dtype=float) if padding == 0 else _pad(image, padding)
    oh, ow = _places(padded, kernel, stride)
    fh, fw = kernel.shape[:2]
    target = padded if padded.ndim == 2 else padded[:, :, 0]
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            target[i, j] = np.sum(padded[top : top + fh, left : left + fw] * kernel)
    return target[:oh, :ow]


@mistake("conv2d", "A slice is a view: multiplying it in place changes the image beneath.")
def window_multiplied_in_place(image, kernel, stride=1, padding=0):
    """*= on a window, which the next windows see."""
    padded = np.asarray(image, dtype=float) if padding == 0 else _pad(image, padding)
    oh, ow = _places(padded, kernel, stride)
    fh, fw = kernel.shape[:2]
    feature_map = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            window = padded[i * stride : i * stride + fh, j * stride : j * stride + fw]
            window *= kernel
            feature_map[i, j] = window.sum()
    return feature_map


# ── relu ──────────────────────────────────────────────────────────────────────────────────


@mistake("relu", "Negative values become zero; they don't change their sign.")
def relu_absolute(x):
    """|x| is never negative either."""
    return np.abs(x)


@mistake("relu", "Positive values stay as they are; yours all become 1.")
def relu_step(x):
    """On or off."""
    return (np.asarray(x) > 0).astype(float)


@mistake("relu", "Negative values become exactly zero, not a small negative number.")
def relu_leaky(x):
    """The leaky variant."""
    return np.where(np.asarray(x) > 0, x, 0.01 * np.asarray(x))


@mistake("relu", "You kept the negative values: it is the positive ones that stay.")
def relu_keeps_negative(x):
    """minimum for maximum."""
    return np.minimum(x, 0)


@mistake("relu", "Write into an array of your own: the argument still belongs to the caller.")
def relu_in_place(x):
    """The argument itself is changed."""
    x[x < 0] = 0
    return x


@mistake("relu", "Replace the negative values: don't leave them out, so that the shape stays.")
def relu_leaves_out(x):
    """Only the positive values are returned."""
    return x[x > 0]


@mistake("relu", "Each value is compared with zero by itself, not the largest one only.")
def relu_of_the_largest(x):
    """max of everything."""
    return max(0.0, float(np.max(x)))


@mistake("relu", "The threshold of this layer is zero, not one.")
def relu_threshold_one(x):
    """Fires above 1 only."""
    return np.where(np.asarray(x) > 1, x, 0.0)


@mistake("relu", "Positive values grow without a bound: nothing is cut off above.")
def relu_capped(x):
    """A network for phones caps at 6."""
    return np.clip(np.asarray(x, dtype=float), 0, 6)


@mistake("relu", "ReLU has a corner at zero: it is no smooth curve.")
def relu_smooth(x):
    """softplus, which looks alike from afar."""
    return np.logaddexp(0, x)


@mistake("relu", "Values may have fractions, and they stay.")
def relu_whole_numbers(x):
    """The result holds ints."""
    return np.maximum(x, 0).astype(int)


# ── pooling ───────────────────────────────────────────────────────────────────────────────


def _pool(x, size, step, take):
    """A right pooling; `take` makes a number of each window of one channel."""
    x = np.asarray(x)
    channels = x[:, :, None] if x.ndim == 2 else x
    starts = [range(0, channels.shape[k] - size + 1, step) for k in (0, 1)]
    pooled = [
        [
            [take(channels[i : i + size, j : j + size, k]) for k in range(channels.shape[2])]
            for j in starts[1]
        ]
        for i in starts[0]
    ]
    pooled = np.array(pooled, dtype=float)
    return pooled[:, :, 0] if x.ndim == 2 else pooled


def _pool_all(x, size, step, take):
    """Pooling that keeps the windows which stick out, cut to what lies inside."""
    x = np.asarray(x)
    rows = [
        [take(x[i : i + size, j : j + size], axis=(0, 1)) for j in range(0, x.shape[1], step)]
        for i in range(0, x.shape[0], step)
    ]
    return np.array(rows, dtype=float)


def _fill_up(x, size, step):
    """The image with zeros on the right and below until the last window fits."""
    x = np.asarray(x, dtype=float)
    short = [(0, -(x.shape[k] - size) % step) for k in (0, 1)]
    return np.pad(x, short + [(0, 0)] * (x.ndim - 2))


# ── max_pool ──────────────────────────────────────────────────────────────────────────────


@mistake("max_pool", "Values may all be negative: a search that starts at 0 finds 0.")
def start_at_zero(x, size=2, stride=None):
    """largest = 0, then compare."""
    return _pool(x, size, stride or size, lambda window: max(0, window.max()))


@mistake("max_pool", "Values may lie below any number that you start from: start with one of them.")
def start_at_minus_thousand(x, size=2, stride=None):
    """A number that looks small enough."""
    return _pool(x, size, stride or size, lambda window: max(-1000, window.max()))


@mistake("max_pool", "Max pooling keeps the largest value; yours averages.")
def mean_of_window(x, size=2, stride=None):
    """The other pooling."""
    return _pool(x, size, stride or size, np.mean)


@mistake("max_pool", "Max pooling keeps the largest value; yours keeps the smallest.")
def minimum_of_window(x, size=2, stride=None):
    """min for max."""
    return _pool(x, size, stride or size, np.min)


@mistake("max_pool", "The largest value wins, not the one farthest from zero.")
def largest_magnitude(x, size=2, stride=None):
    """−9 beats 5."""
    return _pool(x, size, stride or size, lambda w: w.flat[np.argmax(np.abs(w.astype(float)))])


@mistake("max_pool", "You return where the largest value stands; the value itself is wanted.")
def place_of_largest(x, size=2, stride=None):
    """argmax for max."""
    return _pool(x, size, stride or size, np.argmax)


@mistake("max_pool", "A window that sticks out is dropped: only whole windows count.")
def partial_windows(x, size=2, stride=None):
    """The rest at the border makes a window of its own."""
    return _pool_all(x, size, stride or size, np.max)


@mistake("max_pool", "A window that sticks out is dropped, not filled up with zeros.")
def filled_up_windows(x, size=2, stride=None):
    """Zeros complete the last windows."""
    step = stride or size
    return _pool(_fill_up(x, size, step), size, step, np.max)


@mistake("max_pool", "When no stride is given, the windows touch without overlapping.")
def stride_one_by_default(x, size=2, stride=None):
    """None means 1, as in conv2d."""
    return _pool(x, size, stride or 1, np.max)


@mistake("max_pool", "When no stride is given, it is the window's size, which need not be 2.")
def stride_two_by_default(x, size=2, stride=2):
    """The stride has a default of its own, which doesn't follow the size."""
    return _pool(x, size, stride or size, np.max)


@mistake("max_pool", "The call may ask for a stride that differs from the window's size.")
def pooling_stride_ignored(x, size=2, stride=None):
    """Windows never overlap."""
    return _pool(x, size, size, np.max)


@mistake("max_pool", "The window's size is an argument: it need not be 2.")
def always_two_by_two(x, size=2, stride=None):
    """Windows of 2×2, whatever the call says."""
    return _pool(x, 2, stride or size, np.max)


@mistake("max_pool", "The stride holds in both directions: to the right as well as down.")
def pooling_stride_only_down(x, size=2, stride=None):
    """The stride for rows, the size for columns."""
    step = stride or size
    return _pool(x, size, 1, np.max)[::step, ::size]


@mistake("max_pool", "Output (i, j) belongs to the window that starts at stride times (i, j).")
def windows_side_by_side(x, size=2, stride=None):
    """The result has the right size, but windows start at (i, j)."""
    oh, ow = [(np.shape(x)[k] - size) // (stride or size) + 1 for k in (0, 1)]
    return _pool(x, size, 1, np.max)[:oh, :ow]


@mistake("max_pool", "Each channel keeps its own largest value: the depth stays.")
def channels_mixed(x, size=2, stride=None):
    """One maximum over all channels."""
    pooled = _pool(x, size, stride or size, np.max)
    return pooled.max(axis=2) if pooled.ndim == 3 else pooled


@mistake("max_pool", "Each channel keeps its own largest value: yours all get the same one.")
def same_for_all_channels(x, size=2, stride=None):
    """One maximum over all channels, handed to each."""
    pooled = _pool(x, size, stride or size, np.max)
    if pooled.ndim == 3:
        pooled[:] = pooled.max(axis=2, keepdims=True)
    return pooled


@mistake("max_pool", "The channels come last in the result, as they do in the image.")
def channels_first(x, size=2, stride=None):
    """Shape (d, oh, ow)."""
    pooled = _pool(x, size, stride or size, np.max)
    return np.moveaxis(pooled, 2, 0) if pooled.ndim == 3 else pooled


@mistake("max_pool", "A reshape takes numbers row by row: it doesn't cut out square windows.")
def reshaped_rows(x, size=2, stride=None):
    """reshape(oh, ow, size · size) groups neighbours of one row."""
    step = stride or size
    oh, ow = [(np.shape(x)[k] - size) // step + 1 for k in (0, 1)]
    if np.ndim(x) == 3 or step != size:
        return _pool(x, size, step, np.max)
    return np.asarray(x)[: oh * size, : ow * size].reshape(oh, ow, size * size).max(axis=2)


@mistake("max_pool", "One more window fits: it may end exactly at the border.")
def last_pooling_window_lost(x, size=2, stride=None):
    """range(0, h − size, stride) ends too early."""
    step = stride or size
    oh, ow = [len(range(0, np.shape(x)[k] - size, step)) for k in (0, 1)]
    return _pool(x, size, step, np.max)[:oh, :ow]


@mistake("max_pool", "The image need not be square: count the windows in both directions.")
def square_result(x, size=2, stride=None):
    """As many columns as rows."""
    pooled = _pool(x, size, stride or size, np.max)
    square = np.zeros((pooled.shape[0], pooled.shape[0], *pooled.shape[2:]))
    width = min(pooled.shape[:2])
    square[:, :width] = pooled[:, :width]
    return square


@mistake("max_pool", "A window is as high as it is wide: look at all its rows.")
def one_row_windows(x, size=2, stride=None):
    """Only the first row of each window counts."""
    return _pool(x, size, stride or size, lambda window: window[0].max())


@mistake(
    "max_pool",
    "Values may have fractions: what dtype has the array that you fill, or is something cast to "
    "int?",
)
def whole_number_maxima(x, size=2, stride=None):
    """The result holds ints."""
    return np.trunc(_pool(x, size, stride or size, np.max))


@mistake("max_pool", "Write into an array of your own: the argument still belongs to the caller.")
def maxima_written_into_x(x, size=2, stride=None):
    """The pooled map takes the upper left corner of x."""
    step = stride or size
    oh, ow = [(x.shape[k] - size) // step + 1 for k in (0, 1)]
    for i in range(oh):
        for j in range(ow):
            top, left = i * step, j * step
            x[i, j] = x[top : top + size, left : left + size].max(axis=(0, 1))
    return x[:oh, :ow]


# ── avg_pool ──────────────────────────────────────────────────────────────────────────────


@mistake("avg_pool", "An average of whole numbers may have a fraction: keep it.")
def average_rounded_down(x, size=2, stride=None):
    """// for /."""
    x = np.asarray(x)
    take = np.mean if x.dtype.kind == "f" else lambda w: np.sum(w) // w.size
    return _pool(x, size, stride or size, take)


@mistake("avg_pool", "A window of size n has n · n pixels to divide by.")
def divided_by_size(x, size=2, stride=None):
    """The sum divided by the side of the window."""
    return _pool(x, size, stride or size, np.sum) / size


@mistake("avg_pool", "Four is the number of pixels in a 2×2 window only.")
def divided_by_four(x, size=2, stride=None):
    """The sum divided by 4."""
    return _pool(x, size, stride or size, np.sum) / 4


@mistake("avg_pool", "The sum of a window's bytes doesn't fit into a byte: compute with float64.")
def average_of_bytes(x, size=2, stride=None):
    """The sum runs in the image's dtype."""
    take = lambda w: w.sum(dtype=w.dtype) / w.size  # noqa: E731
    return _pool(x, size, stride or size, take)


@mistake("avg_pool", "Average pooling takes the average; yours takes the largest value.")
def average_is_maximum(x, size=2, stride=None):
    """The other pooling."""
    return _pool(x, size, stride or size, np.max)


@mistake("avg_pool", "Half of a window's values lie below the median, which isn't the average.")
def average_is_median(x, size=2, stride=None):
    """The value in the middle."""
    return _pool(x, size, stride or size, np.median)


@mistake("avg_pool", "Don't forget to divide: yours is the sum of the window.")
def average_is_sum(x, size=2, stride=None):
    """Nothing is divided."""
    return _pool(x, size, stride or size, np.sum)


@mistake("avg_pool", "Each channel is averaged by itself: the depth stays.")
def average_over_channels(x, size=2, stride=None):
    """One average for all channels."""
    pooled = _pool(x, size, stride or size, np.mean)
    return pooled.mean(axis=2) if pooled.ndim == 3 else pooled


@mistake("avg_pool", "A window that sticks out is dropped: only whole windows count.")
def average_of_partial_windows(x, size=2, stride=None):
    """The rest at the border makes a window of its own."""
    return _pool_all(x, size, stride or size, np.mean)


@mistake("avg_pool", "The call may ask for a stride that differs from the window's size.")
def average_stride_ignored(x, size=2, stride=None):
    """Windows never overlap."""
    return _pool(x, size, size, np.mean)


@mistake("avg_pool", "When no stride is given, the windows touch without overlapping.")
def average_stride_one(x, size=2, stride=None):
    """None means 1, as in conv2d."""
    return _pool(x, size, stride or 1, np.mean)


@mistake("avg_pool", "Negative values count in an average like all others: none is cut off.")
def average_without_negatives(x, size=2, stride=None):
    """Negative pixels are taken for zeros, as though ReLU were a part of pooling."""
    return _pool(x, size, stride or size, lambda w: np.maximum(w.astype(float), 0).mean())


@mistake("avg_pool", "Write into an array of your own: the argument still belongs to the caller.")
def average_in_place(x, size=2, stride=None):
    """x is divided before the windows are summed."""
    if x.dtype.kind != "f":
        x = x.astype(float)
    x /= size * size
    return _pool(x, size, stride or size, np.sum)


# ── sum_pool ──────────────────────────────────────────────────────────────────────────────


@mistake("sum_pool", "The sum is wanted: don't divide.")
def sum_is_average(x, size=2, stride=None):
    """The mean."""
    return _pool(x, size, stride or size, np.mean)


@mistake("sum_pool", "A window of size n has n · n pixels, which is four for n = 2 only.")
def sum_is_four_averages(x, size=2, stride=None):
    """The mean times 4."""
    return _pool(x, size, stride or size, np.mean) * 4


@mistake("sum_pool", "Sum pooling takes the sum; yours takes the largest value.")
def sum_is_maximum(x, size=2, stride=None):
    """The other pooling."""
    return _pool(x, size, stride or size, np.max)


@mistake("sum_pool", "Negative values are subtracted: their signs count.")
def sum_of_magnitudes(x, size=2, stride=None):
    """Signs are dropped."""
    return _pool(x, size, stride or size, lambda w: np.abs(w.astype(float)).sum())


@mistake("sum_pool", "The sum of a window's bytes doesn't fit into a byte: compute with float64.")
def sum_of_bytes(x, size=2, stride=None):
    """The sum runs in the image's dtype."""
    return _pool(x, size, stride or size, lambda window: window.sum(dtype=window.dtype))


@mistake("sum_pool", "Each channel is summed by itself: the depth stays.")
def sum_over_channels(x, size=2, stride=None):
    """One sum for all channels."""
    pooled = _pool(x, size, stride or size, np.sum)
    return pooled.sum(axis=2) if pooled.ndim == 3 else pooled


@mistake("sum_pool", "A window that sticks out is dropped: only whole windows count.")
def sum_of_partial_windows(x, size=2, stride=None):
    """The rest at the border makes a window of its own."""
    return _pool_all(x, size, stride or size, np.sum)


@mistake("sum_pool", "When no stride is given, it is the window's size, which need not be 2.")
def sum_stride_two_by_default(x, size=2, stride=2):
    """The stride has a default of its own, which doesn't follow the size."""
    return _pool(x, size, stride or size, np.sum)


@mistake("sum_pool", "The call may ask for a stride that differs from the window's size.")
def sum_stride_ignored(x, size=2, stride=None):
    """Windows never overlap."""
    return _pool(x, size, size, np.sum)


@mistake(
    "sum_pool",
    "Sums may have fractions: what dtype has the array that you fill, or is something cast to int?",
)
def sum_in_whole_numbers(x, size=2, stride=None):
    """The result holds ints."""
    return np.trunc(_pool(x, size, stride or size, np.sum))


@mistake("sum_pool", "Write into an array of your own: the argument still belongs to the caller.")
def sum_written_into_x(x, size=2, stride=None):
    """The pooled map takes the upper left corner of x."""
    step = stride or size
    x = np.asarray(x, dtype=float)
    oh, ow = [(x.shape[k] - size) // step + 1 for k in (0, 1)]
    for i in range(oh):
        for j in range(ow):
            top, left = i * step, j * step
            x[i, j] = x[top : top + size, left : left + size].sum(axis=(0, 1))
    return x[:oh, :ow]


# ── coverage ──────────────────────────────────────────────────────────────────────────────


def _count(h, w, fh, fw, rows, columns):
    counts = np.zeros((h, w), dtype=int)
    for top in rows:
        for left in columns:
            counts[top : top + fh, left : left + fw] += 1
    return counts


@mistake("coverage", "The last window touches the border: count the places where one can start.")
def coverage_without_last_window(h, w, fh, fw):
    """range(h − fh) ends one window too early."""
    return _count(h, w, fh, fw, range(h - fh), range(w - fw))


@mistake("coverage", "A window that sticks out of the image is dropped, so it covers nothing.")
def coverage_by_partial_windows(h, w, fh, fw):
    """Windows start at every pixel and are cut at the border."""
    return _count(h, w, fh, fw, range(h), range(w))


@mistake("coverage", "There is no padding here: a pixel in the corner lies in one window only.")
def coverage_with_padding(h, w, fh, fw):
    """Every pixel is covered by the whole filter."""
    return np.full((h, w), fh * fw)


@mistake("coverage", "Windows overlap: each adds one to what others have counted already.")
def coverage_not_added(h, w, fh, fw):
    """= for +=."""
    counts = np.zeros((h, w), dtype=int)
    for top in range(h - fh + 1):
        for left in range(w - fw + 1):
            counts[top : top + fh, left : left + fw] = 1
    return counts


@mistake("coverage", "Counts may exceed what a byte can hold: what dtype has your array?")
def coverage_in_bytes(h, w, fh, fw):
    """Counts start again at 0 after 255."""
    return _count(h, w, fh, fw, range(h - fh + 1), range(w - fw + 1)).astype(np.uint8)


@mistake("coverage", "Look at a filter larger than half of the image: how many windows are there?")
def coverage_by_distance_alone(h, w, fh, fw):
    """The distance to the border, at most the filter's size; never the number of windows."""
    rows = [min(i + 1, h - i, fh) for i in range(h)]
    columns = [min(j + 1, w - j, fw) for j in range(w)]
    return np.outer(rows, columns)


@mistake("coverage", "The result has a row for each pixel of the height: (h, w).")
def coverage_transposed(h, w, fh, fw):
    """Shape (w, h)."""
    return _count(h, w, fh, fw, range(h - fh + 1), range(w - fw + 1)).T


@mistake("coverage", "The filter need not be square: fh goes down, fw goes to the right.")
def coverage_by_square_filter(h, w, fh, fw):
    """fh for both directions."""
    return _count(h, w, fh, fh, range(h - fh + 1), range(w - fh + 1))


@mistake("coverage", "fh belongs to the height and fw to the width.")
def coverage_filter_turned(h, w, fh, fw):
    """fh and fw change places."""
    return _count(h, w, fw, fh, range(h - fw + 1), range(w - fh + 1))


@mistake("coverage", "A window covers all the pixels under it, not only the one where it starts.")
def coverage_of_starting_places(h, w, fh, fw):
    """Only the upper left pixel of each window is counted."""
    return _count(h, w, 1, 1, range(h - fh + 1), range(w - fw + 1))


@mistake("coverage", "Rows and columns work together: their counts are multiplied, not added.")
def coverage_added(h, w, fh, fw):
    """The counts of rows and columns, added."""
    rows = _count(h, 1, fh, 1, range(h - fh + 1), [0])
    return rows + _count(1, w, 1, fw, [0], range(w - fw + 1)) - 1


@mistake("coverage", "There is a number for each pixel of the image, not for each window.")
def coverage_of_the_feature_map(h, w, fh, fw):
    """An array as large as the feature map, with the size of the filter in it."""
    return np.full((h - fh + 1, w - fw + 1), fh * fw)


@mistake("coverage", "The filter moves by one pixel at a time, so that its windows overlap.")
def coverage_without_overlap(h, w, fh, fw):
    """Windows touch each other, as in pooling."""
    return _count(h, w, fh, fw, range(0, h - fh + 1, fh), range(0, w - fw + 1, fw))


# ── named_kernel ──────────────────────────────────────────────────────────────────────────
# A hint needs a mistake to show on two inputs, and here an input is a name. So mistakes that
# spoil a single filter are caught, but have no hint: the sentence of the failing test speaks.

_BOX = np.full((3, 3), 1 / 9)
_SHARP = np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]])
_OUTLINE = np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]])
_SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def _kernels(name, blur=_BOX, sharpen=_SHARP, edge=_OUTLINE, vertical=_SOBEL):
    return {"blur": blur, "sharpen": sharpen, "edge": edge, "vertical": vertical}[name]


@mistake(
    "named_kernel",
    "A sharpened flat area stays as bright as it was; an edge filter is silent there.",
)
def kernel_names_swapped(name):
    """The filters that sum to 1 and to 0 change places."""
    return _kernels(name, sharpen=_OUTLINE, edge=_SHARP)


@mistake("named_kernel", "Weights that sum to 9 make a flat area nine times as bright.")
def kernel_sums_not_one(name):
    """Blur without the division, and a sharpen filter with too strong a centre."""
    return _kernels(
        name, blur=np.ones((3, 3)), sharpen=_OUTLINE + 9 * (np.arange(9) == 4).reshape(3, 3)
    )


@mistake("named_kernel", "Blur averages and sharpen subtracts: yours have changed places.")
def kernel_blur_and_sharpen_swapped(name):
    """The opposite of what was asked."""
    return _kernels(name, blur=_SHARP, sharpen=_BOX)


@mistake("named_kernel", "A filter with a single 1 changes nothing: neighbours have to take part.")
def kernel_identity(name):
    """Blur and sharpen leave every picture as it is."""
    same = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    return _kernels(name, blur=same, sharpen=same)


@mistake("named_kernel", "An edge filter answers to every direction, yours to one direction only.")
def kernel_edge_and_vertical_alike(name):
    """A horizontal edge filter for both."""
    return _kernels(name, edge=_SOBEL.T, vertical=_SOBEL.T)


@mistake("named_kernel", "Along a vertical edge left and right differ: turn your filter.")
def kernel_vertical_is_horizontal(name):
    """The filter answers to horizontal edges; only "vertical" shows it."""
    return _kernels(name, vertical=_SOBEL.T)


@mistake("named_kernel", "The weights of a blur filter sum to 1, so that brightness stays.")
def kernel_blur_too_bright(name):
    """Nine ones; only "blur" shows it."""
    return _kernels(name, blur=np.ones((3, 3)))


@mistake("named_kernel", "An edge filter answers to vertical edges, too.")
def kernel_edge_for_one_direction(name):
    """A filter for horizontal edges; only "edge" shows it."""
    return _kernels(name, edge=_SOBEL.T)


@mistake("named_kernel", "Diagonals are edges, too: along one of them your weights cancel out.")
def kernel_edge_blind_on_one_diagonal(name):
    """The sum of a vertical and a horizontal filter; only "edge" shows it."""
    return _kernels(name, edge=_SOBEL + _SOBEL.T)


@mistake("named_kernel", "The four neighbours above, below, left and right are to be subtracted.")
def kernel_sharpen_by_the_corners(name):
    """Only the diagonal neighbours are negative; only "sharpen" shows it."""
    return _kernels(name, sharpen=np.array([[-1.0, 0, -1], [0, 5, 0], [-1, 0, -1]]))


@mistake("named_kernel", "Whole numbers cut 1/9 down to zero.")
def kernel_blur_in_whole_numbers(name):
    """An int array; only "blur" shows it."""
    return _kernels(name, blur=_BOX.astype(int))


@mistake("named_kernel", "A vertical filter should be silent on flat areas and horizontal edges.")
def kernel_vertical_line(name):
    """A picture of a vertical line; only "vertical" shows it."""
    return _kernels(name, vertical=np.array([[0.0, 1, 0], [0, 1, 0], [0, 1, 0]]))


# ── conv_layer ────────────────────────────────────────────────────────────────────────────


def _map(image, kernel, stride=1, padding=0):
    frame = ((padding, padding), (padding, padding), (0, 0))
    padded = np.pad(np.asarray(image, dtype=float), frame)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    return np.sum(windows[:, :, 0] * kernel, axis=(2, 3, 4))


def _maps(image, kernels, stride, padding):
    return np.stack([_map(image, kernel, stride, padding) for kernel in kernels], axis=2)


@mistake("conv_layer", "Each feature map gets its bias; yours get none.")
def layer_without_biases(image, kernels, biases, stride=1, padding=0):
    """The biases are never used."""
    return _maps(image, kernels, stride, padding)


@mistake("conv_layer", "Each filter has a bias of its own; you use one for all of them.")
def layer_with_one_bias(image, kernels, biases, stride=1, padding=0):
    """biases[0] for every map."""
    return _maps(image, kernels, stride, padding) + biases[0]


@mistake("conv_layer", "A map gets the bias of its own filter, not the sum of all biases.")
def layer_with_summed_biases(image, kernels, biases, stride=1, padding=0):
    """All biases go to every map."""
    return _maps(image, kernels, stride, padding) + np.sum(biases)


@mistake("conv_layer", "A bias is added to the sums, not subtracted from them.")
def layer_biases_subtracted(image, kernels, biases, stride=1, padding=0):
    """A threshold in place of a bias."""
    return _maps(image, kernels, stride, padding) - biases


@mistake("conv_layer", "A bias is added to each sum; yours is multiplied with it.")
def layer_biases_multiplied(image, kernels, biases, stride=1, padding=0):
    """The bias scales the map."""
    return _maps(image, kernels, stride, padding) * biases


@mistake("conv_layer", "The bias is added once to each sum, not once for every product in it.")
def layer_bias_in_every_product(image, kernels, biases, stride=1, padding=0):
    """The bias stands inside the sum."""
    return _maps(image, kernels, stride, padding) + np.asarray(biases) * kernels[0].size


@mistake("conv_layer", "The bias is added once, not once for each channel.")
def layer_bias_for_every_channel(image, kernels, biases, stride=1, padding=0):
    """A convolution with bias for each channel, all added up."""
    return _maps(image, kernels, stride, padding) + np.asarray(biases) * kernels.shape[3]


@mistake("conv_layer", "Feature maps are stacked along the last axis: (oh, ow, F).")
def layer_maps_first(image, kernels, biases, stride=1, padding=0):
    """(F, oh, ow)."""
    return np.moveaxis(_maps(image, kernels, stride, padding) + biases, 2, 0)


@mistake("conv_layer", "ReLU is a layer of its own, which comes afterwards.")
def layer_with_relu(image, kernels, biases, stride=1, padding=0):
    """Negative values are removed."""
    return np.maximum(_maps(image, kernels, stride, padding) + biases, 0)


@mistake("conv_layer", "Every filter makes a feature map of its own; yours are added up.")
def layer_maps_summed(image, kernels, biases, stride=1, padding=0):
    """One map for all filters."""
    return np.sum(_maps(image, kernels, stride, padding) + biases, axis=2)


@mistake("conv_layer", "There are more filters than the first one, and each makes a map.")
def layer_first_filter_only(image, kernels, biases, stride=1, padding=0):
    """The same map again and again."""
    return np.stack([_map(image, kernels[0], stride, padding)] * len(kernels), axis=2) + biases


@mistake("conv_layer", "The stride is not passed on.")
def layer_stride_ignored(image, kernels, biases, stride=1, padding=0):
    """Always one pixel at a time."""
    return _maps(image, kernels, 1, padding) + biases


@mistake("conv_layer", "The padding is not passed on.")
def layer_padding_ignored(image, kernels, biases, stride=1, padding=0):
    """Never a frame."""
    return _maps(image, kernels, stride, 0) + biases


@mistake("conv_layer", "Stride and padding have changed places on their way to the convolution.")
def layer_options_swapped(image, kernels, biases, stride=1, padding=0):
    """padding and stride are passed on in the wrong order."""
    return _maps(image, kernels, padding or 1, stride if padding else 0) + biases


@mistake("conv_layer", "The filters lie on the image as they are, not turned.")
def layer_filters_turned(image, kernels, biases, stride=1, padding=0):
    """A true convolution."""
    return _maps(image, kernels[:, ::-1, ::-1], stride, padding) + biases


@mistake("conv_layer", "A filter looks at all channels of the image, not only at the first.")
def layer_first_channel_only(image, kernels, biases, stride=1, padding=0):
    """Depth 1 is taken for granted."""
    return _maps(image[:, :, :1], kernels[:, :, :, :1], stride, padding) + biases


@mistake("conv_layer", "Padding goes around the image; a bias belongs to the border, too.")
def layer_biases_before_padding(image, kernels, biases, stride=1, padding=0):
    """Where a window touches the frame of zeros, the bias is left out."""
    maps = _maps(image, kernels, stride, padding)
    h, w = image.shape[:2]
    fh, fw = kernels.shape[1:3]
    for i in range(maps.shape[0]):
        for j in range(maps.shape[1]):
            top, left = i * stride - padding, j * stride - padding
            if top >= 0 and left >= 0 and top + fh <= h and left + fw <= w:
                maps[i, j] += biases
    return maps


@mistake("conv_layer", "The depth of the image is the last axis of each filter, and stays last.")
def layer_channels_reversed(image, kernels, biases, stride=1, padding=0):
    """Blue meets the filter's red."""
    return _maps(image, kernels[:, :, :, ::-1], stride, padding) + biases


@mistake(
    "conv_layer",
    "Sums and biases may have fractions: what dtype has the array that you fill, or is something "
    "cast to int?",
)
def layer_in_whole_numbers(image, kernels, biases, stride=1, padding=0):
    """The maps are stored as ints."""
    return np.trunc(_maps(image, kernels, stride, padding) + biases)


@mistake("conv_layer", "The filters belong to the caller, and your code changes them: copy them.")
def layer_filters_changed(image, kernels, biases, stride=1, padding=0):
    """The filters are scaled in place on the way."""
    result = _maps(image, kernels, stride, padding) + biases
    if kernels.dtype.kind == "f":
        kernels *= 2
    return result
