"""Fetching: addresses on the web into documents, politely, and never into places that are nobody's business."""
