"""What the data is: each table and column declared once; Arrow schemas, casts, checks and docs are derived from it."""
