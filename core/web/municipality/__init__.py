"""The pages where the municipality changes what is its own: /installningar."""
