# %% [markdown]
# # A cell that remembers
#
# *“A recurrent neural network looks similar to a traditional neural network except that a
# memory-state is added to the neurons.”* In this notebook you build that memory, with nothing
# but NumPy: first the vectors that go in, then one step, by hand and as a function, then a whole
# run. At the end a network of six neurons knows what is due at the gym, also after days that
# were missed.
#
# Each question asks for one function. Replace its last line by your own code, run the cell,
# then run the check below it. The checks that you see are a part of the tests: they are enough
# to tell whether you understood the task, and the hidden ones ask the same of other inputs.

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
# Reading a book is different: with every page we need the understanding of the pages before.
# Wherever the data are a *sequence*, the order tells something, and a network should carry along
# what it has seen. The lecture's applications are all of this kind. What differs is where the
# inputs come in and where the outputs are read:
#
# | application | the sequence | inputs → outputs |
# |---|---|---|
# | stock prices, up or down | one price a day | at every step one in, one out |
# | the route of a car nearby | where it was, moment by moment | at every step one in, one out |
# | speech recognition | slices of sound | many in, text out |
# | sentiment analysis | the words of a review | many in, **one** out at the end |
# | machine translation | the words of a sentence | many in, then many out |
# | automatic image tagger | the words of a description | **one** picture in, many words out |
#
# Of machine translation the slide says that an LSTM is taken along: a cell with the same kind of
# state and a better memory. The notebook after next builds the tagger and the sentiment analysis.
# Here we follow the lecture's main example.
#
# ## Gym Exercise Example
#
# “We go to the gym regularly, and the trainer has given us the schedule of our workout.” Its
# exercises come in a fixed order and then start again. What is due today?
#
# A feed-forward network that is given the day, the month and our health status can't tell. The
# better input is *the workout of the day before*: shoulder yesterday, so biceps today. But what
# if we missed a day? The plan waits for us: what was due and not done is due again. In the table
# below, which stands for the slide's lost one, three days of a fortnight were missed. The row in
# the middle is all that the network is told. On days 6, 10 and 11 it is told nothing.

# %%
EXERCISES = ["shoulder", "biceps", "legs", "back", "chest", "abs"]
DUE = [0, 1, 2, 3, 4, 4, 5, 0, 1, 1, 1, 2, 3, 4]
DAY_BEFORE = [None, 0, 1, 2, 3, None, 4, 5, 0, None, None, 1, 2, 3]
DONE = [0, 1, 2, 3, None, 4, 5, 0, None, None, 1, 2, 3, 4]


def draw_schedule(axes, rows, labels):
    """Coloured words: a row of the table for each list, a column for each day."""
    for height, row in enumerate(rows):
        for day, exercise in enumerate(row, start=1):
            color = "whitesmoke" if exercise is None else plt.cm.Set3(exercise)
            axes.add_patch(plt.Rectangle((day - 0.5, height - 0.5), 1, 1, fc=color, ec="white"))
            word = "–" if exercise is None else EXERCISES[exercise]
            axes.text(day, height, word, ha="center", va="center", size=8)
    axes.set(xlim=(0.5, len(rows[0]) + 0.5), ylim=(len(rows) - 0.5, -0.5), xlabel="day")
    axes.set_xticks(range(1, len(rows[0]) + 1))
    axes.set_yticks(range(len(rows)), labels)


figure, axes = plt.subplots(figsize=(11, 2.4), layout="constrained")
draw_schedule(axes, [DUE, DAY_BEFORE, DONE], ["due today", "done the day before", "done today"])
axes.set(title="A fortnight at the gym (–: nothing, since the day was missed)", ylabel="workout")
plt.show()

# %% [markdown]
# ### From workouts to vectors
#
# “Let us convert the data into vectors”: a network works on numbers. An exercise's number would
# be a poor choice, as if chest (4) were twice legs (2). Instead every exercise gets a node of its
# own: “if we have a shoulder exercise, the corresponding node will be 1, and the rest of the
# exercise nodes will be mapped to 0”. This is called a **one-hot** vector. With the six exercises
# above, counted from 0, legs is number 2:
#
# $$\text{legs} \;\to\; (0, 0, 1, 0, 0, 0)$$
#
# (The slide stands under the heading “Cost Function for Linear Regression”, which has nothing to
# do with it: it was left over from another lecture.)


# %%
def one_hot(index, n):
    """The one-hot vector of one thing out of n.

    index: int from 0 to n − 1, the number of the thing.
    n: int, how many things there are.

    Returns an array of shape (n,): 1 at the place `index` and 0 everywhere else.

    Example: one_hot(1, 4) is [0, 1, 0, 0].

    Lecture: Gym Exercise Example.
    """
    # BEGIN SOLUTION
    vector = np.zeros(n)
    vector[index] = 1
    return vector
    # END SOLUTION


# %% [markdown]
# ### After a missed day
#
# “If we happen to miss a day at the gym, the data from the previously attended timestamp can be
# considered.” So we look back, past the missed days, to the last day on which something was done.
# By hand: after shoulder, biceps, missed, missed the last workout was biceps, which is number 1:
#
# $$(0,\ 1,\ \text{—},\ \text{—}) \;\to\; (0, 1, 0, 0, 0, 0)$$
#
# In Python a missed day is `None`. Mind the difference between `None` and 0: the second is the
# shoulder exercise.


# %%
def last_workout(history, n):
    """The last workout that was really done, as a one-hot vector.

    history: list with an entry for each day, the oldest first: the number of the exercise
        that was done (int from 0 to n − 1), or None for a missed day.
    n: int, how many exercises there are.

    Returns an array of shape (n,): the one-hot vector of the last attended exercise, or
    zeros if no day was attended. The history stays as it is.

    Example: last_workout([0, 2, None], 4) is [0, 0, 1, 0].

    Lecture: Gym Exercise Example.
    """
    # BEGIN SOLUTION
    attended = [exercise for exercise in history if exercise is not None]
    return one_hot(attended[-1], n) if attended else np.zeros(n)
    # END SOLUTION


# %% [markdown]
# What you just wrote is a memory, but one that somebody had to invent for this very task. “If a
# model is experienced based on the data it obtains from the last exercises, the output from the
# model will be accurate”: the network has to look back *by itself*. For this it needs something
# that is carried from day to day.

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
# ### The output
#
# “The formula for calculating output” reads a row of scores off the state. With a weight of its own
# for it (see the second point above) and a bias it is
#
# $$y_t = W_y\, h_t + b_y$$
#
# with $W_y$ of shape `(K, H)` and $b_y$ of shape `(K,)`: one score for each of the $K$ possible
# answers. By hand, with two neurons and three answers:
#
# $$
# h_t = \begin{bmatrix} 0.5 \\ -1 \end{bmatrix},\quad
# W_y = \begin{bmatrix} 2 & 0 \\ 0 & 1 \\ 1 & 1 \end{bmatrix},\quad
# b_y = \begin{bmatrix} 0 \\ 0 \\ 1 \end{bmatrix}:\qquad
# y_t = \begin{bmatrix} 2 \cdot 0.5 \\ 1 \cdot (-1) \\ 0.5 - 1 + 1 \end{bmatrix}
# = \begin{bmatrix} 1 \\ -1 \\ 0.5 \end{bmatrix}
# $$
#
# The first answer has the highest score. These are *scores*: no activation function, no
# probabilities yet. Softmax turns them into probabilities where a loss needs them.


# %%
def rnn_output(h_t, W_y, b_y):
    """The scores that are read off a state.

    h_t: (H,), the current state.
    W_y: (K, H), the weight of the output.
    b_y: (K,), the bias of the output.

    Returns the scores W_y h_t + b_y, of shape (K,), without any activation function. It is
    a new array; the arguments stay as they are.

    Example: with h_t = [0.5, 0.25], W_y = [[2, 4]] and b_y = [−1] the only score is
    2·0.5 + 4·0.25 − 1 = 1, so the result is [1].

    Lecture: Steps in RNN.
    """
    # BEGIN SOLUTION
    h_t, W_y, b_y = (np.asarray(array, dtype=np.float64) for array in (h_t, W_y, b_y))
    return W_y @ h_t + b_y
    # END SOLUTION


# %% [markdown]
# ## Training through RNN
#
# The first part of training is the run forward. In the lecture's words: “the network takes a single
# time-step of the input; we can calculate the current state through the current input and the
# previous state; now, the current state through $h_{t-1}$ for the next state” (it **becomes**
# $h_{t-1}$ of the next step); “there is $n$ number of steps”. So there is one step after the
# other, with the same weights, and each hands its state on.
#
# By hand: one input, one neuron, $W_x = 1$, $W_h = 0.5$, $b = 0$. We start from $h_0 = 0$, and the
# inputs are 1, 0, 0: something happens at the first step, and then nothing more.
#
# | step | input | state before | sum | state after |
# |---|---|---|---|---|
# | 1 | 1 | 0 | 1 + 0.5 · 0 = 1 | tanh 1 = **0.762** |
# | 2 | 0 | 0.762 | 0 + 0.5 · 0.762 = 0.381 | **0.363** |
# | 3 | 0 | 0.363 | 0 + 0.5 · 0.363 = 0.182 | **0.180** |
#
# The second and third state remember the first input, fainter each time.
#
# ### The whole run
#
# Your function returns *all* states, one a row, and the start as row 0: so there is one row more
# than there are inputs. Python counts from 0, so that the input `xs[t]` leads from row `t` to
# row `t + 1`.


# %%
def rnn_forward(xs, h0, W_x, W_h, b):
    """All states of a recurrent network that reads a sequence, the start among them.

    xs: (T, D), the inputs, one row a time step.
    h0: (H,), the state that the network starts from; it need not be zero.
    W_x: (H, D), the weight of the input neuron.
    W_h: (H, H), the weight of the recurrent neuron.
    b: (H,), the bias. Weights and bias are the same at every step.

    Returns an array of shape (T + 1, H): row 0 is h0, and row t + 1 is the state that the
    input xs[t] leads to. The arguments stay as they are.

    Example: with xs = [[1], [0]], h0 = [0], W_x = [[1]], W_h = [[0.5]] and b = [0] the result
    is about [[0], [0.7616], [0.3634]].

    Lecture: Training through RNN.
    """
    # BEGIN SOLUTION
    states = [np.asarray(h0, dtype=np.float64)]
    for x_t in xs:
        states.append(rnn_step(x_t, states[-1], W_x, W_h, b))
    return np.array(states)
    # END SOLUTION


# %% [markdown]
# ## How long does a memory last?
#
# One single input at the first step, and then silence for 25 steps. What is left of it depends on
# $W_h$ alone. The picture shows three networks of eight neurons that differ in nothing but the size
# of $W_h$, and for each the length of the state vector after every step.

# %%
rng = np.random.default_rng(4)
W_x = rng.normal(size=(8, 6))
rotation = np.linalg.qr(rng.normal(size=(8, 8)))[0]  # turns a state, and keeps its length
impulse = np.zeros((26, 6))
impulse[0, 0] = 1

figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
for size, color in ((0.6, "tab:blue"), (0.95, "tab:orange"), (1.3, "tab:red")):
    echo = rnn_forward(impulse, np.zeros(8), 0.3 * W_x, size * rotation, np.zeros(8))
    axes.plot(np.linalg.norm(echo[1:], axis=1), "o-", ms=3, color=color, label=f"{size}")
axes.set(title="The echo of one input", xlabel="steps since then", ylabel="length of the state")
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
#
# ## The gym as a sequence
#
# Back to the gym. A network that shall learn the plan needs examples: the inputs of some days in a
# row, and for each day what is due. By hand, for the plan shoulder, biceps, legs and four days, the
# second of which we miss:
#
# | day | input: done the day before | due | attended? |
# |---|---|---|---|
# | 1 | nothing yet: (0, 0, 0) | shoulder, 0 | yes |
# | 2 | shoulder: (1, 0, 0) | biceps, 1 | **no** |
# | 3 | nothing: (0, 0, 0) | biceps, 1: the plan has waited | yes |
# | 4 | biceps: (0, 1, 0) | legs, 2 | yes |
#
# So $x_t$ never tells what is done *today*: that would be the answer. And after the last exercise
# of the plan the first one comes again. A plan may contain an exercise twice, and it may leave out
# some of the $n$ that there are.


# %%
def gym_sequence(order, attended, n):
    """The inputs and the right answers for some days at the gym.

    order: list of int, the plan: the exercises in their order, which starts again at its end.
    attended: list of bool, one a day: were we there? On a missed day the plan waits, so
        that the same exercise is due on the next day.
    n: int, how many exercises there are.

    Returns a tuple (xs, ys) for the T = len(attended) days:
    xs: (T, n); row t is the one-hot vector of the workout that was done the day before, and
        zeros on the first day and after a missed day.
    ys: (T,) of int; entry t is the exercise that is due on day t, attended or not.

    Example: gym_sequence([1, 0], [True, False, True], 2) is
    xs = [[0, 0], [0, 1], [0, 0]] and ys = [1, 0, 0].

    Lecture: Gym Exercise Example.
    """
    # BEGIN SOLUTION
    xs, ys = [], []
    done_yesterday, workouts_so_far = np.zeros(n), 0
    for present in attended:
        due = order[workouts_so_far % len(order)]
        xs.append(done_yesterday)
        ys.append(due)
        done_yesterday = one_hot(due, n) if present else np.zeros(n)
        workouts_so_far += int(present)
    return np.array(xs), np.array(ys)
    # END SOLUTION


# %% [markdown]
# ### Watch it remember
#
# The fortnight from the beginning, now through your own functions. Above is what the network is
# told, a one-hot column for each day. Below are the states of eight neurons whose weights are drawn
# at random: nothing has been learned yet. Look at the days with a dashed frame: **the input is
# empty, but the state is not**. What happened before is still there, turned over once more by
# $W_h$, and a trained network can read the answer from it.

# %%
attended = [exercise is not None for exercise in DONE]
xs, ys = gym_sequence([0, 1, 2, 3, 4, 5], attended, 6)
states = rnn_forward(xs, np.zeros(8), W_x, 0.9 * rotation, np.zeros(8))

figure, both = plt.subplots(2, 1, figsize=(9, 5.6), sharex=True, layout="constrained")
told = both[0].pcolormesh(xs.T, cmap="Blues", edgecolors="lightgray", lw=1, vmin=0, vmax=1.3)
shown = both[1].pcolormesh(
    states[1:].T, cmap="RdBu_r", vmin=-1, vmax=1, edgecolors="white", linewidth=1
)
figure.colorbar(told, ax=both[0], label="input", ticks=[0, 1])
figure.colorbar(shown, ax=both[1], label="state")
for axes, height in zip(both, (6, 8)):
    for day in (5, 9, 10):
        axes.add_patch(plt.Rectangle((day, 0), 1, height, fill=False, ls="--", lw=2))
both[0].set_yticks(np.arange(6) + 0.5, EXERCISES)
both[0].set(title="What the network is told (dashed: nothing)", ylabel="exercise")
both[0].invert_yaxis()
both[1].set_yticks(np.arange(8) + 0.5, range(1, 9))
both[1].set_xticks(np.arange(14) + 0.5, range(1, 15))
both[1].set(title="The states of eight neurons", xlabel="day", ylabel="neuron")
plt.show()

# %% [markdown]
# ### A network that comes through missed days
#
# Can a network of this kind do the job at all? It can, and here the weights can even be found by
# thinking instead of training. Six neurons, one for each exercise; neuron $i$ stands near 1 if
# exercise $i$ was the last one done, and near −1 if not:
#
# * an input for exercise $i$ pushes neuron $i$ strongly up, and all others strongly down;
# * without an input each neuron keeps its side: $W_h = 3I$ takes 0.995 to tanh 2.985 = 0.995;
# * the output moves on by one: the score of biceps listens to the neuron of shoulder, and so on.
#
# At the start all neurons stand at −1, and the bias of the output breaks the tie for the first
# exercise of the plan.
#
# The picture compares it with the same network without its memory ($W_h = 0$), over three weeks
# with many missed days. A frame marks a wrong answer.

# %%
push = 10 * (2 * np.eye(6) - 1)  # up for the neuron's own exercise, down for the others
keep = 3 * np.eye(6)
move_on = np.roll(np.eye(6), 1, axis=0)
first = np.array([1.0, 0, 0, 0, 0, 0])

missed = (3, 6, 7, 10, 14, 15, 16, 19)
xs, ys = gym_sequence([0, 1, 2, 3, 4, 5], [day not in missed for day in range(1, 22)], 6)
rows = [list(ys)]
for memory in (keep, np.zeros((6, 6))):
    states = rnn_forward(xs, -np.ones(6), push, memory, np.zeros(6))
    rows.append([int(np.argmax(rnn_output(h_t, move_on, first))) for h_t in states[1:]])

figure, axes = plt.subplots(figsize=(13, 2.4), layout="constrained")
draw_schedule(axes, rows, ["due", "answer with memory", "answer without"])
for height in (1, 2):
    for day in np.flatnonzero(np.array(rows[height]) != ys):
        frame = plt.Rectangle((day + 0.55, height - 0.45), 0.9, 0.9, fill=False, ec="red", lw=2)
        axes.add_patch(frame)
axes.set(title="Three weeks with many missed days (red: wrong)", ylabel="workout")
plt.show()

# %% [markdown]
# The memory is right every day. Without it, the answer after each missed day is a fixed guess. In
# the next notebook a network finds such weights by itself.
#
# ## Sentiment Analysis
#
# Words, too, come one after the other. The lecture's two reviews differ in few words, and say the
# opposite:
#
# > I like learning technology through streaming online courses provided by Javatpoint
#
# > I don't like learning technology through books
#
# Before a network can read them, each word becomes a number, its place in a **vocabulary**, and
# then a one-hot vector. A vocabulary has a special entry, `"<unk>"` (“unknown”), for all words that
# are not in it. By hand, with `{"<unk>": 0, "i": 1, "like": 2, "don't": 3}`:
#
# $$\text{“I don't like mornings!”} \;\to\; (1, 3, 2, 0)$$
#
# *I* was found as *i*, since upper and lower case make no difference; the exclamation mark is not a
# part of *mornings*; and *don't* keeps its apostrophe, without which it would not be found. Texts
# from the web often have the typographic apostrophe ’ in its place: to us it is the same.
#
# ### From a sentence to numbers


# %%
def encode_sentence(sentence, vocab):
    """The words of a sentence as numbers.

    sentence: str; words are separated by white space.
    vocab: dict from words in lower case to int, with an entry "<unk>" for all others.

    Returns a list of int, one for each word, in order. Words are looked up in lower case,
    without the punctuation around them (as . , ; : ! ? ( ) and "), but with their
    apostrophes, where a typographic ’ counts as '. The vocabulary stays as it is.

    Example: encode_sentence("Books? I don’t!", {"<unk>": 0, "i": 1, "don't": 2}) is [0, 1, 2].

    Lecture: Sentiment Analysis.
    """
    # BEGIN SOLUTION
    words = sentence.lower().replace("’", "'").split()
    words = [word.strip('.,;:!?…–—-()[]{}"“”„«»') for word in words]
    return [vocab.get(word, vocab["<unk>"]) for word in words if word]
    # END SOLUTION


# %% [markdown]
# The two reviews as a network would get them, one row a word, with the vocabulary of both. The
# first words of the vocabulary occur in both sentences; the one that turns the meaning is a single
# square in the second picture. How a network learns to mind it is a topic of the last notebook.

# %%
REVIEWS = [
    "I like learning technology through streaming online courses provided by Javatpoint",
    "I don't like learning technology through books",
]
WORDS = ["<unk>", "i", "like", "learning", "technology", "through", "streaming", "online"]
WORDS += ["courses", "provided", "by", "javatpoint", "don't", "books"]
vocab = {word: number for number, word in enumerate(WORDS)}

figure, both = plt.subplots(1, 2, figsize=(12, 4.6), layout="constrained")
for axes, review in zip(both, REVIEWS):
    numbers = encode_sentence(review, vocab)
    vectors = np.array([one_hot(number, len(vocab)) for number in numbers])
    axes.pcolormesh(vectors, cmap="Blues", edgecolors="lightgray", linewidth=1, vmax=1.3)
    axes.set_xticks(np.arange(len(vocab)) + 0.5, vocab, rotation=60, ha="right", size=8)
    axes.set_yticks(np.arange(len(numbers)) + 0.5, review.split(), size=8)
    axes.set(title=f"“{review[:12]}…” as {len(numbers)} one-hot vectors")
    axes.set(xlabel="place in the vocabulary", ylabel="word of the sentence")
    axes.invert_yaxis()
plt.show()

# %% [markdown]
# ## How many numbers are there to learn?
#
# The network “assigns the same weight and bias to all the layers, which reduces the complexity”
# (the slide says: “of RNN of parameters”). How much does it reduce? We count the entries of
# everything that is learned. By hand, for $D = 2$ inputs, $H = 3$ neurons, $K = 4$ answers:
#
# | | shape | entries |
# |---|---|---|
# | $W_x$ | `(3, 2)` | 6 |
# | $W_h$ | `(3, 3)` | 9 |
# | $b$ | `(3,)` | 3 |
# | $W_y$ | `(4, 3)` | 12 |
# | $b_y$ | `(4,)` | 4 |
# | together | | **34** |
#
# The starting state $h_0$ is not learned here, and the number of time steps does not matter.


# %%
def parameter_count(D, H, K):
    """How many numbers a recurrent network learns, over any number of time steps.

    D: int, inputs. H: int, neurons of the state. K: int, outputs.

    Returns an int: the entries of W_x, W_h, b, W_y and b_y together.

    Example: parameter_count(2, 3, 4) is 34.

    Lecture: Steps in RNN.
    """
    # BEGIN SOLUTION
    state = H * (D + H + 1)
    output = K * (H + 1)
    return state + output
    # END SOLUTION


# %% [markdown]
# For the gym ($D = 6$, $H = 16$, $K = 6$), over a week or a year: the line of the recurrent network
# is flat. With layers of its own for every day, a network would need more numbers each day, and
# what it learns about Monday would tell it nothing about Tuesday.

# %%
days = np.array([1, 7, 14, 30, 90, 365])
shared = parameter_count(6, 16, 6)

figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
axes.loglog(days, shared * days, "s-", color="gray", label="layers of its own for each day")
axes.loglog(days, np.full(6, shared), "o-", color="tab:orange", label="one set of weights")
axes.set_xticks(days, days)
axes.minorticks_off()
axes.set(title="Sharing the weights over time", xlabel="days", ylabel="numbers to learn")
axes.legend()
axes.grid(alpha=0.3)
plt.show()

# %% [markdown]
# You have the whole run forward: vectors in, a state that is handed from step to step, scores out.
# What is missing is the way to good weights: “at last, we compute the error […]; the error is
# backpropagated to the network to adjust the weights”. That is the next notebook.
