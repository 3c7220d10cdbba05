"""Backups, upgrades, logs and figures, tried on real processes."""
