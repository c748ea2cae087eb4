"""Where everything is kept: database and files."""
