"""Money: text in, monetary mentions out: what stands there, what it is worth, and what it means."""
