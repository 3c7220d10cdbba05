"""The enterprise's file: what a firm is, who is in it, what it looks like.

An Enterprise is the one-to-one file on an Organisation of kind 生产经营单位; the Organisation answers for things, the
file says what there is. Fixed information (name, code, area, industry, type, grade) is changed by the authority only,
on a ChangeRequest or by itself; the rest is the firm's own. Photo and Person are what hangs on the file, the person in
charge of safety first. When a firm moves to another area or industry, its open rows of every kind follow it. The firm's
whole book (迎检台账) is put together from chapters to which later subjects add their own.
"""
