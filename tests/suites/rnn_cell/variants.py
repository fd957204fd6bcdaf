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


@variant("one_hot")
def row_of_the_identity(index, n):
    """A row of the identity matrix."""
    return np.eye(n)[index]


@variant("one_hot")
def comparison_with_a_range(index, n):
    """An array of truth values, 1 where they are true."""
    return np.arange(n) == index


@variant("one_hot")
def list_of_whole_numbers(index, n):
    """No NumPy at all."""
    return [int(place == index) for place in range(n)]


@variant("last_workout")
def walk_back(history, n):
    """Searches from the end, by recursion."""
    if not history:
        return np.zeros(n)
    if history[-1] is None:
        return walk_back(history[:-1], n)
    return np.eye(n)[history[-1]]


@variant("last_workout")
def overwrite_day_by_day(history, n):
    """Goes forwards through the days and keeps the last vector, of whole numbers."""
    vector = np.zeros(n, dtype=int)
    for day in history:
        if day is not None:
            vector[:] = 0
            vector[day] += 1
    return vector


@variant("last_workout")
def list_of_comparisons(history, n):
    """Finds the exercise with next, and compares it with every place."""
    last = next((day for day in history[::-1] if day is not None), -1)
    return [float(place == last) for place in range(n)]


@variant("rnn_output")
def scores_one_by_one(h_t, W_y, b_y):
    """A list of Python numbers."""
    return [
        float(bias) + sum(float(w) * float(h) for w, h in zip(row, h_t))
        for row, bias in zip(W_y, b_y)
    ]


@variant("rnn_output")
def state_as_a_row(h_t, W_y, b_y):
    """The state as a row, with the weight turned to match."""
    return (np.asarray(h_t)[None, :] @ np.transpose(W_y))[0] + b_y


@variant("rnn_output")
def scores_in_single_precision(h_t, W_y, b_y):
    """Multiplies, sums and returns float32."""
    return (np.float32(W_y) * np.float32(h_t)).sum(axis=1) + np.float32(b_y)


@variant("rnn_forward")
def filled_array(xs, h0, W_x, W_h, b):
    """An array in Fortran order, filled row by row; the inputs' part all at once."""
    from_inputs = xs @ W_x.T + b
    states = np.empty((len(xs) + 1, len(b)), order="F")
    states[0] = h0
    for t in range(len(xs)):
        states[t + 1] = np.tanh(from_inputs[t] + W_h @ states[t])
    return states


@variant("rnn_forward")
def run_by_recursion(xs, h0, W_x, W_h, b):
    """The start, and then the rest of the run from the next state, as lists."""
    if len(xs) == 0:
        return [list(h0)]
    h1 = np.tanh(np.einsum("hd,d->h", W_x, xs[0]) + np.einsum("hk,k->h", W_h, h0) + b)
    return [list(h0), *run_by_recursion(xs[1:], h1, W_x, W_h, b)]


@variant("rnn_forward")
def calls_its_own_step(xs, h0, W_x, W_h, b):
    """Uses the student's rnn_step and stacks the rows."""
    states = np.array(h0, dtype=float)[None, :]
    for t in range(xs.shape[0]):
        states = np.vstack([states, rnn_step(xs[t], states[t], W_x, W_h, b)])  # noqa: F821
    return states


@variant("rnn_forward")
def run_in_single_precision(xs, h0, W_x, W_h, b):
    """Computes in float32; returns an np.matrix."""
    xs, h0, W_x, W_h, b = (np.float32(array) for array in (xs, h0, W_x, W_h, b))
    states = [h0]
    for x_t in xs:
        states.append(np.tanh(W_x.dot(x_t) + W_h.dot(states[-1]) + b))
    return np.matrix(states)


@variant("gym_sequence")
def counted_with_cumulative_sums(order, attended, n):
    """No loop: how many workouts lie before each day."""
    there = np.array(attended, dtype=int)
    ys = np.array(order)[(np.cumsum(there) - there) % len(order)]
    xs = np.zeros((len(there), n))
    xs[1:] = np.eye(n)[ys[:-1]] * there[:-1, None]
    return xs, ys


@variant("gym_sequence")
def plan_unrolled(order, attended, n):
    """A copy of the plan, long enough, is used up; lists all the way."""
    plan = list(order) * (len(attended) + 1)
    xs, ys, before = [], [], None
    for present in attended:
        ys.append(plan[0])
        xs.append([1 if exercise == before else 0 for exercise in range(n)])
        before = plan.pop(0) if present else None
    return [xs, ys]


@variant("encode_sentence")
def edges_by_pattern(sentence, vocab):
    """Cuts the ends of each word by a pattern."""
    import re

    words = re.split(r"\s+", sentence.lower().replace("’", "'").strip())
    words = [re.sub(r"^[^\w']+|[^\w']+$", "", word) for word in words]
    return [vocab[word] if word in vocab else vocab["<unk>"] for word in words]


@variant("encode_sentence")
def all_punctuation_of_the_library(sentence, vocab):
    """Strips what the standard library calls punctuation; returns an array."""
    import string

    numbers = []
    for word in sentence.split():
        word = word.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip(string.punctuation)
        numbers.append(vocab.get(word.casefold(), vocab["<unk>"]))
    return np.array(numbers)


@variant("encode_sentence")
def from_the_first_letter_to_the_last(sentence, vocab):
    """Looks for the first and the last letter or digit of each word, sign by sign."""
    numbers = []
    for word in sentence.casefold().split():
        word = "".join("'" if sign == "’" else sign for sign in word)
        places = [place for place, sign in enumerate(word) if sign.isalnum()]
        word = word[places[0] : places[-1] + 1] if places else ""
        numbers.append(vocab.get(word, vocab["<unk>"]))
    return tuple(numbers)


@variant("parameter_count")
def sizes_of_real_arrays(D, H, K):
    """Adds up products of the shapes; returns a NumPy integer."""
    shapes = [(H, D), (H, H), (H,), (K, H), (K,)]
    return np.sum([np.prod(shape, dtype=np.int64) for shape in shapes])


@variant("parameter_count")
def one_matrix_for_each_layer(D, H, K):
    """Input, state and a 1 for the bias are glued together."""
    return (D + H + 1) * H + (H + 1) * K
