"""What students get wrong in rnn_cell, each with the hint that helps."""

from __future__ import annotations

import numpy as np

from autograder.suite import mistake


@mistake("rnn_step", "Your activation gives values between 0 and 1; the lecture settles on tanh.")
def sigmoid_for_tanh(x_t, h_prev, W_x, W_h, b):
    """Takes the other activation that the slide names."""
    return 1 / (1 + np.exp(-(W_x @ x_t + W_h @ h_prev + b)))


@mistake("rnn_step", "The sum is right, but it never goes through the activation function.")
def no_activation(x_t, h_prev, W_x, W_h, b):
    """Stops at the weighted sum."""
    return W_x @ x_t + W_h @ h_prev + b


@mistake("rnn_step", "Negative sums come out as 0: that is ReLU, and this cell uses tanh.")
def relu_for_tanh(x_t, h_prev, W_x, W_h, b):
    """Brings the activation along from the convolutional network."""
    return np.maximum(W_x @ x_t + W_h @ h_prev + b, 0)


@mistake("rnn_step", "Your cell cuts the sum off at −1 and 1; tanh bends long before that.")
def cut_for_tanh(x_t, h_prev, W_x, W_h, b):
    """Knows that tanh lies between −1 and 1 and clips."""
    return np.clip(W_x @ x_t + W_h @ h_prev + b, -1, 1)


@mistake("rnn_step", "This is the slope of tanh; a step forward needs tanh itself.")
def slope_of_tanh(x_t, h_prev, W_x, W_h, b):
    """Mixes the forward step up with the backward one."""
    return 1 - np.tanh(W_x @ x_t + W_h @ h_prev + b) ** 2


@mistake("rnn_step", "The bias b is missing: the slide's formula leaves it out, the text names it.")
def without_bias(x_t, h_prev, W_x, W_h, b):
    """Follows the slide's formula to the letter."""
    return np.tanh(W_x @ x_t + W_h @ h_prev)


@mistake("rnn_step", "The bias belongs to the sum, before the activation is taken.")
def bias_outside(x_t, h_prev, W_x, W_h, b):
    """Closes the bracket too early."""
    return np.tanh(W_x @ x_t + W_h @ h_prev) + b


@mistake("rnn_step", "Look at the sign in front of the bias.")
def bias_subtracted(x_t, h_prev, W_x, W_h, b):
    """Thinks of the bias as a threshold."""
    return np.tanh(W_x @ x_t + W_h @ h_prev - b)


@mistake("rnn_step", "Input and previous state share one bias; yours is counted twice.")
def bias_twice(x_t, h_prev, W_x, W_h, b):
    """Gives each weight matrix a bias of its own."""
    return np.tanh((W_x @ x_t + b) + (W_h @ h_prev + b))


@mistake("rnn_step", "Your cell has no memory: the previous state does not enter the sum.")
def without_previous_state(x_t, h_prev, W_x, W_h, b):
    """Writes a feed-forward layer."""
    return np.tanh(W_x @ x_t + b)


@mistake("rnn_step", "Your cell lives in the past: today's input does not enter the sum.")
def without_input(x_t, h_prev, W_x, W_h, b):
    """Drops the input."""
    return np.tanh(W_h @ h_prev + b)


@mistake("rnn_step", "W_h stands on the left of the state: row i feeds neuron i, not column i.")
def recurrent_weight_turned(x_t, h_prev, W_x, W_h, b):
    """Writes the state as a row, as many libraries do."""
    return np.tanh(W_x @ x_t + h_prev @ W_h + b)


@mistake("rnn_step", "W_x has the shape (H, D) and stands on the left of the input.")
def input_weight_turned(x_t, h_prev, W_x, W_h, b):
    """Writes the input as a row, as many libraries do."""
    return np.tanh(x_t @ W_x + W_h @ h_prev + b)


@mistake("rnn_step", "W_x belongs to the input and W_h to the state; yours have changed places.")
def weights_swapped(x_t, h_prev, W_x, W_h, b):
    """Confuses the two weights, which shows only when their shapes differ."""
    return np.tanh(W_h @ x_t + W_x @ h_prev + b)


@mistake("rnn_step", "You glue weights and vectors together, but in two different orders.")
def glued_in_different_orders(x_t, h_prev, W_x, W_h, b):
    """One matrix for both, its halves the other way round than the vectors."""
    return np.tanh(np.hstack([W_h, W_x]) @ np.concatenate([x_t, h_prev]) + b)


@mistake("rnn_step", "Each neuron sees all neurons of the previous state, not only itself.")
def only_its_own_memory(x_t, h_prev, W_x, W_h, b):
    """Multiplies the state by the diagonal of W_h, entry by entry."""
    return np.tanh(W_x @ x_t + np.diag(W_h) * h_prev + b)


@mistake("rnn_step", "You add over all neurons at once; each neuron has a sum of its own.")
def one_sum_for_all(x_t, h_prev, W_x, W_h, b):
    """Sums the products without saying along which axis."""
    return np.tanh(np.sum(W_x * x_t) + np.sum(W_h * h_prev) + b)


@mistake("rnn_step", "Take tanh once, of the whole sum, not of its parts.")
def activation_of_each_part(x_t, h_prev, W_x, W_h, b):
    """Takes tanh of input and memory apart, and adds."""
    return np.tanh(W_x @ x_t) + np.tanh(W_h @ h_prev + b)


@mistake("rnn_step", "The previous state has been through tanh already: use it as it comes.")
def state_squashed_again(x_t, h_prev, W_x, W_h, b):
    """Applies tanh to the previous state as well."""
    return np.tanh(W_x @ x_t + W_h @ np.tanh(h_prev) + b)


@mistake("rnn_step", "The new state replaces the old one; you add the old one to it.")
def old_state_added(x_t, h_prev, W_x, W_h, b):
    """Takes memory to mean that the state piles up."""
    return h_prev + np.tanh(W_x @ x_t + W_h @ h_prev + b)


@mistake("rnn_step", "Large sums overflow in your own tanh and leave NaN behind.")
def tanh_that_overflows(x_t, h_prev, W_x, W_h, b):
    """Writes tanh out with exponentials."""
    z = W_x @ x_t + W_h @ h_prev + b
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


@mistake("rnn_step", "The state is a vector of shape (H,), not a column of shape (H, 1).")
def column_as_result(x_t, h_prev, W_x, W_h, b):
    """Thinks in columns, as the formula does."""
    return np.tanh(W_x @ x_t + W_h @ h_prev + b).reshape(-1, 1)


@mistake("rnn_step", "A single neuron gives an array of shape (1,): don't squeeze it to a number.")
def squeezed_result(x_t, h_prev, W_x, W_h, b):
    """Tidies up with squeeze."""
    return np.tanh(W_x @ x_t + W_h @ h_prev + b).squeeze()


@mistake("rnn_step", "The step returns the new state alone; the output has a weight of its own.")
def output_returned_too(x_t, h_prev, W_x, W_h, b):
    """Returns state and output, with W_h for the output as on the slide."""
    h_t = np.tanh(W_x @ x_t + W_h @ h_prev + b)
    return h_t, W_h @ h_t


@mistake("rnn_step", "This is the output of the slide's second formula, one step too far.")
def output_for_state(x_t, h_prev, W_x, W_h, b):
    """Returns Y_t = W_h h_t instead of h_t."""
    return W_h @ np.tanh(W_x @ x_t + W_h @ h_prev + b)


@mistake("rnn_step", "An array made like a whole-number one cuts off the decimals of the state.")
def keeps_the_integer_type(x_t, h_prev, W_x, W_h, b):
    """Fills an array that has the type of the previous state."""
    h_t = np.zeros_like(h_prev)
    h_t[:] = np.tanh(W_x @ x_t + W_h @ h_prev + b)
    return h_t


@mistake("rnn_step", "Don't round the state: the next step works with every digit.")
def rounded_state(x_t, h_prev, W_x, W_h, b):
    """Rounds as the printed example does."""
    return np.round(np.tanh(W_x @ x_t + W_h @ h_prev + b), 4)


@mistake("rnn_step", "You write the new state over the old one, which is not yours to change.")
def overwrites_the_state(x_t, h_prev, W_x, W_h, b):
    """Updates the state in place, since it is no longer needed."""
    h_t = np.asarray(h_prev, dtype=np.float64)
    h_t[:] = np.tanh(W_x @ x_t + W_h @ h_prev + b)
    return h_t


@mistake("rnn_step", "`+=` on an argument changes the caller's array: add into a new one.")
def adds_into_the_bias(x_t, h_prev, W_x, W_h, b):
    """Uses the bias as the place to sum in."""
    z = np.asarray(b, dtype=np.float64)
    z += W_x @ x_t + W_h @ h_prev
    return np.tanh(z)
