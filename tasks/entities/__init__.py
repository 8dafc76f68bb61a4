"""Entities: articles in, mentions of people, organisations and places out, with stable ids."""
