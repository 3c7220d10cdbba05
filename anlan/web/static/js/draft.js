import { changed, fresh, later, make } from "./dom.js";
import { holding } from "./files.js";

const PREFIX = "anlan:draft:";
const SENT = "anlan:draft-sent";
const KEPT_DAYS = 30;
const drafts = new Set();

function worth(control) {
  if (!control.name || control.closest("[data-files], [data-no-draft]")) return false;
  if (["password", "file", "submit", "button"].includes(control.type)) return false;
  return control.type !== "hidden" || Boolean(control.closest(".field"));
}

function snapshot(form) {
  const values = {};
  const labels = {};
  const files = {};
  [...form.elements].filter(worth).forEach((control) => {
    const list = (values[control.name] ??= []);
    if (control.type === "checkbox" || control.type === "radio") {
      if (control.checked) list.push(control.value);
    } else list.push(control.value);
    const combo = control.closest(".combo");
    if (combo) labels[control.name] = combo.querySelector("[role=combobox]").value;
  });
  form.querySelectorAll("[data-files]").forEach((box) => {
    if (box.anlanFiles) files[box.dataset.files] = box.anlanFiles.snapshot();
  });
  return { values, labels, files };
}

function refill(form, { values, labels, files }) {
  const counts = Object.keys(values).filter((name) => name.endsWith("-count"));
  counts.map((name) => form.elements[name]).filter((one) => one?.closest?.("[data-subtable]")).forEach((one) => {
    one.dataset.restore = values[one.name][0];
    one.dispatchEvent(new CustomEvent("anlan:restore"));
  });
  const used = {};
  [...form.elements].filter(worth).forEach((control) => {
    const list = values[control.name];
    if (!list || counts.includes(control.name)) return;
    if (control.type === "checkbox" || control.type === "radio") control.checked = list.includes(control.value);
    else {
      used[control.name] = (used[control.name] ?? -1) + 1;
      control.value = list[used[control.name]] ?? "";
    }
    if (control.type === "hidden") control.dispatchEvent(new CustomEvent("anlan:restore", { detail: { label: labels[control.name] } }));
    else changed(control);
  });
  form.querySelectorAll("[data-files]").forEach((box) => box.anlanFiles?.restore(files[box.dataset.files] ?? []));
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function moment(at) {
  return new Date(at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

class Draft {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.draftKey;
    this.refused = Boolean(form.querySelector(".errors, [aria-invalid=true], [data-invalid=true]"));
    this.initial = JSON.stringify(snapshot(form));
    const save = later(400, () => this.save());
    form.addEventListener("input", save);
    form.addEventListener("change", save);
    form.addEventListener("submit", () => this.leaving());
    form.addEventListener("anlan:queued", () => this.forget());
    form.addEventListener("htmx:afterRequest", (event) => event.detail.successful && event.detail.elt === form && this.clear());
    form.querySelectorAll("[data-draft-forget]").forEach((link) => link.addEventListener("click", () => this.forget()));
    if (!this.refused) this.offer(read(this.key));
  }

  /** 刷新: what was typed is given up, and nobody asks whether it should be. */
  forget() {
    this.sent = true;
    localStorage.removeItem(PREFIX + this.key);
  }

  get dirty() {
    if (!this.form.isConnected || this.sent) return false;
    return this.refused || holding(this.form) || JSON.stringify(snapshot(this.form)) !== this.initial;
  }

  save() {
    if (!this.form.isConnected || this.sent) return;
    const data = snapshot(this.form);
    if (!this.refused && JSON.stringify(data) === this.initial) {
      if (!this.offered) localStorage.removeItem(PREFIX + this.key);
      return;
    }
    const body = JSON.stringify({ at: Date.now(), act: this.form.dataset.act ?? "", data });
    try {
      localStorage.setItem(PREFIX + this.key, body);
      this.say(`草稿已存 ${new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })}`);
    } catch {
      this.say("浏览器存不下草稿了，请尽早提交");
    }
  }

  say(text) {
    const place = this.form.querySelector("[data-draft-saved]");
    if (place) place.textContent = text;
  }

  offer(draft) {
    if (!draft || JSON.stringify(draft.data) === this.initial) return;
    this.offered = true;
    const text = make("p", {}, `有上次未保存的内容（${moment(draft.at)}），要接着填吗？`);
    const take = make("button", { type: "button", class: "button small primary" }, "恢复");
    const drop = make("button", { type: "button", class: "button small" }, "丢弃");
    const bar = make("div", { class: "draft-bar", role: "status" }, text, take, drop);
    take.addEventListener("click", () => {
      this.take(draft);
      text.textContent = "已恢复上次未保存的内容";
      take.remove();
      drop.focus();
    });
    drop.addEventListener("click", () => this.drop(bar, !take.isConnected));
    this.form.prepend(bar);
  }

  /** The same act id goes again, so what did arrive before the line broke is not applied twice. */
  take(draft) {
    this.offered = false;
    const act = this.form.querySelector("input[type=hidden][name=act]");
    if (draft.act && act) {
      act.value = draft.act;
      this.form.dataset.act = draft.act;
    }
    refill(this.form, draft.data);
    this.save();
  }

  drop(bar, wasTaken) {
    this.offered = false;
    localStorage.removeItem(PREFIX + this.key);
    bar.remove();
    if (!wasTaken) return;
    this.sent = true;
    location.reload();
  }

  leaving() {
    this.sent = true;
    sessionStorage.setItem(SENT, this.key);
    setTimeout(() => {
      if (!this.form.anlanSent) this.sent = false;
    }, 50);
  }

  clear() {
    localStorage.removeItem(PREFIX + this.key);
    this.initial = JSON.stringify(snapshot(this.form));
  }
}

/** Only a redirect after the post means that it was kept; a refusal, an error page or the sign-in page leaves the draft. */
function settleSent() {
  const key = sessionStorage.getItem(SENT);
  if (key === null) return;
  sessionStorage.removeItem(SENT);
  const [navigation] = performance.getEntriesByType("navigation");
  if (navigation?.redirectCount > 0 && !document.body.classList.contains("bare")) localStorage.removeItem(PREFIX + key);
}

function sweep() {
  const limit = Date.now() - KEPT_DAYS * 86400000;
  Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => {
    const draft = read(key.slice(PREFIX.length));
    if (!(draft?.at > limit)) localStorage.removeItem(key);
  });
}

settleSent();
sweep();
window.addEventListener("beforeunload", (event) => {
  if ([...drafts].some((draft) => draft.dirty)) event.preventDefault();
});

export function start(root) {
  fresh(root, "form[data-draft-key]", "anlanDraft").forEach((form) => drafts.add(new Draft(form)));
}
