"""Two functions of numbers."""

import math


def clamp(x, low, high):
    return min(max(x, low), high)


def interpolate(x, knots, values):
    """Linear in the log of x, constant outside."""
    logs = [math.log(k) for k in knots]
    at = math.log(x)
    if at <= logs[0]:
        return values[0]
    for k in range(1, len(logs)):
        if at <= logs[k]:
            share = (at - logs[k - 1]) / (logs[k] - logs[k - 1])
            return values[k - 1] + share * (values[k] - values[k - 1])
    return values[-1]
