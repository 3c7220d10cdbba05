"""The house under attack: every door by everybody, with marks that must never come out where they don't belong."""
