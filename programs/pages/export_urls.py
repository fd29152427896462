"""/exports/"""

from django.urls import path

from programs.pages.exports import export_file, export_page
from programs.pages.kept_exports import bring, drop, kept, removed, save, start

app_name = "exports"
urlpatterns = [
    path("", export_page, name="export"),
    path("listings.<slug:name>", export_file, name="file"),
    path("removed.<slug:name>", removed, name="removed"),
    path("bring/", bring, name="bring"),
    path("save/", save, name="save"),
    path("saved/<int:pk>/remove/", drop, name="drop"),
    path("start/", start, name="start"),
    path("kept/<int:pk>/", kept, name="kept"),
]
