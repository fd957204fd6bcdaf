"""Right but unusual answers of image_tagger: each has to get full marks."""

from __future__ import annotations

import math

import numpy as np

from autograder.suite import variant


@variant("image_features")
def pooled_before_the_relu(image, kernels):
    """The largest value first, zero then: the two layers may change places."""
    fh, fw = kernels.shape[1:3]
    height, width = (image.shape[0] - fh + 1) // 3, (image.shape[1] - fw + 1) // 3
    features = []
    for i in range(height):
        for j in range(width):
            for kernel in kernels:
                best = -math.inf
                for a in range(3 * i, 3 * i + 3):
                    for c in range(3 * j, 3 * j + 3):
                        window = image[a : a + fh, c : c + fw].astype(float)
                        best = max(best, float(np.sum(window * kernel)))
                features.append(max(best, 0.0))
    return features


@variant("image_features")
def patches_as_rows(image, kernels):
    """im2col, in single precision."""
    fh, fw = kernels.shape[1:3]
    oh, ow = image.shape[0] - fh + 1, image.shape[1] - fw + 1
    rows = [image[i : i + fh, j : j + fw].ravel() for i in range(oh) for j in range(ow)]
    answers = np.float32(rows) @ np.float32(kernels).reshape(len(kernels), -1).T
    maps = np.where(answers > 0, answers, 0).reshape(oh, ow, -1)[: oh // 3 * 3, : ow // 3 * 3]
    return maps.reshape(oh // 3, 3, ow // 3, 3, -1).max(axis=3).max(axis=1).flatten()


@variant("image_features")
def through_fourier(image, kernels):
    """Multiplies spectra, channel by channel."""
    shape, (fh, fw) = image.shape[:2], kernels.shape[1:3]
    spectrum = np.fft.fft2(image, axes=(0, 1))
    stack = []
    for kernel in kernels:
        product = spectrum * np.conj(np.fft.fft2(kernel, s=shape, axes=(0, 1)))
        answer = np.fft.ifft2(product, axes=(0, 1)).real.sum(axis=2)
        stack.append(answer[: shape[0] - fh + 1, : shape[1] - fw + 1])
    maps = np.maximum(np.array(stack), 0)
    oh, ow = maps.shape[1] // 3, maps.shape[2] // 3
    parts = [maps[:, a : 3 * oh : 3, c : 3 * ow : 3] for a in range(3) for c in range(3)]
    return np.maximum.reduce(parts).transpose(1, 2, 0).ravel()


@variant("tagger_loss_and_gradients")
def one_step_after_the_other(params, features, caption, start, end):
    """No helper function at all, and every gradient gathered with +=."""
    W_f, b_f = params["W_f"], params["b_f"]
    W_x, W_h, b, W_y, b_y = (params[name] for name in ("W_x", "W_h", "b", "W_y", "b_y"))
    heard, states, likely, loss = [start, *caption], [np.tanh(W_f @ features + b_f)], [], 0.0
    for word, following in zip(heard, [*caption, end]):
        states.append(np.tanh(W_x[:, word] + W_h @ states[-1] + b))
        scores = W_y @ states[-1] + b_y
        e = np.exp(scores - np.max(scores))
        likely.append(e / np.sum(e))
        loss += np.log(np.sum(e)) + np.max(scores) - scores[following]
    grads = {name: np.zeros(np.shape(value)) for name, value in params.items()}
    back = np.zeros(len(b))
    for t in range(len(heard) - 1, -1, -1):
        error = likely[t]
        error[[*caption, end][t]] -= 1.0
        grads["W_y"] += np.outer(error, states[t + 1])
        grads["b_y"] += error
        dz = (W_y.T @ error + back) * (1 - states[t + 1] * states[t + 1])
        grads["W_x"][:, heard[t]] += dz
        grads["W_h"] += np.outer(dz, states[t])
        grads["b"] += dz
        back = dz @ W_h
    dz = back * (1 - states[0] ** 2)
    grads["W_f"], grads["b_f"] = dz[:, None] * features, dz
    return [loss, grads]


@variant("tagger_loss_and_gradients")
def by_complex_steps(params, features, caption, start, end):
    """No way back: each entry moves a little into the imaginary; returns more than is asked."""

    def loss(p):
        h, total = np.tanh(p["W_f"] @ features + p["b_f"]), 0.0
        for word, following in zip((start, *caption), (*caption, end)):
            h = np.tanh(p["W_x"][:, word] + p["W_h"] @ h + p["b"])
            scores = p["W_y"] @ h + p["b_y"]
            largest = scores[np.argmax(scores.real)]
            total = total + np.log(np.sum(np.exp(scores - largest))) + largest - scores[following]
        return total

    grads = {}
    for name, value in params.items():
        grads[name] = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            moved = value.astype(complex)
            moved[index] += 1e-30j
            grads[name][index] = np.imag(loss({**params, name: moved})) / 1e-30
    return float(loss(params)), {**grads, "steps": len(caption) + 1}


@variant("tagger_loss_and_gradients")
def matrices_in_single_precision(params, features, caption, start, end):
    """float32 throughout, matrix products over all steps, lists of lists as results."""
    p = {name: np.asarray(value, dtype=np.float32) for name, value in params.items()}
    f, K = np.float32(features), len(p["b_y"])
    xs, ys = np.zeros((len(caption) + 1, K), "f4"), np.zeros((len(caption) + 1, K), "f4")
    for t, word in enumerate([start, *caption]):
        xs[t, word] = 1
    for t, word in enumerate([*caption, end]):
        ys[t, word] = 1
    hs = [np.tanh(p["W_f"].dot(f) + p["b_f"])]
    for x in xs:
        hs.append(np.tanh(x @ p["W_x"].T + hs[-1] @ p["W_h"].T + p["b"]))
    before, after = np.array(hs[:-1]), np.array(hs[1:])
    scores = after @ p["W_y"].T + p["b_y"]
    scores = scores - scores.max(axis=1)[:, None]
    log_p = scores - np.log(np.exp(scores).sum(axis=1))[:, None]
    errors = np.exp(log_p) - ys
    dz, later = np.zeros_like(after), np.zeros_like(hs[0])
    for t in range(len(xs))[::-1]:
        dz[t] = (errors[t] @ p["W_y"] + later) * (1 - after[t] ** 2)
        later = dz[t] @ p["W_h"]
    dz0 = later * (1 - hs[0] ** 2)
    grads = {"b_y": errors.sum(0), "W_y": errors.T @ after, "b": dz.sum(0), "W_h": dz.T @ before}
    grads |= {"W_x": dz.T @ xs, "b_f": dz0, "W_f": np.outer(dz0, f)}
    return np.array(-np.sum(ys * log_p)), {name: value.tolist() for name, value in grads.items()}


@variant("greedy_decode")
def by_recursion(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """One word, and then the rest by the same function; returns NumPy integers."""
    if max_len == 0:
        return []
    state = np.tanh(W_x @ np.eye(len(b_y))[start] + W_h @ h0 + b)
    word = np.argmax(W_y @ state + b_y)
    if word == end:
        return []
    return [word, *by_recursion(state, W_x, W_h, b, W_y, b_y, word, end, max_len - 1)]


@variant("greedy_decode")
def everything_first_then_cut(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Says max_len words in any case, and cuts at the first end; returns an array."""
    words, state = [start], h0.astype(np.float32)
    for _ in range(max_len):
        state = np.tanh(W_x[:, words[-1]] + state @ W_h.T + b)
        scores = W_y @ state + b_y
        words.append(int(np.flatnonzero(scores == scores.max())[0]))
    words = words[1:]
    stop = words.index(end) if end in words else max_len
    return np.array(words[:stop], dtype=int)


@variant("greedy_decode")
def softmax_and_a_flag(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """Takes the likeliest word by probabilities; a flag ends the loop; returns a tuple."""
    said, going = (), True
    x = np.zeros(W_x.shape[1])
    x[start] = 1
    h = h0
    while going and len(said) < max_len:
        h = np.tanh(np.concatenate([W_x, W_h], axis=1) @ np.concatenate([x, h]) + b)
        scores = W_y @ h + b_y
        likely = np.exp(scores - scores.max())
        word = max(range(len(likely)), key=(likely / likely.sum()).__getitem__)
        x[:] = 0
        x[word] = 1
        going = word != end
        said += (word,) * going
    return said


# What the trainings below share; they differ in how they take their steps.


def caption_gradients(p, features, caption, start, end):
    """The tagger's gradients, in a flat and quick form."""
    heard, wanted = [start, *caption], [*caption, end]
    hs = [np.tanh(p["W_f"] @ features + p["b_f"])]
    for word in heard:
        hs.append(np.tanh(p["W_x"][:, word] + p["W_h"] @ hs[-1] + p["b"]))
    hs = np.array(hs)
    errors = class_errors(hs[1:] @ p["W_y"].T + p["b_y"], wanted)
    grads, dh0 = word_gradients(p, heard, hs, errors @ p["W_y"])
    dz0 = dh0 * (1 - hs[0] ** 2)
    output = {"W_y": errors.T @ hs[1:], "b_y": errors.sum(0)}
    return {"W_f": np.outer(dz0, features), "b_f": dz0, **grads, **output}


def sentence_gradients(p, words, label):
    """The reader's gradients."""
    hs = [np.zeros(len(p["b"]))]
    for word in words:
        hs.append(np.tanh(p["W_x"][:, word] + p["W_h"] @ hs[-1] + p["b"]))
    hs = np.array(hs)
    errors = class_errors(hs[-1:] @ p["W_y"].T + p["b_y"], [label])
    upstream = np.zeros((len(words), len(p["b"])))
    upstream[-1:] = errors @ p["W_y"]
    grads, _ = word_gradients(p, words, hs, upstream)
    return {**grads, "W_y": errors.T @ hs[-1:], "b_y": errors[0]}


def class_errors(scores, wanted):
    """Softmax less one-hot, row by row."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) - np.eye(scores.shape[1])[wanted]


def word_gradients(p, heard, hs, upstream):
    """The gradients of W_x, W_h and b, and dL/dh0."""
    dz, later = np.zeros(upstream.shape), np.zeros(len(p["b"]))
    for t in range(len(heard) - 1, -1, -1):
        dz[t] = (upstream[t] + later) * (1 - hs[t + 1] ** 2)
        later = dz[t] @ p["W_h"]
    W_x = np.zeros(p["W_x"].shape)
    np.add.at(W_x.T, heard, dz)
    return {"W_x": W_x, "W_h": dz.T @ hs[:-1], "b": dz.sum(0)}, later


@variant("train_tagger")
def copies_and_steps_in_place(params, examples, start, end, lr, max_norm, epochs):
    """Copies once and then works within its own arrays."""
    own = {name: np.array(value, dtype=np.float64) for name, value in params.items()}
    for features, caption in list(examples) * epochs:
        grads = caption_gradients(own, features, caption, start, end)
        norm = math.sqrt(sum(float(np.vdot(g, g)) for g in grads.values()))
        rate = lr * max_norm / norm if norm > max_norm else lr
        for name in own:
            own[name] -= rate * grads[name]
    return own


@variant("train_tagger")
def single_precision_all_along(params, examples, start, end, lr, max_norm, epochs):
    """Keeps its parameters in float32, and returns one key more."""
    p = {name: np.float32(value) for name, value in params.items()}
    losses = []
    for _ in range(epochs):
        for features, caption in examples:
            grads = caption_gradients(p, np.float32(features), caption, start, end)
            flat = np.concatenate([g.ravel() for g in grads.values()])
            scale = min(1.0, max_norm / (np.linalg.norm(flat) + 1e-12))
            p = {name: np.float32(p[name] - lr * scale * grads[name]) for name in p}
        losses.append(float(np.linalg.norm(flat)))
    return {**p, "lengths": losses}


@variant("sentiment_loss_and_gradients")
def the_verdict_walks_back(params, words, label):
    """One error, carried from the last word to the first."""
    W_x, W_h, b, W_y, b_y = (params[name] for name in ("W_x", "W_h", "b", "W_y", "b_y"))
    states = [np.zeros(len(b))]
    for word in words:
        states += [np.tanh(W_x.T[word] + W_h.dot(states[-1]) + b)]
    scores = W_y.dot(states[-1]) + b_y
    loss = np.logaddexp.reduce(scores) - scores[label]
    likely = np.exp(scores - np.logaddexp.reduce(scores))
    error = np.array([p - (k == label) for k, p in enumerate(likely)])
    grads = {"W_x": np.zeros(W_x.shape), "W_h": 0, "b": 0}
    grads |= {"W_y": np.outer(error, states[-1]), "b_y": error}
    dh = error @ W_y
    for t in range(len(words))[::-1]:
        dz = dh - dh * states[t + 1] ** 2
        grads["W_x"][:, words[t]] += dz
        grads["W_h"] = grads["W_h"] + np.outer(dz, states[t])
        grads["b"] = grads["b"] + dz
        dh = dz @ W_h
    return loss, grads


@variant("sentiment_loss_and_gradients")
def sensitivities_forwards(params, words, label):
    """How the state depends on all parameters is carried forwards, word by word."""
    W_x, W_h, b, W_y, b_y = (params[name] for name in ("W_x", "W_h", "b", "W_y", "b_y"))
    (H, K), h = W_x.shape, np.zeros(len(b))
    by_W_x, by_W_h, by_b = np.zeros((H, H, K)), np.zeros((H, H, H)), np.zeros((H, H))
    for word in words:
        by_W_x, by_W_h, by_b = (np.tensordot(W_h, part, 1) for part in (by_W_x, by_W_h, by_b))
        for i in range(H):
            by_W_x[i, i, word] += 1
            by_W_h[i, i] += h
            by_b[i, i] += 1
        h = np.tanh(W_x[:, word] + W_h @ h + b)
        slope = 1 - h**2
        by_W_x *= slope[:, None, None]
        by_W_h *= slope[:, None, None]
        by_b *= slope[:, None]
    scores = (W_y @ h + b_y).astype(float)
    scores -= scores.max()
    p = np.exp(scores) / np.exp(scores).sum()
    loss = np.log(np.exp(scores).sum()) - scores[label]
    p[label] -= 1
    dh = p @ W_y
    grads = {"W_x": np.tensordot(dh, by_W_x, 1), "W_h": np.tensordot(dh, by_W_h, 1)}
    return np.float64(loss), {**grads, "b": dh @ by_b, "b_y": p, "W_y": p[:, None] * h}


@variant("train_sentiment")
def one_long_vector(params, examples, lr, max_norm, epochs):
    """Lays all parameters in one vector, and cuts it up again for each step."""
    shapes = {name: np.shape(value) for name, value in params.items()}
    ends = np.cumsum([math.prod(shape) for shape in shapes.values()])[:-1]
    vector = np.concatenate([np.ravel(value) for value in params.values()]).astype(float)

    def cut(flat):
        return {n: v.reshape(s) for (n, s), v in zip(shapes.items(), np.split(flat, ends))}

    for _ in range(epochs):
        for words, label in examples:
            grads = sentence_gradients(cut(vector), words, label)
            flat = np.concatenate([grads[name].ravel() for name in shapes])
            norm = np.linalg.norm(flat)
            vector = vector - lr * flat * (max_norm / norm if norm > max_norm else 1.0)
    return cut(vector)


@variant("train_sentiment")
def epochs_by_recursion(params, examples, lr, max_norm, epochs):
    """The last epoch after all others; Fortran order on the way."""
    if epochs == 0:
        return {name: np.asfortranarray(value, dtype=float) for name, value in params.items()}
    p = epochs_by_recursion(params, examples, lr, max_norm, epochs - 1)
    for words, label in examples:
        grads = sentence_gradients(p, words, label)
        norm = sum(float((g**2).sum()) for g in grads.values()) ** 0.5
        for name, value in grads.items():
            p[name] = p[name] - lr * value / max(1.0, norm / max_norm)
    return p
