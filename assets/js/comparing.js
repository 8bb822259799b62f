// A look-alike beside what is known, decided with the keyboard: Space is held to look at both. Without this script the
// page is a form, and the look a page of its own.
import { elsewhere, Looking } from "./looking.js";

export function startComparing() {
  const root = document.querySelector("[data-comparing]");
  if (!root) return;
  const form = root.querySelector("[data-decision]");
  const say = (words) => (root.querySelector("[data-said]").textContent = words);
  const look = root.querySelector("[data-look-form]");
  const looking = new Looking(root.querySelector("[data-look]"), form, say);
  const press = (act) => form.querySelector(`[value=${act}]`)?.click();
  const reject = () => {
    const reason = form.querySelector("textarea");
    if (!reason || reason.value.trim()) return press("reject");
    reason.focus();
    say("Write in one sentence why it shows something else, then press the button.");
  };
  const acts = {
    " ": (event) => event.repeat || (look ? looking.begin(look.action) : say("It cannot be shown.")),
    Enter: () => press("confirm"),
    x: reject,
    n: () => root.querySelector("[data-after]")?.click(),
    z: () => press("undo"),
  };
  const onKeyDown = (event) => {
    if (elsewhere(event)) return;
    if (["Enter", " "].includes(event.key) && event.target.closest("button, summary, a")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act(event);
  };
  document.addEventListener("keydown", onKeyDown, { capture: true });
}
