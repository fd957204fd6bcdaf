"""From feature maps to a class: write the functions below, each where it says NotImplementedError.

Name what a picture shows, find out how each weight took part in a mistake, and train a
small network until it sees bars in the noise.

Check your work in this folder, in a terminal:

    autograder check      what was called, what was expected, what came back
    autograder watch      the same whenever you save
    pytest                the same tests, in plain pytest

README.md says how the work is graded and what to hand in. The notebook cnn_training.ipynb
holds the same functions, with explanations and pictures.
"""

import numpy as np


# ------------------------------------------------------------------------------
# sigmoid: 5 points. Lecture: Fully Connected Layer
# ------------------------------------------------------------------------------
def sigmoid(x):
    """Turn each score into the probability of a yes. Lecture: Fully Connected Layer.

    x: array of any shape

    Returns a new array of the same shape: 1 / (1 + e to the -x), each score by itself. The
    result is finite for any finite scores, also for 1000 and -1000.

    Example: sigmoid(np.array([0.0, np.log(3), -1000.0])) is [0.5, 0.75, 0].
    """
    raise NotImplementedError("Write sigmoid here.")


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


# ------------------------------------------------------------------------------
# fully_connected: 5 points. Lecture: Fully Connected Layer
# ------------------------------------------------------------------------------
def fully_connected(x, W, b):
    """Combine all numbers of the feature maps into scores. Lecture: Fully Connected Layer.

    x: array of any shape, with n entries in all
    W: array of shape (K, n): a row of weights for each of K classes
    b: array of shape (K,): a bias for each class

    Returns an array of K scores, shape (K,): W times the flattened x, plus b. x is flattened
    row by row (row-major). No activation function is applied.

    Example: fully_connected(np.array([[1, 2], [3, 4]]), np.array([[1, 0, 0, 10]]),
    np.array([0.5])) is [41.5].
    """
    raise NotImplementedError("Write fully_connected here.")


# ------------------------------------------------------------------------------
# softmax_loss: 10 points. Lecture: Training through RNN
# ------------------------------------------------------------------------------
def softmax_loss(logits, target):
    """How wrong were the scores, and where to? Lecture: Training through RNN (error).

    logits: array of K scores, shape (K,), as they come out of the fully connected layer
    target: the number of the right class, an int from 0 to K - 1

    Returns a pair (loss, gradient): the loss -log(p[target]) as a float, with p the softmax of
    the logits, and its gradient with respect to the logits, an array of shape (K,). Both are
    finite for any finite logits.

    Example: softmax_loss(np.array([0.0, np.log(3)]), 0) is (1.3863, [-0.75, 0.75]).
    """
    raise NotImplementedError("Write softmax_loss here.")


# ------------------------------------------------------------------------------
# cnn_forward: 5 points. Lecture: CNN has the following 4 layers
# ------------------------------------------------------------------------------
def cnn_forward(image, params):
    """A small convolutional network. Lecture: CNN has the following 4 layers.

    image: array of shape (h, w, d)
    params: dict of arrays,
        "kernels": shape (F, fh, fw, d), F filters
        "biases": shape (F,), one for each filter
        "W": shape (K, n), the weights of the fully connected layer
        "b": shape (K,), its biases

    Returns the probabilities of the K classes, shape (K,). The layers are: convolution (stride 1,
    no padding) plus biases, ReLU, max pooling with size 2 (windows that don't fit are dropped),
    fully connected, softmax. The pooled maps, shape (h', w', F), are flattened row by row.

    Example: for image = np.ones((3, 3, 1)), kernels = np.ones((1, 2, 2, 1)), biases = [-1],
    W = [[0], [1]] and b = [0, np.log(3) - 3] (all of them arrays) it is [0.25, 0.75].
    """
    raise NotImplementedError("Write cnn_forward here.")


# ------------------------------------------------------------------------------
# relu_backward: 5 points. Lecture: ReLU Layer
# ------------------------------------------------------------------------------
def relu_backward(x, dout):
    """Send a gradient back through ReLU. Lecture: ReLU Layer.

    x: array of any shape, what entered the layer
    dout: array of the same shape, the gradient of the loss with respect to relu(x)

    Returns the gradient with respect to x, a new array of the same shape. Where x is exactly 0,
    any number is accepted.

    Example: relu_backward(np.array([4.0, -3.0, 2.0]), np.array([5.0, 6.0, -7.0])) is [5, 0, -7].
    """
    raise NotImplementedError("Write relu_backward here.")


# ------------------------------------------------------------------------------
# fully_connected_backward: 10 points. Lecture: Fully Connected Layer
# ------------------------------------------------------------------------------
def fully_connected_backward(x, W, dout):
    """Send a gradient back through a fully connected layer. Lecture: Fully Connected Layer.

    x: array of any shape, with n entries in all, what entered the layer
    W: array of shape (K, n), its weights
    dout: array of shape (K,), the gradient of the loss with respect to the scores

    Returns a tuple (dx, dW, db) of the gradients with respect to x (in the shape of x), W (in the
    shape of W) and the biases (shape (K,)).

    Example: for x = [1, 2], W = [[3, 4], [5, 6]] and dout = [10, 1] (all of them arrays) it is
    ([35, 46], [[10, 20], [1, 2]], [10, 1]).
    """
    raise NotImplementedError("Write fully_connected_backward here.")


# ------------------------------------------------------------------------------
# max_pool_backward: 10 points. Lecture: Max Pooling
# ------------------------------------------------------------------------------
def max_pool_backward(x, dout, size=2, stride=None):
    """Send a gradient back through max pooling. Lecture: Max Pooling.

    x: array of shape (h, w), or (h, w, d), what entered the layer
    dout: array of shape (oh, ow), or (oh, ow, d): the gradient of the loss with respect to the
        pooled x
    size, stride: as for max_pool; stride=None means stride = size

    Returns the gradient with respect to x, a new array of the shape of x. The largest value of
    each window gets that window's dout; what it gets from several windows adds up. Equal winners
    of one window may share its dout in any way, as long as they hand out exactly dout.

    Example: max_pool_backward(np.array([[1, 5, -1, -2], [3, 2, -4, -3]]), np.array([[10, 20]]))
    is [[0, 10, 20, 0], [0, 0, 0, 0]].
    """
    raise NotImplementedError("Write max_pool_backward here.")


# ------------------------------------------------------------------------------
# conv2d_backward: 20 points. Lecture: Convolutional layer
# ------------------------------------------------------------------------------
def conv2d_backward(image, kernel, dout, stride=1, padding=0):
    """Send a gradient back through a convolution. Lecture: Convolutional layer.

    image: array of shape (h, w), or (h, w, d)
    kernel: array of shape (fh, fw), or (fh, fw, d)
    dout: array of shape (oh, ow), the gradient of the loss with respect to
        conv2d(image, kernel, stride, padding)
    stride, padding: as for conv2d

    Returns a tuple (dimage, dkernel) of the gradients with respect to the image and the kernel,
    each in the shape of what it belongs to.

    Example: for image = [[1, 2, 3]], kernel = [[10, 100]] and dout = [[1, 2]] (all of them arrays)
    it is ([[10, 120, 200]], [[5, 8]]).
    """
    raise NotImplementedError("Write conv2d_backward here.")


# ------------------------------------------------------------------------------
# sgd_step: 5 points. Lecture: Limitations of RNN
# ------------------------------------------------------------------------------
def sgd_step(params, grads, lr):
    """Take one step of gradient descent. Lecture: Limitations of RNN (gradient descent).

    params: dict of arrays, by any names
    grads: dict with the same names, each gradient in the shape of its parameter
    lr: learning rate, a float

    Returns a new dict of new arrays with the same names: every parameter minus lr times its
    gradient. params and grads stay as they are.

    Example: sgd_step({"w": np.array([1.0, 2.0])}, {"w": np.array([10.0, -10.0])}, 0.1) is
    {"w": [0, 3]}.
    """
    raise NotImplementedError("Write sgd_step here.")


# ------------------------------------------------------------------------------
# train_cnn: 10 points. Lecture: CNN has the following 4 layers
# ------------------------------------------------------------------------------
def train_cnn(images, labels, params, lr, epochs, seed):
    """Train the network of cnn_forward. Lecture: CNN has the following 4 layers.

    images: list of arrays of shape (h, w, d)
    labels: list of ints, the right class of each image
    params: dict of arrays, as for cnn_forward, to begin with
    lr: learning rate, a float
    epochs: how many times to go through all images, an int
    seed: an int from which the random order is drawn, with np.random.default_rng(seed): the same
        seed gives the same result

    Returns the trained parameters, a new dict like params (which stays as it is). Each image is
    followed by one step of plain gradient descent with its own gradients.

    What is expected: after 8 epochs with lr = 0.15 on 300 pictures of bars like those above (six
    filters of 3×3, small random parameters to begin with) the network names at least 80 % of new
    pictures. There are 40 seconds for it. Plain loops over windows take five or ten, so there is
    no need to hurry.

    Example: the step by hand from the text above, that is
    image = np.arange(1.0, 10).reshape(3, 3, 1), label 0, lr = 0.1 and one epoch, gives
    W = [[1.25], [-1.25]] and b = [-4.95, 4.95].
    """
    raise NotImplementedError("Write train_cnn here.")
