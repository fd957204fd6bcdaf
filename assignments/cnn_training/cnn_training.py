"""From feature maps to a class: write the functions below, each where it says NotImplementedError.

Turn a network's scores into probabilities, so that it can name what it sees.

Check your work in this folder, in a terminal:

    autograder check      what was called, what was expected, what came back
    pytest                the same tests, in plain pytest

README.md says how the work is graded and what to hand in. The notebook cnn_training.ipynb
holds the same functions, with explanations and pictures.
"""

import numpy as np


# ------------------------------------------------------------------------------
# softmax: 15 points. Lecture: Fully Connected Layer
# ------------------------------------------------------------------------------
def softmax(z):
    """Turn scores into probabilities. Lecture: Fully Connected Layer.

    z: array of scores of shape (…, K), one score for each of K classes along the last axis

    Returns an array of the same shape: the exponentials of the scores, divided by their sum
    over the last axis. Each row of K numbers is positive and sums to 1. The result is finite
    for any finite scores, however large.

    Example: softmax(np.array([0.0, np.log(3)])) is [0.25, 0.75].
    """
    raise NotImplementedError("Write softmax here.")
