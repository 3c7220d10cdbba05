/** Opens pages without signal and keeps a form whose way to the server broke off. Served at the root, so that it sees all pages. */
import { forget, keep, kept, put } from "/static/js/outbox/store.js";

const PAGES = "anlan-pages";
const STATIC = "anlan-static";
const OUTBOX = "/web/outbox/";
const KEPT_DAYS = 7;
const ACT = /((?:name="act" value|data-act)=")([0-9a-f-]{36})"/g;

self.addEventListener("install", () => self.skipWaiting());

/** A signal by name only shows itself in a page that did not come; for a while its scripts are taken from here too. */
let lostUntil = 0;

function without() {
  return !self.navigator.onLine || Date.now() < lostUntil;
}

/** What another person read here must not be there for the next. */
async function belongsTo(owner) {
  if ((await kept("owner")) === owner) return;
  await caches.delete(PAGES);
  if (owner) await keep("owner", owner);
  else await forget("owner");
}

async function stamp(response) {
  const headers = new Headers(response.headers);
  headers.set("Anlan-Kept", new Date().toISOString());
  return new Response(await response.text(), { status: 200, headers });
}

/** A page that is opened twice from here makes two acts, never one twice. */
async function fromHere(response) {
  const since = response.headers.get("Anlan-Kept");
  const renamed = new Map();
  const text = (await response.text()).replace(ACT, (_, before, act) => {
    if (!renamed.has(act)) renamed.set(act, crypto.randomUUID());
    return `${before}${renamed.get(act)}"`;
  }).replace("<body ", `<body data-from-cache="${since}" `);
  return new Response(text, { status: 200, headers: response.headers });
}

function fresh(response) {
  return response && Date.now() - Date.parse(response.headers.get("Anlan-Kept")) < KEPT_DAYS * 86400000;
}

async function fallback(request) {
  const cache = await caches.open(PAGES);
  const found = (await cache.match(request.url)) ?? (await cache.match(request.url, { ignoreSearch: true }));
  if (fresh(found)) return fromHere(found);
  const list = await cache.match(OUTBOX);
  if (fresh(list)) return fromHere(list);
  return new Response("没有网络，这个页面也没有存在本机。请在有信号的地方打开一次，以后没有信号也能打开。", {
    status: 503, headers: { "Content-Type": "text/plain; charset=utf-8" },
  });
}

async function page(event) {
  const { request } = event;
  try {
    const response = await fetch(request);
    lostUntil = 0;
    event.waitUntil(remember(request, response.clone()));
    return response;
  } catch {
    lostUntil = Date.now() + 60000;
    return fallback(request);
  }
}

/** Nobody waits for this: the page is on its way already. */
async function remember(request, response) {
  const owner = response.headers.get("Anlan-Owner");
  if (owner) await belongsTo(owner);
  else if (new URL(response.url || request.url).pathname.startsWith("/people/sign-in")) await belongsTo("");
  if (response.ok && response.headers.has("Anlan-Offline")) {
    const cache = await caches.open(PAGES);
    await cache.put(request.url, await stamp(response));
  }
}

async function form(request) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const fields = [...new URLSearchParams(await copy.text())];
    const act = fields.find(([name]) => name === "act")?.[1];
    if (!act) return fallback(request);
    const named = await kept("title");
    await put({
      owner: (await kept("owner")) ?? "", url: request.url, fields, files: [], chain: "", state: "waiting", why: "",
      title: named?.act === act ? named.title : "填写的表单", at: new Date().toISOString(),
    });
    return Response.redirect(OUTBOX, 303);
  }
}

async function withCopy(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(STATIC);
    const found = await cache.match(request, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(page(event));
    else if (request.headers.get("Content-Type")?.startsWith("application/x-www-form-urlencoded")) event.respondWith(form(request));
  } else if (request.method === "GET" && without() && (pathname.startsWith("/static/") || pathname.startsWith("/areas/"))) {
    event.respondWith(withCopy(request));
  }
});
