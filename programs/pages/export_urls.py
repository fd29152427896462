"""/exports/"""

from django.urls import path

from programs.pages.exports import export_file, export_page

app_name = "exports"
urlpatterns = [
    path("", export_page, name="export"),
    path("listings.<slug:name>", export_file, name="file"),
]
