"""What `./run COMMAND` does, one file a family. `core.cli` reads the words and calls these."""
