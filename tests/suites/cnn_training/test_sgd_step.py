"""sgd_step: every parameter goes a little way against its gradient."""

import numpy as np

from autograder.suite import check, check_unchanged, points, public


def draw(rng, shapes):
    """Parameters and gradients by the same names."""
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return params, {name: rng.normal(size=shape) for name, shape in shapes.items()}


@public
@points(1)
def test_by_hand(sgd_step):
    """The new value is the old one minus the learning rate times the gradient."""
    params = {"w": np.array([1.0, 2.0]), "b": np.array([[0.5]])}
    grads = {"w": np.array([10.0, -10.0]), "b": np.array([[1.0]])}
    check(sgd_step(params, grads, 0.1), {"w": np.array([0.0, 3.0]), "b": np.array([[0.4]])})


@public
@points(0.75)
def test_arguments_stay_by_hand(sgd_step):
    """The result is a new dict of new arrays: params and grads are as they were."""
    params, grads = {"w": np.array([1.0, 2.0])}, {"w": np.array([4.0, -4.0])}
    check(check_unchanged(sgd_step, params, grads, 0.5), {"w": np.array([-1.0, 4.0])})


@points(1)
def test_by_value(sgd_step, rng):
    """Any number of parameters of any shape, with any learning rate."""
    shapes = {"kernels": (2, 3, 3, 1), "biases": (2,), "W": (4, 5), "b": (4,), "scale": ()}
    for lr in (0.01, 0.3, 2.0):
        params, grads = draw(rng, shapes)
        expected = {name: params[name] - lr * grads[name] for name in params}
        check(sgd_step(params, grads, lr), expected)


@points(0.75)
def test_any_names(sgd_step, rng):
    """Parameters and gradients belong together by their names, in whatever order they come."""
    judged = []
    for names in (("left", "right"), ("W_x", "W_h", "b_y")):
        params, grads = draw(rng, dict.fromkeys(names, (2, 3)))
        expected = {name: params[name] - 0.2 * grads[name] for name in names}
        turned = {name: grads[name] for name in reversed(names)}
        judged.append((sgd_step(params, turned, 0.2), expected))
    for result, right in judged:  # all calls before any check
        check(result, right)


@points(0.5)
def test_number_types(sgd_step, rng):
    """Parameters of whole numbers take steps with fractions."""
    params, grads = draw(rng, {"w": (3, 2), "b": (2,)})
    whole = {name: np.rint(5 * value).astype(int) for name, value in params.items()}
    judged = []
    for values, slopes in ((whole, grads), (whole, whole), (params, whole)):
        expected = {name: values[name] - 0.3 * slopes[name] for name in values}
        judged.append((sgd_step(values, slopes, 0.3), expected))
    for result, right in judged:
        check(result, right)
    single = {name: value.astype(np.float32) for name, value in params.items()}
    check(sgd_step(single, grads, 1), {name: single[name] - grads[name] for name in single})


@points(1)
def test_arguments_stay(sgd_step, rng):
    """Neither the dicts nor the arrays in them change."""
    for shapes in ({"w": (3,)}, {"W": (2, 3), "b": (2,)}):
        params, grads = draw(rng, shapes)
        expected = {name: params[name] - 0.3 * grads[name] for name in params}
        check(check_unchanged(sgd_step, params, grads, 0.3), expected)
