"""/accounts/"""

from django.urls import path

from programs.pages.accounts import SignIn, sign_out_page
from programs.pages.second_step import own, second_step, set_up

app_name = "accounts"
urlpatterns = [
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", sign_out_page, name="logout"),
    path("second-step/", second_step, name="second-step"),
    path("set-up/", set_up, name="set-up"),
    path("own/", own, name="own"),
]
