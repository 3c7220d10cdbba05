import { enqueue, mine, newId } from "../outbox/outbox.js";
import { forget, keep, kept } from "../outbox/store.js";
import { csrf } from "../dom.js";
import { Upload } from "../upload.js";

/** The server is busy, full or away: what was said waits on the phone. */
const LATER = new Set([408, 425, 429, 500, 502, 503, 504, 507]);

class NoSignal extends Error {}

function upload(file, address) {
  return new Promise((resolve, reject) => {
    const job = new Upload(file, address, {
      onProgress: () => {},
      onDone: (info) => resolve(info.id),
      onFailed: (text, again = true) => reject(again ? new NoSignal(text) : new Error(text)),
    });
    job.begin();
  });
}

/**
 * One inspection as it stands on this phone. Every tap is on the disk before anything else happens; a save is an act that
 * goes at once or waits. `answers[slot]`: content, base (the act it was read from), dirty, pending, rivals.
 */
export class Sheet {
  constructor(data) {
    this.data = data;
    this.name = `inspection:${data.seat}:${data.site}:${data.way}`;
    this.chain = this.name;
    this.faces = { ...(data.server?.photos ?? {}) };
    this.files = {};
  }

  async open() {
    this.local = (await kept(this.name)) ?? this.blank();
    const waiting = (await this.waiting()).length > 0;
    const cached = Boolean(document.body.dataset.fromCache);
    if (!waiting && !cached) this.settleWith(this.data.server);
    else if (this.data.server && !this.local.inspection) this.absorb(this.data.server);
    await this.loadPhotos();
    await this.keep();
    return this;
  }

  blank() {
    return { ref: newId(), inspection: this.data.server?.inspection ?? null, answers: {}, head: {}, here: null };
  }

  /** The page is fresh and nothing waits: the server knows all but what was not saved yet. */
  settleWith(server) {
    const answers = Object.entries(this.local.answers);
    const gone = this.local.inspection && this.local.inspection !== server?.inspection;
    this.local.answers = Object.fromEntries(answers.filter(([, one]) => one.dirty));
    if (gone || (!server && !this.local.inspection)) {
      Object.values(this.local.answers).forEach((one) => { one.base = ""; });
      this.local.ref = newId();
    }
    this.local.inspection = server?.inspection ?? null;
    if (server) this.absorb(server);
  }

  /** What the server says now; what was tapped since stays. */
  absorb(server) {
    this.local.inspection = server.inspection;
    Object.assign(this.faces, server.photos);
    for (const [slot, one] of Object.entries(server.answers)) {
      const own = this.local.answers[slot];
      if (own?.dirty || own?.pending) own.rivals = own.pending ? own.rivals : one.rivals;
      else this.local.answers[slot] = { content: one.content, base: one.mark, rivals: one.rivals, who: one.who, at: one.at };
    }
  }

  waiting() {
    return mine().then((every) => every.filter((one) => one.chain === this.chain));
  }

  keep() {
    return keep(this.name, structuredClone(this.local));
  }

  content(slot) {
    const found = this.local.answers[slot]?.content;
    return found && !found.removed ? found : null;
  }

  say(slot, content) {
    const before = this.local.answers[slot] ?? { base: "", rivals: [] };
    this.local.answers[slot] = { ...before, content, dirty: true };
    return this.keep();
  }

  get disputed() {
    return Object.entries(this.local.answers).filter(([, one]) => one.rivals?.length);
  }

  dirty(slots) {
    return slots.filter((slot) => this.local.answers[slot]?.dirty);
  }

  // Photos ---------------------------------------------------------------------------------------------------------

  async addPhoto(file) {
    const ref = newId();
    await keep(`inspection-photo:${ref}`, file);
    this.files[ref] = file;
    return `@${ref}`;
  }

  async loadPhotos() {
    const used = Object.values(this.local.answers).flatMap((one) => one.content.photos ?? []);
    for (const one of used.filter((photo) => photo.startsWith("@"))) {
      const ref = one.slice(1);
      this.files[ref] ??= await kept(`inspection-photo:${ref}`);
    }
  }

  photosOf(slots) {
    const used = slots.flatMap((slot) => this.local.answers[slot].content.photos ?? []);
    return [...new Set(used.filter((one) => one.startsWith("@")).map((one) => one.slice(1)))].filter((ref) => this.files[ref]);
  }

  // Sending --------------------------------------------------------------------------------------------------------

  /** Sends what was said of these slots as one act. Resolves to {answer} or {waiting: true}; rejects with what is wrong. */
  async save(slots, said, over = {}) {
    const dirty = this.dirty(slots);
    if (!dirty.length) return { answer: null };
    const act = newId();
    const entries = dirty.map((slot) => {
      const { base, content } = this.local.answers[slot];
      return { slot, base, content, over: over[slot] ?? [] };
    });
    const sent = new Map(dirty.map((slot) => [slot, this.local.answers[slot].content]));
    const fields = [["do", "answer"], ["entries", JSON.stringify(entries)], ["said", said]];
    const result = await this.send(act, fields, this.photosOf(dirty), said);
    dirty.forEach((slot) => {
      const one = this.local.answers[slot];
      // Tapped again while this was on its way: that is still to be saved.
      const again = one.content !== sent.get(slot);
      Object.assign(one, { base: act, dirty: again, pending: Boolean(result.waiting) });
      if (over[slot]) one.rivals = (one.rivals ?? []).filter((rival) => !over[slot].includes(rival.mark));
    });
    if (result.answer) this.absorb(result.answer);
    await this.keep();
    return result;
  }

  async send(act, fields, photos, title) {
    const head = this.local.head.inspected_on || this.data.today;
    const known = this.local.inspection ? [["inspection", String(this.local.inspection)]] : [];
    const all = [["act", act], ["ref", this.local.ref], ...known, ["begun_on", head], ...fields];
    const files = photos.map((ref) => ({ name: `photo-${ref}`, file: this.files[ref] }));
    if (navigator.onLine && !(await this.waiting()).length) {
      try {
        return { answer: await this.post(all, files) };
      } catch (error) {
        if (!(error instanceof NoSignal)) throw error;
      }
    }
    await enqueue({ url: new URL(this.data.url, location.href).href, fields: all, files, title: `${this.data.title}：${title}`, chain: this.chain });
    return { waiting: true };
  }

  async post(fields, files) {
    const arrived = [];
    for (const { name, file } of files) arrived.push([name, await upload(file, this.data.upload)]);
    const body = new URLSearchParams([...fields, ...arrived, ["claimed_at", new Date().toISOString()]]);
    let response;
    try {
      response = await fetch(this.data.url, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": csrf() } });
    } catch {
      throw new NoSignal();
    }
    if (LATER.has(response.status)) throw new NoSignal();
    if (!response.headers.get("Content-Type")?.includes("json")) {
      throw new Error(response.redirected ? "登录已过期，填写的内容已存在本机，请重新登录后再打开本页" : "没有保存：权限或项目已变动，请返回重新选择项目");
    }
    const said = await response.json();
    if (!response.ok) throw Object.assign(new Error(said.error), { errors: said.errors });
    return said;
  }

  /** The inspection is over here: nothing of it stays, except what waits to be sent. */
  async close() {
    await forget(this.name);
    await Promise.all(Object.keys(this.files).map((ref) => forget(`inspection-photo:${ref}`)));
  }
}
