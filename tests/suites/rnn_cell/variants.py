"""Right but unusual answers of rnn_cell: each has to get full marks."""

from __future__ import annotations

import math

import numpy as np

from autograder.suite import variant


@variant("rnn_step")
def plain_loops_and_a_list(x_t, h_prev, W_x, W_h, b):
    """No NumPy at all; returns a list."""
    state = []
    for i in range(len(b)):
        total = float(b[i])
        total += sum(float(W_x[i][j]) * float(x_t[j]) for j in range(len(x_t)))
        total += sum(float(W_h[i][j]) * float(h_prev[j]) for j in range(len(h_prev)))
        state.append(math.tanh(total))
    return state


@variant("rnn_step")
def one_matrix_for_both(x_t, h_prev, W_x, W_h, b):
    """Glues input, state and a 1 for the bias into one vector."""
    weights = np.concatenate([W_x, W_h, np.reshape(b, (-1, 1))], axis=1)
    return np.tanh(weights @ np.concatenate([x_t, h_prev, [1.0]]))


@variant("rnn_step")
def einstein_sums(x_t, h_prev, W_x, W_h, b):
    """Names the axes."""
    return np.tanh(np.einsum("hd,d->h", W_x, x_t) + np.einsum("hk,k->h", W_h, h_prev) + b)


@variant("rnn_step")
def rows_and_turned_weights(x_t, h_prev, W_x, W_h, b):
    """Writes vectors as rows, with the weights turned to match."""
    return np.tanh(x_t @ W_x.T + h_prev @ W_h.T + b)


@variant("rnn_step")
def columns_made_flat(x_t, h_prev, W_x, W_h, b):
    """Computes with columns through np.matrix and flattens at the end."""
    column = np.matrix(W_x) * np.reshape(x_t, (-1, 1)) + np.matrix(W_h) * np.reshape(
        h_prev, (-1, 1)
    )
    return np.asarray(np.tanh(column + np.reshape(b, (-1, 1)))).ravel()


@variant("rnn_step")
def tanh_from_a_sigmoid(x_t, h_prev, W_x, W_h, b):
    """tanh z = 2 sigmoid(2z) − 1, with a bounded exponent."""
    z = W_x @ x_t + W_h @ h_prev + b
    return 2 / (1 + np.exp(-2 * np.clip(z, -300, 300))) - 1


@variant("rnn_step")
def single_precision(x_t, h_prev, W_x, W_h, b):
    """Computes and returns float32."""
    x_t, h_prev, W_x, W_h, b = (np.float32(array) for array in (x_t, h_prev, W_x, W_h, b))
    return np.tanh(W_x @ x_t + W_h @ h_prev + b)


@variant("rnn_step")
def every_second_place_of_a_buffer(x_t, h_prev, W_x, W_h, b):
    """Returns a strided view, filled neuron by neuron."""
    buffer = np.full(2 * len(b), np.nan)
    for i, bias in enumerate(b):
        buffer[2 * i] = np.tanh(np.dot(W_x[i], x_t) + np.dot(W_h[i], h_prev) + bias)
    return buffer[::2]
