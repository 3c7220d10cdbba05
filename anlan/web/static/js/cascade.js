import { changed, fresh, getJson } from "./dom.js";

const cache = new Map();

function children(url, parent) {
  const address = `${url}?parent=${encodeURIComponent(parent)}`;
  if (!cache.has(address)) {
    const answer = getJson(address).then((body) => (Array.isArray(body) ? body : body.results));
    answer.catch(() => cache.delete(address));
    cache.set(address, answer);
  }
  return cache.get(address);
}

/** One request brings every level above and below a path, instead of one after another on a slow line. */
async function bring(url, path) {
  if (!path || cache.has(`${url}?parent=${encodeURIComponent(path)}`)) return;
  try {
    const { levels } = await getJson(`${url}?path=${encodeURIComponent(path)}`);
    levels.forEach((one) => cache.set(`${url}?parent=${encodeURIComponent(one.parent)}`, Promise.resolve(one.options)));
  } catch {
    // The levels are then asked for one by one, and say themselves what went wrong.
  }
}

/** Longest first: without a separator "32/1" also begins "32/12". */
function towards(options, path) {
  return options.filter((one) => path.startsWith(one.path)).sort((a, b) => b.path.length - a.path.length)[0];
}

class Cascade {
  constructor(box) {
    this.box = box;
    this.hidden = box.querySelector("input[type=hidden]");
    this.selects = [...box.querySelectorAll("select")];
    this.blanks = this.selects.map((select) => select.options[0].text);
    this.nodes = this.selects.map(() => new Map());
    this.turn = 0;
    this.selects.forEach((select, level) => select.addEventListener("change", () => this.picked(level)));
    this.hidden.addEventListener("anlan:restore", () => this.load());
    this.load();
  }

  clear(from) {
    this.selects.slice(from).forEach((select, offset) => {
      select.replaceChildren(new Option(this.blanks[from + offset], ""));
      select.disabled = true;
      this.nodes[from + offset].clear();
    });
  }

  fill(level, options) {
    const select = this.selects[level];
    select.replaceChildren(new Option(this.blanks[level], ""), ...options.map((one) => new Option(one.name, one.path)));
    options.forEach((one) => this.nodes[level].set(one.path, one));
    select.disabled = false;
  }

  async options(level, parent, turn) {
    this.clear(level);
    try {
      const all = await children(this.box.dataset.url, parent);
      return turn === this.turn ? all : null;
    } catch {
      this.selects[level].replaceChildren(new Option("没有取到，点此重试", ""));
      this.selects[level].disabled = false;
      this.selects[level].addEventListener("focus", () => this.load(), { once: true });
      return null;
    }
  }

  /** Walks down from the top along the wanted path; levels above the root are shown but fixed. */
  async load() {
    const turn = ++this.turn;
    const { root } = this.box.dataset;
    const wanted = this.hidden.value || root || "";
    await bring(this.box.dataset.url, wanted);
    if (turn !== this.turn) return;
    let parent = "";
    for (let level = 0; level < this.selects.length; level += 1) {
      const all = await this.options(level, parent, turn);
      if (!all?.length) return;
      const fixed = root && parent.length < root.length ? towards(all, root) : null;
      this.fill(level, fixed ? [fixed] : all);
      const here = fixed ?? towards(all, wanted);
      if (!here) return;
      this.selects[level].value = here.path;
      if (fixed) this.selects[level].disabled = true;
      if (!here.has_children) return;
      parent = here.path;
    }
  }

  async picked(level) {
    const turn = ++this.turn;
    const path = this.selects[level].value;
    this.hidden.value = path || (level > 0 ? this.selects[level - 1].value : "");
    changed(this.hidden);
    this.clear(level + 1);
    const node = this.nodes[level].get(path);
    if (!node?.has_children || level + 1 >= this.selects.length) return;
    const all = await this.options(level + 1, path, turn);
    if (all?.length) this.fill(level + 1, all);
  }
}

export function start(root) {
  fresh(root, "[data-area]", "anlanArea").forEach((box) => new Cascade(box));
}
