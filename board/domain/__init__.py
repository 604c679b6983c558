"""What the field knows, pure: no input or output, no clock, no framework. Time is always passed in."""
