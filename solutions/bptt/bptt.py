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
# 2. follow the derivation of BPTT, by hand first, write it, and check it with the tool;
# 3. see why long sequences are hard to learn: gradients that vanish, and gradients that explode;
# 4. put it all together, and train a network that knows what is due at the gym, also after days
#    that were missed.

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
# many a mistake cancels out). For that the network has to run forward: bring your own `rnn_forward`
# along from the notebook before. Paste it over the stub below; it is not graded again here.


# %%
def rnn_forward(xs, h0, W_x, W_h, b):
    """All states of a network, as you wrote it before. Lecture: Training through RNN.

    xs: array of shape (T, D), one input a step; h0: array of shape (H,), the starting state
    W_x: (H, D), W_h: (H, H), b: (H,)

    Returns an array of shape (T + 1, H): row 0 is h0, row t + 1 the state after x_t.

    Example: with one input, one neuron, W_x and W_h of 0 and b = [0.5], each state after the
    first is tanh(0.5) = 0.4621.
    """
    # BEGIN SOLUTION
    states = [h0]
    for x in xs:
        states.append(np.tanh(W_x @ x + W_h @ states[-1] + b))
    return np.array(states)
    # END SOLUTION


# %%
rng = np.random.default_rng(0)
steps, inputs, neurons = 6, 2, 3
xs, start = rng.normal(size=(steps, inputs)), rng.uniform(-0.5, 0.5, size=neurons)
W_x, W_h = 0.5 * rng.normal(size=(neurons, inputs)), 0.5 * rng.normal(size=(neurons, neurons))
b, share = 0.1 * rng.normal(size=neurons), rng.normal(size=(steps, neurons))


def loss(xs, start, W_x, W_h, b):
    """A loss whose gradient for the state hs[t + 1] is share[t]."""
    return np.sum(share * rnn_forward(xs, start, W_x, W_h, b)[1:])


calculated = bptt(xs, rnn_forward(xs, start, W_x, W_h, b), W_x, W_h, share)
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
# Now we can look at the trouble that the lecture only names: “some issues with back-propagation:
# **vanishing gradient, exploding gradient**”. “The gradient grows smaller when the network progress
# down to lower layers”, and here the layers are the time steps. How much smaller, from step to
# step?
#
# Let only the *last* state have a loss. Then nothing is added on the way back, and the formulas
# from above say
#
# $$dh_{t-1} = W_h^\top \left( (1 - h_t^2) \odot dh_t \right)$$
#
# *Every step back multiplies by the same $W_h$*, and by a slope that is at most 1. Multiply a
# number by 0.8 fifty times, and 0.00001 is left of it. Multiply it by 1.2 fifty times, and it is
# 9100.
#
# The length of a gradient, its **norm** $\lVert dh \rVert = \sqrt{dh_1^2 + dh_2^2 + \dots}$, tells
# how strongly a state is felt at the end. By hand, with two neurons, states of zero (where the
# slope of tanh is 1), and a weight that turns by a quarter and doubles:
#
# $$
# W_h = \begin{bmatrix} 0 & -2 \\ 2 & 0 \end{bmatrix},\qquad
# dh_2 = \begin{bmatrix} 3 \\ 4 \end{bmatrix}
# \;\to\; dh_1 = W_h^\top dh_2 = \begin{bmatrix} 8 \\ -6 \end{bmatrix}
# \;\to\; dh_0 = \begin{bmatrix} -12 \\ -16 \end{bmatrix}
# $$
#
# Their norms are 5, 10 and 20: doubled at each step back.
#
# ### How strongly the past is felt


# %%
def gradient_norms(hs, W_h, dh_last):
    """The norms of dL/dh for all states, when the loss sits on the last state only.

    hs: (T + 1, H), the states of a run; hs[0] is the state the network started from.
    W_h: (H, H), the weight of the recurrent neuron.
    dh_last: (H,), dL/dh of the last state, hs[T].

    Returns an array of shape (T + 1,): entry t is the Euclidean norm of dL/dh for the state
    hs[t], so that the last entry is the norm of dh_last. The arguments stay as they are.

    Example: with hs = [[0], [0], [0.6]], W_h = [[2]] and dh_last = [10] the result is
    [25.6, 12.8, 10], since 12.8 = 2·(1 − 0.6²)·10 and 25.6 = 2·12.8.

    Lecture: Limitations of RNN.
    """
    # BEGIN SOLUTION
    hs, W_h, dh = (np.asarray(array, dtype=np.float64) for array in (hs, W_h, dh_last))
    norms = [np.linalg.norm(dh)]
    for h in hs[:0:-1]:  # from the last state to the first computed one
        dh = W_h.T @ ((1 - h**2) * dh)
        norms.append(np.linalg.norm(dh))
    return np.array(norms[::-1])
    # END SOLUTION


# %% [markdown]
# The picture shows your function at work. An error of length 1 comes up at the last of 50 steps,
# and we ask how strongly each state before is felt in it. On the left the states are zero, where
# tanh is straight, and $W_h$ is a rotation times $c$: what remains is exactly $c$ to the power of
# the distance. On the right the same networks have seen random inputs: where the states are far
# from zero, tanh is flat, and its slope makes everything smaller still.

# %%
steps, size = 50, 8
rng = np.random.default_rng(3)
rotation, same = np.linalg.qr(rng.normal(size=(size, size)))[0], np.eye(size)
no_input, noise = np.zeros((steps, size)), 0.5 * rng.normal(size=(steps, size))

figure, both = plt.subplots(1, 2, figsize=(10, 4), sharey=True, layout="constrained")
titles = "States at zero: exactly $c$ per step", "States of a real run: less than $c$ per step"
for axes, xs, title in zip(both, (no_input, noise), titles):
    for c, color in ((0.8, "tab:blue"), (1.0, "tab:green"), (1.2, "tab:red")):
        hs = rnn_forward(xs, np.zeros(size), same, c * rotation, np.zeros(size))
        norms = gradient_norms(hs, c * rotation, same[0])
        axes.semilogy(range(steps + 1), norms, color=color, label=f"$c$ = {c}")
    axes.set(title=title, xlabel="time step (the error is at step 50)", ylim=(1e-10, 1e5))
    axes.grid(alpha=0.3)
both[0].set_ylabel("norm of the gradient of the state")
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
hs = rnn_forward(xs, np.zeros(size), same, shown, np.zeros(size))
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
# ## Exploding gradients: clip them
#
# Against the vanishing gradient no scaling helps, since what is lost in the sum stays lost;
# networks with gates, such as the LSTM that the lecture mentions under machine translation, were
# built for it. Against the exploding one there is a simple help. A gradient that is very long
# still points downhill, it is only the step that gets too large. So we take all gradients together
# as one long list of numbers. If its norm, the **global norm**, is above a limit, everything is
# scaled down by the *same* factor, such that the norm becomes the limit: the direction stays. If
# it isn't above the limit, nothing happens.
#
# By hand, with two parameters: $dW = (3, 0)$ and $db = (4)$ have the global norm $\sqrt{3^2 + 0^2
# + 4^2} = 5$. With the limit 1, both are multiplied by $1/5$: $dW = (0.6, 0)$ and $db = (0.8)$.
# With the limit 6 they stay as they are. Had we clipped each of the two by itself, both would have
# got the length 1, and the step would go into another direction.


# %%
def clip_gradients(grads, max_norm):
    """Gradients whose global norm is at most max_norm.

    grads: dict of arrays of any shapes, the gradients of all parameters.
    max_norm: float above 0, the limit.

    Returns a new dict with the same keys and shapes. If the global norm, the root of the sum
    of the squares of all entries of all arrays, is above max_norm, then all are scaled by one
    factor, so that it becomes max_norm. Otherwise the values are the same as before. The
    dict that was given and its arrays stay as they are.

    Example: clip_gradients({"W": [3, 0], "b": [4]}, 1) is {"W": [0.6, 0], "b": [0.8]}.

    Lecture: Limitations of RNN.
    """
    # BEGIN SOLUTION
    grads = {name: np.asarray(grad, dtype=np.float64) for name, grad in grads.items()}
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads.values()))
    factor = max_norm / norm if norm > max_norm else 1.0
    return {name: factor * grad for name, grad in grads.items()}
    # END SOLUTION


# %% [markdown]
# ## Training through RNN
#
# Now all comes together: “after completion of all the steps, the final step is for calculating the
# output”, then “we compute the error”, and “the error is backpropagated to the network to adjust
# the weights”. (The slide has one output at the very end. At the gym there is an answer to give
# each day, so we read an output off *every* state, and sum the losses.)
#
# At each step the output gives scores, softmax makes probabilities of them, and the loss is the
# negative logarithm of the probability of the right answer $k$, as in *From feature maps to a
# class*:
#
# $$y_t = W_y h_t + b_y, \qquad p_t = \mathrm{softmax}(y_t), \qquad L_t = -\log p_t[k]$$
#
# “The difference between actual output and the predicted output” is just what the gradient of this
# loss turns out to be: $dy_t = p_t$, with 1 taken off at the right answer. From the scores it goes
# on as it always does through a weighted sum:
#
# * to the output's weight and bias: $dW_y = \sum_t dy_t\, h_t^\top$ and $db_y = \sum_t dy_t$;
# * to the state: $\partial L_t / \partial h_t = W_y^\top dy_t$. That is what `bptt` is waiting for.
#
# By hand, one step with one neuron: the start is $h_0 = 0$, the input 1, and the state came out as
# $h_1 = 0.5$. With $W_y = (2, 0)^\top$ and $b_y = (0, 1)^\top$ both scores are 1, and so both
# probabilities are 0.5. The right answer is number 0:
#
# | | |
# |---|---|
# | loss | $-\log 0.5$ = **0.693** |
# | $dy_1$ | (0.5 − 1, 0.5) = (−0.5, 0.5) |
# | $dW_y$, $db_y$ | 0.5 · (−0.5, 0.5) = **(−0.25, 0.25)**, **(−0.5, 0.5)** |
# | $\partial L_1 / \partial h_1$ | 2 · (−0.5) + 0 · 0.5 = −1 |
# | $dz_1$ | (1 − 0.5²) · (−1) = −0.75 |
# | $dW_x$, $dW_h$, $db$ | −0.75 · 1 = **−0.75**, −0.75 · 0 = **0**, **−0.75** |
#
# ### Loss and gradients of a whole sequence
#
# Scores may become large, and then their exponentials overflow. The remedy is the one of the
# softmax of the notebook on training a CNN: take the largest score off first.


# %%
def rnn_loss_and_gradients(params, xs, ys):
    """The loss of a network over a sequence, and its gradients.

    params: dict of arrays "W_x" (H, D), "W_h" (H, H), "b" (H,), "W_y" (K, H), "b_y" (K,).
    xs: (T, D), the inputs; the network starts from a state of zeros.
    ys: (T,) of int, the right answer of each step, from 0 to K − 1.

    Returns a tuple (loss, grads):
    loss: float, the sum over all steps of −log softmax(W_y h_t + b_y)[y_t];
    grads: dict with the keys of params, the gradient of the loss for each of them.
    Scores of 1000 or −1000 must not overflow, and the arguments stay as they are.

    Example: with W_x = [[artanh 0.5]], W_h = [[0]], b = [0], W_y = [[2], [0]], b_y = [0, 1],
    xs = [[1]] and ys = [0] the loss is log 2 ≈ 0.6931, and the gradient of W_x is [[−0.75]].

    Lecture: Training through RNN.
    """
    # BEGIN SOLUTION
    W_x, W_h, b, W_y, b_y = (
        np.asarray(params[name], dtype=np.float64) for name in ("W_x", "W_h", "b", "W_y", "b_y")
    )
    hs = rnn_forward(xs, np.zeros(len(b)), W_x, W_h, b)
    scores = hs[1:] @ W_y.T + b_y
    scores -= scores.max(axis=1, keepdims=True)
    log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))

    steps = np.arange(len(ys))
    loss = -np.sum(log_p[steps, ys])
    dys = np.exp(log_p)
    dys[steps, ys] -= 1
    back = bptt(xs, hs, W_x, W_h, dys @ W_y)
    grads = {"W_x": back["dW_x"], "W_h": back["dW_h"], "b": back["db"]}
    return loss, {**grads, "W_y": dys.T @ hs[1:], "b_y": dys.sum(axis=0)}
    # END SOLUTION


# %% [markdown]
# The measuring tool can check this, too. A random network, a random sequence, and for each
# parameter the largest difference between your gradient and the measured one:

# %%
rng = np.random.default_rng(5)
params = {
    "W_x": rng.normal(size=(3, 2)),
    "W_h": rng.normal(size=(3, 3)),
    "b": rng.normal(size=3),
    "W_y": rng.normal(size=(4, 3)),
    "b_y": rng.normal(size=4),
}
xs, ys = rng.normal(size=(6, 2)), rng.integers(0, 4, size=6)
_, grads = rnn_loss_and_gradients(params, xs, ys)
for name, value in params.items():
    measured = numerical_gradient(
        lambda v, name=name: rnn_loss_and_gradients({**params, name: v}, xs, ys)[0], value
    )
    print(f"{name:4} largest difference: {np.max(np.abs(measured - grads[name])):.1e}")

# %% [markdown]
# ## Gym Exercise Example: a network that learns the plan
#
# Six exercises in a fixed order, and every fourth day is missed. The input of a day is the workout
# of the day before (one-hot, and zeros after a missed day), the answer the exercise that is due;
# on a missed day the plan waits. After a missed day the input tells nothing, and the network has
# to
# *remember*. You wrote such sequences as `gym_sequence` in the notebook before; the function below
# draws them, a fortnight each, with the days missed at random.


# %%
EXERCISES = ["shoulder", "biceps", "legs", "back", "chest", "abs"]


def draw_fortnight(rng, days=14, exercises=6, missed=0.25):
    """The inputs and the right answers of some days, of which a share is missed."""
    there = rng.random(days) >= missed
    ys = (np.cumsum(there) - there) % exercises
    xs = np.zeros((days, exercises))
    xs[1:] = np.eye(exercises)[ys[:-1]] * there[:-1, None]
    return xs, ys


def draw_network(rng, inputs=6, neurons=16, outputs=6):
    """Small random weights, and biases of zero."""
    return {
        "W_x": 0.3 * rng.normal(size=(neurons, inputs)),
        "W_h": 0.3 * rng.normal(size=(neurons, neurons)),
        "b": np.zeros(neurons),
        "W_y": 0.3 * rng.normal(size=(outputs, neurons)),
        "b_y": np.zeros(outputs),
    }


def answers(params, xs):
    """What the network says on each day: the exercise with the highest score."""
    hs = rnn_forward(xs, np.zeros(len(params["b"])), params["W_x"], params["W_h"], params["b"])
    return np.array([np.argmax(params["W_y"] @ h + params["b_y"]) for h in hs[1:]])


def accuracy(params, sequences):
    """The share of all days on which the network is right."""
    return np.mean([np.mean(answers(params, xs) == ys) for xs, ys in sequences])


rng = np.random.default_rng(1)
lessons = [draw_fortnight(rng) for _ in range(800)]
unseen = [draw_fortnight(rng) for _ in range(100)]
beginner = draw_network(rng)
print(f"Right before training: {accuracy(beginner, unseen):.0%}")

# %% [markdown]
# ### Gradient descent, sequence by sequence
#
# “The same process is repeated through all of the timestamps in the model to train a model”: loss
# and gradients for one sequence, a small step downhill for all parameters, and on to the next
# sequence:
#
# $$W \leftarrow W - \text{lr} \cdot dW$$
#
# with the gradients clipped before the step. `lr` is the learning rate. One step by hand: if a bias
# is 0.2, its (clipped) gradient 0.5 and `lr` 0.1, the bias becomes $0.2 - 0.1 \cdot 0.5 = 0.15$.


# %%
def train_gym(params, sequences, lr, max_norm):
    """Train a network by gradient descent, once through all sequences.

    params: dict of arrays "W_x" (H, D), "W_h" (H, H), "b" (H,), "W_y" (K, H), "b_y" (K,).
    sequences: list of tuples (xs, ys), with xs (T, D) and ys (T,) of int.
    lr: float, the learning rate.
    max_norm: float; before each step the gradients are clipped to this global norm.

    Returns a new dict with the same keys: the parameters after one step for each sequence,
    in order. The parameters that were given stay as they are.

    Example: with lr = 0 nothing is learned, and the result has the values of params. With
    max_norm = 1 and lr = 0.1 no step is longer than 0.1.

    Lecture: Gym Exercise Example.
    """
    # BEGIN SOLUTION
    for xs, ys in sequences:
        _, grads = rnn_loss_and_gradients(params, xs, ys)
        grads = clip_gradients(grads, max_norm)
        params = {name: value - lr * grads[name] for name, value in params.items()}
    return params
    # END SOLUTION


# %% [markdown]
# Train it, and let it answer for fortnights that it has never seen:

# %%
trained = train_gym(beginner, lessons, lr=0.3, max_norm=5)
print(f"Right after training: {accuracy(trained, unseen):.1%}")

# %% [markdown]
# Is this memory, or could a network without it do as well? We cut the same lessons into single
# days. Every day then starts from a state of zeros, so that the very same code trains a
# feed-forward network. The picture shows the answers of both for one unseen fortnight, next to
# what was due. Red frames are mistakes, and grey days are those after a missed one, where the
# input is empty.

# %%
single_days = [(xs[t : t + 1], ys[t : t + 1]) for xs, ys in lessons[:400] for t in range(14)]
feed_forward = train_gym(beginner, single_days, lr=0.1, max_norm=5)
forgetful = {**feed_forward, "W_h": np.zeros((16, 16))}
print(f"Right without a memory: {accuracy(forgetful, unseen):.1%}")

xs, ys = max(unseen, key=lambda sequence: np.sum(answers(forgetful, sequence[0]) != sequence[1]))
rows = {"due": ys, "with memory": answers(trained, xs), "without": answers(forgetful, xs)}
figure, axes = plt.subplots(figsize=(11, 2.6), layout="constrained")
for height, row in enumerate(rows.values()):
    for day, exercise in enumerate(row, start=1):
        empty = day > 1 and not np.any(xs[day - 1])
        color = "gainsboro" if empty else plt.cm.Set3(exercise)
        axes.add_patch(plt.Rectangle((day - 0.5, height - 0.5), 1, 1, fc=color, ec="white"))
        if exercise != ys[day - 1]:
            corner = day - 0.45, height - 0.45
            axes.add_patch(plt.Rectangle(corner, 0.9, 0.9, fill=False, ec="red", lw=2, zorder=3))
        axes.text(day, height, EXERCISES[exercise], ha="center", va="center", size=8)
axes.set(xlim=(0.5, 14.5), ylim=(2.5, -0.5), xlabel="day", ylabel="answers")
axes.set_title("An unseen fortnight (grey: no input; red: wrong)")
axes.set_xticks(range(1, 15))
axes.set_yticks(range(3), rows)
plt.show()

# %% [markdown]
# ### With and without clipping
#
# How far can the learning rate be raised? Below are two networks with the same start, the same
# lessons and a learning rate of 1. One of them clips its gradients to the norm 1, the other takes
# them as they come. After every 20 lessons we look at the loss of both, averaged over some unseen
# fortnights. The dashed line is the loss of somebody who guesses: log 6 on each of 14 days.

# %%
curves = {}
for label, max_norm in (("without clipping", 1e9), ("clipped to norm 1", 1.0)):
    params, curves[label] = beginner, []
    for first in range(0, 800, 20):
        test = [rnn_loss_and_gradients(params, xs, ys)[0] for xs, ys in unseen[:20]]
        curves[label].append(np.mean(test))
        params = train_gym(params, lessons[first : first + 20], lr=1.0, max_norm=max_norm)
    print(f"{label}: {accuracy(params, unseen):.0%} right in the end")

figure, axes = plt.subplots(figsize=(8, 3.8), layout="constrained")
for (label, curve), color in zip(curves.items(), ("tab:red", "tab:green")):
    axes.semilogy(range(0, 800, 20), curve, color=color, label=label)
axes.axhline(14 * np.log(6), ls="--", color="gray", label="guessing")
axes.set(title="Learning with a rate of 1", xlabel="lessons so far", ylabel="loss of a fortnight")
axes.legend()
axes.grid(alpha=0.3)
plt.show()

# %% [markdown]
# Without clipping, single steps throw the weights far away from all that was learned; many neurons
# then stand at −1 or 1, where tanh is flat and no gradient comes through any more, and the network
# never finds its way back. With clipping, the same learning rate works, and works fast.
#
# A network of 16 neurons has learned a plan, and to hold on to it through missed days, from
# examples alone. The next notebook uses the same few functions for words: a picture is described,
# and the feeling of a sentence is read.
