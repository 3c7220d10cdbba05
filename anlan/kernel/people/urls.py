"""Addresses of signing in and what belongs to it."""

from django.urls import path

from . import forgot, phone, scan, second, sms, views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/sms/", sms.sms, name="sms"),
    path("sign-in/sms/pick/", sms.pick, name="pick"),
    path("sign-in/scan/", scan.scan, name="scan"),
    path("sign-in/scan/state/", scan.state, name="scan_state"),
    path("sign-in/scan/code.svg", scan.picture, name="scan_code"),
    path("sign-in/site.svg", scan.site_picture, name="site_code"),
    path("scan/<str:token>/", scan.answer, name="scan_answer"),
    path("captcha/", views.new_captcha, name="captcha"),
    path("forgot/", forgot.forgot, name="forgot"),
    path("new-password/", forgot.new_password, name="new_password"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("phone/", phone.phone, name="phone"),
    path("second/", second.second, name="second"),
    path("switch/", views.switch, name="switch"),
    path("sessions/", views.sessions, name="sessions"),
    path("tokens/", views.tokens, name="tokens"),
]
