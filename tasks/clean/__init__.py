"""Clean: documents in, articles out: the body apart from everything around it."""
