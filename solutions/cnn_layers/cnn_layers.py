# %% [markdown]
# # How a computer reads an image
#
# A convolutional neural network looks at a picture through small windows. In this notebook
# you build its layers yourself, with nothing but NumPy, in the order of the lecture:
# convolution (with stride and padding), ReLU and pooling.
#
# Each question asks for one function. Replace its last line by your own code, run the cell,
# then run the check below it. The checks that you can see are a part of the tests: they are
# enough to tell whether you understood the task, and the rest asks the same things of other
# images.
#
# Three habits that save points in every question:
#
# * **Shapes first.** Read in the docstring what shape goes in and what shape comes out.
# * **Leave your arguments as they are.** Whoever gave you an image still needs it.
# * **Try a case you can work out by hand**: small, not square, with some negative numbers.

# %%
import numpy as np

np.set_printoptions(precision=4, suppress=True)

# %%
import matplotlib.pyplot as plt


# %%
def conv_output_size(n, f, stride=1, padding=0):
    """How many windows fit into a row of pixels. Lecture: Convolutional layer, Stride, Padding.

    n: length of the row (height or width of the image), an int
    f: length of the filter in that direction, an int, at most n + 2 * padding
    stride: by how many pixels the filter moves
    padding: how many zeros are added at each of the two ends

    Returns an int. Windows that don't fit completely are not counted.

    Example: conv_output_size(5, 3) is 3, and conv_output_size(6, 3, stride=2) is 2.
    """
    # BEGIN SOLUTION
    return (n + 2 * padding - f) // stride + 1
    # END SOLUTION


# %%
def zero_pad(image, p):
    """Lay a frame of zeros, p pixels wide, around an image. Lecture: Padding.

    image: array of shape (h, w), or (h, w, d) with d channels
    p: width of the frame, an int; 0 is allowed

    Returns a new array of shape (h + 2p, w + 2p), or (h + 2p, w + 2p, d): the frame goes
    around height and width, and the number of channels stays.

    Example: zero_pad(np.array([[7]]), 1) is [[0, 0, 0], [0, 7, 0], [0, 0, 0]].
    """
    # BEGIN SOLUTION
    image = np.asarray(image, dtype=np.float64)
    height, width = image.shape[:2]
    padded = np.zeros((height + 2 * p, width + 2 * p, *image.shape[2:]))
    padded[p : p + height, p : p + width] = image
    return padded
    # END SOLUTION


# %%
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
    # BEGIN SOLUTION
    padded = zero_pad(image, padding)
    kernel = np.asarray(kernel, dtype=np.float64)
    fh, fw = kernel.shape[:2]
    oh = conv_output_size(padded.shape[0], fh, stride)
    ow = conv_output_size(padded.shape[1], fw, stride)
    feature_map = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            window = padded[top : top + fh, left : left + fw]
            feature_map[i, j] = np.sum(window * kernel)
    return feature_map
    # END SOLUTION


# %%
def relu(x):
    """Replace every negative value by zero. Lecture: ReLU Layer.

    x: array of any shape

    Returns a new array of the same shape.

    Example: relu(np.array([-2.0, 0.0, 3.5])) is [0, 0, 3.5].
    """
    # BEGIN SOLUTION
    return np.maximum(np.asarray(x, dtype=np.float64), 0)
    # END SOLUTION


# %%
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
    # BEGIN SOLUTION
    x = np.asarray(x, dtype=np.float64)
    step = size if stride is None else stride
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))
    return windows[::step, ::step].max(axis=(-2, -1))
    # END SOLUTION


# %%
def avg_pool(x, size=2, stride=None):
    """Take the average of each window. Lecture: Average Pooling.

    x: array of shape (h, w), or (h, w, d) with d channels
    size: height and width of the square windows
    stride: by how many pixels the window moves; None means stride = size

    Returns an array of shape (oh, ow), or (oh, ow, d): every channel is pooled by itself.
    Windows that don't fit are dropped.

    Example: avg_pool(np.array([[1, 5, -1, -2], [3, 2, -4, -3]])) is [[2.75, -2.5]].
    """
    # BEGIN SOLUTION
    x = np.asarray(x, dtype=np.float64)
    step = size if stride is None else stride
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))
    return windows[::step, ::step].mean(axis=(-2, -1))
    # END SOLUTION


# %%
def sum_pool(x, size=2, stride=None):
    """Take the sum of each window. Lecture: Sum Pooling.

    x: array of shape (h, w), or (h, w, d) with d channels
    size: height and width of the square windows
    stride: by how many pixels the window moves; None means stride = size

    Returns an array of shape (oh, ow), or (oh, ow, d): every channel is pooled by itself.
    Windows that don't fit are dropped.

    Example: sum_pool(np.array([[1, 5, -1, -2], [3, 2, -4, -3]])) is [[11, -10]].
    """
    # BEGIN SOLUTION
    return avg_pool(x, size, stride) * size**2
    # END SOLUTION
