"""Right but unusual answers to the questions of cnn_training: each deserves full marks."""

import math
import random

import numpy as np

from autograder.suite import variant

# ── softmax ───────────────────────────────────────────────────────────────────────────────


@variant("softmax")
def softmax_by_recursion(z):
    """Row by row, in Python numbers, as nested lists."""
    if np.ndim(z) > 1:
        return [softmax_by_recursion(row) for row in z]
    largest = max(float(score) for score in z)
    powers = [math.exp(float(score) - largest) for score in z]
    return [power / math.fsum(powers) for power in powers]


@variant("softmax")
def softmax_by_logarithms(z):
    """e to the log softmax."""
    z = np.asarray(z, dtype=float)
    return np.exp(z - np.logaddexp.reduce(z, axis=-1, keepdims=True))


@variant("softmax")
def softmax_by_differences(z):
    """One over the sum of e to the differences, which may overflow to infinity on the way."""
    z = np.asarray(z, dtype=float)
    return 1 / np.exp(z[..., None, :] - z[..., :, None]).sum(axis=-1)


@variant("softmax")
def softmax_in_single_precision(z):
    """float32 throughout, Fortran order."""
    z = np.asarray(z, dtype=np.float32)
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return np.asfortranarray(powers / np.sum(powers, axis=-1, keepdims=True))


@variant("softmax")
def softmax_along_axis(z):
    """A function of one row, applied along the last axis."""

    def of_row(row):
        powers = np.exp(row - row.max())
        return powers / powers.sum()

    return np.apply_along_axis(of_row, -1, z)


@variant("softmax")
def softmax_transposed(z):
    """The last axis goes to the front and back again, so that broadcasting needs no help."""
    front = np.moveaxis(np.array(z, dtype=float), -1, 0)
    front = np.exp(front - front.max(axis=0))
    return np.moveaxis(front / front.sum(axis=0), 0, -1)


@variant("softmax")
def softmax_by_einsum(z):
    """All rows in one table, and back to the shape it came in."""
    rows = np.reshape(z, (-1, np.shape(z)[-1])).astype(np.float64)
    rows = rows - np.sort(rows, axis=1)[:, -1:]
    powers = np.e**rows
    return np.einsum("ij,i->ij", powers, 1 / np.einsum("ij->i", powers)).reshape(np.shape(z))


@variant("softmax")
def softmax_as_matrix(z):
    """np.matrix for tables."""
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    shares = powers / powers.sum(axis=-1, keepdims=True)
    return np.asmatrix(shares) if shares.ndim == 2 else shares


# ── sigmoid, fully_connected, softmax_loss ────────────────────────────────────────────────


@variant("sigmoid")
def sigmoid_with_a_warning(x):
    """The formula as it stands: an overflow on the way is harmless here."""
    return 1 / (1 + np.exp(-np.asarray(x, dtype=float)))


@variant("sigmoid")
def sigmoid_by_tanh(x):
    """Half a tanh, in float32 and Fortran order."""
    half = np.asarray(x, dtype=np.float32) / 2
    return np.asarray((1 + np.tanh(half)) / 2, order="F")


@variant("sigmoid")
def sigmoid_of_clipped_scores_far_out(x):
    """Scores are clipped where nothing can be seen any more, number by number."""
    if np.ndim(x):
        return [sigmoid_of_clipped_scores_far_out(part) for part in x]
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, float(x)))))


@variant("sigmoid")
def sigmoid_in_two_cases(x):
    """A mask for each sign."""
    x = np.array(x, dtype=float)
    result = np.empty_like(x)
    positive = x >= 0
    result[positive] = 1 / (1 + np.exp(-x[positive]))
    power = np.exp(x[~positive])
    result[~positive] = power / (1 + power)
    return result


@variant("fully_connected")
def connected_by_loops(x, W, b):
    """Python numbers, as a list."""
    flat = [float(value) for value in np.ravel(x)]
    return [
        sum(float(w) * value for w, value in zip(row, flat)) + float(bias)
        for row, bias in zip(W, b)
    ]


@variant("fully_connected")
def connected_by_einsum(x, W, b):
    """einsum in single precision, with the biases as one more column."""
    flat = np.append(np.reshape(x, -1), 1).astype(np.float32)
    return np.einsum("kn,n->k", np.column_stack([W, b]).astype(np.float32), flat)


@variant("fully_connected")
def connected_keeps_whole_numbers(x, W, b):
    """The dtype follows from the arguments."""
    return (W * np.reshape(x, (1, -1))).sum(axis=1) + b


@variant("softmax_loss")
def loss_by_logarithms(logits, target):
    """The log softmax first; a 0-d array for the loss."""
    z = np.asarray(logits, dtype=float)
    log_p = z - np.logaddexp.reduce(z)
    gradient = np.exp(log_p)
    gradient[target] -= 1
    return -log_p[target : target + 1].reshape(()), gradient


@variant("softmax_loss")
def loss_by_python(logits, target):
    """A list of a number and a list."""
    z = [float(value) for value in logits]
    top = max(z)
    powers = [math.exp(value - top) for value in z]
    total = math.fsum(powers)
    gradient = [power / total - (k == target) for k, power in enumerate(powers)]
    return [math.log(total) + top - z[target], gradient]


@variant("softmax_loss")
def loss_of_differences(logits, target):
    """Scores relative to the target's, in float32 where that is enough."""
    z = np.asarray(logits, dtype=float)
    difference = z - z[target]
    top = max(0.0, difference.max())
    loss = top + np.log(np.exp(difference - top).sum())
    p = np.exp(difference - loss).astype(np.float32)
    return np.float64(loss), p - np.eye(len(z), dtype=np.float32)[target]


# ── cnn_forward ───────────────────────────────────────────────────────────────────────────


def _maps_of(image, params):
    """The convolution by shifts, with biases."""
    image = np.asarray(image, dtype=float)
    _, fh, fw, _ = np.shape(params["kernels"])
    oh, ow = image.shape[0] - fh + 1, image.shape[1] - fw + 1
    maps = np.zeros((oh, ow, len(params["kernels"]))) + params["biases"]
    for i in range(fh):
        for j in range(fw):
            maps += image[i : i + oh, j : j + ow] @ np.asarray(params["kernels"])[:, i, j].T
    return maps


def _pooled_of(maps):
    even = maps[: maps.shape[0] // 2 * 2, : maps.shape[1] // 2 * 2]
    return np.maximum.reduce([even[i::2, j::2] for i in (0, 1) for j in (0, 1)])


def _shares_of(scores):
    powers = np.exp(scores - np.max(scores))
    return powers / powers.sum()


@variant("cnn_forward")
def forward_with_relu_after_pooling(image, params):
    """Pooling and ReLU may change places: both keep the order of values."""
    pooled = np.maximum(_pooled_of(_maps_of(image, params)), 0)
    return _shares_of(params["W"] @ pooled.ravel() + params["b"])


@variant("cnn_forward")
def forward_by_loops(image, params):
    """Every pooled value by itself; a list of probabilities."""
    pixels = np.asarray(image, dtype=float)
    filters, fh, fw, _ = params["kernels"].shape
    ph, pw = (pixels.shape[0] - fh + 1) // 2, (pixels.shape[1] - fw + 1) // 2
    flat = []
    for i in range(ph):
        for j in range(pw):
            for f in range(filters):
                best = 0.0
                for top in (2 * i, 2 * i + 1):
                    for left in (2 * j, 2 * j + 1):
                        window = pixels[top : top + fh, left : left + fw]
                        value = float(np.sum(window * params["kernels"][f]))
                        best = max(best, value + float(params["biases"][f]))
                flat.append(best)
    scores = [
        sum(float(w) * value for w, value in zip(row, flat)) + float(bias)
        for row, bias in zip(params["W"], params["b"])
    ]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]


@variant("cnn_forward")
def forward_in_single_precision(image, params):
    """float32 all the way."""
    single = {name: np.asarray(value, dtype=np.float32) for name, value in params.items()}
    maps = np.maximum(_maps_of(image, single), 0).astype(np.float32)
    scores = single["W"].astype(float) @ _pooled_of(maps).ravel() + single["b"]
    return _shares_of(scores).astype(np.float32)


# ── the way back ──────────────────────────────────────────────────────────────────────────


@variant("relu_backward")
def relu_back_by_mask(x, dout):
    """A product with true and false; −0.0 for negative gradients."""
    return dout * (x > 0)


@variant("relu_backward")
def relu_back_with_half_at_zero(x, dout):
    """The slope 0.5 at exactly 0, in float32."""
    return (np.heaviside(np.asarray(x, dtype=float), 0.5) * dout).astype(np.float32)


@variant("relu_backward")
def relu_back_by_recursion(x, dout):
    """Lists of Python numbers."""
    if np.ndim(x):
        return [relu_back_by_recursion(a, b) for a, b in zip(x, dout)]
    return float(dout) if x >= 0 else 0


@variant("fully_connected_backward")
def connected_back_by_loops(x, W, dout):
    """Lists, weight by weight."""
    flat = np.ravel(x)
    dx = [sum(float(W[k][i]) * float(dout[k]) for k in range(len(W))) for i in range(len(flat))]
    dW = [[float(upstream) * float(value) for value in flat] for upstream in dout]
    return [np.reshape(dx, np.shape(x)).tolist(), dW, list(map(float, dout))]


@variant("fully_connected_backward")
def connected_back_by_einsum(x, W, dout):
    """einsum; dout itself is the biases' gradient."""
    dx = np.einsum("kn,k->n", W, dout).reshape(np.shape(x))
    return dx, np.einsum("k,n->kn", dout, np.ravel(x)), dout


@variant("fully_connected_backward")
def connected_back_by_matrix(x, W, dout):
    """Columns and rows as np.matrix, in float32."""
    row = np.asmatrix(np.asarray(dout, dtype=np.float32))
    dW = row.T @ np.asmatrix(np.ravel(x).astype(np.float32))
    dx = np.asarray(row @ np.asarray(W, dtype=np.float32)).reshape(np.shape(x), order="C")
    return np.asfortranarray(dx), dW, np.array(dout, dtype=np.float32)


def _windows_of(x, dout, size, stride):
    """For each window and channel: its place in x, its values, its gradient."""
    step = size if stride is None else stride
    for i, j in np.ndindex(np.shape(dout)[:2]):
        place = np.s_[i * step : i * step + size, j * step : j * step + size]
        yield place, x[place], dout[i, j]


@variant("max_pool_backward")
def pool_back_shared_equally(x, dout, size=2, stride=None):
    """Equal winners share equally."""
    dx = np.zeros(np.shape(x))
    for place, window, upstream in _windows_of(x, dout, size, stride):
        winners = window == window.max(axis=(0, 1))
        dx[place] += winners / winners.sum(axis=(0, 1)) * upstream
    return dx


@variant("max_pool_backward")
def pool_back_to_the_last_winner(x, dout, size=2, stride=None):
    """Of equal winners the last one gets everything; nested lists."""
    step = size if stride is None else stride
    if np.ndim(x) == 3:
        planes = [
            pool_back_to_the_last_winner(x[:, :, k], dout[:, :, k], size, stride)
            for k in range(x.shape[2])
        ]
        return np.stack(planes, axis=-1).tolist()
    dx = [[0.0] * x.shape[1] for _ in range(x.shape[0])]
    for i, j in np.ndindex(dout.shape):
        best = None
        for row in range(i * step, i * step + size):
            for column in range(j * step, j * step + size):
                if best is None or x[row, column] >= x[best]:
                    best = row, column
        dx[best[0]][best[1]] += float(dout[i, j])
    return dx


@variant("max_pool_backward")
def pool_back_by_counting(x, dout, size=2, stride=None):
    """A histogram of winners' places in the flattened array, in float32."""
    x = np.asarray(x)
    places = np.arange(x.size).reshape(x.shape)
    total = np.zeros(x.size)
    for place, window, upstream in _windows_of(x, dout, size, stride):
        values, numbers = window.reshape(size * size, -1), places[place].reshape(size * size, -1)
        winners = numbers[values.argmax(axis=0), np.arange(values.shape[1])]
        total += np.bincount(winners, np.ravel(upstream), minlength=x.size)
    return total.reshape(x.shape).astype(np.float32)


@variant("conv2d_backward")
def conv_back_by_loops(image, kernel, dout, stride=1, padding=0):
    """Pixel by pixel, without a frame: what lies outside is left out."""
    pixels = np.reshape(image, (*np.shape(image)[:2], -1)).astype(float)
    weights = np.reshape(kernel, (*np.shape(kernel)[:2], -1)).astype(float)
    dpixels, dweights = np.zeros_like(pixels), np.zeros_like(weights)
    for i, j in np.ndindex(dout.shape):
        for a, b in np.ndindex(weights.shape[:2]):
            row, column = i * stride + a - padding, j * stride + b - padding
            if 0 <= row < pixels.shape[0] and 0 <= column < pixels.shape[1]:
                dpixels[row, column] += weights[a, b] * float(dout[i, j])
                dweights[a, b] += pixels[row, column] * float(dout[i, j])
    return dpixels.reshape(np.shape(image)), dweights.reshape(np.shape(kernel)).tolist()


def _spread(dout, stride, height, width):
    """dout with gaps of zeros, so that the stride is 1 again, in an array of that size."""
    spread = np.zeros((height, width))
    spread[
        : (dout.shape[0] - 1) * stride + 1 : stride, : (dout.shape[1] - 1) * stride + 1 : stride
    ] = dout
    return spread


@variant("conv2d_backward")
def conv_back_by_convolutions(image, kernel, dout, stride=1, padding=0):
    """Both gradients are convolutions themselves, with dout spread by the stride."""
    frame = [(padding, padding)] * 2 + [(0, 0)] * (np.ndim(image) - 2)
    padded = np.pad(np.asarray(image, dtype=float), frame)
    fh, fw = np.shape(kernel)[:2]
    oh, ow = padded.shape[0] - fh + 1, padded.shape[1] - fw + 1
    spread = _spread(dout, stride, oh, ow)
    view = np.lib.stride_tricks.sliding_window_view
    dkernel = np.einsum("ij...ab,ab->ij...", view(padded, (oh, ow), axis=(0, 1)), spread)
    wide = view(np.pad(spread, [(fh - 1, fh - 1), (fw - 1, fw - 1)]), (fh, fw))
    turned = np.asarray(kernel, dtype=float)[::-1, ::-1]
    dimage = np.einsum("ijab,ab...->ij...", wide, turned)
    h, w = np.shape(image)[:2]
    return dimage[padding : padding + h, padding : padding + w], dkernel


@variant("conv2d_backward")
def conv_back_by_fourier(image, kernel, dout, stride=1, padding=0):
    """Products of Fourier transforms."""
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    frame = [(padding, padding)] * 2 + [(0, 0)] * (image.ndim - 2)
    padded = np.pad(image, frame)
    spread = _spread(dout, stride, *padded.shape[:2])
    spread = spread.reshape(*spread.shape, *[1] * (image.ndim - 2))
    shape = tuple(2 * n for n in padded.shape[:2])
    to = [np.fft.rfft2(part, shape, axes=(0, 1)) for part in (padded, kernel, spread)]
    dpadded = np.fft.irfft2(to[1] * to[2], shape, axes=(0, 1))
    dkernel = np.fft.irfft2(to[0] * np.conj(to[2]), shape, axes=(0, 1))
    h, w = image.shape[:2]
    dimage = dpadded[padding : padding + h, padding : padding + w]
    return np.asfortranarray(dimage), dkernel[: kernel.shape[0], : kernel.shape[1]]


@variant("conv2d_backward")
def conv_back_by_matrix(image, kernel, dout, stride=1, padding=0):
    """im2col and back, in float32."""
    kernel = np.asarray(kernel, dtype=np.float32)
    frame = [(padding, padding)] * 2 + [(0, 0)] * (np.ndim(image) - 2)
    padded = np.pad(np.asarray(image, dtype=np.float32), frame)
    numbers = np.arange(padded.size).reshape(padded.shape)
    fh, fw = kernel.shape[:2]
    rows = np.array(
        [
            numbers[i * stride : i * stride + fh, j * stride : j * stride + fw].ravel()
            for i, j in np.ndindex(dout.shape)
        ]
    )
    upstream = np.ravel(dout).astype(np.float32)
    dkernel = (upstream @ padded.ravel()[rows]).reshape(kernel.shape)
    dpadded = np.zeros(padded.size, dtype=np.float32)
    np.add.at(dpadded, rows, np.outer(upstream, kernel.ravel()))
    h, w = np.shape(image)[:2]
    return [dpadded.reshape(padded.shape)[padding : padding + h, padding : padding + w], dkernel]


# ── sgd_step and train_cnn ────────────────────────────────────────────────────────────────


@variant("sgd_step")
def step_on_copies(params, grads, lr):
    """Copies first, then −= on them; one more entry that nobody asked for."""
    result = {name: np.array(value, dtype=float) for name, value in params.items()}
    for name, gradient in grads.items():
        result[name] -= lr * gradient
    return {**result, "steps": 1}


@variant("sgd_step")
def step_as_lists(params, grads, lr):
    """Nested lists, names in alphabetical order."""
    return {name: (params[name] - lr * grads[name]).tolist() for name in sorted(params)}


@variant("sgd_step")
def step_in_single_precision(params, grads, lr):
    """float32 and Fortran order."""
    return {n: np.asarray(v - lr * grads[n], np.float32, order="F") for n, v in params.items()}


def _batch_gradients(images, labels, params):
    """The average gradients of some images."""
    total = {name: np.zeros(np.shape(value)) for name, value in params.items()}
    for image, label in zip(images, labels):
        image = np.asarray(image, dtype=float)
        maps = _maps_of(image, params)
        rectified = np.maximum(maps, 0)
        pooled = _pooled_of(rectified)
        dscores = _shares_of(params["W"] @ pooled.ravel() + params["b"])
        dscores[label] -= 1
        dpooled = (params["W"].T @ dscores).reshape(pooled.shape)
        dmaps = np.asarray(pool_back_shared_equally(rectified, dpooled)) * (maps > 0)
        windows = np.lib.stride_tricks.sliding_window_view(image, params["kernels"].shape[1:])
        total["kernels"] += np.einsum("ijf,ijabc->fabc", dmaps, windows[:, :, 0])
        total["biases"] += dmaps.sum(axis=(0, 1))
        total["W"] += np.outer(dscores, pooled)
        total["b"] += dscores
    return {name: value / len(images) for name, value in total.items()}


@variant("train_cnn")
def train_in_the_given_order(images, labels, params, lr, epochs, seed):
    """No shuffling at all, which is an order as well."""
    params = {name: np.array(value, dtype=float) for name, value in params.items()}
    for _ in range(epochs):
        for image, label in zip(images, labels):
            grads = _batch_gradients([image], [label], params)
            params = {name: params[name] - lr * grads[name] for name in params}
    return params


@variant("train_cnn")
def train_in_small_batches(images, labels, params, lr, epochs, seed):
    """Four images at a time, in an order drawn by the standard library."""
    params = {name: np.array(value, dtype=float) for name, value in params.items()}
    order, draw = list(range(len(images))), random.Random(seed)
    for _ in range(epochs):
        draw.shuffle(order)
        for start in range(0, len(order), 4):
            some = order[start : start + 4]
            grads = _batch_gradients([images[k] for k in some], [labels[k] for k in some], params)
            params = {name: params[name] - lr * grads[name] for name in params}
    return {name: value.astype(np.float32) for name, value in params.items()}


@variant("train_cnn")
def train_by_plain_loops(images, labels, params, lr, epochs, seed):
    """What a student writes who loops over windows and channels, layer by layer."""
    kernels, biases, W, b = (
        np.array(params[name], dtype=float) for name in ("kernels", "biases", "W", "b")
    )
    filters, fh, fw, _ = kernels.shape
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for k in rng.permutation(len(images)):
            image = images[k]
            oh, ow = image.shape[0] - fh + 1, image.shape[1] - fw + 1
            maps = np.zeros((oh, ow, filters))
            for f in range(filters):
                for i in range(oh):
                    for j in range(ow):
                        window = image[i : i + fh, j : j + fw]
                        maps[i, j, f] = np.sum(window * kernels[f]) + biases[f]
            rectified = np.maximum(maps, 0)
            pooled = np.zeros((oh // 2, ow // 2, filters))
            for i, j, f in np.ndindex(pooled.shape):
                pooled[i, j, f] = np.max(rectified[2 * i : 2 * i + 2, 2 * j : 2 * j + 2, f])
            p = _shares_of(W @ pooled.ravel() + b)
            p[labels[k]] -= 1
            dpooled = (W.T @ p).reshape(pooled.shape)
            dmaps = np.zeros(maps.shape)
            for i, j, f in np.ndindex(pooled.shape):
                block = rectified[2 * i : 2 * i + 2, 2 * j : 2 * j + 2, f]
                row, column = np.unravel_index(np.argmax(block), (2, 2))
                dmaps[2 * i + row, 2 * j + column, f] += dpooled[i, j, f]
            dmaps[maps <= 0] = 0
            dkernels = np.zeros(kernels.shape)
            for f in range(filters):
                for i in range(oh):
                    for j in range(ow):
                        dkernels[f] += dmaps[i, j, f] * image[i : i + fh, j : j + fw]
            W, b = W - lr * np.outer(p, pooled.ravel()), b - lr * p
            kernels, biases = kernels - lr * dkernels, biases - lr * dmaps.sum(axis=(0, 1))
    return {"kernels": kernels, "biases": biases, "W": W, "b": b}
