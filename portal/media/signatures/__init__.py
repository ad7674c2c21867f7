"""What bytes look like: small bounded looks at a file, without any parser of it."""
