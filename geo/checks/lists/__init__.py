"""Faults of a whole list, or of a block of it: said once at the top, not a thousand times.

As with the checks of rows, one file each: whatever here has a `LIST_CHECK` is run.
"""
