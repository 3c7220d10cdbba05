import { fresh } from "./dom.js";

const ONE = "tbody input[type=checkbox][name=ids]";

class Ticks {
  constructor(table) {
    this.table = table;
    this.all = table.querySelector("[data-tick-all]");
    this.bar = document.querySelector(table.dataset.batch ?? ".batch-bar");
    this.last = null;
    this.all?.addEventListener("change", () => {
      this.boxes().forEach((box) => {
        box.checked = this.all.checked;
      });
      this.show();
    });
    table.addEventListener("click", (event) => {
      if (event.target.matches("td.tick, th.tick")) event.target.querySelector("input")?.click();
      if (event.target.matches(ONE)) this.clicked(event);
    });
    table.addEventListener("change", (event) => event.target.matches(ONE) && this.show());
    this.bar?.querySelector("[data-tick-none]")?.addEventListener("click", () => this.none());
    this.show();
  }

  boxes() {
    return [...this.table.querySelectorAll(ONE)].filter((box) => !box.disabled);
  }

  clicked(event) {
    const boxes = this.boxes();
    const here = boxes.indexOf(event.target);
    if (event.shiftKey && this.last !== null) {
      const [from, to] = [this.last, here].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((box) => {
        box.checked = event.target.checked;
      });
    }
    this.last = here;
  }

  none() {
    this.boxes().forEach((box) => {
      box.checked = false;
    });
    this.show();
    this.all?.focus();
  }

  show() {
    const boxes = this.boxes();
    const ticked = boxes.filter((box) => box.checked);
    boxes.forEach((box) => box.closest("tr").classList.toggle("ticked", box.checked));
    if (this.all) {
      this.all.checked = boxes.length > 0 && ticked.length === boxes.length;
      this.all.indeterminate = ticked.length > 0 && ticked.length < boxes.length;
    }
    document.querySelectorAll("[data-needs-ticks]").forEach((button) => {
      button.disabled = !ticked.length;
    });
    if (!this.bar) return;
    this.bar.hidden = !ticked.length;
    this.bar.querySelectorAll("[data-tick-count]").forEach((place) => {
      place.textContent = String(ticked.length);
    });
  }
}

export function start(root) {
  fresh(root, "table.list", "anlanTicks").forEach((table) => table.querySelector(ONE) && new Ticks(table));
}
