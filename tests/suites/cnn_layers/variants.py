"""Right but unusual answers to the questions of cnn_layers: each deserves full marks."""

import numpy as np

from autograder.suite import variant

# ── conv_output_size and zero_pad ─────────────────────────────────────────────────────────


@variant("conv_output_size")
def size_by_counting(n, f, stride=1, padding=0):
    """The number of starting places."""
    return len(range(-padding, n + padding - f + 1, stride))


@variant("conv_output_size")
def size_by_floor(n, f, stride=1, padding=0):
    """Through floating point and back."""
    return int((n - f + 2 * padding) / stride + 1)


@variant("conv_output_size")
def size_as_numpy_int(n, f, stride=1, padding=0):
    """A NumPy scalar."""
    return np.int64(n + 2 * padding - f) // stride + np.int64(1)


@variant("zero_pad")
def pad_with_numpy(image, p):
    """np.pad keeps the image's own dtype."""
    return np.pad(image, [(p, p), (p, p), (0, 0)][: image.ndim])


@variant("zero_pad")
def pad_by_stacking(image, p):
    """Rows and columns of zeros, stuck on."""
    image = np.asarray(image, dtype=np.float32)
    rows = np.zeros((p, *image.shape[1:]))
    image = np.concatenate([rows, image, rows], axis=0)
    columns = np.zeros((image.shape[0], p, *image.shape[2:]))
    return np.asfortranarray(np.concatenate([columns, image, columns], axis=1))


@variant("zero_pad")
def pad_as_lists(image, p):
    """Nested lists, pixel by pixel."""
    height, width = image.shape[:2]
    nothing = np.zeros(image.shape[2:])
    return [
        [
            (image[i, j] if 0 <= i < height and 0 <= j < width else nothing).tolist()
            for j in range(-p, width + p)
        ]
        for i in range(-p, height + p)
    ]


# ── conv2d ────────────────────────────────────────────────────────────────────────────────


def _frame(image, padding):
    sides = [(padding, padding), (padding, padding)] + [(0, 0)] * (np.ndim(image) - 2)
    return np.pad(np.asarray(image, dtype=float), sides)


@variant("conv2d")
def convolution_by_loops(image, kernel, stride=1, padding=0):
    """Python numbers only, and a list of lists as the result."""
    depth = image.shape[2] if image.ndim == 3 else 1
    pixels = image.reshape(*image.shape[:2], depth).tolist()
    weights = kernel.reshape(*kernel.shape[:2], depth).tolist()
    (height, width), (fh, fw) = image.shape[:2], kernel.shape[:2]
    result = []
    for top in range(-padding, height + padding - fh + 1, stride):
        result.append([])
        for left in range(-padding, width + padding - fw + 1, stride):
            total = 0
            for i in range(fh):
                for j in range(fw):
                    if 0 <= top + i < height and 0 <= left + j < width:
                        for k in range(depth):
                            total += pixels[top + i][left + j][k] * weights[i][j][k]
            result[-1].append(total)
    return result


@variant("conv2d")
def convolution_by_shifts(image, kernel, stride=1, padding=0):
    """A loop over the filter's weights, each of which meets a shifted image."""
    padded = _frame(image, padding)
    fh, fw = kernel.shape[:2]
    oh, ow = [(padded.shape[k] - kernel.shape[k]) // stride + 1 for k in (0, 1)]
    total = np.zeros((oh, ow))
    for i in range(fh):
        for j in range(fw):
            part = padded[i : i + oh * stride : stride, j : j + ow * stride : stride]
            part = part[:oh, :ow] * kernel[i, j]
            total += part.sum(axis=2) if part.ndim == 3 else part
    return total


@variant("conv2d")
def convolution_by_einsum(image, kernel, stride=1, padding=0):
    """Windows as a view, and one einsum."""
    padded = _frame(image, padding)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    windows = windows[::stride, ::stride]
    if kernel.ndim == 3:
        return np.einsum("ijklmn,lmn->ij", windows, kernel)
    return np.einsum("ijlm,lm->ij", windows, kernel)


@variant("conv2d")
def convolution_by_matrix(image, kernel, stride=1, padding=0):
    """im2col: one row per window, one matrix product; np.matrix comes out."""
    padded = _frame(image, padding)
    fh, fw = kernel.shape[:2]
    oh, ow = [(padded.shape[k] - kernel.shape[k]) // stride + 1 for k in (0, 1)]
    columns = [
        padded[i * stride : i * stride + fh, j * stride : j * stride + fw].ravel()
        for i in range(oh)
        for j in range(ow)
    ]
    product = np.array(columns) @ kernel.ravel()
    return np.asmatrix(product.reshape(oh, ow))


@variant("conv2d")
def convolution_by_fourier(image, kernel, stride=1, padding=0):
    """A product of Fourier transforms, with the filter turned."""
    padded = _frame(image, padding)
    fh, fw = kernel.shape[:2]
    shape = (padded.shape[0] + fh - 1, padded.shape[1] + fw - 1)
    spectrum = np.fft.rfft2(padded, shape, axes=(0, 1)) * np.fft.rfft2(
        kernel[::-1, ::-1], shape, axes=(0, 1)
    )
    full = np.fft.irfft2(spectrum, shape, axes=(0, 1))
    valid = full[fh - 1 : padded.shape[0], fw - 1 : padded.shape[1]]
    valid = valid.sum(axis=2) if valid.ndim == 3 else valid
    return valid[::stride, ::stride]


@variant("conv2d")
def convolution_by_recursion(image, kernel, stride=1, padding=0):
    """Channel by channel, then row by row of the filter, down to np.correlate."""
    padded = _frame(image, padding)
    if padded.ndim == 3:
        first = convolution_by_recursion(padded[..., 0], kernel[..., 0], stride)
        if padded.shape[2] == 1:
            return first
        return first + convolution_by_recursion(padded[..., 1:], kernel[..., 1:], stride)
    if len(kernel) > 1:
        above = convolution_by_recursion(padded[:-1], kernel[:-1], 1)
        below = convolution_by_recursion(padded[len(kernel) - 1 :], kernel[-1:], 1)
        return (above + below)[::stride, ::stride]
    rows = [np.correlate(row, kernel[0].astype(float), mode="valid") for row in padded]
    return np.array(rows)[::stride, ::stride]


@variant("conv2d")
def convolution_in_single_precision(image, kernel, stride=1, padding=0):
    """float32 and Fortran order."""
    padded = _frame(image, padding).astype(np.float32)
    weights = kernel.astype(np.float32)
    fh, fw = kernel.shape[:2]
    oh, ow = [(padded.shape[k] - kernel.shape[k]) // stride + 1 for k in (0, 1)]
    result = np.empty((oh, ow), dtype=np.float32, order="F")
    for i, j in np.ndindex(oh, ow):
        result[i, j] = np.vdot(
            padded[i * stride : i * stride + fh, j * stride : j * stride + fw], weights
        )
    return result


@variant("conv2d")
def convolution_keeps_whole_numbers(image, kernel, stride=1, padding=0):
    """The result's dtype follows from the arguments: ints give ints."""
    image = np.pad(image, ((padding,) * 2, (padding,) * 2) + ((0, 0),) * (image.ndim - 2))
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    products = windows * kernel
    return products.sum(axis=tuple(range(2, products.ndim)))


# ── relu ──────────────────────────────────────────────────────────────────────────────────


@variant("relu")
def relu_by_mask(x):
    """A product with true and false; −0.0 for negative values."""
    return x * (x > 0)


@variant("relu")
def relu_by_magnitude(x):
    """Half of the sum of x and |x|."""
    x = np.asarray(x, dtype=np.float32)
    return (x + np.abs(x)) / 2


@variant("relu")
def relu_by_recursion(x):
    """List by list down to the numbers."""
    return [relu_by_recursion(part) for part in x] if np.ndim(x) else max(float(x), 0)


# ── pooling ───────────────────────────────────────────────────────────────────────────────


@variant("max_pool")
def maxima_by_loops(x, size=2, stride=None):
    """Four loops over Python numbers."""
    step = size if stride is None else stride
    depth = x.shape[2] if x.ndim == 3 else None
    pixels = x.tolist()

    def largest(top, left, k):
        best = None
        for i in range(top, top + size):
            for j in range(left, left + size):
                value = pixels[i][j] if k is None else pixels[i][j][k]
                best = value if best is None or value > best else best
        return best

    return [
        [
            largest(i, j, None) if depth is None else [largest(i, j, k) for k in range(depth)]
            for j in range(0, x.shape[1] - size + 1, step)
        ]
        for i in range(0, x.shape[0] - size + 1, step)
    ]


@variant("max_pool")
def maxima_by_windows(x, size=2, stride=None):
    """Windows as a view."""
    step = stride or size
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))
    return np.max(windows, axis=(-1, -2))[::step, ::step]


@variant("max_pool")
def maxima_by_shifts(x, size=2, stride=None):
    """The maximum of size · size shifted images."""
    step = stride or size
    oh, ow = [(x.shape[k] - size) // step + 1 for k in (0, 1)]
    shifted = [
        x[i : i + (oh - 1) * step + 1 : step, j : j + (ow - 1) * step + 1 : step]
        for i in range(size)
        for j in range(size)
    ]
    return np.maximum.reduce(shifted)


@variant("max_pool")
def maxima_rows_then_columns(x, size=2, stride=None):
    """First the largest of each row's piece, then of each column's."""
    step = stride or size
    starts = [range(0, x.shape[k] - size + 1, step) for k in (0, 1)]
    rows = np.stack([x[i : i + size].max(axis=0) for i in starts[0]], axis=0)
    return np.stack([rows[:, j : j + size].max(axis=1) for j in starts[1]], axis=1)


@variant("max_pool")
def maxima_by_reshape(x, size=2, stride=None):
    """The block reshape where windows touch, windows one by one elsewhere."""
    step = size if stride is None else stride
    oh, ow = [(x.shape[k] - size) // step + 1 for k in (0, 1)]
    if step == size:
        blocks = x[: oh * size, : ow * size].reshape(oh, size, ow, size, *x.shape[2:])
        return blocks.max(axis=(1, 3))
    result = np.full((oh, ow, *x.shape[2:]), -np.inf, dtype=np.float32, order="F")
    for i, j in np.ndindex(oh, ow):
        result[i, j] = np.amax(
            x[i * step : i * step + size, j * step : j * step + size], axis=(0, 1)
        )
    return result


@variant("max_pool")
def maxima_by_sorting(x, size=2, stride=None):
    """The last of each window's sorted values."""
    step = stride or size
    if x.ndim == 3:
        channels = [maxima_by_sorting(x[:, :, k], size, step) for k in range(x.shape[2])]
        return np.stack([np.asarray(channel) for channel in channels], axis=2)
    oh, ow = [(x.shape[k] - size) // step + 1 for k in (0, 1)]
    return np.asmatrix(
        [
            [
                np.sort(x[i * step : i * step + size, j * step : j * step + size], axis=None)[-1]
                for j in range(ow)
            ]
            for i in range(oh)
        ]
    )


@variant("max_pool")
def maxima_of_negated_minima(x, size=2, stride=None):
    """−min(−x), recursively over the rows of windows."""
    step = stride or size
    x = -np.asarray(x, dtype=float)

    def row_of_windows(top):
        if top + size > x.shape[0]:
            return []
        lefts = range(0, x.shape[1] - size + 1, step)
        row = [-x[top : top + size, left : left + size].min(axis=(0, 1)) for left in lefts]
        return [row, *row_of_windows(top + step)]

    return np.array(row_of_windows(0))


@variant("avg_pool")
def average_by_integral_image(x, size=2, stride=None):
    """Four corners of a table of running sums."""
    step = stride or size
    sums = np.zeros((x.shape[0] + 1, x.shape[1] + 1, *x.shape[2:]))
    sums[1:, 1:] = x.astype(float).cumsum(axis=0).cumsum(axis=1)
    windows = sums[size:, size:] - sums[:-size, size:] - sums[size:, :-size] + sums[:-size, :-size]
    return windows[::step, ::step] / size**2


@variant("avg_pool")
def average_by_weights(x, size=2, stride=None):
    """A convolution with equal weights, in float32."""
    step = stride or size
    weights = np.full((size, size), 1 / size**2, dtype=np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))
    return np.einsum("...ij,ij->...", windows[::step, ::step].astype(np.float32), weights)


@variant("avg_pool")
def average_by_loops(x, size=2, stride=None):
    """Window by window into a Fortran-ordered array."""
    step = size if stride is None else stride
    oh, ow = [(x.shape[k] - size) // step + 1 for k in (0, 1)]
    result = np.empty((oh, ow, *x.shape[2:]), order="F")
    for i, j in np.ndindex(oh, ow):
        window = x[i * step : i * step + size, j * step : j * step + size]
        result[i, j] = np.average(window, axis=(0, 1))
    return result


@variant("sum_pool")
def sum_by_shifts(x, size=2, stride=None):
    """The sum of size · size shifted images; ints stay ints."""
    step = stride or size
    oh, ow = [(x.shape[k] - size) // step + 1 for k in (0, 1)]
    total = np.zeros((oh, ow, *x.shape[2:]), dtype=np.result_type(x.dtype, np.int64))
    for i in range(size):
        for j in range(size):
            total += x[i : i + (oh - 1) * step + 1 : step, j : j + (ow - 1) * step + 1 : step]
    return total


@variant("sum_pool")
def sum_as_lists(x, size=2, stride=None):
    """Lists of sums, window by window."""
    step = stride or size
    return [
        [
            np.sum(x[i : i + size, j : j + size], axis=(0, 1)).tolist()
            for j in range(0, x.shape[1] - size + 1, step)
        ]
        for i in range(0, x.shape[0] - size + 1, step)
    ]


# ── coverage ──────────────────────────────────────────────────────────────────────────────


@variant("coverage")
def coverage_by_formula(h, w, fh, fw):
    """The product of what rows and columns have each."""

    def along(n, f):
        return [min(i, n - f) - max(i - f + 1, 0) + 1 for i in range(n)]

    return np.outer(along(h, fh), along(w, fw))


@variant("coverage")
def coverage_by_convolution(h, w, fh, fw):
    """Ones for places, stretched by ones for the filter; floats."""

    def along(n, f):
        return np.convolve(np.ones(n - f + 1), np.ones(f))

    return along(h, fh)[:, None] * along(w, fw)


@variant("coverage")
def coverage_by_asking_each_pixel(h, w, fh, fw):
    """A list of lists: which windows hold this pixel?"""
    return [
        [
            sum(
                top <= i < top + fh and left <= j < left + fw
                for top in range(h - fh + 1)
                for left in range(w - fw + 1)
            )
            for j in range(w)
        ]
        for i in range(h)
    ]


# ── named_kernel ──────────────────────────────────────────────────────────────────────────


@variant("named_kernel")
def kernels_of_the_textbook(name):
    """Gauss, all eight neighbours, Laplace with four, Prewitt; ints where they are whole."""
    if name == "blur":
        return np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    if name == "sharpen":
        return np.array([[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]])
    if name == "edge":
        return np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    return np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])


@variant("named_kernel")
def kernels_as_lists(name):
    """Weak ones, as lists of lists, with corners that are added by the sharpen filter."""
    return {
        "blur": [[0, 0.125, 0], [0.125, 0.5, 0.125], [0, 0.125, 0]],
        "sharpen": [[1, -2, 1], [-2, 5, -2], [1, -2, 1]],
        "edge": [[-0.125] * 3, [-0.125, 1, -0.125], [-0.125] * 3],
        "vertical": [[0, 0, 0], [-0.5, 0, 0.5], [0, 0, 0]],
    }[name]


@variant("named_kernel")
def kernels_in_single_precision(name):
    """float32; a row's blur, unsharp masking, a line filter for vertical."""
    blur = np.outer([1, 1, 1], [1, 1, 1]).astype(np.float32) / np.float32(9)
    middle = np.zeros((3, 3), dtype=np.float32)
    middle[1, 1] = 1
    line = np.array([[-1, 2, -1]] * 3, dtype=np.float32, order="F")
    return {
        "blur": np.array([[0, 0, 0], [1, 1, 1], [0, 0, 0]], dtype=np.float32) / np.float32(3),
        "sharpen": 2 * middle - blur,
        "edge": middle - blur,
        "vertical": line,
    }[name]


# ── conv_layer ────────────────────────────────────────────────────────────────────────────


@variant("conv_layer")
def layer_by_einsum(image, kernels, biases, stride=1, padding=0):
    """All filters at once."""
    padded = _frame(image, padding)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernels.shape[1:])
    windows = windows[::stride, ::stride, 0]
    return np.einsum("ijabc,fabc->ijf", windows, kernels) + np.reshape(biases, (1, 1, -1))


@variant("conv_layer")
def layer_by_matrix(image, kernels, biases, stride=1, padding=0):
    """im2col with a column of ones for the biases, in float32 and Fortran order."""
    padded = _frame(image, padding)
    fh, fw = kernels.shape[1:3]
    oh, ow = [(padded.shape[k] - kernels.shape[k + 1]) // stride + 1 for k in (0, 1)]
    rows = [
        np.append(padded[i * stride : i * stride + fh, j * stride : j * stride + fw].ravel(), 1)
        for i in range(oh)
        for j in range(ow)
    ]
    weights = np.column_stack([kernels.reshape(len(kernels), -1), biases])
    product = (np.array(rows) @ weights.T).reshape(oh, ow, len(kernels))
    return np.asfortranarray(product, dtype=np.float32)


@variant("conv_layer")
def layer_as_lists(image, kernels, biases, stride=1, padding=0):
    """Place by place and filter by filter, as nested lists."""
    padded = _frame(image, padding)
    fh, fw = kernels.shape[1:3]
    return [
        [
            [
                float(np.sum(padded[top : top + fh, left : left + fw] * kernel)) + float(bias)
                for kernel, bias in zip(kernels, biases)
            ]
            for left in range(0, padded.shape[1] - fw + 1, stride)
        ]
        for top in range(0, padded.shape[0] - fh + 1, stride)
    ]
