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


@mistake(
    "numerical_gradient", "The caller's point has moved: put every coordinate back at the end."
)
def callers_point_moved(f, x, h=1e-5):
    """Steps in the caller's own array, with each coordinate back too late."""
    slopes = central(f, x, h)
    x = np.asarray(x, dtype=np.float64)
    x -= h
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


@mistake("numerical_gradient", "A point of one coordinate has an array of one slope, not a number.")
def number_for_one_coordinate(f, x, h=1e-5):
    """Unpacks the result where it has one entry."""
    slopes = central(f, x, h)
    return slopes if slopes.size > 1 else float(slopes.flat[0])


@mistake("numerical_gradient", "Don't round the slopes: a gradient check needs every digit.")
def rounded_slopes(f, x, h=1e-5):
    """Rounds as a printed example does."""
    return np.round(central(f, x, h), 4)


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


@mistake("bptt", "A step without any input still carries errors: it has a state, too.")
def no_input_no_gradient(xs, hs, W_x, W_h, dhs):
    """Takes an empty input for a step to pass over."""
    dzs, later = np.zeros(dhs.shape), np.zeros(dhs.shape[1])
    for t in reversed(range(len(xs))):
        if np.any(xs[t]):
            dzs[t] = (1 - hs[t + 1] ** 2) * (dhs[t] + later)
        later = W_h.T @ dzs[t]
    return collect(xs, hs, W_x, dzs, later)


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


@mistake("bptt", "An array made like states of whole numbers cuts the decimals off.")
def keeps_the_type_of_the_states(xs, hs, W_x, W_h, dhs):
    """Fills arrays that have the type of hs."""
    result = gradients(xs, hs, W_x, W_h, dhs)
    kept = {key: result[key].astype(np.asarray(hs).dtype) for key in ("dW_h", "db", "dh0")}
    return {**result, **kept}


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


# The mistakes of gradient_norms are right but for one part, too.


def norms_back(hs, W_h, dh_last, slope=lambda h: 1 - h**2, back=lambda W_h, dz: W_h.T @ dz):
    """dL/dh of every state, the starting state first."""
    hs = np.asarray(hs, dtype=np.float64)
    rows = [np.asarray(dh_last, dtype=np.float64)]
    for h in hs[:0:-1]:
        rows.insert(0, back(np.asarray(W_h, dtype=np.float64), slope(h) * rows[0]))
    return np.array(rows)


def row_norms(rows):
    """The Euclidean norm of each row."""
    return np.sqrt(np.sum(rows**2, axis=1))


@mistake("gradient_norms", "The slope of tanh is missing on the way from state to state.")
def norms_without_slope(hs, W_h, dh_last):
    """Multiplies by the weight alone."""
    return row_norms(norms_back(hs, W_h, dh_last, slope=lambda h: 1.0))


@mistake("gradient_norms", "The slope belongs to the state that the step back comes from.")
def norms_with_slope_of_the_state_before(hs, W_h, dh_last):
    """Is one row off with the slopes."""
    return row_norms(norms_back(np.roll(hs, 1, axis=0), W_h, dh_last))


@mistake("gradient_norms", "hs holds tanh(z) already: its slope needs no second tanh.")
def norms_with_tanh_taken_again(hs, W_h, dh_last):
    """Puts the state into 1 − tanh²."""
    return row_norms(norms_back(hs, W_h, dh_last, slope=lambda h: 1 - np.tanh(h) ** 2))


@mistake("gradient_norms", "In the slope of tanh the state is squared.")
def norms_with_slope_without_square(hs, W_h, dh_last):
    """Writes 1 − h."""
    return row_norms(norms_back(hs, W_h, dh_last, slope=lambda h: 1 - h))


@mistake("gradient_norms", "h(1 − h) is the slope of the sigmoid; this network uses tanh.")
def norms_with_slope_of_the_sigmoid(hs, W_h, dh_last):
    """Takes the other activation that the slide names."""
    return row_norms(norms_back(hs, W_h, dh_last, slope=lambda h: h * (1 - h)))


@mistake("gradient_norms", "Backwards in time the gradient needs W_h transposed.")
def norms_without_transposing(hs, W_h, dh_last):
    """Goes back through W_h as it stands."""
    return row_norms(norms_back(hs, W_h, dh_last, back=lambda W_h, dz: W_h @ dz))


@mistake("gradient_norms", "The gradient goes through the slope first, and then through W_h.")
def norms_with_slope_after_the_weight(hs, W_h, dh_last):
    """Swaps the two factors of a step back."""
    rows = [np.asarray(dh_last, dtype=np.float64)]
    for h in np.asarray(hs, dtype=np.float64)[:0:-1]:
        rows.insert(0, (1 - h**2) * (W_h.T @ rows[0]))
    return row_norms(np.array(rows))


@mistake("gradient_norms", "Entry t belongs to hs[t]: your norms stand in the order of the walk.")
def norms_in_reverse(hs, W_h, dh_last):
    """Appends while walking back, and leaves the list so."""
    return row_norms(norms_back(hs, W_h, dh_last))[::-1]


@mistake("gradient_norms", "The starting state has a gradient, too: T steps give T + 1 norms.")
def norms_without_the_start(hs, W_h, dh_last):
    """Walks back to the first computed state."""
    return row_norms(norms_back(hs, W_h, dh_last))[1:]


@mistake("gradient_norms", "The last state is part of the result: its norm is that of dh_last.")
def norms_without_the_last_state(hs, W_h, dh_last):
    """Takes a norm after each step back only."""
    return row_norms(norms_back(hs, W_h, dh_last))[:-1]


@mistake("gradient_norms", "These are squares of norms: the root is missing.")
def squared_norms(hs, W_h, dh_last):
    """Sums the squares and stops."""
    return row_norms(norms_back(hs, W_h, dh_last)) ** 2


@mistake("gradient_norms", "You add up sizes; the Euclidean norm is the root of the squares' sum.")
def sums_of_sizes(hs, W_h, dh_last):
    """Takes the 1-norm."""
    return np.abs(norms_back(hs, W_h, dh_last)).sum(axis=1)


@mistake("gradient_norms", "The largest entry alone is not the norm: all neurons count.")
def largest_entries(hs, W_h, dh_last):
    """Takes the maximum norm."""
    return np.abs(norms_back(hs, W_h, dh_last)).max(axis=1)


@mistake("gradient_norms", "A norm is taken of each state's gradient: one number for each state.")
def gradients_for_norms(hs, W_h, dh_last):
    """Returns the gradients."""
    return norms_back(hs, W_h, dh_last)


@mistake("gradient_norms", "You take the norm of all states at once; each has its own.")
def one_norm_for_all(hs, W_h, dh_last):
    """Forgets the axis."""
    return np.sqrt(np.sum(norms_back(hs, W_h, dh_last) ** 2))


@mistake("gradient_norms", "Norms before the slope of tanh are asked for: dL/dh, not dL/dz.")
def norms_behind_tanh(hs, W_h, dh_last):
    """Takes the norm of dz."""
    hs = np.asarray(hs, dtype=np.float64)
    slopes = np.vstack([np.ones(hs.shape[1]), 1 - hs[1:] ** 2])
    return row_norms(slopes * norms_back(hs, W_h, dh_last))


@mistake("gradient_norms", "The loss sits on the last state only: nothing is added on the way.")
def an_error_at_every_step(hs, W_h, dh_last):
    """Adds dh_last again at each state."""
    hs = np.asarray(hs, dtype=np.float64)
    rows = [np.asarray(dh_last, dtype=np.float64)]
    for t in range(len(hs) - 1, 0, -1):
        from_later = W_h.T @ ((1 - hs[t] ** 2) * rows[0])
        rows.insert(0, from_later + dh_last if t > 1 else from_later)
    return row_norms(np.array(rows))


@mistake("gradient_norms", "The error at the end is given as dh_last; yours is always ones.")
def error_of_ones(hs, W_h, dh_last):
    """Takes the loss to be the sum of the last state."""
    return row_norms(norms_back(hs, W_h, np.ones(len(dh_last))))


@mistake("gradient_norms", "The norms are asked for as they are, not relative to the last one.")
def norms_relative_to_the_last(hs, W_h, dh_last):
    """Divides by the norm of dh_last."""
    norms = row_norms(norms_back(hs, W_h, dh_last))
    return norms / norms[-1]


@mistake("gradient_norms", "A tiny norm is not zero: that it shrinks and shrinks is the point.")
def tiny_norms_taken_for_zero(hs, W_h, dh_last):
    """Sets norms below a threshold to zero."""
    norms = row_norms(norms_back(hs, W_h, dh_last))
    return np.where(norms < 1e-4, 0.0, norms)


@mistake("gradient_norms", "An array made like whole numbers cuts the decimals off.")
def norms_of_the_error_s_type(hs, W_h, dh_last):
    """Walks back in an array that has the type of dh_last."""
    rows = np.zeros((len(hs), len(dh_last)), dtype=np.asarray(dh_last).dtype)
    rows[-1] = dh_last
    for t in range(len(hs) - 1, 0, -1):
        rows[t - 1] = W_h.T @ ((1 - hs[t] ** 2) * rows[t])
    return row_norms(rows.astype(np.float64))


@mistake("gradient_norms", "`*=` on dh_last changes the caller's array: make a new one.")
def error_changed_on_the_way(hs, W_h, dh_last):
    """Walks back in the caller's array."""
    dh_last = np.asarray(dh_last, dtype=np.float64)
    norms = [np.linalg.norm(dh_last)]
    for h in hs[:0:-1]:
        dh_last *= 1 - h**2
        dh_last[:] = W_h.T @ dh_last
        norms.insert(0, np.linalg.norm(dh_last))
    return np.array(norms)


def global_norm(grads):
    """The norm of all arrays together."""
    return np.sqrt(sum(np.sum(np.asarray(grad, dtype=np.float64) ** 2) for grad in grads.values()))


def scaled(grads, factor):
    """All arrays by one factor."""
    return {name: factor * np.asarray(grad, dtype=np.float64) for name, grad in grads.items()}


def stretched(grads, max_norm):
    """Scaled to the limit from above and from below."""
    norm = global_norm(grads)
    return scaled(grads, max_norm / norm if norm > 0 else 1.0)


def one_by_one(grads, max_norm):
    """Each array clipped to the limit."""
    norms = {name: np.linalg.norm(grad) for name, grad in grads.items()}
    return {
        name: grad * (max_norm / norms[name] if norms[name] > max_norm else 1.0)
        for name, grad in grads.items()
    }


def cut_off(grads, max_norm):
    """Each entry kept between plus and minus the limit."""
    return {name: np.clip(grad, -max_norm, max_norm) for name, grad in grads.items()}


@mistake("clip_gradients", "Take the norm of all arrays together; yours are clipped one by one.")
def each_array_by_itself(grads, max_norm):
    """Clips array by array, which turns the step another way."""
    return one_by_one(grads, max_norm)


@mistake("clip_gradients", "Single entries are cut off; scale everything by one factor instead.")
def each_entry_by_itself(grads, max_norm):
    """Uses np.clip."""
    return cut_off(grads, max_norm)


@mistake("clip_gradients", "Gradients that are short enough stay as they are; yours are stretched.")
def always_scaled(grads, max_norm):
    """Forgets the condition."""
    return stretched(grads, max_norm)


@mistake("clip_gradients", "A gradient of zeros has nothing to scale: mind the division by 0.")
def division_by_zero(grads, max_norm):
    """Divides before it asks, and multiplies zeros by what is no number."""
    with np.errstate(all="ignore"):
        factor = np.minimum(np.float64(max_norm), global_norm(grads)) / global_norm(grads)
    return scaled(grads, factor)


@mistake("clip_gradients", "Too long gradients should get the norm max_norm; yours get the norm 1.")
def scaled_to_one(grads, max_norm):
    """Divides by the norm and forgets the limit."""
    norm = global_norm(grads)
    return scaled(grads, 1 / norm if norm > max_norm else 1.0)


@mistake("clip_gradients", "The sum of the squares is not yet the norm: take its root.")
def root_left_out(grads, max_norm):
    """Compares the sum of the squares with the limit."""
    norm = global_norm(grads) ** 2
    return scaled(grads, max_norm / norm if norm > max_norm else 1.0)


@mistake("clip_gradients", "Norms of parts don't add up: sum the squares, then take one root.")
def norms_added_up(grads, max_norm):
    """Sums the norms of the arrays."""
    norm = sum(np.linalg.norm(grad) for grad in grads.values())
    return scaled(grads, max_norm / norm if norm > max_norm else 1.0)


@mistake("clip_gradients", "The longest array alone does not tell how long all are together.")
def norm_of_the_longest(grads, max_norm):
    """Takes the largest of the arrays' norms."""
    norm = max(np.linalg.norm(grad) for grad in grads.values())
    return scaled(grads, max_norm / norm if norm > max_norm else 1.0)


@mistake("clip_gradients", "The largest entry is not the norm: many small ones count as well.")
def largest_entry_for_the_norm(grads, max_norm):
    """Scales until no entry is above the limit."""
    largest = max(np.max(np.abs(grad)) for grad in grads.values())
    return scaled(grads, max_norm / largest if largest > max_norm else 1.0)


@mistake("clip_gradients", "You add up sizes; the norm is the root of the squares' sum.")
def sizes_for_the_norm(grads, max_norm):
    """Takes the 1-norm."""
    norm = sum(np.sum(np.abs(grad)) for grad in grads.values())
    return scaled(grads, max_norm / norm if norm > max_norm else 1.0)


@mistake("clip_gradients", "Your factor is upside down: long gradients get longer.")
def factor_upside_down(grads, max_norm):
    """Divides the norm by the limit."""
    norm = global_norm(grads)
    return scaled(grads, norm / max_norm if norm > max_norm else 1.0)


@mistake("clip_gradients", "The limit is the caller's max_norm; yours is always 5.")
def limit_of_five(grads, max_norm):
    """Writes the limit into the code."""
    norm = global_norm(grads)
    return scaled(grads, 5.0 / norm if norm > 5.0 else 1.0)


@mistake("clip_gradients", "A limit below 1 is a limit as well: gradients may have to be shorter.")
def limit_of_one_at_least(grads, max_norm):
    """Leaves everything alone that is shorter than 1."""
    norm = global_norm(grads)
    return scaled(grads, max_norm / norm if norm > max(max_norm, 1.0) else 1.0)


@mistake("clip_gradients", "Clipping does not throw gradients away: long ones are only shortened.")
def long_ones_become_zero(grads, max_norm):
    """Skips the step when the gradient is too long."""
    return scaled(grads, 0.0 if global_norm(grads) > max_norm else 1.0)


@mistake("clip_gradients", "The result is the dict alone, without the norm.")
def norm_returned_too(grads, max_norm):
    """Returns what a well-known library returns as well."""
    norm = global_norm(grads)
    return scaled(grads, max_norm / norm if norm > max_norm else 1.0), norm


@mistake("clip_gradients", "Whole numbers are cut off again after scaling.")
def integer_type_kept(grads, max_norm):
    """Gives every array its own type back."""
    norm = global_norm(grads)
    new = scaled(grads, max_norm / norm if norm > max_norm else 1.0)
    return {name: new[name].astype(np.asarray(grad).dtype) for name, grad in grads.items()}


@mistake("clip_gradients", "You scale the caller's arrays: make new ones in a new dict.")
def scaled_in_place(grads, max_norm):
    """Uses `*=`."""
    norm = global_norm(grads)
    if norm > max_norm:
        for name in grads:
            if grads[name].dtype.kind == "f":
                grads[name] *= max_norm / norm
            else:
                grads[name] = grads[name] * (max_norm / norm)
    return grads


def forward(params, xs, h0=None):
    """The states of a network, the start first, and log probabilities of all answers."""
    hs = [np.zeros(len(params["b"])) if h0 is None else h0]
    for x in xs:
        hs.append(np.tanh(params["W_x"] @ x + params["W_h"] @ hs[-1] + params["b"]))
    hs = np.array(hs)
    return hs, log_softmax(hs[1:] @ params["W_y"].T + params["b_y"])


def log_softmax(scores, axis=1):
    """Stable logarithms of probabilities."""
    scores = scores - scores.max(axis=axis, keepdims=True)
    return scores - np.log(np.sum(np.exp(scores), axis=axis, keepdims=True))


def score_gradients(log_p, ys):
    """Probabilities, less 1 at the right answers."""
    dys = np.exp(log_p)
    dys[np.arange(len(ys)), ys] -= 1
    return dys


def backward(params, xs, hs, dys, **parts):
    """The gradients of all parameters from those of the scores."""
    back = gradients(np.asarray(xs), hs, params["W_x"], params["W_h"], dys @ params["W_y"], **parts)
    grads = {"W_x": back["dW_x"], "W_h": back["dW_h"], "b": back["db"]}
    return {**grads, "W_y": dys.T @ hs[1:], "b_y": dys.sum(axis=0)}


def loss_and_gradients(params, xs, ys, **parts):
    """All of it, for mistakes that lie elsewhere."""
    hs, log_p = forward(params, xs)
    loss = -np.sum(log_p[np.arange(len(ys)), ys])
    return loss, backward(params, xs, hs, score_gradients(log_p, ys), **parts)


@mistake("rnn_loss_and_gradients", "The loss is the sum over the steps, not their mean.")
def mean_over_time(params, xs, ys):
    """Divides loss and gradients by the number of steps."""
    loss, grads = loss_and_gradients(params, xs, ys)
    return loss / len(ys), scaled(grads, 1 / len(ys))


@mistake("rnn_loss_and_gradients", "Your loss is a mean, but your gradients are those of the sum.")
def mean_loss_only(params, xs, ys):
    """Divides the loss, and forgets the gradients."""
    loss, grads = loss_and_gradients(params, xs, ys)
    return loss / len(ys), grads


@mistake("rnn_loss_and_gradients", "Every step has an answer to give, not only the last one.")
def loss_of_the_last_step(params, xs, ys):
    """Reads an output at the end, as the slide does."""
    hs, log_p = forward(params, xs)
    dys = score_gradients(log_p, ys)
    dys[:-1] = 0
    return -log_p[-1, ys[-1]], backward(params, xs, hs, dys)


@mistake("rnn_loss_and_gradients", "The loss is minus the logarithm: it is positive.")
def loss_without_minus(params, xs, ys):
    """Sums the log probabilities."""
    loss, grads = loss_and_gradients(params, xs, ys)
    return -loss, grads


@mistake("rnn_loss_and_gradients", "The gradient of the scores is p less 1 at the right answer.")
def probabilities_for_the_gradient(params, xs, ys):
    """Forgets to take 1 off."""
    hs, log_p = forward(params, xs)
    loss, _ = loss_and_gradients(params, xs, ys)
    return loss, backward(params, xs, hs, np.exp(log_p))


@mistake("rnn_loss_and_gradients", "Your gradients point downhill: the sign of p − 1 is turned.")
def gradients_turned_round(params, xs, ys):
    """Takes right less predicted."""
    loss, grads = loss_and_gradients(params, xs, ys)
    return loss, scaled(grads, -1)


@mistake("rnn_loss_and_gradients", "Softmax goes over the answers of one step, not over the steps.")
def softmax_over_time(params, xs, ys):
    """Normalises along the wrong axis."""
    hs, _ = forward(params, xs)
    log_p = log_softmax(hs[1:] @ params["W_y"].T + params["b_y"], axis=0)
    loss = -np.sum(log_p[np.arange(len(ys)), ys])
    return loss, backward(params, xs, hs, score_gradients(log_p, ys))


@mistake("rnn_loss_and_gradients", "Each output is read off the state after its input, not before.")
def output_of_the_state_before(params, xs, ys):
    """Pairs the answers with the wrong rows of the states."""
    hs, _ = forward(params, xs)
    log_p = log_softmax(hs[:-1] @ params["W_y"].T + params["b_y"])
    dys = score_gradients(log_p, ys)
    grads = {**backward(params, xs, hs, dys), "W_y": dys.T @ hs[:-1]}
    return -np.sum(log_p[np.arange(len(ys)), ys]), grads


@mistake("rnn_loss_and_gradients", "The scores of the outputs have a bias, b_y.")
def output_without_bias(params, xs, ys):
    """Follows the slide's formula, which has none."""
    return loss_and_gradients({**params, "b_y": 0 * np.asarray(params["b_y"])}, xs, ys)


@mistake("rnn_loss_and_gradients", "The gradient of W_y, too, is the sum over all steps.")
def output_weight_of_the_last_step(params, xs, ys):
    """Writes = where += is meant."""
    hs, log_p = forward(params, xs)
    loss, grads = loss_and_gradients(params, xs, ys)
    return loss, {**grads, "W_y": np.outer(score_gradients(log_p, ys)[-1], hs[-1])}


@mistake(
    "rnn_loss_and_gradients", "W_y met the state that came out of the step, not the one before."
)
def output_weight_by_the_state_before(params, xs, ys):
    """Is one row off in the states for W_y."""
    hs, log_p = forward(params, xs)
    loss, grads = loss_and_gradients(params, xs, ys)
    return loss, {**grads, "W_y": score_gradients(log_p, ys).T @ hs[:-1]}


@mistake(
    "rnn_loss_and_gradients", "The errors of later steps come back through W_h; yours are lost."
)
def error_stays_in_its_step(params, xs, ys):
    """Treats every step as a network of its own."""
    return loss_and_gradients(params, xs, ys, carry=lambda W_h, dh, dz: 0 * dz)


@mistake("rnn_loss_and_gradients", "The slope of tanh is missing on the way back.")
def no_slope_behind_the_output(params, xs, ys):
    """Forgets the activation function."""
    return loss_and_gradients(params, xs, ys, slope=lambda h_prev, h: 1.0)


@mistake("rnn_loss_and_gradients", "From the scores back to the state W_y has to be transposed.")
def output_weight_not_transposed(params, xs, ys):
    """Goes back through W_y as it stands, where the shapes let it."""
    hs, log_p = forward(params, xs)
    dys = score_gradients(log_p, ys)
    back = gradients(xs, hs, params["W_x"], params["W_h"], dys @ params["W_y"].T)
    grads = {"W_x": back["dW_x"], "W_h": back["dW_h"], "b": back["db"]}
    loss, right = loss_and_gradients(params, xs, ys)
    return loss, {**right, **grads}


@mistake("rnn_loss_and_gradients", "The network starts from a state of zeros.")
def start_of_ones(params, xs, ys):
    """Starts from ones."""
    hs, log_p = forward(params, xs, np.ones(len(params["b"])))
    loss = -np.sum(log_p[np.arange(len(ys)), ys])
    return loss, backward(params, xs, hs, score_gradients(log_p, ys))


@mistake("rnn_loss_and_gradients", "The gradients have the names of the parameters, without a d.")
def names_with_a_d(params, xs, ys):
    """Takes the names over from bptt."""
    loss, grads = loss_and_gradients(params, xs, ys)
    return loss, {f"d{name}": grad for name, grad in grads.items()}


@mistake("rnn_loss_and_gradients", "The output's weight and bias have gradients as well.")
def output_not_learned(params, xs, ys):
    """Returns what bptt gives."""
    loss, grads = loss_and_gradients(params, xs, ys)
    return loss, {name: grads[name] for name in ("W_x", "W_h", "b")}


@mistake(
    "rnn_loss_and_gradients", "exp of large scores overflows: take the largest score off first."
)
def softmax_that_overflows(params, xs, ys):
    """Takes the exponentials as they come."""
    hs, _ = forward(params, xs)
    powers = np.exp(hs[1:] @ params["W_y"].T + params["b_y"])
    log_p = np.log(powers / powers.sum(axis=1, keepdims=True))
    loss = -np.sum(log_p[np.arange(len(ys)), ys])
    return loss, backward(params, xs, hs, score_gradients(log_p, ys))


def loss_from_probabilities(params, xs, ys, logarithm):
    """The loss, from softmax first and then a logarithm of one's own."""
    hs, log_p = forward(params, xs)
    likely = np.exp(log_p)[np.arange(len(ys)), ys]
    with np.errstate(all="ignore"):
        loss = -np.sum(logarithm(likely))
    return loss, backward(params, xs, hs, score_gradients(log_p, ys))


@mistake(
    "rnn_loss_and_gradients",
    "A tiny probability comes out as 0, whose log is infinite: get log p straight from the scores.",
)
def logarithm_of_the_softmax(params, xs, ys):
    """Takes softmax, which is stable, and then the logarithm, which is not."""
    return loss_from_probabilities(params, xs, ys, np.log)


@mistake(
    "rnn_loss_and_gradients",
    "What you add to p before the logarithm keeps the loss too small: get log p from the scores.",
)
def probability_kept_from_zero(params, xs, ys):
    """Adds a little to the probability, so that its logarithm is finite."""
    return loss_from_probabilities(params, xs, ys, lambda p: np.log(p + 1e-8))


@mistake(
    "rnn_loss_and_gradients",
    "A bound for p keeps the loss too small, too: get log p from the scores themselves.",
)
def probability_bounded_below(params, xs, ys):
    """Bounds the probability, so that its logarithm is finite."""
    return loss_from_probabilities(params, xs, ys, lambda p: np.log(np.clip(p, 1e-12, 1.0)))


def loss_with_shift(params, xs, ys, shift):
    """Scores less a shift that is not the largest score of each step."""
    hs, _ = forward(params, xs)
    scores = hs[1:] @ params["W_y"].T + params["b_y"]
    with np.errstate(all="ignore"):
        scores = scores - shift(scores)
        log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
        loss = -np.sum(log_p[np.arange(len(ys)), ys])
        return loss, backward(params, xs, hs, score_gradients(log_p, ys))


@mistake(
    "rnn_loss_and_gradients", "Take the largest score of each step off, not the largest of all."
)
def one_shift_for_all_steps(params, xs, ys):
    """Takes the maximum over steps and answers."""
    return loss_with_shift(params, xs, ys, np.max)


@mistake(
    "rnn_loss_and_gradients", "Less the mean, a score can still be too large for exp: take the max."
)
def mean_score_taken_off(params, xs, ys):
    """Centres the scores instead of taking the largest off."""
    return loss_with_shift(params, xs, ys, lambda scores: scores.mean(axis=1, keepdims=True))


@mistake("rnn_loss_and_gradients", "Your sequence ends after ten steps; it may have any length.")
def ten_steps_at_most(params, xs, ys):
    """Cuts long sequences off."""
    return loss_and_gradients(params, xs[:10], ys[:10])


@mistake("rnn_loss_and_gradients", "Clipping is a step of its own, after the gradients are known.")
def gradients_cut_off(params, xs, ys):
    """Cuts every entry to ±5, as some training programs do."""
    loss, grads = loss_and_gradients(params, xs, ys)
    return loss, {name: np.clip(grad, -5, 5) for name, grad in grads.items()}


@mistake(
    "rnn_loss_and_gradients", "The loss is minus log p of the right answer, not a squared error."
)
def squared_error(params, xs, ys):
    """Takes the difference between right and predicted, squared."""
    _, log_p = forward(params, xs)
    _, grads = loss_and_gradients(params, xs, ys)
    return np.sum(score_gradients(log_p, ys) ** 2), grads


@mistake("rnn_loss_and_gradients", "You write over the caller's biases; work on copies.")
def biases_scaled_in_place(params, xs, ys):
    """Takes the largest bias off, in the caller's array."""
    result = loss_and_gradients(params, xs, ys)
    params["b_y"] -= params["b_y"].max()
    return result


def descend(params, sequences, lr, max_norm, clip=None, step=loss_and_gradients):
    """Gradient descent done right, but for one part."""
    params = dict(params)
    for xs, ys in sequences:
        _, grads = step(params, xs, ys)
        norm = global_norm(grads)
        factor = max_norm / norm if norm > max_norm else 1.0
        grads = clip(grads, max_norm) if clip else scaled(grads, factor)
        params = {name: params[name] - lr * grads[name] for name in params}
    return params


@mistake("train_gym", "Gradients are clipped before each step; yours go in as long as they come.")
def no_clipping(params, sequences, lr, max_norm):
    """Ignores max_norm."""
    return descend(params, sequences, lr, np.inf)


@mistake("train_gym", "Gradients below the limit stay as they are; yours are stretched to it.")
def every_step_of_one_length(params, sequences, lr, max_norm):
    """Scales always."""
    return descend(params, sequences, lr, max_norm, clip=stretched)


@mistake("train_gym", "Clip all gradients by one factor; array by array, the step turns aside.")
def clipped_array_by_array(params, sequences, lr, max_norm):
    """Clips each parameter's gradient by itself."""
    return descend(params, sequences, lr, max_norm, clip=one_by_one)


@mistake(
    "train_gym", "Clip all gradients by one factor; cut off entry by entry, the step turns aside."
)
def clipped_entry_by_entry(params, sequences, lr, max_norm):
    """Uses np.clip."""
    return descend(params, sequences, lr, max_norm, clip=cut_off)


@mistake("train_gym", "A step goes against the gradient; yours goes uphill.")
def uphill(params, sequences, lr, max_norm):
    """Adds the gradient."""
    return descend(params, sequences, -lr, max_norm)


@mistake("train_gym", "The parameters come back as they were: use the result of each step.")
def nothing_learned(params, sequences, lr, max_norm):
    """Computes new parameters and returns the old ones."""
    return {name: np.array(value) for name, value in params.items()}


@mistake("train_gym", "Every sequence is a lesson; you stop after the first.")
def first_sequence_only(params, sequences, lr, max_norm):
    """Returns inside the loop."""
    return descend(params, sequences[:1], lr, max_norm)


@mistake("train_gym", "Take a step after each sequence, not a single one for all of them together.")
def one_step_for_all(params, sequences, lr, max_norm):
    """Adds all gradients up first."""
    total = scaled(params, 0.0)
    for xs, ys in sequences:
        grads = loss_and_gradients(params, xs, ys)[1]
        total = {name: total[name] + grads[name] for name in total}
    factor = min(1.0, max_norm / max(global_norm(total), 1e-12))
    return {name: params[name] - lr * factor * total[name] for name in params}


@mistake(
    "train_gym", "Every gradient should be taken at the newest parameters, not at the first ones."
)
def gradients_at_the_old_parameters(params, sequences, lr, max_norm):
    """Keeps computing gradients for the parameters that came in."""
    return descend(
        params, sequences, lr, max_norm, step=lambda _, xs, ys: loss_and_gradients(params, xs, ys)
    )


@mistake("train_gym", "Each sequence is one lesson with one step; yours have their turn twice.")
def twice_through(params, sequences, lr, max_norm):
    """Goes through the sequences a second time."""
    return descend(params, [*sequences, *sequences], lr, max_norm)


@mistake("train_gym", "The sequences have their turn in the order in which they are given.")
def last_sequence_first(params, sequences, lr, max_norm):
    """Begins with the last one."""
    return descend(params, sequences[::-1], lr, max_norm)


@mistake("train_gym", "The sequences come in the given order: don't shuffle them.")
def sequences_shuffled(params, sequences, lr, max_norm):
    """Draws an order of its own."""
    order = np.random.default_rng(0).permutation(len(sequences))
    return descend(params, [sequences[place] for place in order], lr, max_norm)


@mistake("train_gym", "A step is lr times the clipped gradient; yours is twice as long.")
def double_steps(params, sequences, lr, max_norm):
    """Takes the factor 2 of a squared error along."""
    return descend(params, sequences, 2 * lr, max_norm)


@mistake("train_gym", "The learning rate stays the same for all sequences.")
def rate_decays(params, sequences, lr, max_norm):
    """Makes each step a little shorter than the one before."""
    for number, sequence in enumerate(sequences):
        params = descend(params, [sequence], lr * 0.999**number, max_norm)
    return params


@mistake("train_gym", "The gradient of the summed loss is clipped; don't divide it by the days.")
def mean_gradients(params, sequences, lr, max_norm):
    """Trains with the mean loss of a sequence."""

    def step(params, xs, ys):
        loss, grads = loss_and_gradients(params, xs, ys)
        return loss, scaled(grads, 1 / len(ys))

    return descend(params, sequences, lr, max_norm, step=step)


@mistake("train_gym", "First the gradient is clipped, then it is multiplied by lr.")
def rate_before_clipping(params, sequences, lr, max_norm):
    """Clips lr times the gradient."""

    def step(params, xs, ys):
        loss, grads = loss_and_gradients(params, xs, ys)
        return loss, scaled(grads, lr)

    return descend(params, sequences, 1.0, max_norm, step=step)


@mistake("train_gym", "The biases' gradients belong to the global norm, too.")
def norm_without_biases(params, sequences, lr, max_norm):
    """Measures the weights alone, and scales everything."""

    def clip(grads, max_norm):
        norm = global_norm({name: grad for name, grad in grads.items() if grad.ndim > 1})
        return scaled(grads, max_norm / norm if norm > max_norm else 1.0)

    return descend(params, sequences, lr, max_norm, clip=clip)


@mistake("train_gym", "The learning rate is the caller's lr; yours is written into the code.")
def own_learning_rate(params, sequences, lr, max_norm):
    """Always takes 0.1."""
    return descend(params, sequences, 0.1, max_norm)


@mistake("train_gym", "All five parameters learn; yours leave the recurrent part as it was.")
def only_the_output_learns(params, sequences, lr, max_norm):
    """Trains W_y and b_y alone."""

    def step(params, xs, ys):
        loss, grads = loss_and_gradients(params, xs, ys)
        return loss, {n: g if n.endswith("_y") else np.zeros(g.shape) for n, g in grads.items()}

    return descend(params, sequences, lr, max_norm, step=step)


@mistake("train_gym", "The biases learn, too.")
def only_the_weights_learn(params, sequences, lr, max_norm):
    """Updates the matrices alone."""

    def step(params, xs, ys):
        loss, grads = loss_and_gradients(params, xs, ys)
        return loss, {n: g if g.ndim == 2 else np.zeros(g.shape) for n, g in grads.items()}

    return descend(params, sequences, lr, max_norm, step=step)


@mistake(
    "train_gym", "A sequence is one lesson: cut into single days, there is nothing to remember."
)
def every_day_by_itself(params, sequences, lr, max_norm):
    """Starts each day from a state of zeros."""
    days = [(xs[t : t + 1], ys[t : t + 1]) for xs, ys in sequences for t in range(len(ys))]
    return descend(params, days, lr, max_norm)


@mistake("train_gym", "Errors have to travel back through time, or W_h learns next to nothing.")
def nothing_through_time(params, sequences, lr, max_norm):
    """Lets no error out of its own step."""

    def step(params, xs, ys):
        return loss_and_gradients(params, xs, ys, carry=lambda W_h, dh, dz: 0 * dz)

    return descend(params, sequences, lr, max_norm, step=step)


@mistake(
    "train_gym", "Each sequence starts from a state of zeros, not from where the last one ended."
)
def state_carried_over(params, sequences, lr, max_norm):
    """Keeps the last state for the next sequence."""
    last = [np.zeros(len(params["b"]))]

    def step(params, xs, ys):
        hs, log_p = forward(params, xs, last[0])
        last[0] = hs[-1]
        return None, backward(params, xs, hs, score_gradients(log_p, ys))

    return descend(params, sequences, lr, max_norm, step=step)


@mistake("train_gym", "The parameters alone are asked for, not the losses as well.")
def losses_returned_too(params, sequences, lr, max_norm):
    """Returns a record of the training."""
    losses = [loss_and_gradients(params, xs, ys)[0] for xs, ys in sequences]
    return descend(params, sequences, lr, max_norm), losses


@mistake("train_gym", "`-=` changes the caller's arrays: a step makes new ones.")
def parameters_changed_in_place(params, sequences, lr, max_norm):
    """Trains the network that it was given."""
    for xs, ys in sequences:
        grads = loss_and_gradients(params, xs, ys)[1]
        factor = min(1.0, max_norm / max(global_norm(grads), 1e-12))
        for name in params:
            params[name] -= lr * factor * grads[name]
    return params
