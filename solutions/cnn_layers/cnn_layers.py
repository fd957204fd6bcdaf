# %% [markdown]
# # How a computer reads an image
#
# A convolutional neural network looks at a picture through small windows. In this notebook
# you build its layers yourself, with nothing but NumPy, in the order of the lecture:
# convolution with stride and padding, filters with a name, whole layers of them, ReLU, and
# pooling.
#
# Each question asks for one function. Replace its last line by your own code, run the cell,
# then run the check below it. The checks that you see are a part of the tests: they are enough
# to tell whether you understood the task, and the hidden ones ask the same of other images.
#
# Three habits that save points in every question:
#
# * **Shapes first.** The docstring says what shape goes in and what shape comes out.
# * **Leave your arguments as they are.** Whoever gave you an image still needs it.
# * **Try a case you can work out by hand**: small, not square, with some negative numbers.

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


def draw_frame(axes, top, left, height, width, color):
    """Draw a frame around a window of such a picture."""
    corner = (left - 0.46, top - 0.46)
    size = (width - 0.08, height - 0.08)
    axes.add_patch(plt.Rectangle(corner, *size, fill=False, edgecolor=color, linewidth=3))


# %% [markdown]
# ## How does a computer read an image?
#
# As numbers. An image is broken into three **color channels**, red, green and blue, and each
# pixel has one number in each of them. So an image is an array of shape $h \times w \times d$:
# height, width, and depth $d = 3$. A gray picture has only one channel, and we then write it
# as an array of shape $h \times w$.
#
# In NumPy, `image[row, column, channel]` is one number, and `image[:, :, 0]` is the red channel.

# %%
photo = np.zeros((8, 8, 3))
photo[1:7, 1:4] = [0.9, 0.2, 0.1]  # a red door
photo[4:7, 5:8] = [0.1, 0.6, 0.2]  # a green bush
photo[0] = [0.3, 0.5, 1.0]  # a strip of sky
photo[7] = [0.5, 0.5, 0.5]  # the street

figure, axes = plt.subplots(1, 4, figsize=(11, 3.2), layout="constrained")
axes[0].imshow(photo)
axes[0].set_title("the image, 8 × 8 × 3")
for channel, name in enumerate(("red", "green", "blue")):
    axes[channel + 1].imshow(photo[:, :, channel], cmap="gray", vmin=0, vmax=1)
    axes[channel + 1].set_title(f"its {name} channel")
for panel in axes:
    panel.set(xlabel="column", ylabel="row")
plt.show()

# %% [markdown]
# ## Convolutional layer
#
# Some neurons fire when they see vertical edges, others when they see horizontal or diagonal
# ones. Each looks at a small part of the image only, its **local receptive field**, and does not
# notice changes outside of it. A convolutional layer does the same: a small table of weights,
# the **filter** (or **kernel**), slides over the image. Wherever it lies, each weight is
# multiplied with the pixel below it, and the products are added up. The sums make a new picture,
# the **feature map**.
#
# The lecture's example has a 5×5 image whose pixels are 0 and 1, and a 3×3 filter:
#
# $$
# \begin{bmatrix}
# \mathbf 1 & \mathbf 1 & \mathbf 1 & 0 & 0 \\
# \mathbf 0 & \mathbf 1 & \mathbf 1 & 1 & 0 \\
# \mathbf 0 & \mathbf 0 & \mathbf 1 & 1 & 1 \\
# 0 & 0 & 1 & 1 & 0 \\
# 0 & 1 & 1 & 0 & 0
# \end{bmatrix}
# \quad \text{and} \quad
# \begin{bmatrix} 1 & 0 & 1 \\ 0 & 1 & 0 \\ 1 & 0 & 1 \end{bmatrix}
# $$
#
# **By hand.** Lay the filter on the upper left corner (bold). Row by row, the products are
#
# $$
# (1 \cdot 1 + 0 \cdot 1 + 1 \cdot 1) + (0 \cdot 0 + 1 \cdot 1 + 0 \cdot 1)
# + (1 \cdot 0 + 0 \cdot 0 + 1 \cdot 1) = 2 + 1 + 1 = 4,
# $$
#
# and 4 is the feature map's first number. One pixel to the right it is 3, then 4 again. Then the
# filter reaches the border, and goes on one row further down.
#
# Two things to know when you compare this with other texts:
#
# * **The filter is not turned.** In mathematics, a *convolution* first turns the filter by 180°;
#   what networks compute, and what we compute, lays it on as it is. The lecture's filter can't
#   tell the difference, since it looks the same when it is turned, flipped or mirrored. So try
#   your code with a filter that doesn't.
# * **One filter, one map.** A filter is as deep as the image: $f_h \times f_w \times d$. The
#   products are added over all channels too, so that the output has depth 1: the slide writes
#   $(h - f_h + 1) \times (w - f_w + 1) \times 1$, and we leave out the last 1.

# %% [markdown]
# ## Stride
#
# Stride is the number of pixels by which the filter shifts. With stride 1 it moves to the next
# pixel, with stride 2 it moves by two pixels at a time, to the right and also downwards. Below,
# the four windows of a 3×3 filter on a 5×5 image with stride 2.

# %%
IMAGE = np.array(
    [
        [1, 1, 1, 0, 0],
        [0, 1, 1, 1, 0],
        [0, 0, 1, 1, 1],
        [0, 0, 1, 1, 0],
        [0, 1, 1, 0, 0],
    ]
)
FILTER = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])

figure, axes = plt.subplots(1, 4, figsize=(11, 3.2), layout="constrained")
starts = [(0, 0), (0, 2), (2, 0), (2, 2)]
for panel, (top, left) in zip(axes, starts):
    draw_numbers(panel, IMAGE, f"window at row {top}, column {left}")
    draw_frame(panel, top, left, 3, 3, "darkorange")
plt.show()

# %% [markdown]
# On a 6×6 image with stride 2 the next window would begin at column 4 and stick out of the image
# by one pixel. Such windows are **dropped**: the last column is never looked at.
#
# Padding, which comes next, adds $p$ zeros at *both* ends of each row and column. The slide's
# formula $h - f_h + 1$ is for stride 1 without padding. Your first function is the general one,
# for one direction.
#
# **By hand.** A row of 7 pixels, a filter of 3 and stride 2: windows begin at 0, 2 and 4, so the
# answer is 3. With one zero at each end the row has 9 pixels, and windows begin at 0, 2, 4 and 6.
#
# ### How many windows fit?


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


# %% [markdown]
# ## Padding
#
# Without padding, every layer makes the image smaller: a 3×3 filter takes away two rows and two
# columns. A picture of 28×28 pixels survives 13 such layers, and even one of 224×224 only 111,
# which is a problem for “a network with 100's of layers”. And there is a second downside: a pixel
# in the corner is covered by a single window, one in the middle by nine. The network knows more
# about the middle than about the corners. (You will count this below.)
#
# *“Padding is an additional layer which can add to the border of an image.”* With zeros, one
# pixel wide, around a 5×5 image, a 3×3 filter gives a 5×5 feature map again.
#
# The frame goes around height and width. It does not add channels: an $h \times w \times d$ image
# becomes $(h + 2p) \times (w + 2p) \times d$. And $p = 0$ is a frame as well, if a thin one.
#
# ### A frame of zeros


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


# %% [markdown]
# ## The convolution
#
# Now everything comes together: the frame of zeros, the steps, and the filter that slides over
# all channels at once. Nothing happens to the sums afterwards: they may be negative, larger than
# any pixel, and they may have fractions.
#
# If you like, use your two functions from above.
#
# ### Slide a filter over an image


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


# %% [markdown]
# The lecture's example as a picture. The orange window gives the orange number.

# %%
feature_map = conv2d(IMAGE, FILTER)

figure, axes = plt.subplots(1, 3, figsize=(10, 4.8), layout="constrained", width_ratios=(5, 3, 3))
draw_numbers(axes[0], IMAGE, "image, 5 × 5")
draw_numbers(axes[1], FILTER, "filter, 3 × 3")
draw_numbers(axes[2], feature_map, "feature map, 3 × 3")
draw_frame(axes[0], 1, 2, 3, 3, "darkorange")
draw_frame(axes[2], 1, 2, 1, 1, "darkorange")
figure.suptitle("The convolution of the worked example")
plt.show()

# %% [markdown]
# With padding 1 the size stays, with stride 2 every second number is left, and with both the
# filter takes large steps over the padded image.

# %%
figure, axes = plt.subplots(1, 3, figsize=(10, 5), layout="constrained", width_ratios=(5, 2, 3))
draw_numbers(axes[0], conv2d(IMAGE, FILTER, padding=1), "padding 1", highest=4)
draw_numbers(axes[1], conv2d(IMAGE, FILTER, stride=2), "stride 2", highest=4)
draw_numbers(axes[2], conv2d(IMAGE, FILTER, stride=2, padding=1), "padding 1, stride 2", highest=4)
figure.suptitle("The same image and filter, with other steps and frames")
plt.show()

# %% [markdown]
# ## What the border loses
#
# Back to the second downside. Without padding, how much does the network see of each pixel? *“The
# pixel in the corner will only get covered one time, but the middle pixel will get covered more
# than once.”* How often exactly, you can count.
#
# **By hand.** A filter of 1×2 slides over one row of 4 pixels. The windows are the pixels 0 and 1,
# then 1 and 2, then 2 and 3. So the pixels at the ends lie in one window and those in the middle
# in two: 1, 2, 2, 1.
#
# ### How often is each pixel covered?


# %%
def coverage(h, w, fh, fw):
    """Count in how many windows each pixel of an image lies. Lecture: Padding.

    h, w: height and width of the image, ints
    fh, fw: height and width of the filter, ints, at most h and w

    The filter moves by one pixel at a time (stride 1), without padding.

    Returns an array of ints of shape (h, w).

    Example: coverage(2, 4, 1, 2) is [[1, 2, 2, 1], [1, 2, 2, 1]].
    """
    # BEGIN SOLUTION
    counts = np.zeros((h, w), dtype=int)
    for top in range(h - fh + 1):
        for left in range(w - fw + 1):
            counts[top : top + fh, left : left + fw] += 1
    return counts
    # END SOLUTION


# %% [markdown]
# The lecture's case on the left: a 3×3 filter on a 5×5 image covers each corner once and the middle
# nine times. On the right a padded image, of which the framed part is the image itself: its corners
# now count four times. Padding doesn't make it fair, but nothing is nearly lost any more.

# %%
figure, axes = plt.subplots(1, 2, figsize=(8, 4), layout="constrained", width_ratios=(5, 7))
draw_numbers(axes[0], coverage(5, 5, 3, 3), "5×5 image, 3×3 filter", highest=9)
draw_numbers(axes[1], coverage(7, 7, 3, 3), "the same with padding 1", highest=9)
draw_frame(axes[1], 1, 1, 5, 5, "darkorange")
figure.suptitle("How many windows cover each pixel")
plt.show()

# %% [markdown]
# ## Filters with a name
#
# *“Convolution of an image with different filters can perform an operation such as blur, sharpen,
# and edge detection by applying filters.”* Which numbers make a filter do that? You can find them
# by thinking about what the filter should say to a few simple pictures:
#
# * On a **flat** area, where all nine pixels have the same value $c$, any filter answers $c$ times
#   the sum of its weights. A filter whose weights sum to 1 leaves flat areas as they are; one whose
#   weights sum to 0 says nothing about them.
# * **"blur"** mixes every pixel with its neighbours. No weight is negative, and brightness stays.
# * **"sharpen"** does the opposite: a pixel counts more than once, and its four direct neighbours
#   are subtracted. Brightness stays here, too.
# * **"edge"** answers to edges of *every* direction, and is silent on flat areas.
# * **"vertical"** answers to vertical edges, where left and right differ, and gives 0 along
#   horizontal ones, where above and below differ. (These are the neurons of the lecture that “fire
#   when exposed to vertical edges”.)
#
# **By hand.** A smaller filter, $\begin{bmatrix} -1 & 1 \end{bmatrix}$, sums to 0. In the row
# $5, 5, 9, 9$ it answers $0, 4, 0$: nothing on the flat parts and 4 at the edge.
#
# There is more than one right answer for each name, and every one is accepted: your filters are
# judged by what they do.
#
# ### Blur, sharpen, edge, vertical


# %%
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
    # BEGIN SOLUTION
    kernels = {
        "blur": np.full((3, 3), 1 / 9),
        "sharpen": np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        "edge": np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
        "vertical": np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    }
    return kernels[name]
    # END SOLUTION


# %% [markdown]
# A house at night, and what your four filters make of it. The sharpened picture has brighter and
# darker rims along all edges. The edge filter keeps every outline, the roof's slopes too; the
# vertical one keeps walls and the sides of the door, and loses floor and lintel. Red is positive,
# blue is negative.

# %%
HOUSE = np.full((24, 24), 0.1)
for step in range(8):
    HOUSE[4 + step, 11 - step : 13 + step] = 0.6  # the roof
HOUSE[12:22, 6:18] = 0.9  # the wall
HOUSE[15:22, 13:16] = 0.3  # the door
HOUSE[14:17, 8:11] = 0.5  # a window

figure, axes = plt.subplots(1, 5, figsize=(14, 3.2), layout="constrained")
axes[0].imshow(HOUSE, cmap="gray", vmin=0, vmax=1)
axes[0].set_title("the picture")
for panel, name in zip(axes[1:], ("blur", "sharpen", "edge", "vertical")):
    answer = conv2d(HOUSE, named_kernel(name))
    if name in ("blur", "sharpen"):
        panel.imshow(answer, cmap="gray", vmin=0, vmax=1)
    else:
        limit = np.max(np.abs(answer))
        panel.imshow(answer, cmap="RdBu_r", vmin=-limit, vmax=limit)
    panel.set_title(f"“{name}”")
for panel in axes:
    panel.set(xlabel="column", ylabel="row")
figure.suptitle("Four named filters and their feature maps")
plt.show()

# %% [markdown]
# ## A whole layer
#
# One filter makes one feature map. A convolutional layer has many filters, and each looks for
# something else: one for vertical edges, one for horizontal ones, one for a red spot. So the
# output is a stack of feature maps, as deep as there are filters: from $h \times w \times d$ to
# $o_h \times o_w \times F$. The next layer takes it as an image with $F$ channels.
#
# Each filter also has a **bias**, one number that is added to its whole feature map. The lecture's
# formulas leave the biases out and name them only later, when it comes to learning; here they are.
#
# **By hand.** A gray image of one row, $1, 2, 3$, and two filters of one pixel: $10$ with the bias
# $0$, and $-1$ with the bias $5$. The first map is $10, 20, 30$ and the second $4, 3, 2$. Stacked,
# every place has two numbers: $(10, 4)$, $(20, 3)$, $(30, 2)$.
#
# ### Many filters, one stack of maps


# %%
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
    # BEGIN SOLUTION
    maps = [conv2d(image, kernel, stride, padding) for kernel in kernels]
    return np.stack(maps, axis=-1) + biases
    # END SOLUTION


# %% [markdown]
# The photo with the red door, and a layer of three filters: where does red begin, where does red
# end, and where is much green? The last filter takes green, subtracts red and blue, and adds up all
# nine pixels. Its bias is −1, so that a few green pixels are not enough: below zero is blue.

# %%
detectors = np.zeros((3, 3, 3, 3))
detectors[0, :, 0, 0], detectors[0, :, 1, 0] = -1, 1
detectors[1] = -detectors[0]
detectors[2] = [-1, 1, -1]
maps = conv_layer(photo, detectors, np.array([0, 0, -1]), padding=1)

figure, axes = plt.subplots(1, 4, figsize=(12, 3.4), layout="constrained")
axes[0].imshow(photo)
axes[0].set(title="image, 8 × 8 × 3", xlabel="column", ylabel="row")
for f, name in enumerate(("red begins", "red ends", "much green")):
    axes[f + 1].imshow(maps[:, :, f], cmap="RdBu_r", vmin=-3, vmax=3)
    axes[f + 1].set(title=f"map {f}: {name}", xlabel="column", ylabel="row")
figure.suptitle(f"One layer, three feature maps: {maps.shape}")
plt.show()

# %% [markdown]
# ## ReLU Layer
#
# The rectified linear unit lets a value pass if it is above zero, and gives zero otherwise:
#
# $$\mathrm{ReLU}(x) = \max(0, x)$$
#
# In this layer we remove every negative value from the filtered images and replace it by zero.
# The “certain quantity” and the “certain threshold” of the slide are both zero. The slide's reason,
# “to avoid the values from adding up to zero”, is short; what stands behind it: a positive and a
# negative answer of a filter can no longer cancel out later. And without a bend like this one, two
# convolutions in a row could do no more than a single one, since sums of sums are sums.
#
# **By hand.** $\mathrm{ReLU}$ of $\begin{bmatrix} 4 & -3 \\ -2 & 0.5 \end{bmatrix}$ is
# $\begin{bmatrix} 4 & 0 \\ 0 & 0.5 \end{bmatrix}$. It works on arrays of any shape.
#
# ### Remove the negative values


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


# %% [markdown]
# On the left its curve. On the right what it does to a feature map: the filter
# $\begin{bmatrix} -1 & 1 \end{bmatrix}$ subtracts each pixel from its right neighbour, so that
# it is positive where the picture becomes brighter and negative where it becomes darker. After
# ReLU only the first kind is left.

# %%
LETTER = np.zeros((9, 9))
LETTER[1:8, 2:4] = 1  # an E: the stem and its three arms
for arm in (1, 4, 7):
    LETTER[arm, 2:7] = 1
answers = conv2d(LETTER, np.array([[-1, 1]]))

figure, axes = plt.subplots(1, 4, figsize=(12, 3.2), layout="constrained")
line = np.linspace(-3, 3, 61)
axes[0].plot(line, relu(line), linewidth=3)
axes[0].grid(alpha=0.4)
axes[0].set(title="ReLU", xlabel="x", ylabel="ReLU(x)", aspect="equal")
for panel, picture, title in (
    (axes[1], LETTER, "image"),
    (axes[2], answers, "filtered: −1 blue, 1 red"),
    (axes[3], relu(answers), "after ReLU"),
):
    panel.imshow(picture, cmap="RdBu_r", vmin=-1.3, vmax=1.3)
    panel.set(title=title, xlabel="column", ylabel="row")
plt.show()

# %% [markdown]
# ## Pooling Layer
#
# Pooling is *“downscaling” of the image obtained from the previous layers*. A window slides over
# each feature map, and of each window one number is kept. There is nothing to learn in it. (The
# slide says that pooling reduces the number of parameters. What it reduces are the values that
# travel through the network, the **activations**; pooling itself has no parameters, and the filters
# before and after it keep theirs. Only a fully connected layer behind it gets smaller.)
#
# As on the slide, windows usually don't overlap: `stride=None` means that the stride is the size
# of the window. A call may also ask for another stride. Channels stay apart, and windows that stick
# out are dropped, as before.
#
# ## Max Pooling
#
# Of each window the largest value is kept: whether a feature was found is important, and where
# exactly is not.
#
# **By hand.** Size 2 on $\begin{bmatrix} 1 & 5 & -1 & -2 \\ 3 & 2 & -4 & -3 \end{bmatrix}$: the
# left block has the largest value 5. In the right one all are negative, and the largest is −1.
#
# ### The largest value of each window


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


# %% [markdown]
# ## Average Pooling
#
# The same windows, but now the average of each is kept. With the numbers from above that is
# $(1 + 5 + 3 + 2) / 4 = 2.75$ for the left block and $-10 / 4 = -2.5$ for the right one.
#
# ### The average of each window


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


# %% [markdown]
# ## Sum Pooling
#
# The sub-regions are *“set exactly the same as for max-pooling but instead of using the max
# function we use sum or mean”*. (On the slide, “sum pooling or mean pooling” sounds like two
# names for one thing. Mean pooling is average pooling; sum pooling leaves out the division.) In
# our example: 11 and −10.
#
# ### The sum of each window


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


# %% [markdown]
# Before and after: one feature map, its four 2×2 blocks, and what each kind of pooling keeps of
# them.

# %%
block_map = np.array([[1, 9, 2, 0], [4, 3, 8, 5], [7, 2, -1, -3], [0, 6, -2, -5]])
figure, axes = plt.subplots(1, 4, figsize=(12, 3.6), layout="constrained")
draw_numbers(axes[0], block_map, "feature map", highest=10)
for top, left in starts:
    draw_frame(axes[0], top, left, 2, 2, "darkorange")
draw_numbers(axes[1], max_pool(block_map), "max pooling", highest=10)
draw_numbers(axes[2], avg_pool(block_map), "average pooling", highest=10)
draw_numbers(axes[3], sum_pool(block_map), "sum pooling", highest=17)
figure.suptitle("Pooling with size 2")
plt.show()

# %% [markdown]
# ## All layers in a row
#
# The red door again. A filter of $1 \times 2 \times 3$ looks for places where red begins: it
# subtracts each pixel's red from that of its right neighbour and leaves green and blue alone.
# Convolution, ReLU, pooling: from 8 × 8 × 3 numbers to 4 × 3, and the edge of the door is still
# there. What is missing is a layer that names what it sees; that is the next assignment.

# %%
red_begins = np.zeros((1, 2, 3))
red_begins[0, :, 0] = [-1, 1]
filtered = conv2d(photo, red_begins)
rectified = relu(filtered)
pooled = max_pool(rectified)

figure, axes = plt.subplots(1, 4, figsize=(12, 3.4), layout="constrained")
axes[0].imshow(photo)
axes[0].set(title="image, 8 × 8 × 3", xlabel="column", ylabel="row")
for panel, values, name in (
    (axes[1], filtered, "filtered"),
    (axes[2], rectified, "after ReLU"),
    (axes[3], pooled, "after max pooling"),
):
    panel.imshow(values, cmap="RdBu_r", vmin=-1, vmax=1)
    shape = " × ".join(map(str, values.shape))
    panel.set(title=f"{name}, {shape}", xlabel="column", ylabel="row")
    panel.set_xticks(range(0, values.shape[1], 2))
    panel.set_yticks(range(0, values.shape[0], 2))
figure.suptitle("Where does red begin?")
plt.show()
