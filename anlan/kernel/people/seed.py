"""The roles that the portals bring, put into the database without touching what an administrator changed."""

from anlan.kernel.doors.portal import every_portal

from .models import Role


def seed_roles() -> int:
    """Creates missing roles; an untouched role follows its portal, a changed one stays. Returns how many were written."""
    written = 0
    for portal in every_portal():
        for seed in portal.roles:
            row = Role.objects.filter(key=seed.key).first() or Role(key=seed.key, title=seed.title, portal=portal.key)
            row.duty = seed.duty
            if row.pk and row.permissions != row.seeded:
                row.save(update_fields=["duty"])
                continue
            row.organisation_kinds = list(seed.kinds)
            row.permissions = row.seeded = list(seed.permissions)
            row.save()
            written += 1
    return written
