# %% [markdown]
# # From feature maps to a class

# %%
import numpy as np

np.set_printoptions(precision=4, suppress=True)

# %%
import matplotlib.pyplot as plt


# %%
def softmax(z):
    """Turn scores into probabilities. Lecture: Fully Connected Layer.

    z: array of scores of shape (…, K), one score for each of K classes along the last axis

    Returns an array of the same shape: the exponentials of the scores, divided by their sum
    over the last axis. Each row of K numbers is positive and sums to 1. The result is finite
    for any finite scores, however large.

    Example: softmax(np.array([0.0, np.log(3)])) is [0.25, 0.75].
    """
    # BEGIN SOLUTION
    z = np.asarray(z, dtype=np.float64)
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
    # END SOLUTION
