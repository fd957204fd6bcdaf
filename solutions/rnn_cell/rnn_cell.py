# %% [markdown]
# # A cell that remembers

# %%
import numpy as np


# %%
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
    # BEGIN SOLUTION
    x_t, h_prev, W_x, W_h, b = (
        np.asarray(array, dtype=np.float64) for array in (x_t, h_prev, W_x, W_h, b)
    )
    return np.tanh(W_x @ x_t + W_h @ h_prev + b)
    # END SOLUTION
