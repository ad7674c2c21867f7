"""The WSGI application, for any WSGI server."""

import gc

from portal import create_app
from portal.data_folder import restrict_umask

restrict_umask()
application = create_app()

# What was imported and set up stays for good: to look through it again for garbage, each time
# that a page reads much, costs several times the page.
gc.collect()
gc.freeze()
