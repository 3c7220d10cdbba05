/** Live lines of a page: one EventSource for everything it follows. Without one the page asks again every few seconds. */

const AGAIN_EVERY = 10000;
const handlers = new Map();
let source = null;
let asking = null;
let opening = null;

function address(topics) {
  const base = document.body.dataset.live;
  if (!base) return null;
  const url = new URL(base.startsWith(":") ? `${location.protocol}//${location.hostname}${base}/live` : base, location.href);
  topics.forEach((topic) => url.searchParams.append("topic", topic));
  return url;
}

function state(word) {
  document.querySelectorAll("[data-live-state]").forEach((mark) => {
    mark.dataset.liveState = word;
    mark.textContent = word === "on" ? "实时" : "每 10 秒刷新";
    mark.title = word === "on" ? "数据一到就显示，不用刷新页面" : "实时连接没有接通，页面改为每 10 秒自动刷新";
  });
}

function tell(topic, data) {
  (handlers.get(topic) ?? []).forEach((handle) => handle(data));
}

/** Every handler is told to read its part anew; `null` instead of data. */
function anew() {
  handlers.forEach((list) => list.forEach((handle) => handle(null)));
}

function askAgain() {
  if (asking) return;
  state("off");
  asking = setInterval(() => document.visibilityState === "visible" && anew(), AGAIN_EVERY);
}

function open() {
  source?.close();
  const url = address([...handlers.keys()]);
  if (!url || !window.EventSource) {
    askAgain();
    return;
  }
  source = new EventSource(url, { withCredentials: true });
  source.addEventListener("hello", () => {
    clearInterval(asking);
    asking = null;
    state("on");
    anew();
  });
  source.addEventListener("topic", (event) => {
    const { topic, data } = JSON.parse(event.data);
    tell(topic, data);
  });
  source.addEventListener("rows", (event) => {
    const { register, rows } = JSON.parse(event.data);
    tell(`rows:${register}`, rows);
  });
  source.addEventListener("anew", anew);
  source.addEventListener("ended", () => {
    source.close();
    askAgain();
  });
  source.addEventListener("error", askAgain);
}

/** Calls `handle(data)` for what comes under the topic, `handle(null)` when the page should read itself anew. */
export function follow(topic, handle) {
  handlers.set(topic, [...(handlers.get(topic) ?? []), handle]);
  clearTimeout(opening);
  opening = setTimeout(open, 0);
}

/** `data-live-rows="alarm"` on an element with htmx's `hx-trigger="anlan:live"` fetches it anew when such rows change. */
export function start(root) {
  root.querySelectorAll("[data-live-rows]:not([data-live-on])").forEach((part) => {
    part.dataset.liveOn = "";
    let waiting = null;
    follow(`rows:${part.dataset.liveRows}`, () => {
      if (waiting || !part.isConnected) return;
      waiting = setTimeout(() => {
        waiting = null;
        part.dispatchEvent(new CustomEvent("anlan:live"));
      }, 300);
    });
  });
}

window.addEventListener("pagehide", () => source?.close());
