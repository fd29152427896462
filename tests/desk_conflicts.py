"""The desk's list of conflicts as a curator uses it."""

from tests.page_forms import fields_of, texts_of

LIST = "/admin/conflicts/"


def listed(desk, **query):
    """(entry, fact) of each row of the list."""
    response = desk.get(LIST, query)
    assert response.status_code == 200
    return [(str(row.entry), row.label) for row in response.context["rows"]]


def messages_of(response):
    return texts_of(response, ".//ul[@class='messagelist']/li")


def press(desk, act, *chosen, query=""):
    """Open the list, tick `chosen`, and press the button `act`; return the page that follows."""
    address = LIST + query
    typed = fields_of(desk.get(address), "conflicts-form")
    return desk.post(address, typed | {"act": act, "chosen": [each.pk for each in chosen]}, follow=True)
