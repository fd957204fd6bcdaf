"""A cell that remembers: write the functions below, each where it says NotImplementedError.

The state is the network's memory: from one-hot workouts to a recurrent cell that comes
through missed days at the gym.

Check your work in this folder, in a terminal:

    autograder check      what was called, what was expected, what came back
    autograder watch      the same whenever you save
    pytest                the same tests, in plain pytest

README.md says how the work is graded and what to hand in. The notebook rnn_cell.ipynb
holds the same functions, with explanations and pictures.
"""

import numpy as np


# ------------------------------------------------------------------------------
# one_hot: 5 points. Lecture: Gym Exercise Example
# ------------------------------------------------------------------------------
def one_hot(index, n):
    """The one-hot vector of one thing out of n.

    index: int from 0 to n − 1, the number of the thing.
    n: int, how many things there are.

    Returns an array of shape (n,): 1 at the place `index` and 0 everywhere else.

    Example: one_hot(1, 4) is [0, 1, 0, 0].

    Lecture: Gym Exercise Example.
    """
    raise NotImplementedError("Write one_hot here.")


# ------------------------------------------------------------------------------
# last_workout: 10 points. Lecture: Gym Exercise Example
# ------------------------------------------------------------------------------
def last_workout(history, n):
    """The last workout that was really done, as a one-hot vector.

    history: list with an entry for each day, the oldest first: the number of the exercise
        that was done (int from 0 to n − 1), or None for a missed day.
    n: int, how many exercises there are.

    Returns an array of shape (n,): the one-hot vector of the last attended exercise, or
    zeros if no day was attended. The history stays as it is.

    Example: last_workout([0, 2, None], 4) is [0, 0, 1, 0].

    Lecture: Gym Exercise Example.
    """
    raise NotImplementedError("Write last_workout here.")


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


# ------------------------------------------------------------------------------
# rnn_output: 10 points. Lecture: Steps in RNN
# ------------------------------------------------------------------------------
def rnn_output(h_t, W_y, b_y):
    """The scores that are read off a state.

    h_t: (H,), the current state.
    W_y: (K, H), the weight of the output.
    b_y: (K,), the bias of the output.

    Returns the scores W_y h_t + b_y, of shape (K,), without any activation function. It is
    a new array; the arguments stay as they are.

    Example: with h_t = [0.5, 0.25], W_y = [[2, 4]] and b_y = [−1] the only score is
    2·0.5 + 4·0.25 − 1 = 1, so the result is [1].

    Lecture: Steps in RNN.
    """
    raise NotImplementedError("Write rnn_output here.")


# ------------------------------------------------------------------------------
# rnn_forward: 20 points. Lecture: Training through RNN
# ------------------------------------------------------------------------------
def rnn_forward(xs, h0, W_x, W_h, b):
    """All states of a recurrent network that reads a sequence, the start among them.

    xs: (T, D), the inputs, one row a time step.
    h0: (H,), the state that the network starts from; it need not be zero.
    W_x: (H, D), the weight of the input neuron.
    W_h: (H, H), the weight of the recurrent neuron.
    b: (H,), the bias. Weights and bias are the same at every step.

    Returns an array of shape (T + 1, H): row 0 is h0, and row t + 1 is the state that the
    input xs[t] leads to. The arguments stay as they are.

    Example: with xs = [[1], [0]], h0 = [0], W_x = [[1]], W_h = [[0.5]] and b = [0] the result
    is about [[0], [0.7616], [0.3634]].

    Lecture: Training through RNN.
    """
    raise NotImplementedError("Write rnn_forward here.")


# ------------------------------------------------------------------------------
# gym_sequence: 10 points. Lecture: Gym Exercise Example
# ------------------------------------------------------------------------------
def gym_sequence(order, attended, n):
    """The inputs and the right answers for some days at the gym.

    order: list of int, the plan: the exercises in their order, which starts again at its end.
    attended: list of bool, one a day: were we there? On a missed day the plan waits, so
        that the same exercise is due on the next day.
    n: int, how many exercises there are.

    Returns a tuple (xs, ys) for the T = len(attended) days:
    xs: (T, n); row t is the one-hot vector of the workout that was done the day before, and
        zeros on the first day and after a missed day.
    ys: (T,) of int; entry t is the exercise that is due on day t, attended or not.

    Example: gym_sequence([1, 0], [True, False, True], 2) is
    xs = [[0, 0], [0, 1], [0, 0]] and ys = [1, 0, 0].

    Lecture: Gym Exercise Example.
    """
    raise NotImplementedError("Write gym_sequence here.")


# ------------------------------------------------------------------------------
# encode_sentence: 10 points. Lecture: Sentiment Analysis
# ------------------------------------------------------------------------------
def encode_sentence(sentence, vocab):
    """The words of a sentence as numbers.

    sentence: str; words are separated by white space.
    vocab: dict from words in lower case to int, with an entry "<unk>" for all others.

    Returns a list of int, one for each word, in order. Words are looked up in lower case,
    without the punctuation around them (as . , ; : ! ? ( ) and "), but with their
    apostrophes, where a typographic ’ counts as '. The vocabulary stays as it is.

    Example: encode_sentence("Books? I don’t!", {"<unk>": 0, "i": 1, "don't": 2}) is [0, 1, 2].

    Lecture: Sentiment Analysis.
    """
    raise NotImplementedError("Write encode_sentence here.")


# ------------------------------------------------------------------------------
# parameter_count: 5 points. Lecture: Steps in RNN
# ------------------------------------------------------------------------------
def parameter_count(D, H, K):
    """How many numbers a recurrent network learns, over any number of time steps.

    D: int, inputs. H: int, neurons of the state. K: int, outputs.

    Returns an int: the entries of W_x, W_h, b, W_y and b_y together.

    Example: parameter_count(2, 3, 4) is 34.

    Lecture: Steps in RNN.
    """
    raise NotImplementedError("Write parameter_count here.")
