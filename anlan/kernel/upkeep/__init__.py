"""What an operator needs to keep the house: backup and restore, doctor, health and figures of the machine, logs, cleaning.

It looks at every other room from outside and changes nothing of theirs but what nobody names any more.
"""


class UpkeepError(Exception):
    """What an operator can put right; its text says in Chinese what is wrong and what to do."""
