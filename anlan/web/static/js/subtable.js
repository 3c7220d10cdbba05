import { changed, fresh } from "./dom.js";

const CARRIERS = ["name", "id", "for", "aria-controls", "aria-describedby", "aria-labelledby", "data-subtable", "data-files"];

function rename(row, prefixes, from, to) {
  row.querySelectorAll("*").forEach((element) => {
    CARRIERS.forEach((attribute) => {
      const text = element.getAttribute(attribute);
      if (!text) return;
      const next = prefixes.reduce((value, prefix) => value.split(`${prefix}-${from}-`).join(`${prefix}-${to}-`), text);
      if (next !== text) element.setAttribute(attribute, next);
    });
  });
}

class Subtable {
  constructor(box) {
    this.box = box;
    this.body = box.querySelector("tbody");
    this.count = box.querySelector("input[type=hidden]");
    this.prefixes = [...new Set([box.dataset.subtable, box.dataset.prefix])];
    box.querySelector("[data-row-add]").addEventListener("click", () => this.add(true));
    this.body.addEventListener("click", (event) => {
      const button = event.target.closest("[data-row-remove]");
      if (button) this.remove(button.closest("tr"));
    });
    this.count.addEventListener("anlan:restore", () => this.resize(Number(this.count.dataset.restore)));
  }

  add(focus) {
    const row = this.box.querySelector("template").content.firstElementChild.cloneNode(true);
    rename(row, this.prefixes, "__i__", this.body.rows.length);
    this.body.append(row);
    this.recount();
    row.dispatchEvent(new CustomEvent("anlan:added", { bubbles: true }));
    if (focus) row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  remove(row) {
    const at = row.rowIndex - 1;
    row.remove();
    [...this.body.rows].forEach((other, index) => {
      if (index >= at) rename(other, this.prefixes, index + 1, index);
    });
    this.recount();
    const next = this.body.rows[Math.min(at, this.body.rows.length - 1)];
    (next?.querySelector("[data-row-remove]") ?? this.box.querySelector("[data-row-add]")).focus();
  }

  resize(size) {
    while (this.body.rows.length < size) this.add(false);
    while (this.body.rows.length > size) this.body.rows[this.body.rows.length - 1].remove();
    this.recount();
  }

  recount() {
    this.count.value = this.body.rows.length;
    changed(this.count);
  }
}

export function start(root) {
  fresh(root, "[data-subtable]", "anlanSubtable").forEach((box) => box.querySelector("tbody") && new Subtable(box));
}
