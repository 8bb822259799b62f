// Coding with the keyboard: digits answer the marked question and go on to the next, Space is held to look. Without
// this script the page is a form, and the look a page of its own.
import { elsewhere, Looking } from "./looking.js";

class Questions {
  constructor(form) {
    this.form = form;
    this.all = [...form.querySelectorAll("[data-question]")];
    this.at = 0;
    const open = this.all.findIndex((question) => !question.querySelector(":checked"));
    this.mark(open === -1 ? 0 : open);
    form.addEventListener("focusin", (event) => {
      const place = this.all.indexOf(event.target.closest("[data-question]"));
      if (place !== -1) this.mark(place, { focus: false });
    });
  }

  mark(place, { focus = true } = {}) {
    this.all[this.at].removeAttribute("data-current");
    this.at = Math.min(Math.max(place, 0), this.all.length - 1);
    const question = this.all[this.at];
    question.setAttribute("data-current", "");
    if (!focus) return;
    (question.querySelector(":checked") ?? question.querySelector("input")).focus({ preventScroll: true });
    question.scrollIntoView({ block: "nearest" });
  }

  answer(key) {
    const radio = this.all[this.at].querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!radio) return false;
    radio.checked = true;
    this.mark(this.at + 1);
    return true;
  }
}

export function startCoding() {
  const root = document.querySelector("[data-coding]");
  if (!root) return;
  const form = root.querySelector("[data-answers]");
  const say = (words) => (root.querySelector("[data-said]").textContent = words);
  const look = root.querySelector("[data-look-form]");
  const looking = new Looking(root.querySelector("[data-look]"), form, say);
  const questions = new Questions(form);
  const acts = {
    " ": (event) => event.repeat || looking.begin(look.action),
    Enter: () => form.requestSubmit(),
    Backspace: () => questions.mark(questions.at - 1),
    z: () => document.querySelector("[data-before]")?.click(),
  };
  const onKeyDown = (event) => {
    if (elsewhere(event)) return;
    if (["Enter", " "].includes(event.key) && event.target.closest("button, summary, a")) return;
    const act = acts[event.key];
    if (!act && !questions.answer(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    act?.(event);
  };
  document.addEventListener("keydown", onKeyDown, { capture: true });
}
