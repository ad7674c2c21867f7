"""Many proposed changes of one sheet on the desk: read on one page, accepted in one go."""
