"""What a check standard is, in five sentences.

A check standard (检查标准) says what a firm must look at when it checks itself, item by item under two levels of
categories. It comes in editions: a draft may be changed, a published edition never is; a better one is a new edition
copied from it. Which edition counts for a firm is decided by its area and the day; which items of it, by the kinds of
the firm. Each item names its basis (law or standard, edition, clause), or says 依据待核 where nobody has read the
clause. With the items come the criteria by which a hazard is judged major (重大隐患判定依据) and ready wordings
(常用表述).
"""
