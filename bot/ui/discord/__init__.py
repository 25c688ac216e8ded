"""The bot in Discord: the client, its commands and buttons, and what it says."""
