"""Learning through time: write the functions below, each where it says NotImplementedError.

Back-propagation through time, derived in full: how an error at the end of a sequence
reaches the weights, why it vanishes or explodes on the way, and a network that learns
to come through missed days.

Check your work in this folder, in a terminal:

    autograder check      what was called, what was expected, what came back
    autograder watch      the same whenever you save
    pytest                the same tests, in plain pytest

README.md says how the work is graded and what to hand in. The notebook bptt.ipynb
holds the same functions, with explanations and pictures.
"""

import numpy as np


# ------------------------------------------------------------------------------
# numerical_gradient: 10 points. Lecture: Training of RNN
# ------------------------------------------------------------------------------
def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x, measured with central differences.

    f: a function that takes an array of the shape of x and returns one number.
    x: an array of any shape; integers are allowed. It is the same after the call.
    h: the step to either side.

    Returns an array of the shape of x. Its entry for the coordinate i is
    (f(x with h added to x_i) − f(x with h taken from x_i)) / (2h).

    >>> numerical_gradient(lambda x: x[0] * x[1], np.array([3, 4]))
    array([4., 3.])

    Lecture: Training of RNN.
    """
    raise NotImplementedError("Write numerical_gradient here.")


# ------------------------------------------------------------------------------
# bptt: 40 points. Lecture: Training of RNN
# ------------------------------------------------------------------------------
def bptt(xs, hs, W_x, W_h, dhs):
    """Back-propagation through time for h_t = tanh(W_x x_t + W_h h_{t-1} + b).

    xs: (T, D), the inputs; xs[t] led from the state hs[t] to the state hs[t + 1].
    hs: (T + 1, H), the states; hs[0] is the state the network started from.
    W_x: (H, D), the weight of the input neuron.
    W_h: (H, H), the weight of the recurrent neuron.
    dhs: (T, H); dhs[t] is dL/dh for the state hs[t + 1] through the output of step t only,
        not through the steps that follow.

    Returns a dict of gradients of the loss L:
    "dW_x" (H, D), "dW_h" (H, H), "db" (H,): of the weights and the bias, summed over time;
    "dh0" (H,): of the starting state; "dxs" (T, D): of the inputs.
    The arguments stay as they are.

    One step, one neuron: with xs = [[2]], hs = [[0.5], [0.6]], W_x = [[0.3]],
    W_h = [[0.4]] and dhs = [[1]] the derivative of tanh is 1 − 0.6² = 0.64, so that
    dW_x = [[1.28]], dW_h = [[0.32]], db = [0.64], dh0 = [0.256] and dxs = [[0.192]].

    Lecture: Training of RNN.
    """
    raise NotImplementedError("Write bptt here.")


def rnn_forward(xs, h0, W_x, W_h, b):
    """All states of a network, as you wrote it before. Lecture: Training through RNN.

    xs: array of shape (T, D), one input a step; h0: array of shape (H,), the starting state
    W_x: (H, D), W_h: (H, H), b: (H,)

    Returns an array of shape (T + 1, H): row 0 is h0, row t + 1 the state after x_t.

    Example: with one input, one neuron, W_x and W_h of 0 and b = [0.5], each state after the
    first is tanh(0.5) = 0.4621.
    """
    raise NotImplementedError("Paste your rnn_forward here.")


# ------------------------------------------------------------------------------
# gradient_norms: 15 points. Lecture: Limitations of RNN
# ------------------------------------------------------------------------------
def gradient_norms(hs, W_h, dh_last):
    """The norms of dL/dh for all states, when the loss sits on the last state only.

    hs: (T + 1, H), the states of a run; hs[0] is the state the network started from.
    W_h: (H, H), the weight of the recurrent neuron.
    dh_last: (H,), dL/dh of the last state, hs[T].

    Returns an array of shape (T + 1,): entry t is the Euclidean norm of dL/dh for the state
    hs[t], so that the last entry is the norm of dh_last. The arguments stay as they are.

    Example: with hs = [[0], [0], [0.6]], W_h = [[2]] and dh_last = [10] the result is
    [25.6, 12.8, 10], since 12.8 = 2·(1 − 0.6²)·10 and 25.6 = 2·12.8.

    Lecture: Limitations of RNN.
    """
    raise NotImplementedError("Write gradient_norms here.")


# ------------------------------------------------------------------------------
# clip_gradients: 10 points. Lecture: Limitations of RNN
# ------------------------------------------------------------------------------
def clip_gradients(grads, max_norm):
    """Gradients whose global norm is at most max_norm.

    grads: dict of arrays of any shapes, the gradients of all parameters.
    max_norm: float above 0, the limit.

    Returns a new dict with the same keys and shapes. If the global norm, the root of the sum
    of the squares of all entries of all arrays, is above max_norm, then all are scaled by one
    factor, so that it becomes max_norm. Otherwise the values are the same as before. The
    dict that was given and its arrays stay as they are.

    Example: clip_gradients({"W": [3, 0], "b": [4]}, 1) is {"W": [0.6, 0], "b": [0.8]}.

    Lecture: Limitations of RNN.
    """
    raise NotImplementedError("Write clip_gradients here.")


# ------------------------------------------------------------------------------
# rnn_loss_and_gradients: 10 points. Lecture: Training through RNN
# ------------------------------------------------------------------------------
def rnn_loss_and_gradients(params, xs, ys):
    """The loss of a network over a sequence, and its gradients.

    params: dict of arrays "W_x" (H, D), "W_h" (H, H), "b" (H,), "W_y" (K, H), "b_y" (K,).
    xs: (T, D), the inputs; the network starts from a state of zeros.
    ys: (T,) of int, the right answer of each step, from 0 to K − 1.

    Returns a tuple (loss, grads):
    loss: float, the sum over all steps of −log softmax(W_y h_t + b_y)[y_t];
    grads: dict with the keys of params, the gradient of the loss for each of them.
    Scores of 1000 or −1000 must not overflow, and the arguments stay as they are.

    Example: with W_x = [[artanh 0.5]], W_h = [[0]], b = [0], W_y = [[2], [0]], b_y = [0, 1],
    xs = [[1]] and ys = [0] the loss is log 2 ≈ 0.6931, and the gradient of W_x is [[−0.75]].

    Lecture: Training through RNN.
    """
    raise NotImplementedError("Write rnn_loss_and_gradients here.")


# ------------------------------------------------------------------------------
# train_gym: 15 points. Lecture: Gym Exercise Example
# ------------------------------------------------------------------------------
def train_gym(params, sequences, lr, max_norm):
    """Train a network by gradient descent, once through all sequences.

    params: dict of arrays "W_x" (H, D), "W_h" (H, H), "b" (H,), "W_y" (K, H), "b_y" (K,).
    sequences: list of tuples (xs, ys), with xs (T, D) and ys (T,) of int.
    lr: float, the learning rate.
    max_norm: float; before each step the gradients are clipped to this global norm.

    Returns a new dict with the same keys: the parameters after one step for each sequence,
    in order. The parameters that were given stay as they are.

    Example: with lr = 0 nothing is learned, and the result has the values of params. With
    max_norm = 1 and lr = 0.1 no step is longer than 0.1.

    Lecture: Gym Exercise Example.
    """
    raise NotImplementedError("Write train_gym here.")
