"""How fast the product is at a province's size: `make bench` and `make bench-quick`; not part of the wheel."""
