"""/accounts/"""

from django.urls import path

from programs.pages.accounts import SignIn, SignOut

app_name = "accounts"
urlpatterns = [
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", SignOut.as_view(), name="logout"),
]
