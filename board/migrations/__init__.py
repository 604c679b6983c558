"""What brings an older database to schema.sql: NNNN_words.sql, one number higher each time, applied by store.migrate.

0001 is schema.sql frozen at the first tag. First expand, then contract, so that old and new code run together.
"""
