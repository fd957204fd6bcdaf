"""What students get wrong in rnn_cell, each with the hint that helps."""

from __future__ import annotations

import numpy as np

from autograder.suite import mistake


@mistake("one_hot", "Things are counted from 0: number 0 has its 1 in the first place.")
def counted_from_one(index, n):
    """Thinks of the first thing as number 1."""
    vector = np.zeros(n)
    vector[index - 1] = 1
    return vector


@mistake("one_hot", "You put the number itself at its place; there should always be a 1.")
def number_at_its_place(index, n):
    """Writes the index into the vector."""
    vector = np.zeros(n)
    vector[index] = index
    return vector


@mistake("one_hot", "Only one place is hot: all others hold 0, also those before it.")
def all_up_to_the_index(index, n):
    """Fills the vector like a thermometer."""
    vector = np.zeros(n)
    vector[: index + 1] = 1
    return vector


@mistake("one_hot", "Your vector is inside out: 1 at the one place, 0 everywhere else.")
def cold_instead_of_hot(index, n):
    """Starts from ones and writes a zero."""
    vector = np.ones(n)
    vector[index] = 0
    return vector


@mistake("one_hot", "n things need n places; your vector has one too many.")
def one_place_too_many(index, n):
    """Counts from 0 to n."""
    vector = np.zeros(n + 1)
    vector[index] = 1
    return vector


@mistake("one_hot", "The vector has one axis, of length n; yours is a table.")
def table_of_one_row(index, n):
    """Cuts a row out of the identity matrix and keeps both axes."""
    return np.eye(n)[[index]]


@mistake("one_hot", "The vector is filled from the wrong end.")
def from_the_other_end(index, n):
    """Places the 1 as digits are written, from the right."""
    vector = np.zeros(n)
    vector[n - 1 - index] = 1
    return vector


@mistake("one_hot", "You get the place of the 1 right, but the array has always the same size.")
def always_six_exercises(index, n):
    """Writes the number of exercises at the gym into the code."""
    vector = np.zeros(6)
    vector[index] = 1
    return vector


def hot(index, n):
    """A right one-hot vector, for mistakes that lie elsewhere."""
    return np.eye(n)[index]


@mistake("last_workout", "Exercise 0 counts as well; only None stands for a missed day.")
def zero_taken_for_missed(history, n):
    """Asks `if exercise` where 0 is false, too."""
    for exercise in reversed(history):
        if exercise:
            return hot(exercise, n)
    return np.zeros(n)


@mistake("last_workout", "Before the first day nothing was attended, so all entries are 0.")
def empty_history_gives_none(history, n):
    """Returns within the loop and `if history`, and forgets the end."""
    if history:
        attended = [exercise for exercise in history if exercise is not None]
        return hot(attended[-1], n) if attended else np.zeros(n)
    return None


@mistake("last_workout", "After a missed day, look back further than to the day before.")
def only_the_last_day(history, n):
    """Looks at the last entry alone."""
    return np.zeros(n) if history[-1] is None else hot(history[-1], n)


@mistake("last_workout", "Look back two days, three days, or as many as it takes.")
def only_the_last_two_days(history, n):
    """Expects no more than one missed day in a row."""
    for exercise in reversed(history[-2:]):
        if exercise is not None:
            return hot(exercise, n)
    return np.zeros(n)


@mistake("last_workout", "The history begins with the oldest day; you found the first workout.")
def first_workout(history, n):
    """Searches from the front."""
    for exercise in history:
        if exercise is not None:
            return hot(exercise, n)
    return np.zeros(n)


@mistake("last_workout", "Only the last workout is marked, not everything that was ever done.")
def everything_ever_done(history, n):
    """Puts a 1 for each exercise in the history."""
    vector = np.zeros(n)
    for exercise in history:
        if exercise is not None:
            vector[exercise] = 1
    return vector


@mistake("last_workout", "How often an exercise was done does not matter, only which was last.")
def counts_of_all_workouts(history, n):
    """Adds the one-hot vectors up."""
    return sum((hot(day, n) for day in history if day is not None), np.zeros(n))


@mistake("last_workout", "The last workout is asked for, not the most frequent one.")
def most_frequent_workout(history, n):
    """Takes the exercise that was done most often."""
    done = [day for day in history if day is not None]
    return hot(max(done, key=done.count), n) if done else np.zeros(n)


@mistake("last_workout", "The highest number is not the latest workout: go by the days.")
def highest_number(history, n):
    """Takes the plan to have been followed from 0 upwards."""
    done = [day for day in history if day is not None]
    return hot(max(done), n) if done else np.zeros(n)


@mistake("last_workout", "Return the exercise as a one-hot vector, not its number.")
def number_of_the_workout(history, n):
    """Returns the number."""
    return next((day for day in reversed(history) if day is not None), None)


@mistake("last_workout", "You return what is due next; what was done last is asked for.")
def next_exercise(history, n):
    """Goes one step ahead in the plan."""
    done = [day for day in history if day is not None]
    return hot((done[-1] + 1) % n, n) if done else np.zeros(n)


@mistake("last_workout", "The last entry of the history counts, too, if it was attended.")
def last_day_left_out(history, n):
    """Looks for the workout before the last day."""
    done = [day for day in history[:-1] if day is not None]
    return hot(done[-1], n) if done else np.zeros(n)


@mistake("last_workout", "None of the days may have been attended; then all entries are 0.")
def somebody_was_always_there(history, n):
    """Doesn't think of a history of missed days only."""
    return hot([day for day in history if day is not None][-1], n)


@mistake("last_workout", "Before the first workout there is nothing to mark, not even exercise 0.")
def first_exercise_by_default(history, n):
    """Starts from exercise 0."""
    last = 0
    for day in history:
        last = last if day is None else day
    return hot(last, n)


@mistake("last_workout", "You take missed days out of the caller's list; look at it without that.")
def missed_days_taken_out(history, n):
    """Pops entries off the history until one was attended."""
    while history and history[-1] is None:
        history.pop()
    return hot(history[-1], n) if history else np.zeros(n)


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


@mistake("rnn_output", "The scores are asked for; softmax comes later, where a loss needs it.")
def softmax_taken(h_t, W_y, b_y):
    """Turns the scores into probabilities."""
    powers = np.exp(scores(h_t, W_y, b_y) - np.max(scores(h_t, W_y, b_y)))
    return powers / powers.sum()


@mistake("rnn_output", "The output has no activation function: tanh belongs to the state.")
def tanh_taken(h_t, W_y, b_y):
    """Does as for the state."""
    return np.tanh(scores(h_t, W_y, b_y))


@mistake("rnn_output", "The output has no activation function: sigmoid squeezes the scores.")
def sigmoid_taken(h_t, W_y, b_y):
    """Takes each answer for a yes or no."""
    return 1 / (1 + np.exp(-scores(h_t, W_y, b_y)))


@mistake("rnn_output", "Scores may be negative; yours are cut off at 0.")
def relu_taken(h_t, W_y, b_y):
    """Brings the activation along from the convolutional network."""
    return np.maximum(scores(h_t, W_y, b_y), 0)


@mistake("rnn_output", "Your scores are right, but without the bias.")
def output_without_bias(h_t, W_y, b_y):
    """Follows the slide's formula, which has none."""
    return W_y @ h_t


@mistake("rnn_output", "Look at the sign in front of the output's bias.")
def output_bias_subtracted(h_t, W_y, b_y):
    """Thinks of the bias as a threshold."""
    return W_y @ h_t - b_y


@mistake("rnn_output", "W_y has the shape (K, H) and stands on the left of the state.")
def output_weight_turned(h_t, W_y, b_y):
    """Writes the state as a row, as many libraries do."""
    return h_t @ W_y + b_y


@mistake("rnn_output", "Each score has a sum of its own; yours all get the same one.")
def one_score_for_all(h_t, W_y, b_y):
    """Sums over all answers at once."""
    return np.sum(W_y * h_t) + b_y


@mistake("rnn_output", "Multiply and then sum over the neurons: a score for each answer.")
def products_not_summed(h_t, W_y, b_y):
    """Forgets the sum of the matrix product."""
    return W_y * h_t + np.reshape(b_y, (-1, 1))


@mistake("rnn_output", "All scores are asked for, not only which one is the highest.")
def best_answer_only(h_t, W_y, b_y):
    """Decides already."""
    return int(np.argmax(scores(h_t, W_y, b_y)))


@mistake("rnn_output", "The state has been through tanh already: use it as it comes.")
def state_squashed_before_the_output(h_t, W_y, b_y):
    """Applies the activation of the step here."""
    return W_y @ np.tanh(h_t) + b_y


@mistake("rnn_output", "The scores are a vector of shape (K,), not a column of shape (K, 1).")
def column_of_scores(h_t, W_y, b_y):
    """Thinks in columns, as the formula does."""
    return scores(h_t, W_y, b_y).reshape(-1, 1)


@mistake("rnn_output", "A single score is an array of shape (1,): don't squeeze it to a number.")
def squeezed_scores(h_t, W_y, b_y):
    """Tidies up with squeeze."""
    return scores(h_t, W_y, b_y).squeeze()


@mistake("rnn_output", "An array made like a whole-number one cuts the decimals off.")
def scores_of_the_bias_type(h_t, W_y, b_y):
    """Fills an array that has the type of the bias."""
    result = np.zeros_like(b_y)
    result[:] = scores(h_t, W_y, b_y)
    return result


@mistake("rnn_output", "An array made like a state of whole numbers cuts the decimals off.")
def scores_of_the_state_type(h_t, W_y, b_y):
    """Fills an array that has the type of the state."""
    result = np.zeros(len(b_y), dtype=np.asarray(h_t).dtype)
    result[:] = scores(h_t, W_y, b_y)
    return result


@mistake("rnn_output", "`+=` on the bias changes the caller's array: add into a new one.")
def adds_into_the_output_bias(h_t, W_y, b_y):
    """Uses the bias as the place to sum in."""
    b_y = np.asarray(b_y, dtype=np.float64)
    b_y += W_y @ h_t
    return b_y


def scores(h_t, W_y, b_y):
    """Right scores, for mistakes that lie elsewhere."""
    return W_y @ h_t + b_y


# The mistakes of rnn_forward are right but for one part, so they share the rest.


def plain_step(x_t, h_prev, W_x, W_h, b):
    """A right step."""
    return np.tanh(W_x @ x_t + W_h @ h_prev + b)


def run(xs, h0, W_x, W_h, b, step=plain_step):
    """All states, with a step of one's own."""
    states = [np.asarray(h0, dtype=np.float64)]
    for x_t in xs:
        states.append(step(x_t, states[-1], W_x, W_h, b))
    return np.array(states)


@mistake("rnn_forward", "Row 0 is the start: T inputs give T + 1 rows.")
def run_without_the_start(xs, h0, W_x, W_h, b):
    """Returns the computed states only."""
    return run(xs, h0, W_x, W_h, b)[1:]


@mistake("rnn_forward", "Your last row is missing: the last input, too, leads to a state.")
def last_input_left_out(xs, h0, W_x, W_h, b):
    """Stops when there are T rows."""
    return run(xs[:-1], h0, W_x, W_h, b)


@mistake("rnn_forward", "The last row stays zero: the loop ends one step too early.")
def last_row_left_empty(xs, h0, W_x, W_h, b):
    """Fills an array, but one row too few."""
    states = run(xs, h0, W_x, W_h, b)
    states[-1] = 0
    return states


@mistake("rnn_forward", "Your run begins with the second input: xs[0] leads to row 1.")
def first_input_left_out(xs, h0, W_x, W_h, b):
    """Starts the loop at 1, since row 0 is there already."""
    states = run(xs, h0, W_x, W_h, b)
    states[1:] = 0
    for t in range(1, len(xs)):
        states[t + 1] = plain_step(xs[t], states[t], W_x, W_h, b)
    return states


@mistake("rnn_forward", "The start is given as h0; it need not be zero.")
def start_taken_as_zero(xs, h0, W_x, W_h, b):
    """Always starts from zeros."""
    return run(xs, np.zeros(len(b)), W_x, W_h, b)


@mistake("rnn_forward", "Row 0 should be h0; your run starts from it, but does not show it.")
def row_of_zeros_for_the_start(xs, h0, W_x, W_h, b):
    """Makes an array of zeros and never writes h0 into it."""
    states = run(xs, h0, W_x, W_h, b)
    states[0] = 0
    return states


@mistake("rnn_forward", "The start goes in as it is: no tanh for h0.")
def start_squashed(xs, h0, W_x, W_h, b):
    """Takes the start for a sum."""
    return run(xs, np.tanh(h0), W_x, W_h, b)


@mistake("rnn_forward", "The start comes first, not last: row t + 1 belongs to the input xs[t].")
def start_in_the_last_row(xs, h0, W_x, W_h, b):
    """Puts the start at the end."""
    return np.roll(run(xs, h0, W_x, W_h, b), -1, axis=0)


@mistake("rnn_forward", "Each step starts from the state before it; yours all start from h0.")
def every_step_from_the_start(xs, h0, W_x, W_h, b):
    """Forgets to hand the new state on."""
    return np.array([h0, *(plain_step(x_t, h0, W_x, W_h, b) for x_t in xs)])


@mistake("rnn_forward", "Only the last state is left; all of them are asked for, one a row.")
def last_state_only(xs, h0, W_x, W_h, b):
    """Overwrites the state in the loop."""
    return run(xs, h0, W_x, W_h, b)[-1]


@mistake("rnn_forward", "All your rows show the last state: they are one and the same array.")
def one_array_for_all_rows(xs, h0, W_x, W_h, b):
    """Appends an array and changes it afterwards."""
    states = run(xs, h0, W_x, W_h, b)
    states[:] = states[-1]
    return states


@mistake("rnn_forward", "The first input comes first; your run reads the sequence backwards.")
def read_backwards(xs, h0, W_x, W_h, b):
    """Goes through the inputs in reverse."""
    return run(xs[::-1], h0, W_x, W_h, b)


@mistake("rnn_forward", "One state is one row; in your result it is a column.")
def states_in_columns(xs, h0, W_x, W_h, b):
    """Puts the states side by side."""
    return run(xs, h0, W_x, W_h, b).T


@mistake("rnn_forward", "Every step has the bias in its sum.")
def run_without_bias(xs, h0, W_x, W_h, b):
    """Follows the slide's formula, which has none."""
    return run(xs, h0, W_x, W_h, 0 * np.asarray(b))


@mistake("rnn_forward", "W_h stands on the left of the state: row i feeds neuron i.")
def run_with_recurrent_weight_turned(xs, h0, W_x, W_h, b):
    """Writes the states as rows and leaves W_h as it is."""
    return run(xs, h0, W_x, np.transpose(W_h), b)


@mistake("rnn_forward", "The sums never go through tanh.")
def run_without_activation(xs, h0, W_x, W_h, b):
    """Stops at the weighted sum."""
    return run(xs, h0, W_x, W_h, b, step=lambda x, h, W_x, W_h, b: W_x @ x + W_h @ h + b)


@mistake(
    "rnn_forward", "tanh is taken once, at the end; each step hands on a state that went through."
)
def activation_at_the_end(xs, h0, W_x, W_h, b):
    """Runs the sums through time and bends them afterwards."""
    sums = run(xs, h0, W_x, W_h, b, step=lambda x, h, W_x, W_h, b: W_x @ x + W_h @ h + b)
    return np.vstack([sums[:1], np.tanh(sums[1:])])


@mistake("rnn_forward", "The slide's other activation gives states between 0 and 1; we use tanh.")
def run_with_sigmoid(xs, h0, W_x, W_h, b):
    """Takes the other activation that the slide names."""

    def step(x_t, h_prev, W_x, W_h, b):
        return 1 / (1 + np.exp(-(W_x @ x_t + W_h @ h_prev + b)))

    return run(xs, h0, W_x, W_h, b, step=step)


@mistake("rnn_forward", "The new state replaces the old one; yours pile up.")
def states_piled_up(xs, h0, W_x, W_h, b):
    """Adds every new state to the one before."""
    return np.cumsum(run(xs, h0, W_x, W_h, b), axis=0)


@mistake(
    "rnn_forward",
    "Whole numbers may go in, but the array of the states must not be one of whole numbers.",
)
def states_of_the_type_of_the_start(xs, h0, W_x, W_h, b):
    """Makes the array of all states with the type of h0."""
    states = np.zeros((len(xs) + 1, len(h0)), dtype=h0.dtype)
    states[0] = h0
    for t, x_t in enumerate(xs):
        states[t + 1] = plain_step(x_t, states[t], W_x, W_h, b)
    return states


@mistake(
    "rnn_forward",
    "Whole numbers may go in, but the array of the states must not be one of whole numbers.",
)
def states_of_the_type_of_the_bias(xs, h0, W_x, W_h, b):
    """Makes the array of all states with the type of b."""
    states = np.zeros((len(xs) + 1, len(b)), dtype=np.asarray(b).dtype)
    states[0] = h0
    for t, x_t in enumerate(xs):
        states[t + 1] = plain_step(x_t, states[t], W_x, W_h, b)
    return states


@mistake("rnn_forward", "Large sums overflow in your own tanh, and what follows is not a number.")
def run_with_a_tanh_that_overflows(xs, h0, W_x, W_h, b):
    """Writes tanh out with exponentials."""

    def step(x_t, h_prev, W_x, W_h, b):
        z = W_x @ x_t + W_h @ h_prev + b
        return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))

    return run(xs, h0, W_x, W_h, b, step=step)


@mistake("rnn_forward", "A run gives the states and nothing else.")
def states_and_last_state(xs, h0, W_x, W_h, b):
    """Returns the last state as well, as some libraries do."""
    states = run(xs, h0, W_x, W_h, b)
    return states, states[-1]


@mistake("rnn_forward", "Each state should be a row; yours are columns in a third axis.")
def a_third_axis(xs, h0, W_x, W_h, b):
    """Computes with columns and stacks them."""
    return run(xs, h0, W_x, W_h, b)[:, :, None]


@mistake("rnn_forward", "You write the new states over h0, which belongs to the caller.")
def overwrites_the_start(xs, h0, W_x, W_h, b):
    """Updates the state in place."""
    states = [np.array(h0)]
    for x_t in xs:
        h0[:] = plain_step(x_t, h0, W_x, W_h, b)
        states.append(np.array(h0))
    return np.array(states)


def days(order, attended, n, due_after=None, told=None):
    """The fortnight done right, but for how the plan goes on and what the network is told."""
    due_after = due_after or (lambda t, workouts: workouts)
    told = told or (lambda t, done: done[t - 1] if t else None)
    due, done, workouts = [], [], 0
    for t, present in enumerate(attended):
        due.append(order[due_after(t, workouts) % len(order)])
        done.append(due[-1] if present else None)
        workouts += bool(present)
    inputs = [told(t, done) for t in range(len(attended))]
    return np.array([np.zeros(n) if i is None else hot(i, n) for i in inputs]), np.array(due)


@mistake("gym_sequence", "The plan waits on a missed day: what was not done is due again.")
def plan_goes_on(order, attended, n):
    """Goes through the plan day by day."""
    return days(order, attended, n, due_after=lambda t, workouts: t)


@mistake("gym_sequence", "Row t holds the workout of the day before; yours is today's, the answer.")
def told_the_answer(order, attended, n):
    """Gives the workout of the same day as the input."""
    return days(order, attended, n, told=lambda t, done: done[t])


@mistake(
    "gym_sequence", "After a missed day the input is all zeros: nothing was done the day before."
)
def missed_days_filled_up(order, attended, n):
    """Looks back to the last attended day, and leaves the network nothing to remember."""

    def told(t, done):
        before = [exercise for exercise in done[:t] if exercise is not None]
        return before[-1] if before else None

    return days(order, attended, n, told=told)


@mistake("gym_sequence", "The input says what was done the day before, not what was due then.")
def told_what_was_due(order, attended, n):
    """Shifts the answers by a day, missed or not."""
    _, ys = days(order, attended, n)
    return np.vstack([np.zeros(n), np.eye(n)[ys[:-1]]]), ys


@mistake("gym_sequence", "A missed day empties the input of the day after, not its own.")
def empty_on_the_missed_day(order, attended, n):
    """Asks for attendance on the wrong day."""
    _, ys = days(order, attended, n)
    xs = np.zeros((len(ys), n))
    for t in range(1, len(ys)):
        xs[t, ys[t - 1]] = attended[t]
    return xs, ys


@mistake("gym_sequence", "On the first day nothing has been done yet, so its row is zeros.")
def last_of_the_plan_before_the_first_day(order, attended, n):
    """Lets the plan come round before it has begun."""
    return days(order, attended, n, told=lambda t, done: done[t - 1] if t else order[-1])


@mistake("gym_sequence", "The exercises have the numbers of the plan, not of their place in it.")
def place_in_the_plan(order, attended, n):
    """Counts 0, 1, 2 … whatever the plan says."""
    return days(list(range(len(order))), attended, n)


@mistake(
    "gym_sequence", "On the first day the plan's first exercise is due; you begin with the next."
)
def plan_starts_with_the_second(order, attended, n):
    """Counts today's workout before asking what is due."""
    return days(order, attended, n, due_after=lambda t, workouts: workouts + 1)


@mistake(
    "gym_sequence", "The plan starts again at its own end, which need not be after n exercises."
)
def round_after_n(order, attended, n):
    """Takes the plan to have n exercises."""
    return days(list(order) + [0] * max(0, n - len(order)), attended, n)


@mistake("gym_sequence", "After its last exercise the plan starts again.")
def plan_comes_to_an_end(order, attended, n):
    """Stays at the last exercise."""
    last = len(order) - 1
    return days(order, attended, n, due_after=lambda t, workouts: min(workouts, last))


@mistake("gym_sequence", "The plan starts again as often as there are days for it.")
def plan_laid_out_four_times(order, attended, n):
    """Lays a few copies of the plan end to end, and stays at the last exercise."""
    rounds = list(order) * 4
    last = len(rounds) - 1
    return days(rounds, attended, n, due_after=lambda t, workouts: min(workouts, last))


@mistake("gym_sequence", "Each row has n places, however many exercises the plan has.")
def places_of_the_plan(order, attended, n):
    """Makes the vectors as long as the plan."""
    xs, ys = days(order, attended, max(n, len(order)))
    return xs[:, : len(order)], ys


@mistake("gym_sequence", "The next of an exercise is not clear when the plan has it twice.")
def next_by_looking_it_up(order, attended, n):
    """Finds the place in the plan by searching for the last exercise."""
    xs, ys, due = np.zeros((len(attended), n)), [], order[0]
    for t, present in enumerate(attended):
        ys.append(due)
        if present:
            if t + 1 < len(attended):
                xs[t + 1, due] = 1
            due = order[(order.index(due) + 1) % len(order)]
    return xs, np.array(ys)


@mistake("gym_sequence", "The answers are numbers; only the inputs are one-hot vectors.")
def answers_one_hot(order, attended, n):
    """Turns the answers into vectors, too."""
    xs, ys = days(order, attended, n)
    return xs, np.eye(n)[ys]


@mistake("gym_sequence", "On a missed day, too, an exercise is due; it just isn't done.")
def nothing_due_on_a_missed_day(order, attended, n):
    """Returns what was done instead of what was due."""
    xs, ys = days(order, attended, n)
    return xs, np.where(attended, ys, -1)


@mistake("gym_sequence", "A missed day is a row, too: there are as many rows as days.")
def missed_days_left_out(order, attended, n):
    """Leaves the missed days out."""
    there = np.array(attended)
    xs, ys = days(order, attended, n)
    return xs[there], ys[there]


@mistake("gym_sequence", "You take exercises off the caller's plan; go through it without that.")
def plan_used_up(order, attended, n):
    """Turns the plan itself, one exercise at a time."""
    xs, ys = days(list(order), attended, n)
    for present in attended:
        if present:
            order.append(order.pop(0))
    return xs, ys


def look_up(sentence, vocab, clean=None, split=str.split):
    """The sentence encoded right, but for one part."""
    clean = clean or (lambda word: word.strip('.,;:!?()"'))
    words = [clean(word) for word in split(sentence.lower().replace("’", "'"))]
    return [vocab.get(word, vocab["<unk>"]) for word in words]


@mistake("encode_sentence", "The vocabulary is in lower case, the sentence need not be.")
def case_kept(sentence, vocab):
    """Looks words up as they are written."""
    words = [word.strip('.,;:!?()"') for word in sentence.replace("’", "'").split()]
    return [vocab.get(word, vocab["<unk>"]) for word in words]


@mistake("encode_sentence", "The punctuation around a word is not a part of it.")
def punctuation_kept(sentence, vocab):
    """Splits at white space and leaves it at that."""
    return look_up(sentence, vocab, clean=lambda word: word)


@mistake("encode_sentence", "Punctuation stands before a word, too, not only behind it.")
def punctuation_behind_only(sentence, vocab):
    """Cleans the end of each word."""
    return look_up(sentence, vocab, clean=lambda word: word.rstrip('.,;:!?()"'))


@mistake("encode_sentence", "There may be several signs in a row: drop all of them.")
def one_sign_only(sentence, vocab):
    """Drops one sign at each end."""

    def clean(word):
        word = word[:-1] if word[-1:] in set('.,;:!?()"') else word
        return word[1:] if word[:1] in set('.,;:!?()"') else word

    return look_up(sentence, vocab, clean=clean)


@mistake("encode_sentence", "Full stops and commas go, but brackets and quotation marks stay.")
def few_signs_known(sentence, vocab):
    """Thinks of the ends of sentences only."""
    return look_up(sentence, vocab, clean=lambda word: word.strip(".,;:!?"))


@mistake("encode_sentence", "The apostrophe is a part of the word: don't is not dont.")
def apostrophes_dropped(sentence, vocab):
    """Removes all punctuation, also inside words."""
    return look_up(sentence, vocab, clean=lambda word: word.strip('.,;:!?()"').replace("'", ""))


@mistake("encode_sentence", "don't is one word: the apostrophe does not separate.")
def apostrophes_separate(sentence, vocab):
    """Cuts words at everything that is not a letter."""
    return look_up(sentence.replace("’", " ").replace("'", " "), vocab)


@mistake("encode_sentence", "Only white space separates words, not the signs inside them.")
def cut_at_inner_signs(sentence, vocab):
    """Finds runs of letters, digits and apostrophes."""
    kept = (sign if sign.isalnum() or sign == "'" else " " for sign in sentence.replace("’", "'"))
    return look_up("".join(kept), vocab)


@mistake(
    "encode_sentence", "Only white space separates words: digits and signs don't cut them in two."
)
def cut_at_all_but_letters(sentence, vocab):
    """Finds runs of letters and apostrophes."""
    kept = (sign if sign.isalpha() or sign == "'" else " " for sign in sentence.replace("’", "'"))
    return look_up("".join(kept), vocab)


@mistake(
    "encode_sentence",
    "A word is more than the letters from a to z: accents and digits belong to it.",
)
def cut_at_all_but_plain_letters(sentence, vocab):
    """Finds runs of the letters from a to z and of apostrophes."""
    text = sentence.lower().replace("’", "'")
    kept = (sign if "a" <= sign <= "z" or sign == "'" else " " for sign in text)
    return look_up("".join(kept), vocab)


@mistake("encode_sentence", "The punctuation around a word goes; a sign inside it stays.")
def inner_signs_dropped(sentence, vocab):
    """Removes punctuation wherever it stands, but for apostrophes."""
    return look_up(
        sentence,
        vocab,
        clean=lambda word: "".join(sign for sign in word if sign.isalnum() or sign == "'"),
    )


@mistake("encode_sentence", "The punctuation around a word goes; digits and signs inside it stay.")
def letters_kept_only(sentence, vocab):
    """Removes all that is not a letter or an apostrophe."""
    return look_up(
        sentence,
        vocab,
        clean=lambda word: "".join(sign for sign in word if sign.isalpha() or sign == "'"),
    )


@mistake("encode_sentence", "Letters with accents are letters, too: they stay in their words.")
def accents_dropped(sentence, vocab):
    """Keeps what ASCII knows."""
    kept = sentence.replace("’", "'").encode("ascii", "ignore").decode()
    return look_up(kept, vocab)


@mistake("encode_sentence", "Some words of a long sentence are missing: it may have any length.")
def ten_words_at_most(sentence, vocab):
    """Cuts long sentences off."""
    return look_up(sentence, vocab)[:10]


@mistake("encode_sentence", "A word is known if the vocabulary has the whole of it.")
def known_by_its_beginning(sentence, vocab):
    """Takes the first entry that begins with the word."""
    words = [word.strip('.,;:!?()"') for word in sentence.lower().replace("’", "'").split()]
    found = [[entry for entry in vocab if entry.startswith(word)] for word in words]
    return [vocab[entries[0] if entries else "<unk>"] for entries in found]


@mistake("encode_sentence", "Look words up as they are: a plural is a word of its own.")
def endings_taken_off(sentence, vocab):
    """Takes an s off where the word is not known."""
    words = [word.strip('.,;:!?()"') for word in sentence.lower().replace("’", "'").split()]
    words = [word if word in vocab else word.removesuffix("s") for word in words]
    return [vocab.get(word, vocab["<unk>"]) for word in words]


@mistake("encode_sentence", "A word may have more than one typographic apostrophe.")
def first_typographic_apostrophe_only(sentence, vocab):
    """Replaces one ’ in each word."""
    words = [word.strip('.,;:!?()"').replace("’", "'", 1) for word in sentence.lower().split()]
    return [vocab.get(word, vocab["<unk>"]) for word in words]


@mistake("encode_sentence", "The typographic apostrophe ’ means the same as the straight one.")
def typographic_apostrophe_unknown(sentence, vocab):
    """Looks for the straight apostrophe alone."""
    words = [word.strip('.,;:!?()"') for word in sentence.lower().split()]
    return [vocab.get(word, vocab["<unk>"]) for word in words]


@mistake("encode_sentence", "Unknown words have a number, too; yours are left out.")
def unknown_words_dropped(sentence, vocab):
    """Keeps the words that it knows."""
    found = look_up(sentence, {**vocab, "<unk>": None})
    return [number for number in found if number is not None]


@mistake("encode_sentence", 'The number of unknown words is vocab["<unk>"], which need not be 0.')
def unknown_words_are_zero(sentence, vocab):
    """Writes 0 for every unknown word."""
    return look_up(sentence, {**vocab, "<unk>": 0})


@mistake("encode_sentence", "A word may have the number 0, which is not the same as unknown.")
def number_zero_taken_for_unknown(sentence, vocab):
    """Writes `get(word) or …`, where 0 is false, too."""
    return [number or vocab["<unk>"] for number in look_up(sentence, vocab)]


@mistake("encode_sentence", "Several spaces in a row don't make empty words.")
def split_at_every_space(sentence, vocab):
    """Splits at the space sign."""
    return look_up(sentence, vocab, split=lambda text: text.split(" "))


@mistake("encode_sentence", "A word that occurs twice has its number twice, in order.")
def every_word_once(sentence, vocab):
    """Collects the words in a set."""
    return list(dict.fromkeys(look_up(sentence, vocab)))


@mistake("encode_sentence", "The numbers stand in the order of the words, not sorted.")
def numbers_sorted(sentence, vocab):
    """Sorts."""
    return sorted(look_up(sentence, vocab))


@mistake("encode_sentence", "Letters are not words: split the sentence at white space.")
def letter_by_letter(sentence, vocab):
    """Loops over the text itself."""
    return [vocab.get(letter, vocab["<unk>"]) for letter in sentence.lower()]


@mistake("encode_sentence", "A number for each word is enough; one-hot vectors come later.")
def vectors_for_words(sentence, vocab):
    """Goes on to one-hot vectors."""
    return np.eye(max(vocab.values()) + 1)[look_up(sentence, vocab)]


@mistake("encode_sentence", "A word that is not in the vocabulary does not get a new number.")
def vocabulary_grows(sentence, vocab):
    """Gives each unknown word a number of its own."""
    words = [word.strip('.,;:!?()"') for word in sentence.lower().replace("’", "'").split()]
    return [vocab.setdefault(word, len(vocab)) for word in words]


@mistake(
    "encode_sentence", "The numbers are right, but unknown words now stand in the caller's dict."
)
def unknown_words_written_down(sentence, vocab):
    """Notes each unknown word in the vocabulary, as unknown."""
    words = [word.strip('.,;:!?()"') for word in sentence.lower().replace("’", "'").split()]
    return [vocab.setdefault(word, vocab["<unk>"]) for word in words]


@mistake("parameter_count", "The biases are learned, too.")
def biases_not_counted(D, H, K):
    """Counts the weights only."""
    return H * (D + H) + K * H


@mistake("parameter_count", "The output has weights and biases of its own.")
def output_not_counted(D, H, K):
    """Counts what makes the state."""
    return H * (D + H + 1)


@mistake("parameter_count", "The output's bias is missing: one number for each answer.")
def output_bias_not_counted(D, H, K):
    """Forgets b_y."""
    return H * (D + H + 1) + K * H


@mistake("parameter_count", "The bias of the state is missing: one number for each neuron.")
def state_bias_not_counted(D, H, K):
    """Forgets b."""
    return H * (D + H) + K * (H + 1)


@mistake(
    "parameter_count",
    "You count H numbers too many: the sum has one bias, and the start is not learned.",
)
def two_biases_for_the_state(D, H, K):
    """Counts as a well-known library does."""
    return H * (D + H + 2) + K * (H + 1)


@mistake("parameter_count", "The weights on the previous state are learned, too.")
def memory_not_counted(D, H, K):
    """Counts a feed-forward network."""
    return H * (D + 1) + K * (H + 1)


@mistake("parameter_count", "Each neuron listens to all H neurons of the previous state.")
def one_memory_weight_each(D, H, K):
    """Gives every neuron one weight on its own past."""
    return H * (D + 1 + 1) + K * (H + 1)


@mistake("parameter_count", "The output reads the state, not the input.")
def output_from_the_input(D, H, K):
    """Gives W_y the shape (K, D)."""
    return H * (D + H + 1) + K * (D + 1)


@mistake("parameter_count", "The output does not use W_h again, in spite of the slide's formula.")
def output_shares_the_recurrent_weight(D, H, K):
    """Follows Y_t = W_h h_t: no weight of its own for the output."""
    return H * (D + H + 1) + K


@mistake("parameter_count", "A count is a whole number: / makes a float of it.")
def count_as_float(D, H, K):
    """Divides on the way."""
    return (2 * H * (D + H + 1) + 2 * K * (H + 1)) / 2
