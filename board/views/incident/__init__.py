"""Views of an incident: attempts to find out about a restricted one."""
