"""Exploring: a small web app on loopback that filters a lake's figures and opens their evidence."""
