"""How one fact is kept: words in a text column, never a boolean, never NULL. Unknown is not no."""

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

NOT_STATED = "not_stated"
DOES_NOT_APPLY = "does_not_apply"
YES = "yes"
NO = "no"

UNKNOWN_WORDS = [(NOT_STATED, _("Not stated")), (DOES_NOT_APPLY, _("Does not apply"))]
ANSWERS = [(YES, _("Yes")), (NO, _("No")), *UNKNOWN_WORDS]
LISTED_ANSWERS = [(YES, _("Yes")), (NO, _("No"))]


class AnswerField(models.CharField):
    """A single answer: yes, no, not stated (the default) or does not apply."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("choices", ANSWERS)
        kwargs.setdefault("default", NOT_STATED)
        kwargs.setdefault("max_length", 20)
        super().__init__(*args, **kwargs)


class WordField(models.CharField):
    """A fact with words of its own, each with not stated and does not apply beside them."""

    def __init__(self, *args, words=(), **kwargs):
        kwargs.setdefault("choices", [*words, *UNKNOWN_WORDS])
        kwargs.setdefault("default", NOT_STATED)
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)


def words_check(prefix, field, words):
    """A named constraint: `field` holds one of `words`."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": words}),
        name=f"{prefix}_{field}_word",
        violation_error_message=f"{field}: use one of {', '.join(words)}.",
    )


def answers_checks(prefix, fields):
    """One named constraint a field for all single answers of a model."""
    return [words_check(prefix, field, [word for word, _label in ANSWERS]) for field in fields]


def order_check(prefix, low, high, says):
    """A named constraint: `low` is not above `high`; either may be unknown."""
    return CheckConstraint(
        condition=Q(**{f"{low}__isnull": True})
        | Q(**{f"{high}__isnull": True})
        | Q(**{f"{low}__lte": F(high)}),
        name=f"{prefix}_{low}_to_{high}",
        violation_error_message=says,
    )
