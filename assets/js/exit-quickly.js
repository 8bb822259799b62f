// "Leave this page quickly": one click or three presses of Shift within five seconds. The page is covered at once, and
// replaced in the history, so that "back" does not return to it.
const PRESSES = 3;
const WITHIN = 5000;

function leave(link) {
  const cover = document.createElement("div");
  cover.className = "dm-leave__cover";
  document.body.append(cover);
  document.body.classList.add("dm-left");
  document.title = "\u200b";
  // What was written is forgotten on the server while the browser is already on its way.
  if (link.dataset.forget) navigator.sendBeacon(link.dataset.forget);
  window.location.replace(link.dataset.exit || link.href);
}

function uncover() {
  document.body.classList.remove("dm-left");
  document.querySelectorAll(".dm-leave__cover").forEach((cover) => cover.remove());
}

function announcer(link) {
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  status.className = "govuk-visually-hidden";
  link.after(status);
  const words = ["", link.dataset.twoMore, link.dataset.oneMore];
  return (presses) => {
    status.textContent = words[presses] ?? "";
  };
}

export function startQuickExit() {
  const link = document.querySelector('[data-module="dm-exit-quickly"]');
  if (!link) return;
  const say = announcer(link);
  let presses = 0;
  let timer = 0;
  const forget = () => {
    presses = 0;
    say(0);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link);
  });
  // Shift held for a capital letter must not count: only a Shift that went down and up with nothing between.
  let alone = false;
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift";
    if (!alone) forget();
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    presses += 1;
    if (presses >= PRESSES) return leave(link);
    say(presses);
    clearTimeout(timer);
    timer = setTimeout(forget, WITHIN);
  });
  window.addEventListener("pageshow", uncover);
}
