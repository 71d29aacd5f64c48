"""Addresses of people. Of allauth's many views only these are routed, under the names it knows them by."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import include, path
from django.views.decorators.http import require_POST

from shangliang.people import desk, public
from shangliang.people.faces import page
from shangliang.people.workflow import SECOND_FACTOR, SIGN_IN, SIGN_OUT

own = [
    path("signin", public.phone, name="phone"),
    path("signin/code", public.code, name="code"),
    path("signout", public.sign_out, name="sign_out"),
    path("demo", public.demo, name="demo"),
    path("demo/<str:username>", public.step_in, name="step_in"),
    path("inbox", public.inbox, name="inbox"),
    path("desk/people", desk.tree, name="desk"),
    path("desk/people/new-body", desk.new_body, name="new_body"),
    path("desk/people/bodies/<slug:code>", desk.body, name="body"),
    path("desk/people/persons", desk.persons, name="persons"),
    path("desk/people/new-person", desk.new_person, name="new_person"),
    path("desk/people/persons/<str:code>", desk.person, name="person"),
    path("desk/people/persons/<str:code>/seats", desk.give, name="give_seat"),
    path("desk/people/persons/<str:code>/seats/<int:number>/end", desk.end, name="end_seat"),
    path("desk/people/persons/<str:code>/member", desk.enrol, name="enrol"),
    path("desk/people/persons/<str:code>/real-name", desk.check_name, name="real_name"),
    path("desk/people/persons/<str:code>/second-factor", desk.reset, name="reset_factor"),
    path("desk/audit", desk.audit, name="audit"),
]
staff = [
    path("accounts/login", page(SIGN_IN)(account.login), name="account_login"),
    path("accounts/logout", require_POST(page(SIGN_OUT)(account.logout)), name="account_logout"),
    path("accounts/inactive", page(SIGN_IN)(account.account_inactive), name="account_inactive"),
    path("accounts/again", page(SIGN_IN)(account.reauthenticate), name="account_reauthenticate"),
    path("accounts/2fa", page(SECOND_FACTOR)(mfa.index), name="mfa_index"),
    path("accounts/2fa/check", page(SIGN_IN)(mfa.authenticate), name="mfa_authenticate"),
    path("accounts/2fa/again", page(SIGN_IN)(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("accounts/2fa/set-up", page(SECOND_FACTOR)(totp.activate_totp), name="mfa_activate_totp"),
    path("accounts/2fa/remove", page(SECOND_FACTOR)(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("accounts/2fa/codes", page(SECOND_FACTOR)(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "accounts/2fa/codes/new",
        page(SECOND_FACTOR)(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
urlpatterns = [path("", include((own, "people"))), *staff]
