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
