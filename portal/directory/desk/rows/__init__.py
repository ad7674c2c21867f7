"""The rows of a sheet on the desk: memberships, contacts, interventions, one at a time."""
