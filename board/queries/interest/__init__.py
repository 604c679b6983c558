"""The interests that a person declared, and those that a manager decides."""
