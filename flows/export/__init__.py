"""Tables of a lake as files for other programs: spreadsheets, JSON Lines, Parquet, FollowTheMoney."""
