"""Right but unusual answers of bptt: each has to get full marks."""

from __future__ import annotations

import itertools

import numpy as np

from autograder.suite import variant


@variant("numerical_gradient")
def moves_the_point_and_puts_it_back(f, x, h=1e-5):
    """Works in the array itself and restores every entry from a saved value."""
    x = np.asarray(x, dtype=np.float64)
    slopes = np.empty(x.shape)
    walk = np.nditer(x, flags=["multi_index"], op_flags=[["readwrite"]])
    for _ in walk:
        index = walk.multi_index
        saved = x[index]
        x[index] = saved + h
        above = f(x)
        x[index] = saved - h
        slopes[index] = (above - f(x)) / (2 * h)
        x[index] = saved
    return slopes


@variant("numerical_gradient")
def all_steps_made_at_once(f, x, h=1e-5):
    """One identity matrix holds a step for every coordinate."""
    x = np.array(x, dtype=float)
    steps = h * np.eye(x.size).reshape(-1, *x.shape)
    slopes = [(f(x + step) - f(x - step)) / (h + h) for step in steps]
    return np.array(slopes).reshape(x.shape)


@variant("numerical_gradient")
def nested_lists(f, x, h=1e-5):
    """Returns a list of lists, built by recursion over the axes."""

    def slope(index):
        if len(index) < np.ndim(x):
            return [slope((*index, i)) for i in range(np.shape(x)[len(index)])]
        above, below = np.array(x, dtype=float), np.array(x, dtype=float)
        above[index] += h
        below[index] -= h
        return float(f(above) - f(below)) / (2 * h)

    return slope(())


@variant("numerical_gradient")
def two_half_differences(f, x, h=1e-5):
    """The mean of the forward and the backward difference, into Fortran order."""
    x = np.asarray(x, dtype=np.float64)
    here, slopes = f(x), np.zeros(x.shape, order="F")
    for index in itertools.product(*map(range, x.shape)):
        moved = [x.copy(), x.copy()]
        moved[0][index] += h
        moved[1][index] -= h
        slopes[index] = ((f(moved[0]) - here) / h + (here - f(moved[1])) / h) / 2
    return slopes


@variant("bptt")
def matrix_products_at_the_end(xs, hs, W_x, W_h, dhs):
    """Keeps dz of all steps and sums over time by a product; gives more than is asked for."""
    slopes = 1.0 - np.square(hs[1:])
    dzs = np.zeros(dhs.shape)
    for t in range(len(xs) - 1, -1, -1):
        later = dzs[t + 1] @ W_h if t + 1 < len(xs) else 0.0
        dzs[t] = slopes[t] * (dhs[t] + later)
    result = {"dW_x": dzs.T @ xs, "dW_h": dzs.T @ hs[:-1], "db": dzs.sum(0), "dzs": dzs}
    return {**result, "dh0": dzs[0] @ W_h, "dxs": dzs @ W_x, "steps": len(xs)}


@variant("bptt")
def recursion_over_the_steps(xs, hs, W_x, W_h, dhs):
    """The first step, and then the rest of the sequence by the same function."""
    if len(xs) == 0:
        nothing = np.zeros(W_x.shape), np.zeros(W_h.shape), np.zeros(len(W_h))
        return dict(zip(("dW_x", "dW_h", "db", "dh0", "dxs"), (*nothing, nothing[2], [])))
    rest = recursion_over_the_steps(xs[1:], hs[1:], W_x, W_h, dhs[1:])
    dz = (1 - hs[1]) * (1 + hs[1]) * (dhs[0] + rest["dh0"])
    return {
        "dW_x": rest["dW_x"] + dz[:, None] * xs[0],
        "dW_h": rest["dW_h"] + dz[:, None] * hs[0],
        "db": rest["db"] + dz,
        "dh0": W_h.T @ dz,
        "dxs": [list(W_x.T @ dz), *rest["dxs"]],
    }


@variant("bptt")
def every_error_walks_alone(xs, hs, W_x, W_h, dhs):
    """Each output's error goes back to the start by itself."""
    result = {"dW_x": 0, "dW_h": 0, "db": 0, "dh0": 0, "dxs": np.zeros(xs.shape)}
    for last in range(len(xs)):
        error = dhs[last]
        for t in range(last, -1, -1):
            dz = error - error * hs[t + 1] ** 2
            result["dW_x"] = result["dW_x"] + np.einsum("h,d->hd", dz, xs[t])
            result["dW_h"] = result["dW_h"] + np.einsum("h,k->hk", dz, hs[t])
            result["db"] = result["db"] + dz
            result["dxs"][t] += dz @ W_x
            error = np.dot(dz, W_h)
        result["dh0"] = result["dh0"] + error
    return result


@variant("bptt")
def one_system_of_equations(xs, hs, W_x, W_h, dhs):
    """All dz at once: a triangular system over all steps and neurons."""
    T, H = dhs.shape
    slopes = (1.0 - np.asarray(hs)[1:] ** 2).ravel()
    ahead = np.kron(np.eye(T, k=1), np.asarray(W_h).T)
    dzs = np.linalg.solve(np.eye(T * H) - slopes[:, None] * ahead, slopes * dhs.ravel())
    dzs = dzs.reshape(T, H)
    dW_x, dW_h = np.matrix(dzs).T * np.matrix(xs), np.matrix(dzs).T * np.matrix(hs[:-1])
    return {"dW_x": dW_x, "dW_h": dW_h, "db": dzs.sum(0), "dh0": W_h.T @ dzs[0], "dxs": dzs @ W_x}


@variant("bptt")
def forwards_with_sensitivities(xs, hs, W_x, W_h, dhs):
    """No walk back at all: how each state depends on everything is carried forwards."""
    (T, D), H = xs.shape, len(W_h)
    counts = [H * D, H * H, H, H, T * D]
    ends = np.cumsum(counts)
    depends = np.zeros((H, ends[-1]))
    depends[:, ends[2] : ends[3]] = np.eye(H)
    total = np.zeros(ends[-1])
    for t in range(T):
        depends = W_h @ depends
        depends[:, : ends[0]] += np.kron(np.eye(H), xs[t])
        depends[:, ends[0] : ends[1]] += np.kron(np.eye(H), hs[t])
        depends[:, ends[1] : ends[2]] += np.eye(H)
        depends[:, ends[3] + t * D : ends[3] + (t + 1) * D] += W_x
        depends *= (1 - hs[t + 1] ** 2)[:, None]
        total += dhs[t] @ depends
    parts = np.split(total, ends[:-1])
    shapes = {"dW_x": (H, D), "dW_h": (H, H), "db": (H,), "dh0": (H,), "dxs": (T, D)}
    return {key: part.reshape(shape) for (key, shape), part in zip(shapes.items(), parts)}


@variant("bptt")
def slope_from_the_sum(xs, hs, W_x, W_h, dhs):
    """Goes back to z = artanh h, where the slope of tanh is 1 / cosh² z."""
    states = np.asarray(hs, dtype=np.float64)
    with np.errstate(all="ignore"):
        slopes = 1 / np.cosh(np.arctanh(states)) ** 2
    later, gathered = np.zeros(len(W_h)), []
    for t in reversed(range(len(xs))):
        gathered.insert(0, slopes[t + 1] * (dhs[t] + later))
        later = np.matmul(np.transpose(W_h), gathered[0])
    dzs = np.asfortranarray(gathered)
    dW_h = np.tensordot(dzs, states[:-1], axes=(0, 0))
    dW_x = np.tensordot(dzs, xs, axes=(0, 0))
    return {"dxs": dzs @ W_x, "dh0": later, "db": dzs.sum(0), "dW_h": dW_h, "dW_x": dW_x}


@variant("bptt")
def single_precision_and_plain_sums(xs, hs, W_x, W_h, dhs):
    """Computes in float32, entry by entry."""
    xs, hs, W_x, W_h, dhs = (np.float32(array) for array in (xs, hs, W_x, W_h, dhs))
    (T, D), H = xs.shape, len(W_h)
    dzs = np.zeros((T + 1, H), dtype=np.float32)
    for t in range(T - 1, -1, -1):
        for i in range(H):
            later = sum(W_h[j, i] * dzs[t + 1, j] for j in range(H))
            dzs[t, i] = (1 - hs[t + 1, i] * hs[t + 1, i]) * (dhs[t, i] + later)
    dzs = dzs[:T]
    dW_x = [[sum(dzs[t, i] * xs[t, j] for t in range(T)) for j in range(D)] for i in range(H)]
    dW_h = [[sum(dzs[t, i] * hs[t, j] for t in range(T)) for j in range(H)] for i in range(H)]
    return {"dW_x": dW_x, "dW_h": dW_h, "db": sum(dzs), "dh0": dzs[0] @ W_h, "dxs": dzs @ W_x}


@variant("numerical_gradient")
def there_and_back(f, x, h=1e-5):
    """Steps in the given array, there and back: only a rounding error is left."""
    x = np.asarray(x, dtype=np.float64)
    slopes = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        slopes[index] = (above - f(x)) / (2 * h)
        x[index] += h
    return slopes


@variant("gradient_norms")
def norms_from_a_product_of_matrices(hs, W_h, dh_last):
    """Builds the matrix that leads from each state to the end."""
    hs, steps_back = np.asarray(hs), np.eye(len(W_h))
    norms = []
    for t in range(len(hs) - 1, -1, -1):
        norms.append(float(np.linalg.norm(steps_back @ dh_last)))
        steps_back = np.transpose(W_h) @ np.diag(1.0 - hs[t] ** 2) @ steps_back
    return list(reversed(norms))


@variant("gradient_norms")
def norms_by_recursion(hs, W_h, dh_last):
    """The norms of the shorter run, with one more at the end; rows in place of columns."""
    here = np.sqrt(np.dot(dh_last, dh_last))
    if len(hs) == 1:
        return np.array([here])
    before = ((1 - hs[-1]) * (1 + hs[-1]) * dh_last) @ W_h
    return np.append(norms_by_recursion(hs[:-1], W_h, before), here)


@variant("gradient_norms")
def norms_in_single_precision(hs, W_h, dh_last):
    """Fills an array of float32 from its end."""
    hs, W_h, dh = np.float32(hs), np.float32(W_h), np.float32(dh_last)
    norms = np.zeros(len(hs), dtype=np.float32)
    for t in range(len(hs) - 1, 0, -1):
        norms[t] = np.hypot.reduce(dh)
        dh = np.einsum("ik,i->k", W_h, dh - dh * hs[t] ** 2)
    norms[0] = np.hypot.reduce(dh)
    return norms


@variant("gradient_norms")
def norms_by_walking_the_whole_way(hs, W_h, dh_last):
    """Back-propagation for every input, with an error at the last step alone."""
    T = len(hs) - 1
    dhs = np.zeros((T, len(W_h)))
    dhs[-1] = dh_last
    gathered, later = [np.asarray(dh_last, dtype=float)], np.zeros(len(W_h))
    for t in range(T - 1, -1, -1):
        later = W_h.T @ ((1 - hs[t + 1] ** 2) * (dhs[t] + later))
        gathered.append(later)
    return np.linalg.norm(gathered[::-1], axis=1)


@variant("clip_gradients")
def the_smaller_of_two_factors(grads, max_norm):
    """One flat array for the norm, and a guard against 0, as a well-known library has it."""
    flat = np.concatenate([np.ravel(grad) for grad in grads.values()])
    factor = min(1.0, max_norm / (np.linalg.norm(flat) + 1e-6))
    return {name: np.multiply(grad, factor) for name, grad in grads.items()}


@variant("clip_gradients")
def limit_in_the_denominator(grads, max_norm):
    """Divides by how many times the limit the norm is, if that is more than once."""
    norms = [np.linalg.norm(np.asarray(grad, dtype=float)) for grad in grads.values()]
    excess = max(1.0, np.hypot.reduce(norms) / max_norm)
    return dict(zip(grads, (np.asarray(grad) / excess for grad in grads.values())))


@variant("clip_gradients")
def copies_where_nothing_is_too_long(grads, max_norm):
    """Entry by entry, in Python numbers; copies of what is short enough."""
    total = sum(float(v) ** 2 for grad in grads.values() for v in np.nditer(grad))
    if total <= max_norm**2:
        return {name: grad.copy() for name, grad in grads.items()}
    return {name: np.float32(grad * (max_norm * total**-0.5)) for name, grad in grads.items()}


@variant("rnn_loss_and_gradients")
def step_by_step_with_lists(params, xs, ys):
    """One loop forward, one loop back, softmax for each step."""
    states, losses, dys = [np.zeros(len(params["b"]))], [], []
    for x, y in zip(xs, ys):
        states.append(np.tanh(params["W_x"] @ x + params["W_h"] @ states[-1] + params["b"]))
        scores = params["W_y"] @ states[-1] + params["b_y"]
        powers = np.exp(scores - np.max(scores))
        p = powers / np.sum(powers)
        losses.append(np.log(np.sum(powers)) + np.max(scores) - scores[y])
        dys.append(p - (np.arange(len(p)) == y))
    grads = {name: np.zeros(np.shape(value)) for name, value in params.items()}
    later = np.zeros(len(params["b"]))
    for t in reversed(range(len(xs))):
        dz = (1 - states[t + 1] ** 2) * (params["W_y"].T @ dys[t] + later)
        grads["W_y"] += np.outer(dys[t], states[t + 1])
        grads["b_y"] += dys[t]
        grads["W_x"] += np.outer(dz, xs[t])
        grads["W_h"] += np.outer(dz, states[t])
        grads["b"] += dz
        later = params["W_h"].T @ dz
    return float(sum(losses)), {**grads, "h0": later}


@variant("rnn_loss_and_gradients")
def one_loop_with_its_own_bptt(params, xs, ys):
    """Calls the student's bptt, with logaddexp for the loss; returns a list of two."""
    hs = [np.zeros(len(params["b"]), dtype=float)]
    for x in xs:
        hs.append(np.tanh(params["W_x"] @ x + params["W_h"] @ hs[-1] + params["b"]))
    hs = np.stack(hs)
    scores = np.einsum("kh,th->tk", params["W_y"], hs[1:]) + params["b_y"]
    normal = np.logaddexp.reduce(scores, axis=1)
    right = np.take_along_axis(scores, np.asarray(ys)[:, None], axis=1)[:, 0]
    dys = np.exp(scores - normal[:, None]) - np.eye(len(params["b_y"]))[ys]
    back = bptt(np.asarray(xs), hs, params["W_x"], params["W_h"], dys @ params["W_y"])  # noqa: F821
    grads = {name: back["d" + name] for name in ("W_x", "W_h", "b")}
    grads |= {"W_y": np.einsum("tk,th->kh", dys, hs[1:]), "b_y": np.ones(len(dys)) @ dys}
    return [np.sum(normal - right), grads]


@variant("rnn_loss_and_gradients")
def errors_walk_back_one_by_one(params, xs, ys):
    """Goes on from each output to the start by itself; loss as an array without axes."""
    states, loss = [np.zeros(len(params["b"]))], np.array(0.0)
    grads = {name: np.zeros(np.shape(value)) for name, value in params.items()}
    for t, y in enumerate(ys):
        states.append(np.tanh(xs[t] @ params["W_x"].T + states[-1] @ params["W_h"].T + params["b"]))
        scores = params["W_y"].dot(states[-1]) + params["b_y"]
        relative = scores - scores[y]
        top = max(relative)
        loss = loss + top + np.log(np.sum(np.exp(relative - top)))
        dy = np.exp(relative - top) / np.sum(np.exp(relative - top))
        dy[y] -= 1
        grads["W_y"] = grads["W_y"] + dy[:, None] * states[-1]
        grads["b_y"] = grads["b_y"] + dy
        dh = dy @ params["W_y"]
        for s in range(t, -1, -1):
            dz = dh * (1 - states[s + 1] ** 2)
            grads["W_x"] = grads["W_x"] + dz[:, None] * xs[s]
            grads["W_h"] = grads["W_h"] + dz[:, None] * states[s]
            grads["b"] = grads["b"] + dz
            dh = dz @ params["W_h"]
    return loss, grads


@variant("train_gym")
def uses_its_own_functions(params, sequences, lr, max_norm):
    """The student's loss, gradients and clipping, on copies that are changed in place."""
    params = {name: np.array(value, dtype=float) for name, value in params.items()}
    for xs, ys in sequences:
        grads = rnn_loss_and_gradients(params, xs, ys)[1]  # noqa: F821
        for name, grad in clip_gradients(grads, max_norm).items():  # noqa: F821
            params[name] -= lr * grad
    return params


@variant("train_gym")
def one_factor_for_rate_and_clipping(params, sequences, lr, max_norm):
    """Clips by itself, with one factor for the learning rate and the limit."""
    params = dict(params)
    for lesson in sequences:
        grads = rnn_loss_and_gradients(params, *lesson)[1]  # noqa: F821
        norm = np.linalg.norm(np.concatenate([np.ravel(grad) for grad in grads.values()]))
        factor = lr * min(1.0, max_norm / (norm + 1e-12))
        params = {name: params[name] - factor * grads[name] for name in params}
    return params


@variant("train_gym")
def complete_in_itself_and_in_single_precision(params, sequences, lr, max_norm):
    """All in one function, in float32, with lists of arrays instead of dicts."""
    W_x, W_h, b, W_y, b_y = (np.float32(params[n]) for n in ("W_x", "W_h", "b", "W_y", "b_y"))
    for xs, ys in sequences:
        xs, hs = np.float32(xs), np.zeros((len(xs) + 1, len(b)), dtype=np.float32)
        for t in range(len(xs)):
            hs[t + 1] = np.tanh(W_x @ xs[t] + W_h @ hs[t] + b)
        scores = hs[1:] @ W_y.T + b_y
        dys = np.exp(scores - scores.max(axis=1, keepdims=True))
        dys /= dys.sum(axis=1, keepdims=True)
        dys[np.arange(len(ys)), ys] -= 1
        dzs, later = np.zeros_like(hs[1:]), np.zeros_like(b)
        for t in range(len(xs) - 1, -1, -1):
            dzs[t] = (1 - hs[t + 1] ** 2) * (dys[t] @ W_y + later)
            later = dzs[t] @ W_h
        grads = [dzs.T @ xs, dzs.T @ hs[:-1], dzs.sum(0), dys.T @ hs[1:], dys.sum(0)]
        norm = np.sqrt(sum(float(np.sum(np.square(grad))) for grad in grads))
        rate = np.float32(lr * min(1.0, max_norm / max(norm, 1e-12)))
        W_x, W_h, b, W_y, b_y = (
            value - rate * grad for value, grad in zip((W_x, W_h, b, W_y, b_y), grads)
        )
    return {"W_x": W_x, "W_h": W_h, "b": b, "W_y": W_y, "b_y": b_y}
