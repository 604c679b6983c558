"""Uploaded lists arrive, are kept, thrown away or taken over; and people are told of those that wait."""
