"""The demo municipality Björkåsa: made up, and a plug-in like any other."""
