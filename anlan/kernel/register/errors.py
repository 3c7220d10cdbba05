"""What the clean-up of values has to say."""


class FieldError(Exception):
    """A sentence, in Chinese, that says what is wrong and what to do."""
