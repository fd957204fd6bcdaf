"""How a computer reads an image: write the functions below, each where it says NotImplementedError.

Build the layers that turn pixels into features: convolution with stride and padding,
ReLU, and pooling.

Check your work in this folder, in a terminal:

    autograder check      what was called, what was expected, what came back
    autograder watch      the same whenever you save
    pytest                the same tests, in plain pytest

README.md says how the work is graded and what to hand in. The notebook cnn_layers.ipynb
holds the same functions, with explanations and pictures.
"""

import numpy as np


# ------------------------------------------------------------------------------
# conv_output_size: 5 points. Lecture: Convolutional layer
# ------------------------------------------------------------------------------
def conv_output_size(n, f, stride=1, padding=0):
    """How many windows fit into a row of pixels. Lecture: Convolutional layer, Stride, Padding.

    n: length of the row (height or width of the image), an int
    f: length of the filter in that direction, an int, at most n + 2 * padding
    stride: by how many pixels the filter moves
    padding: how many zeros are added at each of the two ends

    Returns an int. Windows that don't fit completely are not counted.

    Example: conv_output_size(5, 3) is 3, and conv_output_size(6, 3, stride=2) is 2.
    """
    raise NotImplementedError("Write conv_output_size here.")


# ------------------------------------------------------------------------------
# zero_pad: 5 points. Lecture: Padding
# ------------------------------------------------------------------------------
def zero_pad(image, p):
    """Lay a frame of zeros, p pixels wide, around an image. Lecture: Padding.

    image: array of shape (h, w), or (h, w, d) with d channels
    p: width of the frame, an int; 0 is allowed

    Returns a new array of shape (h + 2p, w + 2p), or (h + 2p, w + 2p, d): the frame goes
    around height and width, and the number of channels stays.

    Example: zero_pad(np.array([[7]]), 1) is [[0, 0, 0], [0, 7, 0], [0, 0, 0]].
    """
    raise NotImplementedError("Write zero_pad here.")


# ------------------------------------------------------------------------------
# conv2d: 30 points. Lecture: Convolutional layer
# ------------------------------------------------------------------------------
def conv2d(image, kernel, stride=1, padding=0):
    """Slide a filter over an image: the feature map. Lecture: Convolutional layer.

    image: array of shape (h, w), or (h, w, d) with d channels
    kernel: array of shape (fh, fw), or (fh, fw, d): as deep as the image
    stride: by how many pixels the filter moves, down and to the right
    padding: how many zeros are laid around the image first

    Returns an array of shape (oh, ow), also for an image with channels, where
    oh = conv_output_size(h, fh, stride, padding) and ow likewise. Each entry is the sum of
    the products of the filter, laid on as it is, with the pixels under it, over all
    channels. Windows that don't fit are dropped.

    Example: conv2d(np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 10]])) is
    [[21, 32], [54, 65]].
    """
    raise NotImplementedError("Write conv2d here.")


# ------------------------------------------------------------------------------
# coverage: 5 points. Lecture: Padding
# ------------------------------------------------------------------------------
def coverage(h, w, fh, fw):
    """Count in how many windows each pixel of an image lies. Lecture: Padding.

    h, w: height and width of the image, ints
    fh, fw: height and width of the filter, ints, at most h and w

    The filter moves by one pixel at a time (stride 1), without padding.

    Returns an array of ints of shape (h, w).

    Example: coverage(2, 4, 1, 2) is [[1, 2, 2, 1], [1, 2, 2, 1]].
    """
    raise NotImplementedError("Write coverage here.")


# ------------------------------------------------------------------------------
# named_kernel: 5 points. Lecture: Convolutional layer
# ------------------------------------------------------------------------------
def named_kernel(name):
    """Give the 3×3 filter of that name. Lecture: Convolutional layer.

    name: "blur", "sharpen", "edge" or "vertical"

    Returns an array of shape (3, 3):
        "blur": no weight is negative, they sum to 1, and more than one of them counts
        "sharpen": the weights sum to 1, that of the centre is above 1, and those of its four
            direct neighbours are negative
        "edge": the weights sum to 0, and every edge gives an answer, whatever its direction
        "vertical": vertical edges give an answer, horizontal edges and flat areas give 0

    Example: with k = named_kernel("blur"), conv2d(np.full((3, 3), 7.0), k) is [[7.0]].
    """
    raise NotImplementedError("Write named_kernel here.")


# ------------------------------------------------------------------------------
# conv_layer: 10 points. Lecture: Convolutional layer
# ------------------------------------------------------------------------------
def conv_layer(image, kernels, biases, stride=1, padding=0):
    """Apply several filters to an image: a convolutional layer. Lecture: Convolutional layer.

    image: array of shape (h, w, d)
    kernels: array of shape (F, fh, fw, d): F filters, each as deep as the image
    biases: array of shape (F,): one number for each filter
    stride, padding: as for conv2d

    Returns an array of shape (oh, ow, F): along the last axis one feature map for each filter,
    which is the convolution with that filter, plus its bias everywhere.

    Example: for an image of shape (1, 3, 1) with the pixels 1, 2, 3, kernels of shape
    (2, 1, 1, 1) with the weights 10 and -1, and the biases [0, 5], the result is
    [[[10, 4], [20, 3], [30, 2]]], of shape (1, 3, 2).
    """
    raise NotImplementedError("Write conv_layer here.")


# ------------------------------------------------------------------------------
# relu: 5 points. Lecture: ReLU Layer
# ------------------------------------------------------------------------------
def relu(x):
    """Replace every negative value by zero. Lecture: ReLU Layer.

    x: array of any shape

    Returns a new array of the same shape.

    Example: relu(np.array([-2.0, 0.0, 3.5])) is [0, 0, 3.5].
    """
    raise NotImplementedError("Write relu here.")


# ------------------------------------------------------------------------------
# max_pool: 20 points. Lecture: Max Pooling
# ------------------------------------------------------------------------------
def max_pool(x, size=2, stride=None):
    """Keep the largest value of each window. Lecture: Max Pooling.

    x: array of shape (h, w), or (h, w, d) with d channels
    size: height and width of the square windows
    stride: by how many pixels the window moves; None means stride = size, so that the
        windows touch without overlapping

    Returns an array of shape (oh, ow), or (oh, ow, d): every channel is pooled by itself.
    Windows that don't fit are dropped.

    Example: max_pool(np.array([[1, 5, -1, -2], [3, 2, -4, -3]])) is [[5, -1]].
    """
    raise NotImplementedError("Write max_pool here.")


# ------------------------------------------------------------------------------
# avg_pool: 10 points. Lecture: Average Pooling
# ------------------------------------------------------------------------------
def avg_pool(x, size=2, stride=None):
    """Take the average of each window. Lecture: Average Pooling.

    x: array of shape (h, w), or (h, w, d) with d channels
    size: height and width of the square windows
    stride: by how many pixels the window moves; None means stride = size

    Returns an array of shape (oh, ow), or (oh, ow, d): every channel is pooled by itself.
    Windows that don't fit are dropped.

    Example: avg_pool(np.array([[1, 5, -1, -2], [3, 2, -4, -3]])) is [[2.75, -2.5]].
    """
    raise NotImplementedError("Write avg_pool here.")


# ------------------------------------------------------------------------------
# sum_pool: 5 points. Lecture: Average Pooling
# ------------------------------------------------------------------------------
def sum_pool(x, size=2, stride=None):
    """Take the sum of each window. Lecture: Sum Pooling.

    x: array of shape (h, w), or (h, w, d) with d channels
    size: height and width of the square windows
    stride: by how many pixels the window moves; None means stride = size

    Returns an array of shape (oh, ow), or (oh, ow, d): every channel is pooled by itself.
    Windows that don't fit are dropped.

    Example: sum_pool(np.array([[1, 5, -1, -2], [3, 2, -4, -3]])) is [[11, -10]].
    """
    raise NotImplementedError("Write sum_pool here.")
