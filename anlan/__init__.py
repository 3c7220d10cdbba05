"""安澜 Anlan: the open platform for work-safety supervision in China."""

__version__ = "0.1.0"
