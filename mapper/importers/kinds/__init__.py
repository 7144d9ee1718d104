"""What files are about: one file a kind, each with its fields and its judgement."""
