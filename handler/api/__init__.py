"""HTTP: routes, schemas, problems, the web page."""
