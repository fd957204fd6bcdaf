"""A cell that remembers: write the functions below, each where it says NotImplementedError.

The state is the network's memory: one step of a recurrent network takes today's input
and yesterday's state and gives today's state.

Check your work in this folder, in a terminal:

    autograder check      what was called, what was expected, what came back
    pytest                the same tests, in plain pytest

README.md says how the work is graded and what to hand in. The notebook rnn_cell.ipynb
holds the same functions, with explanations and pictures.
"""

import numpy as np


# ------------------------------------------------------------------------------
# rnn_step: 30 points. Lecture: Steps in RNN
# ------------------------------------------------------------------------------
def rnn_step(x_t, h_prev, W_x, W_h, b):
    """One step of a recurrent network: the current state from input and previous state.

    x_t: (D,), the input at time t.
    h_prev: (H,), the previous state, h_{t-1}.
    W_x: (H, D), the weight of the input neuron.
    W_h: (H, H), the weight of the recurrent neuron.
    b: (H,), the bias.

    Returns the current state h_t = tanh(W_x x_t + W_h h_{t-1} + b), of shape (H,). It is
    a new array; the arguments stay as they are.

    Example: with x_t = [1, 0], h_prev = [0.5], W_x = [[0.5, 2]], W_h = [[-1]] and b = [0.25]
    the sum is 0.5·1 + 2·0 − 1·0.5 + 0.25 = 0.25, and the new state is [tanh 0.25] ≈ [0.2449].

    Lecture: Steps in RNN.
    """
    raise NotImplementedError("Write rnn_step here.")
