"""What a browser would post from a page: the fields of a form as they stand, ready to be changed."""

import html5lib


def page_of(response):
    """The parsed page of a response."""
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def texts_of(response, path):
    """The texts of the elements at an ElementTree `path`, blanks folded."""
    return [" ".join("".join(node.itertext()).split()) for node in page_of(response).iterfind(path)]


def fields_of(response, form_id="entry-form"):
    """{name: value or list of values} of the form with this id."""
    form = next(node for node in page_of(response).iter("form") if node.get("id") == form_id)
    found = {}
    for node in form.iter():
        name = node.get("name")
        if not name or inside_template(form, node):
            continue
        for value in values_of(node):
            found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def inside_template(form, node):
    return any(node in list(template.iter()) for template in form.iter("template"))


def values_of(node):
    if node.tag == "input" and node.get("type") in ("radio", "checkbox"):
        return [node.get("value", "on")] if node.get("checked") is not None else []
    if node.tag == "input":
        return [node.get("value", "")]
    if node.tag == "textarea":
        return [(node.text or "").removeprefix("\n")]
    if node.tag == "select":
        options = list(node.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [option.get("value", option.text or "") for option in chosen]
    return []
