"""Interest in a family: a person who is kin, a neighbour or a colleague of it is kept from its contacts."""
