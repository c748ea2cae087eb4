"""Plug-ins for the loader's tests: one that works, and several that break in a way of their own."""
