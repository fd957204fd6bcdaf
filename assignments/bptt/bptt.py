"""Learning through time: write the functions below, each where it says NotImplementedError.

Back-propagation through time, derived in full: how an error at the end of a sequence
reaches the weights, and why it vanishes or explodes on the way.

Check your work in this folder, in a terminal:

    autograder check      what was called, what was expected, what came back
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
