"""Values by kind: pure functions of (seed, device, moment in ms, story), in the units of ``telemetry.quantities``."""
