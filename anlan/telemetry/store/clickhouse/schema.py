"""The tables in ClickHouse. Times are whole milliseconds: an integer given to a DateTime64 would be taken for seconds."""

DAY, MONTH = 86_400_000, 30 * 86_400_000
# What was answered to a device outlives a power cut.
DURABLE = "fsync_after_insert = 1, fsync_part_directory = 1"
PLACE = "at Int64, lat Float64, lon Float64, altitude Float64, speed Float64, direction Float64, status UInt32, alarm UInt32, mileage Float64"
PLACES = "at, lat, lon, altitude, speed, direction, status, alarm, mileage"
ROLLED = "device Int64, quantity UInt16, at Int64, number UInt64, total Float64, low Float64, high Float64, flagged UInt64, revision UInt64"

TABLES = (
    # Of equal keys the highest revision counts: 0 for what the device sent first, else the moment of the correction.
    f"""raw (device Int64, quantity UInt16, at Int64 CODEC(Delta, LZ4), value Float64, flag LowCardinality(String),
    heard Int64, revision UInt64, stored Int64 DEFAULT toUnixTimestamp64Milli(now64(3)), INDEX heard heard TYPE minmax,
    INDEX stored stored TYPE minmax)
    ENGINE ReplacingMergeTree(revision) PARTITION BY intDiv(at, {DAY}) ORDER BY (device, quantity, at) SETTINGS {DURABLE}""",
    # The highest rank is what came first.
    f"""track (device Int64, {PLACE}, rank UInt64)
    ENGINE ReplacingMergeTree(rank) PARTITION BY intDiv(at, {DAY}) ORDER BY (device, at) SETTINGS {DURABLE}""",
    # A version is twice the time, and one more for a correction: the newest counts, corrected if it was.
    """latest (device Int64, quantity UInt16, at Int64, value Float64, flag LowCardinality(String), heard Int64, version UInt64)
    ENGINE ReplacingMergeTree(version) ORDER BY (device, quantity)""",
    f"latest_place (device Int64, {PLACE}) ENGINE ReplacingMergeTree(at) ORDER BY device",
    f"heard (device Int64, heard Int64) ENGINE ReplacingMergeTree(heard) ORDER BY device SETTINGS {DURABLE}",
    f"""corrections (device Int64, quantity UInt16, at Int64, original Float64, original_flag String, value Float64,
    flag String, who String, why String, noted Int64, revision UInt64)
    ENGINE MergeTree ORDER BY (device, quantity, at, revision) SETTINGS {DURABLE}""",
    f"minutes ({ROLLED}) ENGINE ReplacingMergeTree(revision) PARTITION BY intDiv(at, {MONTH}) ORDER BY (device, quantity, at)",
    f"hours ({ROLLED}) ENGINE ReplacingMergeTree(revision) ORDER BY (device, quantity, at)",
    # quantity -1: all that are not named.
    "forgotten (quantity Int32, until Int64) ENGINE ReplacingMergeTree(until) ORDER BY quantity",
    # Until when minutes and hours are made, and from which moment of storing on something may have changed since.
    "rolled (id UInt8, until Int64, mark Int64, revision UInt64) ENGINE ReplacingMergeTree(revision) ORDER BY id",
)
VIEWS = (
    """latest_follows TO latest AS SELECT device, quantity, tupleElement(newest, 1) AS at, tupleElement(newest, 2) AS value,
    tupleElement(newest, 3) AS flag, tupleElement(newest, 4) AS heard, at * 2 + tupleElement(newest, 5) AS version
    FROM (SELECT device, quantity, argMax((raw.at, raw.value, raw.flag, raw.heard, raw.revision > 0),
    (raw.at, raw.revision)) AS newest FROM raw GROUP BY device, quantity)""",
    f"latest_place_follows TO latest_place AS SELECT device, {PLACES} FROM track",
)
STATEMENTS = [f"CREATE TABLE IF NOT EXISTS {table}" for table in TABLES] + [
    f"CREATE MATERIALIZED VIEW IF NOT EXISTS {view}" for view in VIEWS
]
NAMES = [table.split()[0] for table in TABLES]
