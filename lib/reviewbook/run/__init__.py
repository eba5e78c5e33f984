"""The composers outside a notebook: pull, publish, check; each reads as the story of what happens."""
