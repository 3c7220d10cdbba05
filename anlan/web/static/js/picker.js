import { changed, fresh, getJson, later, make } from "./dom.js";

class Picker {
  constructor(box) {
    this.box = box;
    this.hidden = box.querySelector("input[type=hidden]");
    this.input = box.querySelector("[role=combobox]");
    this.list = box.querySelector("[role=listbox]");
    this.clearButton = box.querySelector(".combo-clear");
    this.note = box.querySelector(".combo-note");
    this.label = this.input.value;
    this.active = -1;
    this.listen();
  }

  listen() {
    const search = later(180, () => this.search());
    this.input.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      this.set("", null);
      search();
    });
    this.input.addEventListener("click", () => this.list.hidden && this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.left());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[data-id]")));
    this.clearButton.addEventListener("click", () => {
      this.input.value = "";
      this.set("", "");
      this.input.focus();
    });
    this.hidden.addEventListener("anlan:restore", (event) => {
      this.input.value = event.detail?.label ?? "";
      this.label = this.input.value;
      this.clearButton.hidden = !this.hidden.value;
    });
  }

  set(id, label) {
    const before = this.hidden.value;
    this.hidden.value = id;
    if (label !== null) this.label = label;
    this.note.textContent = "";
    this.clearButton.hidden = !id;
    if (before !== id) changed(this.hidden);
  }

  async search() {
    this.stop?.abort();
    this.stop = new AbortController();
    const address = new URL(this.box.dataset.pickUrl, location.href);
    const beside = this.box.dataset.pickBeside;
    if (beside) address.searchParams.set(beside, this.hidden.form.elements[beside]?.value ?? "");
    address.searchParams.set("q", this.hidden.value ? "" : this.input.value.trim());
    try {
      this.show(await getJson(address, this.stop.signal));
    } catch (error) {
      if (error.name !== "AbortError") this.tell("没有查到，网络可能断了，请再试一次");
    }
  }

  show({ results, more }) {
    const options = results.map((one, index) => make("li", {
      role: "option", id: `${this.list.id}-${index}`, "data-id": one.id, "data-label": one.label, "aria-selected": "false",
    }, one.label, one.hint ? make("span", {}, one.hint) : null));
    if (!results.length) options.push(this.remark("没有符合的，请换几个字再查"));
    if (more) options.push(this.remark("还有更多，请再输入几个字缩小范围"));
    this.list.replaceChildren(...options);
    this.open(true);
    this.move(-1);
  }

  remark(text) {
    return make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, text);
  }

  tell(text) {
    this.list.replaceChildren(this.remark(text));
    this.open(true);
  }

  open(yes) {
    this.list.hidden = !yes || document.activeElement !== this.input;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    if (this.list.hidden) this.input.removeAttribute("aria-activedescendant");
  }

  choices() {
    return [...this.list.querySelectorAll("[data-id]")];
  }

  move(index) {
    const choices = this.choices();
    this.active = choices.length ? Math.min(Math.max(index, -1), choices.length - 1) : -1;
    choices.forEach((choice, at) => choice.setAttribute("aria-selected", String(at === this.active)));
    const here = choices[this.active];
    if (here) {
      this.input.setAttribute("aria-activedescendant", here.id);
      here.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const shown = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (shown) this.move(this.active + (event.key === "ArrowDown" ? 1 : -1));
      else this.search();
    } else if (event.key === "Enter" && shown) {
      event.preventDefault();
      this.choose(this.choices()[this.active] ?? (this.choices().length === 1 ? this.choices()[0] : null));
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      event.stopPropagation();
      this.open(false);
    }
  }

  choose(option) {
    if (!option) return;
    this.input.value = option.dataset.label;
    this.set(option.dataset.id, option.dataset.label);
    this.open(false);
  }

  /** Text that names nothing must not vanish silently, nor be taken for an answer. */
  left() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    if (this.input.value.trim() && !this.hidden.value) this.note.textContent = "还没有选中，请从列出的名称里选一个";
    else this.note.textContent = "";
  }
}

export function start(root) {
  fresh(root, ".combo", "anlanPicker").forEach((box) => new Picker(box));
}
