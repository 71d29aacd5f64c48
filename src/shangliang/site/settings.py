"""Settings, all from the environment; docs/reference/settings.md says what each does."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlparse

from django.utils.translation import gettext_lazy as _

SOURCE = Path(__file__).resolve().parents[1]
ROOT = SOURCE.parents[1]
DATA = Path(os.environ.get("SHANGLIANG_DATA", "./data")).resolve()
SHARED = Path(os.environ.get("SHANGLIANG_SHARED", "../shared"))
DEMO = os.environ.get("SHANGLIANG_DEMO", "") == "1"
DEMO_PASSWORD = os.environ.get("SHANGLIANG_DEMO_PASSWORD", "shangliang-demo")
HOST = os.environ.get("SHANGLIANG_HOST", "127.0.0.1")
PORT = int(os.environ.get("SHANGLIANG_PORT", "8000"))
ADDRESS = os.environ.get("SHANGLIANG_ADDRESS", f"http://{HOST}:{PORT}").rstrip("/")
LIVE = os.environ.get("SHANGLIANG_LIVE", "")
NATS = os.environ.get("SHANGLIANG_NATS", "")
CARD_FONT = os.environ.get("SHANGLIANG_CARD_FONT", "")
PAPER_FONTS = os.environ.get("SHANGLIANG_PAPER_FONTS", "")


def kept_secret(name: str) -> str:
    """Return a secret from the environment, or one made once and kept in the data folder."""
    given = os.environ.get("SHANGLIANG_SECRET", "")
    if given:
        return f"{given}:{name}"
    DATA.mkdir(parents=True, exist_ok=True)
    path = DATA / f"{name}.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


def database(url: str) -> dict[str, object]:
    """Return Django's settings for a database address; empty means SQLite in the data folder."""
    if not url:
        DATA.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "shangliang.sqlite3",
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: an acknowledged commit survives a power loss. secure_delete: erased means erased.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                "PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728;",
            },
            "TEST": {"NAME": os.environ.get("SHANGLIANG_TEST_DB", str(DATA / "test.sqlite3"))},
        }
    parts = urlparse(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


SECRET_KEY = kept_secret("secret")
PEPPER = kept_secret("pepper")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SHANGLIANG_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"
ROOT_URLCONF = "shangliang.site.urls"
WSGI_APPLICATION = "shangliang.site.wsgi.application"

SLICES = [
    "ledger", "people", "notices", "documents", "publication", "voices", "topics", "fieldwork", "opinions",
    "sessions", "ideas", "proposals", "dispatch", "media", "adapters", "portal", "cockpit", "live",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *(f"shangliang.{name}" for name in SLICES),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shangliang.site.middleware.page_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shangliang.site.middleware.choices",
    "django.middleware.common.CommonMiddleware",
    "shangliang.site.marking.other_language",
    "django.middleware.csrf.CsrfViewMiddleware",
    "shangliang.site.middleware.signed_in",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shangliang.site.middleware.who_acts",
    "shangliang.site.middleware.refusals",
]
TEMPLATES = [
    {
        "BACKEND": "shangliang.site.page_engine.PageEngine",
        "NAME": "jinja2",
        # Only our own folders: allauth's own templates are written in the other language.
        "DIRS": [SOURCE / "site" / "templates", *(SOURCE / name / "templates" for name in SLICES)],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "shangliang.site.pages.environment",
            "cache_size": -1,  # every template is compiled once
            "context_processors": ["shangliang.site.pages.context"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
AUTHENTICATION_BACKENDS = ["shangliang.people.signin.Door"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accounts/login"
LOGIN_REDIRECT_URL = "/desk"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "shangliang.people.signin.StaffAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "商量"
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "shangliang.people.signin.SecondFactorAdapter"
FRESH_SIGN_IN = 600  # seconds after a sign-in during which the second factor may be set up without asking again
ACCOUNT_FORMS = {"login": "shangliang.people.forms.PasswordForm"}
MFA_FORMS = {
    "authenticate": "shangliang.people.forms.TotpForm",
    "activate_totp": "shangliang.people.forms.TotpSetupForm",
    "reauthenticate": "shangliang.people.forms.TotpAgainForm",
}
# Per address only: failures of one name are counted in the database, which all processes share.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip", "login": "60/m/ip"}
# Where mails are handed in and who they come from; with a server named, mail leaves by it.
SMTP = os.environ.get("SHANGLIANG_SMTP", "")
MAIL_FROM = os.environ.get("SHANGLIANG_MAIL_FROM", "商量 <shangliang@localhost>")
MAIL_SENDER = "shangliang.adapters.mail.SmtpSender" if SMTP else "shangliang.people.senders.EmbeddedSender"
# Who sends by each channel; an adapter takes the place of the embedded sender.
SENDERS = {
    "sms": os.environ.get("SHANGLIANG_SMS_SENDER", "shangliang.people.senders.EmbeddedSender"),
    "mail": os.environ.get("SHANGLIANG_MAIL_SENDER", MAIL_SENDER),
}

# Which service proves real names; empty where there is none. The demonstration plays one.
REAL_NAME_SERVICE = os.environ.get(
    "SHANGLIANG_REAL_NAME_SERVICE", "shangliang.opinions.realname.Demonstration" if DEMO else ""
)
# The background of maps: a template of addresses with {z}, {x} and {y}; without one the districts are drawn alone.
TILES = os.environ.get("SHANGLIANG_TILES", "")
TILES_CREDIT = os.environ.get("SHANGLIANG_TILES_CREDIT", "")

FORM_RENDERER = "django.forms.renderers.Jinja2"  # as cheap as the pages themselves; the same words come out
SESSION_ENGINE = "shangliang.people.visits"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("SHANGLIANG_HTTPS", "") == "1"
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("SHANGLIANG_ORIGINS", "").split(",") if origin]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
APPEND_SLASH = False
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [SOURCE / "site" / "static"]
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = DATA / "files"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # HTTPS is the front server's business
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"shangliang": {"handlers": ["console"], "level": "INFO"}},
}
