"""Known wrong answers to the questions of cnn_training, each with a hint that teaches."""

import math

import numpy as np

from autograder.suite import mistake

# ── softmax ───────────────────────────────────────────────────────────────────────────────


@mistake("softmax", "e to the 1000 is too large for a float: make the scores smaller beforehand.")
def overflowing(z):
    """The formula, taken literally."""
    powers = np.exp(np.asarray(z, dtype=float))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "The classes lie along the last axis; you normalise along the first.")
def along_the_first_axis(z):
    """Columns sum to 1."""
    powers = np.exp(z - np.max(z, axis=0, keepdims=True))
    return powers / powers.sum(axis=0, keepdims=True)


@mistake("softmax", "The classes lie along the last axis, which is the second in tables only.")
def along_the_second_axis(z):
    """axis=1, as though there were always rows and columns."""
    powers = np.exp(z - np.max(z, axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@mistake("softmax", "Every row sums to 1 by itself; yours shares one 1 among all rows.")
def over_the_whole_table(z):
    """A sum without an axis."""
    powers = np.exp(z - np.max(z))
    return powers / powers.sum()


@mistake("softmax", "Each row needs its own largest score: beside a huge row yours vanishes.")
def one_maximum_for_all_rows(z):
    """The maximum of the whole table is subtracted, so that small rows give 0 / 0."""
    powers = np.exp(z - np.max(z))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Every score of a row is shifted by the same number: the row's maximum.")
def maximum_of_the_columns(z):
    """The shift runs along the wrong axis."""
    powers = np.exp(z - np.max(z, axis=0))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Keep the summed axis, so that each row is divided by its own sum.")
def summed_axis_lost(z):
    """Without keepdims a square table is divided column by column."""
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1)


@mistake("softmax", "Subtracting the average is not enough: a score far above it still overflows.")
def shifted_by_the_average(z):
    """Right until the scores lie far apart."""
    powers = np.exp(z - np.mean(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake(
    "softmax", "Subtract the largest score, not the smallest: e to what is left must be small."
)
def shifted_by_the_minimum(z):
    """Scores are made positive."""
    powers = np.exp(z - np.min(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Subtract the largest score itself: of −1000 the magnitude is the wrong shift.")
def shifted_by_the_magnitude(z):
    """max |z| for max z."""
    powers = np.exp(z - np.max(np.abs(z), axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Cut-off scores lose their differences: shift them instead.")
def clipped_scores(z):
    """Scores are kept within ±500."""
    powers = np.exp(np.clip(z, -500, 500))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Shares sum to 1: divide by the sum of the powers.")
def not_normalised(z):
    """The powers alone."""
    return np.exp(z - np.max(z, axis=-1, keepdims=True))


@mistake("softmax", "Raise e to the scores first: a share of negative scores means nothing.")
def shares_of_the_scores(z):
    """z divided by its sum."""
    return z / np.sum(z, axis=-1, keepdims=True)


@mistake("softmax", "Dividing by the largest score changes the shares; subtracting it doesn't.")
def divided_by_the_maximum(z):
    """The scores are scaled to at most 1."""
    powers = np.exp(z / np.max(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "The probabilities are wanted, not their logarithms.")
def logarithms(z):
    """log softmax."""
    shifted = z - np.max(z, axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


@mistake("softmax", "The powers are powers of e, not of 2.")
def powers_of_two(z):
    """Another base."""
    powers = np.exp2(z - np.max(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Sigmoid answers yes or no for each class; exclusive classes share one 1.")
def sigmoid_of_each(z):
    """Softmax or sigmoid: the other one."""
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


@mistake("softmax", "Sigmoids divided by their sum do sum to 1, but they aren't softmax.")
def normalised_sigmoids(z):
    """Sigmoid made to sum to 1."""
    powers = 1 / (1 + np.exp(-np.asarray(z, dtype=float)))
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "High scores get high shares: mind the sign of the exponent.")
def wrong_sign(z):
    """e to the −z."""
    powers = np.exp(np.min(z, axis=-1, keepdims=True) - z)
    return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "Softmax is soft: the classes that don't win get their share too.")
def winner_takes_all(z):
    """1 for the largest score."""
    return (z == np.max(z, axis=-1, keepdims=True)).astype(float)


@mistake("softmax", "Divide by the sum of the powers, not by the root of their squares.")
def unit_length(z):
    """A vector of length 1 in place of sum 1."""
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / np.sqrt((powers**2).sum(axis=-1, keepdims=True))


@mistake("softmax", "Nothing needs to be added to the sum: it is at least 1 after the right shift.")
def sum_with_an_extra(z):
    """A number against division by zero, too large to be harmless."""
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / (powers.sum(axis=-1, keepdims=True) + 1e-3)


@mistake("softmax", "The probabilities are wanted as they are: don't round them.")
def rounded(z):
    """Two digits look nicer."""
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return np.round(powers / powers.sum(axis=-1, keepdims=True), 2)


@mistake("softmax", "Work on a copy: the scores still belong to the caller.")
def scores_changed(z):
    """The shift and the power are taken in place."""
    if z.dtype.kind != "f":
        z = z.astype(float)
    z -= z.max(axis=-1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=-1, keepdims=True)
    return z


@mistake("softmax", "The differences of the scores count as they are: don't standardise them.")
def standardised(z):
    """Average 0 and spread 1 first."""
    z = np.asarray(z, dtype=float)
    spread = np.std(z, axis=-1, keepdims=True)
    z = (z - np.mean(z, axis=-1, keepdims=True)) / np.where(spread > 0, spread, 1)
    powers = np.exp(z)
    return powers / powers.sum(axis=-1, keepdims=True)


# ── sigmoid ───────────────────────────────────────────────────────────────────────────────


def _sigmoid(x):
    return 0.5 + 0.5 * np.tanh(np.asarray(x, dtype=float) / 2)


@mistake("sigmoid", "e to the 1000 is infinite, and infinity over infinity is not a number.")
def sigmoid_overflowing(x):
    """e^x over 1 + e^x, for all x."""
    power = np.exp(np.asarray(x, dtype=float))
    return power / (1 + power)


@mistake("sigmoid", "A large score means yes: look at the sign in the exponent.")
def sigmoid_falling(x):
    """The sign is forgotten."""
    return _sigmoid(-np.asarray(x, dtype=float))


@mistake("sigmoid", "Probabilities lie between 0 and 1: tanh goes from −1 to 1.")
def sigmoid_as_tanh(x):
    """The other S."""
    return np.tanh(x)


@mistake("sigmoid", "tanh has the right shape, but at half the scale: sigmoid rises more slowly.")
def sigmoid_as_shifted_tanh(x):
    """(1 + tanh x) / 2."""
    return (1 + np.tanh(x)) / 2


@mistake("sigmoid", "Each score is a yes or a no by itself: nothing has to sum to 1.")
def sigmoid_as_softmax(x):
    """Scores compete with each other."""
    powers = np.exp(x - np.max(x))
    return powers / powers.sum()


@mistake("sigmoid", "That is the sigmoid's slope, σ(1 − σ), and not its value.")
def sigmoid_as_slope(x):
    """The derivative."""
    return _sigmoid(x) * (1 - _sigmoid(x))


@mistake("sigmoid", "The answer is a probability, not a decision: leave it unrounded.")
def sigmoid_as_decision(x):
    """0 or 1."""
    return (np.asarray(x) > 0).astype(float)


@mistake("sigmoid", "No straight lines: the curve bends everywhere.")
def sigmoid_as_straight_line(x):
    """The “hard” sigmoid."""
    return np.clip(np.asarray(x, dtype=float) / 4 + 0.5, 0, 1)


@mistake("sigmoid", "Scores beyond 5 still differ: clip later, or not at all.")
def sigmoid_of_clipped_scores(x):
    """Scores are cut off to avoid an overflow."""
    return _sigmoid(np.clip(x, -5, 5))


@mistake("sigmoid", "It is one divided by the sum; the sum alone is larger than 1.")
def sigmoid_not_inverted(x):
    """1 + e^−x."""
    return 1 + np.exp(np.minimum(-np.asarray(x, dtype=float), 700))


@mistake("sigmoid", "The 1 stands beside the power: for 0 the answer is 1 over 2.")
def sigmoid_without_one(x):
    """1 / e^−x."""
    return np.exp(np.clip(x, -700, 700).astype(float))


@mistake(
    "sigmoid",
    "Probabilities have fractions: what dtype has the array that you fill, or is something cast "
    "to int?",
)
def sigmoid_in_the_dtype_of_x(x):
    """np.zeros_like of ints."""
    result = np.zeros_like(x)
    result[...] = _sigmoid(x)
    return result


@mistake("sigmoid", "The result has the shape of the scores; yours is a flat list of them.")
def sigmoid_flattened(x):
    """One number after the other."""
    return _sigmoid(x).ravel()


@mistake("sigmoid", "Two digits are not enough: leave rounding to whoever prints.")
def sigmoid_rounded(x):
    """np.round."""
    return np.round(_sigmoid(x), 2)


@mistake("sigmoid", "math.exp raises an OverflowError at 1000: make the exponent negative.")
def sigmoid_by_math(x):
    """Number by number, with math.exp."""
    flat = [1 / (1 + math.exp(-value)) for value in np.ravel(x).tolist()]
    return np.reshape(flat, np.shape(x))


@mistake("sigmoid", "You overwrite the scores on the way: work on an array of your own.")
def sigmoid_in_place(x):
    """The scores become the result."""
    result = _sigmoid(x)
    if x.dtype.kind == "f":
        x[...] = result
    return result


# ── fully_connected ───────────────────────────────────────────────────────────────────────


def _scores(x, W, b):
    return np.asarray(W, dtype=float) @ np.ravel(x).astype(float) + b


@mistake("fully_connected", "Each class also has a bias.")
def connected_without_bias(x, W, b):
    """W x alone."""
    return _scores(x, W, 0)


@mistake("fully_connected", "The bias is added, not subtracted.")
def connected_bias_subtracted(x, W, b):
    """W x − b."""
    return _scores(x, W, -np.asarray(b, dtype=float))


@mistake("fully_connected", "A map is flattened row by row: rows come first, not columns.")
def connected_columns_first(x, W, b):
    """Fortran order."""
    return _scores(np.ravel(x, order="F"), W, b)


@mistake("fully_connected", "The last axis runs fastest: all channels of a place stay together.")
def connected_channel_by_channel(x, W, b):
    """First all of channel 0, then all of channel 1."""
    return _scores(np.moveaxis(x, -1, 0) if np.ndim(x) == 3 else x, W, b)


@mistake("fully_connected", "The classes are the rows of W: W stands on the left of x.")
def connected_weights_turned(x, W, b):
    """x W, where it fits."""
    return np.ravel(x).astype(float) @ W + b


@mistake("fully_connected", "No activation function here: negative scores are allowed.")
def connected_with_relu(x, W, b):
    """ReLU on the scores."""
    return np.maximum(_scores(x, W, b), 0)


@mistake("fully_connected", "The layer ends with scores; softmax comes afterwards.")
def connected_with_softmax(x, W, b):
    """Probabilities."""
    scores = _scores(x, W, b)
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


@mistake("fully_connected", "The result has the shape (K,), not that of a column.")
def connected_as_column(x, W, b):
    """(K, 1)."""
    return _scores(x, W, b)[:, np.newaxis]


@mistake("fully_connected", "Products are added up for each class: the result has K numbers.")
def connected_not_summed(x, W, b):
    """Products without the sum."""
    return W * np.ravel(x) + np.reshape(b, (-1, 1))


@mistake("fully_connected", "Scores have fractions: nothing is rounded or cut.")
def connected_in_whole_numbers(x, W, b):
    """The scores are stored as ints."""
    return np.trunc(_scores(x, W, b))


@mistake("fully_connected", "A score is the sum of all products, not their average.")
def connected_average(x, W, b):
    """Divided by the number of inputs."""
    return _scores(x, np.asarray(W) / np.size(x), b)


@mistake("fully_connected", "Convert to float64 first: a product with bytes can run over.")
def connected_in_the_dtype_of_x(x, W, b):
    """The weights are cast to the dtype of the image."""
    return np.asarray(W).astype(x.dtype) @ np.ravel(x) + b


@mistake("fully_connected", "You flatten the caller's x itself: reshape gives you an array beside.")
def connected_x_reshaped(x, W, b):
    """x.shape = (n,)."""
    scores = _scores(x, W, b)
    x.shape = (x.size,)
    return scores


@mistake("fully_connected", "Adding to b in place changes the caller's biases.")
def connected_into_b(x, W, b):
    """b += W x."""
    scores = _scores(x, W, b)
    if b.dtype.kind == "f":
        b[...] = scores
    return scores


# ── softmax_loss ──────────────────────────────────────────────────────────────────────────


def _loss(logits, target):
    """The right answer: loss, gradient, and the probabilities."""
    shifted = np.asarray(logits, dtype=float) - np.max(logits)
    powers = np.exp(shifted)
    p = powers / powers.sum()
    return math.log(powers.sum()) - shifted[target], p - np.eye(len(p))[target], p


@mistake(
    "softmax_loss", "A tiny probability becomes 0, and its logarithm infinite: use the scores."
)
def loss_of_vanished_probability(logits, target):
    """−log p, with p rounded down to 0."""
    _, gradient, p = _loss(logits, target)
    return float(-np.log(p[target])), gradient


@mistake(
    "softmax_loss", "A small number in the logarithm caps the loss; sure and wrong costs more."
)
def loss_with_epsilon(logits, target):
    """log(p + 1e-12)."""
    _, gradient, p = _loss(logits, target)
    return float(-np.log(p[target] + 1e-12)), gradient


@mistake("softmax_loss", "e to the 1000 is infinite: shift the scores before you take powers.")
def loss_overflowing(logits, target):
    """The formula, taken literally."""
    powers = np.exp(np.asarray(logits, dtype=float))
    p = powers / powers.sum()
    return float(-np.log(p[target])), p - np.eye(len(p))[target]


@mistake("softmax_loss", "A loss is never negative: the logarithm of a probability needs a minus.")
def loss_with_wrong_sign(logits, target):
    """log p."""
    loss, gradient, _ = _loss(logits, target)
    return -loss, gradient


@mistake("softmax_loss", "The gradient is p minus the one-hot of the target, not p itself.")
def loss_gradient_without_target(logits, target):
    """The −1 is forgotten."""
    loss, _, p = _loss(logits, target)
    return loss, p


@mistake("softmax_loss", "The gradient points to where the loss grows: p minus one-hot.")
def loss_gradient_downhill(logits, target):
    """one-hot − p."""
    loss, gradient, _ = _loss(logits, target)
    return loss, -gradient


@mistake(
    "softmax_loss", "The loss belongs to one picture: nothing is divided by the number of classes."
)
def loss_averaged_over_classes(logits, target):
    """Both are divided by K."""
    loss, gradient, p = _loss(logits, target)
    return loss / len(p), gradient / len(p)


@mistake("softmax_loss", "The gradient is that of the loss, which is not divided by anything.")
def loss_gradient_averaged(logits, target):
    """Only the gradient is divided by K."""
    loss, gradient, p = _loss(logits, target)
    return loss, gradient / len(p)


@mistake("softmax_loss", "The logarithm is the natural one, to the base e.")
def loss_in_bits(logits, target):
    """log2."""
    loss, gradient, _ = _loss(logits, target)
    return loss / math.log(2), gradient


@mistake("softmax_loss", "Classes are counted from 0.")
def loss_counted_from_one(logits, target):
    """Target 1 means the first class."""
    return _loss(logits, target - 1)[:2]


@mistake("softmax_loss", "Only the right class's probability counts for the loss.")
def loss_over_all_classes(logits, target):
    """Cross-entropy of each class as a yes or no."""
    loss, gradient, p = _loss(logits, target)
    others = np.delete(p, target)
    return loss - float(np.sum(np.log(np.maximum(1 - others, 1e-300)))), gradient


@mistake("softmax_loss", "The error is measured by a logarithm, not by squared differences.")
def loss_squared(logits, target):
    """Half of the squared difference."""
    _, gradient, _ = _loss(logits, target)
    return float(np.sum(gradient**2)) / 2, gradient


@mistake("softmax_loss", "The softmax is in the gradient already: its slope isn't needed again.")
def loss_gradient_through_softmax_again(logits, target):
    """(p − one-hot), multiplied with p (1 − p)."""
    loss, gradient, p = _loss(logits, target)
    return loss, gradient * p * (1 - p)


@mistake("softmax_loss", "The pair begins with the loss; the gradient comes second.")
def loss_and_gradient_swapped(logits, target):
    """(gradient, loss)."""
    loss, gradient, _ = _loss(logits, target)
    return gradient, loss


@mistake("softmax_loss", "Both are asked for: the loss and its gradient.")
def loss_alone(logits, target):
    """Only the loss."""
    return _loss(logits, target)[0]


@mistake("softmax_loss", "The loss is one number, not a list with a number in it.")
def loss_in_a_list(logits, target):
    """Shape (1,)."""
    loss, gradient, _ = _loss(logits, target)
    return np.array([loss]), gradient


@mistake("softmax_loss", "1 − p hardly punishes a sure mistake: the loss is a negative logarithm.")
def loss_one_minus_p(logits, target):
    """1 − p as a loss."""
    _, gradient, p = _loss(logits, target)
    return 1 - p[target], gradient


@mistake("softmax_loss", "The gradient belongs to every class, not to the target only.")
def loss_gradient_at_target_only(logits, target):
    """Zeros beside the target."""
    loss, gradient, p = _loss(logits, target)
    return loss, gradient * np.eye(len(p))[target]


@mistake("softmax_loss", "Shifting the scores in place changes the caller's scores.")
def loss_scores_changed(logits, target):
    """logits −= max."""
    result = _loss(logits, target)[:2]
    if logits.dtype.kind == "f":
        logits -= logits.max()
    return result


# ── a network, for cnn_forward and train_cnn ──────────────────────────────────────────────


def _layers(image, params, blocks_of=np.max, bend=lambda maps: np.maximum(maps, 0)):
    """Windows, maps and the pooled blocks' values, with each block's pixels on the last axis."""
    image = np.asarray(image, dtype=float)
    kernels = np.asarray(params["kernels"], dtype=float)
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[1:])[:, :, 0]
    maps = np.tensordot(windows, kernels, axes=([2, 3, 4], [1, 2, 3])) + params["biases"]
    h, w = maps.shape[0] // 2, maps.shape[1] // 2
    blocks = bend(maps)[: 2 * h, : 2 * w].reshape(h, 2, w, 2, -1).transpose(0, 2, 4, 1, 3)
    blocks = blocks.reshape(h, w, -1, 4)
    return windows, maps, blocks, blocks_of(blocks, axis=-1)


def _softmax(scores):
    powers = np.exp(scores - np.max(scores))
    return powers / powers.sum()


def _answer(pooled, params):
    return _softmax(_scores(pooled, params["W"], params["b"]))


# ── cnn_forward ───────────────────────────────────────────────────────────────────────────


@mistake("cnn_forward", "ReLU comes between the convolution and the pooling; you left it out.")
def forward_without_relu(image, params):
    """Negative values reach the scores."""
    return _answer(_layers(image, params, bend=lambda maps: maps)[3], params)


@mistake("cnn_forward", "The network pools by the maximum; you take averages.")
def forward_with_average_pooling(image, params):
    """avg_pool for max_pool."""
    return _answer(_layers(image, params, np.mean)[3], params)


@mistake("cnn_forward", "Each filter has a bias, which is added before ReLU.")
def forward_without_filter_biases(image, params):
    """The layer's biases are left out."""
    return _answer(_layers(image, {**params, "biases": 0})[3], params)


@mistake("cnn_forward", "A filter's bias is added before ReLU, so that it can move the threshold.")
def forward_biases_after_relu(image, params):
    """max(0, map) + bias."""
    pooled = _layers(image, {**params, "biases": 0})[3]
    return _answer(pooled + np.asarray(params["biases"]), params)


@mistake("cnn_forward", "The fully connected layer adds its biases b.")
def forward_without_class_biases(image, params):
    """b is left out."""
    return _answer(_layers(image, params)[3], {**params, "b": 0})


@mistake("cnn_forward", "Softmax is still missing: the result are probabilities.")
def forward_scores(image, params):
    """Logits."""
    return _scores(_layers(image, params)[3], params["W"], params["b"])


@mistake("cnn_forward", "Classes exclude each other here: softmax, not sigmoid.")
def forward_with_sigmoid(image, params):
    """Each class by itself."""
    return _sigmoid(_scores(_layers(image, params)[3], params["W"], params["b"]))


@mistake("cnn_forward", "e to a score in the thousands is infinite: softmax has to be stable.")
def forward_overflowing(image, params):
    """The softmax formula, taken literally."""
    powers = np.exp(_scores(_layers(image, params)[3], params["W"], params["b"]))
    return powers / powers.sum()


@mistake("cnn_forward", "The filters lie on the image as they are, not turned.")
def forward_filters_turned(image, params):
    """A true convolution."""
    kernels = np.asarray(params["kernels"])[:, ::-1, ::-1]
    return _answer(_layers(image, {**params, "kernels": kernels})[3], params)


@mistake("cnn_forward", "Maps lie along the last axis before they are flattened row by row.")
def forward_maps_first(image, params):
    """(F, h', w') is flattened."""
    return _answer(np.moveaxis(_layers(image, params)[3], 2, 0), params)


@mistake("cnn_forward", "The pooled maps are flattened row by row: rows first, then columns.")
def forward_columns_first(image, params):
    """(w', h', F) is flattened."""
    return _answer(_layers(image, params)[3].swapaxes(0, 1), params)


@mistake("cnn_forward", "The scores go into softmax as they are, without another ReLU.")
def forward_relu_on_scores(image, params):
    """ReLU after every layer."""
    scores = _scores(_layers(image, params)[3], params["W"], params["b"])
    return _softmax(np.maximum(scores, 0))


@mistake("cnn_forward", "The result are all the probabilities, not the number of the largest.")
def forward_class(image, params):
    """argmax."""
    return int(np.argmax(_answer(_layers(image, params)[3], params)))


@mistake("cnn_forward", "Parameters go by their names: their order in the dict may be any.")
def forward_params_by_order(image, params):
    """params.values(), unpacked."""
    kernels, biases, W, b = params.values()
    params = {"kernels": kernels, "biases": biases, "W": W, "b": b}
    return _answer(_layers(image, params)[3], params)


@mistake("cnn_forward", "The parameters are not yours to change: work on a copy.")
def forward_params_changed(image, params):
    """The dict of parameters has other biases afterwards."""
    result = _answer(_layers(image, params)[3], params)
    params["biases"] = np.asarray(params["biases"]) + 1
    return result


# ── relu_backward ─────────────────────────────────────────────────────────────────────────


@mistake("relu_backward", "It depends on the sign of what entered, x, and not on that of dout.")
def relu_back_by_sign_of_dout(x, dout):
    """Negative gradients are removed."""
    return np.maximum(dout, 0.0)


@mistake("relu_backward", "Negative gradients pass as well, where x was positive.")
def relu_back_of_positive_gradients(x, dout):
    """Both have to be positive."""
    return np.where((x > 0) & (dout > 0), dout, 0.0)


@mistake("relu_backward", "Where x was negative nothing gets through.")
def relu_back_everything(x, dout):
    """dout as it is."""
    return dout * 1.0


@mistake("relu_backward", "Gradients pass where x was positive; yours pass where it was negative.")
def relu_back_inverted(x, dout):
    """x < 0."""
    return np.where(np.asarray(x) > 0, 0.0, dout)


@mistake("relu_backward", "The slope is multiplied with dout; yours is the slope alone.")
def relu_back_slope_alone(x, dout):
    """An upstream gradient of ones."""
    return (np.asarray(x) > 0).astype(float)


@mistake("relu_backward", "The slope is 0 or 1: dout is not multiplied with the value of x.")
def relu_back_times_value(x, dout):
    """relu(x) · dout."""
    return np.maximum(x, 0) * dout * 1.0


@mistake("relu_backward", "The slope on the left is 0, not −1.")
def relu_back_of_magnitude(x, dout):
    """sign(x) · dout."""
    return np.where(np.asarray(x) > 0, dout, -1.0 * dout)


@mistake("relu_backward", "ReLU has no slope at all below zero, not even a small one.")
def relu_back_leaky(x, dout):
    """A slope of 0.01."""
    return np.where(np.asarray(x) > 0, dout, 0.01 * dout)


@mistake("relu_backward", "You send x back; what comes back is the gradient.")
def relu_back_forward(x, dout):
    """relu(x)."""
    return np.maximum(x, 0.0)


@mistake("relu_backward", "The threshold is 0, not 1.")
def relu_back_threshold_one(x, dout):
    """x > 1."""
    return np.where(np.asarray(x) > 1, dout, 0.0)


@mistake("relu_backward", "The gradient has fractions, also where x is an array of ints.")
def relu_back_in_the_dtype_of_x(x, dout):
    """np.zeros_like(x) is filled."""
    result = np.zeros_like(x)
    result[x > 0] = dout[x > 0]
    return result


@mistake("relu_backward", "You overwrite dout; the result should be a new array.")
def relu_back_into_dout(x, dout):
    """dout[x <= 0] = 0."""
    dout[x <= 0] = 0
    return dout


@mistake("relu_backward", "You overwrite x; the result should be a new array.")
def relu_back_into_x(x, dout):
    """The gradient is written into x."""
    result = np.where(x > 0, dout, 0.0)
    x[...] = (x > 0).astype(x.dtype)
    return result


# ── fully_connected_backward ──────────────────────────────────────────────────────────────


def _connected(x, W, dout):
    x, W, dout = (np.asarray(value, dtype=float) for value in (x, W, dout))
    return (W.T @ dout).reshape(x.shape), np.outer(dout, x), dout.copy()


@mistake("fully_connected_backward", "x was flattened on the way; its gradient has x's own shape.")
def connected_back_flat(x, W, dout):
    """dx of shape (n,)."""
    dx, dW, db = _connected(x, W, dout)
    return dx.ravel(), dW, db


@mistake("fully_connected_backward", "x was flattened row by row, and back again it goes likewise.")
def connected_back_columns_first(x, W, dout):
    """Fortran order on the way back."""
    dx, dW, db = _connected(x, W, dout)
    return dx.ravel().reshape(dx.shape, order="F"), dW, db


@mistake("fully_connected_backward", "dW has a row for each class, as W has: dout goes down.")
def connected_back_dW_turned(x, W, dout):
    """outer(x, dout)."""
    dx, dW, db = _connected(x, W, dout)
    return dx, dW.T, db


@mistake(
    "fully_connected_backward",
    "On the way back the weights are turned: each x adds up over classes.",
)
def connected_back_weights_not_turned(x, W, dout):
    """W @ dout, where it fits."""
    _, dW, db = _connected(x, W, dout)
    return (np.asarray(W, dtype=float) @ dout).reshape(x.shape), dW, db


@mistake(
    "fully_connected_backward",
    "The biases' gradient is dout for each class by itself, not its sum.",
)
def connected_back_db_summed(x, W, dout):
    """db as one number."""
    dx, dW, db = _connected(x, W, dout)
    return dx, dW, np.sum(db)


@mistake("fully_connected_backward", "The slope of a bias is 1, and dout comes on top.")
def connected_back_db_ones(x, W, dout):
    """Ones."""
    dx, dW, db = _connected(x, W, dout)
    return dx, dW, np.ones_like(db)


@mistake("fully_connected_backward", "Every gradient contains dout: yours are right for ones only.")
def connected_back_of_ones(x, W, dout):
    """An upstream gradient of ones."""
    return _connected(x, W, np.ones(len(dout)))


@mistake(
    "fully_connected_backward", "The order is the input's, the weights', the biases' gradient."
)
def connected_back_order(x, W, dout):
    """(dW, dx, db)."""
    dx, dW, db = _connected(x, W, dout)
    return dW, dx, db


@mistake(
    "fully_connected_backward", "Three gradients are asked for: that of the biases is missing."
)
def connected_back_without_db(x, W, dout):
    """(dx, dW)."""
    return _connected(x, W, dout)[:2]


@mistake(
    "fully_connected_backward", "A weight's slope is the number that it met, x, not the weight."
)
def connected_back_dW_of_weights(x, W, dout):
    """W · dout."""
    dx, _, db = _connected(x, W, dout)
    return dx, np.asarray(W) * np.reshape(dout, (-1, 1)) * 1.0, db


@mistake(
    "fully_connected_backward", "The gradient of x adds up over the classes; it is no average."
)
def connected_back_dx_averaged(x, W, dout):
    """Divided by K."""
    dx, dW, db = _connected(x, W, dout)
    return dx / len(db), dW, db


@mistake("fully_connected_backward", "There is no ReLU in this layer: negative x count as well.")
def connected_back_with_relu(x, W, dout):
    """dx is masked."""
    dx, dW, db = _connected(x, W, dout)
    return np.where(np.asarray(x) > 0, dx, 0.0), dW, db


@mistake("fully_connected_backward", "dW has the shape of W, and db that of the biases.")
def connected_back_columns(x, W, dout):
    """db of shape (K, 1)."""
    dx, dW, db = _connected(x, W, dout)
    return dx, dW, db[:, np.newaxis]


@mistake("fully_connected_backward", "Gradients have fractions, also where x is an array of ints.")
def connected_back_in_the_dtype_of_x(x, W, dout):
    """dx in the dtype of x."""
    dx, dW, db = _connected(x, W, dout)
    return np.trunc(dx) if x.dtype.kind in "iu" else dx, dW, db


@mistake("fully_connected_backward", "Updating W is another function's job: leave it as it is.")
def connected_back_updates(x, W, dout):
    """W −= 0.01 dW."""
    dx, dW, db = _connected(x, W, dout)
    if W.dtype.kind == "f":
        W -= (0.01 * dW).astype(W.dtype)
    return dx, dW, db


# ── max_pool_backward ─────────────────────────────────────────────────────────────────────


def _pool_back(x, dout, size, stride, share, start=0.0):
    """Each window's dout, handed out by share(window) of one channel, is added up."""
    step = size if stride is None else stride
    planes = np.asarray(x, dtype=float).reshape(*np.shape(x)[:2], -1)
    upstream = np.asarray(dout, dtype=float).reshape(*np.shape(dout)[:2], -1)
    dx = np.full(planes.shape, start)
    for i, j, k in np.ndindex(upstream.shape):
        place = np.s_[i * step : i * step + size, j * step : j * step + size, k]
        dx[place] += share(planes[place]) * upstream[i, j, k]
    return dx.reshape(np.shape(x))


def _first_winner(window):
    share = np.zeros(window.shape)
    share[np.unravel_index(np.argmax(window), window.shape)] = 1
    return share


@mistake(
    "max_pool_backward", "Equal winners share dout; together yours hand out more than there is."
)
def pool_back_ties_in_full(x, dout, size=2, stride=None):
    """Every pixel that equals the maximum gets everything."""
    return _pool_back(x, dout, size, stride, lambda w: (w == w.max()) * 1.0)


@mistake("max_pool_backward", "A pixel that wins twice gets both: add, don't overwrite.")
def pool_back_overwritten(x, dout, size=2, stride=None):
    """= for +=."""
    step = size if stride is None else stride
    planes = np.asarray(x, dtype=float).reshape(*np.shape(x)[:2], -1)
    upstream = np.asarray(dout, dtype=float).reshape(*np.shape(dout)[:2], -1)
    dx = np.zeros(planes.shape)
    for i, j, k in np.ndindex(upstream.shape):
        window = planes[i * step : i * step + size, j * step : j * step + size, k]
        row, column = np.unravel_index(np.argmax(window), window.shape)
        dx[i * step + row, j * step + column, k] = upstream[i, j, k]
    return dx.reshape(np.shape(x))


@mistake("max_pool_backward", "Each window writes to its winner only, not zeros to its neighbours.")
def pool_back_whole_window_overwritten(x, dout, size=2, stride=None):
    """The window is assigned, so that zeros wipe out what was there."""
    step = size if stride is None else stride
    planes = np.asarray(x, dtype=float).reshape(*np.shape(x)[:2], -1)
    upstream = np.asarray(dout, dtype=float).reshape(*np.shape(dout)[:2], -1)
    dx = np.zeros(planes.shape)
    for i, j, k in np.ndindex(upstream.shape):
        place = np.s_[i * step : i * step + size, j * step : j * step + size, k]
        dx[place] = _first_winner(planes[place]) * upstream[i, j, k]
    return dx.reshape(np.shape(x))


@mistake("max_pool_backward", "Only the winner came through: the others get nothing.")
def pool_back_of_average(x, dout, size=2, stride=None):
    """Everyone gets the same share."""
    return _pool_back(x, dout, size, stride, lambda w: np.full(w.shape, 1 / w.size))


@mistake("max_pool_backward", "Losers get nothing: yours get the whole dout.")
def pool_back_to_everyone(x, dout, size=2, stride=None):
    """dout is repeated."""
    return _pool_back(x, dout, size, stride, lambda w: np.ones(w.shape))


@mistake("max_pool_backward", "The winner gets dout; yours gets a 1, whatever dout is.")
def pool_back_of_ones(x, dout, size=2, stride=None):
    """An upstream gradient of ones."""
    return _pool_back(x, np.ones(np.shape(dout)), size, stride, _first_winner)


@mistake("max_pool_backward", "The slope is 1: dout is not multiplied with the winner's value.")
def pool_back_times_value(x, dout, size=2, stride=None):
    """x · dout at the winner."""
    return _pool_back(x, dout, size, stride, lambda w: _first_winner(w) * w)


@mistake("max_pool_backward", "The winner is the largest value, not the one of largest magnitude.")
def pool_back_largest_magnitude(x, dout, size=2, stride=None):
    """argmax |x|."""
    return _pool_back(x, dout, size, stride, lambda w: _first_winner(np.abs(w)))


@mistake("max_pool_backward", "The largest value has won, not the smallest.")
def pool_back_minimum(x, dout, size=2, stride=None):
    """argmin."""
    return _pool_back(x, dout, size, stride, lambda w: _first_winner(-w))


@mistake("max_pool_backward", "A winner may be negative: the largest value wins, even below zero.")
def pool_back_positive_winners(x, dout, size=2, stride=None):
    """Windows without positive values hand out nothing."""
    return _pool_back(x, dout, size, stride, lambda w: _first_winner(w) * (w.max() > 0))


@mistake("max_pool_backward", "Rows before columns: the winner's place in the window is mixed up.")
def pool_back_place_turned(x, dout, size=2, stride=None):
    """Row and column of the winner change places."""
    return _pool_back(x, dout, size, stride, lambda w: _first_winner(w).T)


@mistake("max_pool_backward", "The first pixel of a window isn't always its largest.")
def pool_back_first_pixel(x, dout, size=2, stride=None):
    """The upper left pixel gets everything."""
    corner = lambda w: (np.arange(w.size) == 0).reshape(w.shape) * 1.0  # noqa: E731
    return _pool_back(x, dout, size, stride, corner)


@mistake("max_pool_backward", "The last pixel of a window isn't always its largest.")
def pool_back_last_pixel(x, dout, size=2, stride=None):
    """Right where the inputs increase."""
    corner = lambda w: (np.arange(w.size) == w.size - 1).reshape(w.shape) * 1.0  # noqa: E731
    return _pool_back(x, dout, size, stride, corner)


@mistake("max_pool_backward", "The call may ask for a stride that differs from the window's size.")
def pool_back_stride_ignored(x, dout, size=2, stride=None):
    """Windows always touch; those beyond the border are passed over."""
    h, w = (np.shape(x)[k] // size for k in (0, 1))
    return _pool_back(x, np.asarray(dout)[:h, :w], size, size, _first_winner)


@mistake("max_pool_backward", "Each channel has winners of its own.")
def pool_back_winner_of_all_channels(x, dout, size=2, stride=None):
    """The channel with the largest value decides about all of them."""
    if np.ndim(x) == 2:
        return _pool_back(x, dout, size, stride, _first_winner)
    strongest = np.repeat(np.max(x, axis=2, keepdims=True), x.shape[2], axis=2)
    return _pool_back(strongest, dout, size, stride, _first_winner)


@mistake("max_pool_backward", "The gradient has the shape of x, with rows that no window covers.")
def pool_back_cropped(x, dout, size=2, stride=None):
    """What no window covers is cut off."""
    step = size if stride is None else stride
    h, w = ((n - 1) * step + size for n in np.shape(dout)[:2])
    return _pool_back(x, dout, size, stride, _first_winner)[:h, :w]


@mistake("max_pool_backward", "The gradient has fractions, also where x is an array of ints.")
def pool_back_in_the_dtype_of_x(x, dout, size=2, stride=None):
    """np.zeros_like(x) is filled."""
    dx = _pool_back(x, dout, size, stride, _first_winner)
    return np.trunc(dx) if np.asarray(x).dtype.kind in "iu" else dx


@mistake("max_pool_backward", "The winner takes all: who lost gets nothing, however close it was.")
def pool_back_softened(x, dout, size=2, stride=None):
    """Larger values get larger shares."""
    return _pool_back(x, dout, size, stride, _softmax)


@mistake("max_pool_backward", "Close is not equal: only pixels of the very same value may share.")
def pool_back_close_winners_share(x, dout, size=2, stride=None):
    """np.isclose for ==."""

    def share(window):
        winners = np.isclose(window, window.max())
        return winners / winners.sum()

    return _pool_back(x, dout, size, stride, share)


@mistake(
    "max_pool_backward", "When no stride is given, it is the window's size, which need not be 2."
)
def pool_back_stride_two_by_default(x, dout, size=2, stride=2):
    """The stride has a default of its own, which doesn't follow the size."""
    return _pool_back(x, dout, size, stride, _first_winner)


@mistake("max_pool_backward", "You write the gradient into the caller's x: make an array for it.")
def pool_back_into_x(x, dout, size=2, stride=None):
    """x is overwritten by its gradient."""
    dx = _pool_back(x, dout, size, stride, _first_winner)
    x[...] = dx.astype(x.dtype)
    return dx


# ── conv2d_backward ───────────────────────────────────────────────────────────────────────


def _conv_back(image, kernel, dout, stride, padding, places=None, weights=None, pixels=None):
    """The right gradients, that of the image still with its frame, with parts to exchange."""
    image, kernel, dout = (np.asarray(v, dtype=float) for v in (image, kernel, dout))
    frame = [(padding, padding)] * 2 + [(0, 0)] * (image.ndim - 2)
    padded = np.pad(image, frame)
    weights = kernel if weights is None else weights
    met = padded if pixels is None else pixels
    dpadded, dkernel = np.zeros(padded.shape), np.zeros(kernel.shape)
    for i, j in places or np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = np.s_[top : top + kernel.shape[0], left : left + kernel.shape[1]]
        dpadded[window] += weights * dout[i, j]
        dkernel += met[window] * dout[i, j]
    return dpadded, dkernel


def _without_frame(dpadded, image, padding):
    h, w = np.shape(image)[:2]
    return dpadded[padding : padding + h, padding : padding + w]


def _conv_right(image, kernel, dout, stride, padding, **exchanged):
    dpadded, dkernel = _conv_back(image, kernel, dout, stride, padding, **exchanged)
    return _without_frame(dpadded, image, padding), dkernel


@mistake("conv2d_backward", "The image's gradient comes first, the kernel's second.")
def conv_back_order(image, kernel, dout, stride=1, padding=0):
    """(dkernel, dimage)."""
    return _conv_right(image, kernel, dout, stride, padding)[::-1]


@mistake("conv2d_backward", "Two gradients are asked for, the image's and the kernel's.")
def conv_back_kernel_alone(image, kernel, dout, stride=1, padding=0):
    """Only dkernel."""
    return _conv_right(image, kernel, dout, stride, padding)[1]


@mistake("conv2d_backward", "Each pixel gets the weight that met it: don't turn the kernel.")
def conv_back_kernel_turned(image, kernel, dout, stride=1, padding=0):
    """The kernel is turned by 180° before it is handed to the image."""
    turned = np.asarray(kernel, dtype=float)[::-1, ::-1]
    return _conv_right(image, kernel, dout, stride, padding, weights=turned)


@mistake("conv2d_backward", "Each weight gets the pixels that it met: don't turn the windows.")
def conv_back_dkernel_turned(image, kernel, dout, stride=1, padding=0):
    """dkernel is turned by 180°."""
    dimage, dkernel = _conv_right(image, kernel, dout, stride, padding)
    return dimage, dkernel[::-1, ::-1]


@mistake("conv2d_backward", "Windows overlap: what a pixel gets from them adds up.")
def conv_back_image_overwritten(image, kernel, dout, stride=1, padding=0):
    """= for += in the image's gradient."""
    dpadded, dkernel = _conv_back(image, kernel, dout, stride, padding)
    dpadded[...] = 0
    fh, fw = kernel.shape[:2]
    for i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dpadded[top : top + fh, left : left + fw] = kernel * dout[i, j]
    return _without_frame(dpadded, image, padding), dkernel


@mistake("conv2d_backward", "A weight took part in all places: its gradients from them add up.")
def conv_back_kernel_overwritten(image, kernel, dout, stride=1, padding=0):
    """= for += in the kernel's gradient: the last window is left."""
    dimage, _ = _conv_right(image, kernel, dout, stride, padding)
    last = [(dout.shape[0] - 1, dout.shape[1] - 1)]
    return dimage, _conv_back(image, kernel, dout, stride, padding, places=last)[1]


@mistake("conv2d_backward", "The image's gradient has the size of the image: take the frame off.")
def conv_back_with_frame(image, kernel, dout, stride=1, padding=0):
    """The gradient of the padded image."""
    return _conv_back(image, kernel, dout, stride, padding)


@mistake(
    "conv2d_backward", "Take the frame off on all four sides, not only below and to the right."
)
def conv_back_frame_half_off(image, kernel, dout, stride=1, padding=0):
    """Cut to the image's size from the upper left."""
    dpadded, dkernel = _conv_back(image, kernel, dout, stride, padding)
    return dpadded[: image.shape[0], : image.shape[1]], dkernel


@mistake("conv2d_backward", "Padding 0 is allowed: what does the slice from 0 to −0 hold?")
def conv_back_slice_to_minus_p(image, kernel, dout, stride=1, padding=0):
    """The slice p:−p is empty when p is 0."""
    dpadded, dkernel = _conv_back(image, kernel, dout, stride, padding)
    return dpadded[padding:-padding, padding:-padding], dkernel


@mistake("conv2d_backward", "On its way forward the filter slid over the padded image.")
def conv_back_padding_ignored(image, kernel, dout, stride=1, padding=0):
    """As though there were no frame; places beyond the border are passed over."""
    fits = [
        (i, j)
        for i, j in np.ndindex(dout.shape)
        if i * stride + kernel.shape[0] <= image.shape[0]
        and j * stride + kernel.shape[1] <= image.shape[1]
    ]
    return _conv_back(image, kernel, dout, stride, 0, places=fits)


@mistake("conv2d_backward", "With a stride, window i begins at pixel i · stride.")
def conv_back_stride_ignored(image, kernel, dout, stride=1, padding=0):
    """Windows begin at i and j."""
    return _conv_right(image, kernel, dout, 1, padding)


@mistake("conv2d_backward", "The image's gradient needs the stride, too, not only the kernel's.")
def conv_back_stride_for_kernel_only(image, kernel, dout, stride=1, padding=0):
    """dimage with stride 1."""
    dkernel = _conv_right(image, kernel, dout, stride, padding)[1]
    return _conv_right(image, kernel, dout, 1, padding)[0], dkernel


@mistake("conv2d_backward", "Every place has its own dout: yours count all places alike.")
def conv_back_of_ones(image, kernel, dout, stride=1, padding=0):
    """An upstream gradient of ones."""
    return _conv_right(image, kernel, np.ones(dout.shape), stride, padding)


@mistake("conv2d_backward", "Multiply before you add up: each place's dout meets its own window.")
def conv_back_of_summed_gradient(image, kernel, dout, stride=1, padding=0):
    """Every place gets the average of dout."""
    return _conv_right(image, kernel, np.full(dout.shape, np.mean(dout)), stride, padding)


@mistake("conv2d_backward", "Gradients from all places add up; they are not averaged.")
def conv_back_kernel_averaged(image, kernel, dout, stride=1, padding=0):
    """dkernel is divided by the number of places."""
    dimage, dkernel = _conv_right(image, kernel, dout, stride, padding)
    return dimage, dkernel / dout.size


@mistake("conv2d_backward", "A pixel's gradients add up, however many windows cover it.")
def conv_back_image_averaged(image, kernel, dout, stride=1, padding=0):
    """dimage is divided by the coverage."""
    dpadded, dkernel = _conv_back(image, kernel, dout, stride, padding)
    ones = np.ones(kernel.shape)
    count = _conv_back(image, kernel, np.ones(dout.shape), stride, padding, weights=ones)[0]
    return _without_frame(dpadded / np.maximum(count, 1), image, padding), dkernel


@mistake(
    "conv2d_backward", "The last place counts as well: go through all rows and columns of dout."
)
def conv_back_without_last_place(image, kernel, dout, stride=1, padding=0):
    """The loops end one row and one column early."""
    places = list(np.ndindex(max(dout.shape[0] - 1, 1), max(dout.shape[1] - 1, 1)))
    return _conv_right(image, kernel, dout, stride, padding, places=places)


@mistake("conv2d_backward", "Each channel has its own gradient: don't add the channels up.")
def conv_back_channels_summed(image, kernel, dout, stride=1, padding=0):
    """The channels' gradients are summed."""
    dimage, dkernel = _conv_right(image, kernel, dout, stride, padding)
    if np.ndim(image) == 3:
        dimage = np.repeat(dimage.sum(axis=2, keepdims=True), image.shape[2], axis=2)
        dkernel = np.repeat(dkernel.sum(axis=2, keepdims=True), image.shape[2], axis=2)
    return dimage, dkernel


@mistake("conv2d_backward", "Each channel of the image meets its own layer of the filter.")
def conv_back_first_channel(image, kernel, dout, stride=1, padding=0):
    """All channels get the gradient of the first."""
    dimage, dkernel = _conv_right(image, kernel, dout, stride, padding)
    if np.ndim(image) == 3:
        dimage = np.repeat(dimage[:, :, :1], image.shape[2], axis=2)
        dkernel = np.repeat(dkernel[:, :, :1], image.shape[2], axis=2)
    return dimage, dkernel


@mistake("conv2d_backward", "An image may have channels: then its shape has three numbers.")
def conv_back_two_axes_only(image, kernel, dout, stride=1, padding=0):
    """h, w = image.shape."""
    _h, _w = image.shape
    return _conv_right(image, kernel, dout, stride, padding)


@mistake(
    "conv2d_backward",
    "The kernel's gradient needs the stride, too: window i begins at pixel i · stride.",
)
def conv_back_kernel_without_stride(image, kernel, dout, stride=1, padding=0):
    """dkernel with stride 1."""
    dimage = _conv_right(image, kernel, dout, stride, padding)[0]
    return dimage, _conv_right(image, kernel, dout, 1, padding)[1]


@mistake("conv2d_backward", "Gradients have fractions, also for images and filters of ints.")
def conv_back_in_the_dtype_of_the_image(image, kernel, dout, stride=1, padding=0):
    """np.zeros_like of the arguments is filled."""
    dimage, dkernel = _conv_right(image, kernel, dout, stride, padding)
    dimage = np.trunc(dimage) if image.dtype.kind in "iu" else dimage
    return dimage, np.trunc(dkernel) if kernel.dtype.kind in "iu" else dkernel


@mistake("conv2d_backward", "The weight at row i and column j met the pixel at row i, column j.")
def conv_back_weights_transposed(image, kernel, dout, stride=1, padding=0):
    """Rows and columns of a square filter change places."""
    weights = np.asarray(kernel, dtype=float)
    square = weights.shape[0] == weights.shape[1]
    weights = weights.swapaxes(0, 1) if square else weights[::-1]
    return _conv_right(image, kernel, dout, stride, padding, weights=weights)


@mistake("conv2d_backward", "The gradient goes backwards, not downhill: no minus sign here.")
def conv_back_negative(image, kernel, dout, stride=1, padding=0):
    """The sign of the later update."""
    dimage, dkernel = _conv_right(image, kernel, dout, stride, padding)
    return -dimage, -dkernel


@mistake("conv2d_backward", "Updating the filter is another function's job: leave it as it is.")
def conv_back_updates(image, kernel, dout, stride=1, padding=0):
    """kernel −= 0.01 dkernel."""
    dimage, dkernel = _conv_right(image, kernel, dout, stride, padding)
    if kernel.dtype.kind == "f":
        kernel -= (0.01 * dkernel).astype(kernel.dtype)
    return dimage, dkernel


# ── sgd_step ──────────────────────────────────────────────────────────────────────────────


@mistake("sgd_step", "The gradient points to where the loss grows: go the other way.")
def step_uphill(params, grads, lr):
    """+ for −."""
    return {name: value + lr * grads[name] for name, value in params.items()}


@mistake("sgd_step", "The step is as long as lr says: you forgot it.")
def step_without_rate(params, grads, lr):
    """The whole gradient."""
    return {name: value - grads[name] for name, value in params.items()}


@mistake("sgd_step", "A step starts from the parameter: you return only the way.")
def step_alone(params, grads, lr):
    """−lr · gradient."""
    return {name: -lr * grads[name] for name in params}


@mistake("sgd_step", "The caller's arrays change with −=: make new ones.")
def step_in_place(params, grads, lr):
    """params[name] −= …, which fails for whole numbers."""
    for name in params:
        params[name] -= lr * grads[name]
    return params


@mistake("sgd_step", "Your arrays are new, but the dict is the caller's: fill one of your own.")
def step_into_the_callers_dict(params, grads, lr):
    """params[name] = params[name] − …"""
    for name in params:
        params[name] = params[name] - lr * grads[name]
    return params


@mistake("sgd_step", "You take the gradients out of the caller's dict: looking them up is enough.")
def step_pops_gradients(params, grads, lr):
    """grads.pop(name)."""
    return {name: value - lr * grads.pop(name) for name, value in params.items()}


@mistake("sgd_step", "You set the caller's gradients to zero: leave them as they are.")
def step_zeroes_gradients(params, grads, lr):
    """As optimizers with a zero_grad do it."""
    result = {name: value - lr * grads[name] for name, value in params.items()}
    for name in grads:
        grads[name] = np.zeros_like(grads[name])
    return result


@mistake("sgd_step", "Scaling the gradients in their dict changes them for the caller.")
def step_scales_gradients(params, grads, lr):
    """grads[name] = lr · grads[name]."""
    for name in grads:
        grads[name] = lr * grads[name]
    return {name: value - grads[name] for name, value in params.items()}


@mistake("sgd_step", "Gradients belong to parameters by their names, not by their order.")
def step_by_order(params, grads, lr):
    """zip of the two dicts' values."""
    return {n: value - lr * g for (n, value), g in zip(params.items(), grads.values())}


@mistake("sgd_step", "The dict may have any names in it: go through those that it has.")
def step_of_known_names(params, grads, lr):
    """The names of one network are written into the code."""
    known = {"kernels", "biases", "W", "b", "w"}
    return {n: v - lr * grads[n] if n in known else v * 1.0 for n, v in params.items()}


@mistake("sgd_step", "The length of the gradient counts: only its sign is not enough.")
def step_by_sign(params, grads, lr):
    """lr · sign."""
    return {name: value - lr * np.sign(grads[name]) for name, value in params.items()}


@mistake("sgd_step", "The step is lr times the gradient; don't divide it by its length.")
def step_normalised(params, grads, lr):
    """The gradient's direction."""
    return {n: v - lr * grads[n] / np.linalg.norm(grads[n]) for n, v in params.items()}


@mistake("sgd_step", "Each entry has its own gradient; you subtract their average.")
def step_by_average(params, grads, lr):
    """np.mean of each gradient."""
    return {name: value - lr * np.mean(grads[name]) for name, value in params.items()}


@mistake("sgd_step", "Parameters have fractions: a step from whole numbers doesn't end on one.")
def step_in_the_dtype_of_params(params, grads, lr):
    """Rounded down where the parameter is an int."""
    return {n: (v - lr * grads[n]).astype(v.dtype) for n, v in params.items()}


@mistake("sgd_step", "The result has all the parameters, not the last one only.")
def step_of_last_parameter(params, grads, lr):
    """The dict begins anew with every parameter."""
    name = list(params)[-1]
    return {name: params[name] - lr * grads[name]}


# ── train_cnn ─────────────────────────────────────────────────────────────────────────────
# A training run amplifies rounding: where it goes astray (frozen or averaged biases), the same
# code in two processes ends up at different parameters, and a hint needs equal answers. Nor can
# an answer be recognised that is different every time. These are caught without a hint.


def _gradients(image, label, params, masked=True, spread=False, onehot=1.0, mean_bias=False):
    """All gradients for one image, with parts that may be left out."""
    windows, maps, blocks, pooled = _layers(image, params)
    dscores = _answer(pooled, params)
    dscores[label] -= onehot
    dpooled = (params["W"].T @ dscores).reshape(pooled.shape)
    shares = np.eye(4)[blocks.argmax(axis=-1)] if not spread else np.full(blocks.shape, 0.25)
    h, w, depth = pooled.shape
    dblocks = (shares * dpooled[..., np.newaxis]).reshape(h, w, depth, 2, 2)
    dmaps = np.zeros(maps.shape)
    dmaps[: 2 * h, : 2 * w] = dblocks.transpose(0, 3, 1, 4, 2).reshape(2 * h, 2 * w, depth)
    dmaps = dmaps * (maps > 0) if masked else dmaps
    return {
        "kernels": np.tensordot(dmaps, windows, axes=([0, 1], [0, 1])),
        "biases": dmaps.mean(axis=(0, 1)) if mean_bias else dmaps.sum(axis=(0, 1)),
        "W": np.outer(dscores, pooled),
        "b": dscores,
    }


def _train(
    images,
    labels,
    params,
    lr,
    epochs,
    seed,
    frozen=(),
    labels_follow=True,
    skipped=0,
    draw=np.random.Generator.permutation,
    **parts,
):
    params = {name: np.array(value, dtype=float) for name, value in params.items()}
    rng = np.random.default_rng(seed)
    for _ in range(skipped):
        rng.permutation(len(images))
    for _ in range(epochs):
        for place, k in enumerate(draw(rng, len(images))):
            label = labels[k] if labels_follow else labels[place]
            grads = _gradients(images[k], label, params, **parts)
            params = {n: v if n in frozen else v - lr * grads[n] for n, v in params.items()}
    return params


@mistake("train_cnn", "Every epoch goes through all images again; yours ends after the first.")
def train_one_epoch(images, labels, params, lr, epochs, seed):
    """epochs is never used, apart from 0."""
    return _train(images, labels, params, lr, min(epochs, 1), seed)


@mistake("train_cnn", "An epoch goes on from where the last one ended, not from the start.")
def train_anew_every_epoch(images, labels, params, lr, epochs, seed):
    """Each epoch begins with the parameters passed in, so that only the last one counts."""
    return _train(images, labels, params, lr, min(epochs, 1), seed, skipped=epochs - 1)


@mistake("train_cnn", "Count the epochs: yours are one fewer than asked for.")
def train_one_epoch_less(images, labels, params, lr, epochs, seed):
    """range(1, epochs)."""
    return _train(images, labels, params, lr, max(epochs - 1, 0), seed)


@mistake("train_cnn", "You return the parameters that came in: where do the trained ones go?")
def train_nothing(images, labels, params, lr, epochs, seed):
    """The result of the steps is lost."""
    return {name: np.array(value) for name, value in params.items()}


@mistake("train_cnn", "The loss grows: go against the gradient.")
def train_uphill(images, labels, params, lr, epochs, seed):
    """+ for −."""
    return _train(images, labels, params, -lr, epochs, seed)


@mistake("train_cnn", "The filters never learn: their gradient doesn't reach them.")
def train_filters_frozen(images, labels, params, lr, epochs, seed):
    """Only the fully connected layer is updated."""
    return _train(images, labels, params, lr, epochs, seed, frozen=("kernels", "biases"))


@mistake("train_cnn", "The biases of the filters are parameters as well: they learn, too.")
def train_biases_frozen(images, labels, params, lr, epochs, seed):
    """The filters' biases stay."""
    return _train(images, labels, params, lr, epochs, seed, frozen=("biases",))


@mistake("train_cnn", "The fully connected layer learns, too, not only the filters.")
def train_weights_frozen(images, labels, params, lr, epochs, seed):
    """W and b stay."""
    return _train(images, labels, params, lr, epochs, seed, frozen=("W", "b"))


@mistake("train_cnn", "On the way back comes ReLU, too: where a map was negative, nothing passes.")
def train_without_relu_backward(images, labels, params, lr, epochs, seed):
    """The gradient isn't masked."""
    return _train(images, labels, params, lr, epochs, seed, masked=False)


@mistake("train_cnn", "Pooling hands its gradient to the winner of each block only.")
def train_pooling_spread(images, labels, params, lr, epochs, seed):
    """The gradient of average pooling."""
    return _train(images, labels, params, lr, epochs, seed, spread=True)


@mistake("train_cnn", "The error is p minus the one-hot of the label; you send p back.")
def train_without_label(images, labels, params, lr, epochs, seed):
    """The label is never subtracted."""
    return _train(images, labels, params, lr, epochs, seed, onehot=0.0)


@mistake("train_cnn", "A filter's bias takes part in every place: its gradients add up.")
def train_bias_averaged(images, labels, params, lr, epochs, seed):
    """mean for sum."""
    return _train(images, labels, params, lr, epochs, seed, mean_bias=True)


@mistake("train_cnn", "The caller keeps the parameters to begin with: train a copy.")
def train_params_changed(images, labels, params, lr, epochs, seed):
    """The result is written into params."""
    trained = _train(images, labels, params, lr, epochs, seed)
    for name in params:
        params[name][...] = trained[name]
    return trained


@mistake("train_cnn", "Shuffling the lists changes them for the caller: draw an order instead.")
def train_lists_shuffled(images, labels, params, lr, epochs, seed):
    """The caller's lists are put into the order that was drawn."""
    params = {name: np.array(value, dtype=float) for name, value in params.items()}
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(len(images))
        images[:] = [images[k] for k in order]
        labels[:] = [labels[k] for k in order]
        for image, label in zip(images, labels):
            grads = _gradients(image, label, params)
            params = {name: value - lr * grads[name] for name, value in params.items()}
    return params


@mistake("train_cnn", "When images change places, their labels go with them.")
def train_labels_left_behind(images, labels, params, lr, epochs, seed):
    """Images are shuffled, labels aren't."""
    return _train(images, labels, params, lr, epochs, seed, labels_follow=False)


@mistake("train_cnn", "An epoch goes through all images, not only the first.")
def train_first_image_only(images, labels, params, lr, epochs, seed):
    """images[0] again and again."""
    return _train(images[:1], labels[:1], params, lr, epochs, seed)


@mistake("train_cnn", "Each image has its turn in every epoch: yours leaves out every other one.")
def train_every_other_image(images, labels, params, lr, epochs, seed):
    """permutation(n)[::2]."""
    half = lambda rng, n: rng.permutation(n)[::2]  # noqa: E731
    return _train(images, labels, params, lr, epochs, seed, draw=half)


@mistake("train_cnn", "Draw an order of all images: in yours one may come twice, another never.")
def train_drawn_with_replacement(images, labels, params, lr, epochs, seed):
    """integers(n, size=n)."""
    with_replacement = lambda rng, n: rng.integers(n, size=n)  # noqa: E731
    return _train(images, labels, params, lr, epochs, seed, draw=with_replacement)


@mistake("train_cnn", "Each image is followed by a step of its own, not each epoch.")
def train_one_step_per_epoch(images, labels, params, lr, epochs, seed):
    """The average gradient of all images, once an epoch."""
    params = {name: np.array(value, dtype=float) for name, value in params.items()}
    for _ in range(epochs):
        grads = [_gradients(x, y, params) for x, y in zip(images, labels)]
        params = {n: v - lr * np.mean([g[n] for g in grads], axis=0) for n, v in params.items()}
    return params


@mistake("train_cnn", "Draw the order with the seed that you are given: same seed, same result.")
def train_without_seed(images, labels, params, lr, epochs, seed):
    """Every call draws another order; what is different every time can't be recognised."""
    return _train(images, labels, params, lr, epochs, int(np.random.default_rng().integers(10**6)))
