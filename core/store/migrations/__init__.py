"""The core's history: one file a version, run in order and never changed once it has been run."""
