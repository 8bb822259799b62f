"""Django's settings. The centre's own come from `configuration.py`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from daymark.web.configuration import configuration
from daymark.web.databases import database_settings
from daymark.web.logs import logging_settings
from daymark.web.secret import secret_key

DAYMARK = configuration()
WEB = Path(__file__).parent
CASEWORK = WEB.parent / "casework"

SECRET_KEY = secret_key(DAYMARK.home)
DEBUG = False
ALLOWED_HOSTS = [*DAYMARK.hostnames, "testserver"] if DAYMARK.practice else list(DAYMARK.hostnames)
ROOT_URLCONF = "daymark.web.urls"
WSGI_APPLICATION = "daymark.web.wsgi.application"
AUTH_USER_MODEL = "casework.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_NAME = "Daymark"

INSTALLED_APPS = [
    "daymark.casework.apps.CaseworkConfig",
    "daymark.web.apps.WebConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "daymark.web.middleware.headers.PrivateResponses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "daymark.web.middleware.flood.Flood",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "daymark.web.middleware.sessions.SignedInRules",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "daymark.web.middleware.transaction.OneTransaction",
    "daymark.web.middleware.counting.CountPublicViews",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "pages", WEB, CASEWORK, WEB.parent],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "daymark.web.context.page",
            ],
        },
    }
]
COTTON_DIR = "cotton"
# A component sees its own attributes and the context processors, never by accident a variable of the page around it.
COTTON_ISOLATE_BY_DEFAULT = True
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = database_settings(DAYMARK.home)
DATABASE_ROUTERS: list[str] = []

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
    # 12 characters and no composition rules: NCSC and NIST SP 800-63B advice.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "daymark.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # django-axes counts failures for each sign-in name and address
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/?left=1"
ACCOUNT_FORMS = {
    "login": "daymark.web.account_forms.SignIn",
    "change_password": "daymark.web.account_forms.NewPassword",
    "reauthenticate": "daymark.web.account_forms.PasswordAgain",
}
MFA_ADAPTER = "daymark.web.accounts.FactorAdapter"
MFA_FORMS = {
    "authenticate": "daymark.web.factors.SignInCode",
    "authenticate_webauthn": "daymark.web.factors.SignInPasskey",
    "reauthenticate": "daymark.web.factors.ConfirmingCode",
    "activate_totp": "daymark.web.account_forms.FirstCode",
    "add_webauthn": "daymark.web.account_forms.NewPasskey",
    "edit_webauthn": "daymark.web.account_forms.PasskeyName",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Daymark"
MFA_TOTP_TOLERANCE = 1
# Browsers allow passkeys on plain http://localhost alone: the practice centre.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DAYMARK.practice

# A name is locked only together with the address that fails, so nobody can lock a colleague out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "daymark.web.accounts.sign_in_name"
AXES_CLIENT_IP_CALLABLE = "daymark.web.accounts.address_of"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_TEMPLATE = "access/pages/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "daymark"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DAYMARK.practice
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "daymark.web.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = None
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0 if DAYMARK.practice else 31_536_000
# Nothing to other sites. Not "no-referrer": a browser would then send `Origin: null` with our own forms too.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London" if DAYMARK.country == "GB" else "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
STATIC_ROOT = None  # served from where they are built
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

# Ten files of the largest size and the text of one form; views that take less say so themselves.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
# No page takes files unless its view says so (access/uploads.py).
FILE_UPLOAD_HANDLERS = ["daymark.casework.access.uploads.NoFiles"]

_STAGES_WITH_TASKS = sorted(path.parent.name for path in CASEWORK.glob("*/tasks.py"))
PROCRASTINATE_IMPORT_PATHS = ["daymark.web.jobs", *(f"daymark.casework.{stage}.tasks" for stage in _STAGES_WITH_TASKS)]

LOGGING_CONFIG = None
LOGGING = logging_settings(DAYMARK.log_level)
