"""The only writers, a file per noun: verb(tx, actor, ..., now) -> outcome. State and event together; doing it twice is silence."""
