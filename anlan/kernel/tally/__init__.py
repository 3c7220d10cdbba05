"""Kept sums: exact counts of a register and its figures that cost nothing to read and are never wrong (decision 0028).

Database triggers note every change of a counted row beside it, in its own transaction; a background job folds those
notes into lines; who reads adds lines and notes in one statement, or counts the rows where the sums can't tell.
"""
