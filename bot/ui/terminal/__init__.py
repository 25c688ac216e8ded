"""How we say it in the terminal: outcomes, tables and a conversation; plain text where nobody looks."""
