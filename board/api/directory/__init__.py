"""The directory: numbers and mailboxes of agencies, and who confirmed each."""
