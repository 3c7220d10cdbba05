"""Fixtures for every test."""

pytest_plugins = ["anlan.kernel.testing.plugin"]
