# %% [markdown]
# # A cell that remembers
#
# *“A recurrent neural network looks similar to a traditional neural network except that a
# memory-state is added to the neurons.”* In this notebook you build that memory, with nothing
# but NumPy: first one step of it, by hand and then as a function, and then you watch it
# remember.
#
# Each question asks for one function. Replace its last line by your own code, run the cell,
# then run the check below it. The checks that you see are a part of the tests: they are enough
# to tell whether you understood the task, and the hidden ones ask the same of other networks.

# %%
import matplotlib.pyplot as plt
import numpy as np

np.set_printoptions(precision=4, suppress=True)

# %% [markdown]
# ## Why a network needs a memory
#
# Show a feed-forward network a dog, and then a cat. It answers *dog*, then *cat*, and the first
# answer has no influence on the next one. (The slide says “the previous output”; the **next** one
# is meant, since nothing could influence what was said before.) For pictures of animals this is
# just what we want.
#
# Reading a book is different: with every page we need the understanding of the pages before. So
# is the lecture's gym. The trainer's plan has its exercises in a fixed order, and knowing
# *yesterday's* workout is enough to tell today's:
#
# * we write a workout as a vector with a 1 at its place and 0 everywhere else (**one-hot**: “if
#   we have a shoulder exercise, the corresponding node will be 1, and the rest 0”);
# * the input of each day is the workout of the day before, and the output the one that is due.
#
# But what if we miss a day? Then the input of the next day is empty, all zeros, and a network
# without a memory can only guess. The table below shows such a fortnight. To find the exercise
# of day 6, one has to look back past the empty column: the network has to *remember*.

# %%
EXERCISES = ["shoulder", "biceps", "legs", "back", "chest", "abs"]
DONE_THE_DAY_BEFORE = [None, 0, 1, 2, 3, None, 4, 5, 0, None, None, 1, 2, 3]

inputs = np.zeros((14, 6))  # one row a day: the one-hot vector that goes into the network
for day, exercise in enumerate(DONE_THE_DAY_BEFORE):
    if exercise is not None:
        inputs[day, exercise] = 1

figure, axes = plt.subplots(figsize=(9, 3))
axes.pcolormesh(inputs.T, cmap="Blues", edgecolors="lightgray", linewidth=1, vmax=1.4)
for day in (5, 9, 10):
    axes.text(
        day + 0.5, 3, "missed a day", rotation=90, ha="center", va="center", color="firebrick"
    )
axes.text(0.5, 3, "first day", rotation=90, ha="center", va="center", color="gray")
axes.set_xticks(np.arange(14) + 0.5, range(1, 15))
axes.set_yticks(np.arange(6) + 0.5, EXERCISES)
axes.invert_yaxis()
axes.set(title="What the network is told: the workout of the day before", xlabel="day")
axes.set_ylabel("exercise (one-hot)")
plt.show()

# %% [markdown]
# ## Steps in RNN
#
# The network keeps a vector of numbers, one for each of its neurons: the **state**. At every time
# step it makes the current state from two things, the previous state and the input:
#
# $$h_t = f(h_{t-1}, X_t)$$
#
# The slide offers “tanh or sigmoid” for the activation and then takes **tanh**, and so do we:
#
# $$h_t = \tanh(W_h\, h_{t-1} + W_x\, x_t + b)$$
#
# | symbol | meaning | shape |
# |---|---|---|
# | $x_t$ | the input at time $t$, with $D$ numbers | `(D,)` |
# | $h_{t-1}$, $h_t$ | previous and current state, a number for each of the $H$ neurons | `(H,)` |
# | $W_x$ | weight of the input neuron | `(H, D)` |
# | $W_h$ | weight of the recurrent neuron | `(H, H)` |
# | $b$ | bias | `(H,)` |
#
# Three things to know when you compare this with the slides:
#
# * **The bias.** The slide's formula leaves $b$ out, and names it only later (“‘w’ to be the weight
#   matrix and ‘b’ as the bias”). It is there from the start.
# * **The output.** The slide writes $Y_t = W_h h_t$. The output has a weight of its own, which we
#   call $W_y$: it turns $H$ neurons into $K$ scores, while $W_h$ turns a state into a state.
# * **The start.** “At time $t = 0$ the task is to figure out $h_0$” speaks of the first *computed*
#   state. We call the state that the network starts from $h_0$ (often all zeros), so that the first
#   computed state is $h_1$, made from $h_0$ and the first input.
#
# Below, the network is drawn **unrolled**: once for each time step. But these are not three layers
# with weights of their own. “Three layers having the same weights and bias combine into a single
# recurrent unit”: the arrows of one colour are the *same* numbers, used again and again. That is
# why a network for 3 days and one for 300 have equally many parameters.


# %%
def draw_arrow(axes, start, end, color, label, shift):
    """One labelled arrow of the diagram."""
    style = {"arrowstyle": "-|>", "color": color, "lw": 2, "shrinkA": 19, "shrinkB": 19}
    axes.annotate("", end, start, arrowprops=style)
    middle = (start[0] + end[0]) / 2 + shift[0], (start[1] + end[1]) / 2 + shift[1]
    axes.text(*middle, label, color=color, ha="center", va="center")


figure, axes = plt.subplots(figsize=(9, 4.2))
circle = {"boxstyle": "circle,pad=0.35", "fc": "white", "lw": 1.5}
axes.text(0, 1, "$h_0$", ha="center", va="center", size=13, bbox={**circle, "ec": "gray"})
for t in (1, 2, 3):
    draw_arrow(axes, (t - 1, 1), (t, 1), "tab:orange", "$W_h$", (0, 0.14))
    draw_arrow(axes, (t, 0), (t, 1), "tab:blue", "$W_x$", (0.13, 0))
    draw_arrow(axes, (t, 1), (t, 2), "tab:green", "$W_y$", (0.13, 0))
    for height, name, color in (
        (0, "x", "tab:blue"),
        (1, "h", "tab:orange"),
        (2, "y", "tab:green"),
    ):
        box = {**circle, "ec": color}
        axes.text(t, height, f"${name}_{t}$", ha="center", va="center", size=13, bbox=box)
draw_arrow(axes, (3, 1), (4, 1), "tab:orange", "$W_h$", (0, 0.14))
axes.text(4, 1, "…", ha="center", va="center", size=16)
axes.set(xlim=(-0.4, 4.4), ylim=(-0.5, 2.5), xlabel="time step", ylabel="layer")
axes.set_title("A recurrent network, unrolled in time: one colour, one set of weights")
axes.set_xticks([0, 1, 2, 3], ["start", "1", "2", "3"])
axes.set_yticks([0, 1, 2], ["input", "state", "output"])
axes.spines[["top", "right"]].set_visible(False)
plt.show()

# %% [markdown]
# ### A step by hand
#
# Two inputs ($D = 2$) and three neurons ($H = 3$):
#
# $$
# x_t = \begin{bmatrix} 1 \\ 0 \end{bmatrix},\quad
# h_{t-1} = \begin{bmatrix} 0.5 \\ 0 \\ -0.5 \end{bmatrix},\quad
# W_x = \begin{bmatrix} 1 & 2 \\ 0 & 1 \\ -1 & 0 \end{bmatrix},\quad
# W_h = \begin{bmatrix} 0 & 1 & 1 \\ 1 & 0 & 0 \\ 0 & 2 & 0 \end{bmatrix},\quad
# b = \begin{bmatrix} 0 \\ 0 \\ 0.2 \end{bmatrix}
# $$
#
# The first neuron takes $1 \cdot 1 + 2 \cdot 0 = 1$ from the input and
# $0 \cdot 0.5 + 1 \cdot 0 + 1 \cdot (-0.5) = -0.5$ from the previous state. It has the bias 0,
# so its sum is 0.5. The second takes 0 from the input and 0.5 from the first neuron's past; the
# third −1 from the input and nothing from the past, and its bias is 0.2:
#
# $$
# h_t = \tanh \begin{bmatrix} 1 - 0.5 + 0 \\ 0 + 0.5 + 0 \\ -1 + 0 + 0.2 \end{bmatrix}
# = \tanh \begin{bmatrix} 0.5 \\ 0.5 \\ -0.8 \end{bmatrix}
# \approx \begin{bmatrix} 0.462 \\ 0.462 \\ -0.664 \end{bmatrix}
# $$
#
# Note how the *rows* of the weights belong to the neuron that receives, and the columns to what it
# listens to. A square matrix gives no error when rows and columns are mixed up, only a wrong state.

# %% [markdown]
# ### One step of the network
#
# Now write it down for any number of inputs and neurons. Whoever calls your function still needs
# the previous state and the weights, so leave the arguments as they are.


# %%
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
    # BEGIN SOLUTION
    x_t, h_prev, W_x, W_h, b = (
        np.asarray(array, dtype=np.float64) for array in (x_t, h_prev, W_x, W_h, b)
    )
    return np.tanh(W_x @ x_t + W_h @ h_prev + b)
    # END SOLUTION


# %% [markdown]
# ## Watch it remember
#
# The fortnight from above goes through a network of eight neurons whose weights are drawn at
# random: nothing has been learned yet. Each column is the state after one day. Look at the days
# with a dashed frame: **the input is empty, but the state is not**. What happened before is still
# there, turned over once more by $W_h$, and a trained network can read the answer from it.


# %%
def states_over_time(inputs, W_x, W_h, b):
    """The states after each input, one row a step, from a start of zeros."""
    states = [np.zeros(len(b))]
    for x_t in inputs:
        states.append(rnn_step(x_t, states[-1], W_x, W_h, b))
    return np.array(states[1:])


rng = np.random.default_rng(4)
W_x = rng.normal(size=(8, 6))
W_h = 0.9 * np.linalg.qr(rng.normal(size=(8, 8)))[0]  # a rotation, a little shrunk
states = states_over_time(inputs, W_x, W_h, np.zeros(8))

figure, axes = plt.subplots(figsize=(9, 3.4))
picture = axes.pcolormesh(states.T, cmap="RdBu_r", vmin=-1, vmax=1, edgecolors="white", linewidth=1)
figure.colorbar(picture, label="state, between −1 and 1")
for day in (5, 9, 10):
    axes.add_patch(plt.Rectangle((day, 0), 1, 8, fill=False, ls="--", lw=2))
axes.set_xticks(np.arange(14) + 0.5, range(1, 15))
axes.set_yticks(np.arange(8) + 0.5, range(1, 9))
axes.set(title="States of eight neurons (dashed: no input that day)", xlabel="day", ylabel="neuron")
plt.show()

# %% [markdown]
# ## How long does a memory last?
#
# One single input at the first step, and then silence for 25 steps. What is left of it depends on
# $W_h$ alone. Three networks that differ in nothing but the size of $W_h$:

# %%
impulse = np.zeros((26, 6))
impulse[0, 0] = 1
rotation = W_h / 0.9

figure, axes = plt.subplots(figsize=(8, 3.6))
for size, color in ((0.6, "tab:blue"), (0.95, "tab:orange"), (1.3, "tab:red")):
    echo = states_over_time(impulse, 0.3 * W_x, size * rotation, np.zeros(8))
    axes.plot(range(1, 27), np.linalg.norm(echo, axis=1), "o-", ms=3, color=color, label=f"{size}")
axes.set(title="The echo of one input", xlabel="time step", ylabel="length of the state vector")
axes.legend(title="size of $W_h$")
axes.grid(alpha=0.3)
plt.show()

# %% [markdown]
# With small weights the echo is gone after a few steps. With large ones it does not fade, but it
# no longer tells *how strong* the input was either: it grows until tanh holds it at one level.
# In between lies the narrow range where a network carries its past along.
#
# This is the first sight of what the lecture calls the **limitations of RNN**: “it is quite
# challenging to propagate all this information when the time step is too long”. In the next
# notebook, *Learning through time*, you will meet it again from the other side, in the gradient.
