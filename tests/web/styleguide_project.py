"""Serves the style guide alone, without a database: `python tests/web/styleguide_project.py 8123`.

/ is the staff page, /public/ the public one; ?theme=dark or ?theme=light chooses the theme, ?mistakes=1 shows a form
with mistakes.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src" / "daymark" / "web"
NOW = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)


def configure() -> None:
    """Just enough settings to draw pages; the real ones are in daymark.web.settings."""
    from django.conf import settings

    django_loaders = "django.template.loaders"
    loaders = ["django_cotton.cotton_loader", f"{django_loaders}.filesystem", f"{django_loaders}.app_directories"]
    settings.configure(
        DEBUG=True,
        SECRET_KEY="only for the style guide",
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=[
            "django.contrib.staticfiles",
            "django.contrib.humanize",
            "django.forms",
            "django_htmx",
            "django_cotton.apps.SimpleAppConfig",
            "daymark.web.apps.WebConfig",
        ],
        MIDDLEWARE=["csp.middleware.CSPMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
        CONTENT_SECURITY_POLICY={
            "DIRECTIVES": {"default-src": ["'self'"], "img-src": ["'self'", "data:"], "base-uri": ["'none'"]}
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [WEB, WEB.parent, ROOT / "tests" / "web"],
                "OPTIONS": {
                    "loaders": [f"{loader}.Loader" for loader in loaders],
                    "builtins": ["django_cotton.templatetags.cotton"],
                    "context_processors": ["django.template.context_processors.request"],
                },
            }
        ],
        COTTON_ISOLATE_BY_DEFAULT=True,
        STATIC_URL="/static/",
        STATICFILES_DIRS=[WEB / "static"],
        USE_TZ=True,
        TIME_ZONE="UTC",
    )


def examples():
    """A form with one field of each kind."""
    from django import forms

    class DateInParts(forms.MultiWidget):
        def __init__(self):
            super().__init__(widgets=dict.fromkeys(("day", "month", "year"), forms.TextInput))

        def decompress(self, value):
            return [value.day, value.month, value.year] if value else ["", "", ""]

    class BornField(forms.MultiValueField):
        widget = DateInParts

        def __init__(self, **kwargs):
            super().__init__(fields=[forms.IntegerField()] * 3, **kwargs)

        def compress(self, values):
            return values

    class Filters(forms.Form):
        search = forms.CharField(label="Search", required=False)
        priority = forms.ChoiceField(label="Priority", choices=[("", "Any"), ("1", "1"), ("2", "2")], required=False)
        source = forms.ChoiceField(label="Source", choices=[("", "Any"), ("p", "Public page")], required=False)

    class Example(forms.Form):
        name = forms.CharField(label="Name", help_text="As the reporter wrote it.")
        note = forms.CharField(label="What happened", widget=forms.Textarea, max_length=500)
        area = forms.ChoiceField(label="Area", choices=[("", "Choose"), ("nw", "North West"), ("w", "Wales")])
        harm = forms.ChoiceField(
            label="What do you want to tell us about?",
            help_text="Choose the one that fits best. You can tell us more later.",
            widget=forms.RadioSelect,
            choices=[
                ("meet", "Someone wants to meet me"),
                ("threat", "Someone threatens to share pictures"),
                ("x", "Something else"),
            ],
        )
        where = forms.MultipleChoiceField(
            label="Where did it happen?",
            widget=forms.CheckboxSelectMultiple,
            choices=[("game", "In a game"), ("chat", "In messages"), ("site", "On a social site")],
        )
        born = BornField(label="Date of birth", help_text="For example, 27 3 2012", required=False)
        files = forms.FileField(label="Files", help_text="Up to 10 files of 50 MB.", required=False)
        sure = forms.BooleanField(label="I have told the child's parent", required=False)

    hints = {"meet": "On a day, or some time soon", "x": "You can say it in your own words"}
    Example.base_fields["harm"].choice_hints = hints
    return Filters, Example


REASONS = [
    {"words": "Meeting arranged within 72 hours", "danger": True},
    {"words": "Child under 13"},
    {"words": "Third report about this account"},
]


def queue() -> list[dict]:
    """Rows as the queue shows them."""
    rows = [
        (
            "Girl, 11 to 13, North West: meeting arranged for Saturday",
            "An adult from a game arranged to meet her.",
            130,
            40,
        ),
        ("Boy, 14 to 15, area not known: threatened", "Someone threatens to share his pictures.", 260, 100),
        ("Child, age not known, London: pictures on a website", "A hotline found a page with 12 pictures.", 700, -95),
        ("Girl, 16 to 17, Wales: contact by a teacher", "A parent is worried about messages at night.", 300, 4000),
    ]
    others = [["Pictures held by the person complained of", "Child under 16"], ["First-generation material"], []]
    return [
        {
            "url": f"#{number}", "title": title, "what": what, "level": max(number, 1), "danger": number == 0,
            "reasons": REASONS if number == 0 else others[number - 1], "reference": f"R-2026-041{number}",
            "source": "Public page", "copies": 3 * (number == 2), "holder": "Held by nobody",
            "started": NOW - timedelta(minutes=waited), "due": NOW + timedelta(minutes=left),
        }
        for number, (title, what, waited, left) in enumerate(rows)
    ]  # fmt: skip


def content(request) -> dict:
    """Everything that the style guide shows."""
    from django.core.paginator import Paginator

    filters, example = examples()
    return {
        "centre": "Practice centre North",
        "practice": True,
        "exit_url": "https://www.bbc.co.uk/weather",
        "theme": request.GET.get("theme", "system"),
        "user": SimpleNamespace(is_authenticated=True, name="Ada Okafor", role_words="Triage officer, Investigator"),
        "navigation": [
            {"label": label, "url": f"#{label}", "current": label == "Queue", "count": count}
            for label, count in [("Waiting for me", 14), ("Queue", 38), ("Reports", 0), ("Cases", 0), ("Referrals", 3),
                                 ("Partners", 0), ("Picture", 0), ("People", 0), ("Audit", 0)]
        ],
        "languages": [
            {"code": "en", "label": "English", "url": "#", "current": True},
            {"code": "fr", "label": "Français", "url": "#fr", "current": False},
        ],
        "now": NOW,
        "filters": filters(),
        "chosen": [{"label": "Source: public page", "url": "?"}, {"label": "Priority 1 and 2", "url": "?"}],
        "form": example({"name": ""} if request.GET.get("mistakes") else None),
        "page": Paginator(range(240), 20).page(4),
        "queue": queue(),
        "reasons": REASONS,
        "tabs": [
            {"label": "As understood", "url": "#", "current": True}, {"label": "Attachments", "url": "#", "count": 2},
            {"label": "History", "url": "#"},
        ],
        "panels": [{"id": "one", "label": "One"}, {"id": "two", "label": "Two"}],
        "referrals": [
            {"sent": "22 November 2026", "to": "Ostland Police", "state": "Sent", "tone": "", "children": 1},
            {"sent": "21 November 2026", "to": "Harbour Police", "state": "Accepted", "tone": "good", "children": 2},
            {"sent": "20 November 2026", "to": "Westmark Police", "state": "Declined", "tone": "plum", "children": 1},
        ],
        "chart_url": "/chart.svg",
    }  # fmt: skip


def staff(request):
    from django.shortcuts import render

    return render(request, "web/pages/styleguide.html", content(request))


def public(request):
    from django.shortcuts import render

    return render(request, "styleguide_public.html", content(request))


def chart(request):
    from django.http import HttpResponse

    bars = "".join(
        f'<rect x="150" y="{y}" width="{width}" height="20" fill="#0b5a69"/>'
        f'<text x="0" y="{y + 15}" font-size="14">{name}</text>'
        for y, width, name in [(8, 480, "Pictures"), (38, 475, "Grooming"), (68, 160, "Contact"), (98, 45, "Meeting")]
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="660" height="130" font-family="sans-serif">{bars}</svg>'
    return HttpResponse(svg, content_type="image/svg+xml")


def _urlpatterns():
    from django.urls import path

    return [
        path("", staff), path("public/", public), path("chart.svg", chart), path("search/", staff, name="search"),
        path("theme/", staff, name="theme"), path("out/", staff, name="account_logout"),
        path("check/", staff, name="check"), path("account/", staff, name="account"),
    ]  # fmt: skip


if __name__ == "__main__":
    configure()
    import django
    from django.core.management import call_command

    django.setup()
    urlpatterns = _urlpatterns()
    call_command("runserver", sys.argv[1] if len(sys.argv) > 1 else "8123", "--noreload", skip_checks=True)
