"""nostrike."""
