"""The only readers: plain SQL in, views or domain values out. A query is as wide as what one lens may see and no wider."""
