"""Addresses of the pages of this stage."""

from __future__ import annotations

from django.urls import path

from daymark.casework.matching.views import decisions, files, lists, looking

urlpatterns = [
    path("lists/", lists.banks, name="lists"),
    path("lists/add/", lists.add, name="list-add"),
    path("lists/proposals/", decisions.proposals, name="look-alikes"),
    path("lists/proposals/<int:number>/", decisions.proposal, name="look-alike"),
    path("lists/proposals/<int:number>/<str:side>.png", looking.tile, name="look-alike-tile"),
    path("lists/proposals/<int:number>/look/", looking.look, name="look-alike-look"),
    path("lists/proposals/<int:number>/looks/<uuid:look>.png", looking.picture, name="look-alike-picture"),
    path("lists/disputes/", decisions.disputes, name="disputes"),
    path("lists/disputes/<str:sha256>/", decisions.dispute, name="dispute"),
    path("lists/<int:number>/", lists.bank, name="list"),
    path("lists/<int:number>/withdraw/", lists.withdraw, name="list-withdraw"),
    path("lists/<int:number>/editions/<int:edition>/withdraw/", lists.withdraw_one, name="edition-withdraw"),
    path("files/<str:sha256>/", files.file, name="file"),
]
