"""Commands of the check standard."""
