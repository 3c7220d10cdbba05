"""A process that appends to a store until it is killed; each line it prints is a batch that was acknowledged.

``python -m anlan.telemetry.tests.appending ADDRESS DEVICE BATCHES [own]``; batch k holds 500 values from k * 500 on.
"""

import sys

from anlan.telemetry.words import Reading

from .naive import T0

SIZE = 500


def main(address: str, device: int, batches: int, owning: bool) -> None:
    """Appends and says so."""
    from anlan.telemetry.store.opening import open_store

    store = open_store(address, owning)
    for k in range(batches):
        store.append(batch(device, k), [], T0 + k)
        print(k, flush=True)
    store.close()


def batch(device: int, k: int) -> list[Reading]:
    """The k-th."""
    return [Reading(device, 2, T0 + 1000 * n, float(n)) for n in range(k * SIZE, (k + 1) * SIZE)]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), "own" in sys.argv)
