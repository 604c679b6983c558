"""Pages under /l, for people outside: no session of a colleague is looked at there, and none of theirs anywhere else."""
