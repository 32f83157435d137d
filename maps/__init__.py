"""What people open: the map of a conflict, its report, and the page that leads to both."""

from maps.conflict_map import ConflictMap, conflict_map

__all__ = ["ConflictMap", "conflict_map"]
