# %% [markdown]
# # Learning through time
#
# *“Recurrent Neural Networks use a backpropagation algorithm for training, but it is applied for
# each timestamp.”* The lecture calls this “Back-propagation by Time (BTT)”; everywhere else you
# will find it as **back-propagation through time**, BPTT. Of how it works the slides say only
# “Details are in the notes”. This notebook is those notes.
#
# You will
#
# 1. write a measuring tool: the gradient of any function, found by trying out;
# 2. follow the derivation of BPTT, by hand first, and write it;
# 3. check the second with the first, and see why long sequences are hard to learn.

# %%
import matplotlib.pyplot as plt
import numpy as np

np.set_printoptions(precision=4, suppress=True)

# %% [markdown]
# ## Training of RNN
#
# One training step, in the lecture's words: the network takes the input of each time step and
# calculates the current state; after all steps “we compute the error by calculating the difference
# between actual output and the predicted output”; “the error is backpropagated to the network to
# adjust the weights”. To adjust a weight we need to know how the error changes with it: the
# **gradient**.
#
# ## A measuring tool first
#
# A gradient can be found by trying out. Move one number of $x$ a little, and see how much $f$
# changes. There are two ways to do it, and one of them is much better. Take $f(x) = x^3$ at $x =
# 1$, where the slope is 3, with a step of $h = 0.1$:
#
# * to one side only: $\dfrac{f(1.1) - f(1)}{0.1} = \dfrac{1.331 - 1}{0.1} = 3.31$
# * to both sides: $\dfrac{f(1.1) - f(0.9)}{0.2} = \dfrac{1.331 - 0.729}{0.2} = 3.01$
#
# The second is the **central difference**. Its error is not 0.31 but 0.01, and it shrinks with the
# *square* of the step. For an array the same is done for each entry, while all others stay where
# they are.
#
# ### The gradient by trying out
#
# Mind that the point may consist of whole numbers: an integer array can't hold 2.00001.


# %%
def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x, measured with central differences.

    f: a function that takes an array of the shape of x and returns one number.
    x: an array of any shape; integers are allowed. It is the same after the call.
    h: the step to either side.

    Returns an array of the shape of x. Its entry for the coordinate i is
    (f(x with h added to x_i) − f(x with h taken from x_i)) / (2h).

    >>> numerical_gradient(lambda x: x[0] * x[1], np.array([3, 4]))
    array([4., 3.])

    Lecture: Training of RNN.
    """
    # BEGIN SOLUTION
    x = np.asarray(x, dtype=np.float64)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient
    # END SOLUTION


# %% [markdown]
# How large should the step be? The smaller the better, one would think. But a computer keeps about
# 16 digits, and the difference of two nearly equal numbers has few of them left. Here is the error
# for the slope of sin at 1, with steps from 1 down to $10^{-12}$:

# %%
steps = 10.0 ** -np.arange(0, 12.5, 0.5)
exact = np.cos(1.0)
central = [numerical_gradient(lambda x: np.sin(x[0]), np.array([1.0]), h)[0] for h in steps]
one_sided = (np.sin(1.0 + steps) - np.sin(1.0)) / steps

figure, axes = plt.subplots(figsize=(7, 3.6))
axes.loglog(steps, np.abs(one_sided - exact), "s-", ms=4, color="gray", label="to one side")
axes.loglog(steps, np.abs(central - exact), "o-", ms=4, color="tab:blue", label="to both sides")
axes.axvline(1e-5, color="tab:orange", ls="--", label="$h = 10^{-5}$")
axes.set(title="The error of a measured slope", xlabel="step $h$", ylabel="error")
axes.legend()
axes.grid(alpha=0.3)
plt.show()

# %% [markdown]
# Why not train with this tool? It runs the whole network twice for *every single weight*.
# Back-propagation gets all slopes from one run forward and one run back. The tool is for checking.
#
# ## Back-propagation through time
#
# ### What we start from
#
# The states are $h_0$ (the start), $h_1, \dots, h_T$, made by
#
# $$z_t = W_x x_t + W_h h_{t-1} + b, \qquad h_t = \tanh z_t .$$
#
# An output is read off each state and compared with what it should be, which gives a loss $L_t$ for
# each step; the loss is their sum, $L = L_1 + \dots + L_T$. Think of the network unrolled in time:
# black arrows run forward, and the gradient runs backward along each of them.


# %%
def draw_arrow(axes, start, end, color, side):
    """An arrow of the diagram, a little to one side of the line between two nodes."""
    (x1, y1), (x2, y2) = start, end
    length = np.hypot(x2 - x1, y2 - y1)
    x_shift, y_shift = -side * (y2 - y1) / length, side * (x2 - x1) / length
    style = {"arrowstyle": "-|>", "color": color, "lw": 1.8, "shrinkA": 20, "shrinkB": 20}
    start, end = (x1 + x_shift, y1 + y_shift), (x2 + x_shift, y2 + y_shift)
    axes.annotate("", end, start, arrowprops=style)


figure, axes = plt.subplots(figsize=(9, 4.4))
nodes = {(0, 1): "$h_0$"}
for t in (1, 2, 3):
    nodes |= {(t, 0): f"$x_{t}$", (t, 1): f"$h_{t}$", (t, 2): f"$L_{t}$"}
    for start, end in (((t - 1, 1), (t, 1)), ((t, 0), (t, 1)), ((t, 1), (t, 2))):
        draw_arrow(axes, start, end, "black", 0.045)
        draw_arrow(axes, end, start, "tab:red", 0.045)
for (x, y), name in nodes.items():
    circle = {"boxstyle": "circle,pad=0.35", "fc": "white", "ec": "gray", "lw": 1.5}
    axes.text(x, y, name, ha="center", va="center", size=13, bbox=circle)
labels = {
    (2.5, 0.83): "from the next step",
    (2.34, 1.5): "from its own\noutput",
    (1.5, 0.83): "to the step before",
    (2.34, 0.5): "to the input",
}
for (x, y), label in labels.items():
    axes.text(x, y, label, color="tab:red", ha="center", va="center", size=9)
axes.set(xlim=(-0.4, 3.5), ylim=(-0.4, 2.4), xlabel="time step", ylabel="layer")
axes.set_title("Forward the states (black), backward their gradients (red)")
axes.set_xticks([0, 1, 2, 3], ["start", "1", "2", "3"])
axes.set_yticks([0, 1, 2], ["input", "state", "loss"])
axes.spines[["top", "right"]].set_visible(False)
plt.show()

# %% [markdown]
# ### One step
#
# Suppose we know $dh_t$, short for $\partial L / \partial h_t$: how the whole loss changes with
# each neuron of $h_t$. First we go back **through tanh**. The slope of tanh is $1 - \tanh^2$, and
# $\tanh z_t$ is $h_t$ itself, so that the states are all we need to keep from the run forward:
#
# $$dz_t = (1 - h_t^2) \odot dh_t \qquad (\odot \text{: entry by entry})$$
#
# Then we go back **through the sum**. Neuron $i$ has
#
# $$z_{t,i} = \sum_j W_x[i,j]\, x_{t,j} + \sum_k W_h[i,k]\, h_{t-1,k} + b_i .$$
#
# * The weight $W_x[i,j]$ appears in $z_{t,i}$ only, multiplied by $x_{t,j}$. So its gradient is
#   $dz_{t,i} \cdot x_{t,j}$: a table of all products of an entry of $dz_t$ with an entry of $x_t$,
#   written $dz_t\, x_t^\top$.
# * The same for $W_h[i,k]$, which was multiplied by the **previous** state: $dz_t\, h_{t-1}^\top$.
# * The bias was multiplied by 1: its gradient is $dz_t$.
# * The previous state's neuron $k$ went into *every* sum, with the weight $W_h[i,k]$ into the sum
#   of neuron $i$. All these ways add up: $\sum_i W_h[i,k]\, dz_{t,i}$. Here the sum runs over the
#   rows of $W_h$, so this is the *transposed* matrix, $W_h^\top dz_t$.
# * Likewise for the input: $W_x^\top dz_t$.
#
# ### All steps
#
# Look at $h_2$ in the picture: two red arrows come in. Its own output needs it, and so does the
# next step. What comes along both ways adds up:
#
# $$dh_t = \frac{\partial L_t}{\partial h_t} + W_h^\top dz_{t+1}$$
#
# The last state has no next step, so there the second part is zero. This is why we begin at the
# end and walk back: each step needs what the following one hands over. The walk ends at the
# start, where there is no output, and only the second part is left: $dh_0 = W_h^\top dz_1$.
#
# Last, the weights. The network has *one* $W_x$, one $W_h$ and one $b$, which serve every step. A
# change of $W_h$ changes all steps at once, and so its gradient is the **sum over time**:
#
# $$dW_x = \sum_{t=1}^{T} dz_t\, x_t^\top, \qquad
#   dW_h = \sum_{t=1}^{T} dz_t\, h_{t-1}^\top, \qquad
#   db = \sum_{t=1}^{T} dz_t$$
#
# ### Two steps by hand
#
# One input, one neuron, $W_x = 2$, $W_h = 0.5$. The inputs were 1 and −1, the states
# $h_0 = 0.2,\ h_1 = 0.8,\ h_2 = -0.5$. The losses say $\partial L_1/\partial h_1 = 1$ and
# $\partial L_2/\partial h_2 = 2$.
#
# | | from its own output | from the next step | $dh_t$ | slope $1 - h_t^2$ | $dz_t$ |
# |---|---|---|---|---|---|
# | $t = 2$ | 2 | 0 | 2 | 0.75 | **1.5** |
# | $t = 1$ | 1 | 0.5 · 1.5 = 0.75 | 1.75 | 0.36 | **0.63** |
# | $t = 0$ | | 0.5 · 0.63 | **0.315** | | |
#
# With $dz_1 = 0.63$ and $dz_2 = 1.5$:
# $dW_x = 0.63 \cdot 1 + 1.5 \cdot (-1) = -0.87$,
# $dW_h = 0.63 \cdot 0.2 + 1.5 \cdot 0.8 = 1.326$, $db = 2.13$, and the inputs have the gradients
# $2 \cdot 0.63 = 1.26$ and $2 \cdot 1.5 = 3$.
#
# ### The walk back in time
#
# One word about counting. Python counts rows from 0, so $x_1$ is `xs[0]`. The states have one row
# more, since they begin with $h_0$, which is `hs[0]`. So **`xs[t]` led from `hs[t]` to `hs[t +
# 1]`**, and `dhs[t]` is what the output of that step says about `hs[t + 1]`.


# %%
def bptt(xs, hs, W_x, W_h, dhs):
    """Back-propagation through time for h_t = tanh(W_x x_t + W_h h_{t-1} + b).

    xs: (T, D), the inputs; xs[t] led from the state hs[t] to the state hs[t + 1].
    hs: (T + 1, H), the states; hs[0] is the state the network started from.
    W_x: (H, D), the weight of the input neuron.
    W_h: (H, H), the weight of the recurrent neuron.
    dhs: (T, H); dhs[t] is dL/dh for the state hs[t + 1] through the output of step t only,
        not through the steps that follow.

    Returns a dict of gradients of the loss L:
    "dW_x" (H, D), "dW_h" (H, H), "db" (H,): of the weights and the bias, summed over time;
    "dh0" (H,): of the starting state; "dxs" (T, D): of the inputs.
    The arguments stay as they are.

    One step, one neuron: with xs = [[2]], hs = [[0.5], [0.6]], W_x = [[0.3]],
    W_h = [[0.4]] and dhs = [[1]] the derivative of tanh is 1 − 0.6² = 0.64, so that
    dW_x = [[1.28]], dW_h = [[0.32]], db = [0.64], dh0 = [0.256] and dxs = [[0.192]].

    Lecture: Training of RNN.
    """
    # BEGIN SOLUTION
    xs, hs, W_x, W_h, dhs = (np.asarray(a, dtype=np.float64) for a in (xs, hs, W_x, W_h, dhs))
    dW_x, dW_h, dxs = np.zeros(W_x.shape), np.zeros(W_h.shape), np.zeros(xs.shape)
    db, from_later = np.zeros(len(W_h)), np.zeros(len(W_h))  # nothing comes after the last step
    for t in reversed(range(len(xs))):
        dh = dhs[t] + from_later
        dz = (1 - hs[t + 1] ** 2) * dh  # the derivative of tanh is 1 − tanh²
        dW_x += np.outer(dz, xs[t])
        dW_h += np.outer(dz, hs[t])
        db += dz
        dxs[t] = W_x.T @ dz
        from_later = W_h.T @ dz
    return {"dW_x": dW_x, "dW_h": dW_h, "db": db, "dh0": from_later, "dxs": dxs}
    # END SOLUTION


# %% [markdown]
# ## Does it agree with the measuring tool?
#
# This is how gradients are checked in earnest: a small network with all sizes different, a start
# that isn't zero, and a *random* number for each state's share in the loss (with ones everywhere,
# many a mistake cancels out). The function below runs a network forward.


# %%
def run(xs, start, W_x, W_h, b):
    """All states of a network, the starting state first: what rnn_cell was about."""
    states = [start]
    for x in xs:
        states.append(np.tanh(W_x @ x + W_h @ states[-1] + b))
    return np.array(states)


rng = np.random.default_rng(0)
steps, inputs, neurons = 6, 2, 3
xs, start = rng.normal(size=(steps, inputs)), rng.uniform(-0.5, 0.5, size=neurons)
W_x, W_h = 0.5 * rng.normal(size=(neurons, inputs)), 0.5 * rng.normal(size=(neurons, neurons))
b, share = 0.1 * rng.normal(size=neurons), rng.normal(size=(steps, neurons))


def loss(xs, start, W_x, W_h, b):
    """A loss whose gradient for the state hs[t + 1] is share[t]."""
    return np.sum(share * run(xs, start, W_x, W_h, b)[1:])


calculated = bptt(xs, run(xs, start, W_x, W_h, b), W_x, W_h, share)
measured = {
    "dW_x": numerical_gradient(lambda W: loss(xs, start, W, W_h, b), W_x),
    "dW_h": numerical_gradient(lambda W: loss(xs, start, W_x, W, b), W_h),
    "db": numerical_gradient(lambda v: loss(xs, start, W_x, W_h, v), b),
    "dh0": numerical_gradient(lambda v: loss(xs, v, W_x, W_h, b), start),
    "dxs": numerical_gradient(lambda v: loss(v, start, W_x, W_h, b), xs),
}
for name, gradient in measured.items():
    print(f"{name:5} largest difference: {np.max(np.abs(gradient - calculated[name])):.1e}")

# %% [markdown]
# Differences around $10^{-10}$ are the measuring tool's own error. Had you made a mistake, there
# would be a number like 0.1.
#
# ## Limitations of RNN
#
# With BPTT we can look at the trouble that the lecture only names: “some issues with
# back-propagation: **vanishing gradient, exploding gradient**”. Put the formulas together, from the
# last state back to an early one:
#
# $$dh_{t-1} = W_h^\top \left( (1 - h_t^2) \odot dh_t \right)$$
#
# (when only the last step has a loss). *Every step back multiplies by the same $W_h$*, and by a
# slope that is at most 1. Multiply a number by 0.8 fifty times, and 0.00001 is left of it.
# Multiply it by 1.2 fifty times, and it is 9100.
#
# The picture shows just this. An error of length 1 comes up at the last of 50 steps, and we ask
# BPTT how strongly it reaches the input of each step. On the left the states are zero, where tanh
# is straight, and $W_h$ is a rotation times $c$: what remains is exactly $c$ to the power of the
# distance. On the right the same networks have seen random inputs: where the states are far from
# zero, tanh is flat, and its slope makes everything smaller still.


# %%
def reach(xs, hs, W_x, W_h):
    """How strongly an error at the last step reaches the input of each step."""
    error = np.zeros((len(xs), len(W_h)))
    error[-1, 0] = 1.0
    return np.linalg.norm(bptt(xs, hs, W_x, W_h, error)["dxs"], axis=1)


steps, size = 50, 8
rng = np.random.default_rng(3)
rotation, same = np.linalg.qr(rng.normal(size=(size, size)))[0], np.eye(size)
no_input, noise = np.zeros((steps, size)), 0.5 * rng.normal(size=(steps, size))

figure, both = plt.subplots(1, 2, figsize=(10, 4), sharey=True)
titles = "States at zero: exactly $c$ per step", "States of a real run: less than $c$ per step"
for axes, xs, title in zip(both, (no_input, noise), titles):
    for c, color in ((0.8, "tab:blue"), (1.0, "tab:green"), (1.2, "tab:red")):
        hs = run(xs, np.zeros(size), same, c * rotation, np.zeros(size))
        norms = reach(xs, hs, same, c * rotation)
        axes.semilogy(range(1, steps + 1), norms, color=color, label=f"$c$ = {c}")
    axes.set(title=title, xlabel="time step (the error is at step 50)", ylim=(1e-10, 1e5))
    axes.grid(alpha=0.3)
both[0].set_ylabel("length of the gradient of the input")
both[0].legend(title="size of $W_h$")
plt.show()

# %% [markdown]
# A blue network can't learn from anything that lies more than a few steps back: the gradient is
# there, but it is too small to move a weight. (The slide says “the gradient stays constant”. It
# doesn't: it **shrinks to zero**, and so it is the *weights* that stay as they are.) The red one
# on the left has the opposite trouble: a step along its gradient would throw the weights far
# away.
#
# The same once more, neuron by neuron. Above, the states of a network with $c = 0.8$ over 30
# steps; below, the gradient of each step's input when the error comes up at the end. At every
# step the neurons were busy, but the error finds its way back to the last few only.

# %%
xs, shown = noise[:30], 0.8 * rotation
hs = run(xs, np.zeros(size), same, shown, np.zeros(size))
error = np.zeros((30, size))
error[-1] = rng.choice([-1.0, 1.0], size=size)
gradient = bptt(xs, hs, same, shown, error)["dxs"]

figure, both = plt.subplots(2, 1, figsize=(9, 5), sharex=True, layout="constrained")
for axes, values, title in zip(both, (hs[1:], gradient), ("States", "Gradients of the inputs")):
    picture = axes.pcolormesh(values.T, cmap="RdBu_r", vmin=-1, vmax=1, edgecolors="white", lw=0.5)
    figure.colorbar(picture, ax=axes, label="value")
    axes.set(title=title, ylabel="neuron")
    axes.set_yticks(np.arange(size) + 0.5, range(1, size + 1))
both[1].set_xticks(np.arange(0, 30, 5) + 4.5, range(5, 31, 5))
both[1].set_xlabel("time step (the error is at step 30)")
plt.show()

# %% [markdown]
# Against the exploding gradient there is a simple help: before the step, scale a gradient that is
# too long down to a fixed length (*clipping*). Against the vanishing one no scaling helps, since
# what is lost in the sum stays lost; networks with gates, such as the LSTM that the lecture
# mentions under machine translation, were built for it.
