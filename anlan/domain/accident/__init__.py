"""An accident (事故): what happened on works, how many it hurt, how grave it therefore is, and who must hear of it by when.

People on site tell at once, past all levels where it is urgent (``UrgentReport``). The owner reports (``QuickReport``) to the
authority that directly supervises the works, within the hour, and reports again as things change; each authority passes
it on. A reported one makes exactly one row of its month (``AccidentRecord``), which contractors and owners also fill in
themselves; once the month has been reported the row is locked, and a correction stands beside what was reported.
"""
