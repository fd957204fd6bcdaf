# %% [markdown]
# # From feature maps to a class
#
# Filters, ReLU and pooling turn an image into feature maps. But nobody asked for feature maps:
# the question is whether the picture shows a car, a dog or a truck. In the first half of this
# notebook the numbers become an answer. In the second half the network **learns**: from each wrong
# answer it finds out how every single weight took part in it, and moves them all a little. At the
# end a small network, which you wrote from the first line to the last, sees bars in a noise that
# hides them from simpler models.
#
# Each question asks for one function. Replace its last line by your own code, run the cell, then
# run the check below it. The checks that you see are a part of the tests: they are enough to tell
# whether you understood the task, and the hidden ones ask the same of other numbers.

# %%
import numpy as np

np.set_printoptions(precision=4, suppress=True)

# %%
import matplotlib.pyplot as plt


def draw_numbers(axes, values, title, highest=None):
    """Draw a table of numbers as a picture with the numbers in it."""
    values = np.asarray(values)
    limit = highest or max(1, np.max(np.abs(values)))
    axes.imshow(values, cmap="RdBu_r", vmin=-1.6 * limit, vmax=1.6 * limit)
    for (row, column), value in np.ndenumerate(values):
        axes.text(column, row, f"{value:g}", ha="center", va="center")
    axes.set(title=title, xlabel="column", ylabel="row")
    axes.set_xticks(range(values.shape[1]))
    axes.set_yticks(range(values.shape[0]))


# %% [markdown]
# **Bring your own layers from the first assignment.** Two of the questions, `cnn_forward` and
# `train_cnn`, need a convolutional layer, ReLU and max pooling. If you want to call the ones that
# you wrote, copy them into the next cell. You may also leave it empty, and write what you need
# inside of the two functions.

# %%
# Your own conv2d, conv_layer, relu and max_pool: copy them here, if you like.

# %% [markdown]
# ## Fully Connected Layer
#
# The feature maps are flattened into one long vector $x_1, x_2, x_3, \dots, x_n$. The fully
# connected layer combines all of these numbers into a **score** for each class: a large one for
# classes that fit the picture, a small one for those that don't. A score can be any number, also a
# negative one.
#
# Then comes an activation function *“such as **softmax** or **sigmoid** to classify the outputs
# as a car, dog, truck, etc.”* The slide leaves open which of them to take, so here is the rule:
#
# * **Softmax** when the classes exclude each other. A picture shows a car *or* a dog *or* a truck;
#   the probabilities of all classes sum to 1.
# * **Sigmoid** when each class is a yes or a no by itself, like tags: a picture may show a car
#   *and* a dog, or neither.
#
# ### Sigmoid
#
# The sigmoid turns one score into one probability:
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# **By hand.** A score of 0 is undecided: $1 / (1 + 1) = 0.5$. For $x = \ln 3$ we have
# $e^{-x} = 1/3$, and so $\sigma(x) = 1 / (4/3) = 0.75$. And for $-\ln 3$ it is $1 / 4 = 0.25$: yes
# and no always sum to 1, $\sigma(x) + \sigma(-x) = 1$.
#
# ### A yes or a no


# %%
def sigmoid(x):
    """Turn each score into the probability of a yes. Lecture: Fully Connected Layer.

    x: array of any shape

    Returns a new array of the same shape: 1 / (1 + e to the -x), each score by itself. The
    result is finite for any finite scores, also for 1000 and -1000.

    Example: sigmoid(np.array([0.0, np.log(3), -1000.0])) is [0.5, 0.75, 0].
    """
    # BEGIN SOLUTION
    x = np.asarray(x, dtype=np.float64)
    small = np.exp(-np.abs(x))  # between 0 and 1, so that nothing overflows
    return np.where(x >= 0, 1, small) / (1 + small)
    # END SOLUTION


# %% [markdown]
# Its curve is an S. Far to the left and to the right it is flat: the answer is certain, and a
# little more or less of the score changes nothing. Remember this when gradients come into play.

# %%
line = np.linspace(-8, 8, 161)
figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
axes.plot(line, sigmoid(line), linewidth=2.5)
axes.plot([0, np.log(3), -np.log(3)], [0.5, 0.75, 0.25], "o", color="darkorange")
axes.grid(alpha=0.4)
axes.set(
    title="The sigmoid, with the three points from above", xlabel="score", ylabel="probability"
)
plt.show()

# %% [markdown]
# ### Softmax
#
# From the scores $z_1, \dots, z_K$ of $K$ classes, softmax makes
#
# $$p_i = \frac{e^{z_i}}{e^{z_1} + e^{z_2} + \dots + e^{z_K}}$$
#
# Powers of $e$ are positive, so each class gets a positive share; and the shares sum to 1.
#
# **By hand.** Let a car have the score 0 and a dog the score $\ln 3 \approx 1.0986$. The powers are
# $e^0 = 1$ and $e^{\ln 3} = 3$, their sum is 4, and so the probabilities are
#
# $$p_\text{car} = \tfrac14 = 0.25, \qquad p_\text{dog} = \tfrac34 = 0.75.$$
#
# Now add 5 to both scores. The powers become $e^5$ times as large, and so does their sum. The
# shares stay what they were: **only the differences of scores count.** Keep this in mind, because
# of a difficulty that the formula hides:

# %%
with np.errstate(over="ignore"):
    for score in (1.0, 10.0, 100.0, 700.0, 710.0):
        print(f"e to the {score:g} is {np.exp(score):.3g}")

# %% [markdown]
# A float ends at about $1.8 \cdot 10^{308}$; beyond that there is only infinity, and infinity
# divided by infinity is not a number. Scores of 1000 do occur while a network learns, and their
# softmax is perfectly harmless: two classes with the scores 1000 and 1000 have a probability of
# 0.5 each. Your function should find that out.
#
# Scores often come in tables, one row for each picture. Then the classes lie along the **last
# axis**, and every row is a case of its own, which sums to 1.
#
# ### Scores become probabilities


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


# %% [markdown]
# Three classes, three pictures. On the left what the fully connected layer says, on the right what
# softmax makes of it. In the first picture one class is far ahead, in the second two are close to
# each other, and in the third all scores are negative, which is no reason not to answer.

# %%
CLASSES = ["car", "dog", "truck"]
scores = np.array([[1.0, 5.0, 0.5], [2.5, -1.0, 2.2], [-3.0, -4.0, -2.0]])
shares = softmax(scores)

figure, axes = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
for panel, values, title in (
    (axes[0], scores, "Scores: any numbers"),
    (axes[1], shares, "Probabilities: each picture's bars sum to 1"),
):
    for k, name in enumerate(CLASSES):
        panel.bar(np.arange(3) + 0.25 * (k - 1), values[:, k], width=0.23, label=name)
    panel.axhline(0, color="black", linewidth=0.8)
    panel.set_xticks(range(3), ["1", "2", "3"])
    panel.set(title=title, xlabel="picture")
axes[0].set_ylabel("score")
axes[1].set_ylabel("probability")
axes[0].legend()
plt.show()

# %% [markdown]
# What happens to the shares while the score of the dog rises, and car and truck keep 1 and 0?
# Softmax is a *soft* maximum: there is no jump where the dog takes the lead. And the ratio of car
# to truck stays the same all the way.

# %%
dog = np.linspace(-5, 7, 121)
rising = softmax(np.stack([np.full(121, 1.0), dog, np.zeros(121)], axis=1))

figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
for k, name in enumerate(CLASSES):
    axes.plot(dog, rising[:, k], linewidth=2.5, label=name)
axes.axvline(1, color="gray", linestyle="--", linewidth=1)
axes.text(0.9, 0.97, "dog and car\nhave equal scores", ha="right", va="top", color="gray")
axes.set(title="The score of the dog rises", xlabel="score of the dog", ylabel="probability")
axes.legend(loc="center right")
plt.show()

# %% [markdown]
# ### From feature maps to scores
#
# Where do the scores come from? *“The input from the other layers will be flattened into a
# vector”*, and each class has a row of weights, one for each number of that vector, and a bias:
#
# $$\text{scores} = W x + b$$
#
# Flattening goes row by row, as one reads (NumPy calls it *row-major*, and it is what it does
# unless told otherwise). With channels the last axis runs fastest: all channels of the first
# place, then all of the second.
#
# **By hand.** The map $\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$ becomes $(1, 2, 3, 4)$. With
# the weights $(1, 0, 0, 10)$ and the bias $0.5$ the score is $1 + 40 + 0.5 = 41.5$.


# %%
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
    # BEGIN SOLUTION
    flat = np.asarray(x, dtype=np.float64).ravel()
    return np.asarray(W, dtype=np.float64) @ flat + b
    # END SOLUTION


# %% [markdown]
# ## How wrong was it?
#
# *“At last, we compute the error by calculating the difference between actual output and the
# predicted output. The error is backpropagated to the network to adjust the weights and produce a
# better outcome.”* The lecture says this of recurrent networks, and it holds for all of them.
#
# For classes, the error is measured by the **cross-entropy**: the negative logarithm of the
# probability that the network gave to the right class, the **target** $t$.
#
# $$L = -\ln p_t$$
#
# If the network was sure and right, $p_t = 1$ and $L = 0$. The less it believed in the right class,
# the larger the loss, without limit.
#
# And here is the nicest formula of this notebook. How does the loss change with each score? With
# $p = \mathrm{softmax}(z)$,
#
# $$L = -\ln \frac{e^{z_t}}{\sum_j e^{z_j}} = -z_t + \ln \sum_j e^{z_j},
# \qquad \frac{\partial L}{\partial z_i} = p_i - [i = t],$$
#
# where $[i = t]$ is 1 for the target and 0 for all others. So the gradient is *exactly “the
# difference between actual output and the predicted output”*.
#
# **By hand.** The scores $0$ and $\ln 3$ gave $p = (0.25, 0.75)$. Let the first class be right. The
# loss is $-\ln 0.25 = \ln 4 \approx 1.386$, and the gradient is
# $(0.25 - 1, 0.75 - 0) = (-0.75, 0.75)$: to make the loss smaller, raise the first score and lower
# the second.
#
# One trap is left. For the scores $(1000, 0)$ and the second class as the target, $p_t$ is so small
# that a float calls it 0, and the logarithm of 0 is minus infinity. But the loss is simply 1000.
# The formula in the middle shows a way around.
#
# ### Loss and gradient at once


# %%
def softmax_loss(logits, target):
    """How wrong were the scores, and where to? Lecture: Training through RNN (error).

    logits: array of K scores, shape (K,), as they come out of the fully connected layer
    target: the number of the right class, an int from 0 to K - 1

    Returns a pair (loss, gradient): the loss -log(p[target]) as a float, with p the softmax of
    the logits, and its gradient with respect to the logits, an array of shape (K,). Both are
    finite for any finite logits.

    Example: softmax_loss(np.array([0.0, np.log(3)]), 0) is (1.3863, [-0.75, 0.75]).
    """
    # BEGIN SOLUTION
    shifted = np.asarray(logits, dtype=np.float64) - np.max(logits)
    loss = np.log(np.sum(np.exp(shifted))) - shifted[target]
    gradient = softmax(shifted)
    gradient[target] -= 1
    return float(loss), gradient
    # END SOLUTION


# %% [markdown]
# On the left the loss for every probability that the right class can get. On the right three
# classes, the dog is right: the gradient pulls the dog's score up (its bar is negative, and we go
# *against* the gradient) and pushes the others down, the more so the more they were believed. Its
# bars sum to 0.

# %%
guess = np.array([1.5, 0.5, -0.5])
loss, gradient = softmax_loss(guess, 1)

figure, axes = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained")
share = np.linspace(0.01, 1, 100)
axes[0].plot(share, -np.log(share), linewidth=2.5)
axes[0].plot(np.exp(-loss), loss, "o", color="darkorange", label="the example on the right")
axes[0].grid(alpha=0.4)
axes[0].legend()
axes[0].set(title="Cross-entropy", xlabel="probability of the right class", ylabel="loss")
axes[1].bar(np.arange(3) - 0.2, softmax(guess), width=0.38, label="probability")
axes[1].bar(np.arange(3) + 0.2, gradient, width=0.38, label="gradient")
axes[1].axhline(0, color="black", linewidth=0.8)
axes[1].set_xticks(range(3), CLASSES)
axes[1].legend()
axes[1].set(title="The dog is right", xlabel="class", ylabel="value")
plt.show()

# %% [markdown]
# ## All four layers
#
# *“CNN has the following 4 layers: convolutional layer, ReLU layer, pooling layer, fully connected
# layer.”* Here they are in one function, in this order, with softmax at the end. All that the
# network has to learn lies in one dict, its **parameters**.
#
# **By hand.** An image of 3×3 ones, one filter of 2×2 ones with the bias −1. Every place of the
# 2×2 feature map is $4 - 1 = 3$; ReLU leaves it, and max pooling keeps a single 3. With the
# weights 0 and 1 and the biases $0$ and $\ln 3 - 3$ the scores are $0$ and $\ln 3$, and we know
# what becomes of these: 0.25 and 0.75.
#
# ### From an image to probabilities


# %%
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
    # BEGIN SOLUTION
    image, kernels = np.asarray(image, dtype=np.float64), np.asarray(params["kernels"])
    window_view = np.lib.stride_tricks.sliding_window_view
    windows = window_view(image, kernels.shape[1:])[:, :, 0]
    maps = np.tensordot(windows, kernels, axes=([2, 3, 4], [1, 2, 3])) + params["biases"]
    rectified = np.maximum(maps, 0)
    pooled = window_view(rectified, (2, 2), axis=(0, 1))[::2, ::2].max(axis=(-2, -1))
    return softmax(fully_connected(pooled, params["W"], params["b"]))
    # END SOLUTION


# %% [markdown]
# ## The way back
#
# The loss says how wrong the answer was. Now *“the error is backpropagated to the network”*. For
# every layer we need one function, which answers one question:
#
# > If I know how the loss changes with each number that **left** the layer, how does it change with
# > each number that **entered** it?
#
# What we know is called `dout` (short for $\partial L / \partial \text{out}$) and has the shape of
# the layer's output; what we want has the shape of the layer's input. The rule is always the same:
# *go along every way on which an input takes part in an output, multiply `dout` by the slope of
# that way, and add up all the ways.* This is the chain rule, and it is all there is.
#
# Whoever calls such a function passes in what entered the layer on the way forward, too.
#
# ## Back through the ReLU Layer
#
# Where the input was positive, ReLU let it pass: slope 1. Where it was negative, the output was 0
# and would have stayed 0: slope 0. (At exactly 0 the curve has a corner and no slope; any answer
# is fine.)
#
# **By hand.** For $x = (4, -3, 2)$ and `dout` $= (5, 6, -7)$ it is $(5, 0, -7)$. The sign of `dout`
# doesn't matter.


# %%
def relu_backward(x, dout):
    """Send a gradient back through ReLU. Lecture: ReLU Layer.

    x: array of any shape, what entered the layer
    dout: array of the same shape, the gradient of the loss with respect to relu(x)

    Returns the gradient with respect to x, a new array of the same shape. Where x is exactly 0,
    any number is accepted.

    Example: relu_backward(np.array([4.0, -3.0, 2.0]), np.array([5.0, 6.0, -7.0])) is [5, 0, -7].
    """
    # BEGIN SOLUTION
    return np.where(np.asarray(x) > 0, dout, 0.0)
    # END SOLUTION


# %% [markdown]
# ## Back through the Fully Connected Layer
#
# The scores were $s_k = \sum_i W_{ki} x_i + b_k$. Three things entered: $x$, $W$ and $b$.
#
# * $x_i$ takes part in *every* score, with the slope $W_{ki}$: add up over $k$.
# * $W_{ki}$ takes part in one score, $s_k$, with the slope $x_i$.
# * $b_k$ takes part in one score with the slope 1.
#
# **By hand.** $x = (1, 2)$, $W = \begin{bmatrix} 3 & 4 \\ 5 & 6 \end{bmatrix}$ and `dout` $= (10,
# 1)$. For $x$: $(3 \cdot 10 + 5 \cdot 1, 4 \cdot 10 + 6 \cdot 1) = (35, 46)$. For $W$:
# $\begin{bmatrix} 10 & 20 \\ 1 & 2 \end{bmatrix}$. For $b$: $(10, 1)$.
#
# Since $x$ was flattened on the way forward, its gradient takes the shape of $x$ again on the way
# back.


# %%
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
    # BEGIN SOLUTION
    x, W, dout = (np.asarray(value, dtype=np.float64) for value in (x, W, dout))
    dx = (W.T @ dout).reshape(x.shape)
    dW = np.outer(dout, x)
    return dx, dW, dout.copy()
    # END SOLUTION


# %% [markdown]
# ## Back through Max Pooling
#
# Of each window only the winner came through. So the winner gets all of the window's `dout`, and
# the others get nothing: had they been a little larger, the output would still have been the same.
#
# **By hand.** Size 2 on $\begin{bmatrix} 1 & 5 & -1 & -2 \\ 3 & 2 & -4 & -3 \end{bmatrix}$ with
# `dout` $= (10, 20)$: the winners are 5 and −1, and the gradient is
# $\begin{bmatrix} 0 & 10 & 20 & 0 \\ 0 & 0 & 0 & 0 \end{bmatrix}$.
#
# Three cases deserve a thought. If windows overlap, a pixel may win twice, and then it gets both.
# If two pixels of a window are equally large, they may share in any way you like, but together
# they get `dout` once, not twice. And pixels that no window covers get 0.


# %%
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
    # BEGIN SOLUTION
    x, step = np.asarray(x, dtype=np.float64), size if stride is None else stride
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))
    windows = windows[::step, ::step]
    winner = windows.reshape(*windows.shape[:-2], size * size).argmax(axis=-1)
    place = np.indices(winner.shape)  # of each window, then of its winner
    place[0] = place[0] * step + winner // size
    place[1] = place[1] * step + winner % size
    dx = np.zeros(x.shape)
    np.add.at(dx, tuple(place), dout)  # adds also where a pixel wins several times
    return dx
    # END SOLUTION


# %% [markdown]
# The same map as in the first assignment, now on its way back: every 2×2 block hands its number to
# the pixel that won.

# %%
block_map = np.array([[1, 9, 2, 0], [4, 3, 8, 5], [7, 2, -1, -3], [0, 6, -2, -5]])
upstream = np.array([[1, -2], [3, 4]])

figure, axes = plt.subplots(1, 3, figsize=(10, 3.8), layout="constrained", width_ratios=(4, 2, 4))
draw_numbers(axes[0], block_map, "x, what entered", highest=10)
draw_numbers(axes[1], upstream, "dout")
draw_numbers(axes[2], max_pool_backward(block_map, upstream), "gradient with respect to x")
figure.suptitle("Back through max pooling with size 2")
plt.show()

# %% [markdown]
# ## Back through the Convolutional layer
#
# The most important one. Two things entered: the image and the filter. Take one place of the
# feature map, where the filter lay on one window of the image. There
#
# $$\text{out} = \sum \text{weight} \cdot \text{pixel},$$
#
# so that each **weight** has the slope *pixel*, and each **pixel** has the slope *weight*.
# Multiply with this place's `dout`, and add up over all places: a weight took part in all of them,
# and a pixel in all windows that cover it.
#
# **By hand.** A row $1, 2, 3$ and the filter $(10, 100)$ have the feature map $(210, 320)$. Let
# `dout` be $(1, 2)$.
#
# * The first weight met the pixels 1 and 2: $1 \cdot 1 + 2 \cdot 2 = 5$. The second met 2 and 3:
#   $1 \cdot 2 + 2 \cdot 3 = 8$. So the filter's gradient is $(5, 8)$.
# * The first pixel met only the weight 10, at the first place: $10 \cdot 1 = 10$. The middle one
#   met 100 at the first place and 10 at the second: $100 \cdot 1 + 10 \cdot 2 = 120$. The last one
#   met 100 at the second: $200$. So the image's gradient is $(10, 120, 200)$.
#
# With padding, the zeros of the frame have gradients as well, but nobody wants to know them: the
# image's gradient is as large as the image. With a stride there are fewer places. With channels
# every weight and every pixel has its own channel, and one `dout` serves them all.


# %%
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
    # BEGIN SOLUTION
    image, kernel, dout = (np.asarray(value, dtype=np.float64) for value in (image, kernel, dout))
    frame = [(padding, padding)] * 2 + [(0, 0)] * (image.ndim - 2)
    padded = np.pad(image, frame)
    dpadded, dkernel = np.zeros(padded.shape), np.zeros(kernel.shape)
    height, width = (stride * (n - 1) + 1 for n in dout.shape)
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            # All the pixels that this weight meets, one for each place of the feature map.
            met = (slice(i, i + height, stride), slice(j, j + width, stride))
            dkernel[i, j] = np.tensordot(dout, padded[met], axes=2)
            dpadded[met] += np.multiply.outer(dout, kernel[i, j])
    h, w = image.shape[:2]
    return dpadded[padding : padding + h, padding : padding + w], dkernel
    # END SOLUTION


# %% [markdown]
# What does a single number of the feature map hand back? Below, `dout` is 1 at one place and 0
# everywhere else. The image hears about it in one window, and what it hears is the **filter**. The
# filter hears about it, too, and what it hears is the **window** of the image. For a whole `dout`
# these pictures add up.

# %%
picture = np.array([[1, 2, 0, 1, 3], [0, 4, 1, 2, 0], [2, 1, 5, 0, 1], [3, 0, 2, 1, 4]])
filter_ = np.array([[1, -1], [2, 3]])
single = np.zeros((3, 4))
single[1, 2] = 1
dpicture, dfilter = conv2d_backward(picture, filter_, single)

figure, axes = plt.subplots(
    1, 5, figsize=(15, 3.4), layout="constrained", width_ratios=(5, 2, 4, 5, 2)
)
for panel, values, title in (
    (axes[0], picture, "image"),
    (axes[1], filter_, "filter"),
    (axes[2], single, "dout"),
    (axes[3], dpicture, "dimage"),
    (axes[4], dfilter, "dkernel"),
):
    draw_numbers(panel, values, title, highest=5)
figure.suptitle("One number on its way back through a convolution")
plt.show()

# %% [markdown]
# ## Gradient descent
#
# *“The neural network updates the weight use of the gradient descent algorithm.”* The gradient of a
# weight says how the loss grows when the weight grows. We want a smaller loss, so we go the other
# way, by a small step whose size is the **learning rate**:
#
# $$w \leftarrow w - \text{lr} \cdot \frac{\partial L}{\partial w}$$
#
# **By hand.** A weight of 2 with the gradient −10 and a learning rate of 0.1 becomes
# $2 - 0.1 \cdot (-10) = 3$.
#
# The network's parameters are a dict of arrays, and so are the gradients, under the same names. The
# dict may have any names in it. Whoever passed it in may want to compare before and after, so the
# result is a new dict, with new arrays.


# %%
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
    # BEGIN SOLUTION
    return {name: value - lr * np.asarray(grads[name]) for name, value in params.items()}
    # END SOLUTION


# %% [markdown]
# ## Bars in the noise
#
# Now to the job. *“Some neurons fire when exposed to vertical edges and some when exposed to
# horizontal or diagonal edges.”* Our pictures have 8×8 gray pixels. On each there is one bar,
# which is horizontal, vertical, or runs along one of the two diagonals, somewhere on the picture,
# and noise lies on everything. The network has to say which of the four it is.

# %%
BARS = ["horizontal", "vertical", "falling", "rising"]


def draw_bars(count, seed):
    """Draw pictures of bars: a list of (8, 8, 1) arrays, and the list of their classes."""
    rng = np.random.default_rng(seed)
    images, labels = [], []
    for _ in range(count):
        label, picture = int(rng.integers(4)), np.zeros((8, 8))
        if label == 0:
            picture[rng.integers(8)] = 1
        elif label == 1:
            picture[:, rng.integers(8)] = 1
        else:
            diagonal = np.eye(8, k=rng.integers(-2, 3))
            picture += diagonal if label == 2 else diagonal[:, ::-1]
        images.append((picture + 0.3 * rng.normal(size=(8, 8)))[:, :, np.newaxis])
        labels.append(label)
    return images, labels


train_images, train_labels = draw_bars(300, seed=1)
test_images, test_labels = draw_bars(200, seed=2)

figure, axes = plt.subplots(2, 6, figsize=(11, 4.8), layout="constrained")
for panel, picture, label in zip(axes.flat, train_images, train_labels):
    panel.imshow(picture[:, :, 0], cmap="gray", vmin=-0.5, vmax=1.5)
    panel.set(title=BARS[label], xlabel="column", ylabel="row")
figure.suptitle("Twelve of the pictures to learn from")
plt.show()

# %% [markdown]
# A picture by itself doesn't help a model that looks at pixels one by one: a horizontal bar may
# lie in any row, so that any pixel may be bright in all four classes. What counts is how a pixel
# and its neighbours belong together, and that is what filters look for.
#
# The parameters begin with small random numbers, so that every filter begins as a different one:

# %%
start = np.random.default_rng(3)
params = {
    "kernels": 0.3 * start.normal(size=(6, 3, 3, 1)),
    "biases": np.zeros(6),
    "W": 0.1 * start.normal(size=(4, 3 * 3 * 6)),  # 8×8 → 6×6 → 3×3, six maps deep
    "b": np.zeros(4),
}

# %% [markdown]
# Training is what you have built so far, in a loop. An **epoch** goes once through all images, in
# a new random order. For each image: forward, loss, back through all layers in the opposite order,
# one step of gradient descent. Then comes the next image, and it already meets the new parameters.
#
# **By hand.** The image $\begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \\ 7 & 8 & 9 \end{bmatrix}$ and
# one filter $\begin{bmatrix} 1 & 0 \\ 0 & 0 \end{bmatrix}$ without bias: the map is
# $\begin{bmatrix} 1 & 2 \\ 4 & 5 \end{bmatrix}$, and 5 survives the pooling. With the weights $1$
# and $-1$ and the biases $-5$ and $5$ both scores are 0, and both probabilities 0.5. The first
# class is right, so `dout` of the scores is $(-0.5, 0.5)$. The weights have the gradients $-2.5$
# and $2.5$. The 5 has $1 \cdot (-0.5) + (-1) \cdot 0.5 = -1$. It came from the window
# $\begin{bmatrix} 5 & 6 \\ 8 & 9 \end{bmatrix}$, so the filter's gradient is $\begin{bmatrix} -5 &
# -6 \\ -8 & -9 \end{bmatrix}$, and that of its bias is −1. A step with the learning rate 0.1 makes
# the filter $\begin{bmatrix} 1.5 & 0.6 \\ 0.8 & 0.9 \end{bmatrix}$.
#
# What a filter's bias has for a gradient you find by the rule: it takes part in every place of its
# map, with the slope 1.
#
# ### Let it learn


# %%
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
    # BEGIN SOLUTION
    window_view = np.lib.stride_tricks.sliding_window_view

    def gradients(image, label, params):
        windows = window_view(image, params["kernels"].shape[1:])[:, :, 0]
        maps = np.tensordot(windows, params["kernels"], axes=([2, 3, 4], [1, 2, 3]))
        maps += params["biases"]
        rectified = np.maximum(maps, 0)
        pooled = window_view(rectified, (2, 2), axis=(0, 1))[::2, ::2].max(axis=(-2, -1))
        scores = fully_connected(pooled, params["W"], params["b"])
        _, dscores = softmax_loss(scores, label)
        dpooled, dW, db = fully_connected_backward(pooled, params["W"], dscores)
        dmaps = relu_backward(maps, max_pool_backward(rectified, dpooled))
        dkernels = np.stack(
            [
                conv2d_backward(image, kernel, dmaps[:, :, f])[1]
                for f, kernel in enumerate(params["kernels"])
            ]
        )
        return {"kernels": dkernels, "biases": dmaps.sum(axis=(0, 1)), "W": dW, "b": db}

    images = [np.asarray(image, dtype=np.float64) for image in images]
    params = {name: np.array(value, dtype=np.float64) for name, value in params.items()}
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for k in rng.permutation(len(images)):
            params = sgd_step(params, gradients(images[k], labels[k], params), lr)
    return params
    # END SOLUTION


# %% [markdown]
# Epoch by epoch: the average loss on the pictures that the network learns from, and on pictures
# that it has never seen. It begins near $\ln 4 \approx 1.39$, which is the loss of somebody who
# gives each of the four classes a probability of 0.25.


# %%
def average_loss(images, labels, params):
    """The cross-entropy, averaged over pictures."""
    return np.mean([-np.log(cnn_forward(x, params)[y]) for x, y in zip(images, labels)])


def accuracy(images, labels, params):
    """The part of the pictures whose most probable class is the right one."""
    return np.mean([np.argmax(cnn_forward(x, params)) == y for x, y in zip(images, labels)])


stages = [params]
for epoch in range(8):
    stages.append(train_cnn(train_images, train_labels, stages[-1], lr=0.15, epochs=1, seed=epoch))
trained = stages[-1]

figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
for images, labels, name in (
    (train_images, train_labels, "pictures it learns from"),
    (test_images, test_labels, "new pictures"),
):
    axes.plot([average_loss(images, labels, p) for p in stages], marker="o", label=name)
axes.axhline(np.log(4), color="gray", linestyle="--", linewidth=1, label="guessing: ln 4")
axes.grid(alpha=0.4)
axes.legend()
axes.set(title="The network learns", xlabel="epoch", ylabel="average loss")
plt.show()

# %% [markdown]
# What did the filters become? Nobody told the network about edges, and yet several of its filters
# now answer to one direction. Beside them, for comparison, what they began with. Red is positive,
# blue is negative.

# %%
figure, axes = plt.subplots(2, 6, figsize=(11, 4.8), layout="constrained")
for row, (stage, name) in enumerate(((params, "before"), (trained, "after"))):
    limit = np.max(np.abs(stage["kernels"]))
    for f in range(6):
        weights = stage["kernels"][f, :, :, 0]
        axes[row, f].imshow(weights, cmap="RdBu_r", vmin=-limit, vmax=limit)
        axes[row, f].set(title=f"filter {f}, {name}", xlabel="column", ylabel="row")
figure.suptitle("Six filters, before and after training")
plt.show()

# %% [markdown]
# And does convolution help? On the left the part of new pictures that is named right: by guessing,
# by a **linear model** that weighs the 64 pixels one by one (the best one in the sense of least
# squares), and by your network. On the right three new pictures with the probabilities that it
# gives them.

# %%
pixels = np.array([picture.ravel() for picture in train_images + test_images])
pixels = np.column_stack([pixels, np.ones(len(pixels))])
answers = np.eye(4)[train_labels]
weights, *_ = np.linalg.lstsq(pixels[: len(answers)], answers, rcond=None)
linear = np.mean(np.argmax(pixels[len(answers) :] @ weights, axis=1) == test_labels)
scores = [0.25, linear, accuracy(test_images, test_labels, trained)]

figure, axes = plt.subplots(
    2, 4, figsize=(13, 5), layout="constrained", width_ratios=(1.6, 1, 1, 1)
)
for panel in axes[:, 0]:
    panel.remove()
beside = figure.add_subplot(axes[0, 0].get_gridspec()[:, 0])
bars = beside.bar(["guessing", "linear model", "your CNN"], scores, color=["gray", "C1", "C0"])
beside.bar_label(bars, [f"{score:.0%}" for score in scores])
beside.set(title="New pictures named right", xlabel="model", ylabel="accuracy", ylim=(0, 1.08))
for k in range(3):
    picture, label = test_images[k], test_labels[k]
    axes[0, k + 1].imshow(picture[:, :, 0], cmap="gray", vmin=-0.5, vmax=1.5)
    axes[0, k + 1].set(title=f"a {BARS[label]} bar", xlabel="column", ylabel="row")
    axes[1, k + 1].bar(range(4), cnn_forward(picture, trained))
    axes[1, k + 1].set_xticks(range(4), BARS, rotation=30)
    axes[1, k + 1].set(title="what the network says", xlabel="class", ylabel="probability")
    axes[1, k + 1].set_ylim(0, 1.05)
plt.show()

# %% [markdown]
# A hundred lines of NumPy or so, no library for networks: filters, ReLU, pooling, a fully
# connected layer, and the way back through all of them. The large networks of the lecture (scene
# labeling, object detection, face recognition) have more layers and more filters, and nothing that
# is different in kind.
#
# What such a network can't do is remember. Each picture is answered without knowing what came
# before it, and for the workout of tomorrow that is not enough. That is where the next assignment
# begins.
