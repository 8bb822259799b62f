// Refreshes the words and the bar of each clock once a minute. The server wrote them first, in the reader's language:
// data-left and data-over are its sentences with {waited} and {left}; templatetags/clocks.py holds the same rules.
const SOON = 0.25;
const LITTLE_TIME = 3600 * 1000; // milliseconds

function spell(milliseconds) {
  const minutes = Math.max(Math.floor(milliseconds / 60000), 0);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  if (days) return [new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "day", unitDisplay: "long" }).format(days), hours ? `${hours} h` : ""].join(" ").trim();
  if (hours) return rest ? `${hours} h ${rest} min` : `${hours} h`;
  return `${rest} min`;
}

function refresh(clock, now) {
  // A clock whose beginning is not told says only what is left; its bar does not move.
  const started = clock.dataset.started ? Date.parse(clock.dataset.started) : null;
  const due = Date.parse(clock.dataset.due);
  const over = now > due;
  const soon = !over && due - now < (started === null ? LITTLE_TIME : SOON * (due - started));
  clock.classList.toggle("dm-clock--over", over);
  clock.classList.toggle("dm-clock--soon", soon);
  const sentence = over ? clock.dataset.over : clock.dataset.left;
  clock.querySelector(".dm-clock__words").textContent = sentence
    .replace("{waited}", spell(now - (started ?? now)))
    .replace("{left}", spell(Math.abs(due - now)));
  const bar = clock.querySelector("progress");
  if (started !== null) bar.value = Math.min(Math.max((now - started) / 1000, 0), bar.max);
}

let ticking = false;

export function startClocks(scope) {
  if (ticking || !scope.querySelector("[data-clock]")) return;
  ticking = true;
  setInterval(() => {
    const now = Date.now();
    document.querySelectorAll("[data-clock]").forEach((clock) => refresh(clock, now));
  }, 60000);
}
