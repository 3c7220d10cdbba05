"""Risk sources (危险源) of works: what may lead to injury or loss, how grave that is, and who keeps watch over it.

A contractor enters the sources of its section; by LEC, LS or direct judgement each gets one of four colours, and every
assessment is kept with the edition it was made by. The owner checks; only major ones go up to the authority that
directly supervises the works, which names who supervises them. The daily records say whether the measures are in place:
one that is missing or has failed starts a hazard. Dangerous goods are kept as stock: what came in less what went out.
"""
