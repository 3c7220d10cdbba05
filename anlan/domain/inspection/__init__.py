"""What an inspection is, in five sentences.

An inspection (检查) is one visit of people to a site on a day, judged by one edition of a standard or by the firm's own
paper. By a standard of marks it has check tables, whose items lose marks for what is found; by a standard of wordings it
has findings picked from the library. The score, the zero of a table and the grade are arithmetic (``rules.py``), never
typed in. What has to be put right is asked for with a day, answered by the site, and looked at again. Its papers
(``sheets.py``) are the summary sheet of the standard and the inspection sheet.
"""
