"""Real processes, killed for real: a relay in a child process, the platform on loopback HTTP."""
