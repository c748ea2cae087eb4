"""The channels: one folder each, and none knows another."""
