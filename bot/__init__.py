"""The ISECG bot: answers questions about ISECG and announces new member agencies."""
