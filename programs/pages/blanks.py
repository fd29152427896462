"""HTML with blanks: a template is rendered once for many pages, and what differs between them is filled in."""

from django.template.loader import render_to_string

BLANK = "\0"  # around what is to be filled in: no text of the database holds it


def texts_between(template, context):
    """The HTML of `template` in pieces: texts, with what its blanks hold between them."""
    return render_to_string(template, context).split(BLANK)
