"""Reports (报表管理): what each unit, project and authority reports of a month or a quarter, and who is late with it.

A report is made from the rows by one tap, is reported to the next level, confirmed or returned there, and is summed up in
the report of that level: section to owner, owner to the authority that directly supervises, authority to the one above it.
What was reported is frozen with the rows it counts, as they were; what changes afterwards stands beside it. When a report
may be made and until when is data that an authority sets (填报期).
"""
