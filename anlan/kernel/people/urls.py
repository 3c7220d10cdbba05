"""Addresses of signing in and what belongs to it."""

from django.urls import path

from . import forgot, second, views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("captcha/", views.new_captcha, name="captcha"),
    path("forgot/", forgot.forgot, name="forgot"),
    path("new-password/", forgot.new_password, name="new_password"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("second/", second.second, name="second"),
    path("switch/", views.switch, name="switch"),
    path("sessions/", views.sessions, name="sessions"),
    path("tokens/", views.tokens, name="tokens"),
]
