// Grading with the keyboard: one stack after the other, looked at only while Space is held. Without it every tile is a
// link to the page of its stack, where the same can be said and looked at.
import { elsewhere, Looking, sentence } from "./looking.js";
import { Scenes } from "./scenes.js";

const GONE = "The server did not take it. Nothing was graded: try again, or reload the page.";

class Grid {
  constructor(root) {
    this.root = root;
    this.tiles = root.querySelector("[data-tiles]");
    this.form = root.querySelector("[data-facts]");
    this.looking = new Looking(root.querySelector("[data-look]"), this.form, (words) => this.say(words));
    this.joined = root.dataset.queue === "joined"; // what joined graded stacks: the same, or not
    this.scenes = new Scenes(root.querySelector("[data-strip]"), (words) => this.say(words));
    this.last = null;
    this.busy = Promise.resolve();
  }

  get items() {
    return [...this.tiles.children];
  }

  get current() {
    return this.tiles.querySelector("[aria-current=true]");
  }

  say(words) {
    this.root.querySelector("[data-said]").textContent = words;
  }

  choose(item) {
    if (!item) return;
    if (!this.scenes.isOf(item)) this.scenes.close();
    this.current?.removeAttribute("aria-current");
    item.setAttribute("aria-current", "true");
    item.querySelector("a").focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    this.form.action = `/stacks/${item.dataset.stack}/${this.joined ? "joined/" : ""}`;
    this.root.querySelector("[data-which]").textContent = `stack ${item.dataset.stack}`;
    if (this.items.indexOf(item) > this.items.length - 6) this.fetchMore();
  }

  move(step) {
    const items = this.items;
    this.choose(items[Math.min(Math.max(items.indexOf(this.current) + step, 0), items.length - 1)]);
  }

  next() {
    const items = this.items;
    const later = items.slice(items.indexOf(this.current) + 1).find((item) => !item.dataset.done);
    this.choose(later ?? items.find((item) => !item.dataset.done) ?? this.current);
  }

  async fetchMore() {
    const last = this.items.at(-1);
    if (!last || this.fetching === last.dataset.stack) return;
    this.fetching = last.dataset.stack;
    const { seizure, queue } = this.root.dataset;
    const answer = await fetch(`/seizures/${seizure}/grading/?queue=${queue}&part=1&after=${last.dataset.stack}`);
    if (!answer.ok) return this.say("The next stacks did not come. Reload the page to see them.");
    const there = new Set(this.items.map((item) => item.dataset.stack));
    const brought = document.createElement("template");
    brought.innerHTML = await answer.text();
    for (const item of [...brought.content.children]) if (!there.has(item.dataset.stack)) this.tiles.append(item);
  }

  // One request after the other: what is graded quickly is graded in order.
  send(address, body, then, otherwise = () => {}) {
    this.busy = this.busy.then(async () => {
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
      if (answer?.ok) return then(await answer.json());
      otherwise();
      this.say((answer && (await answer.text().then(sentence))) || GONE);
    });
  }

  // What joined a stack is the same ("confirm"), or not ("split").
  answer(act) {
    const item = this.current;
    if (!item || item.dataset.done) return;
    const body = new FormData(this.form);
    body.set("act", act);
    item.dataset.done = "yes";
    this.send(this.form.action, body, (now) => this.graded(item, now), () => delete item.dataset.done);
    this.next();
  }

  grade() {
    if (this.joined) return this.answer("confirm");
    const item = this.current;
    if (!item || item.dataset.done) return;
    const body = new FormData(this.form);
    if (!body.get("act")) return this.say("Say first what it shows: a letter from q to b, or n for nothing of concern.");
    this.last = body;
    if (this.scenes.isOf(item)) return this.gradeScenes(item, body);
    item.dataset.done = "yes";
    this.send(this.form.action, body, (now) => this.graded(item, now), () => delete item.dataset.done);
    this.form.reset();
    this.next();
  }

  gradeScenes(item, body) {
    const chosen = this.scenes.chosen();
    if (!chosen) return this.say("No scene is chosen.");
    body.set("from_ms", chosen.from);
    body.set("to_ms", chosen.to);
    const act = this.form.querySelector(`input[name="act"][value="${body.get("act")}"]`);
    const words = act.closest("label").querySelector("span").textContent;
    const mark = (said) =>
      chosen.scenes.forEach((scene) => {
        scene.toggleAttribute("data-graded", said !== "");
        if (said) scene.dataset.graded = "yes";
        scene.querySelector("[data-scene-said]").textContent = said;
      });
    mark(words);
    this.scenes.next();
    this.form.reset();
    this.send(this.form.action, body, (now) => this.scenesGraded(item, now), () => mark(""));
  }

  scenesGraded(item, now) {
    if (now.whole) {
      item.dataset.done = "yes";
      this.graded(item, now);
      if (item === this.current) this.next();
    } else if (now.scenes_left === 0) {
      this.scenes.close();
      this.say("Every new scene has its word. Say now what the whole film shows.");
    } else {
      this.say(`${now.scenes_left} ${now.scenes_left === 1 ? "scene" : "scenes"} of the film left.`);
    }
  }

  openScenes() {
    const item = this.current;
    if (!item || this.joined) return;
    if (this.scenes.isOf(item)) this.scenes.close();
    else this.scenes.open(item);
  }

  graded(item, now) {
    const stage = item.querySelector("[data-stage]");
    stage.textContent = now.words;
    stage.hidden = false;
    this.count(-1);
    this.say(`Stack ${now.stack}: ${now.words.toLowerCase()}.`);
  }

  count(change) {
    const left = this.root.querySelector("[data-left]");
    left.textContent = (Number(left.textContent.replaceAll(",", "")) + change).toLocaleString("en-GB");
  }

  undo() {
    this.send(document.querySelector("[data-undo]").action, new FormData(document.querySelector("[data-undo]")), (now) => {
      const item = this.items.find((one) => one.dataset.stack === String(now.stack));
      this.say(`Taken back: stack ${now.stack}.`);
      if (!item) return;
      const wasDone = "done" in item.dataset;
      delete item.dataset.done;
      item.querySelector("[data-stage]").hidden = true;
      if (wasDone) this.count(1);
      const open = this.scenes.isOf(item);
      this.choose(item);
      if (open) this.scenes.open(item);
    });
  }

  nothing() {
    if (this.joined) return;
    this.set({ act: "NONE", made: "PHOTOGRAPH", age_band: "UNCLEAR" });
    this.grade();
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) {
      const radio = this.form.querySelector(`input[name="${name}"][value="${value}"]`);
      if (radio) radio.checked = true;
    }
  }

  repeat() {
    if (this.last && !this.joined) this.set({ act: this.last.get("act"), made: this.last.get("made"), age_band: this.last.get("age_band") });
  }

  look() {
    const item = this.current;
    if (item) this.looking.begin(`/stacks/${item.dataset.stack}/${item.dataset.content}/look/`);
  }
}

function onKeyDown(grid, event) {
  if (elsewhere(event)) return;
  const act = {
    " ": () => event.repeat || grid.look(),
    Enter: () => grid.grade(),
    n: () => grid.nothing(),
    x: grid.joined ? () => grid.answer("split") : undefined,
    z: () => grid.undo(),
    ".": () => grid.repeat(),
    o: grid.joined ? undefined : () => grid.openScenes(),
    Escape: grid.scenes.isOpen ? () => grid.scenes.close() : undefined,
    v: () => grid.current?.querySelector("a").click(),
    j: () => grid.move(1),
    k: () => grid.move(-1),
    ArrowRight: () => (grid.scenes.isOpen ? grid.scenes.move(1, event.shiftKey) : grid.move(1)),
    ArrowLeft: () => (grid.scenes.isOpen ? grid.scenes.move(-1, event.shiftKey) : grid.move(-1)),
  }[event.key];
  const radio = act ? null : grid.form.querySelector(`[data-fact-key="${CSS.escape(event.key)}"]`);
  if (!act && !radio) return;
  if (event.key === "Enter" && event.target.closest("button:not(.dm-scene__button), summary, .govuk-button")) return;
  if (radio) radio.checked = true;
  event.preventDefault();
  event.stopPropagation();
  act?.();
}

export function startGrading() {
  const root = document.querySelector("[data-grading]");
  if (root?.querySelector("[data-tiles]")) startGrid(new Grid(root));
  document.querySelectorAll("[data-stretch]").forEach((select) => {
    select.addEventListener("change", () => {
      const [from, to] = select.value ? select.value.split("-") : ["", ""];
      select.form.elements.from_ms.value = from;
      select.form.elements.to_ms.value = to;
    });
  });
}

function startGrid(grid) {
  grid.choose(grid.items[0]);
  document.addEventListener("keydown", (event) => onKeyDown(grid, event), { capture: true });
  grid.tiles.addEventListener("focusin", (event) => {
    const item = event.target.closest("[data-stack]");
    if (item && item !== grid.current) grid.choose(item);
  });
  grid.form.addEventListener("submit", (event) => {
    event.preventDefault();
    grid.joined ? grid.answer(event.submitter?.value === "split" ? "split" : "confirm") : grid.grade();
  });
  grid.form.querySelector("[data-act=nothing]")?.addEventListener("click", () => grid.nothing());
  document.querySelector("[data-undo]").addEventListener("submit", (event) => {
    event.preventDefault();
    grid.undo();
  });
}
