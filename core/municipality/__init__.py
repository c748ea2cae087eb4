"""What the municipality owns and changes by itself: organisation, people, hours, catalogue, rules, texts."""
