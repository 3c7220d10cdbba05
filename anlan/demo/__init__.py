"""The demo district: a lively county made by a seeded generator, for demonstration and for the walks.

Areas are real, everything in them is invented: firms, people, numbers, hazards, pictures. The year before today is
played as an agenda: each firm and each hazard is a small play that acts, names the moment of its next act and rests
until then; what its next act would bring after today has simply not happened yet, and so the usual mess comes about by
itself. Everything is done by acts with the clock at their moment, so trail, steps, desks and reminders are true. The
same seed on the same day makes the same district. Only demo and test mode may do this.
"""
