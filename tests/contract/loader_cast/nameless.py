"""A module that names no class as `plugin`."""
