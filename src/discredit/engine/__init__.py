"""The plumbing: how a world of many people is laid out on devices and taken from month to month."""
