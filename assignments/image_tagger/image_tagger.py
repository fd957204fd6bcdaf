"""A picture described, a sentence read: write the functions below, each where it says NotImplementedError.

Everything comes together: a network that looks at a picture and writes a caption, and
one that reads a sentence and tells whether somebody likes it.

Check your work in this folder, in a terminal:

    autograder check      what was called, what was expected, what came back
    autograder watch      the same whenever you save
    pytest                the same tests, in plain pytest

README.md says how the work is graded and what to hand in. The notebook image_tagger.ipynb
holds the same functions, with explanations and pictures.
"""

import numpy as np


def conv_layer(image, kernels, biases, stride=1, padding=0):
    """From *How a computer reads an image*: a feature map for each filter.

    (h, w, d), (F, fh, fw, d), (F,) -> (oh, ow, F)
    """
    raise NotImplementedError("Paste your conv_layer here.")


def max_pool(x, size=2, stride=None):
    """From *How a computer reads an image*: the largest value of each window.

    (h, w) or (h, w, d) -> (oh, ow[, d]); stride=None means stride = size
    """
    raise NotImplementedError("Paste your max_pool here.")


def softmax_loss(logits, target):
    """From *From feature maps to a class*: −log p of the right class, and its gradient.

    (K,), int -> (float, (K,))
    """
    raise NotImplementedError("Paste your softmax_loss here.")


def rnn_forward(xs, h0, W_x, W_h, b):
    """From *A cell that remembers*: all states of a run, the starting state first.

    (T, D), (H,), (H, D), (H, H), (H,) -> (T + 1, H)
    """
    raise NotImplementedError("Paste your rnn_forward here.")


def bptt(xs, hs, W_x, W_h, dhs):
    """From *Learning through time*: back-propagation through time.

    (T, D), (T + 1, H), (H, D), (H, H), (T, H) -> dict "dW_x", "dW_h", "db", "dh0", "dxs";
    dhs[t] is what the output of step t says about hs[t + 1].
    """
    raise NotImplementedError("Paste your bptt here.")


def clip_gradients(grads, max_norm):
    """From *Learning through time*: gradients that are too long together are scaled down.

    dict of arrays, float -> a new dict whose length is at most max_norm
    """
    raise NotImplementedError("Paste your clip_gradients here.")


# ------------------------------------------------------------------------------
# image_features: 15 points. Lecture: Automatic Image Tagger
# ------------------------------------------------------------------------------
def image_features(image, kernels):
    """The features of a picture: convolution, ReLU, max pooling, laid in a row.

    image: array of shape (h, w, d)
    kernels: array of shape (F, fh, fw, d): F filters, each as deep as the image

    1. The convolution with every filter (stride 1, no padding, no bias; the filter is laid on
       as it is) gives an array of shape (h − fh + 1, w − fw + 1, F).
    2. The ReLU.
    3. Max pooling with windows of size 3 and stride 3; windows that don't fit are dropped. This
       gives an array of shape (oh, ow, F), with oh = (h − fh + 1) // 3 and ow likewise.
    4. That array is flattened row by row, so that the filter changes fastest.

    Returns an array of shape (oh · ow · F,). The arguments stay as they are.

    Example: for an image of shape (3, 3, 1) with the pixels 1 to 9 and kernels of shape
    (2, 1, 1, 1) with the weights 2 and −1 the features are [18, 0].

    Lecture: Automatic Image Tagger (and the layers of the CNN).
    """
    raise NotImplementedError("Write image_features here.")


def first_state(params, features):
    """(n,) -> (H,): the state that the picture's features put the network into."""
    return np.tanh(params["W_f"] @ features + params["b_f"])


# ------------------------------------------------------------------------------
# tagger_loss_and_gradients: 30 points. Lecture: Automatic Image Tagger
# ------------------------------------------------------------------------------
def tagger_loss_and_gradients(params, features, caption, start, end):
    """The loss of the tagger for one picture and its caption, and all gradients.

    params: dict of arrays, with n features, H neurons and K words in the vocabulary:
        "W_f" (H, n), "b_f" (H,): from the features to the starting state
        "W_x" (H, K), "W_h" (H, H), "b" (H,): the recurrent network
        "W_y" (K, H), "b_y" (K,): from a state to the scores of all words
    features: (n,), what image_features gives
    caption: list of int, the words' numbers, at least one; neither start nor end is in it.
        A word may occur more than once.
    start, end: int, the numbers of <start> and <end>

    The network starts from h0 = tanh(W_f f + b_f). It hears start and then the words of the
    caption, each as a one-hot vector of length K, and makes h_t = tanh(W_x x_t + W_h h_{t−1} + b).
    After each it should say the word that comes next, and after the last word end, so that
    there are len(caption) + 1 steps. The loss of a step is −log softmax(W_y h_t + b_y)[that word].

    Returns (loss, grads): the loss is a number, summed over the steps (not averaged), finite for
    any finite scores; grads is a dict with the keys of params, each array of its parameter's
    shape. The arguments stay as they are.

    Example: if all parameters are zero and K = 4, every word has the probability 1/4. A caption
    of two words has three steps, so the loss is 3 log 4 ≈ 4.1589. The gradient of b_y is 3/4 for
    each word, minus 1 for every time that it should have been said.

    Lecture: Automatic Image Tagger.
    """
    raise NotImplementedError("Write tagger_loss_and_gradients here.")


# ------------------------------------------------------------------------------
# greedy_decode: 15 points. Lecture: Automatic Image Tagger
# ------------------------------------------------------------------------------
def greedy_decode(h0, W_x, W_h, b, W_y, b_y, start, end, max_len):
    """The words that the network says when it always takes the one with the highest score.

    h0: (H,), the state it starts from
    W_x (H, K), W_h (H, H), b (H,): the recurrent network; K words in the vocabulary
    W_y (K, H), b_y (K,): from a state to the scores of all words
    start, end: int, two different words' numbers
    max_len: int, at least 1

    The network hears start (as a one-hot vector of length K), makes the next state
    h_t = tanh(W_x x_t + W_h h_{t−1} + b), and says the word with the highest score in
    W_y h_t + b_y. Then it hears that word, and so on. It stops when it says end, or when it has
    said max_len words.

    Returns a list of int, at most max_len of them: the words in the order they were said, without
    the end and without the start that was fed first. (If the network says start or any other
    word later, even twice in a row, that is a word like any other and stays.) It may be empty.
    The arguments stay as they are.

    Example: if all scores come from b_y alone (W_y = 0) and b_y = [0, 0, 5], with start = 0 and
    end = 1, the network says 2 forever, and with max_len = 3 the result is [2, 2, 2]. With
    b_y = [0, 7, 5] it ends at once: [].

    Lecture: Automatic Image Tagger.
    """
    raise NotImplementedError("Write greedy_decode here.")


# ------------------------------------------------------------------------------
# train_tagger: 15 points. Lecture: Automatic Image Tagger
# ------------------------------------------------------------------------------
def train_tagger(params, examples, start, end, lr, max_norm, epochs):
    """Train the tagger by gradient descent, one picture at a time.

    params: dict of arrays, as for tagger_loss_and_gradients
    examples: list of (features, caption) pairs, as for tagger_loss_and_gradients
    start, end: int, the numbers of <start> and <end>
    lr: float, the learning rate
    max_norm: float, the length that a gradient may have
    epochs: int, how often all examples have their turn, at least 1

    In every epoch, for each example, in the order in which they are given (don't shuffle):
    1. the gradients of tagger_loss_and_gradients with the parameters as they are now;
    2. if their common length (the root of the sum of the squares of all entries of all arrays
       in the dict) is above max_norm, all of them are multiplied by max_norm / length;
       otherwise they stay as they are;
    3. every parameter has lr times its gradient taken off.

    Returns a new dict with the keys of params: the parameters after the last step. The arguments
    stay as they are.

    Example: if all parameters are zero, K = 3, start = 0, end = 1 and there is one example with
    the caption [2], one epoch with lr = 0.3 and a large max_norm changes nothing but b_y, which
    becomes [−0.2, 0.1, 0.1].

    Lecture: Automatic Image Tagger; Training through RNN.
    """
    raise NotImplementedError("Write train_tagger here.")


# ------------------------------------------------------------------------------
# sentiment_loss_and_gradients: 15 points. Lecture: Sentiment Analysis
# ------------------------------------------------------------------------------
def sentiment_loss_and_gradients(params, words, label):
    """The loss of the sentence reader for one sentence, and all gradients.

    params: dict of arrays, with K words in the language, H neurons and C classes:
        "W_x" (H, K), "W_h" (H, H), "b" (H,): the recurrent network
        "W_y" (C, H), "b_y" (C,): from the last state to the scores of the classes
    words: list of int, the words' numbers, at least one. A word may occur more than once.
    label: int, the right class

    The network starts from h0 = 0, hears the words as one-hot vectors of length K, and makes
    h_t = tanh(W_x x_t + W_h h_{t−1} + b). Only the last state is read: the loss is
    −log softmax(W_y h_T + b_y)[label].

    Returns (loss, grads): the loss is a number, finite for any finite scores; grads is a dict
    with the keys of params, each array of its parameter's shape. The arguments stay as they are.

    Example: if all parameters are zero and C = 2, both classes have the probability 1/2, the loss
    is log 2 ≈ 0.6931, and for label 1 the gradient of b_y is [0.5, −0.5]; all others are zero.

    Lecture: Sentiment Analysis.
    """
    raise NotImplementedError("Write sentiment_loss_and_gradients here.")


# ------------------------------------------------------------------------------
# train_sentiment: 10 points. Lecture: Sentiment Analysis
# ------------------------------------------------------------------------------
def train_sentiment(params, examples, lr, max_norm, epochs):
    """Train the sentence reader by gradient descent, one sentence at a time.

    params: dict of arrays, as for sentiment_loss_and_gradients
    examples: list of (words, label) pairs, as for sentiment_loss_and_gradients
    lr: float, the learning rate
    max_norm: float, the length that a gradient may have
    epochs: int, how often all examples have their turn, at least 1

    In every epoch, for each example, in the order in which they are given (don't shuffle):
    1. the gradients of sentiment_loss_and_gradients with the parameters as they are now;
    2. if their common length (the root of the sum of the squares of all entries of all arrays
       in the dict) is above max_norm, all of them are multiplied by max_norm / length;
       otherwise they stay as they are;
    3. every parameter has lr times its gradient taken off.

    Returns a new dict with the keys of params: the parameters after the last step. The arguments
    stay as they are.

    Example: if all parameters are zero, C = 2 and there is one example with the label 0, one epoch
    with lr = 0.4 and a large max_norm changes nothing but b_y, which becomes [0.2, −0.2].

    Lecture: Sentiment Analysis; Training through RNN.
    """
    raise NotImplementedError("Write train_sentiment here.")
