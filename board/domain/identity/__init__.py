"""One person across contacts: which facts make two records alike, and which records belong together."""
