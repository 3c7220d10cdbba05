import { toast } from "../dom.js";
import { Upload } from "../upload.js";
import { all, drop, put } from "./store.js";

const AGAIN_AFTER = 30000;
const KNOWN_AT_ONCE = 50;
const WAITING = "waiting";
export const TROUBLE = "trouble";
/** The server is busy, full or away: the same act goes again later. */
const LATER = new Set([408, 425, 429, 500, 502, 503, 504, 507]);
const SENTENCES = {
  400: "服务器没有读懂这次提交，请打开核对后重新提交",
  403: "没有这项权限，或权限已变更，请打开查看",
  404: "记录已不在您的范围内，或已被移走，请打开查看",
  413: "内容太大，服务器没有接收，请减少附件后再试",
};

class NoSignal extends Error {}
class SignedOut extends Error {}

export function owner() {
  return document.body.dataset.owner ?? "";
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function announce() {
  document.dispatchEvent(new CustomEvent("anlan:outbox"));
}

/**
 * Lays down what shall be sent as a form by POST: at once when there is signal, else when it comes back.
 * fields: pairs of name and value with an `act` among them; files: {name, file}; entries of one chain keep their order.
 */
export async function enqueue({ url, fields, files = [], title, chain = "" }) {
  const entry = { owner: owner(), url, fields, files, title, chain, at: new Date().toISOString(), state: WAITING, why: "" };
  await put(entry);
  navigator.storage?.persist?.();
  announce();
  flush();
  return entry;
}

function actOf(entry) {
  return entry.fields.find(([name]) => name === "act")?.[1] ?? "";
}

export async function mine() {
  return (await all()).filter((entry) => entry.owner === owner());
}

async function ask(address, options = {}) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin", cache: "no-store", ...options });
  } catch {
    throw new NoSignal();
  }
  return response;
}

/** Who is signed in here now, a token that still holds, and which of these acts the server has already. */
async function stateOf(entries) {
  const found = new Set();
  let said = null;
  const acts = entries.map(actOf);
  for (let start = 0; start === 0 || start < acts.length; start += KNOWN_AT_ONCE) {
    const part = acts.slice(start, start + KNOWN_AT_ONCE).filter(Boolean);
    const response = await ask(`${document.body.dataset.outboxState}?acts=${part.join(",")}`, { headers: { Accept: "application/json" } });
    if (response.redirected || response.status === 403) throw new SignedOut();
    if (!response.ok) throw new NoSignal();
    said = await response.json();
    said.known.forEach((one) => found.add(one));
  }
  return { ...said, known: found };
}

function upload(file) {
  return new Promise((resolve, reject) => {
    const job = new Upload(file, document.body.dataset.uploads, {
      onProgress: () => {},
      onDone: resolve,
      onFailed: (text, again = true) => reject(again ? new NoSignal(text) : new Error(text)),
    });
    job.begin();
  });
}

/** Each file becomes a field as soon as it has arrived, so that a lost signal does not send it twice. */
async function sendFiles(entry) {
  while (entry.files.length) {
    const { name, file } = entry.files[0];
    const info = await upload(file);
    entry.files = entry.files.slice(1);
    entry.fields = [...entry.fields, [name, info.id]];
    await put(entry);
    announce();
  }
}

export function bodyOf(entry, token) {
  const body = new URLSearchParams(entry.fields.filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "claimed_at"));
  body.append("csrfmiddlewaretoken", token);
  body.append("claimed_at", entry.at);
  return body;
}

function sentences(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const said = [...page.querySelectorAll(".errors li, .errors h2, .message-error, main > .card > p[role=alert]")].map((one) => one.textContent.trim());
  return [...new Set(said.filter(Boolean))].join("；");
}

async function trouble(entry, why) {
  entry.state = TROUBLE;
  entry.why = why;
  await put(entry);
}

/** True when it has arrived, and so is gone from here. */
async function send(entry, token) {
  try {
    await sendFiles(entry);
  } catch (error) {
    if (error instanceof NoSignal) throw error;
    await trouble(entry, `附件没有传上：${error.message}`);
    return false;
  }
  const response = await ask(entry.url, { method: "POST", body: bodyOf(entry, token) });
  if (LATER.has(response.status)) throw new NoSignal();
  const text = await response.text();
  if (/<body class="bare/.test(text) && response.redirected) throw new SignedOut();
  const { known } = await stateOf([entry]);
  const said = sentences(text);
  if (known.has(actOf(entry)) || (response.redirected && response.ok && !said)) {
    await drop(entry.order);
    return true;
  }
  await trouble(entry, said || SENTENCES[response.status] || "服务器没有确认收到，请打开核对");
  return false;
}

async function flushAll() {
  const entries = await mine();
  if (!entries.length) return 0;
  const state = await stateOf(entries);
  if (state.owner !== owner()) return 0;
  const held = new Set();
  let sent = 0;
  for (const entry of entries) {
    if (state.known.has(actOf(entry))) {
      await drop(entry.order);
      sent += 1;
    } else if (entry.state === TROUBLE || held.has(entry.chain)) {
      if (entry.chain) held.add(entry.chain);
    } else if (await send(entry, state.csrf)) sent += 1;
    else if (entry.chain) held.add(entry.chain);
    announce();
  }
  return sent;
}

let running = null;
let timer = null;

async function flushOnce() {
  try {
    const sent = await flushAll();
    if (sent) toast(`${sent} 条存在本机的内容已上传`, { tone: "success" });
    document.dispatchEvent(new CustomEvent("anlan:signed-out", { detail: false }));
  } catch (error) {
    if (error instanceof SignedOut) document.dispatchEvent(new CustomEvent("anlan:signed-out", { detail: true }));
    else if (!(error instanceof NoSignal)) throw error;
  } finally {
    announce();
    clearTimeout(timer);
    const left = (await mine()).some((entry) => entry.state === WAITING);
    if (left) timer = setTimeout(flush, AGAIN_AFTER);
  }
}

/** Sends what waits, in order; two tabs do not send the same thing, and if they did the server would take it once. */
export function flush() {
  if (!owner()) return Promise.resolve();
  running ??= (navigator.locks
    ? navigator.locks.request("anlan-outbox", { ifAvailable: true }, (lock) => (lock ? flushOnce() : null))
    : flushOnce()
  ).finally(() => {
    running = null;
  });
  return running;
}

/** A person looks at what was refused: the same form goes as an ordinary page, which says what is wrong and keeps what was typed. */
export async function openEntry(entry) {
  try {
    const { csrf: token } = await stateOf([entry]);
    await sendFiles(entry);
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: entry.url, hidden: true });
    bodyOf(entry, token).forEach((value, name) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    });
    document.body.append(form);
    form.submit();
  } catch (error) {
    const text = error instanceof NoSignal ? "现在没有网络，联网后再打开" : error instanceof SignedOut ? "登录已过期，请先登录" : error.message;
    toast(text, { tone: "error" });
  }
}

/** Why this browser can't open pages without signal; "" when it can. */
export function cannotOpenOffline() {
  if (/MicroMessenger|DingTalk|QQ\//.test(navigator.userAgent)) {
    return "应用内的浏览器不能离线打开页面：请点右上角“…”，选“在浏览器打开”，登录后再用";
  }
  if (!window.isSecureContext) return "当前是 http 地址，不能离线打开页面：请改用 https 地址；已打开的表单断网时仍可存在本机";
  if (!("serviceWorker" in navigator)) return "这个浏览器不能离线打开页面：请换用最新版的 Chrome、Edge 或 Safari";
  return "";
}
