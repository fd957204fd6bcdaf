# %% [markdown]
# # A picture described, a sentence read
#
# *“RNNs, in conjunction with convolutional neural networks, can detect the images and provide
# their descriptions in the form of tags.”* The lecture's example is a photo with the words **“A
# White Dog Jumping into the water”** below it. In this last notebook you build such a machine,
# from its first filter to its last word. Then you build a second one, which reads a sentence and
# tells whether somebody likes what it is about.
#
# Nothing in it is new to you: convolution, ReLU and pooling look at the picture, a recurrent
# network writes the words, back-propagation through time teaches it. New is that they work
# *together*.
#
# Each question asks for one function. Replace its last line by your own code, run the cell, then
# run the check below it. The checks that you see are a part of the tests; the hidden ones ask the
# same of other networks, pictures and sentences.

# %%
import matplotlib.pyplot as plt
import numpy as np

np.set_printoptions(precision=4, suppress=True)

# %% [markdown]
# ## Your toolbox
#
# Six functions of yours come along. Paste each of them over the line that says so, from the
# notebook named in its first line, and paste whatever it calls into the same cell, above it. They
# cost no points here: where one of yours is not right yet, the grader judges your new functions
# with its own.


# %%
def conv_layer(image, kernels, biases, stride=1, padding=0):
    """From *How a computer reads an image*: a feature map for each filter.

    (h, w, d), (F, fh, fw, d), (F,) -> (oh, ow, F)
    """
    # BEGIN SOLUTION
    frame = (padding, padding)
    image = np.pad(np.asarray(image, dtype=np.float64), (frame, frame, (0, 0)))
    fh, fw = np.shape(kernels)[1:3]
    windows = np.lib.stride_tricks.sliding_window_view(image, (fh, fw), axis=(0, 1))
    return np.einsum("ijdab,fabd->ijf", windows[::stride, ::stride], kernels) + biases
    # END SOLUTION


# %%
def max_pool(x, size=2, stride=None):
    """From *How a computer reads an image*: the largest value of each window.

    (h, w) or (h, w, d) -> (oh, ow[, d]); stride=None means stride = size
    """
    # BEGIN SOLUTION
    step = stride or size
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))
    return windows[::step, ::step].max(axis=(-2, -1))
    # END SOLUTION


# %%
def softmax_loss(logits, target):
    """From *From feature maps to a class*: −log p of the right class, and its gradient.

    (K,), int -> (float, (K,))
    """
    # BEGIN SOLUTION
    shifted = logits - np.max(logits)
    log_p = shifted - np.log(np.sum(np.exp(shifted)))
    gradient = np.exp(log_p)
    gradient[target] -= 1
    return -log_p[target], gradient
    # END SOLUTION


# %%
def rnn_forward(xs, h0, W_x, W_h, b):
    """From *A cell that remembers*: all states of a run, the starting state first.

    (T, D), (H,), (H, D), (H, H), (H,) -> (T + 1, H)
    """
    # BEGIN SOLUTION
    states = [h0]
    for x_t in xs:
        states.append(np.tanh(W_x @ x_t + W_h @ states[-1] + b))
    return np.array(states)
    # END SOLUTION


# %%
def bptt(xs, hs, W_x, W_h, dhs):
    """From *Learning through time*: back-propagation through time.

    (T, D), (T + 1, H), (H, D), (H, H), (T, H) -> dict "dW_x", "dW_h", "db", "dh0", "dxs";
    dhs[t] is what the output of step t says about hs[t + 1].
    """
    # BEGIN SOLUTION
    dzs, later = np.zeros(dhs.shape), np.zeros(len(W_h))
    for t in reversed(range(len(xs))):
        dzs[t] = (1 - hs[t + 1] ** 2) * (dhs[t] + later)
        later = W_h.T @ dzs[t]
    weights = {"dW_x": dzs.T @ xs, "dW_h": dzs.T @ hs[:-1], "db": dzs.sum(axis=0)}
    return {**weights, "dh0": later, "dxs": dzs @ W_x}
    # END SOLUTION


# %%
def clip_gradients(grads, max_norm):
    """From *Learning through time*: gradients that are too long together are scaled down.

    dict of arrays, float -> a new dict whose length is at most max_norm
    """
    # BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(gradient**2) for gradient in grads.values()))
    scale = max_norm / max(norm, max_norm)
    return {name: scale * gradient for name, gradient in grads.items()}
    # END SOLUTION


# %% [markdown]
# ## Automatic Image Tagger
#
# ### The pictures
#
# Photos of dogs need millions of examples and days of training. Our pictures are made by a few
# lines of code: 8×8 pixels, a bright bar on a dark ground, and noise over all of it. Each comes
# with a caption. There are nine captions, but no two pictures are the same: the noise always
# differs, and “on the left” may be the first column or the second.

# %%
CAPTIONS = [
    "a tall vertical bar on the left",
    "a tall vertical bar in the middle",
    "a tall vertical bar on the right",
    "a long horizontal bar at the top",
    "a long horizontal bar in the middle",
    "a long horizontal bar at the bottom",
    "a diagonal bar rising to the right",
    "a diagonal bar falling to the right",
    "nothing but noise",
]
PLACES = {"left": (0, 1), "top": (0, 1), "middle": (3, 4), "right": (6, 7), "bottom": (6, 7)}


def bar_picture(caption, rng, noise=None):
    """An 8 × 8 × 1 picture that the caption describes; its noise is drawn if none is given."""
    noise = rng.uniform(0, 0.3) if noise is None else noise
    picture = np.zeros((8, 8))
    words = caption.split()
    if "diagonal" in words:
        picture = np.eye(8, k=rng.integers(-1, 2))
        picture = picture[::-1] if "rising" in words else picture
    elif "bar" in words:
        picture[:, rng.choice(PLACES[words[-1]])] = 1
        picture = picture.T if "horizontal" in words else picture
    return (picture + noise * rng.normal(size=(8, 8)))[:, :, None]


# %%
def show_picture(axes, picture, title, color="black"):
    """Draw one picture with a caption above it, in two lines if it is long."""
    words = title.split()
    half = (len(words) + 1) // 2
    lines = [" ".join(words[:half]), " ".join(words[half:])] if len(words) > 3 else [title]
    axes.imshow(picture[:, :, 0], cmap="gray", vmin=-0.6, vmax=1.4)
    axes.set_title("\n".join(lines), size=10, color=color)
    axes.set(xlabel="column", ylabel="row")
    axes.set_xticks([0, 7])
    axes.set_yticks([0, 7])


rng = np.random.default_rng(1)
figure, panels = plt.subplots(2, 5, figsize=(12, 6.2), layout="compressed")
for axes, caption in zip(panels.flat, [*CAPTIONS, CAPTIONS[0]]):
    show_picture(axes, bar_picture(caption, rng), caption)
figure.suptitle("Pictures and their captions")
plt.show()

# %% [markdown]
# One picture for each caption, and a second one for the first (the last panel): the same words,
# another column. Somewhere in all that noise *you* see the bar at once. Will the network?
#
# ### What the tagger looks at
#
# “Some neurons fire when exposed to vertical edges and some when exposed to horizontal or diagonal
# edges.” Here are six such neurons, six filters of 3×3. Two answer to vertical edges, one where it
# gets brighter from left to right and one where it gets darker; two do so from top to bottom; and
# two look for a diagonal line. All of them sum to 0: on a flat area they keep silent.

# %%
edge = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]) / 2
line = np.array([[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]) / 4
KERNELS = np.stack([edge, -edge, edge.T, -edge.T, line, line[:, ::-1]])[:, :, :, None]
FILTER_NAMES = ["brighter →", "darker →", "brighter ↓", "darker ↓", "falling line", "rising line"]

# %% [markdown]
# A picture goes through three of the lecture's layers: the **convolution** with each filter, the
# **ReLU**, which keeps where a filter fires and drops the rest, and **max pooling**, which keeps
# the strongest answer of each 3×3 region. For our pictures that is 8×8×1 → 6×6×6 → 2×2×6. Then the
# numbers are laid in a row, as the fully connected layer wants them: 24 **features**.
#
# **By hand.** A picture of 3×6 pixels and two filters of one pixel, with the weights 1 and −1:
#
# $$\begin{bmatrix} 1 & 0 & 2 & 0 & 0 & 0 \\ 0 & 0 & 0 & -3 & 0 & 1 \\ 0 & 5 & 0 & 0 & 0 & 0
# \end{bmatrix}$$
#
# The first filter's map is the picture itself. After the ReLU the −3 is gone; the maximum of the
# left 3×3 region is 5, of the right one 1. The second filter turns all signs: on the left nothing
# is above 0, so the maximum after the ReLU is 0; on the right it is 3. As an array of shape (1, 2,
# 2), height × width × filters, this is $[[[5, 0], [1, 3]]]$. Laid in a row, row by row, with the
# answers of all filters for one region next to each other, it is $5, 0, 1, 3$.
#
# ### From a picture to features


# %%
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
    # BEGIN SOLUTION
    maps = conv_layer(image, kernels, np.zeros(len(kernels)))
    return max_pool(np.maximum(maps, 0), 3).ravel()
    # END SOLUTION


# %% [markdown]
# In the picture below, the top row shows the six filters (red is positive, blue negative), and
# every other row a picture and what is left of it: for each filter, how strongly it fired in the
# four regions. That is all the rest of the network will ever know. A bar on the left edge gets
# darker to its right, but never brighter from its left; the bar in the middle has both, in
# different regions. And where there is nothing but noise, everything is pale.

# %%
rng = np.random.default_rng(2)
shown = [CAPTIONS[0], CAPTIONS[1], CAPTIONS[5], CAPTIONS[6], CAPTIONS[8]]
figure, panels = plt.subplots(6, 7, figsize=(11, 10.5), layout="constrained")
panels[0, 0].axis("off")
for axes, kernel, name in zip(panels[0, 1:], KERNELS, FILTER_NAMES):
    axes.imshow(kernel[:, :, 0], cmap="RdBu_r", vmin=-0.7, vmax=0.7)
    axes.set(title=f"filter:\n{name}", xlabel="column", ylabel="row", xticks=[], yticks=[])
for row, caption in zip(panels[1:], shown):
    picture = bar_picture(caption, rng)
    show_picture(row[0], picture, caption)
    row[0].title.set_size(8)
    regions = image_features(picture, KERNELS).reshape(2, 2, 6)
    for number, axes in enumerate(row[1:]):
        axes.imshow(regions[:, :, number], cmap="Oranges", vmin=0, vmax=2)
        for (i, j), value in np.ndenumerate(regions[:, :, number]):
            axes.text(j, i, f"{value:.1f}", ha="center", va="center")
        axes.set(title=FILTER_NAMES[number], xlabel="region →", ylabel="region ↓")
        axes.set(xticks=[], yticks=[])
        axes.title.set_size(8)
figure.suptitle("Six filters, five pictures and their 24 features")
plt.show()

# %% [markdown]
# ### The network that writes
#
# A caption is a sequence, so an RNN writes it, word by word. Words become numbers through a
# vocabulary, and numbers become one-hot vectors, as the workouts at the gym did. Two words are
# special: `<start>` is what the network hears before it has said anything, and `<end>` is what it
# says when it is done.

# %%
VOCABULARY = ["<start>", "<end>"]
for word in " ".join(CAPTIONS).split():
    if word not in VOCABULARY:
        VOCABULARY.append(word)
NUMBER = {word: number for number, word in enumerate(VOCABULARY)}
START, END = NUMBER["<start>"], NUMBER["<end>"]


def to_numbers(caption):
    """The words of a caption as numbers, without <start> and <end>."""
    return [NUMBER[word] for word in caption.split()]


def to_words(numbers):
    """The caption that a list of numbers stands for."""
    return " ".join(VOCABULARY[number] for number in numbers)


print(len(VOCABULARY), "words:", " ".join(VOCABULARY))
print(CAPTIONS[0], "→", to_numbers(CAPTIONS[0]))

# %% [markdown]
# How does the picture get into the RNN? Through the place that we have always left at zero: **the
# state it starts from**. The features $f$ go through a fully connected layer of their own,
#
# $$h_0 = \tanh(W_f\, f + b_f)$$
#
# and from there everything is as it was: at each step the network takes a word, makes the next
# state $h_t = \tanh(W_x x_t + W_h h_{t-1} + b)$, and reads scores off it, $y_t = W_y h_t + b_y$,
# one for each word of the vocabulary. **What it hears is the last word; what it should say is the
# next.** The picture itself is never shown again. If “left” or “right” is the seventh word, the
# network has to carry it along for seven steps.
#
# A word of the lecture that matters here: the output layer applies “softmax **or** sigmoid”. The
# next word is *one* of many, so it is softmax. If the tags were independent yes-or-no questions
# (is there a dog? is there water?), it would be a sigmoid for each.


# %%
def first_state(params, features):
    """(n,) -> (H,): the state that the picture's features put the network into."""
    return np.tanh(params["W_f"] @ features + params["b_f"])


def draw_arrow(axes, start, end, color, label, shift):
    """One labelled arrow of the diagram."""
    style = {"arrowstyle": "-|>", "color": color, "lw": 2, "shrinkA": 22, "shrinkB": 22}
    axes.annotate("", end, start, arrowprops=style)
    middle = (start[0] + end[0]) / 2 + shift[0], (start[1] + end[1]) / 2 + shift[1]
    axes.text(*middle, label, color=color, ha="center", va="center")


heard, said = ["<start>", "a", "tall", "…", "left"], ["a", "tall", "vertical", "…", "<end>"]
figure, axes = plt.subplots(figsize=(11, 4.6))
circle = {"boxstyle": "circle,pad=0.35", "fc": "white", "lw": 1.5}
square = {"boxstyle": "round,pad=0.4", "fc": "white", "lw": 1.5}
axes.text(0, 0, "features\n$f$", ha="center", va="center", bbox={**square, "ec": "tab:purple"})
axes.text(0, 1, "$h_0$", ha="center", va="center", size=13, bbox={**circle, "ec": "tab:orange"})
draw_arrow(axes, (0, 0), (0, 1), "tab:purple", "$W_f$", (0.17, 0))
for t, (hears, says) in enumerate(zip(heard, said), start=1):
    draw_arrow(axes, (t - 1, 1), (t, 1), "tab:orange", "$W_h$", (0, 0.13))
    draw_arrow(axes, (t, 0), (t, 1), "tab:blue", "$W_x$", (0.17, 0))
    draw_arrow(axes, (t, 1), (t, 2), "tab:green", "$W_y$", (0.17, 0))
    state = "…" if t == 4 else f"$h_{t if t < 4 else 8}$"
    axes.text(t, 0, hears, ha="center", va="center", bbox={**square, "ec": "tab:blue"})
    axes.text(t, 1, state, ha="center", va="center", size=13, bbox={**circle, "ec": "tab:orange"})
    axes.text(t, 2, says, ha="center", va="center", bbox={**square, "ec": "tab:green"})
axes.set(xlim=(-0.6, 5.6), ylim=(-0.4, 2.4), xlabel="time step", ylabel="layer")
axes.set_title("The tagger: the picture is where it starts, the words are what it hears and says")
axes.set_xticks(range(6), ["start", "1", "2", "3", "…", "8"])
axes.set_yticks([0, 1, 2], ["hears", "state", "says"])
axes.spines[["top", "right"]].set_visible(False)
plt.show()

# %% [markdown]
# The diagram shows the tagger in time, from left to right. Below are the words that it hears,
# above those that it should say: the same caption, shifted by one.
#
# ### How wrong is it, and who is to blame?
#
# While it learns, the network hears the *right* words, whatever it would have said itself (this is
# called **teacher forcing**). At each step softmax turns the scores into probabilities, and the
# loss of the step is $-\log p$ of the word that should come. The caption's loss is the **sum**
# over all steps, the one for `<end>` included: a caption of 7 words has 8 steps.
#
# Backward it is what you know, with one piece at either end:
#
# 1. At each step, softmax and loss together have the gradient $p - \text{onehot}$ for the scores.
#    It gives $W_y$ and $b_y$ their share, and goes through $W_y^\top$ to the state: these are the
#    `dhs` that `bptt` asks for.
# 2. `bptt` walks back through time and ends with $dh_0$. So far nobody needed it. Now it is the
#    way to the picture: $h_0 = \tanh(W_f f + b_f)$ is one more layer, so $dz_0 = (1 - h_0^2) \odot
#    dh_0$, and from there $dW_f = dz_0\, f^\top$ and $db_f = dz_0$.
#
# Think about what this means: “left” was wrong at step 7, the error walks back over seven states,
# and changes what the network *sees* in a picture.
#
# **By hand.** One neuron, three words: 0 is `<start>`, 1 is `<end>`, and 2 is a word. The caption
# is just $[2]$: the network hears 0 and 2, and should say 2 and 1. The picture has two features,
# $f = (1, 2)$. To keep the numbers small we use that $\tanh(\ln 2) = 0.6$:
#
# $$W_f = \begin{bmatrix} 0 & 0 \end{bmatrix},\; b_f = \ln 2,\quad W_x = \begin{bmatrix} 0 & 0 & 0
# \end{bmatrix},\; W_h = 0.5,\; b = \ln 2 - 0.3,\quad W_y = \begin{bmatrix} 1 \\ -1 \\ 0
# \end{bmatrix},\; b_y = \begin{bmatrix} -0.6 \\ 0.6 \\ 0 \end{bmatrix}$$
#
# Forward: $h_0 = \tanh(\ln 2) = 0.6$. Then $z_1 = 0.5 \cdot 0.6 + \ln 2 - 0.3 = \ln 2$, so $h_1 =
# 0.6$ again, and $h_2$ as well. All scores are 0, each word has the probability ⅓, and the loss is
# $2 \ln 3 \approx 2.1972$.
#
# | step | should say | $p - \text{onehot}$ | its own output | later | $dh$ | $dz = 0.64\, dh$ |
# |---|---|---|---|---|---|---|
# | 2 | 1 | (⅓, −⅔, ⅓) | ⅓ + ⅔ = 1 | 0 | 1 | **0.64** |
# | 1 | 2 | (⅓, ⅓, −⅔) | ⅓ − ⅓ = 0 | 0.5 · 0.64 | 0.32 | **0.2048** |
# | start | | | | 0.5 · 0.2048 | 0.1024 | **0.065536** |
#
# So $dW_f = 0.065536 \cdot (1, 2)$ and $db_f = 0.065536$. In $dW_x$ each $dz$ stands in the column
# of the word that was *heard*: $(0.2048, 0, 0.64)$; nobody ever heard `<end>`. $dW_h = 0.6 \cdot
# (0.2048 + 0.64) = 0.50688$, $db = 0.8448$, and the outputs get $db_y = (⅔, -⅓, -⅓)$ and $dW_y =
# 0.6$ times that.
#
# ### Loss and gradients of a caption


# %%
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
    # BEGIN SOLUTION
    p = {name: np.asarray(value, dtype=np.float64) for name, value in params.items()}
    features = np.asarray(features, dtype=np.float64)
    heard, wanted = [start, *caption], [*caption, end]
    xs = np.eye(len(p["b_y"]))[heard]
    h0 = first_state(p, features)
    hs = rnn_forward(xs, h0, p["W_x"], p["W_h"], p["b"])

    steps = [softmax_loss(p["W_y"] @ h + p["b_y"], word) for h, word in zip(hs[1:], wanted)]
    loss = sum(step_loss for step_loss, _ in steps)
    dscores = np.array([gradient for _, gradient in steps])

    back = bptt(xs, hs, p["W_x"], p["W_h"], dscores @ p["W_y"])
    dz0 = (1 - h0**2) * back["dh0"]
    return loss, {
        "W_f": np.outer(dz0, features),
        "b_f": dz0,
        "W_x": back["dW_x"],
        "W_h": back["dW_h"],
        "b": back["db"],
        "W_y": dscores.T @ hs[1:],
        "b_y": dscores.sum(axis=0),
    }
    # END SOLUTION


# %% [markdown]
# Before we trust it with an hour of training (it will take a second), the measuring tool: for the
# largest entry of each gradient, compare what you calculated with a central difference of your
# loss.


# %%
def new_tagger(rng, features=24, neurons=40):
    """Parameters to start from: W_h is a rotation, so that at first nothing is forgotten."""
    words = len(VOCABULARY)
    return {
        "W_f": rng.normal(size=(neurons, features)) / np.sqrt(features),
        "b_f": np.zeros(neurons),
        "W_x": 0.5 * rng.normal(size=(neurons, words)),
        "W_h": np.linalg.qr(rng.normal(size=(neurons, neurons)))[0],
        "b": np.zeros(neurons),
        "W_y": 0.1 * rng.normal(size=(words, neurons)),
        "b_y": np.zeros(words),
    }


def compare_with_measured(loss_and_gradients, params, h=1e-5):
    """Print the largest entry of each parameter's gradient, and its measured value."""
    grads = loss_and_gradients(params)[1]
    for name, value in params.items():
        index = np.unravel_index(np.argmax(np.abs(grads[name])), value.shape)
        moved = []
        for step in (h, -h):
            other = {key: array.copy() for key, array in params.items()}
            other[name][index] += step
            moved.append(loss_and_gradients(other)[0])
        measured = (moved[0] - moved[1]) / (2 * h)
        print(f"{name:4} calculated {grads[name][index]:+.8f}   measured {measured:+.8f}")


rng = np.random.default_rng(3)
features = image_features(bar_picture(CAPTIONS[0], rng), KERNELS)
caption = to_numbers(CAPTIONS[0])
compare_with_measured(
    lambda params: tagger_loss_and_gradients(params, features, caption, START, END),
    new_tagger(rng),
)

# %% [markdown]
# ### Let it speak
#
# When the network is on its own, nobody tells it the right words. It hears `<start>`, says the
# word with the highest score, **hears what it has just said**, and so on, until it says `<end>`.
# This is called greedy decoding: it always takes the best word now, and never looks ahead. A
# network that has not learned to stop might talk forever, so there is a limit, too.
#
# **By hand.** Let 0 be `<start>`, 1 `<end>`, and say a network's scores are highest for 3 after
# `<start>`, for 2 after 3, for 3 after 2 the first time, and then for 1. It says 3, 2, 3 and
# stops: $[3, 2, 3]$. With a limit of two words it is $[3, 2]$.
#
# ### Word by word


# %%
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
    # BEGIN SOLUTION
    words, heard, state = [], start, h0
    while len(words) < max_len:
        state = np.tanh(W_x[:, heard] + W_h @ state + b)  # W_x times a one-hot is a column
        heard = int(np.argmax(W_y @ state + b_y))
        if heard == end:
            break
        words.append(heard)
    return words
    # END SOLUTION


# %% [markdown]
# What does a network say that has learned nothing?


# %%
def describe(params, picture):
    """The caption that the tagger writes for a picture."""
    h0 = first_state(params, image_features(picture, KERNELS))
    weights = [params[name] for name in ("W_x", "W_h", "b", "W_y", "b_y")]
    return to_words(greedy_decode(h0, *weights, START, END, max_len=10))


rng = np.random.default_rng(4)
for caption in CAPTIONS[:3]:
    print(f"{caption}: “{describe(new_tagger(rng), bar_picture(caption, rng))}”")

# %% [markdown]
# Babble. Time for school.
#
# ### School
#
# The lecture: “the error is backpropagated to the network to adjust the weights and produce a
# better outcome.” One picture at a time: loss and gradients, the gradients clipped where they are
# too long (an RNN's may explode, as you saw), a step downhill, the next picture. When all pictures
# have had their turn, an **epoch** is over, and the next begins with the first picture again.
#
# **By hand.** With everything at zero, $K = 4$ and the caption $[2]$ (`<start>` is 0, `<end>` is
# 1), only $b_y$ has a gradient: $(½, ½, ½, ½)$, minus 1 for the words 2 and 1, so $(½, -½, -½,
# ½)$. Its length is
# 1. With `max_norm` = 0.5 it is halved: $(¼, -¼, -¼, ¼)$, and a step with `lr` = 0.2 leads to $b_y
#    = (-0.05, 0.05, 0.05, -0.05)$.
#
# ### Train the tagger


# %%
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
    # BEGIN SOLUTION
    for _ in range(epochs):
        for features, caption in examples:
            _, grads = tagger_loss_and_gradients(params, features, caption, start, end)
            grads = clip_gradients(grads, max_norm)
            params = {name: params[name] - lr * grads[name] for name in params}
    return params
    # END SOLUTION


# %% [markdown]
# Now for real: 180 pictures, 20 of each kind, and 15 epochs. After each epoch we look at the mean
# loss of a caption. And beside it trains a poor twin, which gets the same captions but **no
# pictures**: all its features are zero.


# %%
def picture_book(rng, copies):
    """Pictures with captions, `copies` of each kind, in random order."""
    captions = [caption for caption in CAPTIONS for _ in range(copies)]
    return [(bar_picture(captions[i], rng), captions[i]) for i in rng.permutation(len(captions))]


rng = np.random.default_rng(5)
book, new_book = picture_book(rng, 20), picture_book(rng, 15)
examples = [(image_features(picture, KERNELS), to_numbers(caption)) for picture, caption in book]
blind_examples = [(np.zeros(24), caption) for _, caption in examples]


def school(params, examples, epochs=15):
    """Train epoch by epoch; gives the parameters and the mean loss before and after each."""
    losses = []
    for epoch in range(epochs + 1):
        parts = [tagger_loss_and_gradients(params, *pair, START, END)[0] for pair in examples]
        losses.append(np.mean(parts))
        if epoch < epochs:
            params = train_tagger(params, examples, START, END, lr=0.1, max_norm=2.0, epochs=1)
    return params, losses


tagger, losses = school(new_tagger(np.random.default_rng(6)), examples)
blind_tagger, blind_losses = school(new_tagger(np.random.default_rng(6)), blind_examples)


def share_right(write):
    """How many of the new pictures get exactly their caption."""
    return np.mean([write(picture) == caption for picture, caption in new_book])


right = share_right(lambda picture: describe(tagger, picture))
blind_right = share_right(lambda picture: describe(blind_tagger, 0 * picture))

figure, (left, middle) = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
left.semilogy(losses, "o-", ms=4, color="tab:blue", label="with pictures")
left.semilogy(blind_losses, "s-", ms=4, color="gray", label="without")
left.set(title="What the tagger learns", xlabel="epoch", ylabel="mean loss of a caption")
left.legend()
left.grid(alpha=0.3)
bars = middle.bar(["with pictures", "without"], [right, blind_right], color=["tab:blue", "gray"])
middle.bar_label(bars, [f"{right:.0%}", f"{blind_right:.0%}"])
middle.set(title="New pictures that get exactly their caption", xlabel="the tagger", ylim=(0, 1.12))
middle.set_ylabel("share of 135 pictures")
plt.show()

# %% [markdown]
# On the left, the loss over the epochs; on the right, how many pictures *that nobody has seen
# before* get their caption, word for word. The twin without pictures learns fine English. It knows
# that “bar” comes after “vertical”, and that a caption ends after “left”. What it can't know is
# what there is to see, so it always says the same.
#
# And here they are: eighteen new pictures, with what your network writes now that nobody dictates.
# A green caption is exactly right, a red one is not.

# %%
rng = np.random.default_rng(8)
figure, panels = plt.subplots(3, 6, figsize=(13, 8.4), layout="compressed")
for axes, caption in zip(panels.flat, CAPTIONS + CAPTIONS):
    picture = bar_picture(caption, rng)
    written = describe(tagger, picture)
    show_picture(axes, picture, written, "green" if written == caption else "firebrick")
figure.suptitle("Captions written by the tagger")
plt.show()

# %% [markdown]
# **“A White Dog Jumping into the water”**, in small.
#
# ### What it thinks while it speaks
#
# What does it say to a picture that is none of the nine? Here is a **cross**, whose upright arm is
# a little darker than the other one. The table shows the probability of every word at every step,
# given the words before. (A small trick gets it out of your own function: ask for the loss of the
# caption so far if it were to end with this word, or with that one.)


# %%
def next_word_probabilities(params, features, said):
    """The probability of each word after the words that have been said."""
    losses = [
        tagger_loss_and_gradients(params, features, said, START, word)[0]
        for word in range(len(VOCABULARY))
    ]
    likely = np.exp(-(np.array(losses) - min(losses)))
    return likely / likely.sum()


def cross(brightness):
    """A picture with a horizontal bar and, of the given brightness, a vertical one."""
    picture = np.zeros((8, 8, 1))
    picture[:, 3], picture[4, :] = brightness, 1
    return picture


picture = cross(0.75)
features, said = image_features(picture, KERNELS), to_numbers(describe(tagger, picture))
table = [next_word_probabilities(tagger, features, said[:t]) for t in range(1, len(said) + 1)]

figure, (left, middle) = plt.subplots(
    1, 2, figsize=(11, 5.6), layout="constrained", width_ratios=(1, 2.4)
)
show_picture(left, picture, to_words(said))
image = middle.pcolormesh(np.array(table).T, cmap="Greens", vmin=0, vmax=1, ec="whitesmoke")
figure.colorbar(image, label="probability")
middle.set(title="The next word, step by step", xlabel="has just said", ylabel="next word")
middle.set_xticks(np.arange(len(said)) + 0.5, [VOCABULARY[word] for word in said], rotation=30)
middle.set_yticks(np.arange(len(VOCABULARY)) + 0.5, VOCABULARY)
middle.invert_yaxis()
plt.show()

# %% [markdown]
# On the left the cross, with what the network calls it; on the right a column for each step. It
# has only ever seen pictures with one bar. So after “a” it hesitates: *tall* or *long*? Here the
# picture has to decide, and the picture says both. Once the word is out, the network hears it, and
# is sure of all the rest.
#
# On the left below, the upright arm gets brighter from left to right, and at some point the
# network changes its mind. On the right the ordinary pictures, with more and more noise: up to the
# noise that it has seen in school it reads them well, and beyond, slowly, it goes blind.

# %%
strengths, noises = np.linspace(0.3, 1.2, 19), np.array([0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1])
first_word = np.array(
    [
        next_word_probabilities(tagger, image_features(cross(a), KERNELS), to_numbers("a"))
        for a in strengths
    ]
)
rng = np.random.default_rng(11)
shares = []
for noise in noises:
    pictures = [(bar_picture(caption, rng, noise), caption) for caption in CAPTIONS * 10]
    shares.append(np.mean([describe(tagger, picture) == words for picture, words in pictures]))

figure, (left, middle) = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
for word, color in (("long", "tab:blue"), ("tall", "tab:orange"), ("diagonal", "tab:green")):
    left.plot(strengths, first_word[:, NUMBER[word]], "o-", ms=4, color=color, label=f"“{word}”")
left.set(title="A cross: the word after “a”", xlabel="brightness of the upright arm")
left.set_ylabel("probability")
left.legend()
left.grid(alpha=0.3)
middle.plot(noises, shares, "o-", color="tab:blue")
middle.axvspan(0, 0.3, color="tab:blue", alpha=0.1, label="noise in school")
middle.axhline(1 / 9, color="gray", ls="--", label="always the same caption")
middle.set(title="How much noise it can stand", xlabel="noise", ylabel="share exactly right")
middle.set_ylim(0, 1.05)
middle.legend()
middle.grid(alpha=0.3)
plt.show()

# %% [markdown]
# ## Sentiment Analysis
#
# *“We make use of sentiment analysis to positivity, negativity, or the neutrality of the
# sentence.”* The lecture shows two:
#
# > **I like learning technology through streaming online courses provided by Javatpoint**
# >
# > **I don't like learning technology through books**
#
# The first is positive, the second negative. But beware: a program that looks for the single word
# “books” gets both right, and has understood nothing. Swap the ends:
#
# > **I don't like learning technology through streaming online courses provided by Javatpoint**
# >
# > **I like learning technology through books**
#
# Now “books” is positive. The word that counts is near the beginning, and up to ten words follow
# before the sentence is over. The network has to remember.
#
# We make it a little harder still, for it should not get away with looking for “don't” either. In
# our sentences people also *hate* things, and when they *don't hate* something, that counts as
# positive. No single word decides: it takes two of them together.

# %%
SENTENCES = []  # all sentences of this little language: (sentence, 1 if it is positive, else 0)
for who in ("I", "we", "they"):
    for negation in ("", "don't "):
        for verb in ("like", "love", "hate"):
            for activity in ("learning technology", "learning history", "teaching technology"):
                for means in (
                    "books",
                    "videos",
                    "online courses",
                    "streaming online courses provided by Javatpoint",
                ):
                    positive = (verb != "hate") != (negation != "")
                    sentence = f"{who} {negation}{verb} {activity} through {means}"
                    SENTENCES.append((sentence, int(positive)))

FOUR = [
    "I like learning technology through streaming online courses provided by Javatpoint",
    "I don't like learning technology through books",
    "I don't like learning technology through streaming online courses provided by Javatpoint",
    "I like learning technology through books",
]
LANGUAGE = sorted({word for sentence, _ in SENTENCES for word in sentence.split()})


def read(sentence):
    """The words of a sentence as numbers."""
    return [LANGUAGE.index(word) for word in sentence.split()]


print(len(SENTENCES), "sentences,", len(LANGUAGE), "words:", " ".join(LANGUAGE))
print(FOUR[1], "→", read(FOUR[1]))

# %% [markdown]
# ### A network that listens to the end
#
# The tagger starts with one picture and says many words. This network hears many words and says
# *one* thing, when the sentence is over: it starts from $h_0 = 0$, takes in word after word as
# one-hot vectors, and only the **last** state is read, $y = W_y h_T + b_y$, with a score for each
# class. Softmax and $-\log p$ of the right class make the loss. There may be two classes or three
# (“positivity, negativity, or the neutrality”).
#
# Backward, only the last step has an error of its own. All other rows of `dhs` are zero, and what
# the first words learn has come the whole way back through time.
#
# **By hand.** One neuron, two words in the language, two classes; $W_x = \begin{bmatrix} \ln 2 &
# 0.3 \end{bmatrix}$, $W_h = 0.5$, $b = 0$, $W_y = (1, -1)^\top$ and $b_y = (0, 0)^\top$. The
# sentence is $[0, 1]$. First $h_1 = \tanh(\ln 2) = 0.6$, then $h_2 = \tanh(0.3 + 0.5 \cdot 0.6) =
# \tanh(0.6) \approx 0.5370$. The scores are $0.5370$ and $-0.5370$, the probabilities $0.7454$ and
# $0.2546$. If the right class is 0, the loss is $-\ln 0.7454 \approx 0.2939$ and $p -
# \text{onehot} = (-0.2546, 0.2546)$. The last state hears $-0.2546 - 0.2546 = -0.5093$; times the
# slope $1 - 0.5370^2 = 0.7116$ this is $dz_2 = -0.3624$. The first state hears half of that, so
# $dz_1 = 0.64 \cdot (-0.1812) = -0.1160$. And the words: $dW_x = (-0.1160, -0.3624)$.
#
# ### Loss and gradients of a sentence


# %%
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
    # BEGIN SOLUTION
    p = {name: np.asarray(value, dtype=np.float64) for name, value in params.items()}
    xs = np.eye(p["W_x"].shape[1])[words]
    hs = rnn_forward(xs, np.zeros(len(p["b"])), p["W_x"], p["W_h"], p["b"])
    loss, dscores = softmax_loss(p["W_y"] @ hs[-1] + p["b_y"], label)

    dhs = np.zeros((len(words), len(p["b"])))
    dhs[-1] = p["W_y"].T @ dscores
    back = bptt(xs, hs, p["W_x"], p["W_h"], dhs)
    recurrent = {"W_x": back["dW_x"], "W_h": back["dW_h"], "b": back["db"]}
    return loss, {**recurrent, "W_y": np.outer(dscores, hs[-1]), "b_y": dscores}
    # END SOLUTION


# %% [markdown]
# The measuring tool again:


# %%
def new_reader(rng, neurons=24, classes=2):
    """Parameters to start from, again with a rotation that forgets nothing."""
    words = len(LANGUAGE)
    return {
        "W_x": 0.5 * rng.normal(size=(neurons, words)),
        "W_h": np.linalg.qr(rng.normal(size=(neurons, neurons)))[0],
        "b": np.zeros(neurons),
        "W_y": 0.1 * rng.normal(size=(classes, neurons)),
        "b_y": np.zeros(classes),
    }


rng = np.random.default_rng(12)
compare_with_measured(
    lambda params: sentiment_loss_and_gradients(params, read(FOUR[0]), 1), new_reader(rng)
)

# %% [markdown]
# ### School, once more
#
# The same as for the tagger, with sentences for pictures.
#
# **By hand.** With everything at zero, two classes and the label 1, only $b_y$ has a gradient,
# $(½, -½)$, of length $\sqrt{½} \approx 0.7071$. With `lr` = 0.2 and a `max_norm` above that,
# $b_y$ becomes $(-0.1, 0.1)$. The next sentence then starts from there.
#
# ### Train the sentence reader


# %%
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
    # BEGIN SOLUTION
    for _ in range(epochs):
        for words, label in examples:
            _, grads = sentiment_loss_and_gradients(params, words, label)
            grads = clip_gradients(grads, max_norm)
            params = {name: params[name] - lr * grads[name] for name in params}
    return params
    # END SOLUTION


# %% [markdown]
# We keep the lecture's four sentences and a quarter of all the others aside, and train with the
# rest. Then the network reads sentences that it has never seen.

# %%
rng = np.random.default_rng(13)
others = [SENTENCES[i] for i in rng.permutation(len(SENTENCES)) if SENTENCES[i][0] not in FOUR]
seen, unseen = others[: 3 * len(others) // 4], others[3 * len(others) // 4 :]
lessons = [(read(sentence), label) for sentence, label in seen]
reader = train_sentiment(new_reader(rng), lessons, lr=0.1, max_norm=1.0, epochs=15)


def positive(params, words):
    """The probability that a sentence is positive: the loss for the label 1 tells it."""
    return np.exp(-sentiment_loss_and_gradients(params, words, 1)[0])


right = np.mean([(positive(reader, read(text)) > 0.5) == label for text, label in unseen])
print(f"{len(unseen)} sentences that it never saw: {right:.0%} right\n")
for sentence in FOUR:
    print("positive" if positive(reader, read(sentence)) > 0.5 else "negative", "|", sentence)

# %% [markdown]
# All four of the lecture's sentences, the swapped pair included, and “books” on both sides.
#
# ### What decides?
#
# Ask for every sentence of the little language how probable it is to be positive. In the table
# below each row is a way to begin and each column a way to end; an entry is the mean over all
# sentences of that kind.

# %%
VERBS = ["like", "love", "hate", "don't like", "don't love", "don't hate"]
MEANS = ["books", "videos", "online courses", "streaming online courses provided by Javatpoint"]
table = np.zeros((len(VERBS), len(MEANS)))
for row, verb in enumerate(VERBS):
    for column, means in enumerate(MEANS):
        kind = [
            positive(reader, read(sentence))
            for sentence, _ in SENTENCES
            if sentence.split(" ", 1)[1].startswith(verb + " ")
            and sentence.endswith("through " + means)
        ]
        table[row, column] = np.mean(kind)

figure, axes = plt.subplots(figsize=(8, 4.6), layout="constrained")
image = axes.imshow(table, cmap="RdYlGn", vmin=0, vmax=1, aspect="auto", alpha=0.6)
figure.colorbar(image, label="P(positive)")
for (row, column), value in np.ndenumerate(table):
    axes.text(column, row, f"{value:.2f}", ha="center", va="center")
axes.set_xticks(range(4), [*MEANS[:3], "streaming … Javatpoint"])
axes.set_yticks(range(6), VERBS)
axes.set(title="What the network makes of a sentence", xlabel="its end", ylabel="its beginning")
plt.show()

# %% [markdown]
# Green is positive, red negative. The columns are alike: neither “books” nor “Javatpoint” decides
# anything. The rows do, and neither “don't” nor the verb alone: each makes a row green here and
# red there. What the network learned is how the two *belong together*, and it kept the result in
# its state for up to ten words.
#
# ## The end of the road
#
# You started with a 3×3 filter on a 5×5 image. By now you have a machine that looks at a picture
# and says what it sees, and one that reads a sentence and tells how somebody feels, and there is
# no line in them that you could not have written yourself. Real taggers have more layers, more
# words, and cells with gates (the LSTM that the lecture takes along for translation) where ours
# has a tanh. The idea is this one.
