# %% [markdown]
# # From feature maps to a class
#
# Filters, ReLU and pooling turn an image into feature maps. But nobody asked for feature maps:
# the question is whether the picture shows a car, a dog or a truck. This notebook is about the
# last step, from the numbers to an answer.
#
# The question asks for one function. Replace its last line by your own code, run the cell, then
# run the check below it. The checks that you see are a part of the tests: they are enough to tell
# whether you understood the task, and the hidden ones ask the same of other scores.

# %%
import numpy as np

np.set_printoptions(precision=4, suppress=True)

# %%
import matplotlib.pyplot as plt

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
