"""Facts of a person on a contact: sex, ethnicity, school and others, each with the words it was said in, its code and who said it."""
