"""The pages of uploaded lists."""
