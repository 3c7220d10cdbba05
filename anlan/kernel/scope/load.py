"""Puts the areas of the packaged edition into the database."""

from anlan.kernel.scope.models import Area

from .areas import AreaRow, read_areas

WIDE_LEVELS = (1, 2, 3)


def load_areas(under: str = "") -> int:
    """Provinces, cities and counties of the country; below ``under`` towns and villages too. Returns how many there are.

    Bridges (市辖区 of a municipality and the like) stay in the tree, for paths are stable, but not in full names.
    """
    names: dict[str, str] = {}
    known = set(Area.objects.values_list("pk", flat=True))
    batch: list[Area] = []
    rows: list[AreaRow] = list(read_areas(levels=WIDE_LEVELS))
    if under:
        rows += list(read_areas(under, levels=(4, 5)))
    for row in sorted(rows, key=lambda r: r.path):
        names[row.path] = names.get(row.parent or "", "") + ("" if row.bridge else row.name)
        if row.path not in known:
            batch.append(Area(
                path=row.path, code=row.code, name=row.name, full_name=names[row.path] or row.name, level=row.level,
                parent_id=row.parent or None, edition=row.edition,
            ))  # fmt: skip
    Area.objects.bulk_create(batch, batch_size=2000)
    return Area.objects.count()
