// The keys of the staff pages: "/" and every other data-key, "?" for the dialog, j and k through the rows of a list.
// They can be switched off on a computer (WCAG 2.1.4) and never act while somebody types. Where a row stands open beside
// its list, a key means that row before it means the page; one pressed while the row is on its way waits for it. On a
// page that a row's link is leading away from, keys do nothing: they were meant for the next one.
const SWITCH = "daymark-keys";

let waiting = null;
let leaving = false;

const off = () => localStorage.getItem(SWITCH) === "off";

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable=true]") !== null;
}

function press(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function keyed(key) {
  const elements = [...document.querySelectorAll("[data-key]")].filter((element) => element.dataset.key === key);
  return elements.find((element) => element.closest(".dm-beside__aside")) ?? elements[0];
}

function rowOnItsWay() {
  return document.querySelector("[data-list-item] .htmx-request") !== null;
}

function rows() {
  return [...document.querySelectorAll("[data-list] [data-list-item]")]
    .map((row) => row.querySelector("a[href], button"))
    .filter(Boolean);
}

function walk(step) {
  const links = rows();
  if (!links.length) return;
  const row = document.activeElement.closest?.("[data-list-item]");
  const here = links.findIndex((link) => row?.contains(link));
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target)) return;
  if (event.key === "?") {
    open("keys");
  } else if (off() || leaving || document.querySelector("dialog[open]")) {
    return;
  } else if (event.key === "j" || event.key === "k") {
    walk(event.key === "j" ? 1 : -1);
  } else {
    const target = keyed(event.key);
    if (rowOnItsWay()) waiting = event.key;
    else if (target) press(target);
    else return;
  }
  event.preventDefault();
}

// htmx takes a click for itself by preventing what a link does: one that is not prevented leads away.
function noteLeaving(event) {
  const link = event.target.closest("[data-list-item] a[href]");
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || link?.target;
  if (link && !elsewhere && !event.defaultPrevented) leaving = true;
}

function actOnOpenedRow() {
  const target = waiting && keyed(waiting);
  waiting = null;
  if (target) press(target);
}

function open(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

function showSwitch(button) {
  button.textContent = off() ? button.dataset.on : button.dataset.off;
}

export function startKeyboard() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", noteLeaving);
  window.addEventListener("pageshow", () => (leaving = false));
  document.body.addEventListener("htmx:beforeRequest", () => (waiting = null));
  document.body.addEventListener("htmx:afterSettle", actOnOpenedRow);
  document.querySelectorAll("[data-open-dialog]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => open(button.dataset.openDialog));
  });
  document.querySelectorAll("[data-close-dialog]").forEach((button) => {
    button.addEventListener("click", () => button.closest("dialog").close());
  });
  document.querySelectorAll("[data-keys-switch]").forEach((button) => {
    showSwitch(button);
    button.addEventListener("click", () => {
      localStorage.setItem(SWITCH, off() ? "on" : "off");
      showSwitch(button);
    });
  });
}
