// The keys of the staff pages: "/" and every other data-key, "?" for the dialog, j and k through the rows of a list.
// They can be switched off on a computer (WCAG 2.1.4) and never act while somebody types. A key that the open row knows
// means that row before it means the page. One pressed on a row of such a list means the row under it and no other: the
// row is opened first where it is not open yet. On a page that is being left, keys do nothing: they were meant for the
// next one.
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

function keyed(key, scope = document) {
  return [...scope.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key);
}

function keyedBeside(key) {
  const asides = [...document.querySelectorAll(".dm-beside__aside")];
  return asides.map((aside) => keyed(key, aside)).find(Boolean);
}

// The link of the row that has the focus, where it opens beside its list and what it leads to may know the key.
function linkUnderFocus() {
  return document.activeElement.closest?.("[data-list-item]")?.querySelector("a[hx-get]");
}

const isOpen = (link) => link.closest("[aria-current=true][data-list-item]") !== null;
const isOnItsWay = () => document.querySelector("[data-list-item] .htmx-request") !== null;

// Presses what the key stands for, now or as soon as the row it means is open. False: it stands for nothing here.
function act(key) {
  const ofPage = keyed(key);
  const ofRow = keyedBeside(key);
  const link = linkUnderFocus();
  const meansRow = !ofPage || ofRow || ofPage.matches("[data-row-key]");
  if (meansRow && isOnItsWay()) {
    waiting = key;
  } else if (ofPage && meansRow && link && !isOpen(link)) {
    link.click();
    waiting = key;
  } else {
    const target = ofRow ?? (meansRow && link ? null : ofPage);
    if (target) press(target);
    return Boolean(ofPage);
  }
  return true;
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
  } else if (!act(event.key)) {
    return;
  }
  event.preventDefault();
}

// htmx takes a click for itself by preventing what a link does: one that is not prevented leads away. A request that
// somebody before us prevented leads away too: the row opens as a page where there is no room beside the list.
function noteLeaving(event) {
  const link = event.target.closest("[data-list-item] a[href]");
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || link?.target;
  if (link && !elsewhere && !event.defaultPrevented) leaving = true;
}

function noteRequest(event) {
  waiting = null;
  if (event.defaultPrevented) leaving = true;
}

function actOnOpenedRow() {
  const target = waiting && keyedBeside(waiting);
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
  document.body.addEventListener("htmx:beforeRequest", noteRequest);
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
