"""From a locator's label, or a code of an earlier edition, to the codes that say the same today."""

from collections import defaultdict

from programs.imports.names import tidy
from programs.vocabulary.service_labels import read_service_labels


class Labels:
    """The labels and codes of a list as an edition prints them, or the newest before it that is known."""

    def __init__(self, edition):
        self.by_heading = {}
        self.by_label = defaultdict(list)
        self.by_code = {}
        for each in sorted(read_service_labels(), key=lambda each: rank(each.edition, edition)):
            self.by_heading.setdefault((each.category, each.label), each)
            self.by_label[each.label].append(each)
            if each.code:
                self.by_code.setdefault(each.code, each.now)

    def code(self, code):
        """The code of today that says the same as `code` of the edition; "" when none does, itself when unknown."""
        return self.by_code.get(code, code)

    def codes(self, label, category=""):
        """The codes of today that a label may stand for, as a set; "" in it is none; an empty set: unknown label.

        Large and small letters count: Young adults is a program, Young Adults an age group.
        """
        label = tidy(label)
        if found := self.by_heading.get((category, label)):
            return {found.now}
        known = self.by_label.get(label, [])
        return {each.now for each in known if each.edition == known[0].edition}


def rank(printed, edition):
    """Sorts the editions up to `edition` from the newest down, then the later ones from the oldest up."""
    year = int(printed)
    return (1, year) if printed > edition else (0, -year)
