"""How we say it: in Discord and in the terminal."""
