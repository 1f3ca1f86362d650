"""One short function a field that is more than an attribute: take the request's context, ask, return."""
