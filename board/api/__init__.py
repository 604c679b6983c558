"""The same commands as JSON, under /api/v1, with bearer tokens. The table of endpoints is board/api/endpoints.py."""
