import { make, toast } from "../dom.js";
import { pack, unpacked } from "../files.js";
import { cannotOpenOffline, enqueue, flush, mine, owner, TROUBLE } from "./outbox.js";
import { all, forgetAll, keep, kept } from "./store.js";

const PAGES = "anlan-pages";
const ASSETS = "anlan-static";
const DAY = 86400000;
const FULL = "手机存储空间不足，没有存下，请清理空间后再提交；不要关闭本页";

function queueable(form) {
  return form.matches("form.record") && form.getAttribute("method")?.toLowerCase() === "post"
    && form.elements.act && !("noOutbox" in form.dataset);
}

function answered(control) {
  if (control.matches("select, textarea, input:not([type=checkbox], [type=radio])")) return control.value.trim();
  const parts = [...control.querySelectorAll("input, select, textarea")];
  const said = parts.some((one) => (["checkbox", "radio"].includes(one.type) ? one.checked : one.type !== "file" && one.value.trim()));
  return said || control.querySelector("li.file");
}

/** What the server would send back anyway is said before there is a signal. */
function missing(form) {
  const asked = [...form.querySelectorAll("[aria-required=true]")].filter((one) => one.getClientRects().length && !one.matches(":disabled"));
  const control = asked.find((one) => !answered(one));
  if (!control) return false;
  const label = control.closest(".field")?.querySelector("label, legend, .label")?.textContent.replace("*", "").trim() || "带红星的项目";
  toast(`请先填写“${label}”`, { tone: "error" });
  control.focus();
  return true;
}

function titleOf(form) {
  return `${document.querySelector("h1")?.textContent.trim() ?? document.title}${form.dataset.title ? ` · ${form.dataset.title}` : ""}`;
}

function saved(form) {
  const again = make("a", { class: "button", href: location.href }, "再填一份");
  const list = make("a", { class: "button primary", href: document.body.dataset.outbox }, "查看待上传");
  const card = make("section", { class: "card outbox-saved", role: "status", tabindex: "-1" },
    make("h2", {}, "已存本机，联网自动上传"),
    make("p", {}, "现在没有网络。内容和照片已存在这台设备上，有信号后自动上传；上传前请不要清除浏览器数据，也不要退出登录。"),
    make("div", { class: "buttons" }, list, again));
  form.replaceWith(card);
  card.focus();
}

/** Lays a form down on this device, photos and all. */
export async function queueForm(form, submitter) {
  if (missing(form)) return;
  try {
    const data = new FormData(form, submitter?.form === form ? submitter : undefined);
    const fields = [...data].filter(([, value]) => typeof value === "string");
    await enqueue({ url: form.action, fields, files: await pack(form), title: titleOf(form), chain: form.dataset.chain ?? "" });
  } catch (error) {
    toast(error.name === "QuotaExceededError" ? FULL : `没有存下（${error.message}），请不要关闭本页，稍后再试`, { tone: "error" });
    return;
  }
  form.dispatchEvent(new CustomEvent("anlan:queued"));
  saved(form);
}

function onSubmit(event) {
  const form = event.target;
  if (!queueable(form)) return;
  if (navigator.onLine && !form.anlanQueue) {
    // Should the signal be lost on the way, the service worker keeps the form and wants its name.
    keep("title", { act: form.elements.act.value, title: titleOf(form) }).catch(() => {});
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.anlanQueueing) return;
  form.anlanQueueing = true;
  queueForm(form, event.submitter).finally(() => {
    form.anlanQueueing = false;
  });
}

/** A signal that is there by name only: the person says that it shall not wait for it. */
function offerWhenStuck(event) {
  const form = event.target.closest("form");
  if (!form || !queueable(form) || form.anlanOffered || !unpacked(form)) return;
  form.anlanOffered = true;
  toast("照片没有传上，信号可能不好", {
    tone: "error",
    label: "先存本机，稍后自动上传",
    action: () => {
      form.anlanQueue = true;
      form.requestSubmit();
    },
  });
}

async function drawChip() {
  const chip = document.querySelector("[data-outbox-chip]");
  if (!chip) return;
  const entries = await mine();
  const stuck = entries.filter((entry) => entry.state === TROUBLE).length;
  chip.hidden = !entries.length;
  chip.classList.toggle("stuck", stuck > 0);
  chip.querySelector("b").textContent = entries.length;
  chip.setAttribute("aria-label", stuck ? `待上传 ${entries.length} 条，其中 ${stuck} 条需要处理` : `待上传 ${entries.length} 条`);
}

function drawStrip() {
  const strip = document.querySelector("[data-offline-strip]");
  if (!strip) return;
  const since = document.body.dataset.fromCache;
  strip.hidden = navigator.onLine && !since;
  const day = since ? new Date(since).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }) : "";
  strip.querySelector("span").textContent = since
    ? `没有网络，这是 ${day} 存在本机的页面；照常填写，提交后联网自动上传`
    : "没有网络：照常填写，提交后存在本机，联网自动上传";
}

function drawAbility() {
  const why = cannotOpenOffline();
  document.querySelectorAll("[data-offline-ability]").forEach((place) => {
    place.textContent = why || "这个浏览器可以离线使用：打开过的页面没有信号也能再打开，填写的内容和照片存在本机，联网自动上传";
    place.classList.toggle("message-warning", Boolean(why));
    place.hidden = false;
  });
}

/** Whoever signs out leaves nothing to read here; what has not arrived yet stays, for nobody but its owner. */
async function leaving(event) {
  const form = event.target;
  if (!form.matches("form[data-sign-out]") || form.elements.outbox) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const waiting = await all().catch(() => []);
  if (waiting.length) {
    form.append(make("input", { type: "hidden", name: "outbox", value: waiting.length }));
    Object.keys(localStorage).filter((key) => key.startsWith("anlan:")).forEach((key) => localStorage.removeItem(key));
    await forgetAll();
    await caches?.delete(PAGES);
  } else form.append(make("input", { type: "hidden", name: "outbox", value: "0" }));
  form.requestSubmit();
}

/** Pages that are wanted later without signal are fetched while there is some. */
export async function keepPages(addresses) {
  const cache = await caches.open(PAGES);
  for (const address of addresses) {
    const response = await fetch(address, { credentials: "same-origin" });
    if (response.ok && !response.redirected) await cache.put(address, await stamped(response));
  }
}

/** The scripts and styles of kept pages: the first page of all was opened before the worker could see what it fetched. */
async function keepAssets() {
  const pages = await caches.open(PAGES);
  const assets = await caches.open(ASSETS);
  const wanted = new Set(performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter((one) => one.pathname.startsWith("/static/")).map((one) => one.pathname));
  wanted.add(document.body.dataset.tus);
  for (const request of await pages.keys()) {
    const text = await (await pages.match(request)).text();
    [...text.matchAll(/(?:src|href)="(\/static\/[^"#?]+)/g)].forEach(([, path]) => wanted.add(path));
  }
  // They have no version in their names: once a day they are asked for anew.
  const old = Date.now() - ((await kept("assets")) ?? 0) > DAY;
  for (const path of wanted) if (old || !(await assets.match(path))) await assets.add(new Request(path, { cache: "no-cache" }));
  if (old) await keep("assets", Date.now());
}

async function stamped(response) {
  const headers = new Headers(response.headers);
  headers.set("Anlan-Kept", new Date().toISOString());
  return new Response(await response.text(), { status: 200, headers });
}

async function registerWorker() {
  if (cannotOpenOffline() || !owner()) return;
  try {
    await navigator.serviceWorker.register(document.body.dataset.worker, { type: "module" });
    await navigator.serviceWorker.ready;
    const keepers = [...document.querySelectorAll("[data-keep-offline]")].flatMap((one) => one.dataset.keepOffline.split(" ").filter(Boolean));
    const here = "keepHere" in document.body.dataset ? [location.href] : [];
    if (!navigator.onLine || document.body.dataset.fromCache) return;
    await keepPages([document.body.dataset.outbox, ...here, ...keepers]);
    await keepAssets();
    document.body.dataset.ready = "offline";
  } catch {
    // Offline pages are a comfort: without them the form at hand still waits on this device.
  }
}

export function listen() {
  document.addEventListener("submit", leaving, true);
  if (!owner() || !("indexedDB" in window)) return;
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("anlan:uploads", offerWhenStuck);
  document.addEventListener("anlan:outbox", drawChip);
  ["online", "offline"].forEach((name) => window.addEventListener(name, drawStrip));
  window.addEventListener("online", () => flush());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  drawStrip();
  drawChip();
  drawAbility();
  flush();
  registerWorker();
}
