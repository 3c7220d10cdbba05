"""Evaluation of building sites (标准化月评, 终止监督, 安标考评): how a site is judged, month by month and in the end.

The people on a site evaluate it once a month; their company sees which sites have not, presses them, and sends an untrue
evaluation back. When a site is finished its people apply for the end of supervision; the body that supervises it directly
gives the grade, with what was done on the site beside it, frozen with the grade. Who is finished and does not apply is
prompted, warned, and after a set time graded 不合格 by the clock; against that he may appeal. A site long past its planned
completion is looked into by its company.
"""
