"""/accounts/"""

from django.contrib.auth.views import LogoutView
from django.urls import path

from programs.pages.accounts import SignIn

app_name = "accounts"
urlpatterns = [
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(template_name="accounts/logout.html"), name="logout"),
]
