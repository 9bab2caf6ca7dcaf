"""The influence model in plain Python: an oracle for the program.

Written from the pages of the mechanisms, the metrics, the calendar and the draws: one run at a
time, names instead of indexes, dictionaries instead of arrays, the standard library's
mathematics. It shares nothing with the program but the scenario file and the numbers that a run
drew, so a mistake in one is not repeated in the other.

    draws   random numbers by address, and the quantiles of the distributions
    model   a run: its numbers, calendar and state, the order of a step, world growth and income
    event   events, memberships and votes
    trade   from shocks to the ledger
    tie     from finance to influence
    stance  alignment and strategy
    metric  what is read from a run
"""
