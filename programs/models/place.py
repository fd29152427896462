"""Postal codes and cities with their points, so that "near" needs nobody outside."""

from django.db import models


class PlaceQuerySet(models.QuerySet):
    def postal_code(self, code, country="US"):
        """The place of a postal code, or of the codes that share its first three digits; None if unknown."""
        codes = self.filter(kind=Place.Kind.POSTAL_CODE, country=country)
        return (
            codes.filter(postal_code=code).first() or codes.filter(postal_code__startswith=code[:3]).first()
        )

    def cities(self, name="", state="", country="US"):
        """Cities called `name` (any case), in `state` when given."""
        cities = self.filter(kind=Place.Kind.CITY, country=country)
        cities = cities.filter(city__iexact=name) if name else cities
        return cities.filter(state=state) if state else cities


class Place(models.Model):
    """A postal code or a city with the middle of its area."""

    class Kind(models.TextChoices):
        POSTAL_CODE = "postal_code", "Postal code"
        CITY = "city", "City"

    country = models.CharField(max_length=2, default="US")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    postal_code = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=80, blank=True)
    city_slug = models.SlugField(max_length=90, blank=True, db_index=False)
    state = models.CharField(max_length=6, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    objects = PlaceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "postal_code"], name="place_postal_code"),
            models.Index(fields=["kind", "city_slug"], name="place_city_slug"),
            models.Index(fields=["kind", "state", "city"], name="place_state_city"),
        ]

    def __str__(self):
        return f"{self.postal_code} {self.city}, {self.state}".strip()


class LoadedFile(models.Model):
    """A data file as it was last loaded: the same digest again means nothing to do."""

    name = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64)

    def __str__(self):
        return self.name
