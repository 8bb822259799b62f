// Everything a staff page runs. Each part looks for its own markup, so that a page without it costs nothing.
import { initAll } from "./vendor/govuk-frontend.min.js";
import { startBeside } from "./beside.js";
import { startClocks } from "./clocks.js";
import { startCoding } from "./coding.js";
import { startComparing } from "./comparing.js";
import { startCopying } from "./copy-code.js";
import { startGrading } from "./grading.js";
import { startKeyboard } from "./keyboard.js";
import { startMenus } from "./menus.js";

// On a narrow screen the places scroll sideways: the one where somebody is comes into sight.
function showPlace(list) {
  const here = list?.querySelector("[aria-current]");
  if (here) list.scrollLeft = here.offsetLeft - list.offsetLeft - (list.clientWidth - here.offsetWidth) / 2;
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");

async function start(scope) {
  initAll({ scope });
  startClocks(scope);
  startCopying(scope);
  if (scope.querySelector('[data-module^="moj-"]')) {
    const moj = await import("./vendor/moj-frontend.min.js");
    moj.initAll({ scope });
  }
}

start(document);
showPlace(document.querySelector(".dm-navigation__list"));
startBeside(); // before the keyboard, which asks what it prevented
startKeyboard();
startMenus();
startGrading();
startCoding();
startComparing();
// What htmx brings in later needs the same start.
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt);
});
