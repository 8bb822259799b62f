// The scenes of a film under the grid: one of them, or a run of neighbours, is graded like a stack of its own.
export class Scenes {
  constructor(box, say) {
    Object.assign(this, { box, say, item: null, first: 0, last: 0, held: 0 });
    box.addEventListener("click", (event) => {
      const scene = event.target.closest("[data-scene]");
      if (scene) this.choose(this.all.indexOf(scene), event.shiftKey);
    });
  }

  get all() {
    return [...this.box.querySelectorAll("[data-scene]")];
  }

  get isOpen() {
    return this.item !== null;
  }

  isOf(item) {
    return this.item === item;
  }

  async open(item) {
    if (!("film" in item.dataset)) return this.say("This is no film: it has no scenes.");
    this.item = item;
    this.last = -1; // the first that waits is chosen
    const answer = await fetch(`/stacks/${item.dataset.stack}/scenes/`).catch(() => null);
    if (this.item !== item) return;
    if (!answer?.ok) {
      this.close();
      return this.say("The scenes did not come. Reload the page, or grade the film as a whole.");
    }
    this.box.innerHTML = await answer.text();
    this.box.hidden = false;
    if (this.all.length === 0) return this.say("The scenes of this film could not be read. Grade it as a whole.");
    this.next();
  }

  close() {
    this.item = null;
    this.box.hidden = true;
    this.box.replaceChildren();
  }

  // One scene; with `more` everything from where the run began to there.
  choose(place, more = false) {
    const all = this.all;
    if (!all.length) return;
    const there = Math.min(Math.max(place, 0), all.length - 1);
    if (!more) this.held = there;
    this.place = there;
    this.first = Math.min(this.held, there);
    this.last = Math.max(this.held, there);
    all.forEach((scene, number) => {
      const chosen = number >= this.first && number <= this.last;
      scene.toggleAttribute("data-chosen", chosen);
      scene.querySelector("button").setAttribute("aria-pressed", String(chosen));
    });
    all[there].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  move(step, more) {
    this.choose(this.place + step, more);
  }

  // The next scene that somebody has to say something of.
  next() {
    const waits = (scene) => !scene.dataset.known && !scene.dataset.graded;
    const later = this.all.findIndex((scene, number) => number > this.last && waits(scene));
    const first = this.all.findIndex(waits);
    this.choose(later >= 0 ? later : Math.max(first, 0));
  }

  // What is chosen, as the form sends it; the scenes themselves, to be marked.
  chosen() {
    const scenes = this.all.slice(this.first, this.last + 1);
    return scenes.length ? { from: scenes[0].dataset.from, to: scenes.at(-1).dataset.to, scenes } : null;
  }
}
