import { fresh, make, toast } from "./dom.js";
import { ghostShot } from "./camera.js";
import { MAX_BYTES, accepts, shrink } from "./shrink.js";
import { Upload } from "./upload.js";

class Item {
  constructor(owner, file) {
    this.owner = owner;
    this.original = file;
    this.state = "waiting";
    this.text = make("span", { class: "file-state" }, "准备中");
    this.bar = make("progress", { max: "1", value: "0", "aria-label": `${file.name}上传进度` });
    this.face = make("span", { class: "file-face" });
    const remove = make("button", { type: "button", class: "file-remove", "data-file-remove": "", "aria-label": `移除${file.name}` }, "×");
    this.line = make("li", { class: "file" }, this.face, make("span", { class: "file-name" }, file.name), this.text, this.bar, remove);
    this.line.anlanItem = this;
  }

  /** Two steps (上传文件 sends what 添加文件 chose): it lies here until it is sent. */
  hold() {
    this.face.textContent = (this.original.name.split(".").pop() ?? "").toUpperCase();
    this.set("added", "已添加，待上传");
    this.bar.hidden = true;
  }

  async begin() {
    this.set("waiting", "准备中");
    try {
      this.made = shrink(this.original);
      const { file, preview } = await this.made;
      if (preview) this.face.replaceChildren(preview);
      if (file.size > MAX_BYTES) return this.fail("超过 10 MB，请压缩后再传", false);
      this.upload = new Upload(file, this.owner.box.dataset.url, {
        onProgress: (part) => this.progress(part),
        onDone: (info) => this.done(info),
        onFailed: (text, again) => this.fail(text, again),
      });
      return await this.upload.begin();
    } catch {
      return this.fail("这张图片打不开，请换一张 JPG 或 PNG", false);
    }
  }

  progress(part) {
    this.bar.value = part;
    this.text.textContent = `上传中 ${Math.round(part * 100)}%`;
  }

  set(state, text) {
    this.state = state;
    this.text.textContent = text;
    this.line.classList.toggle("failed", state === "failed");
    this.bar.hidden = state === "failed";
    this.owner.count();
  }

  fail(text, again = true) {
    this.set("failed", text);
    if (!again || this.retry) return;
    this.retry = make("button", { type: "button", class: "button small" }, "重试");
    this.retry.addEventListener("click", () => this.again());
    this.line.append(this.retry);
  }

  again() {
    this.owner.say("");
    this.retry?.remove();
    this.retry = null;
    this.begin();
  }

  done(info) {
    if (!this.line.isConnected) return;
    this.state = "done";
    this.line.replaceWith(this.owner.line(info));
    this.owner.count();
    this.owner.changed();
  }
}

class Files {
  constructor(box) {
    this.box = box;
    this.list = box.querySelector(".file-list");
    this.pendingLine = box.querySelector("[data-pending]");
    this.errorLine = box.querySelector("[data-file-error]");
    this.most = Number(box.dataset.most);
    this.sender = box.querySelector("[data-file-send]");
    box.anlanFiles = this;
    this.listen();
    this.count();
    // Chosen before these scripts had come.
    box.querySelectorAll("[data-file-input]").forEach((input) => this.take(input));
  }

  take(input) {
    const chosen = [...input.files];
    input.value = "";
    if (chosen.length) this.add(chosen);
  }

  listen() {
    this.box.addEventListener("change", (event) => {
      if (!event.target.matches("[data-file-input]")) return;
      event.stopPropagation();
      this.take(event.target);
    });
    this.box.addEventListener("click", (event) => {
      if (event.target.closest("[data-file-remove]")) this.remove(event.target.closest("li"));
      if (event.target.closest("[data-ghost-open]")) this.ghost();
      if (event.target.closest("[data-file-send]")) this.send();
    });
    const zone = this.box.querySelector(".dropzone");
    const over = (yes) => (event) => {
      event.preventDefault();
      zone.classList.toggle("over", yes);
    };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      this.add([...event.dataTransfer.files]);
    });
    window.addEventListener("online", () => this.items("failed").forEach((item) => item.retry && item.again()));
  }

  items(state) {
    return [...this.list.children].map((line) => line.anlanItem).filter((item) => item && (!state || item.state === state));
  }

  /** What failed takes no place: another file may be chosen in its stead. */
  get held() {
    return this.list.children.length - this.items("failed").length;
  }

  get pending() {
    return this.items().filter((item) => item.state === "waiting");
  }

  add(chosen) {
    const problems = [];
    chosen.forEach((file) => {
      if (!accepts(this.box.dataset.accept, file) && !file.type.startsWith("image/")) problems.push(`${file.name}：这种文件不收`);
      else if (this.held >= this.most) problems.push(`${file.name}：最多 ${this.most} 个，已经满了`);
      else if (!file.type.startsWith("image/") && file.size > MAX_BYTES) problems.push(`${file.name}：超过 10 MB，请压缩后再传`);
      else {
        if (this.list.children.length >= this.most) this.items("failed")[0].line.remove();
        const item = new Item(this, file);
        this.list.append(item.line);
        if (this.sender) item.hold();
        else item.begin();
      }
    });
    this.say(problems.join("；"));
    this.count();
  }

  send() {
    this.say("");
    this.items("added").forEach((item) => item.begin());
  }

  say(text) {
    this.errorLine.textContent = text;
    this.errorLine.hidden = !text;
  }

  /** Beside the field: what is wrong with the file that stops the form, and what to do about it. */
  pointOut(item) {
    const added = item.state === "added";
    const what = item.retry ? "请点“重试”，或点 × 移除" : "请点 × 移除，或选择另一个文件";
    this.say(added ? `“${item.original.name}”还没有上传，请点“上传文件”，或点 × 移除，然后再保存`
      : `“${item.original.name}”没有传上，${what}，然后再提交`);
    this.box.scrollIntoView({ block: "center" });
    (added ? this.sender : item.retry ?? item.line.querySelector("[data-file-remove]")).focus({ preventScroll: true });
  }

  remove(line) {
    line.anlanItem?.upload?.stop();
    line.remove();
    this.say("");
    this.count();
    this.changed();
    this.box.querySelector("[data-file-input]")?.focus();
  }

  count() {
    const waiting = this.pending.length;
    const failed = this.items("failed").length;
    const added = this.items("added").length;
    if (this.sender) this.sender.disabled = !added;
    const parts = [waiting && `${waiting}张待传`, added && `${added}个已添加，点“上传文件”传上`, failed && `${failed}张没有传上`].filter(Boolean);
    this.pendingLine.textContent = parts.join("，");
    this.pendingLine.hidden = !parts.length;
    this.pendingLine.classList.toggle("stuck", failed > 0);
    this.box.classList.toggle("full", this.held >= this.most);
    this.box.dispatchEvent(new CustomEvent("anlan:uploads", { bubbles: true }));
  }

  changed() {
    this.box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  line(info) {
    const face = make("a", { class: "file-face", href: info.url },
      info.thumb ? make("img", { src: info.thumb, alt: info.name }) : make("span", {}, (info.name.split(".").pop() ?? "").toUpperCase()));
    if (info.thumb) face.dataset.lightbox = this.box.dataset.files;
    else Object.assign(face, { target: "_blank", rel: "noopener", ariaLabel: `打开${info.name}` });
    return make("li", { class: "file", "data-file": info.id },
      make("input", { type: "hidden", name: this.box.dataset.files, value: info.id }), face,
      make("span", { class: "file-name" }, info.name),
      make("button", { type: "button", class: "file-remove", "data-file-remove": "", "aria-label": `移除${info.name}` }, "×"));
  }

  snapshot() {
    return [...this.list.querySelectorAll("[data-file]")].map((line) => ({
      id: line.dataset.file,
      name: line.querySelector(".file-name").textContent,
      thumb: line.querySelector("img")?.getAttribute("src") ?? "",
      url: line.querySelector("a").getAttribute("href"),
    }));
  }

  restore(list) {
    this.list.replaceChildren(...list.map((info) => this.line(info)));
    this.count();
  }

  async ghost() {
    try {
      const shot = await ghostShot(this.box.dataset.ghost);
      if (shot) this.add([shot]);
    } catch {
      toast("这里用不了摄像头画面，改用手机相机拍照");
      this.box.querySelector("[data-file-input][capture]")?.click();
    }
  }
}

function boxesOf(form) {
  return [...form.querySelectorAll("[data-files]")].map((box) => box.anlanFiles).filter(Boolean);
}

/** What is chosen here and not yet on the server, as it would be sent; what can't be sent (no picture, too big) is not among it. */
export async function pack(form) {
  const found = [];
  for (const files of boxesOf(form)) {
    for (const item of files.items()) {
      const sendable = item.state === "waiting" || item.retry || item.state === "added";
      if (!sendable) continue;
      item.upload?.stop();
      const { file } = await (item.made ?? shrink(item.original));
      found.push({ name: files.box.dataset.files, file });
    }
  }
  return found;
}

/** Has a file failed that would arrive with a better signal? */
export function unpacked(form) {
  return boxesOf(form).some((files) => files.items("failed").some((item) => item.retry));
}

export function uploading(form) {
  return boxesOf(form).some((files) => files.pending.length > 0);
}

/** Is anything chosen here that is not yet on the server? */
export function holding(form) {
  return uploading(form) || boxesOf(form).some((files) => files.items("added").length > 0);
}

/** The form goes by itself once everything has arrived; a file that failed stops it, so that none is lost unseen. */
function waitForUploads(event) {
  const form = event.target;
  // Without signal the outbox takes the form with its files.
  if (!navigator.onLine || form.anlanQueue) return;
  const left = (files) => [...files.items("failed"), ...files.items("added")];
  const stuck = boxesOf(form).find((files) => left(files).length);
  if (!stuck && !uploading(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (stuck) {
    stuck.pointOut(left(stuck)[0]);
    return;
  }
  if (form.anlanWaiting) return;
  form.anlanWaiting = true;
  toast("附件还在上传，传完后自动提交");
  const go = () => {
    if (uploading(form)) return;
    form.removeEventListener("anlan:uploads", go);
    form.anlanWaiting = false;
    form.requestSubmit(event.submitter?.isConnected ? event.submitter : undefined);
  };
  form.addEventListener("anlan:uploads", go);
}

document.addEventListener("submit", waitForUploads, true);

export function start(root) {
  fresh(root, "[data-files]", "anlanFilesReady").forEach((box) => new Files(box));
}
