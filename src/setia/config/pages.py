"""Django's settings where pages are drawn, and where the tables of signing in are made: those of the rest, and more.

SETIA_PUBLIC_URL names the addresses that people type, such as `https://loyalty.example`, separated by spaces; without
it only this machine is answered. SETIA_SECRET_KEY may hold the key that signs; otherwise the database keeps one.
SETIA_MAIL_SERVER and SETIA_MAIL_FROM say how mail is sent (setia.config.mail).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from setia.config import settings as rest
from setia.config.settings import *  # noqa: F403 - Django reads settings from one module

_WEB = Path(__file__).parents[1] / "web"
"""Templates stand beside the views that fill them; allauth looks for its own in sign_in."""
DATABASES = {"default": {**rest.DATABASES["default"], "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}
"""A thread that draws pages keeps its connection."""
INSTALLED_APPS = [
    *rest.INSTALLED_APPS,
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "setia.web",
]
MIDDLEWARE = [
    "setia.web.headers.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "setia.web.language.ReadersLanguage",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_WEB, _WEB / "sign_in"],
        "OPTIONS": {
            "builtins": ["setia.web.words"],
            "context_processors": ["django.template.context_processors.request", "setia.web.frame.of_request"],
        },
    }
]
ROOT_URLCONF = "setia.web.urls"
APPEND_SLASH = False
SECRET_KEY = rest.SETIA_SECRET_KEY or secrets.token_hex(32)
"""Where none is named, the process that draws pages takes the one that its database keeps (setia.web.keys)."""
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *(urlsplit(url).hostname or "" for url in rest.PUBLIC_URLS)]
CSRF_TRUSTED_ORIGINS = list(rest.PUBLIC_URLS)
CSRF_FAILURE_VIEW = "setia.web.mistakes.without_token"
LOGGING_CONFIG = None
"""What is logged, and how, setia.config.logs says."""
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ms", "Bahasa Melayu"), ("id", "Bahasa Indonesia"), ("th", "ไทย")]

SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "setia_session", "setia_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = rest.SETIA_IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
"""Seconds: a working day."""

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
ACCOUNT_ADAPTER = "setia.web.sign_in.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_ADAPTER = "setia.web.sign_in.factors.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Setia"
MFA_TOTP_TOLERANCE = 1
SETIA_API = os.environ.get("SETIA_API", "")
"""Where the API process of this server listens: pages that write ask it, as a till would."""
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Forwarded-For"
"""Set by the front (setia.api.front), whatever the sender said of himself."""
