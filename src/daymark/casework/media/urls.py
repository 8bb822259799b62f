"""Addresses of the pages of this stage."""

from __future__ import annotations

from django.urls import path

from daymark.casework.media.views import exporting, grading, looking, originals, sealing, seizures, taking

urlpatterns = [
    path("cases/<str:reference>/exhibits/", seizures.add, name="exhibit-add"),
    path("cases/<str:reference>/take/", taking.take, name="case-take"),
    path("cases/<str:reference>/export/", exporting.export, name="case-export"),
    path("exhibits/<uuid:number>/", seizures.exhibit, name="exhibit"),
    path("seizures/<str:reference>/", seizures.seizure, name="seizure"),
    path("seizures/<str:reference>/progress/", seizures.progress, name="seizure-progress"),
    path("seizures/<str:reference>/pause/", seizures.pause, name="seizure-pause"),
    path("seizures/<str:reference>/go-on/", taking.go_on, name="seizure-go-on"),
    path("seizures/<str:reference>/seal-again/", sealing.again, name="seizure-seal-again"),
    path("sealing/policy/", sealing.policy, name="sealing-policy"),
    path("seizures/<str:reference>/grading/", grading.grid, name="grading"),
    path("seizures/<str:reference>/grading/taste/", grading.choose_taste, name="grading-taste"),
    path("seizures/<str:reference>/grading/undo/", grading.undo, name="grading-undo"),
    path("stacks/<int:number>/", grading.stack, name="stack"),
    path("stacks/<int:number>/scenes/", grading.scenes, name="stack-scenes"),
    path("stacks/<int:number>/joined/", grading.joined, name="stack-joined"),
    path("stacks/<int:number>/<int:content>/split/", grading.split, name="stack-split"),
    path("stacks/<int:number>/<int:content>/tile.png", looking.tile, name="stack-tile"),
    path("stacks/<int:number>/<int:content>/scenes.png", looking.scene_tiles, name="stack-scene-tiles"),
    path("stacks/<int:number>/<int:content>/look/", looking.look, name="stack-look"),
    path("stacks/<int:number>/<int:content>/looks/<uuid:look>.png", looking.picture, name="stack-picture"),
    path("stacks/<int:number>/<int:content>/original/", originals.original, name="stack-original"),
    path("stacks/<int:number>/<int:content>/original/destroy/", originals.destroy, name="stack-original-destroy"),
    path("looks/<uuid:look>/end/", looking.end, name="look-end"),
]
