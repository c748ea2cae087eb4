"""Who may see, find and count."""
