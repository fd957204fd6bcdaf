"""Right but unusual answers to the questions of cnn_training: each deserves full marks."""

import math

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
