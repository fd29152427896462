"""How days, times and numbers are written, a module a language: Django looks here before it asks its own."""
