"""Exactly what one audience may see: frozen dataclasses, each naming its template and the id of the element it draws.

A view holds instants, never "now", and never a field its lens lacks: such a field is None for everybody with that lens.
"""
