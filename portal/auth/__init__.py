"""People, sessions, roles and the policy."""
