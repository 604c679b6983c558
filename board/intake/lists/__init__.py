"""A police list as a file: read within limits into sheets and lines, or refused for the real reason."""
