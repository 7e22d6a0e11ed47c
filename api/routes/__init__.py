"""The routes, one file per resource. A route is: parse, one operation, shape the answer."""
