"""The commands, by what they are about; each is thin: options in, a message out."""
