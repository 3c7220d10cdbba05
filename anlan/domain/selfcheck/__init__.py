"""Self-check (自查自改): a firm walks through the items of its check standard and says what it found.

A sheet (自查记录) belongs to one firm and one month and holds one answer for each item that was looked at.
An item with a finding makes a hazard; a major one is reported at once, a general one together with its sheet.
What is saved stays inside the firm until it is reported: by hand at any time, or by the system on the 25th.
The authorities see which firms have reported nothing this month and press them (催办).
"""
