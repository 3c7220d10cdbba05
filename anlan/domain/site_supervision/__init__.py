"""监理文书: the papers the supervising engineer (监理单位) of works issues to the contractor, and what is answered to them.

A paper is drafted from a hazard, issued once, and never changes afterwards: its text is kept as issued, with a hash. Each
issued paper carries a QR code with its own address and a code that cannot be guessed; a photo of the signed and stamped
sheet finds its paper by it. What a contractor answers is a paper of its own. A withdrawal is a step, the number stays used.
"""
