"""Measures what the municipality feels: how fast a message becomes a case, and a page opens. Ratios, not seconds."""
