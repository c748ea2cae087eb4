"""The one way in, the one way out, and the clock."""
