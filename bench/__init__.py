"""Speed and correctness of the proximity joins, beside the tools people come from.

``python -m bench`` runs every contender in turn in one process, so that all meet the same machine.
Figures are for reading, not for passing: no test asserts a time.
"""
