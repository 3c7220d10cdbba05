"""A hazard (隐患) is something unsafe that was found: a state of things, an act, or a gap in management.

Whoever found it, the firm answers for it: it names what is wrong, where, who puts it right, by when, at what cost, and
who accepts the result. A general hazard ends when it is accepted; a major one is reported at once, reviewed by the
department, may be listed for supervision (挂牌督办) and ends only when an authority has re-checked it. It moves along
three axes, rectification, review and supervision, each with a state column of its own. What a firm has not reported yet
stays inside the firm.

A hazard of works under construction (``WaterHazard``, manual W) lives under another law and has a table of its own: the
owner confirms it and alone reports it upward, and one under 督办 ends only with 销号. What both are is in ``Finding``.
"""
