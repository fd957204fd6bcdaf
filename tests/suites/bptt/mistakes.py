"""What students get wrong in bptt, each with the hint that helps."""

from __future__ import annotations

import numpy as np

from autograder.suite import mistake


@mistake("numerical_gradient", "You look to one side of x only; a central difference takes both.")
def forward_difference(f, x, h=1e-5):
    """Compares f(x + h) with f(x)."""
    return one_sided(f, x, h)


@mistake("numerical_gradient", "You look back from x only; a central difference takes both sides.")
def backward_difference(f, x, h=1e-5):
    """Compares f(x) with f(x − h)."""
    return one_sided(f, x, -h)


@mistake("numerical_gradient", "From x − h to x + h the way is 2h long: your slopes are doubled.")
def divided_by_one_step(f, x, h=1e-5):
    """Divides the central difference by h."""
    return 2 * central(f, x, h)


@mistake("numerical_gradient", "Your slopes point downhill: the sign is turned.")
def sign_turned(f, x, h=1e-5):
    """Subtracts in the wrong order."""
    return central(f, x, -h) * -1


@mistake("numerical_gradient", "The caller's step h has no effect on your result.")
def own_step(f, x, h=1e-5):
    """Writes the step into the code."""
    return central(f, x, 1e-5)


@mistake("numerical_gradient", "The step is h itself, not a share of each coordinate.")
def step_in_proportion(f, x, h=1e-5):
    """Makes the step larger where x is large."""
    x = np.asarray(x, dtype=np.float64)
    return central(f, x, h * np.maximum(1, np.abs(x)))


@mistake("numerical_gradient", "The gradient has the shape of x; yours has been laid flat.")
def flat_result(f, x, h=1e-5):
    """Forgets to give the result its shape back."""
    return central(f, x, h).ravel()


@mistake("numerical_gradient", "All coordinates move at once; move one and leave the rest.")
def all_coordinates_at_once(f, x, h=1e-5):
    """Adds h to the whole array."""
    x = np.asarray(x, dtype=np.float64)
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


@mistake("numerical_gradient", "Only the first axis is walked; every single entry has its slope.")
def rows_move_together(f, x, h=1e-5):
    """Loops over len(x)."""
    x = np.asarray(x, dtype=np.float64)
    slopes = np.zeros(x.shape)
    for i in range(len(x)):
        step = np.zeros(x.shape)
        step[i] = h
        slopes[i] = (f(x + step) - f(x - step)) / (2 * h)
    return slopes


@mistake("numerical_gradient", "A coordinate that has moved must be back before the next moves.")
def never_moved_back(f, x, h=1e-5):
    """Leaves each coordinate where its last evaluation was."""
    x = np.array(x, dtype=np.float64)
    slopes = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        slopes[index] = (above - f(x)) / (2 * h)
    return slopes


@mistake("numerical_gradient", "In an array of whole numbers a tiny step is cut off to nothing.")
def steps_lost_in_integers(f, x, h=1e-5):
    """Moves a copy that has the type of x."""
    slopes = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] = x[index] + h
        below[index] = x[index] - h
        slopes[index] = (f(above) - f(below)) / (2 * h)
    return slopes


def one_sided(f, x, h):
    """The difference to one side, or with a negative step to the other."""
    x = np.asarray(x, dtype=np.float64)
    slopes = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = h
        slopes[index] = (f(x + step) - f(x)) / h
    return slopes


def central(f, x, h):
    """Central differences, with one step or a step for each coordinate."""
    x = np.asarray(x, dtype=np.float64)
    steps = np.broadcast_to(h, x.shape)
    slopes = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = steps[index]
        slopes[index] = (f(x + step) - f(x - step)) / (2 * steps[index])
    return slopes


# The mistakes of bptt are right but for one part, so they share the rest.


def tanh_slope(h_prev, h):
    """The slope of tanh at a step, from the states before and after it."""
    return 1 - h**2


def through_weights(W_h, dh, dz):
    """What a step hands to the one before it."""
    return W_h.T @ dz


def walk(hs, W_h, dhs, slope=tanh_slope, carry=through_weights):
    """Back through time: dL/dz and dL/dh of all steps, and dL/dh0."""
    hs, dhs = np.asarray(hs, dtype=np.float64), np.asarray(dhs, dtype=np.float64)
    dzs, totals, later = np.zeros(dhs.shape), np.zeros(dhs.shape), np.zeros(dhs.shape[1])
    for t in reversed(range(len(dhs))):
        totals[t] = dhs[t] + later
        dzs[t] = slope(hs[t], hs[t + 1]) * totals[t]
        later = carry(np.asarray(W_h), totals[t], dzs[t])
    return dzs, totals, later


def collect(xs, hs, W_x, dzs, dh0):
    """The five gradients from dL/dz of all steps."""
    dW_x, dW_h = dzs.T @ xs, dzs.T @ hs[:-1]
    return {"dW_x": dW_x, "dW_h": dW_h, "db": dzs.sum(axis=0), "dh0": dh0, "dxs": dzs @ W_x}


def gradients(xs, hs, W_x, W_h, dhs, **parts):
    """All of it, with one part replaced."""
    dzs, _, dh0 = walk(hs, W_h, dhs, **parts)
    return collect(xs, hs, W_x, dzs, dh0)


@mistake("bptt", "Each step hears only its own error: what comes back from later steps is lost.")
def no_way_through_time(xs, hs, W_x, W_h, dhs):
    """Treats every step as a network of its own."""
    dzs, _, _ = walk(hs, W_h, dhs, carry=lambda W_h, dh, dz: 0 * dz)
    return collect(xs, hs, W_x, dzs, W_h.T @ dzs[0])


@mistake("bptt", "An output of the middle has an error too: use dhs of every step, not the last.")
def error_of_the_last_step_only(xs, hs, W_x, W_h, dhs):
    """Starts with the last error and forgets the others."""
    only_last = np.zeros(dhs.shape)
    only_last[-1] = dhs[-1]
    return gradients(xs, hs, W_x, W_h, only_last)


@mistake("bptt", "The upstream gradient is given as dhs; yours is the same whatever is handed in.")
def upstream_of_ones(xs, hs, W_x, W_h, dhs):
    """Takes the loss to be the sum of all states."""
    return gradients(xs, hs, W_x, W_h, np.ones(dhs.shape))


@mistake("bptt", "The slope of tanh is missing on the way back.")
def slope_left_out(xs, hs, W_x, W_h, dhs):
    """Forgets the activation function."""
    return gradients(xs, hs, W_x, W_h, dhs, slope=lambda h_prev, h: 1.0)


@mistake(
    "bptt", "The slope of a step is read off the state that came out of it: mind the row of hs."
)
def slope_of_the_state_before(xs, hs, W_x, W_h, dhs):
    """Is one row off, since hs has one row more than xs."""
    return gradients(xs, hs, W_x, W_h, dhs, slope=lambda h_prev, h: 1 - h_prev**2)


@mistake("bptt", "h(1 − h) is the slope of the sigmoid; this network uses tanh.")
def slope_of_the_sigmoid(xs, hs, W_x, W_h, dhs):
    """Takes the other activation that the slide names."""
    return gradients(xs, hs, W_x, W_h, dhs, slope=lambda h_prev, h: h * (1 - h))


@mistake("bptt", "hs holds tanh(z) already: its slope needs no second tanh.")
def tanh_taken_again(xs, hs, W_x, W_h, dhs):
    """Puts the state into 1 − tanh²."""
    return gradients(xs, hs, W_x, W_h, dhs, slope=lambda h_prev, h: 1 - np.tanh(h) ** 2)


@mistake("bptt", "In the slope of tanh the state is squared.")
def slope_without_square(xs, hs, W_x, W_h, dhs):
    """Writes 1 − h."""
    return gradients(xs, hs, W_x, W_h, dhs, slope=lambda h_prev, h: 1 - h)


@mistake("bptt", "What comes back from later passes through the slope of tanh as well.")
def slope_for_own_error_only(xs, hs, W_x, W_h, dhs):
    """Multiplies before it adds."""
    dzs, later = np.zeros(dhs.shape), np.zeros(dhs.shape[1])
    for t in reversed(range(len(xs))):
        dzs[t] = (1 - hs[t + 1] ** 2) * dhs[t] + later
        later = W_h.T @ dzs[t]
    return collect(xs, hs, W_x, dzs, later)


@mistake("bptt", "On the way to the step before, the slope of tanh is skipped.")
def slope_missing_on_the_way(xs, hs, W_x, W_h, dhs):
    """Sends dh back instead of dz."""
    return gradients(xs, hs, W_x, W_h, dhs, carry=lambda W_h, dh, dz: W_h.T @ dh)


@mistake("bptt", "Forwards a state goes through W_h; backwards its gradient needs W_h transposed.")
def weights_not_transposed(xs, hs, W_x, W_h, dhs):
    """Goes back through W_h as it stands."""
    return gradients(xs, hs, W_x, W_h, dhs, carry=lambda W_h, dh, dz: W_h @ dz)


@mistake("bptt", "The way back in time leads through W_h; you hand the gradient on without it.")
def weights_left_out_on_the_way(xs, hs, W_x, W_h, dhs):
    """Adds up the errors of all later steps."""
    return gradients(xs, hs, W_x, W_h, dhs, carry=lambda W_h, dh, dz: dz)


@mistake("bptt", "Your gradient travels towards the future; start at the last step and walk back.")
def forwards_in_time(xs, hs, W_x, W_h, dhs):
    """Loops from the first step to the last."""
    dzs, later = np.zeros(dhs.shape), np.zeros(dhs.shape[1])
    for t in range(len(xs)):
        dzs[t] = (1 - hs[t + 1] ** 2) * (dhs[t] + later)
        later = W_h.T @ dzs[t]
    return collect(xs, hs, W_x, dzs, later)


@mistake("bptt", "W_h met the state before the step, not the one that came out of it.")
def weights_by_the_new_state(xs, hs, W_x, W_h, dhs):
    """Pairs dz with the state of the same time."""
    dzs, _, dh0 = walk(hs, W_h, dhs)
    return {**collect(xs, hs, W_x, dzs, dh0), "dW_h": dzs.T @ hs[1:]}


@mistake("bptt", "The first step started from hs[0], which need not be zero.")
def start_taken_as_zero(xs, hs, W_x, W_h, dhs):
    """Takes the starting state to be zero."""
    hs = np.vstack([np.zeros(hs.shape[1]), hs[1:]])
    return gradients(xs, hs, W_x, W_h, dhs)


@mistake(
    "bptt", "One weight serves all steps: its gradients add up, the last must not replace them."
)
def replaced_instead_of_added(xs, hs, W_x, W_h, dhs):
    """Writes = where += is meant."""
    dzs, _, dh0 = walk(hs, W_h, dhs)
    dW_x, dW_h = np.outer(dzs[0], xs[0]), np.outer(dzs[0], hs[0])
    return {**collect(xs, hs, W_x, dzs, dh0), "dW_x": dW_x, "dW_h": dW_h, "db": dzs[0]}


@mistake("bptt", "The weights are right; the bias, too, adds up over all steps.")
def bias_replaced(xs, hs, W_x, W_h, dhs):
    """Forgets += for the bias only."""
    dzs, _, dh0 = walk(hs, W_h, dhs)
    return {**collect(xs, hs, W_x, dzs, dh0), "db": dzs[0]}


@mistake("bptt", "The loss is a sum over time, and so is its gradient: don't divide by the steps.")
def averaged_over_time(xs, hs, W_x, W_h, dhs):
    """Takes the mean over the steps."""
    result = gradients(xs, hs, W_x, W_h, dhs)
    return {**result, **{key: result[key] / len(xs) for key in ("dW_x", "dW_h", "db")}}


@mistake("bptt", "Your walk ends one step too early: the first input has a gradient as well.")
def first_step_skipped(xs, hs, W_x, W_h, dhs):
    """Lets range stop before 0."""
    result = gradients(xs[1:], hs[1:], W_x, W_h, dhs[1:])
    return {**result, "dxs": np.vstack([np.zeros(xs.shape[1]), result["dxs"]])}


@mistake("bptt", "Your walk begins one step too late: the last step is left out.")
def last_step_skipped(xs, hs, W_x, W_h, dhs):
    """Begins at T − 2."""
    result = gradients(xs[:-1], hs[:-1], W_x, W_h, dhs[:-1])
    return {**result, "dxs": np.vstack([result["dxs"], np.zeros(xs.shape[1])])}


@mistake("bptt", "From the first step to the starting state it is one more way through W_h.")
def start_before_its_weights(xs, hs, W_x, W_h, dhs):
    """Returns dz of the first step for dh0."""
    dzs, _, _ = walk(hs, W_h, dhs)
    return collect(xs, hs, W_x, dzs, dzs[0])


@mistake("bptt", "That is the gradient of the first computed state; dh0 belongs to the one before.")
def first_state_for_the_start(xs, hs, W_x, W_h, dhs):
    """Returns dh of the first step for dh0."""
    dzs, totals, _ = walk(hs, W_h, dhs)
    return collect(xs, hs, W_x, dzs, totals[0])


@mistake(
    "bptt", "The starting state was handed in; it never went through tanh, so it has no slope."
)
def slope_for_the_start(xs, hs, W_x, W_h, dhs):
    """Multiplies dh0 by the slope of hs[0]."""
    dzs, _, dh0 = walk(hs, W_h, dhs)
    return collect(xs, hs, W_x, dzs, (1 - hs[0] ** 2) * dh0)


@mistake("bptt", "Nobody reads an output off the starting state: dhs[0] belongs to hs[1].")
def first_error_given_to_the_start(xs, hs, W_x, W_h, dhs):
    """Adds dhs[0] to dh0."""
    dzs, _, dh0 = walk(hs, W_h, dhs)
    return collect(xs, hs, W_x, dzs, dh0 + dhs[0])


@mistake("bptt", "An input lies before tanh: its gradient needs the slope, as the weights' does.")
def inputs_without_slope(xs, hs, W_x, W_h, dhs):
    """Computes dxs from dh."""
    dzs, totals, dh0 = walk(hs, W_h, dhs)
    return {**collect(xs, hs, W_x, dzs, dh0), "dxs": totals @ W_x}


@mistake("bptt", "Row t of dxs belongs to xs[t]; yours stand in the order of your walk.")
def inputs_in_reverse(xs, hs, W_x, W_h, dhs):
    """Appends while walking back, and leaves the list so."""
    result = gradients(xs, hs, W_x, W_h, dhs)
    return {**result, "dxs": result["dxs"][::-1]}


@mistake("bptt", "Backwards an input's gradient needs W_x transposed.")
def input_weight_not_transposed(xs, hs, W_x, W_h, dhs):
    """Goes back through W_x as it stands, where the shapes let it."""
    dzs, _, dh0 = walk(hs, W_h, dhs)
    return {**collect(xs, hs, W_x, dzs, dh0), "dxs": dzs @ W_x.T}


@mistake("bptt", "A gradient has the shape of its weight: dW_x is (H, D).")
def input_weight_gradient_turned(xs, hs, W_x, W_h, dhs):
    """Swaps the two sides of the outer product for W_x."""
    result = gradients(xs, hs, W_x, W_h, dhs)
    return {**result, "dW_x": result["dW_x"].T}


@mistake("bptt", "In dW_h the rows belong to the neuron that receives, the columns to the sender.")
def recurrent_weight_gradient_turned(xs, hs, W_x, W_h, dhs):
    """Swaps the two sides of the outer product for W_h."""
    result = gradients(xs, hs, W_x, W_h, dhs)
    return {**result, "dW_h": result["dW_h"].T}


@mistake("bptt", "Each neuron has a bias of its own, and so db has the shape (H,).")
def one_bias_for_all(xs, hs, W_x, W_h, dhs):
    """Sums the bias over the neurons as well."""
    result = gradients(xs, hs, W_x, W_h, dhs)
    return {**result, "db": result["db"].sum()}


@mistake("bptt", "You return the change of the weights; the gradient has the other sign.")
def downhill_already(xs, hs, W_x, W_h, dhs):
    """Returns minus the gradient."""
    return {key: -value for key, value in gradients(xs, hs, W_x, W_h, dhs).items()}


@mistake("bptt", "Clipping is a step of its own, after the gradient is known.")
def clipped_on_the_way(xs, hs, W_x, W_h, dhs):
    """Cuts every entry to ±5, as some training programs do."""
    result = gradients(xs, hs, W_x, W_h, dhs)
    return {key: np.clip(value, -5, 5) for key, value in result.items()}


@mistake("bptt", "Errors are cut off after a number of steps; they travel all the way back.")
def cut_off_after_twenty_steps(xs, hs, W_x, W_h, dhs):
    """Truncates the walk, as is done for very long texts."""
    dzs, dh0 = np.zeros(dhs.shape), np.zeros(dhs.shape[1])
    for t in range(len(dhs)):
        error = dhs[t]
        for s in range(t, max(t - 20, -1), -1):
            dz = (1 - hs[s + 1] ** 2) * error
            dzs[s] += dz
            error = W_h.T @ dz
        if t < 20:
            dh0 = dh0 + error
    return collect(xs, hs, W_x, dzs, dh0)


@mistake("bptt", "The states are given as hs; computed anew without the bias they are others.")
def states_computed_without_bias(xs, hs, W_x, W_h, dhs):
    """Runs the network forward again, with what is at hand."""
    states = [hs[0]]
    for x in xs:
        states.append(np.tanh(W_x @ x + W_h @ states[-1]))
    return gradients(xs, np.array(states), W_x, W_h, dhs)


@mistake("bptt", "The result is a dict with the names of the gradients, not a tuple.")
def tuple_as_result(xs, hs, W_x, W_h, dhs):
    """Returns the gradients one after the other."""
    return tuple(gradients(xs, hs, W_x, W_h, dhs).values())


@mistake("bptt", "An array made like one-hot inputs holds whole numbers and cuts the decimals off.")
def keeps_the_integer_type(xs, hs, W_x, W_h, dhs):
    """Fills an array that has the type of xs."""
    result = gradients(xs, hs, W_x, W_h, dhs)
    return {**result, "dxs": result["dxs"].astype(xs.dtype)}


@mistake("bptt", "You add into dhs, which belongs to the caller: make a new array for the sum.")
def adds_into_the_errors(xs, hs, W_x, W_h, dhs):
    """Gathers what comes from later steps in dhs itself."""
    dhs = np.asarray(dhs, dtype=np.float64)
    for t in reversed(range(1, len(xs))):
        dhs[t - 1] += W_h.T @ ((1 - hs[t + 1] ** 2) * dhs[t])
    dzs = (1 - hs[1:] ** 2) * dhs
    return collect(xs, hs, W_x, dzs, W_h.T @ dzs[0])


@mistake("bptt", "You turn the states into slopes in place, and the states are lost.")
def slopes_written_over_states(xs, hs, W_x, W_h, dhs):
    """Computes 1 − h² in the array of the states."""
    slopes = hs[1:]
    slopes *= -slopes
    slopes += 1
    return gradients(xs, hs, W_x, W_h, dhs, slope=lambda h_prev, h: h)
