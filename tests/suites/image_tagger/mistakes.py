"""What students get wrong in image_tagger, each with the hint that helps."""

from __future__ import annotations

import numpy as np

from autograder.suite import mistake

# --- image_features: right but for one layer, so the mistakes share the others.


def feature_maps(image, kernels):
    """The convolution with every filter, (oh, ow, F)."""
    image, kernels = np.asarray(image, dtype=np.float64), np.asarray(kernels, dtype=np.float64)
    fh, fw = kernels.shape[1:3]
    maps = np.zeros((image.shape[0] - fh + 1, image.shape[1] - fw + 1, len(kernels)))
    for i, j in np.ndindex(maps.shape[:2]):
        maps[i, j] = np.sum(image[i : i + fh, j : j + fw] * kernels, axis=(1, 2, 3))
    return maps


def rectified(maps):
    """The ReLU."""
    return np.maximum(maps, 0)


def pooled(maps, size=3, stride=3, summary=np.max):
    """Pooling that drops what doesn't fit, (oh, ow, F)."""
    oh, ow = ((length - size) // stride + 1 for length in maps.shape[:2])
    result = np.zeros((oh, ow, maps.shape[2]))
    for i, j in np.ndindex(oh, ow):
        top, left = i * stride, j * stride
        result[i, j] = summary(maps[top : top + size, left : left + size], axis=(0, 1))
    return result


@mistake("image_features", "Where no pixel of a region pleases the filter, its feature is zero.")
def relu_left_out(image, kernels):
    """Goes from the convolution to the pooling."""
    return pooled(feature_maps(image, kernels)).ravel()


@mistake("image_features", "The ReLU removes negative values; it doesn't turn them round.")
def absolute_values(image, kernels):
    """Takes |x| for the ReLU."""
    return pooled(np.abs(feature_maps(image, kernels))).ravel()


@mistake("image_features", "The ReLU belongs behind the convolution: filters need negative pixels.")
def relu_of_the_picture(image, kernels):
    """Rectifies what goes in."""
    return pooled(feature_maps(rectified(image), kernels)).ravel()


@mistake("image_features", "A region's feature is its largest value, not the mean.")
def mean_of_each_region(image, kernels):
    """Pools with the average."""
    return pooled(rectified(feature_maps(image, kernels)), summary=np.mean).ravel()


@mistake("image_features", "The regions are 3×3 here, not the usual 2×2.")
def regions_of_two(image, kernels):
    """Pools with size 2."""
    return pooled(rectified(feature_maps(image, kernels)), size=2, stride=2).ravel()


@mistake("image_features", "The regions lie side by side: pooling moves by 3.")
def overlapping_regions(image, kernels):
    """Pools with stride 1."""
    return pooled(rectified(feature_maps(image, kernels)), stride=1).ravel()


@mistake("image_features", "Regions of 3×3 move by 3, not by 2.")
def regions_with_stride_two(image, kernels):
    """Leaves the stride at 2."""
    return pooled(rectified(feature_maps(image, kernels)), stride=2).ravel()


@mistake("image_features", "A region that would stick out is dropped.")
def rest_is_kept(image, kernels):
    """Pads the maps so that every value lies in a region."""
    maps = rectified(feature_maps(image, kernels))
    rest = [(0, -length % 3) for length in maps.shape[:2]]
    return pooled(np.pad(maps, (*rest, (0, 0)))).ravel()


@mistake("image_features", "The convolution has no padding here, so the maps are smaller.")
def padded_to_the_same_size(image, kernels):
    """Keeps the size of the picture."""
    fh, fw = kernels.shape[1:3]
    frame = ((fh // 2, (fh - 1) // 2), (fw // 2, (fw - 1) // 2), (0, 0))
    return pooled(rectified(feature_maps(np.pad(image, frame), kernels))).ravel()


@mistake("image_features", "The lecture lays a filter on as it is; yours is turned by 180°.")
def filters_turned(image, kernels):
    """Convolves as mathematicians do."""
    return pooled(rectified(feature_maps(image, kernels[:, ::-1, ::-1]))).ravel()


@mistake("image_features", "All channels take part in the convolution, not just the first.")
def first_channel_only(image, kernels):
    """Uses image[:, :, 0]."""
    return pooled(rectified(feature_maps(image[:, :, :1], kernels[..., :1]))).ravel()


@mistake(
    "image_features", "In a row the filters change fastest: yours stand one map after the other."
)
def map_after_map(image, kernels):
    """Stacks the maps along the first axis before it flattens them."""
    return np.moveaxis(pooled(rectified(feature_maps(image, kernels))), 2, 0).ravel()


@mistake("image_features", "The regions are laid in a row row by row, not column by column.")
def column_by_column(image, kernels):
    """Swaps height and width before it flattens."""
    return np.swapaxes(pooled(rectified(feature_maps(image, kernels))), 0, 1).ravel()


@mistake("image_features", "The last step is missing: the features are laid in a row.")
def not_flattened(image, kernels):
    """Returns (oh, ow, F)."""
    return pooled(rectified(feature_maps(image, kernels)))


@mistake("image_features", "Every filter keeps its own features; don't mix them.")
def strongest_filter_only(image, kernels):
    """Pools over the filters as well."""
    return pooled(rectified(feature_maps(image, kernels))).max(axis=2).ravel()


@mistake("image_features", "You keep one value for each filter; each region has its own.")
def one_region_for_all(image, kernels):
    """Takes the maximum of the whole map."""
    return rectified(feature_maps(image, kernels)).max(axis=(0, 1))


@mistake("image_features", "An array of the picture's type can't hold the sums: use floats.")
def type_of_the_picture(image, kernels):
    """Keeps the maps in an array made like the picture."""
    with np.errstate(all="ignore"):
        maps = feature_maps(image, kernels).astype(np.asarray(image).dtype)
    return pooled(rectified(maps)).ravel()


@mistake("image_features", "An array of the filters' type can't hold the sums: use floats.")
def type_of_the_filters(image, kernels):
    """Keeps the maps in an array made like the filters."""
    maps = feature_maps(image, kernels).astype(np.asarray(kernels).dtype)
    return pooled(rectified(maps)).ravel()


@mistake("image_features", "A single feature is a row of one number, of shape (1,).")
def squeezed_features(image, kernels):
    """Squeezes the axes of length 1 away."""
    return np.squeeze(pooled(rectified(feature_maps(image, kernels))).ravel())


@mistake("image_features", "You subtract the mean in the caller's own picture, and nobody asked.")
def picture_centred_in_place(image, kernels):
    """Prepares the picture as some programs do, in place."""
    image -= np.mean(image).astype(image.dtype)
    return pooled(rectified(feature_maps(image, kernels))).ravel()


# --- The recurrent part that the tagger and the sentence reader share.


def as_floats(params):
    """The parameters as float64."""
    return {name: np.asarray(value, dtype=np.float64) for name, value in params.items()}


def listen(p, heard, h0):
    """The states after each word, the start first."""
    states = [np.asarray(h0, dtype=np.float64)]
    for word in heard:
        states.append(np.tanh(p["W_x"][:, word] + p["W_h"] @ states[-1] + p["b"]))
    return np.array(states)


def judge_words(p, states, wanted):
    """The loss of each step, and dL/dscores, for softmax outputs."""
    scores = states @ p["W_y"].T + p["b_y"]
    scores = scores - scores.max(axis=1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    steps = np.arange(len(wanted))
    errors = np.exp(log_p)
    errors[steps, wanted] -= 1
    return -log_p[steps, wanted], errors


def tanh_slope(h):
    """The slope of tanh, from its value."""
    return 1 - h**2


def transposed(W_h, dz):
    """The way back through W_h."""
    return W_h.T @ dz


def go_back(p, hs, dhs, memory=1.0, slope=tanh_slope, carry=transposed):
    """dL/dz of all steps and dL/dh of the start."""
    dzs, later = np.zeros(dhs.shape), np.zeros(dhs.shape[1])
    for t in reversed(range(len(dhs))):
        dzs[t] = slope(hs[t + 1]) * (dhs[t] + memory * later)
        later = carry(p["W_h"], dzs[t])
    return dzs, later


def recurrent_gradients(p, heard, hs, dzs):
    """The gradients of W_x, W_h and b."""
    xs = np.eye(p["W_x"].shape[1])[heard]
    return {"W_x": dzs.T @ xs, "W_h": dzs.T @ hs[:-1], "b": dzs.sum(axis=0)}


# --- tagger_loss_and_gradients


def tagger(params, features, heard, wanted, straight=False, **options):
    """All of the tagger, with the parts that a mistake may need to replace some of it."""
    p, f = as_floats(params), np.asarray(features, dtype=np.float64)
    z0 = p["W_f"] @ f + p["b_f"]
    h0 = z0 if straight else np.tanh(z0)
    hs = listen(p, heard, h0)
    losses, errors = judge_words(p, hs[1:], wanted)
    dzs, dh0 = go_back(p, hs, errors @ p["W_y"], **options)
    dz0 = dh0 if straight else (1 - h0**2) * dh0
    grads = {
        "W_f": np.outer(dz0, f),
        "b_f": dz0,
        **recurrent_gradients(p, heard, hs, dzs),
        "W_y": errors.T @ hs[1:],
        "b_y": errors.sum(axis=0),
    }
    parts = {"p": p, "f": f, "hs": hs, "errors": errors, "dzs": dzs, "dh0": dh0, "losses": losses}
    return losses.sum(), grads, parts


def whole(params, features, caption, start, end, **options):
    """The right answer, with its parts."""
    return tagger(params, features, [start, *caption], [*caption, end], **options)


@mistake("tagger_loss_and_gradients", "The loss is summed over the words, not averaged.")
def averaged_over_the_words(params, features, caption, start, end):
    """Divides by the number of steps."""
    loss, grads, _ = whole(params, features, caption, start, end)
    steps = len(caption) + 1
    return loss / steps, {name: value / steps for name, value in grads.items()}


@mistake("tagger_loss_and_gradients", "Loss and gradients don't fit together: the loss is a sum.")
def averaged_loss_only(params, features, caption, start, end):
    """Returns the mean loss beside gradients of the sum."""
    loss, grads, _ = whole(params, features, caption, start, end)
    return loss / (len(caption) + 1), grads


@mistake("tagger_loss_and_gradients", "After the last word the network should say the end, too.")
def end_never_taught(params, features, caption, start, end):
    """Makes no step for the end."""
    return tagger(params, features, [start, *caption[:-1]], caption)[:2]


@mistake("tagger_loss_and_gradients", "The first word is to be said, too, after hearing the start.")
def start_never_heard(params, features, caption, start, end):
    """Begins with the caption's first word as input."""
    return tagger(params, features, caption, [*caption[1:], end])[:2]


@mistake(
    "tagger_loss_and_gradients", "The network should say the next word, not the one that it hears."
)
def says_what_it_hears(params, features, caption, start, end):
    """Does not shift the caption."""
    return tagger(params, features, [start, *caption], [start, *caption])[:2]


@mistake("tagger_loss_and_gradients", "Every word has a loss, not just the last one.")
def last_word_only(params, features, caption, start, end):
    """Reads the output of the last step only."""
    p, f = as_floats(params), np.asarray(features, dtype=np.float64)
    heard, h0 = [start, *caption], np.tanh(p["W_f"] @ f + p["b_f"])
    hs = listen(p, heard, h0)
    losses, errors = judge_words(p, hs[-1:], [end])
    dhs = np.zeros((len(heard), len(h0)))
    dhs[-1] = errors[0] @ p["W_y"]
    dzs, dh0 = go_back(p, hs, dhs)
    dz0 = (1 - h0**2) * dh0
    grads = {"W_f": np.outer(dz0, f), "b_f": dz0, **recurrent_gradients(p, heard, hs, dzs)}
    return losses[0], {**grads, "W_y": errors.T @ hs[-1:], "b_y": errors[0]}


@mistake("tagger_loss_and_gradients", "h0 comes out of a tanh, so its gradient goes back through.")
def slope_of_the_start_left_out(params, features, caption, start, end):
    """Uses dh0 for dz0."""
    loss, grads, parts = whole(params, features, caption, start, end)
    return loss, {**grads, "W_f": np.outer(parts["dh0"], parts["f"]), "b_f": parts["dh0"]}


@mistake("tagger_loss_and_gradients", "The bias b_f lies before the tanh, as W_f does.")
def slope_missing_for_the_bias(params, features, caption, start, end):
    """Uses dh0 for the bias only."""
    loss, grads, parts = whole(params, features, caption, start, end)
    return loss, {**grads, "b_f": parts["dh0"]}


@mistake("tagger_loss_and_gradients", "The error has to reach W_f and b_f: use the dh0 of bptt.")
def picture_never_blamed(params, features, caption, start, end):
    """Leaves the gradients of W_f and b_f at zero."""
    loss, grads, parts = whole(params, features, caption, start, end)
    p = parts["p"]
    return loss, {**grads, "W_f": np.zeros(p["W_f"].shape), "b_f": np.zeros(p["b_f"].shape)}


@mistake("tagger_loss_and_gradients", "The network starts from the picture, not from zeros.")
def blind(params, features, caption, start, end):
    """Starts from a state of zeros."""
    p = as_floats(params)
    no_picture = {"W_f": 0 * p["W_f"], "b_f": 0 * p["b_f"]}
    return tagger({**p, **no_picture}, features, [start, *caption], [*caption, end])[:2]


@mistake("tagger_loss_and_gradients", "The features go through a tanh before they are the state.")
def start_without_tanh(params, features, caption, start, end):
    """Takes W_f f + b_f for h0."""
    return whole(params, features, caption, start, end, straight=True)[:2]


@mistake("tagger_loss_and_gradients", "The starting state has a bias of its own, b_f.")
def bias_of_the_picture_left_out(params, features, caption, start, end):
    """Computes h0 = tanh(W_f f)."""
    p = as_floats(params)
    return whole({**p, "b_f": 0 * p["b_f"]}, features, caption, start, end)[:2]


@mistake("tagger_loss_and_gradients", "A word that is heard twice adds both its gradients in W_x.")
def column_replaced(params, features, caption, start, end):
    """Writes = where += is meant."""
    loss, grads, parts = whole(params, features, caption, start, end)
    W_x = np.zeros(parts["p"]["W_x"].shape)
    for word, dz in zip([start, *caption], parts["dzs"]):
        W_x[:, word] = dz
    return loss, {**grads, "W_x": W_x}


@mistake("tagger_loss_and_gradients", "A word's error also reaches the words before, through W_h.")
def no_way_through_time(params, features, caption, start, end):
    """Treats each step alone."""
    return whole(params, features, caption, start, end, memory=0.0)[:2]


@mistake("tagger_loss_and_gradients", "Backwards a gradient goes through W_h transposed.")
def memory_not_transposed(params, features, caption, start, end):
    """Goes back through W_h as it stands."""
    turned = {"carry": lambda W_h, dz: W_h @ dz}
    return whole(params, features, caption, start, end, **turned)[:2]


@mistake("tagger_loss_and_gradients", "On the way back every step has the slope of its tanh.")
def slopes_left_out(params, features, caption, start, end):
    """Takes dh for dz in all steps of the recurrent network."""
    return whole(params, features, caption, start, end, slope=np.ones_like)[:2]


@mistake("tagger_loss_and_gradients", "h(1 − h) is the slope of the sigmoid; this is a tanh.")
def slope_of_the_sigmoid(params, features, caption, start, end):
    """Takes the wrong activation's slope."""
    return whole(params, features, caption, start, end, slope=lambda h: h * (1 - h))[:2]


@mistake("tagger_loss_and_gradients", "From the first step to h0 it is one more way through W_h.")
def start_before_its_weights(params, features, caption, start, end):
    """Takes dz of the first step for dh0."""
    loss, grads, parts = whole(params, features, caption, start, end)
    dz0 = (1 - parts["hs"][0] ** 2) * parts["dzs"][0]
    return loss, {**grads, "W_f": np.outer(dz0, parts["f"]), "b_f": dz0}


@mistake("tagger_loss_and_gradients", "A word is read off the state after the step, not before.")
def output_before_the_step(params, features, caption, start, end):
    """Pairs the errors with the previous states in the gradient of W_y."""
    loss, grads, parts = whole(params, features, caption, start, end)
    return loss, {**grads, "W_y": parts["errors"].T @ parts["hs"][:-1]}


@mistake("tagger_loss_and_gradients", "W_h met the state before the step, not after it.")
def weights_by_the_new_state(params, features, caption, start, end):
    """Pairs dz with the state of the same time."""
    loss, grads, parts = whole(params, features, caption, start, end)
    return loss, {**grads, "W_h": parts["dzs"].T @ parts["hs"][1:]}


@mistake("tagger_loss_and_gradients", "No word is read off h0: the network hears the start first.")
def first_word_read_off_the_start(params, features, caption, start, end):
    """Reads the words off h0, h1, … instead of h1, h2, …."""
    p, f = as_floats(params), np.asarray(features, dtype=np.float64)
    heard, h0 = [start, *caption], np.tanh(p["W_f"] @ f + p["b_f"])
    hs = listen(p, heard, h0)
    losses, errors = judge_words(p, hs[:-1], [*caption, end])
    dhs = np.vstack([(errors @ p["W_y"])[1:], np.zeros(len(h0))])
    dzs, dh0 = go_back(p, hs, dhs)
    dz0 = (1 - h0**2) * (dh0 + errors[0] @ p["W_y"])
    grads = {"W_f": np.outer(dz0, f), "b_f": dz0, **recurrent_gradients(p, heard, hs, dzs)}
    return losses.sum(), {**grads, "W_y": errors.T @ hs[:-1], "b_y": errors.sum(axis=0)}


@mistake("tagger_loss_and_gradients", "From the probabilities 1 is taken off at the right word.")
def right_word_not_taken_off(params, features, caption, start, end):
    """Takes p for the gradient of the scores."""
    p, f = as_floats(params), np.asarray(features, dtype=np.float64)
    heard, wanted, h0 = [start, *caption], [*caption, end], np.tanh(p["W_f"] @ f + p["b_f"])
    hs = listen(p, heard, h0)
    losses, errors = judge_words(p, hs[1:], wanted)
    errors[np.arange(len(wanted)), wanted] += 1
    dzs, dh0 = go_back(p, hs, errors @ p["W_y"])
    dz0 = (1 - h0**2) * dh0
    grads = {"W_f": np.outer(dz0, f), "b_f": dz0, **recurrent_gradients(p, heard, hs, dzs)}
    return losses.sum(), {**grads, "W_y": errors.T @ hs[1:], "b_y": errors.sum(axis=0)}


@mistake("tagger_loss_and_gradients", "The next word is one of many: that asks for a softmax.")
def sigmoid_for_each_word(params, features, caption, start, end):
    """Asks a yes-or-no question about every word."""
    p, f = as_floats(params), np.asarray(features, dtype=np.float64)
    heard, wanted, h0 = [start, *caption], [*caption, end], np.tanh(p["W_f"] @ f + p["b_f"])
    hs = listen(p, heard, h0)
    scores = hs[1:] @ p["W_y"].T + p["b_y"]
    targets = np.eye(len(p["b_y"]))[wanted]
    loss = np.sum(np.logaddexp(0, scores) - targets * scores)
    errors = 0.5 * (1 + np.tanh(scores / 2)) - targets
    dzs, dh0 = go_back(p, hs, errors @ p["W_y"])
    dz0 = (1 - h0**2) * dh0
    grads = {"W_f": np.outer(dz0, f), "b_f": dz0, **recurrent_gradients(p, heard, hs, dzs)}
    return loss, {**grads, "W_y": errors.T @ hs[1:], "b_y": errors.sum(axis=0)}


@mistake("tagger_loss_and_gradients", "Large scores overflow in exp: take the largest off first.")
def naive_softmax(params, features, caption, start, end):
    """Computes exp(scores) as they are."""
    p = as_floats(params)
    loss, grads, parts = whole(params, features, caption, start, end)
    with np.errstate(all="ignore"):
        e = np.exp(parts["hs"][1:] @ p["W_y"].T + p["b_y"])
        likely = e / e.sum(axis=1, keepdims=True)
        own = -np.sum(np.log(likely[np.arange(len(caption) + 1), [*caption, end]]))
    if np.isfinite(own) and np.all(np.isfinite(likely)):
        return loss, grads
    return own, {name: np.full(value.shape, np.nan) for name, value in grads.items()}


@mistake("tagger_loss_and_gradients", "The loss takes the natural logarithm, ln.")
def logarithm_to_base_two(params, features, caption, start, end):
    """Measures in bits."""
    loss, grads, _ = whole(params, features, caption, start, end)
    return loss / np.log(2), grads


@mistake("tagger_loss_and_gradients", "You return the losses of the steps; the loss is their sum.")
def losses_not_summed(params, features, caption, start, end):
    """Returns an array of losses."""
    _, grads, parts = whole(params, features, caption, start, end)
    return parts["losses"], grads


@mistake("tagger_loss_and_gradients", "In training the network hears the right words, not its own.")
def hears_its_own_words(params, features, caption, start, end):
    """Feeds the word with the highest score back in."""
    p, f = as_floats(params), np.asarray(features, dtype=np.float64)
    heard, state = [start], np.tanh(p["W_f"] @ f + p["b_f"])
    for _ in caption:
        state = np.tanh(p["W_x"][:, heard[-1]] + p["W_h"] @ state + p["b"])
        heard.append(int(np.argmax(p["W_y"] @ state + p["b_y"])))
    return tagger(params, features, heard, [*caption, end])[:2]


@mistake("tagger_loss_and_gradients", "A gradient has the shape of its parameter: W_f is (H, n).")
def picture_gradient_turned(params, features, caption, start, end):
    """Swaps the two sides of the outer product."""
    loss, grads, _ = whole(params, features, caption, start, end)
    return loss, {**grads, "W_f": grads["W_f"].T}


@mistake("tagger_loss_and_gradients", "A gradient has the shape of its parameter: W_y is (K, H).")
def output_gradient_turned(params, features, caption, start, end):
    """Swaps the two sides of the outer product."""
    loss, grads, _ = whole(params, features, caption, start, end)
    return loss, {**grads, "W_y": grads["W_y"].T}


@mistake("tagger_loss_and_gradients", "The output's bias is used at every step: its gradients add.")
def output_bias_of_the_last_step(params, features, caption, start, end):
    """Keeps the last error only."""
    loss, grads, parts = whole(params, features, caption, start, end)
    return loss, {**grads, "b_y": parts["errors"][-1]}


@mistake("tagger_loss_and_gradients", "The keys are the parameters' own names, without a d.")
def keys_of_bptt(params, features, caption, start, end):
    """Calls the gradients dW_x and so on."""
    loss, grads, _ = whole(params, features, caption, start, end)
    return loss, {"d" + name: value for name, value in grads.items()}


@mistake("tagger_loss_and_gradients", "First the loss, then the gradients.")
def gradients_first(params, features, caption, start, end):
    """Returns (grads, loss)."""
    loss, grads, _ = whole(params, features, caption, start, end)
    return grads, loss


@mistake("tagger_loss_and_gradients", "The gradient points uphill; you return the way down.")
def downhill_already(params, features, caption, start, end):
    """Returns minus the gradients."""
    loss, grads, _ = whole(params, features, caption, start, end)
    return loss, {name: -value for name, value in grads.items()}


@mistake("tagger_loss_and_gradients", "Arrays made like whole numbers cut the decimals off.")
def type_of_the_parameters(params, features, caption, start, end):
    """Fills arrays made with zeros_like."""
    loss, grads, _ = whole(params, features, caption, start, end)
    return loss, {
        name: value.astype(np.asarray(params[name]).dtype) for name, value in grads.items()
    }


@mistake("tagger_loss_and_gradients", "You lengthen the caller's caption: make a new list.")
def end_appended_to_the_caption(params, features, caption, start, end):
    """Appends the end to the list that it was given."""
    loss, grads, _ = whole(params, features, caption, start, end)
    caption.append(end)
    return loss, grads


@mistake("tagger_loss_and_gradients", "Clipping belongs to the training, not to the gradients.")
def clipped_already(params, features, caption, start, end):
    """Cuts every entry to ±1."""
    loss, grads, _ = whole(params, features, caption, start, end)
    return loss, {name: np.clip(value, -1, 1) for name, value in grads.items()}


@mistake(
    "tagger_loss_and_gradients",
    "A gradient above 5 is no mistake: clipping comes later, in the training.",
)
def clipped_at_five(params, features, caption, start, end):
    """Cuts every entry to ±5."""
    loss, grads, _ = whole(params, features, caption, start, end)
    return loss, {name: np.clip(value, -5, 5) for name, value in grads.items()}


@mistake("tagger_loss_and_gradients", "Your network stops listening before a long caption ends.")
def eight_steps_at_most(params, features, caption, start, end):
    """Makes no more than eight steps."""
    return tagger(params, features, [start, *caption][:8], [*caption, end][:8])[:2]


@mistake(
    "tagger_loss_and_gradients", "Each step takes its own largest score off, not the first step's."
)
def largest_score_of_the_first_step(params, features, caption, start, end):
    """Looks for the largest score once."""
    p = as_floats(params)
    loss, grads, parts = whole(params, features, caption, start, end)
    scores = parts["hs"][1:] @ p["W_y"].T + p["b_y"]
    with np.errstate(all="ignore"):
        scores = scores - scores[0].max()
        log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        own = -np.sum(log_p[np.arange(len(caption) + 1), [*caption, end]])
    if np.isfinite(own):
        return loss, grads
    return own, {name: np.full(value.shape, np.nan) for name, value in grads.items()}


# --- greedy_decode


def speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len, hear=None, score=None):
    """The right answer; `hear` and `score` may replace how a state and a word come about."""
    said, heard, state = [], start, h0
    while len(said) < max_len:
        z = W_x[:, heard] + W_h @ state + b
        state = np.tanh(z) if hear is None else hear(z, len(said))
        scores = W_y @ state + b_y if score is None else score(W_y @ state, b_y)
        heard = int(np.argmax(scores))
        if heard == end:
            break
        said.append(heard)
    return said


@mistake("greedy_decode", "The end is a sign to stop; it is not one of the words.")
def end_is_kept(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Appends first and looks then."""
    said = speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len)
    return said + [end] * (len(said) < max_len)


@mistake("greedy_decode", "The start was fed, not said: leave it out.")
def start_is_kept(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Begins the list with the start."""
    return [start, *speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len)]


@mistake("greedy_decode", "max_len counts the words that are said; the start isn't one.")
def start_counts(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Stops one word too early."""
    return speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len - 1)


@mistake("greedy_decode", "That is one word more than max_len allows.")
def one_word_too_many(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Compares with <= instead of <."""
    return speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len + 1)


@mistake("greedy_decode", "After each word the network hears that word, not the start again.")
def hears_only_the_start(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Forgets to feed the word back in."""
    said, state = [], h0
    for _ in range(max_len):
        state = np.tanh(W_x[:, start] + W_h @ state + b)
        word = int(np.argmax(W_y @ state + b_y))
        if word == end:
            break
        said.append(word)
    return said


@mistake("greedy_decode", "After the start the network still hears something: its own last word.")
def hears_nothing_more(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Feeds zeros after the first step."""
    said, state, x = [], h0, W_x[:, start]
    for _ in range(max_len):
        state = np.tanh(x + W_h @ state + b)
        word, x = int(np.argmax(W_y @ state + b_y)), 0.0
        if word == end:
            break
        said.append(word)
    return said


@mistake("greedy_decode", "Each state follows from the one before, not from h0 again and again.")
def always_from_the_start(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Never updates the state."""
    said, heard = [], start
    while len(said) < max_len:
        heard = int(np.argmax(W_y @ np.tanh(W_x[:, heard] + W_h @ h0 + b) + b_y))
        if heard == end:
            break
        said.append(heard)
    return said


@mistake("greedy_decode", "The state it starts from is h0, which holds the picture.")
def starts_from_zeros(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Begins with a state of zeros."""
    return speak(0.0 * h0, W_x, W_h, b, W_y, b_y, start, end, max_len)


@mistake("greedy_decode", "The first word is said after hearing the start, not before.")
def first_word_read_off_h0(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Reads the first word off h0."""
    said, state = [], h0
    while len(said) < max_len:
        word = int(np.argmax(W_y @ state + b_y))
        if word == end:
            break
        said.append(word)
        state = np.tanh(W_x[:, word] + W_h @ state + b)
    return said


@mistake("greedy_decode", "Only the end stops the network; the start may be said like any word.")
def stops_at_the_start(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Stops at both special words."""
    said = speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len)
    return said[: said.index(start)] if start in said else said


@mistake("greedy_decode", "A start that the network says later is a word like any other.")
def start_filtered_out(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Removes every start from the result."""
    said = speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len)
    return [word for word in said if word != start]


@mistake("greedy_decode", "A word said twice in a row is no reason to stop.")
def stops_when_it_repeats_itself(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Takes a repeated word for a loop."""
    said = speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len)
    for i in range(1, len(said)):
        if said[i] == said[i - 1]:
            return said[:i]
    return said


@mistake("greedy_decode", "A word may be said more than once: keep every one.")
def every_word_once(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Removes words that were said before."""
    return list(dict.fromkeys(speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len)))


@mistake("greedy_decode", "The network has to stop at the end, not talk on after it.")
def talks_on_after_the_end(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Leaves the end out, but goes on."""
    said = speak(h0, W_x, W_h, b, W_y, b_y, start, -1, max_len)
    return [word for word in said if word != end]


@mistake("greedy_decode", "The number of the end is given; it need not be 1.")
def end_is_always_one(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Has the end's number written in."""
    return speak(h0, W_x, W_h, b, W_y, b_y, start, 1, max_len)


@mistake("greedy_decode", "The number of the start is given; it need not be 0.")
def start_is_always_zero(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Has the start's number written in."""
    return speak(h0, W_x, W_h, b, W_y, b_y, 0, end, max_len)


@mistake("greedy_decode", "You take the word with the lowest score.")
def lowest_score(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Uses argmin."""
    turned = {"score": lambda scores, bias: -(scores + bias)}
    return speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len, **turned)


@mistake("greedy_decode", "The scores have a bias, b_y.")
def output_bias_left_out(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Reads W_y h only."""
    return speak(h0, W_x, W_h, b, W_y, 0 * b_y, start, end, max_len)


@mistake("greedy_decode", "The state has a bias, b.")
def bias_left_out(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Leaves b out of the step."""
    return speak(h0, W_x, W_h, 0 * b, W_y, b_y, start, end, max_len)


@mistake("greedy_decode", "A state comes out of a tanh.")
def tanh_left_out(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Takes the sum for the state."""
    return speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len, hear=lambda z, said: z)


@mistake("greedy_decode", "It hears the one word that it has said, not a mixture of all.")
def hears_probabilities(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Feeds the softmax back in."""
    said, state, x = [], h0, np.eye(W_x.shape[1])[start]
    while len(said) < max_len:
        state = np.tanh(W_x @ x + W_h @ state + b)
        scores = W_y @ state + b_y
        x = np.exp(scores - scores.max())
        x /= x.sum()
        if np.argmax(x) == end:
            break
        said.append(int(np.argmax(x)))
    return said


@mistake("greedy_decode", "A word's weights are a column of W_x, not a row.")
def row_of_the_weights(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Writes W_x[word], which works where W_x is square."""
    return speak(h0, W_x.T, W_h, b, W_y, b_y, start, end, max_len)


@mistake("greedy_decode", "Large scores overflow in exp, and the highest is no longer found.")
def softmax_that_overflows(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Turns the scores into probabilities first."""

    def score(scores, bias):
        with np.errstate(all="ignore"):
            powers = np.exp(scores + bias)
            return powers / powers.sum()

    return speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len, score=score)


@mistake("greedy_decode", "The limit is max_len, however large; yours is written into the code.")
def twenty_words_at_most(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Has a limit of its own as well."""
    return speak(h0, W_x, W_h, b, W_y, b_y, start, end, min(max_len, 20))


@mistake("greedy_decode", "h0 may be of whole numbers; the states that follow have decimals.")
def states_of_the_type_of_h0(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Writes each state into an array made like h0."""

    def hear(z, said):
        return np.tanh(z).astype(np.asarray(h0).dtype)

    return speak(h0, W_x, W_h, b, W_y, b_y, start, end, max_len, hear=hear)


@mistake("greedy_decode", "You write the states into h0, which belongs to the caller.")
def state_written_into_h0(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Updates the array in place."""
    said, heard = [], start
    while len(said) < max_len:
        h0[:] = np.tanh(W_x[:, heard] + W_h @ h0 + b)
        heard = int(np.argmax(W_y @ h0 + b_y))
        if heard == end:
            break
        said.append(heard)
    return said


# --- train_tagger and train_sentiment: one loop, whose parts may be replaced.


def length(grads):
    """The common length of all gradients."""
    return np.sqrt(sum(np.sum(np.square(value)) for value in grads.values()))


def shortened(grads, max_norm):
    """Scaled down together if they are too long."""
    scale = max_norm / max(length(grads), max_norm)
    return {name: scale * value for name, value in grads.items()}


def stepped(params, grads, lr):
    """A step downhill."""
    return {name: params[name] - lr * grads[name] for name in params}


def descend(params, examples, gradient, lr, max_norm, epochs, clip=shortened, step=stepped):
    """Epoch by epoch, example by example."""
    for _ in range(epochs):
        for example in examples:
            params = step(params, clip(gradient(params, *example), max_norm), lr)
    return params


def caption_gradient(start, end):
    """The tagger's gradients as a function of parameters and example."""
    return lambda params, features, caption: whole(params, features, caption, start, end)[1]


@mistake("train_tagger", "You go uphill: gradients are taken off.")
def tagger_uphill(params, examples, start, end, lr, max_norm, epochs):
    """Adds the gradients."""
    return descend(params, examples, caption_gradient(start, end), -lr, max_norm, epochs)


@mistake("train_tagger", "Gradients that are too long have to be scaled down to max_norm.")
def tagger_never_clipped(params, examples, start, end, lr, max_norm, epochs):
    """Ignores max_norm."""
    gradient = caption_gradient(start, end)
    return descend(params, examples, gradient, lr, max_norm, epochs, clip=unclipped)


@mistake("train_tagger", "Gradients that are short enough stay as they are.")
def tagger_always_scaled(params, examples, start, end, lr, max_norm, epochs):
    """Scales every gradient to max_norm, also the short ones."""
    gradient = caption_gradient(start, end)
    return descend(params, examples, gradient, lr, max_norm, epochs, clip=always_scaled)


@mistake("train_tagger", "All gradients together have one length, and one scale for all.")
def tagger_clipped_one_by_one(params, examples, start, end, lr, max_norm, epochs):
    """Clips every array by its own length."""
    gradient = caption_gradient(start, end)
    return descend(params, examples, gradient, lr, max_norm, epochs, clip=clipped_one_by_one)


@mistake("train_tagger", "Clipping scales the gradients as a whole; it doesn't cut entries off.")
def tagger_entries_cut_off(params, examples, start, end, lr, max_norm, epochs):
    """Uses np.clip with ±max_norm."""
    gradient = caption_gradient(start, end)
    return descend(params, examples, gradient, lr, max_norm, epochs, clip=cut_off)


@mistake("train_tagger", "The length is the root of the sum of squares.")
def tagger_root_forgotten(params, examples, start, end, lr, max_norm, epochs):
    """Compares the sum of squares with max_norm."""
    gradient = caption_gradient(start, end)
    return descend(params, examples, gradient, lr, max_norm, epochs, clip=root_forgotten)


@mistake("train_tagger", "The examples have their turn `epochs` times, not once.")
def tagger_one_epoch_only(params, examples, start, end, lr, max_norm, epochs):
    """Forgets the outer loop."""
    return descend(params, examples, caption_gradient(start, end), lr, max_norm, 1)


@mistake("train_tagger", "The training ends after `epochs` rounds, not before.")
def tagger_five_epochs_at_most(params, examples, start, end, lr, max_norm, epochs):
    """Stops early."""
    gradient = caption_gradient(start, end)
    return descend(params, examples, gradient, lr, max_norm, min(epochs, 5))


@mistake("train_tagger", "In place, whole numbers can't take a fraction off: make new arrays.")
def tagger_copies_in_place(params, examples, start, end, lr, max_norm, epochs):
    """Writes -= into copies that have the type of the parameters."""
    copies = {name: value.copy() for name, value in params.items()}
    gradient = caption_gradient(start, end)
    return descend(copies, examples, gradient, lr, max_norm, epochs, step=step_in_place_always)


@mistake("train_tagger", "Every example makes a step of its own; don't gather them.")
def tagger_one_step_an_epoch(params, examples, start, end, lr, max_norm, epochs):
    """Adds the gradients of all examples up, then takes one step."""
    return descend_at_once(params, examples, caption_gradient(start, end), lr, max_norm, epochs)


@mistake("train_tagger", "The gradients are needed where the last step has led, not at the start.")
def tagger_gradients_of_the_start(params, examples, start, end, lr, max_norm, epochs):
    """Keeps computing gradients with the first parameters."""
    first, right = params, caption_gradient(start, end)

    def gradient(now, *example):
        return right(first, *example)

    return descend(params, examples, gradient, lr, max_norm, epochs)


@mistake("train_tagger", "The picture's way in is trained as well: W_f and b_f get their steps.")
def tagger_picture_not_trained(params, examples, start, end, lr, max_norm, epochs):
    """Updates the recurrent network and the output only."""

    def step(now, grads, rate):
        return {**stepped(now, grads, rate), "W_f": now["W_f"], "b_f": now["b_f"]}

    return descend(params, examples, caption_gradient(start, end), lr, max_norm, epochs, step=step)


@mistake("train_tagger", "The biases are trained, too.")
def tagger_biases_not_trained(params, examples, start, end, lr, max_norm, epochs):
    """Updates the weights only."""
    gradient = caption_gradient(start, end)
    return descend(params, examples, gradient, lr, max_norm, epochs, step=weights_only)


@mistake("train_tagger", "The examples have their turn in the order in which they are given.")
def tagger_backwards(params, examples, start, end, lr, max_norm, epochs):
    """Begins with the last one."""
    gradient = caption_gradient(start, end)
    return descend(params, examples[::-1], gradient, lr, max_norm, epochs)


@mistake("train_tagger", "The examples come in the given order, every time: don't shuffle.")
def tagger_shuffled(params, examples, start, end, lr, max_norm, epochs):
    """Draws an order of its own for each epoch."""
    rng = np.random.default_rng(0)
    for _ in range(epochs):
        order = [examples[i] for i in rng.permutation(len(examples))]
        params = descend(params, order, caption_gradient(start, end), lr, max_norm, 1)
    return params


@mistake("train_tagger", "The learning rate stays the same in all epochs.")
def tagger_rate_decays(params, examples, start, end, lr, max_norm, epochs):
    """Divides the learning rate by the epoch's number."""
    for epoch in range(epochs):
        rate = lr / (epoch + 1)
        params = descend(params, examples, caption_gradient(start, end), rate, max_norm, 1)
    return params


@mistake("train_tagger", "First the gradient is clipped, then it is multiplied by lr.")
def tagger_step_clipped(params, examples, start, end, lr, max_norm, epochs):
    """Clips lr times the gradient."""
    gradient = caption_gradient(start, end)
    return descend(params, examples, gradient, 1.0, max_norm, epochs, clip=rate_first(lr))


@mistake("train_tagger", "A caption's loss is a sum: its gradient isn't divided by the words.")
def tagger_mean_over_the_words(params, examples, start, end, lr, max_norm, epochs):
    """Trains with the mean loss."""

    def gradient(now, features, caption):
        grads = whole(now, features, caption, start, end)[1]
        return {name: value / (len(caption) + 1) for name, value in grads.items()}

    return descend(params, examples, gradient, lr, max_norm, epochs)


@mistake("train_tagger", "The result is the parameters, not the losses.")
def tagger_returns_losses(params, examples, start, end, lr, max_norm, epochs):
    """Returns what it would like to plot."""
    losses = []
    for _ in range(epochs):
        for example in examples:
            loss, grads, _ = whole(params, *example, start, end)
            losses.append(loss)
            params = stepped(params, shortened(grads, max_norm), lr)
    return losses


@mistake("train_tagger", "Nothing was learned: the new parameters have to be kept and returned.")
def tagger_returns_the_start(params, examples, start, end, lr, max_norm, epochs):
    """Computes the steps and returns what it was given."""
    descend(params, examples, caption_gradient(start, end), lr, max_norm, epochs)
    return params


@mistake("train_tagger", "You change the caller's own arrays: make new ones.")
def tagger_in_place(params, examples, start, end, lr, max_norm, epochs):
    """Writes params[name] -= …."""
    gradient = caption_gradient(start, end)
    return descend(params, examples, gradient, lr, max_norm, epochs, step=step_in_place)


def unclipped(grads, max_norm):
    """Gradients as they are."""
    return grads


def always_scaled(grads, max_norm):
    """Gradients of exactly this length."""
    return {name: max_norm / length(grads) * value for name, value in grads.items()}


def clipped_one_by_one(grads, max_norm):
    """Each array with a length of its own."""
    return {name: shortened({name: value}, max_norm)[name] for name, value in grads.items()}


def cut_off(grads, max_norm):
    """Entry by entry."""
    return {name: np.clip(value, -max_norm, max_norm) for name, value in grads.items()}


def root_forgotten(grads, max_norm):
    """With the square of the length."""
    scale = max_norm / max(length(grads) ** 2, max_norm)
    return {name: scale * value for name, value in grads.items()}


def rate_first(lr):
    """Clips what is already multiplied by the learning rate."""
    return lambda grads, max_norm: shortened({n: lr * g for n, g in grads.items()}, max_norm)


def weights_only(params, grads, lr):
    """A step that leaves the biases, which have one axis."""
    new = stepped(params, grads, lr)
    return {name: value if np.ndim(value) > 1 else params[name] for name, value in new.items()}


def step_in_place(params, grads, lr):
    """A step within the arrays, where they can hold it."""
    for name, value in params.items():
        if value.dtype.kind == "f":
            value -= lr * grads[name]
        else:
            params[name] = value - lr * grads[name]
    return params


def step_in_place_always(params, grads, lr):
    """A step within the arrays, whatever their type."""
    for name, value in params.items():
        value -= lr * grads[name]
    return params


def descend_at_once(params, examples, gradient, lr, max_norm, epochs):
    """One step an epoch, with the sum of all gradients."""
    for _ in range(epochs):
        all_grads = [gradient(params, *example) for example in examples]
        total = {name: sum(grads[name] for grads in all_grads) for name in params}
        params = stepped(params, shortened(total, max_norm), lr)
    return params


# --- sentiment_loss_and_gradients


def reader(params, words, label, row=-1, **options):
    """All of the sentence reader, with its parts."""
    p = as_floats(params)
    hs = listen(p, words, np.zeros(len(p["b"])))
    losses, errors = judge_words(p, hs[-1:], [label])
    dhs = np.zeros((len(words), len(p["b"])))
    dhs[row] = errors[0] @ p["W_y"]
    dzs, _ = go_back(p, hs, dhs, **options)
    grads = {**recurrent_gradients(p, words, hs, dzs), "W_y": errors.T @ hs[-1:], "b_y": errors[0]}
    return losses[0], grads, {"p": p, "hs": hs, "error": errors[0], "dzs": dzs}


def every_step(params, words, label, scale):
    """A reader that is asked after every word."""
    p = as_floats(params)
    hs = listen(p, words, np.zeros(len(p["b"])))
    losses, errors = judge_words(p, hs[1:], [label] * len(words))
    errors = errors * scale
    dzs, _ = go_back(p, hs, errors @ p["W_y"])
    grads = {**recurrent_gradients(p, words, hs, dzs), "W_y": errors.T @ hs[1:]}
    return scale * losses.sum(), {**grads, "b_y": errors.sum(axis=0)}


@mistake("sentiment_loss_and_gradients", "The verdict is asked for once, after the last word.")
def asked_after_every_word(params, words, label):
    """Sums the loss over all steps."""
    return every_step(params, words, label, 1.0)


@mistake("sentiment_loss_and_gradients", "Only the last state is read: no mean over the steps.")
def mean_verdict(params, words, label):
    """Averages the loss over all steps."""
    return every_step(params, words, label, 1 / len(words))


@mistake("sentiment_loss_and_gradients", "The last state is read, not the mean of all states.")
def mean_of_the_states(params, words, label):
    """Reads the average state."""
    p = as_floats(params)
    hs = listen(p, words, np.zeros(len(p["b"])))
    mean = hs[1:].mean(axis=0, keepdims=True)
    losses, errors = judge_words(p, mean, [label])
    dhs = np.repeat(errors @ p["W_y"] / len(words), len(words), axis=0)
    dzs, _ = go_back(p, hs, dhs)
    grads = {**recurrent_gradients(p, words, hs, dzs), "W_y": errors.T @ mean, "b_y": errors[0]}
    return losses[0], grads


@mistake("sentiment_loss_and_gradients", "The first words learn, too: go all the way back.")
def only_the_last_word_learns(params, words, label):
    """Goes back one step and stops."""
    loss, grads, _ = reader(params, words, label, memory=0.0)
    return loss, grads


@mistake("sentiment_loss_and_gradients", "The error comes up at the last step, not at the first.")
def error_at_the_first_step(params, words, label):
    """Puts the error into the first row of dhs."""
    return reader(params, words, label, row=0)[:2]


@mistake("sentiment_loss_and_gradients", "Every step has an error? Only the last state is read.")
def error_at_every_step(params, words, label):
    """Gives the verdict's error to all rows of dhs."""
    return reader(params, words, label, row=slice(None))[:2]


@mistake("sentiment_loss_and_gradients", "Backwards a gradient goes through W_h transposed.")
def reader_not_transposed(params, words, label):
    """Goes back through W_h as it stands."""
    return reader(params, words, label, carry=lambda W_h, dz: W_h @ dz)[:2]


@mistake("sentiment_loss_and_gradients", "On the way back every step has the slope of its tanh.")
def reader_without_slopes(params, words, label):
    """Takes dh for dz."""
    return reader(params, words, label, slope=np.ones_like)[:2]


@mistake("sentiment_loss_and_gradients", "The classes exclude each other: that asks for a softmax.")
def sigmoid_for_each_class(params, words, label):
    """Asks a yes-or-no question about every class."""
    _, _, parts = reader(params, words, label)
    p, hs = parts["p"], parts["hs"]
    scores, target = p["W_y"] @ hs[-1] + p["b_y"], np.eye(len(p["b_y"]))[label]
    error = 0.5 * (1 + np.tanh(scores / 2)) - target
    dhs = np.zeros(parts["dzs"].shape)
    dhs[-1] = error @ p["W_y"]
    dzs, _ = go_back(p, hs, dhs)
    grads = {**recurrent_gradients(p, words, hs, dzs), "W_y": np.outer(error, hs[-1])}
    return np.sum(np.logaddexp(0, scores) - target * scores), {**grads, "b_y": error}


@mistake("sentiment_loss_and_gradients", "That is the first state that was read, not the last.")
def first_state_read(params, words, label):
    """Reads hs[1]."""
    return reader(params, words[:1], label)[:2]


@mistake("sentiment_loss_and_gradients", "The last word has to be heard before the state is read.")
def one_word_too_early(params, words, label):
    """Reads the state before the last word (or the start, if there is one word only)."""
    p = as_floats(params)
    if len(words) > 1:
        return reader(params, words[:-1], label)[:2]
    losses, errors = judge_words(p, np.zeros((1, len(p["b"]))), [label])
    return losses[0], {**{n: np.zeros(v.shape) for n, v in p.items()}, "b_y": errors[0]}


@mistake("sentiment_loss_and_gradients", "A sentence is read from its first word to its last.")
def read_backwards(params, words, label):
    """Hears the words in reverse."""
    return reader(params, words[::-1], label)[:2]


@mistake("sentiment_loss_and_gradients", "A word heard twice adds both its gradients in W_x.")
def repeated_word_replaced(params, words, label):
    """Writes = where += is meant."""
    loss, grads, parts = reader(params, words, label)
    W_x = np.zeros(parts["p"]["W_x"].shape)
    for word, dz in zip(words, parts["dzs"]):
        W_x[:, word] = dz
    return loss, {**grads, "W_x": W_x}


@mistake("sentiment_loss_and_gradients", "The order of the words counts: don't lay them together.")
def bag_of_words(params, words, label):
    """Adds all words up and makes one step."""
    p = as_floats(params)
    counts = np.bincount(words, minlength=p["W_x"].shape[1]).astype(float)
    h = np.tanh(p["W_x"] @ counts + p["b"])
    losses, errors = judge_words(p, h[None], [label])
    dz = (1 - h**2) * (errors[0] @ p["W_y"])
    grads = {"W_x": np.outer(dz, counts), "W_h": np.zeros(p["W_h"].shape), "b": dz}
    return losses[0], {**grads, "W_y": np.outer(errors[0], h), "b_y": errors[0]}


@mistake("sentiment_loss_and_gradients", "The whole sentence is read, however long it is.")
def ten_words_at_most(params, words, label):
    """Cuts long sentences off."""
    return reader(params, words[:10], label)[:2]


@mistake("sentiment_loss_and_gradients", "The way back leads to the first word, however far it is.")
def ten_steps_back_at_most(params, words, label):
    """Reads everything, and goes back a few steps."""
    loss, grads, parts = reader(params, words, label)
    late = np.arange(len(words))[-10:]
    recent = [words[place] for place in late]
    hs = parts["hs"][[*late, len(words)]]
    return loss, {**grads, **recurrent_gradients(parts["p"], recent, hs, parts["dzs"][late])}


@mistake("sentiment_loss_and_gradients", "Clipping belongs to the training, not to the gradients.")
def verdict_clipped_at_five(params, words, label):
    """Cuts every entry to ±5."""
    loss, grads, _ = reader(params, words, label)
    return loss, {name: np.clip(value, -5, 5) for name, value in grads.items()}


@mistake("sentiment_loss_and_gradients", "From the right class's probability 1 is taken off.")
def right_class_not_taken_off(params, words, label):
    """Takes p for the gradient of the scores."""
    loss, _, parts = reader(params, words, label)
    p, hs = parts["p"], parts["hs"]
    error = parts["error"].copy()
    error[label] += 1
    dhs = np.zeros(parts["dzs"].shape)
    dhs[-1] = error @ p["W_y"]
    dzs, _ = go_back(p, hs, dhs)
    recurrent = recurrent_gradients(p, words, hs, dzs)
    return loss, {**recurrent, "W_y": np.outer(error, hs[-1]), "b_y": error}


@mistake(
    "sentiment_loss_and_gradients", "Large scores overflow in exp: take the largest off first."
)
def naive_class_softmax(params, words, label):
    """Computes exp(scores) as they are."""
    loss, grads, parts = reader(params, words, label)
    with np.errstate(all="ignore"):
        e = np.exp(parts["p"]["W_y"] @ parts["hs"][-1] + parts["p"]["b_y"])
        own = -np.log(e[label] / e.sum())
    if np.isfinite(own):
        return loss, grads
    return own, {name: np.full(value.shape, np.nan) for name, value in grads.items()}


@mistake("sentiment_loss_and_gradients", "W_h met the state before the step, not after it.")
def memory_by_the_new_state(params, words, label):
    """Pairs dz with the state of the same time."""
    loss, grads, parts = reader(params, words, label)
    return loss, {**grads, "W_h": parts["dzs"].T @ parts["hs"][1:]}


@mistake("sentiment_loss_and_gradients", "A gradient has its parameter's shape: W_y is (C, H).")
def class_gradient_turned(params, words, label):
    """Swaps the two sides of the outer product."""
    loss, grads, _ = reader(params, words, label)
    return loss, {**grads, "W_y": grads["W_y"].T}


@mistake("sentiment_loss_and_gradients", "The keys are the parameters' own names, without a d.")
def names_of_bptt(params, words, label):
    """Calls the gradients dW_x and so on."""
    loss, grads, _ = reader(params, words, label)
    return loss, {"d" + name: value for name, value in grads.items()}


@mistake("sentiment_loss_and_gradients", "The gradient points uphill; you return the way down.")
def sign_turned(params, words, label):
    """Returns minus the gradients."""
    loss, grads, _ = reader(params, words, label)
    return loss, {name: -value for name, value in grads.items()}


@mistake("sentiment_loss_and_gradients", "The loss is −log p of the right class, not 1 − p.")
def one_minus_p(params, words, label):
    """Returns how far p is from 1."""
    loss, grads, _ = reader(params, words, label)
    return 1 - np.exp(-loss), grads


@mistake("sentiment_loss_and_gradients", "Arrays made like whole numbers cut the decimals off.")
def type_of_the_weights(params, words, label):
    """Fills arrays made with zeros_like."""
    loss, grads, _ = reader(params, words, label)
    return loss, {
        name: value.astype(np.asarray(params[name]).dtype) for name, value in grads.items()
    }


@mistake("sentiment_loss_and_gradients", "You take words out of the caller's list: leave it whole.")
def sentence_used_up(params, words, label):
    """Pops word after word."""
    loss, grads, _ = reader(params, list(words), label)
    while words:
        words.pop(0)
    return loss, grads


# --- train_sentiment


def sentence_gradient(params, words, label):
    """The reader's gradients."""
    return reader(params, words, label)[1]


@mistake("train_sentiment", "You go uphill: gradients are taken off.")
def reader_uphill(params, examples, lr, max_norm, epochs):
    """Adds the gradients."""
    return descend(params, examples, sentence_gradient, -lr, max_norm, epochs)


@mistake("train_sentiment", "Gradients that are too long have to be scaled down to max_norm.")
def reader_never_clipped(params, examples, lr, max_norm, epochs):
    """Ignores max_norm."""
    return descend(params, examples, sentence_gradient, lr, max_norm, epochs, clip=unclipped)


@mistake("train_sentiment", "Gradients that are short enough stay as they are.")
def reader_always_scaled(params, examples, lr, max_norm, epochs):
    """Scales every gradient to max_norm, also the short ones."""
    return descend(params, examples, sentence_gradient, lr, max_norm, epochs, clip=always_scaled)


@mistake("train_sentiment", "All gradients together have one length, and one scale for all.")
def reader_clipped_one_by_one(params, examples, lr, max_norm, epochs):
    """Clips every array by its own length."""
    clip = clipped_one_by_one
    return descend(params, examples, sentence_gradient, lr, max_norm, epochs, clip=clip)


@mistake("train_sentiment", "Clipping scales the gradients as a whole; it doesn't cut entries off.")
def reader_entries_cut_off(params, examples, lr, max_norm, epochs):
    """Uses np.clip with ±max_norm."""
    return descend(params, examples, sentence_gradient, lr, max_norm, epochs, clip=cut_off)


@mistake("train_sentiment", "The length is the root of the sum of squares.")
def reader_root_forgotten(params, examples, lr, max_norm, epochs):
    """Compares the sum of squares with max_norm."""
    return descend(params, examples, sentence_gradient, lr, max_norm, epochs, clip=root_forgotten)


@mistake("train_sentiment", "First the gradient is clipped, then it is multiplied by lr.")
def reader_step_clipped(params, examples, lr, max_norm, epochs):
    """Clips lr times the gradient."""
    clip = rate_first(lr)
    return descend(params, examples, sentence_gradient, 1.0, max_norm, epochs, clip=clip)


@mistake("train_sentiment", "The examples have their turn `epochs` times, not once.")
def reader_one_epoch_only(params, examples, lr, max_norm, epochs):
    """Forgets the outer loop."""
    return descend(params, examples, sentence_gradient, lr, max_norm, 1)


@mistake("train_sentiment", "The training ends after `epochs` rounds, not before.")
def reader_five_epochs_at_most(params, examples, lr, max_norm, epochs):
    """Stops early."""
    return descend(params, examples, sentence_gradient, lr, max_norm, min(epochs, 5))


@mistake("train_sentiment", "In place, whole numbers can't take a fraction off: make new arrays.")
def reader_copies_in_place(params, examples, lr, max_norm, epochs):
    """Writes -= into copies that have the type of the parameters."""
    copies = {name: value.copy() for name, value in params.items()}
    return descend(
        copies, examples, sentence_gradient, lr, max_norm, epochs, step=step_in_place_always
    )


@mistake("train_sentiment", "Every example makes a step of its own; don't gather them.")
def reader_one_step_an_epoch(params, examples, lr, max_norm, epochs):
    """Adds the gradients of all examples up, then takes one step."""
    return descend_at_once(params, examples, sentence_gradient, lr, max_norm, epochs)


@mistake("train_sentiment", "The gradients are needed where the last step has led.")
def reader_gradients_of_the_start(params, examples, lr, max_norm, epochs):
    """Keeps computing gradients with the first parameters."""
    first = params

    def gradient(now, words, label):
        return sentence_gradient(first, words, label)

    return descend(params, examples, gradient, lr, max_norm, epochs)


@mistake("train_sentiment", "The biases are trained, too.")
def reader_biases_not_trained(params, examples, lr, max_norm, epochs):
    """Updates the weights only."""
    return descend(params, examples, sentence_gradient, lr, max_norm, epochs, step=weights_only)


@mistake("train_sentiment", "Not the output alone is trained: the words' weights learn as well.")
def reader_trains_the_output_only(params, examples, lr, max_norm, epochs):
    """Leaves the recurrent network as it was drawn."""

    def step(now, grads, rate):
        new = stepped(now, grads, rate)
        return {**now, "W_y": new["W_y"], "b_y": new["b_y"]}

    return descend(params, examples, sentence_gradient, lr, max_norm, epochs, step=step)


@mistake("train_sentiment", "The examples have their turn in the order in which they are given.")
def reader_backwards(params, examples, lr, max_norm, epochs):
    """Begins with the last one."""
    return descend(params, examples[::-1], sentence_gradient, lr, max_norm, epochs)


@mistake("train_sentiment", "The examples come in the given order, every time: don't shuffle.")
def reader_shuffled(params, examples, lr, max_norm, epochs):
    """Draws an order of its own for each epoch."""
    rng = np.random.default_rng(0)
    for _ in range(epochs):
        order = [examples[i] for i in rng.permutation(len(examples))]
        params = descend(params, order, sentence_gradient, lr, max_norm, 1)
    return params


@mistake("train_sentiment", "The learning rate stays the same in all epochs.")
def reader_rate_decays(params, examples, lr, max_norm, epochs):
    """Divides the learning rate by the epoch's number."""
    for epoch in range(epochs):
        params = descend(params, examples, sentence_gradient, lr / (epoch + 1), max_norm, 1)
    return params


@mistake("train_sentiment", "The result is the dict of parameters alone.")
def reader_with_losses(params, examples, lr, max_norm, epochs):
    """Returns a pair: parameters, and losses to plot."""
    losses = [reader(params, *example)[0] for example in examples]
    return descend(params, examples, sentence_gradient, lr, max_norm, epochs), losses


@mistake("train_sentiment", "Nothing was learned: the new parameters have to be kept and returned.")
def reader_returns_the_start(params, examples, lr, max_norm, epochs):
    """Returns what it was given."""
    return params


@mistake("train_sentiment", "You change the caller's own arrays: make new ones.")
def reader_in_place(params, examples, lr, max_norm, epochs):
    """Writes params[name] -= …."""
    return descend(params, examples, sentence_gradient, lr, max_norm, epochs, step=step_in_place)
