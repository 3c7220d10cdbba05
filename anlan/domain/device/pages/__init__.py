"""Pages of devices that no register can say."""
