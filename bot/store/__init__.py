"""What must survive a restart: tables, migrations and queries."""
